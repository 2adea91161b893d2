//! When the next check-in of a key result is due, and who is asked for it: `due_on`, the filter `due`, and the check-in
//! page, which must agree.
//!
//! In these tests it is 15 February 2026, in the middle of the company's cycle.

use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, client::id, engine::on_both_engines, results::with};

const TODAY: &str = "2026-02-15";

impl TestApp {
    async fn due_on(&self, key_result: &str) -> Value {
        self.read_key_result(key_result).await["due_on"].clone()
    }

    /// The titles of the key results that are due, or of the others.
    async fn titles(&self, filters: &str) -> Vec<String> {
        let found = self.viewer().get(&format!("/key-results?{filters}")).await.ok();
        found["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
    }

    async fn elsewhere(&self, cycle: Value) -> String {
        let cycle = id(&self.admin().post("/cycles", cycle).await.created());
        self.objective(json!({"cycle_id": cycle})).await
    }
}

on_both_engines!(
    async fn key_result_that_nobody_reported_on_is_due_since_it_began(app: TestApp) {
        assert_eq!(app.due_on(&app.company.key_result).await, TODAY);
        let cycle = json!({"name": "Soon", "starts_on": "2026-02-18", "ends_on": "2026-03-31", "state": "active"});
        let objective = app.elsewhere(cycle).await;
        let soon = app.key_result(json!({"objective_id": objective, "title": "Soon"})).await;
        assert_eq!((&soon["due_on"], app.titles("due=true").await), (&json!("2026-02-18"), vec!["Visits".to_owned()]));
        let objective = app.viewer().get(&format!("/objectives/{objective}")).await.ok();
        let begun = json!({"starts_on": "2026-02-01"});
        app.admin().patch_because(&format!("/cycles/{}", objective["cycle_id"].as_str().unwrap()), begun).await.ok();
        assert_eq!(app.titles("due=true").await, ["Visits", "Soon"]);
        assert_eq!(app.due_on(&id(&soon)).await, TODAY);
    }

    async fn next_check_in_is_due_its_cadence_after_the_last(app: TestApp) {
        let key_result = &app.company.key_result;
        app.check_in(key_result, json!({"value": 5, "observed_on": "2026-02-09"})).await;
        assert_eq!(app.due_on(key_result).await, "2026-02-16");
        assert_eq!((app.titles("due=true").await.len(), app.titles("due=false").await), (0, vec!["Visits".to_owned()]));
        app.manager().patch(&format!("/key-results/{key_result}"), json!({"check_in_every_days": 6})).await.ok();
        assert_eq!(app.due_on(key_result).await, TODAY);
        assert_eq!(app.titles("due=true").await, ["Visits"]);
    }

    async fn last_check_in_is_due_by_the_end_of_the_cycle(app: TestApp) {
        let key_result = &app.company.key_result;
        app.manager().patch(&format!("/key-results/{key_result}"), json!({"check_in_every_days": 60})).await.ok();
        app.check_in(key_result, json!({"value": 5})).await;
        assert_eq!(app.due_on(key_result).await, "2026-03-31");
    }

    async fn nothing_is_due_where_no_check_in_is_expected(app: TestApp) {
        let planned = json!({"name": "Q2", "starts_on": "2026-01-01", "ends_on": "2026-06-30"});
        let objective = app.elsewhere(planned).await;
        for (title, over) in [
            ("Proposed", json!({"state": "proposed"})),
            ("Follower", json!({"kpi_id": app.company.kpi})),
            ("Planned", json!({"objective_id": objective})),
        ] {
            let made = app.key_result(with(over, &json!({"title": title}))).await;
            assert_eq!(made["due_on"], Value::Null, "{title}");
        }
        assert_eq!(app.titles("due=true").await, ["Visits"]);
        assert_eq!(app.titles("due=false").await, ["Proposed", "Follower", "Planned"]);
        let key_result = &app.company.key_result;
        let cancelled = json!({"state": "cancelled", "reason": "Over."});
        assert_eq!(
            app.admin().patch(&format!("/key-results/{key_result}"), cancelled).await.ok()["due_on"],
            Value::Null
        );
        let closed = id(&app.key_result(json!({})).await);
        app.executive().post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
        assert_eq!(app.due_on(&closed).await, Value::Null);
    }

    async fn due_ones_are_paged_and_combined_with_other_filters(app: TestApp) {
        for title in ["One", "Two", "Three"] {
            let made = id(&app.key_result(json!({"title": title})).await);
            if title == "Two" {
                app.check_in(&made, json!({"value": 100})).await;
            }
        }
        let first = app.viewer().get("/key-results?due=true&limit=2").await.ok();
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = app.viewer().get(&format!("/key-results?due=true&limit=2&cursor={cursor}")).await.ok();
        assert_eq!((&rest["items"][0]["title"], &rest["next_cursor"]), (&json!("Three"), &Value::Null));
        assert_eq!(app.titles("due=false&status=achieved").await, ["Two"]);
        assert_eq!(app.titles(&format!("due=true&owner_id={}", app.company.member.id)).await, ["Visits"]);
        app.viewer().get("/key-results?due=soon").await.invalid(&["/due wrong_type"]);
    }

    async fn bot_finds_what_is_due_with_its_owner_and_its_page(app: TestApp) {
        let company = &app.company;
        let due = app.viewer().get("/key-results?due=true").await.ok()["items"][0].clone();
        assert_eq!((&due["owner_id"], &due["due_on"]), (&json!(company.member.id), &json!(TODAY)));
        assert_eq!(due["brand_id"], json!(company.brand));
        assert_eq!(due["cycle_id"], json!(company.cycle));
        assert_eq!(due["department_id"], json!(company.sales));
        let url = due["page_url"].as_str().unwrap();
        assert_eq!(url, format!("{}/key-results/{}", app.address, company.key_result));
        let browser = Browser::of(&app, &company.member).await;
        browser.get(url.strip_prefix(&app.address).unwrap()).await.ok();
        assert_eq!(app.read_key_result(&company.key_result).await["page_url"], url);
        assert_eq!(app.key_result(json!({})).await["department_id"], json!(company.sales));
    }

    async fn page_asks_for_what_is_due(app: TestApp) {
        let key_result = &app.company.key_result;
        let browser = Browser::of(&app, &app.company.member).await;
        assert_eq!(browser.get("/check-in").await.ok().text("h1.waiting"), "One check-in is due.");
        app.check_in(key_result, json!({"value": 5, "observed_on": "2026-02-09"})).await;
        assert!(browser.get("/check-in").await.ok().text("h1.waiting").contains("16 February"));
        let page = browser.get(&format!("/key-results/{key_result}")).await.ok();
        assert!(!page.mentions("due tomorrow").is_empty(), "{page}");
    }

    async fn viewer_is_asked_for_nothing(app: TestApp) {
        let company = &app.company;
        let seat = format!("/departments/{}/members/{}", company.sales, company.viewer.id);
        app.admin().put(&seat, json!({})).await.created();
        let path = format!("/key-results/{}", company.key_result);
        app.admin().patch(&path, json!({"owner_id": company.viewer.id})).await.ok();
        let browser = Browser::of(&app, &company.viewer).await;
        let page = browser.get(&format!("/check-in?whose={}", company.sales)).await.ok();
        assert_eq!((page.count("main p.empty"), page.mentions("Visits"), page.count("main form")), (1, vec![], 0));
    }
);
