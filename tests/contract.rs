//! Checks `openapi.yaml` against itself and the domain: complete, unambiguous, and with the domain's enumerations.
//!
//! `support/client.rs` checks the server against it with every request of every test; `tests/run` checks that every
//! operation is tested on both engines.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{
    contract::Contract,
    openapi::{compile, document, escape, members, resolve, violations},
    operation::Spec,
};
use perno::{
    app::error::Code,
    domain::{
        change::{ActorKind, ChangeAction},
        cycle::{CycleState, presets::Period},
        key_result::{Ambition, KeyResultState},
        kpi::{Aggregation, Better, Category},
        measure::MeasureKind,
        meeting::{BlockerState, MeetingState},
        objective::ObjectiveState,
        organisation::Language,
        people::{
            api_key::Scope, role::Role, saved_view::SavedList, session::SessionKind, star::StarredKind,
            user::DepartmentOrder,
        },
        scoring::{
            bands::Band,
            comparisons::robustness::FirstLeverKind,
            levers::LeverKind,
            method::Method,
            readings::{flags::Flag, forecast::ForecastMethod},
            status::Status,
            trend::Every,
            verdict::Verdict,
            waterfall::{BarKind, Pillar},
        },
        search::documents::SearchField,
        values::{fault::FaultCode, record::EntityKind},
    },
};
use serde_json::Value;

mod checks;
mod generators;

macro_rules! words {
    ($kind:ty) => {
        <$kind>::ALL.iter().map(|one| one.as_str()).collect()
    };
}

type Words = BTreeSet<&'static str>;

/// The enumerations in `components/schemas`, and the same ones in the domain.
fn lists() -> Vec<(&'static str, Words)> {
    vec![
        ("Action", words!(ChangeAction)),
        ("ActorKind", words!(ActorKind)),
        ("Aggregation", words!(Aggregation)),
        ("Ambition", words!(Ambition)),
        ("BlockerState", words!(BlockerState)),
        ("Better", words!(Better)),
        ("Category", words!(Category)),
        ("CyclePreset/properties/period", words!(Period)),
        ("CycleState", words!(CycleState)),
        ("DepartmentOrder", words!(DepartmentOrder)),
        ("Entity", words!(EntityKind)),
        ("Every", words!(Every)),
        ("FieldErrorCode", words!(FaultCode)),
        ("Flag", words!(Flag)),
        ("ForecastMethod", words!(ForecastMethod)),
        ("KeyResultState", words!(KeyResultState)),
        ("Language", words!(Language)),
        ("LeverKind", words!(LeverKind)),
        ("NullableFirstLever/properties/kind", words!(FirstLeverKind)),
        ("MeasurePatch/properties/kind", words!(MeasureKind)),
        ("MeetingState", words!(MeetingState)),
        ("NullableBand", words!(Band)),
        ("ObjectiveState", words!(ObjectiveState)),
        ("Pillar", words!(Pillar)),
        ("ProblemCode", words!(Code)),
        ("Role", words!(Role)),
        ("ScoringMethod", words!(Method)),
        ("SavedList", words!(SavedList)),
        ("Scope", words!(Scope)),
        ("SearchField", words!(SearchField)),
        ("StarredKind", words!(StarredKind)),
        ("Session/properties/kind", words!(SessionKind)),
        ("Status", words!(Status)),
        ("Verdict", words!(Verdict)),
    ]
}

/// The places where only some values of an enumeration are allowed.
fn partial_lists() -> Vec<(&'static str, Words)> {
    vec![
        ("CyclePatch/properties/state", words!(CycleState)),
        ("DepartmentBar/properties/kind", words!(BarKind)),
        ("NewCycle/properties/state", words!(CycleState)),
        ("NewKeyResult/properties/state", words!(KeyResultState)),
        ("NullableStatusOverride/properties/status", words!(Status)),
    ]
}

#[test]
fn every_list_of_words_is_the_domains() {
    let (whole, partial) = (lists(), partial_lists());
    let mut unseen: BTreeSet<&str> = whole.iter().chain(&partial).map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (pointer, schema) in places_with("enum") {
        let name = pointer.strip_prefix("/components/schemas/").unwrap_or(&pointer);
        unseen.remove(name);
        let documented: Words = schema["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let row = |rows: &[(&'static str, Words)]| rows.iter().find(|row| row.0 == name).map(|row| row.1.clone());
        let told = match (row(&whole), row(&partial)) {
            (Some(words), _) if documented == words => continue,
            (_, Some(words)) if documented.is_subset(&words) => continue,
            (None, None) => "a list of words that is in no table of this test".to_owned(),
            (words, some) => format!("{documented:?}, the domain has {:?}", words.or(some).unwrap()),
        };
        wrong.push(format!("{name}: {told}"));
    }
    wrong.extend(unseen.into_iter().map(|name| format!("{name}: no such list of words")));
    none("lists of words", &wrong);
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let mut seen = BTreeMap::new();
    let mut wrong = Vec::new();
    for spec in Contract::operations() {
        let words: Vec<&str> = spec.id.split('.').collect();
        if words.len() != 2 || words.iter().any(|word| !is_snake_case(word)) {
            wrong.push(format!("{}: {:?} is no `resource.verb`", place(spec), spec.id));
        }
        if let Some(other) = seen.insert(&spec.id, place(spec)) {
            wrong.push(format!("{} and {other} are both {}", place(spec), spec.id));
        }
    }
    none("names of operations", &wrong);
}

#[test]
fn every_operation_documents_what_it_can_answer() {
    let mut wrong = Vec::new();
    for spec in Contract::operations() {
        if !spec.statuses().iter().any(|status| (200..300).contains(status)) {
            wrong.push(format!("{}: no success", place(spec)));
        }
        let missing = expected_problems(spec).into_iter().filter(|status| spec.response(*status).is_none());
        wrong.extend(missing.map(|status| format!("{}: no answer {status}", place(spec))));
    }
    none("answers", &wrong);
}

#[test]
fn every_path_documents_its_parameters() {
    let mut wrong = Vec::new();
    for spec in Contract::operations() {
        let segments = spec.template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        let in_path: BTreeSet<&str> = segments.collect();
        let documented = spec.parameters.iter().filter(|parameter| parameter.place == "path");
        let documented: BTreeSet<&str> = documented.map(|parameter| parameter.name.as_str()).collect();
        if in_path != documented {
            wrong.push(format!("{}: {in_path:?} in the path, {documented:?} among the parameters", place(spec)));
        }
    }
    none("path parameters", &wrong);
}

#[test]
fn every_schema_compiles() {
    let schemas = document()["components"]["schemas"].as_object().unwrap();
    let named = schemas.keys().map(|name| format!("/components/schemas/{}", escape(name)));
    let inline = places_with("schema").into_iter().map(|(pointer, _)| format!("{pointer}/schema"));
    let broken: Vec<String> = named.chain(inline).filter_map(|pointer| compile(&pointer).err()).collect();
    none("schemas", &broken);
}

#[test]
fn every_reference_leads_to_something_and_every_component_is_used() {
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for (pointer, value) in places_with("$ref") {
        let reference = value["$ref"].as_str().unwrap_or_default();
        match reference.strip_prefix('#').filter(|target| document().pointer(target).is_some()) {
            Some(target) => drop(used.insert(target.to_owned())),
            None => wrong.push(format!("{pointer} refers to {reference}, which is not there")),
        }
    }
    for (kind, components) in document()["components"].as_object().unwrap() {
        let names = components.as_object().unwrap().keys().map(|name| format!("/components/{kind}/{}", escape(name)));
        let unused = names.filter(|pointer| kind != "securitySchemes" && !used.contains(pointer));
        wrong.extend(unused.map(|pointer| format!("{pointer} is used nowhere")));
    }
    none("references", &wrong);
}

#[test]
fn every_example_keeps_to_its_schema() {
    let mut wrong = Vec::new();
    for (pointer, _) in media_types() {
        for example in examples(&pointer) {
            let broken = violations(&format!("{pointer}/schema"), example);
            wrong.extend(broken.into_iter().map(|line| format!("{pointer}: {line}")));
        }
    }
    none("examples", &wrong);
}

/// An undocumented member of an answer is only noticed if the schema excludes other members.
#[test]
fn every_object_says_whether_it_has_other_members() {
    let schemas = places_with("properties");
    let parts: BTreeSet<String> =
        schemas.iter().chain(&places_with("allOf")).flat_map(|(pointer, _)| parts(pointer)).collect();
    let open = schemas.iter().filter(|(pointer, _)| !parts.contains(pointer) && !is_closed(pointer));
    let open: Vec<String> = open.map(|(pointer, _)| format!("{pointer} has no additionalProperties")).collect();
    none("objects", &open);
}

fn is_closed(pointer: &str) -> bool {
    let schema = document().pointer(pointer).unwrap();
    let is_said = ["additionalProperties", "unevaluatedProperties"].iter().any(|word| schema.get(word).is_some());
    is_said || parts(pointer).iter().any(|part| is_closed(part))
}

/// The schemas that a schema combines with `allOf`.
fn parts(pointer: &str) -> Vec<String> {
    let combined = document().pointer(&format!("{pointer}/allOf")).and_then(Value::as_array);
    (0..combined.map_or(0, Vec::len)).map(|index| resolve(&format!("{pointer}/allOf/{index}")).0).collect()
}

/// The media types of all requests and answers, with their pointers.
fn media_types() -> Vec<(String, &'static Value)> {
    places_with("schema").into_iter().filter(|(pointer, _)| pointer.contains("/content/")).collect()
}

/// The examples of a media type.
fn examples(pointer: &str) -> Vec<&'static Value> {
    let several = members(&format!("{pointer}/examples")).into_iter().map(|(_, one)| &resolve(&one).1["value"]);
    several.chain(document().pointer(&format!("{pointer}/example"))).collect()
}

/// The problems that any operation with these inputs can answer.
fn expected_problems(spec: &Spec) -> Vec<u16> {
    if !spec.template.starts_with("/api/v1/") {
        return Vec::new();
    }
    let mut statuses = vec![500];
    if !spec.anonymous {
        statuses.push(401);
    }
    if spec.has_parameters_in("path") {
        statuses.push(404);
    }
    if spec.has_parameters_in("query") || spec.has_body() {
        statuses.push(422);
    }
    if spec.has_body() {
        statuses.extend([400, 413, 415]);
    }
    statuses
}

/// Every object of the document that has this keyword (not a property of that name), with its pointer.
fn places_with(keyword: &str) -> Vec<(String, &'static Value)> {
    let mut places = Vec::new();
    walk("", document(), &mut |pointer, value| {
        if value.get(keyword).is_some() {
            places.push((pointer.to_owned(), value));
        }
    });
    places
}

fn walk(pointer: &str, value: &'static Value, visit: &mut impl FnMut(&str, &'static Value)) {
    match value {
        Value::Object(object) => {
            let names_are_free =
                ["/properties", "/example", "/examples", "/default", "/parameters", "/headers", "/schemas"]
                    .iter()
                    .any(|end| pointer.ends_with(end) && !pointer.ends_with("/responses/default"));
            if !names_are_free {
                visit(pointer, value);
            }
            let is_data = |name: &str| name == "example" || (name == "value" && pointer.contains("/examples/"));
            for (name, member) in object.iter().filter(|(name, _)| !is_data(name)) {
                walk(&format!("{pointer}/{}", escape(name)), member, visit);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(&format!("{pointer}/{index}"), item, visit);
            }
        }
        _ => {}
    }
}

fn is_snake_case(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|character| character.is_ascii_lowercase() || character == '_')
}

fn place(spec: &Spec) -> String {
    format!("{} {}", spec.method, spec.template)
}

#[track_caller]
fn none(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what} of openapi.yaml:\n{}", wrong.join("\n"));
}
