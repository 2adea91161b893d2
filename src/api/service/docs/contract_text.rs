//! Reading the contract: members, lists and texts of a YAML document, and its Markdown as HTML.
//! What the reference shows is put together in `document.rs` and `schema.rs`.
//! The contract itself is `openapi.yaml`.

use serde_json::Value;

/// What is at the names below a value, as in `info/title`; null where there is nothing.
pub fn at<'v>(value: &'v Value, names: &str) -> &'v Value {
    value.pointer(&format!("/{names}")).unwrap_or(&Value::Null)
}

pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The little of Markdown that the contract uses, as HTML: paragraphs, code, bold and emphasis.
pub fn prose(markdown: &str) -> String {
    let paragraphs = markdown.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.flat_map(|paragraph| ["<p>".to_owned(), inline(paragraph), "</p>".to_owned()]).collect()
}

/// The same within a line.
pub fn inline(markdown: &str) -> String {
    let html = |(index, part): (usize, &str)| {
        let part = escaped(part);
        if index % 2 == 1 { format!("<code>{part}</code>") } else { emphasised(&part) }
    };
    markdown.split('`').enumerate().map(html).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn emphasised(text: &str) -> String {
    between(&between(text, "**", "strong"), "*", "em")
}

/// Puts what stands between pairs of a mark into an element.
fn between(text: &str, mark: &str, element: &str) -> String {
    let parts: Vec<&str> = text.split(mark).collect();
    if parts.len().is_multiple_of(2) {
        return text.to_owned();
    }
    let wrapped = |(index, part): (usize, &&str)| {
        if index % 2 == 1 { format!("<{element}>{part}</{element}>") } else { (*part).to_owned() }
    };
    parts.iter().enumerate().map(wrapped).collect()
}
