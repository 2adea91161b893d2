//! Helpers to read the contract: members, lists and texts of a YAML document, and its Markdown as HTML. The
//! contents of the reference are built in `document.rs` and `schema.rs`; the contract itself is
//! `openapi.yaml`.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html::push_html};
use serde_json::Value;

/// The value at a path of names, as in `info/title`; null when there is none.
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

/// Renders Markdown as HTML; HTML tags in it are escaped.
pub fn prose(markdown: &str) -> String {
    html(Parser::new(markdown))
}

/// Like `prose`, but inline: without a paragraph around it.
pub fn inline(markdown: &str) -> String {
    let is_paragraph =
        |event: &Event<'_>| matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
    html(Parser::new(markdown).filter(|event| !is_paragraph(event)))
}

fn html<'m>(events: impl Iterator<Item = Event<'m>>) -> String {
    let mut html = String::new();
    let as_text = |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        event => event,
    };
    push_html(&mut html, events.map(as_text));
    html
}
