//! The form that plans or changes a meeting, and the question before one is deleted. A lead is offered their departments,
//! an executive the whole company too. Which key results people rate can be chosen; without a choice it is all of the
//! department or company. `app/meetings` decides what a meeting may be.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter},
        error::Result,
        key_results::{self, KeyResultFilter},
        listing::everything,
        meetings::{self, allowed},
    },
    domain::{
        key_result::KeyResultState,
        meeting::Meeting,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::names::Names,
    },
};

#[derive(Template)]
#[template(path = "web/meetings/form.html")]
struct MeetingFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    /// The meeting's id; `None` when one is planned.
    id: Option<String>,
    action: String,
    departments: Vec<(String, String)>,
    facilitators: Vec<(String, String)>,
    /// Each department with its id and key results.
    key_results: Vec<OfDepartment>,
}

/// What can be chosen, as (value, text).
struct MeetingOptions {
    departments: Vec<(String, String)>,
    key_results: Vec<OfDepartment>,
    names: Names,
}

/// The id and name of a department, and its key results.
type OfDepartment = (String, String, Vec<(String, String)>);

fn options(reader: &mut Reader<'_>, w: Words, place: &Place, meeting: Option<&Meeting>) -> Result<MeetingOptions> {
    let all = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
    let offered = |id| allowed::create(reader.ctx(), id).given();
    let mut choices: Vec<(String, String)> = all
        .iter()
        .filter(|one| !one.archived && offered(Some(one.id())))
        .map(|one| (one.id().to_string(), one.name.to_string()))
        .collect();
    choices.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    if offered(None) {
        choices.insert(0, (String::new(), w.say("meeting-company")));
    }
    let only = choices.first().filter(|_| choices.len() == 1).and_then(|(id, _)| id.parse().ok());
    let mut key_results = Vec::new();
    if let Some(key) = place.key() {
        let filter = KeyResultFilter {
            brand_id: Some(key.brand_id),
            cycle_id: Some(key.cycle_id),
            department_id: meeting.map_or(only, |meeting| meeting.department_id),
            state: Some(KeyResultState::Active),
            ..KeyResultFilter::default()
        };
        let views = everything(|query| key_results::list(reader, query), filter.into())?;
        for department in &all {
            let own = views.iter().filter(|view| view.department_id == department.id());
            let own: Vec<_> = own.map(|view| (view.stored.id().to_string(), view.stored.title.to_string())).collect();
            if !own.is_empty() {
                key_results.push((department.id().to_string(), department.name.to_string(), own));
            }
        }
    }
    Ok(MeetingOptions { departments: choices, key_results, names: Names::read(reader)? })
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, meeting: Option<&Stored<Meeting>>) -> Page {
    let (w, own) = (visit.words, meeting.cloned());
    let asked = match meeting {
        Some(meeting) => PlaceQuery::at(meeting.brand_id, meeting.cycle_id),
        None => PlaceQuery::of(visit),
    };
    let (place, options) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let options = options(reader, w, &place, own.as_deref())?;
            Ok((place, options))
        })
        .await?;
    let id = meeting.map(|meeting| meeting.id().to_string());
    let of = place.key().map(|key| (key.brand_id.to_string(), key.cycle_id.to_string())).unwrap_or_default();
    let action = match &id {
        Some(id) => format!("/meetings/{id}/edit"),
        None => place.link_with("/meetings/new", &[("brand", &of.0), ("cycle", &of.1)]),
    };
    let shown = MeetingFormPage {
        w,
        facilitators: options.names.options(w, form.value("facilitator_id")),
        departments: options.departments,
        key_results: options.key_results,
        action,
        id,
        form,
        frame: Frame::new(visit, Nav::Meetings, place)?,
    };
    page_with(&visit.request, status, shown).await
}

/// The form that plans a meeting; the person facilitates it, today, for their department.
pub async fn add(visit: Visit) -> Page {
    allowed::somewhere(&visit.ctx).check()?;
    let w = visit.words;
    let form = Form::empty(w)
        .with("held_on", &visit.ctx.today())
        .with("title", &w.say("meeting-title-usual"))
        .with("facilitator_id", &visit.user.id());
    let form = match visit.asked("department") {
        Some(department) => form.with("department_id", &department),
        None => form,
    };
    show_form(&visit, StatusCode::OK, form, None).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let asked = PlaceQuery::of(&visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let of = place.key().map(|key| (key.brand_id.to_string(), key.cycle_id.to_string())).unwrap_or_default();
    let meeting = form.clone().with("brand_id", &of.0).with("cycle_id", &of.1).command();
    match visit.write(&form, move |tx| meetings::create(tx, &meeting)).await {
        Ok(added) => Ok(redirect(format!("/meetings/{}", added.id()))),
        Err(error) => show_form(&visit, error.status(), form.refused(&error), None).await,
    }
}

async fn found(visit: &Visit, id: Id<Meeting>) -> Result<Stored<Meeting>> {
    visit.read(move |reader| meetings::show(reader, id)).await
}

/// Refuses those who may not facilitate the meeting.
async fn check(visit: &Visit, meeting: &Stored<Meeting>) -> Result<()> {
    let cycle = meeting.cycle_id;
    let cycle = visit.read(move |reader| crate::app::cycles::show(reader, cycle)).await?;
    allowed::allowed(&visit.ctx, meeting, &cycle).facilitate.check_right()
}

pub async fn edit(visit: Visit) -> Page {
    let meeting = found(&visit, visit.id("meeting_id")?).await?;
    check(&visit, &meeting).await?;
    show_form(&visit, StatusCode::OK, Form::of(&meeting, visit.words), Some(&meeting)).await
}

pub async fn update(visit: Visit) -> Page {
    let id: Id<Meeting> = visit.id("meeting_id")?;
    let form = visit.form().await?;
    let patch = form.command();
    match visit.write(&form, move |tx| meetings::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/meetings/{id}"))),
        Err(error) => {
            let meeting = found(&visit, id).await?;
            let form = visit.refused(form, &error, "meeting", &id.to_string()).await?;
            show_form(&visit, error.status(), form, Some(&meeting)).await
        }
    }
}

async fn confirm(visit: &Visit, status: StatusCode, id: Id<Meeting>, form: Option<Form>) -> Page {
    let (w, meeting) = (visit.words, found(visit, id).await?);
    check(visit, &meeting).await?;
    let form = form.unwrap_or_else(|| Form::empty(w).with("version", &meeting.stamp.version));
    let (name, page) = (meeting.title.to_string(), format!("/meetings/{id}"));
    let sure = w.with("meeting-delete-sure", &[("name", &name), ("day", &w.day(meeting.held_on))]);
    let action = format!("{page}/delete");
    let asking = Confirmation::new(Nav::Meetings, w.say("meeting-delete"), (name, page), action).saying(sure);
    asking.show(visit, status, form).await
}

pub async fn ask_to_delete(visit: Visit) -> Page {
    let id = visit.id("meeting_id")?;
    confirm(&visit, StatusCode::OK, id, None).await
}

pub async fn delete(visit: Visit) -> Page {
    let id: Id<Meeting> = visit.id("meeting_id")?;
    let form = visit.form().await?;
    match visit.write(&form, move |tx| meetings::delete(tx, id)).await {
        Ok(()) => Ok(redirect("/meetings?done=meeting-deleted")),
        Err(error) => {
            let form = visit.refused(form, &error, "meeting", &id.to_string()).await?;
            confirm(&visit, error.status(), id, Some(form)).await
        }
    }
}
