//! What a handler gives: the resource as JSON with the right status, headers and nothing else. `Told` hangs the
//! answer onto a use case's result, so that a handler stays one chain. What is created names its address in
//! `Location`; PUT tells new (201) from replaced (200). Failures are written in `problem.rs`, cursors in
//! `cursor.rs`; what a handler gets is in `call.rs`.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{call::Call, cursor, problem::Problem};
use crate::{
    app::{
        error::{Code, Error, Result},
        listing::Listed,
    },
    domain::record::{ById, Entity, Stored},
};

pub type Answer = std::result::Result<HttpResponse, Problem>;

/// The root of all paths of the API.
pub const ROOT: &str = "/api/v1";

fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let text = serde_json::to_vec(body).map_err(|error| Error::new(Code::Internal, error.to_string()))?;
    Ok(HttpResponse::build(status).content_type("application/json").body(text))
}

/// 200 with the body.
pub fn ok(body: &impl Serialize) -> Answer {
    json(StatusCode::OK, body)
}

/// 201 with the body and where it is from now on, below the root.
pub fn created(path: &str, body: &impl Serialize) -> Answer {
    let mut response = json(StatusCode::CREATED, body)?;
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
pub fn replaced((stored, new): (impl Serialize, bool)) -> Answer {
    json(if new { StatusCode::CREATED } else { StatusCode::OK }, &stored)
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
    ok(&List { items: listed.items, next_cursor })
}

/// A page of a list whose cursor is plain.
pub fn list_until<T: Serialize>(items: Vec<T>, next_cursor: Option<String>) -> Answer {
    ok(&List { items, next_cursor })
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
