//! What people write on the page of a meeting: its state and minutes, everybody's confidence, blockers, decisions. Each
//! form goes back to its own section; what was refused is shown there again, as it was typed.
//! Corrections have pages of their own, in `corrections.rs`.

use super::page::show_with;
use crate::{
    app::{
        error::Error,
        meetings::{
            self, MeetingPatch,
            blockers::{self, NewBlocker},
            confidence::{self, PutConfidence},
            decisions::{self, NewDecision},
        },
    },
    domain::{
        meeting::{Blocker, Meeting, MeetingState},
        values::id::Id,
    },
    web::kit::{
        form::Form,
        page::{Page, redirect},
        visit::Visit,
    },
};

/// Opens, ends or opens again, shows everybody's confidence, keeps the minutes.
pub async fn update(visit: Visit) -> Page {
    let id: Id<Meeting> = visit.id("meeting_id")?;
    let form = visit.form().await?;
    let patch = form.command::<MeetingPatch>();
    let ends = patch.peek().is_some_and(|patch| patch.state == Some(MeetingState::Ended));
    let section = if form.has("confidence_shown") {
        "confidence"
    } else if form.has("minutes") || ends {
        "record"
    } else {
        "why"
    };
    match visit.write(&form, move |tx| meetings::update(tx, id, &patch)).await {
        Ok(_) if ends => Ok(redirect(format!("/meetings/{id}/minutes?done=meeting-ended"))),
        Ok(_) => Ok(redirect(format!("/meetings/{id}#{section}"))),
        Err(error) => {
            let status = error.status();
            let form = visit.refused(form, &error, "meeting", &id.to_string()).await?;
            show_with(&visit, status, id, Some((form, section))).await
        }
    }
}

pub async fn confidence(visit: Visit) -> Page {
    let id: Id<Meeting> = visit.id("meeting_id")?;
    let form = visit.form().await?;
    let ratings = form.command::<PutConfidence>();
    match visit.write(&form, move |tx| confidence::replace(tx, id, &ratings)).await {
        Ok(_) => Ok(redirect(format!("/meetings/{id}#confidence"))),
        Err(error) => refuse(&visit, id, Form::empty(visit.words), ("ratings", "confidence"), &error).await,
    }
}

pub async fn blocker(visit: Visit) -> Page {
    let id: Id<Meeting> = visit.id("meeting_id")?;
    let form = visit.form().await?;
    let blocker = form.part("blocker").with("meeting_id", &id).command::<NewBlocker>();
    match visit.write(&form, move |tx| blockers::create(tx, &blocker)).await {
        Ok(_) => Ok(redirect(format!("/meetings/{id}#blockers"))),
        Err(error) => refuse(&visit, id, form, ("blocker", "blockers"), &error).await,
    }
}

/// Resolves a blocker, or opens it again; goes back to the meeting at which it was done.
pub async fn blocker_state(visit: Visit) -> Page {
    let id: Id<Blocker> = visit.id("blocker_id")?;
    let form = visit.form().await?;
    let at: Option<Id<Meeting>> = form.value("then").parse().ok();
    let patch = form.command();
    let blocker = visit.write(&form, move |tx| blockers::update(tx, id, &patch)).await?;
    Ok(redirect(match at {
        Some(meeting) => format!("/meetings/{meeting}#blockers"),
        None => format!("/meetings/{}#blockers", blocker.meeting_id),
    }))
}

pub async fn decision(visit: Visit) -> Page {
    let id: Id<Meeting> = visit.id("meeting_id")?;
    let form = visit.form().await?;
    let decision = about(&form.part("decision")).with("meeting_id", &id).command::<NewDecision>();
    match visit.write(&form, move |tx| decisions::create(tx, &decision)).await {
        Ok(_) => Ok(redirect(format!("/meetings/{id}#decisions"))),
        Err(error) => refuse(&visit, id, form, ("decision", "decisions"), &error).await,
    }
}

/// The form of a decision with what it is about (`key_result_id:` or `objective_id:` and an id) in its own members.
pub fn about(form: &Form) -> Form {
    if !form.has("about") {
        return form.clone();
    }
    let chosen = form.value("about").to_owned();
    let (kind, id) = chosen.split_once(':').unwrap_or_default();
    let other = form.clone().leaving_out(&["about"]);
    let member = |name: &str| if kind == name { id.to_owned() } else { String::new() };
    other.with("key_result_id", &member("key_result_id")).with("objective_id", &member("objective_id"))
}

async fn refuse(
    visit: &Visit,
    id: Id<Meeting>,
    form: Form,
    (part, section): (&str, &'static str),
    error: &Error,
) -> Page {
    let why =
        if error.faults.is_empty() { visit.words.message(&error.message) } else { visit.words.say("form-refused") };
    let form = form.refused_in(part, error).because(why);
    show_with(visit, error.status(), id, Some((form, section))).await
}
