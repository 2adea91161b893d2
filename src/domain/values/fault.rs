//! Validation errors of single values: a stable code, a pointer to the member, and a message that says what to do.
//! Domain constructors return a `Fault` about their own value; `app/input` prefixes the pointer of the member. The
//! bounds of numbers and weights are here too, those of text are in `text.rs`. Why a request as a whole fails is a code
//! of `app/error.rs`.

use super::{message::Message, wire_enum::wire_enum};

wire_enum! {
    /// The codes of single errors in a 422 response.
    pub enum FaultCode {
        Required = "required",
        WrongType = "wrong_type",
        UnknownField = "unknown_field",
        TooShort = "too_short",
        TooLong = "too_long",
        TooSmall = "too_small",
        TooLarge = "too_large",
        BadFormat = "bad_format",
        ControlCharacter = "control_character",
        StackedMarks = "stacked_marks",
        NotFound = "not_found",
        NotOneOf = "not_one_of",
        Duplicate = "duplicate",
        NotAllowed = "not_allowed",
        Ambiguous = "ambiguous",
    }
}

/// One validation error. `pointer` is a JSON pointer (RFC 6901), relative to the value that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub pointer: String,
    pub code: FaultCode,
    pub message: Message,
}

impl Fault {
    /// A fault of the checked value itself.
    pub fn new(code: FaultCode, message: impl Into<Message>) -> Self {
        Self::at("", code, message)
    }

    /// A fault of one member of the checked value.
    pub fn at(pointer: impl Into<String>, code: FaultCode, message: impl Into<Message>) -> Self {
        Self { pointer: pointer.into(), code, message: message.into() }
    }

    /// Prefixes the pointer with that of the enclosing value.
    #[must_use]
    pub fn below(mut self, pointer: &str) -> Self {
        self.pointer.insert_str(0, pointer);
        self
    }
}

/// The most faults that are reported of one request.
pub const FAULTS_MAX: usize = 100;

/// The greatest magnitude of values and weights.
pub const VALUE_LIMIT: f64 = 1e15;

/// `Ok(value)` if there are no faults.
///
/// # Errors
/// The given faults, if there are any.
pub fn ok_or_faults<T>(value: T, faults: Vec<Fault>) -> Result<T, Vec<Fault>> {
    if faults.is_empty() { Ok(value) } else { Err(faults) }
}

#[must_use]
pub fn check_value(pointer: &str, value: f64) -> Option<Fault> {
    let detail = "fault-value-bounds";
    if value > VALUE_LIMIT || value.is_nan() {
        Some(Fault::at(pointer, FaultCode::TooLarge, detail))
    } else if value < -VALUE_LIMIT {
        Some(Fault::at(pointer, FaultCode::TooSmall, detail))
    } else {
        None
    }
}

/// A weight may be 0: its bearer is then only observed.
#[must_use]
pub fn check_weight(pointer: &str, weight: f64) -> Option<Fault> {
    if weight < 0.0 {
        return Some(Fault::at(pointer, FaultCode::TooSmall, "fault-negative-weight"));
    }
    check_value(pointer, weight)
}
