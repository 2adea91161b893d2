//! The documented operations: a table made from the paths of `openapi.yaml`, and the look-up of an operation by a
//! request's path.
//!
//! Reads the structure of the contract (servers, parameters, security, responses). Whether requests and answers are
//! valid is checked in `contract.rs`.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::openapi::{document, members, resolve};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The statuses that the `default` response covers; all others must be documented one by one.
const ANSWERED_BY_ANY: [u16; 6] = [405, 408, 413, 429, 500, 503];

pub static SPECS: LazyLock<Vec<Spec>> =
    LazyLock::new(|| members("/paths").into_iter().flat_map(Spec::of_path).collect());

/// A documented operation.
pub struct Spec {
    pub id: String,
    pub method: String,
    /// The whole path with its `{parameters}`, including the server's prefix.
    pub template: String,
    /// Whether it needs no credentials (`security: []`).
    pub anonymous: bool,
    /// Where it is documented, as a JSON pointer.
    pub pointer: String,
    pub parameters: Vec<Parameter>,
}

pub struct Parameter {
    pub name: String,
    pub place: String,
    pub required: bool,
    /// Where its schema is, as a JSON pointer.
    pub schema: String,
}

impl Spec {
    fn of_path((template, pointer): (&'static str, String)) -> Vec<Self> {
        let methods = METHODS.into_iter().filter(|method| document().pointer(&pointer).unwrap()[method].is_object());
        methods.map(|method| Self::of(method, template, &pointer)).collect()
    }

    fn of(method: &str, template: &str, path: &str) -> Self {
        let pointer = format!("{path}/{method}");
        let (_, operation) = resolve(&pointer);
        let (_, path_item) = resolve(path);
        let document = document();
        let base = [operation, path_item, document].iter().find_map(|level| level["servers"][0]["url"].as_str());
        let security = operation.get("security").or_else(|| document.get("security")).and_then(Value::as_array);
        let mut parameters = Parameter::all(&pointer);
        let shared = Parameter::all(path);
        parameters.extend(shared.into_iter().filter(|shared| !parameters_have(operation, shared)));
        Self {
            id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
            method: method.to_uppercase(),
            template: format!("{}{template}", base.unwrap_or_default().trim_end_matches('/')),
            anonymous: security.is_none_or(|schemes| schemes.iter().all(|scheme| *scheme == json!({}))),
            pointer,
            parameters,
        }
    }

    /// The statuses that are documented one by one.
    pub fn statuses(&self) -> Vec<u16> {
        members(&format!("{}/responses", self.pointer)).iter().filter_map(|(status, _)| status.parse().ok()).collect()
    }

    /// The words of a member of our own, such as `x-roles`.
    pub fn words(&self, member: &str) -> Vec<&'static str> {
        let words = document().pointer(&format!("{}/{member}", self.pointer)).and_then(Value::as_array);
        words.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub fn has_body(&self) -> bool {
        document().pointer(&format!("{}/requestBody", self.pointer)).is_some()
    }

    pub fn has_parameters_in(&self, place: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.place == place)
    }

    pub fn match_path(&self, path: &str) -> Option<Vec<(String, String)>> {
        let (expected, given): (Vec<&str>, Vec<&str>) = (self.template.split('/').collect(), path.split('/').collect());
        if expected.len() != given.len() {
            return None;
        }
        let mut values = Vec::new();
        for (expected, given) in expected.into_iter().zip(given) {
            match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) if !given.is_empty() => values.push((name.to_owned(), decode(given))),
                None if expected == given => {}
                _ => return None,
            }
        }
        Some(values)
    }

    /// Where the answer with this status is documented, as a JSON pointer.
    pub fn response(&self, status: u16) -> Option<String> {
        let by_itself = format!("{}/responses/{status}", self.pointer);
        let by_default = format!("{}/responses/default", self.pointer);
        let place = match document().pointer(&by_itself) {
            Some(_) => by_itself,
            None if ANSWERED_BY_ANY.contains(&status) && document().pointer(&by_default).is_some() => by_default,
            None => return None,
        };
        Some(resolve(&place).0)
    }
}

impl Parameter {
    fn all(owner: &str) -> Vec<Self> {
        let listed = document().pointer(&format!("{owner}/parameters")).and_then(Value::as_array);
        (0..listed.map_or(0, Vec::len)).map(|index| Self::at(&format!("{owner}/parameters/{index}"))).collect()
    }

    fn at(pointer: &str) -> Self {
        let (pointer, parameter) = resolve(pointer);
        Self {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            place: parameter["in"].as_str().unwrap_or_default().to_owned(),
            required: parameter["required"] == Value::Bool(true),
            schema: format!("{pointer}/schema"),
        }
    }
}

fn parameters_have(operation: &Value, shared: &Parameter) -> bool {
    let own = operation["parameters"].as_array();
    own.is_some_and(|own| own.iter().any(|own| own["name"] == *shared.name && own["in"] == *shared.place))
}

pub fn decode(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => bytes.extend([b"%", part.as_bytes()].concat()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
