//! Markdown as pages show it: what could run or load something stays text, what people write reads as they meant it. Where
//! it is shown is tested with each page.

use perno::web::language::markdown::html;

#[test]
fn what_could_run_or_load_something_stays_text() {
    let hostile = "<script>alert(1)</script>\n\n<svg onload=alert(1)>x</svg>\n\nA <iframe src=//evil></iframe> \
        <b onclick=alert(1)>b</b> ![a picture](https://evil.example/x.png)\n\n[x](javascript:alert(1)) \
        [y](data:text/html,x) [z](//evil.example) <https://good.example/> [m](mailto:ada@example.org)";
    let html = html(hostile);
    for raw in ["<script", "<svg", "<iframe", "<b ", "<img", "javascript:", "data:", "\"//evil"] {
        assert!(!html.contains(raw), "{raw} in {html}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("a picture"), "{html}");
    assert!(html.contains("<a href=\"https://good.example/\" rel=\"noopener nofollow\">"), "{html}");
    assert!(html.contains("<a href=\"mailto:ada@example.org\" rel=\"noopener nofollow\">"), "{html}");
}

#[test]
fn what_people_write_reads_as_they_meant_it() {
    let html = html("# One\n\nfirst\nsecond **strong**\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |");
    assert!(html.contains("<h3>One</h3>") && html.contains("first<br>"), "{html}");
    assert!(html.contains("second <strong>strong</strong>"), "{html}");
    assert!(html.contains("<li>a</li>") && html.contains("<td>1</td>"), "{html}");
}

#[test]
fn what_is_nested_beyond_reading_is_shown_as_typed() {
    let deep = ">".repeat(9_990);
    assert!(html(&deep).trim_end() == format!("<p>{}</p>", "&gt;".repeat(9_990)), "a deep text is no paragraph");
    assert_eq!(html("> > a").matches("<blockquote>").count(), 2);
}
