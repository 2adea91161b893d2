//! Untrusted input becomes values here, and only here: JSON bodies, query strings and forms alike. Everything that is wrong
//! is found in one pass, each fault with its pointer: missing and unknown members, wrong types, broken rules. What it
//! refers to is looked for when the command is settled (`command.rs`).

mod command;
mod fields;
mod measure;
mod values;

pub use self::{
    command::{Command, Parsed, is_wrong},
    fields::{At, Field, Fields},
    measure::{NewMeasure, SentMeasure},
    values::{Amount, BareId, Distinct, Share, Weight, WeightsByDepartment, Whole, parse_date},
};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::error::{Error, Result};
use crate::domain::values::{
    fault::{Fault, FaultCode},
    id::Id,
    record::EntityKind,
};

/// The members that somebody sent.
#[derive(Debug, Clone)]
pub struct Input {
    value: Value,
    writing: Writing,
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Json,
    /// Everything is text, as in a query string.
    Text,
    /// Everything was typed by a person; in some languages the decimal mark is a comma.
    Typed {
        comma: bool,
    },
}

/// Something that the input refers to.
#[derive(Debug, Clone)]
struct Reference {
    pointer: String,
    kind: EntityKind,
    id: Uuid,
}

/// What reading has found so far.
#[derive(Debug, Clone, Default)]
struct Findings {
    faults: Vec<Fault>,
    references: Vec<Reference>,
}

impl Input {
    #[must_use]
    pub const fn json(value: Value) -> Self {
        Self { value, writing: Writing::Json }
    }

    /// What a person typed into a form: an object whose values are all text.
    #[must_use]
    pub const fn typed(value: Value, comma: bool) -> Self {
        Self { value, writing: Writing::Typed { comma } }
    }

    /// Members in the order in which they came; one that is there twice is a fault.
    ///
    /// # Errors
    /// `invalid` when a member is there twice.
    pub fn text(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let mut members = Map::new();
        let mut faults = Vec::new();
        for (name, value) in pairs {
            if members.contains_key(&name) {
                faults.push(Fault::at(pointer(&name), FaultCode::Duplicate, "fault-given-twice"));
            }
            members.insert(name, Value::String(value));
        }
        if faults.is_empty() {
            Ok(Self { value: Value::Object(members), writing: Writing::Text })
        } else {
            Err(Error::invalid(faults))
        }
    }

    /// The command that the members make.
    #[must_use]
    pub fn command<T: Command>(&self) -> Parsed<T> {
        let (value, findings) = self.parse(T::read);
        Parsed { value, findings }
    }

    /// The same, beside members that were read already.
    #[must_use]
    pub fn command_beside<T: Command>(&self, others: &[&'static str]) -> Parsed<T> {
        let (value, findings) = self.parse(|fields| {
            for name in others {
                fields.has(name);
            }
            T::read(fields)
        });
        Parsed { value, findings }
    }

    /// The id that a member holds, for a use case that must look something up before it can read the rest; nothing is
    /// noted where there is none.
    #[must_use]
    pub fn id<T>(&self, name: &str) -> Option<Id<T>> {
        self.value.get(name)?.as_str()?.parse().ok()
    }

    /// The text that a member holds, if it does.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.value.get(name)?.as_str()
    }

    /// Whether a member was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    fn parse<T>(&self, read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>) -> (Option<T>, Findings) {
        let mut findings = Findings::default();
        let value = At::new(&mut findings, self.writing).object(&self.value, read);
        (value, findings)
    }
}

/// The JSON pointer of a member.
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
