//! Carrying objectives and key results over when a cycle is closed: which ones, from where, with which data. Which
//! cycles may be named is tested in `api_closing`, the carried objective of the demonstration in `demo`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    engine::on_both_engines,
    results::{by_id, step_ids, with},
};

async fn next_cycle(app: &TestApp, over: &Value) -> String {
    let body = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
    id(&app.admin().post("/cycles", with(body, over)).await.created())
}

async fn carry_over(app: &TestApp, to: &str) {
    let path = format!("/cycles/{}/close", app.company.cycle);
    app.executive().post(&path, json!({"carry_over_to": to})).await.ok();
}

async fn list(app: &TestApp, path: &str) -> Vec<Value> {
    app.viewer().get(path).await.ok()["items"].as_array().unwrap().clone()
}

/// The copy of an object in the next cycle, if there is one.
async fn copy_of(app: &TestApp, to: &str, kind: &str, source: &str) -> Option<Value> {
    let copies = list(app, &format!("/{kind}?cycle_id={to}&limit=200")).await;
    let mut of_source: Vec<Value> = copies.into_iter().filter(|one| one["carried_from_id"] == source).collect();
    assert!(of_source.len() < 2, "{of_source:?}");
    of_source.pop()
}

async fn key_result_copy(app: &TestApp, to: &str, source: &str) -> Value {
    copy_of(app, to, "key-results", source).await.unwrap_or_else(|| panic!("{source} was not carried over"))
}

fn number(start: f64, target: f64) -> Value {
    json!({"kind": "number", "start": start, "target": target, "unit": ""})
}

/// Creates a key result of the company's objective with a value; returns its id.
async fn at(app: &TestApp, over: Value, value: f64) -> String {
    let made = id(&app.key_result(over).await);
    app.check_in(&made, json!({"value": value})).await;
    made
}

on_both_engines!(
    async fn unfinished_number_goes_on_from_where_it_stands(app: TestApp) {
        let company = &app.company;
        let model = json!({"purpose": "Nobody eats alone", "principles": [{"title": "Kept", "body": "So"}, {"title": "Dropped", "body": "So"}]});
        let path = format!("/brands/{}/model", company.brand);
        let model = app.admin().put(&path, model).await.with(200);
        let principles: Vec<String> = model["principles"].as_array().unwrap().iter().map(id).collect();
        let over = json!({"principle_ids": principles, "shared_with": [company.logistics], "weight": 2.5,
            "owner_id": company.manager.id, "description": "All of it"});
        let objective = app.objective(over).await;
        let over = json!({"objective_id": objective, "owner_id": company.member.id, "weight": 0.5, "ambition": "aspirational",
            "check_in_every_days": 14, "external_ref": "crm.calls", "description": "Counted by hand"});
        let source = at(&app, over, 37.5).await;
        let kept = json!({"purpose": "Nobody eats alone", "principles": [{"id": principles[0], "title": "Kept", "body": "So"}]});
        app.admin().put(&path, kept).await.ok();
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        let copy = copy_of(&app, &to, "objectives", &objective).await.unwrap();
        let original = app.viewer().get(&format!("/objectives/{objective}")).await.ok();
        for member in
            ["title", "description", "contribution", "department_id", "shared_with", "owner_id", "weight", "brand_id"]
        {
            assert_eq!(copy[member], original[member], "{member}");
        }
        assert_eq!((&copy["principle_ids"], &copy["version"]), (&json!([principles[0]]), &json!(1)));
        assert_eq!((&original["carried_from_id"], &original["cycle_id"]), (&Value::Null, &json!(company.cycle)));
        let copy = key_result_copy(&app, &to, &source).await;
        let original = app.read_key_result(&source).await;
        for member in
            ["title", "description", "owner_id", "weight", "ambition", "check_in_every_days", "external_ref", "kpi_id"]
        {
            assert_eq!(copy[member], original[member], "{member}");
        }
        assert_eq!(copy["measure"], number(37.5, 100.0));
        assert_eq!((&copy["state"], &copy["current_value"]), (&json!("active"), &Value::Null));
    }

    async fn what_is_finished_cancelled_or_proposed_stays_behind(app: TestApp) {
        let done = at(&app, json!({}), 100.0).await;
        let beyond = at(&app, json!({}), 140.0).await;
        let moonshot = at(&app, json!({"ambition": "aspirational"}), 70.0).await;
        let cancelled = at(&app, json!({}), 20.0).await;
        app.admin()
            .patch(&format!("/key-results/{cancelled}"), json!({"state": "cancelled", "reason": "No"}))
            .await
            .ok();
        let proposed = id(&app.key_result(json!({"state": "proposed"})).await);
        let finished = app.objective(json!({})).await;
        at(&app, json!({"objective_id": finished}), 100.0).await;
        let empty = app.objective(json!({})).await;
        let short = at(&app, json!({}), 99.9).await;
        let moon = at(&app, json!({"ambition": "aspirational"}), 69.0).await;
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        for source in [&done, &beyond, &moonshot, &cancelled, &proposed] {
            assert!(copy_of(&app, &to, "key-results", source).await.is_none(), "{source}");
        }
        for source in [&finished, &empty] {
            assert!(copy_of(&app, &to, "objectives", source).await.is_none());
        }
        assert_eq!(key_result_copy(&app, &to, &short).await["measure"], number(99.9, 100.0));
        assert_eq!(key_result_copy(&app, &to, &moon).await["measure"], number(69.0, 100.0));
        assert_eq!(list(&app, &format!("/objectives?cycle_id={to}")).await.len(), 1);
    }

    async fn regressed_and_unmeasured_numbers_go_on_too(app: TestApp) {
        let falling = at(&app, json!({"measure": number(50.0, 10.0)}), 60.0).await;
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        assert_eq!(key_result_copy(&app, &to, &falling).await["measure"], number(60.0, 10.0));
        let unmeasured = key_result_copy(&app, &to, &app.company.key_result).await;
        assert_eq!(unmeasured["measure"], json!({"kind": "number", "start": 0.0, "target": 100.0, "unit": "visits"}));
    }

    async fn range_goes_on_as_it_is_unless_it_is_kept(app: TestApp) {
        let range = json!({"kind": "range", "low": 10.0, "high": 20.0, "tolerance": 5.0, "unit": "°C"});
        let outside = at(&app, json!({"measure": range}), 22.0).await;
        let inside = at(&app, json!({"measure": range}), 15.0).await;
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        assert_eq!(key_result_copy(&app, &to, &outside).await["measure"], range);
        assert!(copy_of(&app, &to, "key-results", &inside).await.is_none());
    }

    async fn open_milestones_go_on_without_dates_that_are_past(app: TestApp) {
        let steps = json!([{"title": "Sketch"}, {"title": "Build", "weight": 3, "due_on": "2026-03-01"},
            {"title": "Sell", "due_on": "2026-05-01"}]);
        let source = app.key_result(json!({"measure": {"kind": "milestones", "steps": steps}})).await;
        let ids = step_ids(&source);
        app.check_in(&id(&source), json!({"steps_done": [ids[0]]})).await;
        app.check_in(&id(&source), json!({"steps_done": [ids[2]], "observed_on": "2026-02-16"})).await;
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        let copy = key_result_copy(&app, &to, &id(&source)).await;
        let open: Vec<_> = copy["measure"]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| {
                assert!(!ids.contains(&id(step)));
                (step["title"].as_str().unwrap(), step["weight"].as_f64().unwrap(), step["due_on"].as_str())
            })
            .collect();
        assert_eq!(open, [("Build", 3.0, None), ("Sell", 1.0, Some("2026-05-01"))]);
    }

    async fn follower_of_a_sum_begins_anew(app: TestApp) {
        let company = &app.company;
        let margin = app.kpi(json!({})).await;
        app.measure(&margin, "2026-02-01", 17.0).await;
        app.measure(&company.kpi, "2026-02-01", 30.0).await;
        let summed = id(&app.key_result(json!({"kpi_id": company.kpi})).await);
        let last = id(&app.key_result(json!({"kpi_id": margin})).await);
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        let copy = key_result_copy(&app, &to, &summed).await;
        assert_eq!((&copy["measure"], &copy["kpi_id"]), (&number(0.0, 100.0), &json!(company.kpi)));
        let copy = key_result_copy(&app, &to, &last).await;
        assert_eq!((&copy["measure"], &copy["kpi_id"]), (&number(17.0, 100.0), &json!(margin)));
    }

    async fn alignment_follows_what_is_copied(app: TestApp) {
        let company = &app.company;
        let year = next_cycle(&app, &json!({"name": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31"})).await;
        let of_year = app.objective(json!({"cycle_id": year})).await;
        let path = |objective: &str| format!("/objectives/{objective}");
        app.admin().patch(&path(&company.objective), json!({"parent_id": of_year})).await.ok();
        let empty = app.objective(json!({})).await;
        let aligned = async |parent: &str| {
            let objective = app.objective(json!({"parent_id": parent})).await;
            app.key_result(json!({"objective_id": objective})).await;
            objective
        };
        let below_nothing = aligned(&empty).await;
        let late = aligned(&company.objective).await;
        let early = aligned(&late).await;
        app.admin().patch(&path(&late), json!({"parent_id": null})).await.ok();
        app.admin().patch(&path(&early), json!({"parent_id": company.objective})).await.ok();
        app.admin().patch(&path(&late), json!({"parent_id": early})).await.ok();
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        let copy = async |source: &str| copy_of(&app, &to, "objectives", source).await.unwrap();
        assert_eq!(copy(&company.objective).await["parent_id"], of_year);
        assert_eq!(copy(&below_nothing).await["parent_id"], Value::Null);
        assert_eq!(copy(&early).await["parent_id"], copy(&company.objective).await["id"]);
        assert_eq!(copy(&late).await["parent_id"], copy(&early).await["id"]);
    }

    async fn who_has_left_owns_nothing_that_goes_on(app: TestApp) {
        let company = &app.company;
        let objective = app.objective(json!({"owner_id": company.manager.id})).await;
        let owned = json!({"objective_id": objective, "owner_id": company.manager.id});
        let source = id(&app.key_result(owned).await);
        app.admin().patch(&format!("/users/{}", company.manager.id), json!({"active": false})).await.ok();
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        assert_eq!(copy_of(&app, &to, "objectives", &objective).await.unwrap()["owner_id"], Value::Null);
        assert_eq!(key_result_copy(&app, &to, &source).await["owner_id"], Value::Null);
        assert_eq!(key_result_copy(&app, &to, &company.key_result).await["owner_id"], company.member.id);
    }

    async fn reference_that_is_taken_stays_behind(app: TestApp) {
        let to = next_cycle(&app, &json!({})).await;
        let objective = app.objective(json!({"cycle_id": to})).await;
        app.key_result(json!({"objective_id": objective, "external_ref": "crm.calls"})).await;
        let source = id(&app.key_result(json!({"external_ref": "crm.calls"})).await);
        carry_over(&app, &to).await;
        assert_eq!(key_result_copy(&app, &to, &source).await["external_ref"], Value::Null);
        assert_eq!(app.read_key_result(&source).await["external_ref"], "crm.calls");
    }

    async fn archived_brand_carries_nothing_over(app: TestApp) {
        let brand = id(&app.admin().post("/brands", json!({"name": "Second"})).await.created());
        let objective = app.objective(json!({"brand_id": brand})).await;
        app.key_result(json!({"objective_id": objective})).await;
        app.admin().patch(&format!("/brands/{brand}"), json!({"archived": true})).await.ok();
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        let copies = list(&app, &format!("/objectives?cycle_id={to}")).await;
        assert_eq!(copies.len(), 1);
        assert_eq!(copies[0]["carried_from_id"], app.company.objective);
    }

    async fn policy_goes_on_in_a_planned_cycle_that_has_none(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"balance": 0.25, "department_weights": {company.sales.as_str(): 2}})).await;
        app.target(&company.kpi, json!({"target": 100})).await;
        let to = next_cycle(&app, &json!({})).await;
        carry_over(&app, &to).await;
        let path = format!("/brands/{}/scoring-policy/{to}", company.brand);
        let policy = app.viewer().get(&path).await.ok();
        assert_eq!((&policy["balance"], &policy["version"]), (&json!(0.25), &json!(1)));
        assert_eq!(policy["department_weights"], json!({company.sales.as_str(): 2.0}));
        app.viewer().get(&format!("/kpis/{}/targets/{to}", company.kpi)).await.problem(404, "not_found");
    }

    async fn policy_of_the_next_cycle_is_left_as_it_is(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"balance": 0.25})).await;
        for (over, version) in [(json!({"state": "active"}), 0), (json!({}), 1)] {
            let body = with(json!({"name": "Now", "starts_on": "2026-02-01", "ends_on": "2026-02-28"}), &json!({}));
            let from = id(&app.admin().post("/cycles", body).await.created());
            let path = |cycle: &str| format!("/brands/{}/scoring-policy/{cycle}", company.brand);
            app.admin().put(&path(&from), json!({"balance": 0.25})).await.ok();
            let to = next_cycle(&app, &over).await;
            if version == 1 {
                app.admin().put(&path(&to), json!({"balance": 0.75})).await.ok();
            }
            app.executive().post(&format!("/cycles/{from}/close"), json!({"carry_over_to": to})).await.ok();
            let policy = app.viewer().get(&path(&to)).await.ok();
            let balance = if version == 1 { 0.75 } else { 0.5 };
            assert_eq!((&policy["version"], &policy["balance"]), (&json!(version), &json!(balance)));
        }
    }

    async fn copies_live_a_life_of_their_own(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let to = next_cycle(&app, &json!({"starts_on": "2026-02-01"})).await;
        carry_over(&app, &to).await;
        let copy = id(&key_result_copy(&app, &to, &app.company.key_result).await);
        app.check_in(&copy, json!({"value": 70})).await;
        let patched = app.admin().patch(&format!("/key-results/{copy}"), json!({"title": "Visits, again"})).await.ok();
        assert_eq!((&patched["progress"], &patched["carried_from_id"]), (&json!(0.5), &json!(app.company.key_result)));
        app.admin()
            .patch(&format!("/key-results/{copy}"), json!({"carried_from_id": null}))
            .await
            .invalid(&["/carried_from_id unknown_field"]);
        let copies = app.viewer().get(&format!("/key-results?cycle_id={to}")).await.ok();
        assert_eq!(by_id(&copies["items"], &copy)["current_value"], 70.0);
        assert_eq!(app.read_key_result(&app.company.key_result).await["current_value"], 40.0);
    }
);
