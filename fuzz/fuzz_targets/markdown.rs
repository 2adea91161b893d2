//! Markdown that people wrote, as HTML: nothing in it can run or load anything, and it is not much longer than the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::{domain::values::text::Text, web::markdown};
use scraper::Html;

const ELEMENTS: [&str; 27] = [
    "html",
    "body",
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

/// What a byte may become, as a link of two letters does, and what short texts may become beyond that: a table of a few
/// bytes has many empty cells.
const GROWTH: usize = 100;
const GROWN: usize = 400_000;

fuzz_target!(|text: &str| {
    let html = markdown::html(text);
    assert!(html.len() <= GROWN + GROWTH * text.len(), "{} bytes became {}", text.len(), html.len());
    assert!(!html.contains('\0'));
    let page = Html::parse_fragment(&html);
    for element in page.tree.values().filter_map(|node| node.as_element()) {
        let name = element.name();
        assert!(ELEMENTS.contains(&name), "{name} in {html}");
        for (attribute, value) in element.attrs() {
            match (name, attribute) {
                ("a", "title") => {}
                ("a", "rel") => assert_eq!(value, "noopener nofollow"),
                ("a", "href") => {
                    let schemes = ["http:", "https:", "mailto:"];
                    let begins =
                        |scheme: &&str| value.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
                    assert!(schemes.iter().any(|scheme| begins(&scheme)), "a link to {value:?}");
                }
                ("ol", "start") => assert!(value.parse::<u64>().is_ok(), "{value:?}"),
                other => panic!("{other:?} in {html}"),
            }
        }
    }
    assert!(page.tree.values().all(|node| !node.is_comment() && node.as_processing_instruction().is_none()), "{html}");
    // What is kept is what was typed, so it is shown the same after it was edited.
    if let Ok(kept) = Text::parse(text) {
        assert!(markdown::html(kept.as_str()).len() <= GROWN + GROWTH * text.len());
    }
});
