//! Why a handler returns no page: an error, which is rendered as a page in the reader's language, or a redirect. The
//! cause of an internal error goes to the log with the request's id, which the error page shows. A refused form is not
//! a failure: its own page shows it again.

pub mod page;

use std::cell::RefCell;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::app::error::Error;

/// An error or a redirect instead of a page.
#[derive(Debug)]
pub enum Failure {
    Error(Box<Error>),
    Redirect(RefCell<Option<Box<HttpResponse>>>, StatusCode),
}

impl Failure {
    /// Answers with a redirect.
    pub fn turned(response: HttpResponse) -> Self {
        let status = response.status();
        Self::Redirect(RefCell::new(Some(Box::new(response))), status)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(Box::new(error))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Error(error) => f.write_str(error.code.as_str()),
            Self::Redirect(..) => f.write_str("turned"),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Error(error) => {
                StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Redirect(_, status) => *status,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Error(_) => HttpResponse::build(self.status_code()).finish(),
            Self::Redirect(response, status) => {
                response.take().map_or_else(|| HttpResponse::build(*status).finish(), |response| *response)
            }
        }
    }
}
