//! Settings, one person: changing name, address, role and whether they are active; inviting again; reassigning what
//! they are in charge of; exporting their personal data; anonymising them for good. All of it is for admins. Adding a
//! person is in `list.rs`, seats in departments are in `web/settings/departments/page.rs`.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
};
use askama::Template;

use super::list::{Awaited, SeatLabel, awaited, invited, seat_labels};
use crate::{
    app::{
        error::{Code, Error},
        people::{personal_data, reassignment, users},
    },
    domain::{
        people::{role::Role, user::User},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::Message,
            record::Stored,
        },
    },
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::choices::{choices, languages},
        settings::tabs::{Tabs, framed},
    },
};

#[derive(Template)]
#[template(path = "web/settings/people/person.html")]
struct PersonSettingsPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    user: Stored<User>,
    seats: Vec<SeatLabel>,
    awaited: Option<Awaited>,
    form: Form,
    roles: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    /// Why an action other than saving the form was refused.
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "web/settings/people/reassign.html")]
struct ReassignPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    user: Stored<User>,
    form: Form,
    people: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/settings/people/anonymise.html")]
struct AnonymisePage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    user: Stored<User>,
    form: Form,
}

fn path(id: Id<User>) -> String {
    format!("/settings/people/{id}")
}

async fn render(visit: &Visit, status: StatusCode, id: Id<User>, form: Option<Form>, problem: Option<String>) -> Page {
    let w = visit.words;
    let read = move |reader: &mut crate::app::Reader<'_>| {
        Ok((users::show(reader, id)?, seat_labels(reader, &[id])?, awaited(reader, w, &[id])?.remove(&id)))
    };
    let (user, mut seats, awaited) = visit.read(read).await?;
    let (frame, tabs) = framed(visit, "/settings/people").await?;
    let form = form.unwrap_or_else(|| Form::of(&user, w));
    let (roles, languages) = (choices(w, "role", Role::ALL), languages());
    let seats = seats.remove(&id).unwrap_or_default();
    let shown = PersonSettingsPage { w, frame, tabs, user, seats, awaited, form, roles, languages, problem };
    page_with(&visit.request, status, shown).await
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    render(&visit, StatusCode::OK, id, None, None).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| users::update(tx, id, &input)).await {
        Ok(_) => Ok(redirect(format!("{}?done=saved", path(id)))),
        Err(error) => {
            let form = visit.refused(form, &error, "user", &id.to_string()).await?;
            render(&visit, error.status(), id, Some(form), None).await
        }
    }
}

pub async fn invite(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    let form = visit.form().await?;
    match visit.write(&form, move |tx| users::invite(tx, id)).await {
        Ok((user, token)) => invited(&visit, user, &token).await,
        Err(error) if error.code == Code::Conflict => {
            render(&visit, error.status(), id, None, Some(visit.words.message(&error.message))).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_reassign(visit: &Visit, status: StatusCode, id: Id<User>, form: Form) -> Page {
    users::allowed(&visit.ctx).check()?;
    let read = move |reader: &mut crate::app::Reader<'_>| {
        let mut others = users::everybody(reader)?;
        others.retain(|one| one.active && one.id() != id);
        Ok((users::show(reader, id)?, others))
    };
    let (user, mut others) = visit.read(read).await?;
    others.sort_by_key(|one| one.name.as_str().to_lowercase());
    let (w, (frame, tabs)) = (visit.words, framed(visit, "/settings/people").await?);
    let told = |one: &Stored<User>| (one.id().to_string(), format!("{} ({})", one.name, w.word("role", one.role)));
    let mut people = vec![(String::new(), w.say("choose-somebody"))];
    people.extend(others.iter().map(told));
    page_with(&visit.request, status, ReassignPage { w, frame, tabs, user, form, people }).await
}

pub async fn ask_reassign(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    show_reassign(&visit, StatusCode::OK, id, Form::empty(visit.words)).await
}

pub async fn reassign(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| reassignment::reassign(tx, id, &input)).await {
        Ok(_) => Ok(redirect(format!("{}?done=reassigned", path(id)))),
        Err(error) => show_reassign(&visit, error.status(), id, form.refused(&error)).await,
    }
}

pub async fn export(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    let form = visit.form().await?;
    let data = visit.write(&form, move |tx| personal_data::export(tx, id)).await?;
    let json = serde_json::to_vec_pretty(&data).map_err(Error::internal)?;
    let file = format!("attachment; filename=\"person-{id}.json\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, file))
        .body(json))
}

async fn show_anonymise(visit: &Visit, status: StatusCode, id: Id<User>, form: Form) -> Page {
    users::allowed(&visit.ctx).check()?;
    let user = visit.read(move |reader| users::show(reader, id)).await?;
    let (frame, tabs) = framed(visit, "/settings/people").await?;
    page_with(&visit.request, status, AnonymisePage { w: visit.words, frame, tabs, user, form }).await
}

pub async fn ask_anonymise(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    show_anonymise(&visit, StatusCode::OK, id, Form::empty(visit.words)).await
}

pub async fn anonymise(visit: Visit) -> Page {
    let id = visit.id("user_id")?;
    let form = visit.form().await?;
    let user = visit.read(move |reader| users::show(reader, id)).await?;
    if form.value("confirm").trim() != user.name.as_str() {
        let detail = Message::new("fault-type-the-name").with("name", user.name.as_str());
        let error = Error::invalid(vec![Fault::at("/confirm", FaultCode::NotAllowed, detail)]);
        return show_anonymise(&visit, error.status(), id, form.refused(&error)).await;
    }
    let tokens = visit.app.tokens.clone();
    match visit.write(&form, move |tx| personal_data::anonymise(tx, &tokens, id)).await {
        Ok(_) => {
            personal_data::scrub(&visit.app).await;
            Ok(redirect(format!("{}?done=anonymised", path(id))))
        }
        Err(error) => show_anonymise(&visit, error.status(), id, form.refused(&error)).await,
    }
}
