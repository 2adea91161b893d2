//! Describes what values a schema allows: its type with links to named schemas, limits, enumerated words, default.
//! Named schemas without members (an id, a name) are described where they are used: a reference is followed, and what
//! stands beside it counts more. Operations are read in `document.rs`.

use serde_json::{Map, Value};

use super::contract_text::{at, list, members, prose, text};

/// Longer patterns are not shown: the description beside them says more.
const PATTERN_MAX: usize = 40;

/// The largest whole number that JSON carries exactly. As a limit it says nothing to a reader.
const WHOLE_MAX: i64 = 9_007_199_254_740_991;

/// A piece of a type's description: plain text, or the name of a schema, which becomes a link.
pub struct Part {
    pub text: String,
    pub is_schema: bool,
}

/// A member of an object, or a parameter.
pub struct Member {
    pub name: String,
    pub required: bool,
    pub kind: Vec<Part>,
    pub words: Vec<String>,
    pub limits: String,
    pub default: Option<String>,
    pub description: String,
}

pub struct Schemas<'d> {
    pub document: &'d Value,
}

fn plain(text: impl Into<String>) -> Part {
    Part { text: text.into(), is_schema: false }
}

impl<'d> Schemas<'d> {
    pub const fn new(document: &'d Value) -> Self {
        Self { document }
    }

    /// The target of a `$ref`, or the value itself.
    pub fn followed<'v>(&self, value: &'v Value) -> &'v Value
    where
        'd: 'v,
    {
        let target =
            at(value, "$ref").as_str().and_then(|reference| self.document.pointer(reference.strip_prefix('#')?));
        target.unwrap_or(value)
    }

    pub fn named(&self, name: &str) -> Value {
        self.flat(at(at(self.document, "components/schemas"), name))
    }

    /// The schema that its `$ref` leads to, with the keywords beside the reference on top.
    pub fn flat(&self, schema: &Value) -> Value {
        let Some(own) = schema.as_object() else { return Value::Null };
        let mut flat = match schema.get("$ref").map(|_| self.flat(self.followed(schema))) {
            Some(Value::Object(base)) => base,
            _ => Map::new(),
        };
        flat.extend(
            own.iter()
                .filter(|(keyword, _)| *keyword != "$ref")
                .map(|(keyword, value)| (keyword.clone(), value.clone())),
        );
        Value::Object(flat)
    }

    /// Whether a named schema has a table of its own.
    pub fn has_members(&self, name: &str) -> bool {
        let schema = self.named(name);
        at(&schema, "properties").is_object()
            || list(at(&schema, "oneOf")).iter().any(|one| at(&self.flat(one), "properties").is_object())
    }

    /// The members of an object, or of each object of a `oneOf`.
    pub fn shapes(&self, schema: &Value) -> Vec<Vec<Member>> {
        if at(schema, "properties").is_object() {
            return vec![self.members(schema, "")];
        }
        list(at(schema, "oneOf"))
            .iter()
            .map(|one| self.members(&self.flat(one), ""))
            .filter(|one| !one.is_empty())
            .collect()
    }

    fn members(&self, schema: &Value, prefix: &str) -> Vec<Member> {
        let mut all = Vec::new();
        for (name, value) in members(at(schema, "properties")) {
            let required = list(at(schema, "required")).iter().any(|one| one == name);
            let path = format!("{prefix}{name}");
            all.push(self.member(&path, value, required));
            if value.get("$ref").is_none() {
                all.extend(self.members(value, &format!("{path}.")));
            }
        }
        all
    }

    pub fn member(&self, name: &str, schema: &Value, required: bool) -> Member {
        let flat = self.flat(schema);
        let words =
            list(at(&flat, "enum")).iter().map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned));
        Member {
            name: name.to_owned(),
            required,
            kind: self.kind(schema),
            words: words.collect(),
            limits: limits(&flat),
            default: flat.get("default").map(ToString::to_string),
            description: prose(&text(at(&flat, "description"))),
        }
    }

    /// The type of a schema in words.
    pub fn kind(&self, schema: &Value) -> Vec<Part> {
        let name = at(schema, "$ref").as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
        let flat = self.flat(schema);
        if let Some(name) = name.filter(|name| self.has_members(name)) {
            let or_null = types(&flat).contains(&"null").then(|| plain(" or null"));
            return std::iter::once(Part { text: name.to_owned(), is_schema: true }).chain(or_null).collect();
        }
        let choices = if at(&flat, "oneOf").is_array() { at(&flat, "oneOf") } else { at(&flat, "anyOf") };
        if !list(choices).is_empty() && flat.get("type").is_none() {
            return joined(list(choices).iter().map(|one| self.kind(one)).collect());
        }
        if let Some(value) = flat.get("const") {
            return vec![plain(value.to_string())];
        }
        let kinds = types(&flat).into_iter().map(|name| match name {
            "array" => [vec![plain("array of ")], self.kind(at(&flat, "items"))].into_iter().flatten().collect(),
            "object" if at(&flat, "additionalProperties").is_object() => {
                [vec![plain("object of ")], self.kind(at(&flat, "additionalProperties"))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            "string" => {
                vec![plain(
                    at(&flat, "format").as_str().map_or("string".to_owned(), |format| format!("string ({format})")),
                )]
            }
            other => vec![plain(other)],
        });
        let kinds = joined(kinds.collect());
        if kinds.is_empty() { vec![plain("any JSON")] } else { kinds }
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match at(schema, "type") {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ if at(schema, "enum").is_array() => vec!["string"],
        _ => Vec::new(),
    }
}

/// `a, b or c`
fn joined(kinds: Vec<Vec<Part>>) -> Vec<Part> {
    let last = kinds.len().saturating_sub(1);
    let with_joint = |(index, kind): (usize, Vec<Part>)| {
        let joint = if index == 0 {
            ""
        } else if index == last {
            " or "
        } else {
            ", "
        };
        std::iter::once(plain(joint)).chain(kind)
    };
    kinds.into_iter().enumerate().flat_map(with_joint).filter(|part| !part.text.is_empty()).collect()
}

fn limits(schema: &Value) -> String {
    let mut told = Vec::new();
    match at(schema, "x-limits").as_str() {
        Some(words) => told.push(words.to_owned()),
        None => told.extend(range(schema, "minLength", "maxLength", " character")),
    }
    told.extend(range(schema, "minimum", "maximum", ""));
    told.extend(schema.get("exclusiveMinimum").map(|bound| format!("more than {}", figure(bound))));
    told.extend(range(schema, "minItems", "maxItems", " item"));
    if *at(schema, "uniqueItems") == Value::Bool(true) {
        told.push("each once".to_owned());
    }
    let is_short = |pattern: &&str| pattern.len() <= PATTERN_MAX && schema.get("format").is_none();
    let pattern = at(schema, "pattern").as_str().filter(is_short);
    told.extend(pattern.map(|pattern| format!("matches {pattern}")));
    told.join("; ")
}

fn range(schema: &Value, least: &str, most: &str, unit: &str) -> Option<String> {
    let (least, most) = (schema.get(least), schema.get(most).filter(|bound| **bound != WHOLE_MAX));
    let bounds = match (least, most) {
        (Some(least), Some(most)) if least == most => figure(least),
        (Some(least), Some(most)) => format!("{} to {}", figure(least), figure(most)),
        (Some(least), None) => format!("at least {}", figure(least)),
        (None, most) => format!("at most {}", figure(most?)),
    };
    let one = most.or(least).is_some_and(|last| *last == 1);
    let plural = if one || unit.is_empty() { "" } else { "s" };
    Some(format!("{bounds}{unit}{plural}"))
}

/// `20,000`
fn figure(number: &Value) -> String {
    let Some(whole) = number.as_i64() else { return number.to_string() };
    let digits = whole.unsigned_abs().to_string();
    let grouped = digits.char_indices().map(|(index, digit)| {
        let is_first = index == 0 || !(digits.len() - index).is_multiple_of(3);
        if is_first { digit.to_string() } else { format!(",{digit}") }
    });
    format!("{}{}", if whole < 0 { "-" } else { "" }, grouped.collect::<String>())
}
