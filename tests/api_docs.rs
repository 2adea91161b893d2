//! `/api/docs`, the contract as a page: it shows everything in the contract, loads nothing else, and stays small. Its
//! appearance is checked by people.

use std::io::Read as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::support::{TestApp, contract::Contract, engine::on_both_engines, openapi::members};

async fn page(app: &TestApp, coding: &str) -> (reqwest::header::HeaderMap, Vec<u8>) {
    let url = format!("{}/api/docs", app.address);
    let answer = app.http.get(url).header("accept-encoding", coding).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    (answer.headers().clone(), answer.bytes().await.unwrap().to_vec())
}

async fn text(app: &TestApp) -> String {
    String::from_utf8(page(app, "identity").await.1).unwrap()
}

/// The text between two texts.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    text.split_once(begin).unwrap().1.split_once(end).unwrap().0
}

on_both_engines!(
    async fn anybody_finds_every_operation_and_schema(app: TestApp) {
        assert_eq!(app.anonymous().get("//api/docs").await.header("content-type"), Some("text/html; charset=utf-8"));
        let text = text(&app).await;
        for spec in Contract::operations() {
            let article = between(&text, &format!("<article id=\"{}\">", spec.id), "</article>");
            assert!(article.contains(&format!("<code>{}</code>", spec.template)), "{}", spec.id);
            for parameter in &spec.parameters {
                assert!(
                    article.contains(&format!("<code>{}</code> <i>{}", parameter.name, parameter.place)),
                    "{}",
                    spec.id
                );
            }
            for status in spec.statuses() {
                assert!(article.contains(&format!("<th scope=\"row\">{status}</th>")), "{} {status}", spec.id);
            }
            assert_eq!(article.contains("<h4>Body</h4>"), spec.has_body(), "{}", spec.id);
        }
        for (name, pointer) in members("/components/schemas") {
            let listed = text.contains(&format!("id=\"schema-{name}\""));
            assert!(listed || members(&format!("{pointer}/properties")).is_empty(), "{name}");
        }
    }

    async fn reader_is_told_limits_defaults_and_words(app: TestApp) {
        let text = text(&app).await;
        let article = between(&text, "<article id=\"key_results.create\">", "</article>");
        for told in [
            "<code>objective_id</code> <b>required</b>",
            "string (uuid)",
            "1 to 200 characters",
            "1 to 20,000 characters",
            "default <code>&#34;committed&#34;</code>",
            "<code>aspirational</code>",
            "<a href=\"#schema-MeasureInput\">MeasureInput</a>",
            "<code>cycle_closed</code>",
            "An API key needs the scope <code>plan:write</code>.",
        ] {
            assert!(article.contains(told), "{told}:\n{article}");
        }
    }

    async fn reader_finds_typed_items_variants_and_examples(app: TestApp) {
        let text = text(&app).await;
        let article = |name: &str| between(&text, &format!("<article id=\"{name}\">"), "</article>");
        let list = article("schema-KeyResultList");
        assert!(list.contains("array of <a href=\"#schema-KeyResult\">KeyResult</a>"), "{list}");
        let measure = article("schema-Measure");
        assert!(measure.contains("One of these") && measure.contains("&#34;milestones&#34;"), "{measure}");
        let card = article("schema-ScorecardOverall");
        assert!(card.contains("<code>amber</code>") && card.contains("<code>null</code>"), "{card}");
        let example = article("schema-KeyResult");
        assert!(
            example.contains("aria-label=\"Example of KeyResult\"") && example.contains("wms.on_time"),
            "{example}"
        );
        let patch = article("key_results.update");
        assert!(patch.contains("A carrier went out of business."), "{patch}");
    }

    async fn every_link_leads_somewhere_on_the_page(app: TestApp) {
        let text = text(&app).await;
        let text = text.split("<script>").next().unwrap();
        let links: Vec<&str> = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(links.len() > 300);
        for link in links {
            match link.strip_prefix('#') {
                Some(anchor) => assert_eq!(text.matches(&format!("id=\"{anchor}\"")).count(), 1, "{link}"),
                None => assert_eq!(link, "/api/v1/openapi.yaml"),
            }
        }
    }

    async fn page_stands_alone_and_allows_nothing_else(app: TestApp) {
        let (headers, body) = page(&app, "identity").await;
        let text = String::from_utf8(body).unwrap();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
        for (begin, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
            let hash = STANDARD.encode(Sha256::digest(between(&text, begin, end)));
            assert!(policy.contains(&format!("'sha256-{hash}'")), "{begin} {policy}");
        }
        for foreign in [" src=", "url(", "@import", "http://", " style=", " onclick="] {
            assert!(!text.contains(foreign), "{foreign}");
        }
    }

    async fn page_is_small_on_the_wire(app: TestApp) {
        let (headers, compressed) = page(&app, "br, gzip").await;
        assert_eq!(
            (&headers["content-encoding"], &headers["vary"]),
            (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
        );
        assert!(compressed.len() < 100_000, "{}", compressed.len());
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&*compressed).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, text(&app).await);
        for coding in ["br", "gzip;q=0", ""] {
            assert!(page(&app, coding).await.0.get("content-encoding").is_none(), "{coding}");
        }
    }
);

#[test]
fn program_prints_the_contract() {
    let done = crate::support::process::run("sqlite://unused.db", &["openapi"], None);
    assert!(done.success);
    assert_eq!(String::from_utf8(done.output).unwrap(), include_str!("../openapi.yaml"));
}
