//! Turns Markdown that people wrote into safe HTML: descriptions, notes, retrospectives, the Model. HTML in the text is
//! escaped, images are replaced by their alternative text, and the result is filtered by an allow-list of elements.
//! Headings start below those of the page.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

const ELEMENTS: [&str; 25] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Deeper nesting is shown as plain text: nobody reads it, and cleaning it takes ever longer.
const DEPTH_MAX: usize = 40;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from(ELEMENTS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow"));
    cleaner
});

/// A text with more elements and pieces than this is shown as plain text: a table of a few kilobytes may have millions of
/// empty cells.
const EVENTS_MAX: usize = 20_000;

/// A text that is rendered when a template writes it, off the workers: long texts take milliseconds.
#[derive(Debug, Clone)]
pub struct Markdown(String);

impl Markdown {
    pub fn new(text: impl std::fmt::Display) -> Self {
        Self(text.to_string())
    }
}

impl std::fmt::Display for Markdown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&html(&self.0))
    }
}

/// Renders the text as HTML.
#[must_use]
pub fn html(text: impl AsRef<str>) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> =
        Parser::new_ext(text.as_ref(), options).filter_map(tamed).take(EVENTS_MAX + 1).collect();
    let mut html = String::new();
    if events.len() > EVENTS_MAX || depth(&events) > DEPTH_MAX {
        let text = Event::Text(text.as_ref().into());
        push_html(&mut html, [Event::Start(Tag::Paragraph), text, Event::End(TagEnd::Paragraph)].into_iter());
    } else {
        push_html(&mut html, events.into_iter());
    }
    CLEANER.clean(&html).to_string()
}

/// How deep elements are nested.
fn depth(events: &[Event<'_>]) -> usize {
    let mut deepest = 0;
    events.iter().fold(0_usize, |depth, event| {
        let depth = match event {
            Event::Start(_) => depth + 1,
            Event::End(_) => depth.saturating_sub(1),
            _ => depth,
        };
        deepest = deepest.max(depth);
        depth
    });
    deepest
}

fn tamed(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(typed) | Event::InlineHtml(typed) => Event::Text(typed),
        Event::SoftBreak => Event::HardBreak,
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    })
}

const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}
