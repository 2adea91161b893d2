//! Answers of the handlers: the resource as JSON with the right status and headers. `AnswerWith` turns the result of a
//! use case into an answer, so that a handler is one chain of calls. A new resource gets its address in `Location`; PUT
//! answers 201 for a new one, else 200. Failures are written in `http/problem.rs`, pages of lists in `list.rs`;
//! requests are read in `call.rs`.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{StatusCode, header},
    web::Bytes,
};
use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    app::{
        error::{Error, Result},
        idempotency::StoredAnswer,
    },
    domain::values::record::{ById, Entity, NeverSet, Stored},
    http::problem::Problem,
};

pub type Answer = std::result::Result<Reply, Problem>;

/// An answer as plain data, so that it can be made within the transaction of the write and kept for a retry.
#[derive(Debug, Default)]
pub struct Reply {
    kept: StoredAnswer,
    /// Whether this is the kept answer to an earlier request with the same key.
    replayed: bool,
    /// The address of the next page of a list.
    next: Option<String>,
}

impl Reply {
    fn of(kept: StoredAnswer) -> Self {
        Self { kept, replayed: false, next: None }
    }

    /// The answer with a `Link` to the next page, if there is one.
    #[must_use]
    pub fn linked(self, next: Option<String>) -> Self {
        Self { next, ..self }
    }

    /// A kept answer, and whether it is that to an earlier request.
    pub fn once((kept, replayed): (StoredAnswer, bool)) -> Self {
        Self { kept, replayed, next: None }
    }
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let StoredAnswer { status, location, tag, body } = self.kept;
        let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
        if let Some(location) = location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(tag) = tag {
            response.insert_header((header::ETAG, format!("\"{tag}\"")));
        }
        if let Some(next) = self.next {
            response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
        }
        if self.replayed {
            response.insert_header((REPLAYED, "true"));
        }
        if body.is_empty() { response.finish() } else { response.content_type("application/json").body(body) }
    }
}

const REPLAYED: header::HeaderName = header::HeaderName::from_static("idempotent-replayed");

/// The prefix of all paths of the API.
pub const ROOT: &str = "/api/v1";

/// A resource with an `ETag`: it has a version, or is derived at a revision.
pub trait Tagged: Serialize {
    /// The value of the `ETag`: the version, for derived values also the revision and the day: `7` or
    /// `7.1234.2026-02-15`.
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

/// The `ETag` of a value that is derived at a revision, as of a day.
pub fn derived(version: i64, revision: i64, day: NaiveDate) -> String {
    format!("{version}.{revision}.{day}")
}

fn json(status: u16, body: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(body).map_err(Error::internal)?;
    Ok(Reply::of(StoredAnswer { status, body: body.into(), ..StoredAnswer::default() }))
}

fn tagged(status: u16, body: &impl Tagged) -> Answer {
    let mut reply = json(status, body)?;
    reply.kept.tag = Some(body.tag());
    Ok(reply)
}

/// 200 with the resource.
pub fn ok(body: &impl Tagged) -> Answer {
    tagged(200, body)
}

/// 200 with JSON that is ready to send.
pub fn ready(tag: String, body: Bytes) -> Reply {
    Reply::of(StoredAnswer { status: 200, tag: Some(tag), body, ..StoredAnswer::default() })
}

/// 200 with a body that has no `ETag`.
pub fn plain(body: &impl Serialize) -> Answer {
    json(200, body)
}

/// 201 with the body, and with `path`, which is relative to [`ROOT`], in `Location`.
pub fn created(path: &str, body: &impl Tagged) -> Answer {
    let mut reply = tagged(201, body)?;
    reply.kept.location = Some(format!("{ROOT}{path}"));
    Ok(reply)
}

/// 201 for a new resource in a collection.
pub fn created_in<T: Entity<Key = ById<T>>>(collection: &str, stored: &Stored<T>) -> Answer {
    created(&format!("{collection}/{}", stored.id()), stored)
}

/// The answer to PUT: 201 when the resource is new, else 200.
pub fn replaced((stored, new): (impl Tagged, bool)) -> Answer {
    tagged(if new { 201 } else { 200 }, &stored)
}

#[expect(clippy::unnecessary_wraps, reason = "an answer like the others")]
pub fn no_content() -> Answer {
    Ok(Reply::of(StoredAnswer { status: 204, ..StoredAnswer::default() }))
}

/// An answer in the form that is stored for a retry.
pub trait KeptAnswer {
    fn kept(self) -> Result<StoredAnswer>;
}

impl KeptAnswer for Answer {
    fn kept(self) -> Result<StoredAnswer> {
        self.map(|reply| reply.kept).map_err(|problem| problem.0)
    }
}

/// Turns the result of a use case into an answer.
pub trait AnswerWith<T> {
    fn answer_with(self, answer: impl FnOnce(T) -> Answer) -> Answer;
}

impl<T> AnswerWith<T> for Result<T> {
    fn answer_with(self, answer: impl FnOnce(T) -> Answer) -> Answer {
        answer(self?)
    }
}
