//! Duplicating an objective with its key results: what the copy has, where it may go, and the pages that ask for it.
//! Carrying over at the end of a cycle is tested in `api_carry_over`, moving a key result in `web_key_results`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    browser::Browser,
    client::id,
    engine::on_both_engines,
    results::{two_steps, with},
};

async fn cycle(app: &TestApp, over: Value) -> String {
    let body = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
    id(&app.admin().post("/cycles", with(body, &over)).await.created())
}

async fn key_results(app: &TestApp, objective: &str) -> Vec<Value> {
    let mut all = app.viewer().get(&format!("/key-results?objective_id={objective}")).await.ok();
    let mut all = std::mem::take(all["items"].as_array_mut().unwrap());
    all.sort_by_key(|one| one["title"].to_string());
    all
}

on_both_engines!(
    async fn copy_in_the_same_cycle_begins_where_the_original_began(app: TestApp) {
        let source = &app.company.objective;
        app.key_result(with(two_steps(), &json!({"title": "Steps", "external_ref": "crm.1"}))).await;
        let gone = id(&app.key_result(json!({"title": "Gone"})).await);
        app.admin().patch_because(&format!("/key-results/{gone}"), json!({"state": "cancelled"})).await.ok();
        app.check_in(&app.company.key_result, json!({"value": 30})).await;
        let copy = app.manager().post(&format!("/objectives/{source}/duplicate"), json!({})).await.created();
        assert_eq!((&copy["title"], &copy["version"]), (&json!("Be where customers are"), &json!(1)));
        assert_eq!((&copy["cycle_id"], &copy["carried_from_id"]), (&json!(app.company.cycle), &Value::Null));
        let copied = key_results(&app, &id(&copy)).await;
        let titles: Vec<&Value> = copied.iter().map(|one| &one["title"]).collect();
        assert_eq!(titles, ["Steps", "Visits"]);
        assert_eq!(copied[1]["measure"]["start"], 0.0);
        assert_eq!(copied[1]["last_check_in_on"], Value::Null);
        assert_eq!(copied[0]["external_ref"], Value::Null);
        let original = app.read_key_result(&id(&key_results(&app, source).await[1])).await;
        assert_ne!(copied[0]["measure"]["steps"][0]["id"], original["measure"]["steps"][0]["id"]);
    }

    async fn copy_in_a_later_cycle_begins_where_it_stands(app: TestApp) {
        let waypoint = json!([{"on": "2026-02-10", "value": 40}]);
        let measure = json!({"kind": "number", "start": 0, "target": 100, "unit": "", "waypoints": waypoint});
        app.key_result(json!({"title": "Late", "measure": measure, "external_ref": "crm.2"})).await;
        app.check_in(&app.company.key_result, json!({"value": 30})).await;
        let (later, source) = (cycle(&app, json!({})).await, &app.company.objective);
        let asked = json!({"cycle_id": later, "department_id": app.company.logistics, "title": "Be nearer"});
        let path = format!("/objectives/{source}/duplicate");
        app.manager().post(&path, asked.clone()).await.problem(403, "forbidden");
        let copy = app.executive().post(&path, asked).await.created();
        assert_eq!(copy["title"], "Be nearer");
        assert_eq!(copy["department_id"], json!(app.company.logistics));
        let copied = key_results(&app, &id(&copy)).await;
        assert_eq!(copied[0]["measure"], json!({"kind": "number", "start": 0.0, "target": 100.0, "unit": ""}));
        assert_eq!(copied[0]["external_ref"], "crm.2");
        assert_eq!(copied[1]["measure"]["start"], 30.0);
        let log = app.admin().get("/changes?limit=200").await.ok();
        let last = log["items"].as_array().unwrap().iter().rev().take(3);
        assert!(last.into_iter().all(|change| change["action"] == "created"), "{log}");
    }

    async fn copy_goes_into_no_closed_cycle_and_keeps_what_cannot_be_shared_out(app: TestApp) {
        let shared = json!({"shared_with": [app.company.logistics]});
        let source = app.objective(shared).await;
        let copy = app.manager().post(&format!("/objectives/{source}/duplicate"), json!({})).await.created();
        assert_eq!(copy["shared_with"], json!([]));
        let path = format!("/objectives/{source}/duplicate");
        app.executive().post(&path, json!({"brand_id": app.company.brand})).await.invalid(&["/brand_id unknown_field"]);
        app.executive().post(&path, json!({"cycle_id": app.company.brand})).await.invalid(&["/cycle_id not_found"]);
        app.executive().post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
        app.executive().post(&path, json!({})).await.problem(409, "cycle_closed");
    }

    async fn lead_duplicates_from_the_page(app: TestApp) {
        let later = cycle(&app, json!({})).await;
        let page = format!("/objectives/{}", app.company.objective);
        let lead = Browser::of(&app, &app.company.manager).await;
        let ask = format!("{page}/duplicate");
        assert_eq!(lead.get(&page).await.ok().mentions("/duplicate"), ["a"]);
        let asked = lead.get(&ask).await.ok();
        assert_eq!(asked.texts("main ul:not(.plain) li"), ["Visits"]);
        assert_eq!(asked.value("title"), "Be where customers are (copy)");
        let refused = lead.submit(&ask, &[("title", " "), ("cycle_id", &later)]).await.refused(422);
        assert_eq!(refused.wrongs(), [["title", "Must not be empty."]]);
        let made = lead.submit(&ask, &[("title", "Be nearer"), ("cycle_id", &later)]).await.sent_to();
        assert!(lead.get(&made).await.ok().done().starts_with("The objective is duplicated."));
        let viewer = Browser::of(&app, &app.company.viewer).await;
        viewer.get(&ask).await.refused(403);
    }
);
