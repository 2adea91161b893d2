//! Failures as problem documents (RFC 9457): those of the use cases and those of the framework in the same form.
//! The request's id is put in when the response goes out, by `telemetry.rs`. `WWW-Authenticate` and
//! `Retry-After` are set here and nowhere else. Codes, statuses and titles are the table in `app/error.rs`;
//! faults of single values are made in `domain/values/fault.rs`.

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

/// A use case's failure on its way out.
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

/// Programs are told in English.
const ENGLISH: Words = Words(Language::English);

/// The document that tells a failure.
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

/// What the framework refused by itself, told like any other failure.
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
