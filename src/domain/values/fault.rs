//! What is wrong with a value that somebody sent: a stable code, a pointer to the member, and a sentence that says
//! what to do. Domain constructors answer a `Fault` about their own value; the border (`app/input`) puts the pointer
//! of the member before it. The bounds of all numbers and weights are here too, those of text are in `text.rs`. Why a
//! request as a whole fails is a code of `app/error.rs`.

use super::{message::Message, wire_enum::wire_enum};

wire_enum! {
    /// The codes of single errors in a 422 answer.
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
    }
}

/// One thing that is wrong. `pointer` is a JSON pointer (RFC 6901), relative to the value that was checked.
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

    /// The same fault seen from further out.
    #[must_use]
    pub fn below(mut self, pointer: &str) -> Self {
        self.pointer.insert_str(0, pointer);
        self
    }
}

/// Values, and weights too, are at most this in magnitude.
pub const VALUE_LIMIT: f64 = 1e15;

/// `Ok(value)` where no rule is broken.
///
/// # Errors
/// All the broken rules.
pub fn unless_broken<T>(value: T, faults: Vec<Fault>) -> Result<T, Vec<Fault>> {
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

/// A weight may be 0: what carries it is observed only.
#[must_use]
pub fn check_weight(pointer: &str, weight: f64) -> Option<Fault> {
    if weight < 0.0 {
        return Some(Fault::at(pointer, FaultCode::TooSmall, "fault-negative-weight"));
    }
    check_value(pointer, weight)
}
