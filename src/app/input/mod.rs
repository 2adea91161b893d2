//! Parses untrusted input, and is the only place that does: JSON bodies, query strings and forms. One pass finds all
//! faults, each with its pointer: missing and unknown members, wrong types, broken rules. Whether referenced entities
//! exist is checked when the command is settled (`command.rs`).

mod command;
mod doubt;
mod fields;
mod measure;
mod typed_number;
mod units;
mod values;
mod waypoints;

pub use self::{
    command::{Command, Parsed, is_wrong},
    doubt::Doubt,
    fields::{At, Field, Fields},
    measure::{NewMeasure, SentMeasure},
    typed_number::TypedNumber,
    values::{
        Amount, BareId, Distinct, LIST_MAX, Measured, Position, Share, Weight, WeightsByDepartment, Whole, parse_date,
    },
    waypoints::SentWaypoints,
};

use serde_json::{Map, Value, map::Entry};
use uuid::Uuid;

use crate::domain::values::{fault::Fault, id::Id, record::EntityKind};

/// The members that were sent, not parsed yet.
#[derive(Debug, Clone)]
pub struct Input {
    value: Value,
    writing: Notation,
}

/// The notation of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    Json,
    /// All values are text, as in a query string.
    Text,
    /// All values were typed by a person; in some languages the decimal mark is a comma.
    Typed {
        comma: bool,
    },
}

/// A reference of the input to a stored entity.
#[derive(Debug, Clone)]
struct Reference {
    pointer: String,
    kind: EntityKind,
    id: Uuid,
}

/// The faults and references that parsing has found so far.
#[derive(Debug, Clone, Default)]
struct Findings {
    faults: Vec<Fault>,
    references: Vec<Reference>,
}

impl Input {
    #[must_use]
    pub const fn json(value: Value) -> Self {
        Self { value, writing: Notation::Json }
    }

    /// The values that a person typed into a form: an object whose values are all text.
    #[must_use]
    pub const fn typed(value: Value, comma: bool) -> Self {
        Self { value, writing: Notation::Typed { comma } }
    }

    /// The pairs of a query string. The values of a name that occurs more than once become a list, in their order; a
    /// parameter that may not be repeated refuses it.
    #[must_use]
    pub fn text(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut members = Map::new();
        for (name, value) in pairs {
            let value = Value::String(value);
            match members.entry(name) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(mut entry) => match entry.get_mut() {
                    Value::Array(values) => values.push(value),
                    first => *first = Value::Array(vec![first.take(), value]),
                },
            }
        }
        Self { value: Value::Object(members), writing: Notation::Text }
    }

    /// Parses the members as a command.
    #[must_use]
    pub fn command<T: Command>(&self) -> Parsed<T> {
        let (value, findings) = self.parse(T::read);
        Parsed { value, findings }
    }

    /// Like `command`, where `others` are the names of members that were read already.
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

    /// The id in a member, for a use case that must look something up before it can parse the rest; no fault is noted
    /// when there is none.
    #[must_use]
    pub fn id<T>(&self, name: &str) -> Option<Id<T>> {
        self.value.get(name)?.as_str()?.parse().ok()
    }

    /// The text in a member, if it has one.
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

/// The longest name in a pointer, in characters: whoever sends a longer one does not get all of it back.
const NAME_MAX: usize = 100;

/// The JSON pointer of a member; a very long name is cut.
fn pointer(name: &str) -> String {
    let cut = name.char_indices().nth(NAME_MAX).map(|(at, _)| at);
    let (shown, rest) =
        cut.and_then(|at| name.split_at_checked(at)).map_or((name, ""), |(shown, _)| (shown, "\u{2026}"));
    format!("/{}{rest}", shown.replace('~', "~0").replace('/', "~1"))
}
