//! Problem documents (RFC 9457) for all failures, whether of the use cases or of the framework. `telemetry.rs` puts the
//! request's id in when the response goes out. `WWW-Authenticate` and `Retry-After` are set only here. Codes, statuses
//! and titles are in the table of `app/error.rs`; faults of single values are made in `domain/values/fault.rs`.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::detail::detail;
use crate::{
    app::error::{Code, Error},
    domain::{
        organisation::Language,
        values::fault::{Fault, FaultCode},
    },
    language::words::Words,
};

/// An error of a use case as the error of a handler.
#[derive(Debug)]
pub struct Problem(pub Error);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.code.as_str(), detail(ENGLISH, &self.0))
    }
}

#[derive(Serialize)]
pub struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: String,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultView<'a>>,
}

#[derive(Serialize)]
struct FaultView<'a> {
    pointer: &'a str,
    code: FaultCode,
    detail: String,
}

/// The language of problem documents.
const ENGLISH: Words = Words(Language::English);

/// The problem document of an error.
pub fn document<'a>(error: &'a Error, request_id: &'a str) -> Document<'a> {
    let code = error.code;
    Document {
        r#type: format!("/problems/{}", code.as_str()),
        title: code.title(),
        status: code.status(),
        code: code.as_str(),
        detail: detail(ENGLISH, error),
        request_id,
        errors: error.faults.iter().map(fault_view).collect(),
    }
}

fn fault_view(fault: &Fault) -> FaultView<'_> {
    FaultView { pointer: &fault.pointer, code: fault.code, detail: ENGLISH.message(&fault.message) }
}

/// The response to a failed request.
pub fn response(error: &Error, request_id: &str) -> HttpResponse {
    let document = document(error, request_id);
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.content_type("application/problem+json");
    if let Some(seconds) = error.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.body(serde_json::to_vec(&document).unwrap_or_default())
}

/// The error for a status that the framework answered by itself.
pub fn of_status(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Error::new(Code::MethodNotAllowed, "error-method-not-allowed"),
        StatusCode::REQUEST_TIMEOUT => Error::new(Code::Timeout, "error-timeout"),
        StatusCode::PAYLOAD_TOO_LARGE => Error::new(Code::TooLarge, "error-too-large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::new(Code::UnsupportedMediaType, "error-send-json"),
        status if status.is_client_error() => Error::new(Code::NotJson, "error-not-readable"),
        _ => Error::internal("Something went wrong inside; the request id leads to the log."),
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        response(&self.0, "")
    }
}
