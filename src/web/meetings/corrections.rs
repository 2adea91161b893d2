//! The forms that correct a blocker or a decision, or delete it. What may still change after the meeting is decided in
//! `app/meetings`; a blocker is resolved at the meeting itself (`notes.rs`).
//! Both forms share a template.

use actix_web::http::StatusCode;
use askama::Template;

use super::{agenda::data::MeetingData, notes::about, page::Subjects};
use crate::{
    app::{
        error::Error,
        meetings::{blockers, decisions},
    },
    domain::{
        meeting::{Blocker, Decision, Meeting},
        values::id::Id,
    },
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav},
        page::{Page, page_with, redirect},
        visit::Visit,
    },
};

#[derive(Template)]
#[template(path = "web/meetings/correction.html")]
struct NoteFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    title: String,
    meeting: String,
    /// The page of the meeting, at the section of the note.
    back: String,
    /// The address of the note; its form is sent to a page below it.
    address: String,
    decision: bool,
    owners: Vec<(String, String)>,
    subjects: Vec<(String, String)>,
}

async fn show_form(visit: &Visit, status: StatusCode, meeting: Id<Meeting>, note: (&str, String), form: Form) -> Page {
    let (w, cache) = (visit.words, visit.app.scorecards.clone());
    let data = visit.read(move |reader| MeetingData::read(reader, &cache, meeting)).await?;
    let subjects = Subjects::new(w, &data);
    let (kind, id) = note;
    let decision = kind == "decisions";
    let shown = NoteFormPage {
        w,
        title: w.say(if decision { "meeting-decision-edit" } else { "meeting-blocker-edit" }),
        meeting: data.meeting.title.to_string(),
        back: format!("/meetings/{meeting}#{kind}"),
        address: format!("/{kind}/{id}"),
        owners: data.names.options(w, form.value("owner_id")),
        subjects: if decision { subjects.all } else { subjects.key_results },
        decision,
        form,
        frame: Frame::new(visit, Nav::Meetings, data.place)?,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn blocker(visit: Visit) -> Page {
    let id: Id<Blocker> = visit.id("blocker_id")?;
    let blocker = visit.read(move |reader| blockers::show(reader, id)).await?;
    let form = Form::of(&blocker, visit.words);
    show_form(&visit, StatusCode::OK, blocker.meeting_id, ("blockers", id.to_string()), form).await
}

pub async fn update_blocker(visit: Visit) -> Page {
    let id: Id<Blocker> = visit.id("blocker_id")?;
    let form = visit.form().await?;
    let patch = form.command();
    match visit.write(&form, move |tx| blockers::update(tx, id, &patch)).await {
        Ok(blocker) => Ok(redirect(format!("/meetings/{}#blockers", blocker.meeting_id))),
        Err(error) => refuse_blocker(&visit, id, form, &error).await,
    }
}

pub async fn delete_blocker(visit: Visit) -> Page {
    let id: Id<Blocker> = visit.id("blocker_id")?;
    let form = visit.form().await?;
    let meeting = visit.read(move |reader| blockers::show(reader, id)).await?.meeting_id;
    match visit.write(&form, move |tx| blockers::delete(tx, id)).await {
        Ok(()) => Ok(redirect(format!("/meetings/{meeting}#blockers"))),
        Err(error) => refuse_blocker(&visit, id, form, &error).await,
    }
}

async fn refuse_blocker(visit: &Visit, id: Id<Blocker>, form: Form, error: &Error) -> Page {
    let blocker = visit.read(move |reader| blockers::show(reader, id)).await?;
    let form = if form.has("text") { form } else { Form::of(&blocker, visit.words) };
    let form = visit.refused(form, error, "blocker", &id.to_string()).await?;
    show_form(visit, error.status(), blocker.meeting_id, ("blockers", id.to_string()), form).await
}

/// A decision's form, with what it is about as one choice.
fn filled(decision: &crate::domain::values::record::Stored<Decision>, words: Words) -> Form {
    let about = decision.key_result_id.map(|id| format!("key_result_id:{id}"));
    let about = about.or_else(|| decision.objective_id.map(|id| format!("objective_id:{id}")));
    Form::of(decision, words).with("about", &about.unwrap_or_default())
}

pub async fn decision(visit: Visit) -> Page {
    let id: Id<Decision> = visit.id("decision_id")?;
    let decision = visit.read(move |reader| decisions::show(reader, id)).await?;
    let form = filled(&decision, visit.words);
    show_form(&visit, StatusCode::OK, decision.meeting_id, ("decisions", id.to_string()), form).await
}

pub async fn update_decision(visit: Visit) -> Page {
    let id: Id<Decision> = visit.id("decision_id")?;
    let form = visit.form().await?;
    let patch = about(&form).command();
    match visit.write(&form, move |tx| decisions::update(tx, id, &patch)).await {
        Ok(decision) => Ok(redirect(format!("/meetings/{}#decisions", decision.meeting_id))),
        Err(error) => refuse_decision(&visit, id, form, &error).await,
    }
}

pub async fn delete_decision(visit: Visit) -> Page {
    let id: Id<Decision> = visit.id("decision_id")?;
    let form = visit.form().await?;
    let meeting = visit.read(move |reader| decisions::show(reader, id)).await?.meeting_id;
    match visit.write(&form, move |tx| decisions::delete(tx, id)).await {
        Ok(()) => Ok(redirect(format!("/meetings/{meeting}#decisions"))),
        Err(error) => refuse_decision(&visit, id, form, &error).await,
    }
}

async fn refuse_decision(visit: &Visit, id: Id<Decision>, form: Form, error: &Error) -> Page {
    let decision = visit.read(move |reader| decisions::show(reader, id)).await?;
    let form = if form.has("text") { form } else { filled(&decision, visit.words) };
    let form = visit.refused(form, error, "decision", &id.to_string()).await?;
    show_form(visit, error.status(), decision.meeting_id, ("decisions", id.to_string()), form).await
}
