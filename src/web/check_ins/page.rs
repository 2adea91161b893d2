//! The check-in page: all key results due from a person in one form, saved together. Only rows in which something was
//! typed are sent, and each is saved by itself: a refused row keeps its text and does not stop the others. After
//! saving, the page says how each check-in changed the scores. Rows are built in `rows.rs`; corrections are in
//! `corrections.rs`.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use askama::Template;

use super::rows::{CheckInRow, Seen, Whose};
use crate::{
    app::{
        check_ins::{
            ReportedCheckIn,
            batches::{self, Outcome},
        },
        error::Result,
        input::{LIST_MAX, Parsed},
    },
    domain::{key_result::KeyResult, values::id::Id},
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::{Visit, query_string},
        },
        parts::pager::Pager,
    },
};

#[derive(Template)]
#[template(path = "web/check_ins/page.html")]
struct CheckInPage {
    w: Words,
    frame: Frame,
    form: Form,
    whose: Whose,
    due: Vec<CheckInRow>,
    later: Vec<CheckInRow>,
    /// How many check-ins were just saved.
    saved: Option<String>,
    /// The title of each saved key result and how the check-in changed the scores.
    effects: Vec<(String, String)>,
    /// Each field with a fault, and what is wrong.
    wrongs: Vec<(String, String)>,
    /// How many check-ins are due, or that none is.
    waiting: String,
    action: String,
    nothing_at_all: bool,
    pager: Pager,
}

/// How many rows a page has.
const ROWS_SHOWN: usize = 100;

pub async fn show(visit: Visit) -> Page {
    let saved = visit.asked("saved").unwrap_or_default();
    let saved = saved.split('.').filter_map(|id| id.parse().ok()).take(EFFECTS_MAX).collect();
    render(&visit, StatusCode::OK, Form::empty(visit.words), saved).await
}

pub async fn submit(visit: Visit) -> Page {
    let form = visit.form().await?;
    let typed = typed(&form, visit.words);
    if typed.is_empty() {
        let form = form.because(visit.words.say("check-in-nothing-typed"));
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, Vec::new()).await;
    }
    if typed.len() > LIST_MAX {
        let form = form.because(visit.words.with("check-in-too-many", &[("max", &LIST_MAX.to_string())]));
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, Vec::new()).await;
    }
    let sent = typed.clone();
    match visit.write(&form, move |tx| batches::typed_check_ins(tx, &sent)).await {
        Ok(outcomes) => done(&visit, form, &typed, &outcomes).await,
        Err(error) => render(&visit, error.status(), form.refused(&error), Vec::new()).await,
    }
}

/// The most check-ins whose effect on the scores is shown after saving.
const EFFECTS_MAX: usize = 20;

async fn done(
    visit: &Visit,
    mut form: Form,
    typed: &[(Id<KeyResult>, Parsed<ReportedCheckIn>)],
    outcomes: &[Outcome],
) -> Page {
    let (mut saved, mut refused) = (Vec::new(), 0);
    for ((id, _), outcome) in typed.iter().zip(outcomes) {
        match outcome {
            Outcome::Created(_) | Outcome::Replaced(_) => {
                form = form.leaving_out(&[&id.to_string()]);
                saved.push(*id);
            }
            Outcome::Refused(error) => {
                form = form.refused_in(&id.to_string(), error);
                refused += 1;
            }
        }
    }
    if refused > 0 {
        let form = form.because(visit.words.count("check-ins-refused", refused));
        return render(visit, StatusCode::UNPROCESSABLE_ENTITY, form, saved).await;
    }
    let ids = saved.iter().take(EFFECTS_MAX).map(ToString::to_string).collect::<Vec<_>>().join(".");
    let whose = visit.asked("whose").unwrap_or_default();
    Ok(redirect(format!("/check-in?{}", query_string(&[("whose", whose.as_str()), ("saved", ids.as_str())]))))
}

/// The rows in which something was typed, each as a check-in.
fn typed(form: &Form, words: Words) -> Vec<(Id<KeyResult>, Parsed<ReportedCheckIn>)> {
    let rows = form.parts().into_iter().filter_map(|name| Some((name.parse().ok()?, form.part(name))));
    rows.filter_map(|(id, row): (Id<KeyResult>, Form)| Some((id, reported(&row, words)?))).collect()
}

/// The check-in of one row; `None` when nothing was typed.
pub fn reported(row: &Form, words: Words) -> Option<Parsed<ReportedCheckIn>> {
    let filled = |name: &str| !row.value(name).trim().is_empty();
    let mut sent = Form::empty(words);
    let mut touched = filled("value") || filled("confidence") || filled("note");
    if row.value("kind") == "milestones" {
        sent = sent.with("steps_done[]", "");
        for step in row.chosen("steps[]").filter(|step| !row.is("was[]", step)) {
            (sent, touched) = (sent.with("steps_done[]", step), touched || !step.is_empty());
        }
        for step in row.chosen("was[]").filter(|step| !row.is("steps[]", step)) {
            (sent, touched) = (sent.with("steps_undone[]", step), touched || !step.is_empty());
        }
    } else {
        sent = sent.with("value", row.value("value"));
    }
    for name in ["observed_on", "confidence", "note"].into_iter().filter(|name| filled(name)) {
        sent = sent.with(name, row.value(name));
    }
    touched.then(|| sent.command())
}

async fn render(visit: &Visit, status: StatusCode, form: Form, saved: Vec<Id<KeyResult>>) -> Page {
    let asked = PlaceQuery::of(visit);
    let (w, wanted, told, plans) =
        (visit.words, visit.asked("whose"), form.clone(), visit.app.scorecards.plans.clone());
    let marks = saved.clone();
    let (place, whose, rows) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let whose = Whose::read(reader, w, wanted.as_deref())?;
            let seen = Seen { w, form: &told, saved: &marks, place: &place };
            let rows = whose.rows(reader, &plans, &seen)?;
            Result::Ok((place, whose, rows))
        })
        .await?;
    let mut rows = rows;
    let due_count = rows.iter().filter(|row| row.waits).count();
    let next = rows.iter().find(|row| !row.waits).and_then(|row| row.due.clone());
    let sent: BTreeSet<&str> = form.parts().into_iter().collect();
    rows.sort_by_key(|row| !sent.contains(row.id.as_str()));
    let page_of = |page: &str| place.link_with("/check-in", &[("whose", whose.chosen.as_str()), ("page", page)]);
    let page = if sent.is_empty() { Pager::asked(visit) } else { 1 };
    let pager = Pager::new(page, rows.len(), ROWS_SHOWN, page_of);
    let mut rows = pager.cut(rows);
    let effects: Vec<(String, String)> =
        rows.iter_mut().filter_map(|row| Some((row.title.clone(), row.effect.take()?))).collect();
    let wrongs: Vec<(String, String)> = rows.iter().filter_map(CheckInRow::fault).collect();
    let first = rows.iter().position(|row| row.fault().is_some()).or_else(|| rows.iter().position(|row| row.waits));
    if let Some(row) = rows.get_mut(first.unwrap_or(0)) {
        row.first = true;
    }
    let (due, later): (Vec<CheckInRow>, Vec<CheckInRow>) = rows.into_iter().partition(|row| row.waits);
    let waiting = match (due_count, next) {
        (0, Some(next)) => w.with("check-in-none-until", &[("day", &next)]),
        (0, None) => w.say("check-in-none"),
        (many, _) => w.count("check-in-waiting", many),
    };
    let said = (!saved.is_empty()).then(|| w.count("check-ins-saved", saved.len()));
    let action = place.link_with("/check-in", &[("whose", whose.chosen.as_str())]);
    let nothing_at_all = due.is_empty() && later.is_empty();
    let frame = Frame::new(visit, Nav::CheckIn, place)?;
    let page = CheckInPage {
        w,
        frame,
        form,
        whose,
        due,
        later,
        saved: said,
        effects,
        wrongs,
        waiting,
        action,
        nothing_at_all,
        pager,
    };
    page_with(&visit.request, status, page).await
}
