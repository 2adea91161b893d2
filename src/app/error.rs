//! The error of all use cases, and the table of its codes. The API renders it as a problem document, the pages as a
//! page; internal causes go to the log and never to the client. A database error (`store/engine/error.rs`) becomes a
//! general code here, or a specific one by `on_constraint` when the use case knows what it means. Faults of single
//! values are made in `domain/values/fault.rs` and collected in `app/input`.

use crate::{
    domain::values::{
        fault::{FAULTS_MAX, Fault},
        message::Message,
    },
    store::engine::{error::StoreError, failure::Failure},
};

macro_rules! codes {
    ($($variant:ident = $status:literal, $code:literal, $title:literal;)+) => {
        /// All errors of a request: HTTP status, stable code, title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($variant),+
        }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status),+
                }
            }

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title),+
                }
            }
        }
    };
}

codes! {
    NotJson = 400, "not_json", "The body is not JSON";
    Unauthenticated = 401, "unauthenticated", "Sign in first";
    InvalidCredentials = 401, "invalid_credentials", "E-mail or password is wrong";
    InvalidToken = 401, "invalid_token", "The token is not valid";
    Forbidden = 403, "forbidden", "Not allowed";
    SignupClosed = 403, "signup_closed", "Sign-up is closed";
    NotFound = 404, "not_found", "Not found";
    NoHistory = 404, "no_history", "Nothing was measured the year before";
    MethodNotAllowed = 405, "method_not_allowed", "Method not allowed";
    Timeout = 408, "timeout", "The request took too long to arrive";
    Conflict = 409, "conflict", "The state of the resource does not allow it";
    InUse = 409, "in_use", "Something else needs it";
    HasCheckIns = 409, "has_check_ins", "There are check-ins";
    HasObjectives = 409, "has_objectives", "There are objectives";
    MeasureKindFixed = 409, "measure_kind_fixed", "The kind of measure is fixed";
    FollowsKpi = 409, "follows_kpi", "The key result follows a KPI";
    EmailTaken = 409, "email_taken", "The e-mail address is taken";
    ExternalRefTaken = 409, "external_ref_taken", "The external reference is taken";
    LastAdmin = 409, "last_admin", "The last active admin must stay";
    CycleClosed = 409, "cycle_closed", "The cycle is closed";
    Stale = 412, "stale", "It was changed meanwhile";
    TooLarge = 413, "too_large", "The body is too large";
    UnsupportedMediaType = 415, "unsupported_media_type", "Unsupported media type";
    Invalid = 422, "invalid", "Some values are not valid";
    TooManyRequests = 429, "too_many_requests", "Too many requests";
    Internal = 500, "internal", "Something went wrong inside";
    Unavailable = 503, "unavailable", "The service cannot answer just now";
}

/// Why a use case failed.
#[derive(Debug)]
pub struct Error {
    pub code: Code,
    /// The reason, for people to read.
    pub message: Message,
    /// Every fault, with `invalid`; else empty.
    pub faults: Vec<Fault>,
    /// With `too_many_requests` and `unavailable`: seconds to wait.
    pub retry_after: Option<u32>,
    cause: Option<Box<StoreError>>,
    /// Details of an internal error, only for the log.
    note: Option<String>,
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn new(code: Code, message: impl Into<Message>) -> Self {
        let retry_after = (code == Code::Unavailable).then_some(1);
        Self { code, message: message.into(), faults: Vec::new(), retry_after, cause: None, note: None }
    }

    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "error-not-found")
    }

    pub fn forbidden(message: impl Into<Message>) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// An internal error, which should never happen; the text is only for the log.
    pub fn internal(text: impl std::fmt::Display) -> Self {
        Self { note: Some(text.to_string()), ..Self::new(Code::Internal, "error-internal") }
    }

    /// `invalid`, with the faults of single values.
    #[must_use]
    pub fn invalid(mut faults: Vec<Fault>) -> Self {
        faults.truncate(FAULTS_MAX);
        Self { faults, ..Self::new(Code::Invalid, "error-invalid") }
    }

    /// A duplicate row or a violated foreign key as `code`, when the use case knows what it means; any other database
    /// error as usual.
    #[must_use]
    pub fn on_constraint(error: StoreError, code: Code, message: impl Into<Message>) -> Self {
        match error {
            StoreError::Duplicate | StoreError::Referenced => Self::new(code, message),
            other => other.into(),
        }
    }

    /// The internal cause as text, for the log.
    #[must_use]
    pub fn why(&self) -> String {
        let cause = self.cause.as_ref().map(ToString::to_string);
        cause.or_else(|| self.note.clone()).unwrap_or_else(|| self.code.as_str().to_owned())
    }

    /// The database error behind this error, if any.
    #[must_use]
    pub fn cause(&self) -> Option<&StoreError> {
        self.cause.as_deref()
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let mut told = match &error {
            StoreError::NotFound => return Self::not_found(),
            StoreError::Duplicate => Self::new(Code::Conflict, "error-exists"),
            StoreError::Referenced => Self::new(Code::InUse, "error-referred-to"),
            StoreError::Stale => Self::new(Code::Stale, "error-stale"),
            StoreError::Collision(_) | StoreError::Unavailable(_) => {
                Self::new(Code::Unavailable, "error-database-unavailable")
            }
            StoreError::Corrupt(_) | StoreError::Engine(_) => Self::new(Code::Internal, "error-internal"),
        };
        told.cause = Some(Box::new(error));
        told
    }
}

impl Failure for Error {
    fn cause(&self) -> Option<&StoreError> {
        self.cause()
    }
}
