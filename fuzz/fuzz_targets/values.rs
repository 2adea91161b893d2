//! Days, times, ids, words and lists. Two lines: the notation (`json`, `text`, `typed`), and the value.

#![no_main]

use std::cell::Cell;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SecondsFormat, Utc};
use libfuzzer_sys::fuzz_target;
use perno::{
    app::input::{BareId, Distinct, Input, NewMeasure, SentMeasure, WeightsByDepartment, parse_date},
    domain::{
        change::ChangeAction,
        cycle::CycleState,
        department::Department,
        key_result::{Ambition, KeyResultState},
        kpi::{Aggregation, Category},
        organisation::{Language, TimeZone},
        people::{api_key::Scope, role::Role},
        scoring::{method::Method, readings::flags::Flag, status::Status, trend::Every},
        values::{id::Id, record::EntityKind, text::Name},
    },
};
use perno_fuzz::{MEMBER, member};
use serde_json::{Value, json};
use uuid::Uuid;

macro_rules! words {
    ($input:expr, $sent:expr; $($word:ty),+ $(,)?) => {
        $(if let Some(word) = member::<$word>($input) {
            assert_eq!($sent, Some(word.as_str()));
        })+
    };
}

fuzz_target!(|text: &str| {
    let Some((notation, value)) = text.split_once('\n') else { return };
    let input = match notation {
        "json" => match serde_json::from_str::<Value>(value) {
            Ok(value) => Input::json(json!({MEMBER: value})),
            Err(_) => return,
        },
        "typed" => Input::typed(json!({MEMBER: value}), true),
        _ => Input::text([(MEMBER.to_owned(), value.to_owned())]),
    };
    let sent = input.text_of(MEMBER);
    days(&input, sent);
    ids(&input, sent);
    words!(&input, sent; Role, Language, CycleState, Ambition, KeyResultState, Category, Aggregation, Method, Status,
        Flag, Every, EntityKind, ChangeAction, Scope);
    if let Some(yes) = member::<bool>(&input) {
        assert!(sent.is_none_or(|sent| sent == yes.to_string()));
    }
    lists(&input);
    let measure = member::<NewMeasure>(&input);
    if let Some(sent) = member::<SentMeasure>(&input) {
        let count = Cell::new(0);
        let merged = sent.over(None, || Id::new(Uuid::from_u128(count.replace(count.get() + 1))));
        assert_eq!(measure.map(|measure| measure.kind()), merged.ok().map(|measure| measure.kind()));
    }
});

/// A day or time that is read is written the same, and any time zone can place it.
fn days(input: &Input, sent: Option<&str>) {
    if let Some(day) = member::<NaiveDate>(input) {
        assert_eq!(sent, Some(day.to_string().as_str()));
        assert_eq!(parse_date(&day.to_string()), Some(day));
    }
    let at = member::<DateTime<Utc>>(input);
    if let Some(at) = at {
        assert!((1970..=2199).contains(&at.year()));
        let again = json!({MEMBER: at.to_rfc3339_opts(SecondsFormat::Nanos, true)});
        assert_eq!(member::<DateTime<Utc>>(&Input::json(again)), Some(at));
    }
    if let Some(zone) = member::<TimeZone>(input) {
        assert_eq!(sent, Some(zone.name()));
        let at = at.unwrap_or_default();
        let there = zone.at(zone.day(at), NaiveTime::MIN);
        assert!((there - at).num_hours().abs() <= 48);
    }
}

/// Only the canonical form of an id is read.
fn ids(input: &Input, sent: Option<&str>) {
    let id = member::<BareId<Department>>(input).map(|id| id.0);
    assert_eq!(id, input.id(MEMBER));
    if let Some(id) = id {
        assert!(sent.is_some_and(|sent| sent.eq_ignore_ascii_case(&id.to_string())), "{sent:?} is read as {id}");
    }
}

fn lists(input: &Input) {
    let length = |list: Vec<Name>| list.len();
    let all = member::<Vec<Name>>(input).map(length);
    assert!(all.is_none_or(|length| length <= perno::app::input::LIST_MAX));
    let Some(distinct) = input.command::<perno_fuzz::Member<Names>>().peek().map(|names| names.0.0.len()) else {
        return;
    };
    assert_eq!(all, Some(distinct));
}

/// A list of names without duplicates, and weights, neither of which can be copied.
#[derive(Clone)]
struct Names(Vec<Name>);

impl perno::app::input::Field for Names {
    fn read(value: &Value, at: &mut perno::app::input::At<'_>) -> Option<Self> {
        let weights = at.later(|at| WeightsByDepartment::read(value, at));
        for (_, weight) in weights.value.into_iter().flat_map(|weights| weights.0) {
            assert!((0.0..=1e15).contains(&weight));
        }
        Distinct::<Name>::read(value, at).map(|list| Self(list.0))
    }
}
