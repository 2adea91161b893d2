//! `ETag`, `If-Match` and `If-None-Match`: nobody overwrites a version they have not seen, and unchanged data is not
//! sent again.
//!
//! The operations that take the headers are read from the contract, so none can be forgotten.

use actix_web::rt::spawn;
use reqwest::Method;
use serde_json::json;

use crate::support::{Engine, TestApp, client::Client, engine::on_both_engines};

fn body(value: &serde_json::Value) -> (Vec<u8>, &'static str) {
    (value.to_string().into_bytes(), "application/json")
}

/// Paths of the company that can be read and changed, each with a body that changes something.
fn changeable(app: &TestApp) -> Vec<(Method, String, serde_json::Value)> {
    let company = &app.company;
    let reason = "The contract test asks for it.";
    vec![
        (Method::PATCH, "/organisation".to_owned(), json!({"name": "New"})),
        (Method::PATCH, "/me".to_owned(), json!({"name": "New"})),
        (Method::PATCH, format!("/users/{}", company.viewer.id), json!({"name": "New"})),
        (Method::PATCH, format!("/departments/{}", company.sales), json!({"name": "New"})),
        (
            Method::PUT,
            format!("/departments/{}/members/{}", company.sales, company.member.id),
            json!({"ambassador": true}),
        ),
        (Method::PATCH, format!("/brands/{}", company.brand), json!({"name": "New"})),
        (Method::PUT, format!("/brands/{}/model", company.brand), json!({"purpose": "New"})),
        (Method::PATCH, format!("/cycles/{}", company.cycle), json!({"name": "New"})),
        (Method::PATCH, format!("/objectives/{}", company.objective), json!({"title": "New"})),
        (Method::PATCH, format!("/key-results/{}", company.key_result), json!({"title": "New"})),
        (Method::PATCH, format!("/kpis/{}", company.kpi), json!({"name": "New"})),
        (
            Method::PUT,
            format!("/brands/{}/scoring-policy/{}", company.brand, company.cycle),
            json!({"balance": 0.4, "reason": reason}),
        ),
    ]
}

async fn ten_at_once(engine: Engine) {
    let app = std::rc::Rc::new(TestApp::new(engine).await);
    let path = format!("/brands/{}", app.company.brand);
    let tag = app.admin().get(&path).await.header("etag").unwrap().to_owned();
    let patches: Vec<_> = (0..10)
        .map(|number| {
            let (app, path, tag) = (app.clone(), path.clone(), tag.clone());
            spawn(async move {
                let admin = app.admin().with_header("if-match", &tag);
                admin.raw(Method::PATCH, &path, Some(body(&json!({"name": format!("Name {number}")})))).await.status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in patches {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412, 412, 412]);
}

async fn with_tag(client: Client<'_>, tag: &str, change: &(Method, String, serde_json::Value)) -> u16 {
    let (method, path, value) = change;
    client.with_header("if-match", tag).raw(method.clone(), path, Some(body(value))).await.status
}

on_both_engines!(
    async fn stale_tag_changes_nothing_anywhere(app: TestApp) {
        for change in changeable(&app) {
            let before = app.admin().get("/changes?limit=200&entity=organisation").await.ok();
            assert_eq!(with_tag(app.admin(), "\"999\"", &change).await, 412, "{change:?}");
            assert_eq!(with_tag(app.admin(), "W/\"999\"", &change).await, 412, "{change:?}");
            assert_eq!(with_tag(app.admin(), "1", &change).await, 422, "{change:?}");
            assert_eq!(app.admin().get("/changes?limit=200&entity=organisation").await.ok(), before);
        }
    }

    async fn current_tag_lets_the_change_through_and_gives_the_next(app: TestApp) {
        for change in changeable(&app) {
            let path = change.1.clone();
            let seat = path.contains("/members/");
            let tag =
                if seat { "\"1\"".to_owned() } else { app.admin().get(&path).await.header("etag").unwrap().to_owned() };
            assert!([200, 201].contains(&with_tag(app.admin(), &tag, &change).await), "{change:?} with {tag}");
            assert_eq!(with_tag(app.admin(), &tag, &change).await, 412, "{change:?} with {tag} again");
        }
    }

    async fn tag_may_have_a_comma_in_its_quotes(app: TestApp) {
        let path = format!("/departments/{}", app.company.logistics);
        let named = json!({"name": "Dispatch"});
        let stale = app.admin().with_header("if-match", "\",@\", W/\"a,1\"");
        stale.patch(&path, named.clone()).await.problem(412, "stale");
        let known = app.admin().with_header("if-match", "\",@\", \"1\"");
        known.patch(&path, named).await.ok();
    }

    async fn stale_tag_deletes_nothing(app: TestApp) {
        let company = &app.company;
        let path = format!("/key-results/{}", company.key_result);
        let stale = app.admin().with_header("if-match", "\"7\"");
        stale.delete(&path).await.problem(412, "stale");
        stale.delete(&format!("/kpis/{}", company.kpi)).await.problem(412, "stale");
        stale.delete(&format!("/departments/{}", company.logistics)).await.problem(412, "stale");
        app.admin().with_header("if-match", "*").delete_because(&path).await.no_content();
    }

    async fn what_is_known_is_not_sent_again(app: TestApp) {
        let company = &app.company;
        let scorecard = format!("/brands/{}/scorecard?cycle_id={}", company.brand, company.cycle);
        for path in [format!("/key-results/{}", company.key_result), scorecard, "/organisation".to_owned()] {
            let first = app.viewer().get(&path).await;
            let tag = first.header("etag").unwrap().to_owned();
            first.ok();
            let again = app.viewer().with_header("if-none-match", &tag).get(&path).await;
            assert_eq!((again.status, again.header("etag")), (304, Some(tag.as_str())), "{path}");
            app.viewer().with_header("if-none-match", "\"0\"").get(&path).await.ok();
        }
    }

    async fn derived_value_has_a_new_tag_after_any_change(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        let before = app.viewer().get(&path).await.header("etag").unwrap().to_owned();
        assert!(before.ends_with(".2026-02-15\""), "{before}");
        app.member().post(&format!("{path}/check-ins"), json!({"value": 10})).await.created();
        app.viewer().with_header("if-none-match", &before).get(&path).await.ok();
    }
);

mod simultaneous_patches {
    mod sqlite {
        #[actix_web::test]
        async fn let_one_win() {
            super::super::ten_at_once(crate::support::Engine::Sqlite).await;
        }
    }

    mod postgres {
        #[actix_web::test]
        async fn let_one_win() {
            super::super::ten_at_once(crate::support::Engine::Postgres).await;
        }
    }
}
