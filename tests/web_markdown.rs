//! Markdown on pages: what could run or load something stays text, everything else looks as its author meant it. Where
//! Markdown is shown is tested with each page.

use perno::web::markdown::html;

use crate::support::html::Page;

/// A page with this Markdown text.
fn page(text: &str) -> Page {
    Page::new(format!("<main>{}</main>", html(text)))
}

#[test]
fn what_could_run_or_load_something_stays_text() {
    let hostile = "<script>alert(1)</script>\n\n<svg onload=alert(1)>x</svg>\n\nA <iframe src=//evil></iframe> \
        <b onclick=alert(1)>b</b> ![a picture](https://evil.example/x.png)\n\n[x](javascript:alert(1)) \
        [y](data:text/html,x) [z](//evil.example) <https://good.example/> [m](mailto:ada@example.org)";
    let page = page(hostile);
    let texts = [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>x</svg>",
        "A <iframe src=//evil></iframe> <b onclick=alert(1)>b</b> a picture",
        "x y z https://good.example/ m",
    ];
    assert_eq!(page.texts("main p"), texts);
    assert_eq!(page.names("main *"), ["p", "p", "p", "p", "a", "a", "a", "a", "a"], "{page}");
    let links = page.attrs("main a[href]", "href");
    assert_eq!(links, ["https://good.example/", "mailto:ada@example.org"]);
    assert_eq!(page.attrs("main a", "rel"), ["noopener nofollow"; 5]);
    assert_eq!(page.attribute_names("main *"), ["href", "rel"].into());
}

#[test]
fn what_people_write_reads_as_they_meant_it() {
    let page = page("# One\n\nfirst\nsecond **strong**\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |");
    assert_eq!(page.names("main > *"), ["h3", "p", "ul", "table"], "{page}");
    assert_eq!(page.text("main h3"), "One");
    assert_eq!(page.text("main p"), "first second strong");
    assert_eq!(page.names("main p *"), ["br", "strong"]);
    assert_eq!(page.text("main p strong"), "strong");
    assert_eq!(page.texts("main li"), ["a", "b"]);
    assert_eq!(page.rows("main table"), [["1", "2"]]);
}

#[test]
fn what_is_nested_beyond_reading_is_shown_as_typed() {
    let deep = ">".repeat(9_990);
    assert!(html(&deep).trim_end() == format!("<p>{}</p>", "&gt;".repeat(9_990)), "a deep text is no paragraph");
    assert_eq!(page("> > a").names("main *"), ["blockquote", "blockquote", "p"]);
}
