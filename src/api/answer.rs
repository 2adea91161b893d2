//! What a handler gives: the resource as JSON with the right status, headers and nothing else. `Told` hangs the
//! answer onto a use case's result, so that a handler stays one chain. What is created names its address in
//! `Location`; PUT tells new (201) from replaced (200). Failures are written in `problem.rs`, cursors in
//! `cursor.rs`; what a handler gets is in `call.rs`.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use chrono::NaiveDate;
use serde::Serialize;

use super::{call::Call, cursor, problem::Problem};
use crate::{
    app::{
        error::{Code, Error, Result},
        listing::Listed,
    },
    domain::record::{ById, Entity, NeverSet, Stored},
};

pub type Answer = std::result::Result<HttpResponse, Problem>;

/// The root of all paths of the API.
pub const ROOT: &str = "/api/v1";

/// What has a version, or was derived at a revision: it carries an `ETag`.
pub trait Tagged: Serialize {
    /// The version, and with derived values also the revision and the day: `7` or `7.1234.2026-02-15`.
    fn tag(&self) -> String;
}

impl<T: Entity> Tagged for Stored<T> {
    fn tag(&self) -> String {
        self.stamp.version.to_string()
    }
}

impl<T: Entity> Tagged for NeverSet<T> {
    fn tag(&self) -> String {
        "0".to_owned()
    }
}

/// The tag of a value that is derived at a revision, as of a day.
pub fn derived(version: i64, revision: i64, day: NaiveDate) -> String {
    format!("{version}.{revision}.{day}")
}

fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let text = serde_json::to_vec(body).map_err(|error| Error::new(Code::Internal, error.to_string()))?;
    Ok(HttpResponse::build(status).content_type("application/json").body(text))
}

fn tagged(status: StatusCode, body: &impl Tagged) -> Answer {
    let mut response = json(status, body)?;
    let tag = header::HeaderValue::from_str(&format!("\"{}\"", body.tag()))
        .map_err(|error| Error::new(Code::Internal, error.to_string()))?;
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// 200 with the resource.
pub fn ok(body: &impl Tagged) -> Answer {
    tagged(StatusCode::OK, body)
}

/// 200 with what has no version.
pub fn plain(body: &impl Serialize) -> Answer {
    json(StatusCode::OK, body)
}

/// 201 with the body and where it is from now on, below the root.
pub fn created(path: &str, body: &impl Tagged) -> Answer {
    let mut response = tagged(StatusCode::CREATED, body)?;
    let location = header::HeaderValue::from_str(&format!("{ROOT}{path}"))
        .map_err(|error| Error::new(Code::Internal, error.to_string()))?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// 201 for a new resource in a collection.
pub fn created_in<T: Entity<Key = ById<T>>>(collection: &str, stored: &Stored<T>) -> Answer {
    created(&format!("{collection}/{}", stored.id()), stored)
}

/// What PUT answers: 201 when the resource is new, else 200.
pub fn replaced((stored, new): (impl Tagged, bool)) -> Answer {
    tagged(if new { StatusCode::CREATED } else { StatusCode::OK }, &stored)
}

/// 204.
#[expect(clippy::unnecessary_wraps, reason = "an answer like the others")]
pub fn no_content() -> Answer {
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Serialize)]
struct List<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// A page of a list with the cursor of the next.
pub fn list<T: Serialize>(call: &Call, listed: Listed<T>) -> Answer {
    let next_cursor = listed.next.map(|key| cursor::close(&call.app.tokens, &call.scope(), &key));
    plain(&List { items: listed.items, next_cursor })
}

/// A page of a list whose cursor is plain.
pub fn list_until<T: Serialize>(items: Vec<T>, next_cursor: Option<String>) -> Answer {
    plain(&List { items, next_cursor })
}

/// Lets `?` and `map` chain a use case's result into an answer.
pub trait Told<T> {
    fn told(self, answer: impl FnOnce(T) -> Answer) -> Answer;
}

impl<T> Told<T> for Result<T> {
    fn told(self, answer: impl FnOnce(T) -> Answer) -> Answer {
        answer(self?)
    }
}
