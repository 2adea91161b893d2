//! Cancelling an objective with its key results, and making it active again. Both ask for confirmation and for a reason,
//! which an active cycle needs. `app/objectives` decides who may, and what happens to the key results; deleting is in
//! `page.rs`, the states of a single key result are in `web/key_results/states.rs`.

use actix_web::http::StatusCode;

use crate::{
    app::{error::Result, objectives},
    domain::{
        objective::{Objective, ObjectiveState},
        values::{id::Id, record::Stored},
    },
    web::kit::{
        confirm::Confirmation,
        form::Form,
        frame::Nav,
        page::{Page, redirect},
        visit::Visit,
    },
};

async fn found(visit: &Visit) -> Result<Stored<Objective>> {
    let id: Id<Objective> = visit.id("objective_id")?;
    Ok(visit.read(move |reader| objectives::show(reader, id)).await?.stored)
}

/// The question; its texts are `objective-<deed>` and `objective-<deed>-asks`.
fn asking(visit: &Visit, objective: &Stored<Objective>, deed: &str) -> Confirmation {
    let (w, page) = (visit.words, format!("/objectives/{}", objective.id()));
    let action = format!("{page}/{deed}");
    let about = (objective.title.to_string(), page);
    let asking = Confirmation::new(Nav::Objectives, w.say(&format!("objective-{deed}")), about, action)
        .saying(w.say(&format!("objective-{deed}-asks")))
        .with_reason();
    Confirmation { correction: deed == "cancel", ..asking }
}

async fn ask(visit: &Visit, deed: &str) -> Page {
    let objective = found(visit).await?;
    objectives::allowed::in_departments(&visit.ctx, &objective.departments()).check()?;
    let form = Form::empty(visit.words).with("version", &objective.stamp.version);
    asking(visit, &objective, deed).show(visit, StatusCode::OK, form).await
}

async fn turn(visit: &Visit, deed: &str, state: ObjectiveState) -> Page {
    let objective = found(visit).await?;
    let form = visit.form().await?;
    let id = objective.id();
    let patch = form.clone().with("state", &state).command();
    match visit.write(&form, move |tx| objectives::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/objectives/{id}?done=saved"))),
        Err(error) => {
            let form = visit.refused(form, &error, "objective", &id.to_string()).await?;
            asking(visit, &objective, deed).show(visit, error.status(), form).await
        }
    }
}

pub async fn ask_cancel(visit: Visit) -> Page {
    ask(&visit, "cancel").await
}

pub async fn cancel(visit: Visit) -> Page {
    turn(&visit, "cancel", ObjectiveState::Cancelled).await
}

pub async fn ask_activate(visit: Visit) -> Page {
    ask(&visit, "activate").await
}

pub async fn activate(visit: Visit) -> Page {
    turn(&visit, "activate", ObjectiveState::Active).await
}
