//! Correcting a check-in: its author or a lead changes it, or deletes it after a confirmation.
//! New check-ins are reported in `page.rs` and on the page of their key result.
//! `app/check_ins/allowed.rs` decides who may correct what.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        check_ins,
        error::Result,
        key_results::{self, views::KeyResultView},
    },
    domain::{
        check_in::{CONFIDENCE_MAX, CheckIn},
        key_result::KeyResult,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::measures,
    },
};

#[derive(Template)]
#[template(path = "web/check_ins/correction.html")]
struct CorrectionPage {
    w: Words,
    frame: Frame,
    form: Form,
    title: String,
    unit: String,
    /// (id, title) of each step, if the key result is measured by milestones.
    steps: Vec<(String, String)>,
    confidences: Vec<(String, String)>,
    back: String,
    here: String,
}

struct CorrectionData {
    key_result: KeyResultView,
    check_in: Stored<CheckIn>,
}

async fn found(visit: &Visit) -> Result<CorrectionData> {
    let (key_result, id): (Id<KeyResult>, Id<CheckIn>) = (visit.id("key_result_id")?, visit.id("check_in_id")?);
    visit
        .read(move |reader| {
            let (_, check_in) = check_ins::correctable(reader, key_result, id)?;
            Ok(CorrectionData { key_result: key_results::show(reader, key_result)?, check_in })
        })
        .await
}

impl CorrectionData {
    fn back(&self) -> String {
        format!("/key-results/{}", self.key_result.stored.id())
    }

    fn here(&self) -> String {
        format!("{}/check-ins/{}", self.back(), self.check_in.id())
    }
}

async fn render(visit: &Visit, status: StatusCode, form: Form, found: CorrectionData) -> Page {
    let asked = PlaceQuery::of(visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(visit, Nav::Objectives, place)?;
    let view = &found.key_result;
    let steps = measures::steps(&view.measure).iter().map(|one| (one.step.id.to_string(), one.step.title.clone()));
    let mut steps: Vec<_> = steps.collect();
    for told in ["steps_done[]", "steps_undone[]"].into_iter().flat_map(|list| form.chosen(list)) {
        if !steps.iter().any(|(id, _)| id == told) {
            steps.push((told.to_owned(), visit.words.say("step-dropped")));
        }
    }
    let mut confidences = vec![(String::new(), "\u{2013}".to_owned())];
    confidences.extend((0..=CONFIDENCE_MAX).map(|step| (step.to_string(), step.to_string())));
    let page = CorrectionPage {
        w: visit.words,
        frame,
        form,
        title: view.stored.title.to_string(),
        unit: measures::unit_in_general(&view.measure).to_owned(),
        steps,
        confidences,
        back: found.back(),
        here: found.here(),
    };
    page_with(&visit.request, status, page).await
}

pub async fn edit(visit: Visit) -> Page {
    let found = found(&visit).await?;
    let form = Form::of(&found.check_in, visit.words);
    render(&visit, StatusCode::OK, form, found).await
}

pub async fn update(visit: Visit) -> Page {
    let found = found(&visit).await?;
    let form = visit.form().await?;
    let (key_result, id, correction) = (found.key_result.stored.id(), found.check_in.id(), form.command());
    match visit.write(&form, move |tx| check_ins::update(tx, key_result, id, &correction)).await {
        Ok(_) => Ok(redirect(format!("{}?done=saved", found.back()))),
        Err(error) => {
            let form = visit.refused(form, &error, "check_in", &id.to_string()).await?;
            render(&visit, error.status(), form, found).await
        }
    }
}

fn asking(visit: &Visit, found: &CorrectionData) -> Confirmation {
    let w = visit.words;
    let day = w.day(found.check_in.observed_on);
    let key_result = (found.key_result.stored.title.to_string(), found.here());
    Confirmation::new(Nav::Objectives, w.say("check-in-delete"), key_result, format!("{}/delete", found.here()))
        .saying(w.with("check-in-delete-asks", &[("day", &day)]))
}

pub async fn ask_delete(visit: Visit) -> Page {
    let found = found(&visit).await?;
    let form = Form::empty(visit.words).with("version", &found.check_in.stamp.version);
    asking(&visit, &found).show(&visit, StatusCode::OK, form).await
}

pub async fn delete(visit: Visit) -> Page {
    let found = found(&visit).await?;
    let form = visit.form().await?;
    let (key_result, id) = (found.key_result.stored.id(), found.check_in.id());
    match visit.write(&form, move |tx| check_ins::delete(tx, key_result, id)).await {
        Ok(()) => Ok(redirect(format!("{}?done=check-in-deleted", found.back()))),
        Err(error) => {
            let form = visit.refused(form, &error, "check_in", &id.to_string()).await?;
            asking(&visit, &found).show(&visit, error.status(), form).await
        }
    }
}
