//! What a stranger or a member may send at most, and that the largest allowed input keeps no worker from its other
//! requests. How long a request holds its worker is what the program itself measures (`perno_http_worker_seconds`);
//! it is compared with a small page of the same program, so that slow machines do not matter.
//!
//! Sizes and times of bodies are tested in `api_problems.rs` and `api_limits.rs`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, engine::on_both_engines, metrics::Figures};

fn steps(count: usize) -> Value {
    json!({"kind": "milestones", "steps": (0..count).map(|number| json!({"title": format!("Step {number}")})).collect::<Vec<_>>()})
}

/// As much Markdown as a text may have.
fn long_text() -> String {
    "**Bold** and _slanted_ with `code`, [a link](https://example.org) and more.\n\n".repeat(260)[..20_000].to_owned()
}

/// The seconds that the last request of a route held its worker, the best of three tries.
async fn held(app: &TestApp, browser: &Browser, route: &str, path: &str) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let seconds = async || {
            let labels = [format!("route=\"{route}\""), "method=\"GET\"".to_owned()];
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            Figures::of(app).await.get("perno_http_worker_seconds_sum", &labels)
        };
        let before = seconds().await;
        let shown = browser.get(path).await;
        assert_eq!((shown.status, shown.location), (200, None), "{path}");
        best = best.min(seconds().await - before);
    }
    best
}

on_both_engines!(
    async fn lists_in_a_body_have_at_most_two_hundred_elements(app: TestApp) {
        let company = &app.company;
        let key_result =
            |count| json!({"objective_id": company.objective, "title": "Many steps", "measure": steps(count)});
        app.manager().post("/key-results", key_result(201)).await.invalid(&["/measure/steps too_long"]);
        app.manager().post("/key-results", key_result(200)).await.created();
        let model = format!("/brands/{}/model", company.brand);
        let principles =
            |count| (0..count).map(|number| json!({"title": format!("{number}"), "body": "b"})).collect::<Vec<_>>();
        let many = json!({"principles": principles(201), "values": vec!["v"; 201], "purpose": "p"});
        app.admin().put(&model, many).await.invalid(&["/principles too_long", "/values too_long"]);
        app.admin().put(&model, json!({"principles": principles(200), "purpose": "p"})).await.ok();
    }

    async fn answer_tells_at_most_a_hundred_faults(app: TestApp) {
        let members: serde_json::Map<String, Value> =
            (0..40_000).map(|number| (format!("m{number}"), json!(1))).collect();
        let bodies =
            [("/auth/login", Value::Object(members.clone())), ("/auth/refresh", json!({"x".repeat(500_000): 1}))];
        for (path, body) in bodies {
            let bytes = (body.to_string().into_bytes(), "application/json");
            let answer = app.anonymous().raw(Method::POST, path, Some(bytes)).await;
            let told = answer.problem(422, "invalid");
            assert!(told["errors"].as_array().unwrap().len() <= 100 && told.to_string().len() < 60_000, "{path}");
        }
    }

    async fn body_of_too_many_values_is_refused_before_it_is_parsed(app: TestApp) {
        let send = async |values: usize, text: &str| {
            let body = format!("{{\"email\": [{}\"{text}\"]}}", "0,".repeat(values));
            app.anonymous().raw(Method::POST, "/auth/login", Some((body.into_bytes(), "application/json"))).await
        };
        let refused = send(50_000, "").await.problem(413, "too_large");
        assert_eq!(refused["detail"], "The body has more than 50000 values; send it in parts.");
        send(100, &"\\\",".repeat(60_000)).await.problem(422, "invalid");
    }

    async fn largest_texts_and_lists_hold_no_worker(app: TestApp) {
        let (company, text) = (&app.company, long_text());
        app.manager()
            .patch(&format!("/objectives/{}", company.objective), json!({"description": text, "contribution": text}))
            .await
            .ok();
        let milestones = app.key_result(json!({"description": text, "measure": steps(200)})).await["id"]
            .as_str()
            .unwrap()
            .to_owned();
        for _ in 0..20 {
            app.check_in(&company.key_result, json!({"value": 1, "note": text})).await;
        }
        let principles: Vec<Value> =
            (0..45).map(|number| json!({"title": format!("{number}"), "body": text})).collect();
        app.admin()
            .put(&format!("/brands/{}/model", company.brand), json!({"purpose": "p", "principles": principles}))
            .await
            .ok();
        let browser = Browser::of(&app, &company.admin).await;
        let small = held(&app, &browser, "/search", "/search").await;
        let key_result = "/key-results/{key_result_id}";
        let mut times = Vec::new();
        for (route, path) in [
            ("/model", "/model".to_owned()),
            ("/model/edit", format!("/model/edit?brand={}", company.brand)),
            ("/objectives/{objective_id}", format!("/objectives/{}", company.objective)),
            ("/objectives/{objective_id}/edit", format!("/objectives/{}/edit", company.objective)),
            (key_result, format!("/key-results/{}", company.key_result)),
            (key_result, format!("/key-results/{milestones}")),
            ("/key-results/{key_result_id}/edit", format!("/key-results/{milestones}/edit")),
            ("/check-in", "/check-in".to_owned()),
        ] {
            let large = held(&app, &browser, route, &path).await;
            times.push((large / small, path));
        }
        assert!(times.iter().all(|(times, _)| *times < 25.0), "{small} s for a small page; times longer: {times:?}");
    }

    async fn history_of_a_key_result_comes_in_pages(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        for value in 1..=60 {
            app.check_in(&app.company.key_result, json!({"value": value})).await;
        }
        let browser = Browser::of(&app, &app.company.member).await;
        let first = browser.get(&path).await.ok();
        assert_eq!(first.count("table.history tbody tr"), 50);
        assert_eq!(first.texts(".pager span"), ["1 to 50 of 60"]);
        let next = first.hrefs(".pager a[rel=next]");
        let second = browser.get(&next[0]).await.ok();
        assert_eq!(second.count("table.history tbody tr"), 10);
        assert_eq!(second.count(".pager a[rel=next]"), 0);
        assert_eq!(browser.get(&format!("{path}?page=9999")).await.ok().count("table.history tbody tr"), 10);
    }

    async fn check_in_form_has_a_hundred_rows_and_saves_two_hundred_at_most(app: TestApp) {
        for number in 0..130 {
            app.key_result(json!({"title": format!("K {number}"), "owner_id": app.company.member.id})).await;
        }
        let browser = Browser::of(&app, &app.company.member).await;
        let page = browser.get("/check-in").await.ok();
        assert_eq!(page.count("form.report li"), 100);
        assert_eq!(browser.get("/check-in?page=2").await.ok().count("form.report li"), page_rest(&page));
        let (action, mut pairs) = page.form_with(None, "/check-in");
        for number in 0..201 {
            pairs.push((format!("{}/value", uuid::Uuid::from_u128(number)), "1".to_owned()));
        }
        let refused = browser.post(&action, &pairs, true).await.refused(422);
        assert_eq!(refused.refusal(), "At most 200 check-ins can be saved at once; save these in parts.");
    }
);

/// The rows that are left for the second page.
fn page_rest(page: &crate::support::html::Page) -> usize {
    let shown = page.texts(".pager span").remove(0);
    shown.rsplit(' ').next().unwrap().parse::<usize>().unwrap() - 100
}
