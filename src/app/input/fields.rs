//! Parses the members of an object. `At` is a place in the input, where faults are noted; `Fields` reads members by
//! name, and any member that no code asked for is unknown, so that there is no second list of names. `None` means that
//! a fault was noted, and parsing goes on. Single values are parsed in `values.rs`, measures in `measure.rs`; `mod.rs`
//! starts the parsing.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Findings, Notation, Reference, pointer};
use crate::domain::values::{
    fault::{FAULTS_MAX, Fault, FaultCode},
    id::Id,
    message::Message,
    record::{ById, Entity},
};

/// A type that can be parsed from a value of the input. `None` means that a fault was noted.
pub trait Field: Sized {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self>;
}

/// A place in the input, at which faults are noted.
pub struct At<'f> {
    pointer: String,
    findings: &'f mut Findings,
    writing: Notation,
}

impl<'f> At<'f> {
    pub(super) const fn new(findings: &'f mut Findings, writing: Notation) -> Self {
        Self { pointer: String::new(), findings, writing }
    }

    /// Whether all values are text, so that `5` may stand for a number.
    #[must_use]
    pub const fn textual(&self) -> bool {
        !matches!(self.writing, Notation::Json)
    }

    /// Whether the values are those of a query string.
    const fn queried(&self) -> bool {
        matches!(self.writing, Notation::Text)
    }

    /// Whether the decimal mark is a comma.
    #[must_use]
    pub const fn comma(&self) -> bool {
        matches!(self.writing, Notation::Typed { comma: true })
    }

    /// Whether a person typed the values into a form.
    #[must_use]
    pub const fn typed(&self) -> bool {
        matches!(self.writing, Notation::Typed { .. })
    }

    /// The place of a member or element of the value here.
    pub fn below(&mut self, name: &str) -> At<'_> {
        At { pointer: format!("{}{}", self.pointer, pointer(name)), findings: self.findings, writing: self.writing }
    }

    /// The same place, to read an object at it.
    pub fn here(&mut self) -> At<'_> {
        At { pointer: self.pointer.clone(), findings: self.findings, writing: self.writing }
    }

    /// Notes a fault of the value here; the fault's pointer is relative to this place.
    pub fn fault(&mut self, fault: Fault) {
        if !self.is_full() {
            self.findings.faults.push(fault.below(&self.pointer));
        }
    }

    /// Whether so many faults were noted that further ones are dropped.
    fn is_full(&self) -> bool {
        self.findings.faults.len() >= FAULTS_MAX
    }

    /// The value, or `None` with its faults noted.
    pub fn checked<T>(&mut self, result: Result<T, Vec<Fault>>) -> Option<T> {
        result
            .map_err(|faults| {
                for fault in faults {
                    self.fault(fault);
                }
            })
            .ok()
    }

    /// Reads a value without noting its faults: they are kept until it is known whether the value is allowed here. It
    /// must not refer to stored entities.
    pub fn later<T>(&self, read: impl FnOnce(&mut At<'_>) -> Option<T>) -> Deferred<T> {
        let mut findings = Findings::default();
        let value = read(&mut At::new(&mut findings, self.writing));
        Deferred { value, faults: findings.faults }
    }

    /// The elements of a list of at most `max`; otherwise a fault is noted.
    pub fn elements<'v>(&mut self, value: &'v Value, max: usize) -> Option<&'v [Value]> {
        match value {
            Value::Array(elements) if elements.len() <= max => return Some(elements),
            Value::Array(_) => {
                let why = Message::new("fault-list-too-long").with("max", max.to_string());
                self.fault(Fault::new(FaultCode::TooLong, why));
            }
            _ => self.wrong_type("fault-not-a-list"),
        }
        None
    }

    pub fn wrong_type(&mut self, message: impl Into<Message>) {
        self.fault(Fault::new(FaultCode::WrongType, message));
    }

    /// Notes that the value here is the id of a stored entity, whose existence is checked when the command is settled.
    pub fn refers_to<T: Entity<Key = ById<T>>>(&mut self, id: Id<T>) {
        let pointer = self.pointer.clone();
        self.findings.references.push(Reference { pointer, kind: T::KIND, id: id.uuid() });
    }

    /// Reads an object; members that `read` does not ask for are faults.
    pub fn object<T>(mut self, value: &Value, read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>) -> Option<T> {
        let Value::Object(members) = value else {
            self.wrong_type("fault-not-an-object");
            return None;
        };
        let mut fields = Fields { members, at: &mut self, known: Vec::new(), unjudged: false };
        let result = read(&mut fields);
        let (known, unjudged) = (fields.known, fields.unjudged);
        for name in members.keys().filter(|name| !unjudged && !known.contains(&name.as_str())) {
            self.fault(unknown(name, &known));
            if self.is_full() {
                break;
            }
        }
        result
    }
}

/// A value that was read before it was known whether it is allowed.
#[derive(Debug, Clone)]
pub struct Deferred<T> {
    pub value: Option<T>,
    /// With pointers relative to the value.
    pub faults: Vec<Fault>,
}

/// The fault of an unknown member.
pub(super) fn unknown(name: &str, known: &[&str]) -> Fault {
    let message = if known.is_empty() {
        "fault-unknown-member".into()
    } else {
        let known: BTreeSet<&str> = known.iter().copied().collect();
        Message::new("fault-unknown-member-of").with("known", Vec::from_iter(known).join(", "))
    };
    Fault::at(pointer(name), FaultCode::UnknownField, message)
}

/// The fault of a missing member.
pub(super) fn missing(name: &str) -> Fault {
    Fault::at(pointer(name), FaultCode::Required, "fault-required")
}

/// The members of an object, read by name.
pub struct Fields<'v, 'f> {
    members: &'v Map<String, Value>,
    at: &'v mut At<'f>,
    known: Vec<&'static str>,
    unjudged: bool,
}

impl Fields<'_, '_> {
    /// The names of the members that were sent, of very many only some. Unknown ones are no faults then: the caller
    /// checks the names later.
    pub fn names_for_later(&mut self) -> Vec<String> {
        self.unjudged = true;
        self.members.keys().take(2 * FAULTS_MAX).cloned().collect()
    }

    /// A member that may turn out not to be allowed; `None` when it was not sent.
    pub fn later<T: Field>(&mut self, name: &'static str) -> Option<Deferred<T>> {
        self.known.push(name);
        self.members.get(name).map(|value| self.at.later(|at| T::read(value, at)))
    }

    /// Whether the member was sent.
    pub fn has(&mut self, name: &'static str) -> bool {
        self.known.push(name);
        self.members.contains_key(name)
    }

    /// The member's value; when it was not sent, the fallback; without a fallback it is required.
    pub fn field<T: Field>(&mut self, name: &'static str, fallback: Option<T>) -> Option<T> {
        self.with(name, fallback, T::read)
    }

    /// A required member.
    pub fn required<T: Field>(&mut self, name: &'static str) -> Option<T> {
        self.field(name, None)
    }

    /// An optional member; the inner `None` means that it was not sent.
    pub fn optional<T: Field>(&mut self, name: &'static str) -> Option<Option<T>> {
        self.with(name, Some(None), |value, at| T::read(value, at).map(Some))
    }

    /// A member of a partial update: `None` when it was not sent, or is wrong and the fault was noted.
    pub fn given<T: Field>(&mut self, name: &'static str) -> Option<T> {
        self.optional(name).flatten()
    }

    /// A parameter of a query string that may occur any number of times.
    pub fn repeated<T: Field>(&mut self, name: &'static str) -> Option<Vec<T>> {
        self.known.push(name);
        let Some(sent) = self.members.get(name) else { return Some(Vec::new()) };
        let values = sent.as_array().map_or_else(|| std::slice::from_ref(sent), Vec::as_slice);
        let read: Vec<Option<T>> = values.iter().map(|value| T::read(value, &mut self.at.below(name))).collect();
        read.into_iter().collect()
    }

    /// A member that is parsed by `read`; otherwise like `field`.
    pub fn with<T>(
        &mut self,
        name: &'static str,
        fallback: Option<T>,
        read: impl FnOnce(&Value, &mut At<'_>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        match (self.members.get(name), fallback) {
            (Some(Value::Array(_)), _) if self.at.queried() => {
                self.at.below(name).fault(Fault::new(FaultCode::Duplicate, "fault-given-twice"));
                None
            }
            (Some(value), _) => read(value, &mut self.at.below(name)),
            (None, Some(fallback)) => Some(fallback),
            (None, None) => {
                self.at.fault(missing(name));
                None
            }
        }
    }

    /// Notes a fault of the object or of one of its members.
    pub fn fault(&mut self, fault: Fault) {
        self.at.fault(fault);
    }

    /// The value, or `None` with its faults noted.
    pub fn checked<T>(&mut self, result: Result<T, Vec<Fault>>) -> Option<T> {
        self.at.checked(result)
    }
}
