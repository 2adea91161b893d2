//! The check-in page: all key results due from a person in one form, saved together. Only rows in which something was
//! typed are sent, and each is saved by itself: a refused row keeps its text and does not stop the others. After
//! saving, `summary.rs` says what all of it did. Rows are built in `rows.rs`; corrections are in `corrections.rs`.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;

use super::{
    rows::{CheckInRow, Seen, Whose, add_notes},
    summary::{self, BatchSummary},
};
use crate::{
    app::{
        Reader, Tx,
        check_ins::{
            ReportedCheckIn, allowed, recent,
            typed::{self, TypedCheckIn, TypedOutcome},
        },
        drafts::{self, Draft, DraftForm, SentDraft},
        error::Result,
        input::{Doubt, LIST_MAX, Parsed},
        key_results,
    },
    domain::{key_result::KeyResult, values::id::Id},
    language::words::Words,
    web::{
        kit::{
            draft::{self, DraftNote},
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::{Visit, query_string},
        },
        parts::{measures, pager::Pager},
    },
};

#[derive(Template)]
#[template(path = "web/check_ins/page.html")]
struct CheckInPage {
    w: Words,
    frame: Frame,
    form: Form,
    note: DraftNote,
    whose: Whose,
    due: Vec<CheckInRow>,
    later: Vec<CheckInRow>,
    /// What the person's last batch of check-ins did, while it can be taken back.
    batch: Option<BatchSummary>,
    /// Each field with a fault, and what is wrong.
    wrongs: Vec<(String, String)>,
    /// How many check-ins are due, or that none is.
    waiting: String,
    action: String,
    /// Whether a value is asked about.
    doubted: bool,
    pager: Pager,
}

impl CheckInPage {
    fn rows(&self) -> usize {
        self.due.len() + self.later.len()
    }
}

/// How many rows a page has.
const ROWS_SHOWN: usize = 100;

pub async fn show(visit: Visit) -> Page {
    let saved = visit.asked("saved").and_then(|revision| revision.parse().ok());
    render(&visit, StatusCode::OK, Form::empty(visit.words), saved).await
}

/// The draft of the rows in which something was typed, of a form that was sent.
fn sent_draft(form: &Form, words: Words) -> SentDraft {
    let rows: BTreeSet<String> = form.parts().into_iter().map(ToOwned::to_owned).collect();
    let touched: BTreeSet<&String> = rows
        .iter()
        .filter(|row| row.parse::<Id<KeyResult>>().is_ok() && reported(&form.part(row), words).is_some())
        .collect();
    let of = |name: &str| name.split_once('/').is_some_and(|(row, _)| touched.iter().any(|one| *one == row));
    let fields = form.typed().filter(|(name, value)| of(name) && !value.is_empty());
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    SentDraft { rows, fields }
}

pub async fn keep_draft(visit: Visit) -> Page {
    allowed::somewhere(&visit.ctx).check()?;
    let form = visit.form().await?;
    draft::keep(&visit, DraftForm::CheckIn, sent_draft(&form, visit.words)).await
}

pub async fn discard_draft(visit: Visit) -> Page {
    visit.form().await?;
    drafts::discard(&visit.app, visit.ctx.clone(), DraftForm::CheckIn).await?;
    Ok(redirect("/check-in"))
}

pub async fn submit(visit: Visit) -> Page {
    let form = visit.form().await?;
    let typed = typed(&form, visit.words);
    if typed.is_empty() {
        let form = form.because(visit.words.say("check-in-nothing-typed"));
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    if typed.len() > LIST_MAX {
        let form = form.because(visit.words.with("check-in-too-many", &[("max", &LIST_MAX.to_string())]));
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    let (sent, kept) = (typed.clone(), sent_draft(&form, visit.words));
    let save = move |tx: &mut Tx<'_>| {
        let (outcomes, revision) = typed::save(tx, &sent)?;
        drafts::keep_rest(tx, DraftForm::CheckIn, &without_saved(&kept, &sent, &outcomes))?;
        Ok((outcomes, revision))
    };
    match visit.write(&form, save).await {
        Ok((outcomes, revision)) => done(&visit, form, (&typed, &outcomes), revision).await,
        Err(error) => render(&visit, error.status(), form.refused(&error), None).await,
    }
}

/// The draft of the rows that were not saved.
fn without_saved(sent: &SentDraft, typed: &[TypedCheckIn], outcomes: &[TypedOutcome]) -> SentDraft {
    let saved = typed.iter().zip(outcomes).filter(|(_, outcome)| matches!(outcome, TypedOutcome::Saved));
    let saved: BTreeSet<String> = saved.map(|(one, _)| one.key_result.to_string()).collect();
    let mut rest = sent.clone();
    rest.fields.retain(|(name, _)| name.split_once('/').is_none_or(|(row, _)| !saved.contains(row)));
    rest
}

async fn done(
    visit: &Visit,
    mut form: Form,
    (typed, outcomes): (&[TypedCheckIn], &[TypedOutcome]),
    revision: Option<i64>,
) -> Page {
    let (w, mut refused, mut doubted) = (visit.words, 0, 0);
    for (one, outcome) in typed.iter().zip(outcomes) {
        let id = one.key_result.to_string();
        match outcome {
            TypedOutcome::Saved => form = form.leaving_out(&[&id]),
            TypedOutcome::Refused(error) => {
                form = form.refused_in(&id, error);
                refused += 1;
            }
            TypedOutcome::Doubted(doubt) => {
                let question = question(visit, one.key_result, doubt).await?;
                form = form.asking(format!("{id}/value"), question);
                doubted += 1;
            }
        }
    }
    if refused + doubted == 0 {
        return Ok(redirect(after(visit.asked("whose"), revision)));
    }
    let key = if refused > 0 { "check-ins-refused" } else { "check-ins-doubted" };
    let told = w.count(key, refused + doubted);
    let told = if revision.is_some() { format!("{told} {}", w.say("check-ins-others-saved")) } else { told };
    render(visit, StatusCode::UNPROCESSABLE_ENTITY, form.because(told), revision).await
}

/// The check-in page after a batch was saved in a revision.
fn after(whose: Option<String>, revision: Option<i64>) -> String {
    let (whose, revision) = (whose.unwrap_or_default(), revision.map(|one| one.to_string()).unwrap_or_default());
    format!("/check-in?{}", query_string(&[("whose", &whose), ("saved", &revision)]))
}

/// Asks whether an unusual value is right.
pub async fn question(visit: &Visit, id: Id<KeyResult>, doubt: &Doubt) -> Result<String> {
    let view = visit.read(move |reader| key_results::show(reader, id)).await?;
    Ok(measures::doubt(visit.words, &view.measure, doubt))
}

/// Takes a batch back.
pub async fn undo(visit: Visit) -> Page {
    let form = visit.form().await?;
    let revision = form.value("revision").parse().unwrap_or_default();
    match visit.write(&form, move |tx| recent::undo(tx, revision)).await {
        Ok(new) => Ok(redirect(match form.value("key_result").parse::<Id<KeyResult>>() {
            Ok(id) => format!("/key-results/{id}?saved={new}"),
            Err(()) => after(Some(form.value("whose").to_owned()), Some(new)),
        })),
        Err(error) => render(&visit, error.status(), Form::empty(visit.words).refused(&error), None).await,
    }
}

/// The rows in which something was typed, each as a check-in.
fn typed(form: &Form, words: Words) -> Vec<TypedCheckIn> {
    let rows = form.parts().into_iter().filter_map(|name| Some((name.parse().ok()?, form.part(name))));
    rows.filter_map(|(id, row): (Id<KeyResult>, Form)| typed_in(id, &row, words)).collect()
}

/// What was typed into one row. A value that was asked about is confirmed by sending it again.
pub fn typed_in(key_result: Id<KeyResult>, row: &Form, words: Words) -> Option<TypedCheckIn> {
    Some(TypedCheckIn { key_result, reported: reported(row, words)?, sure: row.is_sure("value") })
}

/// The check-in of one row; `None` when nothing was typed.
fn reported(row: &Form, words: Words) -> Option<Parsed<ReportedCheckIn>> {
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

async fn render(visit: &Visit, status: StatusCode, form: Form, saved: Option<i64>) -> Page {
    let asked = PlaceQuery::of(visit);
    let (w, wanted, told, page) = (visit.words, visit.asked("whose"), form.clone(), Pager::asked(visit));
    let found = visit.read(move |reader| read(reader, w, &asked, wanted.as_deref(), &told, (page, saved))).await?;
    let CheckInData { place, whose, mut rows, pager, batch, draft, due_count, next } = found;
    let wrongs: Vec<(String, String)> = rows.iter().filter_map(CheckInRow::fault).collect();
    let first = rows.iter().position(|row| row.fault().is_some()).or_else(|| rows.iter().position(|row| row.waits));
    if let Some(row) = rows.get_mut(first.unwrap_or(0)).filter(|_| batch.as_ref().is_none_or(|batch| !batch.fresh)) {
        row.first = true;
    }
    let doubted = rows.iter().any(|row| row.value.wrong.is_some());
    let (due, later): (Vec<CheckInRow>, Vec<CheckInRow>) = rows.into_iter().partition(|row| row.waits);
    let waiting = match (due_count, next) {
        (0, Some(next)) => w.with("check-in-none-until", &[("day", &w.day_and_month(next))]),
        (0, None) => w.say("check-in-none"),
        (many, _) => w.count("check-in-waiting", many),
    };
    let action = place.link_with("/check-in", &[("whose", whose.chosen.as_str())]);
    let note = DraftNote::new(visit, "/check-in/draft".to_owned(), draft.as_ref());
    let frame = Frame::new(visit, Nav::CheckIn, place)?;
    let page = CheckInPage { w, frame, form, note, whose, due, later, batch, wrongs, waiting, action, doubted, pager };
    page_with(&visit.request, status, page).await
}

/// What was read from the database.
struct CheckInData {
    place: Place,
    whose: Whose,
    rows: Vec<CheckInRow>,
    pager: Pager,
    batch: Option<BatchSummary>,
    /// The draft that was filled in.
    draft: Option<Draft>,
    due_count: usize,
    /// The day on which the next is due.
    next: Option<NaiveDate>,
}

fn read(
    reader: &mut Reader<'_>,
    w: Words,
    asked: &PlaceQuery,
    wanted: Option<&str>,
    form: &Form,
    (page, saved): (usize, Option<i64>),
) -> Result<CheckInData> {
    let place = asked.place(reader)?;
    let whose = Whose::read(reader, w, wanted)?;
    let sent: BTreeSet<&str> = form.parts().into_iter().collect();
    let draft = if sent.is_empty() { drafts::find(reader, DraftForm::CheckIn)? } else { None };
    let drafted = draft::filled(w, draft.as_ref())?;
    let shown = if draft.is_some() { &drafted } else { form };
    let mut rows = whose.rows(reader, &Seen { w, form: shown, place: &place })?;
    let draft = draft.filter(|_| rows.iter().any(|row| drafted.parts().contains(&row.id.as_str())));
    let due_count = rows.iter().filter(|row| row.waits).count();
    let next = rows.iter().find(|row| !row.waits).and_then(|row| row.due_on);
    rows.sort_by_key(|row| !sent.contains(row.id.as_str()));
    let page_of = |page: &str| place.link_with("/check-in", &[("whose", whose.chosen.as_str()), ("page", page)]);
    let pager = Pager::new(if sent.is_empty() { page } else { 1 }, rows.len(), ROWS_SHOWN, page_of);
    let mut rows = pager.cut(rows);
    add_notes(reader, w, &mut rows)?;
    let batch = summary::read(reader, w, &place, saved)?;
    Ok(CheckInData { place, whose, rows, pager, batch, draft, due_count, next })
}
