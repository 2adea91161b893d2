//! The contract in the form that the pages show: groups of operations with their parameters, bodies and answers, and
//! the schemas that each group refers to. It reads only the parts of OpenAPI that `openapi.yaml` uses. `schema.rs`
//! describes values; `index.html` and `resource.html` are the templates.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    contract_text::{at, inline, list, members, prose, text},
    schema::{Member, Part, Schemas},
};

/// The media type of failures. They all have the same schema, so it is shown only where its members differ.
const PROBLEM: &str = "application/problem+json";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// How to begin, with commands that `tests/api_docs.rs` runs.
const GETTING_STARTED: &str = include_str!("getting_started.md");

pub struct Reference {
    pub about: AboutApi,
    pub getting_started: String,
    pub introduction: String,
    pub groups: Vec<OperationGroup>,
}

/// The head of every page.
#[derive(Clone)]
pub struct AboutApi {
    pub title: String,
    pub version: String,
    pub summary: String,
}

/// The operations of a tag, which have a page of their own.
pub struct OperationGroup {
    pub name: String,
    /// The last part of the page's address.
    pub slug: String,
    pub description: String,
    pub operations: Vec<Operation>,
    /// Those that the operations refer to, directly or not.
    pub schemas: Vec<Schema>,
}

pub struct Operation {
    pub id: String,
    pub method: &'static str,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub anonymous: bool,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub answers: Vec<DocumentedAnswer>,
}

pub struct Parameter {
    pub place: String,
    pub member: Member,
}

pub struct Body {
    pub media_types: String,
    pub kind: Vec<Part>,
    pub schema: Schema,
    pub example: Option<String>,
}

pub struct DocumentedAnswer {
    pub status: String,
    pub description: String,
    pub media_type: String,
    pub kind: Vec<Part>,
    pub headers: String,
}

/// The members of an object; several tables where the schema is a choice of objects.
pub struct Schema {
    pub name: String,
    pub description: String,
    pub shapes: Vec<Vec<Member>>,
    pub example: Option<String>,
}

impl Reference {
    pub fn of(document: &Value) -> Self {
        let schemas = Schemas::new(document);
        let groups = list(at(document, "tags")).iter().map(|tag| group(&schemas, tag)).collect();
        Self {
            about: AboutApi {
                title: text(at(document, "info/title")),
                version: text(at(document, "info/version")),
                summary: text(at(document, "info/summary")),
            },
            getting_started: prose(GETTING_STARTED).replace("<pre>", "<pre tabindex=\"0\" aria-label=\"Commands\">"),
            introduction: prose(&text(at(document, "info/description"))),
            groups,
        }
    }
}

fn group(schemas: &Schemas<'_>, tag: &Value) -> OperationGroup {
    let name = text(at(tag, "name"));
    let (mut operations, mut used) = (Vec::new(), BTreeSet::new());
    for (path, item) in members(at(schemas.document, "paths")) {
        for method in METHODS {
            if at(at(item, method), "tags/0") == name.as_str() {
                operations.push(operation(schemas, path, item, method));
                note_schemas(schemas, at(item, method), &mut used);
            }
        }
    }
    let named = members(at(schemas.document, "components/schemas")).map(|(name, _)| name);
    let named =
        named.filter(|name| used.contains(&format!("#/components/schemas/{name}")) && schemas.has_members(name));
    OperationGroup {
        slug: name.replace(' ', "-"),
        description: prose(&text(at(tag, "description"))),
        operations,
        schemas: named.map(|name| schema(schemas, name, &schemas.named(name))).collect(),
        name,
    }
}

/// Adds every reference in a value, and in what it leads to.
fn note_schemas(schemas: &Schemas<'_>, value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = at(value, "$ref").as_str()
                && used.insert(reference.to_owned())
            {
                note_schemas(schemas, schemas.followed(value), used);
            }
            members.values().for_each(|member| note_schemas(schemas, member, used));
        }
        Value::Array(elements) => elements.iter().for_each(|element| note_schemas(schemas, element, used)),
        _ => {}
    }
}

fn schema(schemas: &Schemas<'_>, name: &str, value: &Value) -> Schema {
    let description = prose(&text(at(value, "description")));
    let example = at(at(schemas.document, "components/examples"), name).get("value").and_then(pretty);
    Schema { name: name.to_owned(), description, shapes: schemas.shapes(value), example }
}

fn operation(schemas: &Schemas<'_>, path: &str, item: &Value, method: &'static str) -> Operation {
    let operation = at(item, method);
    let document = schemas.document;
    let base = [operation, item, document].iter().find_map(|level| at(level, "servers/0/url").as_str());
    let security = operation.get("security").unwrap_or(at(document, "security"));
    let shared = list(at(item, "parameters")).iter().chain(list(at(operation, "parameters")));
    Operation {
        id: text(at(operation, "operationId")),
        method,
        path: format!("{}{path}", base.unwrap_or_default().trim_end_matches('/')),
        summary: inline(&text(at(operation, "summary"))),
        description: prose(&text(at(operation, "description"))),
        anonymous: list(security).is_empty(),
        parameters: shared.map(|one| parameter(schemas, schemas.followed(one))).collect(),
        body: operation.get("requestBody").map(|body| self::body(schemas, schemas.followed(body))),
        answers: members(at(operation, "responses"))
            .map(|(status, answer)| self::answer(schemas, status, schemas.followed(answer)))
            .collect(),
    }
}

fn pretty(example: &Value) -> Option<String> {
    serde_json::to_string_pretty(example).ok()
}

fn parameter(schemas: &Schemas<'_>, parameter: &Value) -> Parameter {
    let required = *at(parameter, "required") == Value::Bool(true);
    let mut member = schemas.member(&text(at(parameter, "name")), at(parameter, "schema"), required);
    if let Some(description) = at(parameter, "description").as_str() {
        member.description = prose(description);
    }
    Parameter { place: text(at(parameter, "in")), member }
}

fn body(schemas: &Schemas<'_>, body: &Value) -> Body {
    let media_types: Vec<(&str, &Value)> = members(at(body, "content")).collect();
    let content = media_types.first().map_or(&Value::Null, |(_, content)| content);
    let named = members(at(content, "examples")).next().map(|(_, one)| at(schemas.followed(one), "value"));
    let example = content.get("example").or(named).and_then(pretty);
    Body {
        media_types: media_types.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
        kind: schemas.kind(at(content, "schema")),
        schema: schema(schemas, "", &schemas.flat(at(content, "schema"))),
        example,
    }
}

fn answer(schemas: &Schemas<'_>, status: &str, answer: &Value) -> DocumentedAnswer {
    let (media_type, content) = members(at(answer, "content")).next().unwrap_or(("", &Value::Null));
    let is_usual = media_type == PROBLEM && !["422", "default"].contains(&status);
    let headers: Vec<&str> = members(at(answer, "headers")).map(|(name, _)| name).collect();
    DocumentedAnswer {
        status: if status == "default" { "other".to_owned() } else { status.to_owned() },
        description: prose(&text(at(answer, "description"))),
        media_type: media_type.to_owned(),
        kind: if content.is_null() || is_usual { Vec::new() } else { schemas.kind(at(content, "schema")) },
        headers: headers.join(", "),
    }
}
