//! `openapi.yaml` is written so that generators of clients understand it: typed lists, variants that are told apart by
//! a member, nothing that they drop or misread, an example everywhere.
//!
//! `tests/clients/run` generates clients from it and uses them; these rules say what they, and generators that are not
//! tried there, depend on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{examples, media_types, none, place, places_with};
use crate::support::{
    contract::Contract,
    openapi::{document, members},
};

/// Classes that come with Java, C#, Go, Python, Rust, Swift or TypeScript: a generator renames schemas that are called
/// so, or makes code that does not compile.
const TAKEN: [&str; 30] = [
    "Any",
    "Array",
    "Boolean",
    "Byte",
    "Class",
    "Data",
    "Date",
    "Decimal",
    "Dict",
    "Double",
    "Duration",
    "Enum",
    "Error",
    "Exception",
    "Float",
    "Integer",
    "List",
    "Long",
    "Map",
    "Number",
    "Object",
    "Optional",
    "Record",
    "Result",
    "Set",
    "String",
    "Time",
    "TimeZone",
    "Tuple",
    "Version",
];

fn is_nullable(schema: &Value) -> bool {
    schema["type"].as_array().is_some_and(|types| types.contains(&Value::from("null")))
}

#[test]
fn every_list_says_what_its_items_are() {
    let arrays = places_with("type").into_iter().filter(|(_, schema)| {
        schema["type"] == "array"
            || schema["type"].as_array().is_some_and(|types| types.contains(&Value::from("array")))
    });
    let untyped = arrays.filter(|(_, schema)| ["type", "$ref"].iter().all(|word| schema["items"].get(word).is_none()));
    none("lists", &untyped.map(|(pointer, _)| format!("{pointer} has no items")).collect::<Vec<_>>());
}

#[test]
fn no_schema_is_named_like_a_class_of_a_language() {
    let names = members("/components/schemas").into_iter().map(|(name, _)| name);
    none("names of schemas", &names.filter(|name| TAKEN.contains(name)).map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn every_object_is_written_out() {
    let combined = places_with("allOf").into_iter().chain(places_with("anyOf"));
    none("objects that are combined", &combined.map(|(pointer, _)| pointer).collect::<Vec<_>>());
}

#[test]
fn every_choice_has_named_variants_and_a_member_that_tells_them_apart() {
    let mut wrong = Vec::new();
    for (pointer, schema) in places_with("oneOf") {
        let variants = schema["oneOf"].as_array().unwrap().iter().map(|one| one["$ref"].as_str().unwrap_or_default());
        let variants: BTreeSet<&str> = variants.collect();
        let name = schema["discriminator"]["propertyName"].as_str().unwrap_or_default();
        let mapping = schema["discriminator"]["mapping"].as_object();
        let mut told = BTreeSet::new();
        for (word, target) in mapping.into_iter().flatten() {
            let target = target.as_str().unwrap();
            let member = &document().pointer(&format!("{}/properties/{name}", &target[1..])).unwrap();
            let words = member["enum"].as_array();
            if member["const"] != *word && !words.is_some_and(|words| words.contains(&Value::from(word.as_str()))) {
                wrong.push(format!("{pointer}: {target} has no {name} {word}"));
            }
            told.insert(target);
        }
        if told != variants {
            wrong.push(format!("{pointer}: the variants are {variants:?}, the discriminator tells {told:?} apart"));
        }
    }
    none("choices", &wrong);
}

#[test]
fn every_list_of_words_that_may_be_null_says_null() {
    let lists = places_with("enum").into_iter();
    let wrong = lists.filter(|(_, schema)| {
        is_nullable(schema) != schema["enum"].as_array().unwrap().contains(&Value::Null) || schema.get("type").is_none()
    });
    none("lists of words", &wrong.map(|(pointer, _)| pointer).collect::<Vec<_>>());
}

/// A validator that searches and one that matches from the start then mean the same. Parsed times are no texts any
/// more.
#[test]
fn every_pattern_describes_the_whole_of_a_text() {
    let open = places_with("pattern").into_iter().filter(|(_, schema)| {
        let pattern = schema["pattern"].as_str().unwrap();
        !pattern.starts_with('^') || !pattern.ends_with('$') || schema["format"] == "date-time"
    });
    none("patterns", &open.map(|(pointer, _)| pointer).collect::<Vec<_>>());
}

/// Without a format, some generators take figures for whole or for short numbers.
#[test]
fn every_number_says_how_long_it_may_get() {
    let numbers = places_with("type").into_iter().filter(|(_, schema)| {
        let kinds = [&schema["type"]].into_iter().chain(schema["type"].as_array().into_iter().flatten());
        kinds.into_iter().any(|kind| kind == "number" || kind == "integer")
    });
    let open = numbers.filter(|(_, schema)| schema.get("format").is_none());
    none("numbers", &open.map(|(pointer, _)| pointer).collect::<Vec<_>>());
}

#[test]
fn every_request_and_answer_has_an_example() {
    let without = media_types().into_iter().filter(|(pointer, _)| examples(pointer).is_empty());
    none("requests and answers", &without.map(|(pointer, _)| pointer).collect::<Vec<_>>());
}

#[test]
fn every_operation_names_its_roles_and_scopes() {
    let words = |pointer: &str| -> BTreeSet<&str> {
        let words = document().pointer(pointer).and_then(Value::as_array);
        words.into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let mut roles = words("/components/schemas/Role/enum");
    roles.insert("anyone");
    let scopes = words("/components/schemas/Scope/enum");
    let mut wrong = Vec::new();
    for spec in Contract::operations() {
        let (named, needed) = (spec.words("x-roles"), spec.words("x-scopes"));
        let is_open = named.contains(&"anyone");
        let outside = !spec.template.starts_with("/api/v1/");
        if !named.iter().all(|role| roles.contains(role)) || !needed.iter().all(|scope| scopes.contains(scope)) {
            wrong.push(format!("{}: {named:?}, {needed:?}", place(spec)));
        }
        if is_open != spec.anonymous || (named.is_empty() && !outside) {
            wrong.push(format!(
                "{}: {named:?}, and it needs {} token",
                place(spec),
                if spec.anonymous { "no" } else { "a" }
            ));
        }
    }
    none("roles and scopes", &wrong);
}
