//! The reading itself: where in the input we are, what was found wrong, and the members of an object. Members
//! are asked for by name, and what nobody asked for is unknown, so there is no second list of names. `None`
//! says that a fault was noted, and reading goes on. Single values are read in `values.rs`, measures in
//! `measure.rs`; what was found becomes an error in `mod.rs`.

use serde_json::{Map, Value};

use super::{Findings, Reference, Writing, pointer};
use crate::domain::values::{
    fault::{Fault, FaultCode},
    id::Id,
    message::Message,
    record::{ById, Entity},
};

/// A value that can be read from input. `None` means that a fault was noted.
pub trait Field: Sized {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self>;
}

/// A place in the input.
pub struct At<'f> {
    pointer: String,
    findings: &'f mut Findings,
    writing: Writing,
}

impl<'f> At<'f> {
    pub(super) const fn new(findings: &'f mut Findings, writing: Writing) -> Self {
        Self { pointer: String::new(), findings, writing }
    }

    /// Whether everything is text here, so that `5` may stand for a number.
    #[must_use]
    pub const fn textual(&self) -> bool {
        !matches!(self.writing, Writing::Json)
    }

    /// Whether numbers are written with a decimal comma here.
    #[must_use]
    pub const fn comma(&self) -> bool {
        matches!(self.writing, Writing::Typed { comma: true })
    }

    /// Whether a person typed it.
    #[must_use]
    pub const fn typed(&self) -> bool {
        matches!(self.writing, Writing::Typed { .. })
    }

    /// The place one member or element further in.
    pub fn below(&mut self, name: &str) -> At<'_> {
        At { pointer: format!("{}{}", self.pointer, pointer(name)), findings: self.findings, writing: self.writing }
    }

    /// This place again, to read an object at it.
    pub fn here(&mut self) -> At<'_> {
        At { pointer: self.pointer.clone(), findings: self.findings, writing: self.writing }
    }

    /// Notes a fault of the value here; its own pointer is relative to this place.
    pub fn fault(&mut self, fault: Fault) {
        self.findings.faults.push(fault.below(&self.pointer));
    }

    /// The value, or nothing with its faults noted.
    pub fn checked<T>(&mut self, result: Result<T, Vec<Fault>>) -> Option<T> {
        result
            .map_err(|faults| {
                for fault in faults {
                    self.fault(fault);
                }
            })
            .ok()
    }

    /// Reads a value that refers to nothing stored and may have no place here; what is wrong with it is told once that is
    /// known.
    pub fn later<T>(&self, read: impl FnOnce(&mut At<'_>) -> Option<T>) -> Later<T> {
        let mut findings = Findings::default();
        let value = read(&mut At::new(&mut findings, self.writing));
        Later { value, faults: findings.faults }
    }

    pub fn wrong_type(&mut self, message: impl Into<Message>) {
        self.fault(Fault::new(FaultCode::WrongType, message));
    }

    /// Notes that the value here names a stored entity, to be looked up when all is read.
    pub fn refers_to<T: Entity<Key = ById<T>>>(&mut self, id: Id<T>) {
        let pointer = self.pointer.clone();
        self.findings.references.push(Reference { pointer, kind: T::KIND, id: id.uuid() });
    }

    /// Reads an object; members that `read` does not ask for are unknown.
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
        }
        result
    }
}

/// A value that was read before it was known whether it has a place.
#[derive(Debug, Clone)]
pub struct Later<T> {
    pub value: Option<T>,
    /// By pointers relative to the value.
    pub faults: Vec<Fault>,
}

/// What is said of a member that nobody asked for.
pub(super) fn unknown(name: &str, known: &[&str]) -> Fault {
    let message = if known.is_empty() {
        "fault-unknown-member".into()
    } else {
        Message::new("fault-unknown-member-of").with("known", known.join(", "))
    };
    Fault::at(pointer(name), FaultCode::UnknownField, message)
}

/// What is said of a member that must be sent.
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
    /// The names of all members that were sent, and says nothing of those that were not asked for: which there may be is
    /// known later.
    pub fn names_for_later(&mut self) -> Vec<String> {
        self.unjudged = true;
        self.members.keys().cloned().collect()
    }

    /// A member that may have no place here: `None` when it was not sent.
    pub fn later<T: Field>(&mut self, name: &'static str) -> Option<Later<T>> {
        self.known.push(name);
        self.members.get(name).map(|value| self.at.later(|at| T::read(value, at)))
    }

    /// Whether the member was sent.
    pub fn has(&mut self, name: &'static str) -> bool {
        self.known.push(name);
        self.members.contains_key(name)
    }

    /// The member's value; when it was not sent, the fallback; without one it is required.
    pub fn field<T: Field>(&mut self, name: &'static str, fallback: Option<T>) -> Option<T> {
        self.with(name, fallback, T::read)
    }

    /// A member that must be sent.
    pub fn required<T: Field>(&mut self, name: &'static str) -> Option<T> {
        self.field(name, None)
    }

    /// A member that may be left out, and is then `None`.
    pub fn optional<T: Field>(&mut self, name: &'static str) -> Option<Option<T>> {
        self.with(name, Some(None), |value, at| T::read(value, at).map(Some))
    }

    /// A member of a change: `None` when it was not sent, or is wrong, which is noted.
    pub fn given<T: Field>(&mut self, name: &'static str) -> Option<T> {
        self.optional(name).flatten()
    }

    /// A member that is read in its own way.
    pub fn with<T>(
        &mut self,
        name: &'static str,
        fallback: Option<T>,
        read: impl FnOnce(&Value, &mut At<'_>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        match (self.members.get(name), fallback) {
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

    /// The value, or nothing with its faults noted.
    pub fn checked<T>(&mut self, result: Result<T, Vec<Fault>>) -> Option<T> {
        self.at.checked(result)
    }
}
