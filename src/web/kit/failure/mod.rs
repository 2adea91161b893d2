//! Why there is no page: an error told as a page in the reader's language, or another place to go to. The cause of what
//! failed inside goes to the log with the request's id, which the page then shows.
//! A form that was refused is no failure: it is shown again by its own page.

pub mod page;

use std::cell::RefCell;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::app::error::Error;

/// A page that cannot be shown.
#[derive(Debug)]
pub enum Failure {
    Error(Box<Error>),
    Turned(RefCell<Option<Box<HttpResponse>>>, StatusCode),
}

impl Failure {
    /// Sends the browser elsewhere.
    pub fn turned(response: HttpResponse) -> Self {
        let status = response.status();
        Self::Turned(RefCell::new(Some(Box::new(response))), status)
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
            Self::Turned(..) => f.write_str("turned"),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Error(error) => {
                StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Turned(_, status) => *status,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Error(_) => HttpResponse::build(self.status_code()).finish(),
            Self::Turned(response, status) => {
                response.take().map_or_else(|| HttpResponse::build(*status).finish(), |response| *response)
            }
        }
    }
}
