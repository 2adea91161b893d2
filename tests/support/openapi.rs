//! `openapi.yaml` as JSON: look-ups, references, and schema validators by JSON pointer.
//!
//! Knows JSON Schema and the references of OpenAPI, but not requests or operations: those are in `contract.rs`. A
//! validator is compiled once per pointer and kept for the whole run.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Keyword, Registry, ValidationError, Validator};
use serde_json::{Value, json};

/// The address under which schemas refer to the contract; it is never fetched.
const ADDRESS: &str = "urn:perno:openapi";
const LONGEST_MESSAGE: usize = 300;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_yaml_ng::from_str(include_str!("../../openapi.yaml"))
        .expect("openapi.yaml is YAML that has a JSON form (quote the status codes)")
});

static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    Registry::new()
        .draft(Draft::Draft202012)
        .add(ADDRESS, &*DOCUMENT)
        .and_then(jsonschema::RegistryBuilder::prepare)
        .expect("the schemas of openapi.yaml can be indexed")
});

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// `x-utc`: a time ends in `Z`. A pattern would say so too, but clients that parse times compare it with another text.
struct Utc;

impl<'i> Keyword<'i> for Utc {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if Keyword::is_valid(self, instance) { Ok(()) } else { Err(ValidationError::custom("does not end in Z")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        instance.as_str().is_none_or(|text| text.ends_with('Z'))
    }
}

pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Escapes a name for a JSON pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The value at a pointer after following references, and the pointer that it was found at.
pub fn resolve(pointer: &str) -> (String, &'static Value) {
    let mut pointer = pointer.to_owned();
    loop {
        let value = DOCUMENT.pointer(&pointer).unwrap_or_else(|| panic!("openapi.yaml has nothing at {pointer}"));
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let target = reference.strip_prefix('#');
                target.unwrap_or_else(|| panic!("{pointer} refers outside of openapi.yaml")).clone_into(&mut pointer);
            }
            None => return (pointer, value),
        }
    }
}

/// The names and pointers of an object's members; none if there is no object at the pointer.
pub fn members(pointer: &str) -> Vec<(&'static str, String)> {
    let Some(Value::Object(object)) = DOCUMENT.pointer(pointer) else {
        return Vec::new();
    };
    object.keys().map(|name| (name.as_str(), format!("{pointer}/{}", escape(name)))).collect()
}

/// Compiles the schema at a pointer, or says why it is invalid.
pub fn compile(pointer: &str) -> Result<Arc<Validator>, String> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(validator) = validators.get(pointer) {
        return Ok(Arc::clone(validator));
    }
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_registry(&REGISTRY)
        .should_validate_formats(true)
        .with_keyword("x-utc", |_, _, _| Ok(Box::new(Utc)))
        .should_ignore_unknown_formats(false)
        .with_format("int32", |_| true)
        .with_format("int64", |_| true)
        .with_format("double", |_| true)
        .with_format("idn-email", |text| text.contains('@'))
        .build(&json!({ "$ref": format!("{ADDRESS}#{}", pointer.replace('{', "%7B").replace('}', "%7D")) }))
        .map_err(|error| format!("the schema at {pointer} does not compile: {error}"))?;
    let validator = Arc::new(validator);
    validators.insert(pointer.to_owned(), Arc::clone(&validator));
    Ok(validator)
}

/// All violations of the schema at a pointer, each with the place in the value.
pub fn violations(pointer: &str, value: &Value) -> Vec<String> {
    let validator = compile(pointer).unwrap_or_else(|error| panic!("{error}"));
    validator.iter_errors(value).flat_map(|error| describe(&error)).collect()
}

/// Converts a text from a path, query or header to the type in the schema: a number, a boolean or a string.
pub fn coerce(pointer: &str, text: &str) -> Value {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    match parsed {
        Some(value) if value.is_number() && allows(pointer, &["integer", "number"]) => value,
        Some(value) if value.is_boolean() && allows(pointer, &["boolean"]) => value,
        _ => Value::from(text),
    }
}

/// Whether the schema at a pointer allows one of these types, itself or in an alternative.
pub fn allows(pointer: &str, types: &[&str]) -> bool {
    let (pointer, schema) = resolve(pointer);
    let named = match schema.get("type") {
        Some(Value::String(name)) => types.contains(&name.as_str()),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(|name| types.contains(&name)),
        _ => false,
    };
    named
        || ["allOf", "anyOf", "oneOf"].iter().any(|keyword| {
            let branches = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            (0..branches).any(|branch| allows(&format!("{pointer}/{keyword}/{branch}"), types))
        })
}

fn describe(error: &ValidationError<'_>) -> Vec<String> {
    let place = match error.instance_path().as_str() {
        "" => "(the whole)",
        place => place,
    };
    let mut lines = vec![shorten(&format!("{place}: {error}"))];
    if let ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } = error.kind() {
        for (branch, errors) in context.iter().enumerate() {
            let nested = errors.iter().flat_map(describe);
            lines.extend(nested.map(|line| format!("  alternative {}: {line}", branch + 1)));
        }
    }
    lines
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => {
            let tail = text.char_indices().rev().nth(LONGEST_MESSAGE / 2).map_or(end, |(start, _)| start.max(end));
            format!("{} ... {}", &text[..end], &text[tail..])
        }
        None => text.to_owned(),
    }
}
