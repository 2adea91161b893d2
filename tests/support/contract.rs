//! Validates requests and responses against `openapi.yaml`.
//!
//! The client looks up the operation that it is about to call, records faults of its own request (such a request must
//! not be answered 2xx), and has every response checked: status, content type, body and headers must be documented.
//! Answered operations are recorded per engine for `tests/run`, which names those that no test called.

use serde_json::Value;

use super::{
    engine::Engine,
    exercised,
    openapi::{allows, coerce, members, resolve, violations},
    operation::{Parameter, SPECS, Spec, decode},
};

const LONGEST_BODY: usize = 4_000;

/// A documented operation, as called by a request.
#[derive(Clone)]
pub struct Operation {
    pub spec: &'static Spec,
    path_values: Vec<(String, String)>,
}

pub struct Contract;

impl Contract {
    pub fn operations() -> &'static [Spec] {
        &SPECS
    }

    /// Finds the operation for a method and a path without its query. A fixed path takes precedence over one with
    /// parameters.
    pub fn find(method: &str, path: &str) -> Option<Operation> {
        let path = path.split('?').next().unwrap_or_default();
        let candidates = SPECS.iter().filter(|spec| spec.method.eq_ignore_ascii_case(method));
        candidates
            .filter_map(|spec| Some(Operation { spec, path_values: spec.match_path(path)? }))
            .min_by_key(|operation| operation.path_values.len())
    }

    #[track_caller]
    pub fn operation(method: &str, path: &str) -> Operation {
        Self::find(method, path).unwrap_or_else(|| panic!("openapi.yaml documents no {method} {path}"))
    }

    /// Checks answers outside the contract (unknown paths or methods): they must be problems too.
    #[track_caller]
    pub fn check_problem(status: u16, headers: &[(String, String)], body: &[u8]) {
        let mut wrong = check_body("/components/schemas/Problem", status, "application/problem+json", body);
        let media = media_type(header(headers, "content-type").unwrap_or_default());
        if media != "application/problem+json" {
            wrong.push(format!("content type {media:?} where a problem was expected"));
        }
        assert!(wrong.is_empty(), "answer {status} outside of the contract\n{}\n{}", list(&wrong), excerpt(body));
    }
}

impl Operation {
    /// Everything in a request that breaks the contract. A body that is not JSON is passed as `None`.
    pub fn wrong_in_request(&self, query: &str, content_type: Option<&str>, body: Option<&Value>) -> Vec<String> {
        let mut wrong = self.check_path();
        wrong.extend(self.check_query(query));
        if self.spec.has_body() {
            let (pointer, documented) = resolve(&format!("{}/requestBody", self.spec.pointer));
            match body {
                Some(body) => wrong.extend(check_request_body(&pointer, content_type, body)),
                None if documented["required"] != Value::Bool(true) => {}
                None => wrong.push("the JSON body is missing".to_owned()),
            }
        }
        if self.spec.id.starts_with("batches.") {
            // Told in the item's place of an answer 200.
            wrong.retain(|line| !line.starts_with("/items/"));
        }
        wrong
    }

    /// Everything in an answer that breaks the contract.
    pub fn wrong_in_response(&self, status: u16, headers: &[(String, String)], body: &[u8]) -> Vec<String> {
        match self.spec.response(status) {
            Some(pointer) => check_answer(&pointer, status, headers, body),
            None => vec![format!("status {status} is not documented")],
        }
    }

    /// Panics if an answer breaks the contract, and records that the operation was answered on this engine.
    #[track_caller]
    pub fn check_response(&self, engine: Engine, status: u16, headers: &[(String, String)], body: &[u8]) {
        let Spec { id, method, template, .. } = self.spec;
        let wrong = self.wrong_in_response(status, headers, body);
        let (lines, body) = (list(&wrong), excerpt(body));
        assert!(
            wrong.is_empty(),
            "the answer {status} to {id} ({method} {template}) breaks openapi.yaml:\n{lines}\n{body}"
        );
        exercised::note(engine, id, status);
    }

    fn check_path(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, value) in &self.path_values {
            match self.spec.parameters.iter().find(|known| known.place == "path" && known.name == *name) {
                Some(known) => wrong.extend(check_text(known, value)),
                None => panic!("{} documents no path parameter {name}", self.spec.id),
            }
        }
        wrong
    }

    fn check_query(&self, query: &str) -> Vec<String> {
        let given = query_pairs(query);
        let known: Vec<&Parameter> = self.spec.parameters.iter().filter(|known| known.place == "query").collect();
        let mut wrong = Vec::new();
        for (name, _) in given.iter().filter(|(name, _)| known.iter().all(|known| known.name != *name)) {
            wrong.push(format!("query parameter {name:?} is not documented"));
        }
        for parameter in known {
            let values: Vec<&str> =
                given.iter().filter(|(name, _)| *name == parameter.name).map(|(_, value)| value.as_str()).collect();
            match values.as_slice() {
                [] if parameter.required => wrong.push(format!("query parameter {} is missing", parameter.name)),
                [] => {}
                values if allows(&parameter.schema, &["array"]) => wrong.extend(check_texts(parameter, values)),
                [value] => wrong.extend(check_text(parameter, value)),
                _ => wrong.push(format!("query parameter {} is given more than once", parameter.name)),
            }
        }
        wrong
    }
}

fn check_text(parameter: &Parameter, text: &str) -> Vec<String> {
    let broken = violations(&parameter.schema, &coerce(&parameter.schema, text));
    broken.into_iter().map(|line| format!("{} parameter {}: {line}", parameter.place, parameter.name)).collect()
}

/// Checks a parameter that may be given several times.
fn check_texts(parameter: &Parameter, texts: &[&str]) -> Vec<String> {
    let broken = violations(&parameter.schema, &Value::from(texts.to_vec()));
    broken.into_iter().map(|line| format!("{} parameter {}: {line}", parameter.place, parameter.name)).collect()
}

fn check_request_body(pointer: &str, content_type: Option<&str>, body: &Value) -> Vec<String> {
    let media = media_type(content_type.unwrap_or_default());
    match members(&format!("{pointer}/content")).into_iter().find(|(documented, _)| *documented == media) {
        Some((_, pointer)) => violations(&format!("{pointer}/schema"), body),
        None => vec![format!("content type {media:?} is not documented for the request")],
    }
}

fn check_answer(pointer: &str, status: u16, headers: &[(String, String)], body: &[u8]) -> Vec<String> {
    let mut wrong = check_headers(pointer, headers);
    let documented = members(&format!("{pointer}/content"));
    let media = media_type(header(headers, "content-type").unwrap_or_default());
    match documented.iter().find(|(known, _)| *known == media) {
        Some((known, pointer)) => wrong.extend(check_body(&format!("{pointer}/schema"), status, known, body)),
        None if documented.is_empty() && body.is_empty() => {}
        None if documented.is_empty() => wrong.push("a body where none is documented".to_owned()),
        None => wrong.push(format!("content type {media:?} is not documented")),
    }
    wrong
}

fn check_body(schema: &str, status: u16, media: &str, body: &[u8]) -> Vec<String> {
    if !media.ends_with("json") {
        return if body.is_empty() { vec!["the body is empty".to_owned()] } else { Vec::new() };
    }
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return vec![format!("the body is not JSON: {error}")],
    };
    let mut wrong = violations(schema, &value);
    if media == "application/problem+json" && value["status"] != status {
        wrong.push(format!("the problem says status {}, the answer {status}", value["status"]));
    }
    wrong
}

fn check_headers(pointer: &str, headers: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, place) in members(&format!("{pointer}/headers")) {
        let (place, documented) = resolve(&place);
        match header(headers, name) {
            Some(value) => {
                let schema = format!("{place}/schema");
                wrong.extend(violations(&schema, &coerce(&schema, value)).iter().map(|line| format!("{name}: {line}")));
            }
            None if documented["required"] == Value::Bool(true) => wrong.push(format!("the header {name} is missing")),
            None => {}
        }
    }
    wrong
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn query_pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(&name.replace('+', " ")), decode(&value.replace('+', " "))))
        .collect()
}

fn list(wrong: &[String]) -> String {
    wrong.iter().map(|line| format!("  - {line}")).collect::<Vec<_>>().join("\n")
}

fn excerpt(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap_or_default(),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    text.chars().take(LONGEST_BODY).collect()
}
