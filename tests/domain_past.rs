//! How things stood on a day, from what the change log has of them. Random changes are compared with the rule as one
//! would say it: of each member the last change counts that holds on the day. That whole scorecards stay as they were
//! is tested in `api_past.rs`.

use chrono::NaiveDate;
use perno::domain::{
    change::ChangeAction,
    scoring::plan::day_documents::{DatedChange, DayDocuments},
    values::record::EntityKind,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{domain_plans::day, domain_properties::config};

const MEMBERS: [&str; 3] = ["weight", "ambition", "state"];

/// A change of one member on a day, or a correction of it.
#[derive(Clone, Debug)]
struct Set {
    member: usize,
    value: u8,
    correction: bool,
}

fn sets() -> impl Strategy<Value = Vec<Set>> {
    let set = (0..MEMBERS.len(), 0..3_u8, prop::bool::weighted(0.3));
    prop::collection::vec(set.prop_map(|(member, value, correction)| Set { member, value, correction }), 1..12)
}

fn change(position: usize, before: &Value, after: &Value, holds_from: Option<NaiveDate>) -> DatedChange {
    DatedChange {
        kind: EntityKind::KeyResult,
        key: "1".to_owned(),
        action: if position == 0 { ChangeAction::Created } else { ChangeAction::Updated },
        holds_from,
        before: (position > 0).then(|| before.clone()),
        after: Some(after.clone()),
    }
}

/// The changes, each made on a day later than the one before.
fn log(sets: &[Set]) -> Vec<DatedChange> {
    let mut document = json!({"weight": 0, "ambition": 0, "state": 0, "title": 0});
    let mut changes = vec![change(0, &Value::Null, &document, None)];
    for (position, set) in sets.iter().enumerate() {
        let before = document.clone();
        document[MEMBERS[set.member]] = json!(set.value);
        document["title"] = json!(position);
        let holds_from = (!set.correction).then(|| day(u64::try_from(position).unwrap() + 1));
        changes.push(change(position + 1, &before, &document, holds_from));
    }
    changes
}

fn on(changes: &[DatedChange], day: NaiveDate) -> Option<Value> {
    let documents = DayDocuments::new(changes.iter().rev().cloned());
    documents.on(day).next().map(|(_, _, document)| document.unwrap())
}

/// What the sets make of a member on a day: one that sets what was there already changes nothing.
fn expected(sets: &[Set], member: usize, asked: u64) -> u8 {
    let (mut newest, mut found) = (0, 0);
    for (position, set) in sets.iter().enumerate().filter(|(_, set)| set.member == member) {
        if set.value != newest && (set.correction || u64::try_from(position).unwrap() < asked) {
            found = set.value;
        }
        newest = set.value;
    }
    found
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn of_each_member_the_last_change_counts_that_holds_on_the_day(sets in sets(), asked in 0..14_u64) {
        let changes = log(&sets);
        let newest = changes.last().unwrap().after.clone().unwrap();
        let found = on(&changes, day(asked)).unwrap_or_else(|| newest.clone());
        for (place, member) in MEMBERS.iter().enumerate() {
            prop_assert_eq!(&found[member], &json!(expected(&sets, place, asked)), "{}", member);
        }
        prop_assert_eq!(&found["title"], &newest["title"]);
    }
}

#[test]
fn measure_is_taken_back_member_by_member() {
    let measure = |start: f64, target: f64| json!({"measure": {"kind": "number", "start": start, "target": target}});
    let (first, second, third) = (measure(0.0, 10.0), measure(0.0, 20.0), measure(5.0, 20.0));
    let changes = [
        change(0, &Value::Null, &first, None),
        change(1, &first, &second, Some(day(10))),
        change(2, &second, &third, None),
    ];
    assert_eq!(on(&changes, day(9)), Some(measure(5.0, 10.0)));
    assert_eq!(on(&changes, day(10)), Some(third));
}

#[test]
fn deleted_is_there_until_the_day_before_and_made_again_from_its_first_day_on() {
    let target = |value: f64, counts_from: Option<NaiveDate>| json!({"target": value, "counts_from": counts_from});
    let of = |action, holds_from, before, after| DatedChange {
        kind: EntityKind::Target,
        key: "1/2".to_owned(),
        action,
        holds_from,
        before,
        after,
    };
    let (old, new) = (target(10.0, None), target(20.0, Some(day(20))));
    let changes = [
        of(ChangeAction::Created, None, None, Some(old.clone())),
        of(ChangeAction::Deleted, Some(day(10)), Some(old.clone()), Some(json!({"reason": "No"}))),
        of(ChangeAction::Created, None, None, Some(new.clone())),
    ];
    let documents = DayDocuments::new(changes.iter().rev().cloned());
    let on = |asked| documents.on(day(asked)).next().unwrap().2;
    assert_eq!((on(9), on(10), on(19), on(20)), (Some(old), None, None, Some(new)));
}
