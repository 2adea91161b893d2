//! The signed-in person's own account: name, language, password and sessions. What a person owns is on their page
//! (`/people/{id}`); role and e-mail address are changed by admins (`web/settings/people/person.rs`). Sessions are
//! started, renewed and ended in `app/sign_in/visits.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::user_agent;
use crate::{
    app::{people::users, sign_in::visits},
    domain::people::session::SessionKind,
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, inside, page_with, redirect},
            visit::{Visit, end_visit},
        },
        parts::choices::languages,
    },
};

#[derive(Template)]
#[template(path = "web/account/page.html")]
struct AccountPage {
    w: Words,
    frame: Frame,
    email: String,
    role: String,
    profile: Form,
    password: Form,
    languages: Vec<(String, String)>,
    sessions: Vec<SessionRow>,
}

struct SessionRow {
    id: String,
    who: String,
    since: String,
    seen: Option<String>,
    current: bool,
}

async fn render(visit: &Visit, status: StatusCode, profile: Option<Form>, password: Option<Form>) -> Page {
    let (asked, session) = (PlaceQuery::of(visit), visit.session);
    let read = move |reader: &mut crate::app::Reader<'_>| {
        Ok((asked.place(reader)?, users::me(reader)?, visits::list(reader, session)?))
    };
    let (place, me, sessions) = visit.read(read).await?;
    let (w, zone) = (visit.words, visit.ctx.time_zone);
    let rows = sessions.into_iter().map(|one| SessionRow {
        id: one.id.to_string(),
        who: match one.kind {
            SessionKind::Browser => user_agent::told(w, one.user_agent.as_deref()),
            SessionKind::Tokens => w.say("session-tokens"),
        },
        since: w.moment(one.created_at, zone),
        seen: one.seen_at.map(|at| w.moment(at, zone)),
        current: one.current,
    });
    let page = AccountPage {
        w,
        frame: Frame::new(visit, Nav::None, place)?,
        email: me.email.to_string(),
        role: w.word("role", me.role),
        profile: profile.unwrap_or_else(|| Form::of(&me, w)),
        password: password.unwrap_or_else(|| Form::empty(w)),
        languages: languages(),
        sessions: rows.collect(),
    };
    page_with(&visit.request, status, page).await
}

pub async fn show(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, None, None).await
}

pub async fn update(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| users::update_me(tx, &input)).await {
        Ok(_) => Ok(redirect("/account?done=saved")),
        Err(error) => {
            let form = visit.refused(form, &error, "user", &visit.user.id().to_string()).await?;
            render(&visit, error.status(), Some(form), None).await
        }
    }
}

/// Keeps the order in which the person sees departments, and leads back to the page where it was chosen.
pub async fn order_departments(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.command();
    visit.write(&form, move |tx| users::update_me(tx, &input)).await?;
    Ok(redirect(inside(form.value("then"), "/departments")))
}

pub async fn change_password(visit: Visit) -> Page {
    let form = visit.form().await?;
    match users::change_password(&visit.app, visit.ctx.clone(), visit.session, form.command()).await {
        Ok(()) => Ok(redirect("/account?done=password-changed")),
        Err(error) => render(&visit, error.status(), None, Some(form.refused(&error))).await,
    }
}

pub async fn end_session(visit: Visit) -> Page {
    let id = visit.id("session_id")?;
    visit.form().await?;
    visits::end(&visit.app, visit.ctx.clone(), id).await?;
    if id == visit.session { end_visit(&visit) } else { Ok(redirect("/account?done=session-ended#sessions")) }
}

pub async fn end_all(visit: Visit) -> Page {
    visit.form().await?;
    visits::end_all(&visit.app, visit.ctx.clone()).await?;
    end_visit(&visit)
}
