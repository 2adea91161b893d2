//! Moving a key result to another objective of its brand and cycle, with its check-ins.
//! What may be moved where is decided by `app/key_results`.
//! The form that changes a key result (`form.rs`) offers the same among its other fields.

use actix_web::http::StatusCode;
use askama::Template;

use super::form::{KeyResultOptions, objectives_to_move_to};
use crate::{
    app::{
        cycles,
        key_results::{self, allowed::KeyResultContext},
        objectives,
    },
    domain::{key_result::KeyResult, values::id::Id},
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page_with, redirect},
        visit::Visit,
    },
};

#[derive(Template)]
#[template(path = "web/key_results/moving.html")]
struct MovePage {
    w: Words,
    frame: Frame,
    form: Form,
    /// The key result's id and title.
    about: (String, String),
    objectives: KeyResultOptions,
}

async fn render(visit: &Visit, status: StatusCode, form: Option<Form>) -> Page {
    let (asked, id) = (PlaceQuery::of(visit), visit.id::<KeyResult>("key_result_id")?);
    let (place, key_result, mut objectives) = visit
        .read(move |reader| {
            let key_result = key_results::show(reader, id)?.stored;
            let around = KeyResultContext::read(reader, &key_result)?;
            around.allowed(reader.ctx(), &key_result).plan.check_right()?;
            let objective = objectives::show(reader, key_result.objective_id)?.stored;
            let cycle = cycles::show(reader, key_result.cycle_id)?;
            let options = objectives_to_move_to(reader, &objective, &cycle)?;
            Ok((asked.place(reader)?, key_result, options))
        })
        .await?;
    let own = key_result.objective_id.to_string();
    objectives.retain(|(id, _)| *id != own);
    let form = form.unwrap_or_else(|| Form::empty(visit.words).with("version", &key_result.stamp.version));
    let shown = MovePage {
        w: visit.words,
        frame: Frame::new(visit, Nav::Objectives, place)?,
        form,
        about: (id.to_string(), key_result.title.to_string()),
        objectives,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn ask(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, None).await
}

pub async fn submit(visit: Visit) -> Page {
    let id: Id<KeyResult> = visit.id("key_result_id")?;
    let form = visit.form().await?;
    let patch = form.command();
    match visit.write(&form, move |tx| key_results::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/key-results/{id}?done=key-result-moved"))),
        Err(error) => {
            let form = visit.refused(form, &error, "key_result", &id.to_string()).await?;
            render(&visit, error.status(), Some(form)).await
        }
    }
}
