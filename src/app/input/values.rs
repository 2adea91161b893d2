//! Parses single values: text, numbers, dates, enumerated words, ids, lists. In a query string or a form all values are
//! text, so `5` is a number there and an empty text is null. An `Id` must exist in the caller's organisation; a
//! `BareId` names a part of an entity, which checks it. Most rules are in the constructors of `domain`; objects are
//! parsed in `fields.rs`, numbers as people type them in `typed_number.rs`.

use std::{collections::BTreeMap, str::FromStr};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::Value;

use super::{
    fields::{At, Field},
    typed_number::TypedNumber,
};
use crate::domain::{
    change::ChangeAction,
    cycle::CycleState,
    department::Department,
    key_result::{Ambition, KeyResultState},
    kpi::{Aggregation, Better, Category},
    meeting::{BlockerState, MeetingState},
    objective::ObjectiveState,
    organisation::{Language, TimeZone},
    people::{api_key::Scope, role::Role, saved_view::SavedList, user::DepartmentOrder},
    scoring::{method::Method, readings::flags::Flag, status::Status, trend::Every},
    values::{
        fault::{Fault, FaultCode, check_value, check_weight},
        id::Id,
        message::Message,
        numbers::whole,
        record::{ById, Entity, EntityKind},
        text::{Email, Label, Name, NewPassword, Password, Reason, Text},
    },
};

/// The largest number of elements in a list.
pub const LIST_MAX: usize = 200;

/// The largest number of departments with a weight of their own.
const WEIGHTS_MAX: usize = 1_000;

fn text<'v>(value: &'v Value, at: &mut At<'_>, expected: &'static str) -> Option<&'v str> {
    let text = value.as_str();
    if text.is_none() {
        at.wrong_type(expected);
    }
    text
}

macro_rules! read_text {
    ($($type:ty),+) => {
        $(impl Field for $type {
            fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
                let text = text(value, at, "fault-not-text")?;
                at.checked(Self::parse(text).map_err(|fault| vec![fault]))
            }
        })+
    };
}

read_text!(Name, Label, Text, Reason, Email, Password, NewPassword, TimeZone);

macro_rules! read_word {
    ($($type:ty),+) => {
        $(impl Field for $type {
            fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
                let word = text(value, at, "fault-not-text")?;
                let found = Self::from_str(word).ok();
                if found.is_none() {
                    let words: Vec<_> = Self::ALL.iter().map(|one| one.as_str()).collect();
                    at.fault(Fault::new(
                        FaultCode::NotOneOf,
                        Message::new("fault-not-one-of").with("words", words.join(", ")),
                    ));
                }
                found
            }
        })+
    };
}

read_word!(
    Role,
    Language,
    DepartmentOrder,
    SavedList,
    CycleState,
    Ambition,
    KeyResultState,
    ObjectiveState,
    MeetingState,
    BlockerState,
    Category,
    Aggregation,
    Better,
    Method,
    Status,
    Flag,
    Every,
    EntityKind,
    ChangeAction,
    Scope
);

impl<T: Field> Field for Option<T> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        if value.is_null() || (at.textual() && value.as_str() == Some("")) {
            return Some(None);
        }
        T::read(value, at).map(Some)
    }
}

impl Field for bool {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let found = match value {
            Value::Bool(found) => Some(*found),
            Value::String(word) if at.textual() => word.parse().ok(),
            _ => None,
        };
        if found.is_none() {
            at.wrong_type("fault-not-boolean");
        }
        found
    }
}

fn number(value: &Value, at: &mut At<'_>) -> Option<f64> {
    let found = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if at.typed() => {
            let alone = typed(text, at)?.alone();
            return at.checked(alone.map_err(|why| vec![Fault::new(FaultCode::WrongType, why)]));
        }
        Value::String(word) if at.textual() => word.trim().parse().ok(),
        _ => None,
    };
    if found.is_none() {
        at.wrong_type("fault-not-a-number");
    }
    // Without the sign of a negative zero.
    found.map(|number| number + 0.0)
}

fn typed(text: &str, at: &mut At<'_>) -> Option<TypedNumber> {
    let found = TypedNumber::parse(text, at.comma());
    if found.is_none() {
        at.wrong_type("fault-typed-number");
    }
    found
}

/// A number of at most 1e15 in magnitude.
#[derive(Debug, Clone, Copy)]
pub struct Amount(pub f64);

impl Field for Amount {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let number = number(value, at)?;
        match check_value("", number) {
            None => Some(Self(number)),
            Some(fault) => {
                at.fault(fault);
                None
            }
        }
    }
}

/// An amount in the unit of its field; a typed one may name the unit.
#[derive(Debug, Clone)]
pub enum Measured {
    Plain(f64),
    Typed(TypedNumber),
}

impl Field for Measured {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        match value {
            Value::String(text) if at.typed() => typed(text, at).map(Self::Typed),
            _ => Amount::read(value, at).map(|amount| Self::Plain(amount.0)),
        }
    }
}

impl Measured {
    /// The amount in a field with this unit.
    ///
    /// # Errors
    /// The fault of what was typed.
    pub fn in_unit(&self, unit: &str) -> Result<f64, Fault> {
        let number = match self {
            Self::Plain(number) => *number,
            Self::Typed(typed) => typed.in_unit(unit).map_err(|why| Fault::new(FaultCode::BadFormat, why))?,
        };
        check_value("", number).map_or(Ok(number), Err)
    }

    /// The other number that may be meant; only typed ones may.
    #[must_use]
    pub fn other_reading(&self) -> Option<f64> {
        match self {
            Self::Plain(_) => None,
            Self::Typed(typed) => typed.other_reading(),
        }
    }
}

/// A number from 0 to 1e15.
#[derive(Debug, Clone, Copy)]
pub struct Weight(pub f64);

impl Field for Weight {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let number = number(value, at)?;
        match check_weight("", number) {
            None => Some(Self(number)),
            Some(fault) => {
                at.fault(fault);
                None
            }
        }
    }
}

/// A number from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub struct Share(pub f64);

impl Field for Share {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let number = number(value, at)?;
        if (0.0..=1.0).contains(&number) {
            return Some(Self(number));
        }
        let code = if number < 0.0 { FaultCode::TooSmall } else { FaultCode::TooLarge };
        at.fault(Fault::new(code, "fault-share"));
        None
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Field for Whole<MIN, MAX> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let found = match value {
            // JSON makes no difference between 5.0 and 5.
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) if at.typed() => {
                TypedNumber::parse(text, at.comma()).and_then(|typed| whole(typed.alone().ok()?))
            }
            Value::String(word) if at.textual() => word.parse().ok(),
            _ => None,
        };
        let Some(found) = found else {
            at.wrong_type("fault-not-whole");
            return None;
        };
        if (MIN..=MAX).contains(&found) {
            return Some(Self(found));
        }
        let code = if found < MIN { FaultCode::TooSmall } else { FaultCode::TooLarge };
        at.fault(Fault::new(
            code,
            Message::new("fault-whole-bounds").with("min", MIN.to_string()).with("max", MAX.to_string()),
        ));
        None
    }
}

impl Field for NaiveDate {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let word = text(value, at, "fault-not-a-date")?;
        let date = parse_date(word);
        if date.is_none() {
            at.fault(Fault::new(FaultCode::BadFormat, "fault-date"));
        }
        date
    }
}

/// A day written `YYYY-MM-DD`, 1970 to 2199.
#[must_use]
pub fn parse_date(word: &str) -> Option<NaiveDate> {
    let shape = word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?;
    (shape && (1970..=2199).contains(&date.year())).then_some(date)
}

impl Field for DateTime<Utc> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let word = text(value, at, "fault-time")?;
        let time = DateTime::parse_from_rfc3339(word).ok().map(|time| time.to_utc());
        let time = time.filter(|time| (1970..=2199).contains(&time.year()));
        if time.is_none() {
            at.fault(Fault::new(FaultCode::BadFormat, "fault-time"));
        }
        time
    }
}

fn id<T>(value: &Value, at: &mut At<'_>) -> Option<Id<T>> {
    let id = text(value, at, "fault-not-an-id")?.parse().ok();
    if id.is_none() {
        at.fault(Fault::new(FaultCode::BadFormat, "fault-id"));
    }
    id
}

/// The id of a stored entity, which must exist in the caller's organisation.
impl<T: Entity<Key = ById<T>>> Field for Id<T> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let id = id(value, at)?;
        at.refers_to(id);
        Some(id)
    }
}

/// The id of a part of an entity; the code that handles the entity checks it.
#[derive(Debug, Clone)]
pub struct BareId<T>(pub Id<T>);

impl<T> Field for BareId<T> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        id(value, at).map(Self)
    }
}

/// A place among others.
pub type Position = Whole<0, 1_000_000>;

impl<T: Field> Field for Vec<T> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let elements = at.elements(value, LIST_MAX)?;
        let read: Vec<Option<T>> = elements
            .iter()
            .zip(0_u32..)
            .map(|(element, index)| T::read(element, &mut at.below(&index.to_string())))
            .collect();
        read.into_iter().collect()
    }
}

/// A list without duplicates.
#[derive(Debug)]
pub struct Distinct<T>(pub Vec<T>);

impl<T: Field> Field for Distinct<T> {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let list = Vec::<T>::read(value, at)?;
        let elements = value.as_array()?;
        let mut distinct = true;
        for (position, element) in elements.iter().enumerate() {
            if elements.iter().take(position).any(|earlier| earlier == element) {
                at.below(&position.to_string()).fault(Fault::new(FaultCode::Duplicate, "fault-twice"));
                distinct = false;
            }
        }
        distinct.then_some(Self(list))
    }
}

/// Weights by department.
#[derive(Debug)]
pub struct WeightsByDepartment(pub BTreeMap<Id<Department>, f64>);

impl Field for WeightsByDepartment {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let Value::Object(members) = value else {
            at.wrong_type("fault-not-weights");
            return None;
        };
        if members.len() > WEIGHTS_MAX {
            let why = Message::new("fault-list-too-long").with("max", WEIGHTS_MAX.to_string());
            at.fault(Fault::new(FaultCode::TooLong, why));
            return None;
        }
        let mut complete = true;
        let mut weights = BTreeMap::new();
        for (name, value) in members {
            let mut below = at.below(name);
            let department = Id::read(&Value::String(name.clone()), &mut below);
            let weight = Weight::read(value, &mut below);
            match (department, weight) {
                (Some(department), Some(weight)) => drop(weights.insert(department, weight.0)),
                _ => complete = false,
            }
        }
        complete.then_some(Self(weights))
    }
}
