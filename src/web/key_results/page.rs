//! One key result: its progress against the pace, the chart of its values, its check-ins, and what the reader may do
//! with it. A check-in is reported here with the same fields as in `web/check_ins/page.rs`. `view.rs` prepares what is
//! shown; adding and changing are in `form.rs`, state changes in `states.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::view::{KeyResultData, Loaded, Reported};
use crate::{
    app::check_ins::typed::{self, TypedOutcome},
    domain::{key_result::KeyResult, people::star::StarredKind, values::id::Id},
    language::words::Words,
    web::{
        check_ins::{
            page::{question, typed_in},
            rows::CheckInRow,
            summary::{self, BatchSummary},
        },
        kit::{
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        meetings::outcomes::{
            blockers::{OpenBlockerRow, about_key_result},
            decided::{self, DecidedRow},
        },
        parts::{actions::Actions, names::Names, pager::Pager},
    },
};

#[derive(Template)]
#[template(path = "web/key_results/page.html")]
struct KeyResultPage {
    w: Words,
    frame: Frame,
    form: Form,
    id: String,
    facts: KeyResultData,
    reports: Vec<Reported>,
    /// What meetings decided about it.
    decided: Vec<DecidedRow>,
    blockers: Vec<OpenBlockerRow>,
    pager: Pager,
    /// The fields of a new check-in, if the reader may make one.
    row: Option<CheckInRow>,
    /// What the person just reported here.
    batch: Option<BatchSummary>,
    actions: Actions,
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id("key_result_id")?;
    render(&visit, id, StatusCode::OK, Form::empty(visit.words)).await
}

pub async fn check_in(visit: Visit) -> Page {
    let id = visit.id("key_result_id")?;
    let form = visit.form().await?;
    let Some(typed) = typed_in(id, &form.part(&id.to_string()), visit.words) else {
        let form = form.because(visit.words.say("check-in-nothing-typed"));
        return render(&visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let saved = visit.write(&form, move |tx| {
        let (mut outcomes, revision) = typed::save(tx, std::slice::from_ref(&typed))?;
        match outcomes.pop() {
            Some(TypedOutcome::Refused(error)) => Err(error),
            Some(TypedOutcome::Doubted(doubt)) => Ok(Err(doubt)),
            _ => Ok(Ok(revision.unwrap_or_default())),
        }
    });
    match saved.await {
        Ok(Ok(revision)) => Ok(redirect(format!("/key-results/{id}?saved={revision}"))),
        Ok(Err(doubt)) => {
            let question = question(&visit, id, &doubt).await?;
            let form = form.asking(format!("{id}/value"), question).because(visit.words.count("check-ins-doubted", 1));
            render(&visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => {
            let whole = visit.words.message(&error.message);
            let whole = if error.faults.is_empty() { whole } else { visit.words.say("form-refused") };
            render(&visit, id, error.status(), form.refused_in(&id.to_string(), &error).because(whole)).await
        }
    }
}

/// What the reader may do with the key result; confirming and reactivating it are buttons of their own.
fn actions(w: Words, id: Id<KeyResult>, facts: &KeyResultData, checks_in: bool) -> Actions {
    let (allowed, objective) = (&facts.allowed, facts.objective_id);
    let page = format!("/key-results/{id}");
    Actions::new(w)
        .main(checks_in, "check-in-new", "#check-in")
        .often(allowed.edit.given(), "edit", format!("{page}/edit"))
        .often(allowed.plan.given(), "move", format!("{page}/move"))
        .rarely(allowed.plan.given(), "duplicate", format!("/key-results/new?objective={objective}&like={id}"))
        .rarely(allowed.override_status(), "status-override", format!("{page}/status"))
        .rarely(allowed.cancel(), "key-result-cancel", format!("{page}/cancel"))
        .rarely(allowed.delete.given(), "delete", format!("{page}/delete"))
        .star(StarredKind::KeyResult, &id, page)
}

async fn render(visit: &Visit, id: Id<KeyResult>, status: StatusCode, form: Form) -> Page {
    let asked = PlaceQuery::of(visit);
    let (w, typed) = (visit.words, form.clone());
    let saved = visit.asked("saved").and_then(|revision| revision.parse().ok());
    let page = Pager::asked(visit);
    let (place, facts, (reports, pager), row, (batch, decided, blockers)) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let loaded = Loaded::read(reader, id, place.as_of)?;
            let row = loaded.row(w, &typed, &place, reader);
            let batch = match saved {
                Some(_) => summary::read(reader, w, &place, saved)?,
                None => None,
            };
            let facts = loaded.facts(w, reader.ctx(), &place);
            let reports = loaded.reports(w, reader.ctx(), &place, page);
            let decided = decided::about_key_result(reader, w, id)?;
            let names = Names::read(reader)?;
            let blockers = about_key_result(reader, w, &place, &names, id)?;
            Ok((place, facts, reports, row, (batch, decided, blockers)))
        })
        .await?;
    let frame = Frame::new(visit, Nav::Objectives, place)?;
    let actions = actions(w, id, &facts, row.is_some());
    let id = id.to_string();
    let page = KeyResultPage { w, frame, form, id, facts, reports, decided, blockers, pager, row, batch, actions };
    page_with(&visit.request, status, page).await
}
