//! `/api/docs`, the contract as pages: how to begin, every operation and schema. They load nothing else, and stay
//! small. Their appearance is checked by people.

use std::{io::Read as _, process::Command};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::support::{
    TestApp,
    contract::Contract,
    engine::on_both_engines,
    openapi::{document, members},
    operation::Spec,
};

const GETTING_STARTED: &str = include_str!("../src/api/docs/getting_started.md");

async fn page(app: &TestApp, path: &str, coding: &str) -> (reqwest::header::HeaderMap, Vec<u8>) {
    let url = format!("{}{path}", app.address);
    let answer = app.http.get(url).header("accept-encoding", coding).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    (answer.headers().clone(), answer.bytes().await.unwrap().to_vec())
}

async fn text(app: &TestApp, path: &str) -> String {
    String::from_utf8(page(app, path, "identity").await.1).unwrap()
}

/// The addresses of the pages: the first one and that of each tag.
fn paths() -> Vec<String> {
    let tags = document()["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap());
    let of_tags = tags.map(|name| format!("/api/docs/{}", name.replace(' ', "-")));
    std::iter::once("/api/docs".to_owned()).chain(of_tags).collect()
}

/// The page of an operation's tag.
fn path_of(spec: &Spec) -> String {
    let tag = document().pointer(&format!("{}/tags/0", spec.pointer)).unwrap().as_str().unwrap();
    format!("/api/docs/{}", tag.replace(' ', "-"))
}

/// Runs the commands of the getting started as they are printed, on another address.
async fn commands(app: &TestApp) -> String {
    let blocks = GETTING_STARTED.split("```sh\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let script = blocks.collect::<String>().replace("http://127.0.0.1:8080", &app.address);
    let run = move || Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output();
    let output = actix_web::rt::task::spawn_blocking(run).await.unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The text between two texts.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    text.split_once(begin).unwrap().1.split_once(end).unwrap().0
}

on_both_engines!(
    async fn anybody_finds_every_operation_and_schema(app: TestApp) {
        assert_eq!(app.anonymous().get("//api/docs").await.header("content-type"), Some("text/html; charset=utf-8"));
        let index = text(&app, "/api/docs").await;
        let mut all = String::new();
        for path in paths() {
            all.push_str(&text(&app, &path).await);
        }
        for spec in Contract::operations() {
            let path = path_of(spec);
            assert!(index.contains(&format!("href=\"{path}#{}\"", spec.id)), "{}", spec.id);
            let text = text(&app, &path).await;
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
            let listed = all.contains(&format!("id=\"schema-{name}\""));
            assert!(listed || members(&format!("{pointer}/properties")).is_empty(), "{name}");
        }
    }

    async fn reader_is_told_limits_defaults_and_words(app: TestApp) {
        let text = text(&app, "/api/docs/key-results").await;
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
        let scorecard = text(&app, "/api/docs/scorecard").await;
        let text = text(&app, "/api/docs/key-results").await;
        let article = |name: &str| between(&text, &format!("<article id=\"{name}\">"), "</article>");
        let list = article("schema-KeyResultList");
        assert!(list.contains("array of <a href=\"#schema-KeyResult\">KeyResult</a>"), "{list}");
        let measure = article("schema-Measure");
        assert!(measure.contains("One of these") && measure.contains("&#34;milestones&#34;"), "{measure}");
        let card = between(&scorecard, "<article id=\"schema-ScorecardOverall\">", "</article>");
        assert!(card.contains("<code>amber</code>") && card.contains("<code>null</code>"), "{card}");
        let example = article("schema-KeyResult");
        assert!(
            example.contains("aria-label=\"Example of KeyResult\"") && example.contains("wms.on_time"),
            "{example}"
        );
        let patch = article("key_results.update");
        assert!(patch.contains("A carrier went out of business."), "{patch}");
    }

    async fn every_link_leads_somewhere(app: TestApp) {
        let mut count = 0;
        for path in paths() {
            let text = text(&app, &path).await;
            let text = text.split("<script>").next().unwrap();
            let links: Vec<&str> = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            count += links.len();
            for link in links {
                if let Some(anchor) = link.strip_prefix('#') {
                    assert_eq!(text.matches(&format!("id=\"{anchor}\"")).count(), 1, "{path} {link}");
                } else if let Some((page, _)) = link.split_once('#') {
                    assert!(paths().contains(&page.to_owned()), "{path} {link}");
                } else {
                    assert!(link == "/api/v1/openapi.yaml" || paths().contains(&link.to_owned()), "{path} {link}");
                }
            }
        }
        assert!(count > 600, "{count}");
        app.anonymous().get("//api/docs/nothing").await.problem(404, "not_found");
    }

    async fn page_stands_alone_and_allows_nothing_else(app: TestApp) {
        for path in paths() {
            let (headers, body) = page(&app, &path, "identity").await;
            let text = String::from_utf8(body).unwrap();
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
            for (begin, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
                let hash = STANDARD.encode(Sha256::digest(between(&text, begin, end)));
                assert!(policy.contains(&format!("'sha256-{hash}'")), "{begin} {policy}");
            }
            for foreign in [" src=", "url(", "@import", "=\"http", " style=", " onclick="] {
                assert!(!text.contains(foreign), "{path} {foreign}");
            }
        }
    }

    async fn pages_are_small_on_the_wire(app: TestApp) {
        for path in paths() {
            let (headers, compressed) = page(&app, &path, "br, gzip").await;
            assert_eq!(
                (&headers["content-encoding"], &headers["vary"]),
                (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
            );
            assert!(compressed.len() < 40_000, "{path} {}", compressed.len());
            let mut plain = String::new();
            flate2::read::GzDecoder::new(&*compressed).read_to_string(&mut plain).unwrap();
            assert_eq!(plain, text(&app, &path).await);
        }
        for coding in ["br", "gzip;q=0", ""] {
            assert!(page(&app, "/api/docs", coding).await.0.get("content-encoding").is_none(), "{coding}");
        }
    }

    async fn commands_of_the_getting_started_work_as_printed(app: TestApp) {
        let demo = TestApp::demo(app.engine).await;
        let told = commands(&demo).await;
        let text = text(&demo, "/api/docs").await;
        assert!(text.contains("id=\"getting-started\"") && text.contains("perno -G $api/check-ins"), "{text}");
        let lines = |part: &str| told.lines().filter(|line| line.contains(part)).count();
        assert!(lines(&format!("{}/key-results/", demo.address)) > 0, "{told}");
        assert_eq!((lines("201 Created"), lines("idempotent-replayed: true")), (2, 1), "{told}");
        assert!(lines("\tcreated\tcheck_in\t") > 200, "{told}");
        let last = told.lines().last().unwrap();
        assert!(last.starts_with("Next time begin after revision "), "{last}");
    }
);

#[test]
fn program_prints_the_contract() {
    let done = crate::support::process::run("sqlite://unused.db", &["openapi"], None);
    assert!(done.success);
    assert_eq!(String::from_utf8(done.output).unwrap(), include_str!("../openapi.yaml"));
}
