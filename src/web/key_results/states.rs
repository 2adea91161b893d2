//! Actions that change the state of a key result: confirming a proposal, cancelling with a reason, making it active
//! again, overriding its status, deleting it while it has no check-ins. Each asks for confirmation. `app/key_results`
//! decides what is allowed and what happens.

use actix_web::http::StatusCode;

use crate::{
    app::{
        error::{Error, Result},
        input::Parsed,
        key_results::{self, KeyResultPatch, allowed::KeyResultContext},
    },
    domain::{
        key_result::{KeyResult, KeyResultState},
        scoring::status::Status,
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

async fn found(visit: &Visit) -> Result<Stored<KeyResult>> {
    let id: Id<KeyResult> = visit.id("key_result_id")?;
    Ok(visit.read(move |reader| key_results::show(reader, id)).await?.stored)
}

/// The key result, if the person may plan it.
async fn planned(visit: &Visit) -> Result<Stored<KeyResult>> {
    let id: Id<KeyResult> = visit.id("key_result_id")?;
    visit
        .read(move |reader| {
            let key_result = key_results::show(reader, id)?.stored;
            let around = KeyResultContext::read(reader, &key_result)?;
            around.allowed(reader.ctx(), &key_result).plan.check_right()?;
            Ok(key_result)
        })
        .await
}

/// The question before an action; its texts are `key-result-<deed>` and `key-result-<deed>-asks`.
fn ask(visit: &Visit, key_result: &Stored<KeyResult>, deed: &str) -> Confirmation {
    let (w, page) = (visit.words, format!("/key-results/{}", key_result.id()));
    let (title, action) = (w.say(&format!("key-result-{deed}")), format!("{page}/{deed}"));
    Confirmation::new(Nav::Objectives, title, (key_result.title.to_string(), page), action)
        .saying(w.say(&format!("key-result-{deed}-asks")))
}

fn versioned(visit: &Visit, key_result: &Stored<KeyResult>) -> Form {
    Form::empty(visit.words).with("version", &key_result.stamp.version)
}

/// Asks again and says why the action was refused.
async fn again(visit: &Visit, form: Form, error: &Error, ask: Confirmation) -> Page {
    let id = visit.id::<KeyResult>("key_result_id")?.to_string();
    let form = visit.refused(form, error, "key_result", &id).await?;
    ask.show(visit, error.status(), form).await
}

fn cancelling(visit: &Visit, key_result: &Stored<KeyResult>) -> Confirmation {
    Confirmation { correction: true, ..ask(visit, key_result, "cancel").with_reason() }
}

fn overriding(visit: &Visit, key_result: &Stored<KeyResult>) -> Confirmation {
    let w = visit.words;
    let mut statuses = vec![(String::new(), w.say("status-computed"))];
    statuses.extend(Status::OVERRIDES.iter().map(|one| (one.to_string(), w.word("status", one))));
    Confirmation { reason: true, statuses, ..ask(visit, key_result, "status") }
}

pub async fn ask_cancel(visit: Visit) -> Page {
    let key_result = planned(&visit).await?;
    cancelling(&visit, &key_result).show(&visit, StatusCode::OK, versioned(&visit, &key_result)).await
}

pub async fn cancel(visit: Visit) -> Page {
    let key_result = found(&visit).await?;
    let form = visit.form().await?;
    let id = key_result.id();
    let unsaid: &[&str] = if form.value("reason").trim().is_empty() { &["reason"] } else { &[] };
    let patch = form.clone().leaving_out(unsaid).with("state", &KeyResultState::Cancelled).command();
    match visit.write(&form, move |tx| key_results::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/key-results/{id}?done=key-result-cancelled"))),
        Err(error) => again(&visit, form, &error, cancelling(&visit, &key_result)).await,
    }
}

/// Confirms a proposal, or makes a cancelled key result active again.
pub async fn activate(visit: Visit) -> Page {
    let key_result = found(&visit).await?;
    let form = visit.form().await?;
    let id = key_result.id();
    let unsaid: &[&str] = if form.value("reason").trim().is_empty() { &["reason"] } else { &[] };
    let patch = form.clone().leaving_out(unsaid).with("state", &KeyResultState::Active).command();
    match visit.write(&form, move |tx| key_results::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/key-results/{id}?done=key-result-active"))),
        Err(error) => again(&visit, form, &error, ask(&visit, &key_result, "activate").with_reason()).await,
    }
}

pub async fn ask_status(visit: Visit) -> Page {
    let key_result = planned(&visit).await?;
    let mut form = versioned(&visit, &key_result);
    if let Some(word) = &key_result.status_override {
        form = form.with("status", &word.status).with("reason", word.reason.as_str());
    }
    overriding(&visit, &key_result).show(&visit, StatusCode::OK, form).await
}

pub async fn status(visit: Visit) -> Page {
    let key_result = found(&visit).await?;
    let form = visit.form().await?;
    let id = key_result.id();
    let patch: Parsed<KeyResultPatch> = match form.value("status") {
        "" => KeyResultPatch { status_override: Some(None), ..KeyResultPatch::default() }.into(),
        status => {
            let said = Form::empty(visit.words).with("status_override/status", status);
            said.with("status_override/reason", form.value("reason")).command()
        }
    };
    match visit.write(&form, move |tx| key_results::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/key-results/{id}?done=saved"))),
        Err(mut error) => {
            for fault in &mut error.faults {
                fault.pointer = fault.pointer.replace("/status_override", "");
            }
            again(&visit, form, &error, overriding(&visit, &key_result)).await
        }
    }
}

pub async fn ask_delete(visit: Visit) -> Page {
    let key_result = found(&visit).await?;
    ask(&visit, &key_result, "delete").with_reason().show(&visit, StatusCode::OK, versioned(&visit, &key_result)).await
}

pub async fn delete(visit: Visit) -> Page {
    let key_result = found(&visit).await?;
    let form = visit.form().await?;
    let (id, objective) = (key_result.id(), key_result.objective_id);
    let deletion = form.command();
    match visit.write(&form, move |tx| key_results::delete(tx, id, &deletion)).await {
        Ok(()) => Ok(redirect(format!("/objectives/{objective}?done=key-result-deleted"))),
        Err(error) => again(&visit, form, &error, ask(&visit, &key_result, "delete").with_reason()).await,
    }
}
