//! Settings, API keys: listing, creating and deleting them. A key is shown once, in the response to the form that
//! created it, and only its hash is stored. Deleting asks for confirmation, since programs that use the key stop
//! working. `domain/access.rs` defines what keys may do.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{api_keys, listing::everything},
    domain::{
        people::api_key::{ApiKey, Scope},
        values::record::Stored,
    },
    language::words::Words,
    web::{
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page, page_with, redirect},
            visit::Visit,
        },
        settings::tabs::{Tabs, framed},
    },
};

const TAB: &str = "/settings/api-keys";

#[derive(Template)]
#[template(path = "web/settings/api_keys/list.html")]
struct KeysPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    keys: Vec<KeyRow>,
}

struct KeyRow {
    key: Stored<ApiKey>,
    expires: Option<String>,
    expired: bool,
    used: Option<String>,
}

#[derive(Template)]
#[template(path = "web/settings/api_keys/form.html")]
struct NewApiKeyPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    form: Form,
    scopes: Vec<(String, String)>,
    tomorrow: String,
}

#[derive(Template)]
#[template(path = "web/settings/api_keys/made.html")]
struct MadePage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    name: String,
    key: String,
}

pub async fn list(visit: Visit) -> Page {
    let keys = visit.read(|reader| everything(|query| api_keys::list(reader, query), ())).await?;
    let (frame, tabs) = framed(&visit, TAB).await?;
    let (w, today) = (visit.words, visit.ctx.today());
    let rows = keys.into_iter().map(|key| KeyRow {
        expires: key.expires_on.map(|day| w.day(day)),
        expired: key.expires_on.is_some_and(|day| day < today),
        used: key.last_used_at.map(|at| w.moment(at, visit.ctx.time_zone)),
        key,
    });
    page(&visit.request, KeysPage { w, frame, tabs, keys: rows.collect() }).await
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form) -> Page {
    api_keys::allowed(&visit.ctx).check()?;
    let (w, (frame, tabs)) = (visit.words, framed(visit, TAB).await?);
    let scope = |scope: &Scope| (scope.to_string(), w.word("scope", scope.as_str().replace(':', "-")));
    let tomorrow = visit.ctx.today().succ_opt().map(|day| day.to_string()).unwrap_or_default();
    let scopes = Scope::ALL.iter().map(scope).collect();
    page_with(&visit.request, status, NewApiKeyPage { w, frame, tabs, form, scopes, tomorrow }).await
}

pub async fn add(visit: Visit) -> Page {
    show_form(&visit, StatusCode::OK, Form::empty(visit.words)).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| api_keys::create(tx, &input)).await {
        Ok((stored, key)) => {
            let (frame, tabs) = framed(&visit, TAB).await?;
            page(&visit.request, MadePage { w: visit.words, frame, tabs, name: stored.name.to_string(), key }).await
        }
        Err(error) => show_form(&visit, error.status(), form.refused(&error)).await,
    }
}

pub async fn ask_delete(visit: Visit) -> Page {
    let id = visit.id("key_id")?;
    let key = visit.read(move |reader| api_keys::show(reader, id)).await?;
    let (w, name) = (visit.words, key.name.as_str());
    let keys = (w.say("settings-keys"), TAB.to_owned());
    let asking = Confirmation {
        title: w.with("key-delete-ask", &[("name", name)]),
        ..Confirmation::new(Nav::Settings, w.say("key-delete"), keys, format!("{TAB}/{id}/delete"))
    };
    asking.saying(w.say("key-delete-text")).show(&visit, StatusCode::OK, Form::empty(w)).await
}

pub async fn delete(visit: Visit) -> Page {
    let id = visit.id("key_id")?;
    let form = visit.form().await?;
    visit.write(&form, move |tx| api_keys::delete(tx, id)).await?;
    Ok(redirect("/settings/api-keys?done=key-deleted"))
}
