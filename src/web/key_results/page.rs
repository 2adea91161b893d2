//! One key result: its progress against the pace, the chart of its values, its check-ins, and what the reader may do
//! with it. A check-in is reported here with the same fields as in `web/check_ins/page.rs`. `view.rs` prepares what is
//! shown; adding and changing are in `form.rs`, state changes in `states.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::view::{KeyResultData, Loaded, Reported};
use crate::{
    app::check_ins,
    domain::{key_result::KeyResult, values::id::Id},
    language::words::Words,
    web::{
        check_ins::{page::reported, rows::CheckInRow},
        kit::{
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::pager::Pager,
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
    pager: Pager,
    /// The fields of a new check-in, if the reader may make one.
    row: Option<CheckInRow>,
    /// How the check-in that was just made changed the scores.
    effect: Option<String>,
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id("key_result_id")?;
    render(&visit, id, StatusCode::OK, Form::empty(visit.words)).await
}

pub async fn check_in(visit: Visit) -> Page {
    let id = visit.id("key_result_id")?;
    let form = visit.form().await?;
    let Some(reported) = reported(&form.part(&id.to_string()), visit.words) else {
        let form = form.because(visit.words.say("check-in-nothing-typed"));
        return render(&visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    match visit.write(&form, move |tx| check_ins::create(tx, id, &reported)).await {
        Ok(_) => Ok(redirect(format!("/key-results/{id}?done=checked-in&saved=1"))),
        Err(error) => {
            let whole = visit.words.message(&error.message);
            let whole = if error.faults.is_empty() { whole } else { visit.words.say("form-refused") };
            render(&visit, id, error.status(), form.refused_in(&id.to_string(), &error).because(whole)).await
        }
    }
}

async fn render(visit: &Visit, id: Id<KeyResult>, status: StatusCode, form: Form) -> Page {
    let asked = PlaceQuery::of(visit);
    let (w, typed, plans) = (visit.words, form.clone(), visit.app.scorecards.plans.clone());
    let saved = visit.asked("saved").is_some();
    let page = Pager::asked(visit);
    let (place, facts, (reports, pager), row, effect) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let loaded = Loaded::read(reader, id, place.as_of)?;
            let row = loaded.row(w, &typed, &place, reader);
            let effect = if saved { loaded.effect(reader, &plans, w)? } else { None };
            let facts = loaded.facts(w, reader.ctx(), &place);
            let reports = loaded.reports(w, reader.ctx(), &place, page);
            Ok((place, facts, reports, row, effect))
        })
        .await?;
    let frame = Frame::new(visit, Nav::Objectives, place)?;
    let page = KeyResultPage { w, frame, form, id: id.to_string(), facts, reports, pager, row, effect };
    page_with(&visit.request, status, page).await
}
