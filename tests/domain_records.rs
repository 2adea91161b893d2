//! What is stored: keys as text, versions and times, the JSON of an entity, and the changes between two of them. That
//! the JSON matches `openapi.yaml` is tested through the API.

use chrono::{DateTime, Utc};
use perno::domain::{
    change::{ActorKind, Change, ChangeAction, LoggedActor, LoggedChange},
    department::{Department, MemberKey},
    kpi::{MeasurementKey, target::TargetKey},
    measure::{Measure, MeasureKind},
    model::{Model, ModelKey, version::ModelVersionKey},
    objective::{Objective, ObjectiveState},
    people::api_key::ApiKey,
    scoring_policy::{Policy, PolicyKey},
    values::{
        id::Id,
        record::{ById, EntityKey, EntityKind, NeverSet, Stamp, Stored},
        text::{Name, Text},
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::domain_plans::{Ids, day, number, way};

const ONE: &str = "00000000-0000-0000-0000-000000000001";
const TWO: &str = "00000000-0000-0000-0000-000000000002";

const fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn department(name: &str) -> Stored<Department> {
    Stored {
        key: ById { id: id(1) },
        value: Department { name: Name::trusted(name.to_owned()), code: None, description: None, archived: false },
        stamp: Stamp::first(at("2026-01-05T08:30:00Z")),
    }
}

#[test]
fn a_key_is_one_text_with_its_parts_joined() {
    let both = format!("{ONE}/{TWO}");
    assert_eq!(ById::<Objective> { id: id(1) }.text(), ONE);
    assert_eq!(ModelKey { brand_id: id(1) }.text(), ONE);
    assert_eq!(ModelVersionKey { brand_id: id(1), number: 3 }.text(), format!("{ONE}/3"));
    assert_eq!(MemberKey { department_id: id(1), user_id: id(2) }.text(), both);
    assert_eq!(PolicyKey { brand_id: id(1), cycle_id: id(2) }.text(), both);
    assert_eq!(TargetKey { kpi_id: id(1), cycle_id: id(2) }.text(), both);
    assert_eq!(MeasurementKey { kpi_id: id(1), date: day(8) }.text(), format!("{ONE}/2026-01-09"));
}

#[test]
fn keys_of_targets_and_measurements_are_read_back() {
    let target = TargetKey { kpi_id: id(1), cycle_id: id(2) };
    let measurement = MeasurementKey { kpi_id: id(1), date: day(8) };
    assert_eq!(target.text().parse(), Ok(target));
    assert_eq!(measurement.text().parse(), Ok(measurement));
    for text in ["", ONE, &format!("{ONE}/"), &format!("{ONE}/x"), &format!("x/{TWO}")] {
        assert_eq!(text.parse::<TargetKey>(), Err(()), "{text}");
        assert_eq!(text.parse::<MeasurementKey>(), Err(()), "{text}");
    }
}

#[test]
fn a_stamp_counts_versions_and_time_never_runs_back() {
    let first = Stamp::first(at("2026-01-05T08:30:00Z"));
    assert_eq!((first.version, first.created_at, first.updated_at), (1, first.created_at, first.created_at));
    let second = first.next(at("2026-01-06T00:00:00Z"));
    assert_eq!((second.version, second.created_at), (2, first.created_at));
    assert_eq!(second.updated_at, at("2026-01-06T00:00:00Z"));
    assert_eq!(second.next(at("2026-01-05T23:00:00Z")).updated_at, second.updated_at);
}

#[test]
fn an_entity_is_its_key_its_members_and_its_stamp() {
    let sales = department("Sales");
    assert_eq!((sales.id(), sales.name.as_str()), (id(1), "Sales"));
    let expected = json!({
        "id": ONE, "name": "Sales", "code": null, "description": null, "archived": false, "version": 1,
        "created_at": "2026-01-05T08:30:00.000000Z", "updated_at": "2026-01-05T08:30:00.000000Z"
    });
    assert_eq!(serde_json::to_value(sales).unwrap(), expected);
}

#[test]
fn an_entity_that_was_never_stored_has_version_0_and_no_times() {
    let json = serde_json::to_value(NeverSet::<Model>::new(ModelKey { brand_id: id(1) }, Model::default())).unwrap();
    let none = serde_json::Value::Null;
    assert_eq!((&json["brand_id"], &json["version"]), (&json!(ONE), &json!(0)));
    assert_eq!((&json["created_at"], &json["updated_at"], &json["purpose"]), (&none, &none, &none));
    let policy = NeverSet::<Policy>::new(PolicyKey { brand_id: id(1), cycle_id: id(2) }, Policy::default());
    assert_eq!(serde_json::to_value(policy).unwrap()["balance"], 0.5);
}

#[test]
fn a_time_that_may_be_absent_is_null_or_in_microseconds() {
    let key = |last_used_at| {
        let name = Name::trusted("CRM".to_owned());
        serde_json::to_value(ApiKey { name, scopes: Vec::new(), expires_on: None, last_used_at }).unwrap()
    };
    assert_eq!(key(None)["last_used_at"], serde_json::Value::Null);
    assert_eq!(key(Some(at("2026-01-05T08:30:00.1234567Z")))["last_used_at"], "2026-01-05T08:30:00.123456Z");
}

#[test]
fn a_change_says_what_was_done_with_the_entity_before_and_after() {
    let (old, new) = (department("Sales"), department("Shops"));
    for (before, after, action) in [
        (None, Some(&new), ChangeAction::Created),
        (Some(&old), Some(&new), ChangeAction::Updated),
        (Some(&old), None, ChangeAction::Deleted),
    ] {
        let change = Change::between(before, after);
        assert_eq!((change.action, change.entity, change.entity_id.as_str()), (action, EntityKind::Department, ONE));
        let json = |stored: Option<&Stored<Department>>| stored.map(|stored| serde_json::to_value(stored).unwrap());
        assert_eq!((change.before, change.after), (json(before), json(after)));
    }
}

#[test]
fn a_note_stands_beside_the_members_or_alone() {
    let mut change = Change::between(None, Some(&department("Sales")));
    change.note("overall_score", Some(json!(0.4)), Some(json!(0.5)));
    change.note("reason", None, Some(json!("New")));
    assert_eq!(change.before, Some(json!({"overall_score": 0.4})));
    let after = change.after.unwrap();
    assert_eq!(
        (&after["name"], &after["overall_score"], &after["reason"]),
        (&json!("Sales"), &json!(0.5), &json!("New"))
    );
    let mut deleted = Change::between(Some(&department("Sales")), None);
    deleted.note("reason", None, None);
    assert_eq!(deleted.after, None);
}

#[test]
fn a_logged_change_names_its_actor_by_id_if_it_has_one() {
    let change = |kind, id| LoggedChange {
        revision: 7,
        at: at("2026-01-05T08:30:00Z"),
        actor: LoggedActor { kind, id, name: "Ada".to_owned() },
        action: ChangeAction::Deleted,
        entity: EntityKind::Brand,
        entity_id: TWO.to_owned(),
        before: None,
        after: None,
    };
    let by_person = serde_json::to_value(change(ActorKind::User, Some(Uuid::from_u128(1)))).unwrap();
    let expected = json!({
        "revision": 7, "at": "2026-01-05T08:30:00.000000Z", "actor": {"kind": "user", "id": ONE, "name": "Ada"},
        "action": "deleted", "entity": "brand", "entity_id": TWO, "before": null, "after": null
    });
    assert_eq!(by_person, expected);
    let by_program = serde_json::to_value(change(ActorKind::System, None)).unwrap();
    assert_eq!(by_program["actor"], json!({"kind": "system", "id": null, "name": "Ada"}));
}

#[test]
fn an_objective_counts_in_its_own_department_and_those_it_is_shared_with() {
    let mut ids = Ids::default();
    let objective = Objective {
        position: 0,
        brand_id: ids.next(),
        cycle_id: ids.next(),
        department_id: id(9),
        title: Name::trusted("Fairs".to_owned()),
        description: None,
        contribution: Text::trusted("People meet us.".to_owned()),
        principle_ids: Vec::new(),
        parent_id: None,
        shared_with: vec![id(7), id(8)],
        owner_id: None,
        weight: 1.0,
        state: ObjectiveState::Active,
        cancelled_on: None,
        counts_from: None,
        carried_from_id: None,
    };
    assert_eq!(objective.departments(), [id(9), id(7), id(8)]);
}

#[test]
fn a_measure_has_a_kind_and_a_unit_or_steps() {
    let unit = || String::from("kg");
    let number_of = Measure::number(0.0, 9.0, unit(), Vec::new()).unwrap();
    let range = Measure::range(Some(1.0), None, 0.0, unit()).unwrap();
    assert_eq!((number_of.kind(), number_of.unit(), number_of.steps().len()), (MeasureKind::Number, "kg", 0));
    assert_eq!((range.kind(), range.unit(), range.steps().len()), (MeasureKind::Range, "kg", 0));
    assert_eq!(number().unit(), "");
    let target = way(0.0, 5.0, 1.0);
    assert_eq!(
        serde_json::to_value(target).unwrap(),
        json!({"kind": "way", "baseline": 0.0, "target": 5.0, "waypoints": [], "weight": 1.0, "counts_from": null})
    );
}
