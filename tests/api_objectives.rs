//! Objectives over the API: their members and how they are read. Relations to other objects (sharing, alignment,
//! principles) are in `api_objective_ties.rs`; scores are tested with key results and the scorecard.

use serde_json::{Value, json};

use crate::support::{TestApp, client::id, engine::on_both_engines, results::assert_close};

fn path(app: &TestApp) -> String {
    format!("/objectives/{}", app.company.objective)
}

async fn revision(app: &TestApp) -> i64 {
    let changes = app.admin().get("/changes?limit=200").await.ok();
    changes["items"].as_array().unwrap().last().unwrap()["revision"].as_i64().unwrap()
}

async fn found(app: &TestApp, query: &str) -> Vec<String> {
    let list = app.viewer().get(&format!("/objectives?{query}")).await.ok();
    list["items"].as_array().unwrap().iter().map(id).collect()
}

on_both_engines!(
    async fn viewer_cannot_create_an_objective(app: TestApp) {
        let body = app.company.new_objective();
        app.viewer().post("/objectives", body).await.problem(403, "forbidden");
    }

    async fn manager_creates_an_objective_in_the_department_they_lead(app: TestApp) {
        let created = app.manager().post("/objectives", app.company.new_objective()).await.created();
        let read = app.viewer().get(&format!("/objectives/{}", id(&created))).await.ok();
        assert_eq!(created, read);
        assert_eq!(created["flags"], json!(["objective_without_key_results"]));
    }

    async fn manager_creates_an_objective_with_defaults(app: TestApp) {
        let answer = app.manager().post("/objectives", app.company.new_objective()).await;
        let location = answer.header("location").unwrap().to_owned();
        let objective = answer.created();
        assert_eq!(location, format!("/api/v1/objectives/{}", id(&objective)));
        for (name, value) in [
            ("description", Value::Null),
            ("parent_id", Value::Null),
            ("owner_id", Value::Null),
            ("score", Value::Null),
            ("principle_ids", json!([])),
            ("shared_with", json!([])),
            ("version", json!(1)),
        ] {
            assert_eq!(objective[name], value, "{name}");
        }
        assert_eq!(objective["weight"].as_f64(), Some(1.0));
    }

    async fn manager_reads_everything_that_is_wrong_with_an_objective(app: TestApp) {
        let body = json!({"cycle_id": "Q1", "department_id": 7, "title": "", "description": "\u{0}", "contribution": null,
            "principle_ids": "none", "parent_id": "x", "shared_with": [1], "weight": -1, "score": 1});
        app.manager().post("/objectives", body).await.invalid(&[
            "/brand_id required",
            "/cycle_id bad_format",
            "/department_id wrong_type",
            "/title too_short",
            "/description control_character",
            "/contribution wrong_type",
            "/principle_ids wrong_type",
            "/parent_id bad_format",
            "/shared_with/0 wrong_type",
            "/weight too_small",
            "/score unknown_field",
        ]);
    }

    async fn manager_cannot_refer_to_what_another_organisation_owns(app: TestApp) {
        let stranger = app.stranger();
        let department = id(&stranger.post("/departments", json!({"name": "Theirs"})).await.created());
        let cycle = json!({"name": "Q1", "starts_on": "2026-01-01", "ends_on": "2026-03-31"});
        let cycle = id(&stranger.post("/cycles", cycle).await.created());
        let brand = id(&stranger.get("/brands").await.ok()["items"][0]);
        let mut body = json!({"brand_id": brand, "cycle_id": cycle, "department_id": department, "title": "Spy",
            "contribution": "None."});
        let objective = id(&stranger.post("/objectives", body.clone()).await.created());
        body["shared_with"] = json!([app.company.sales, department]);
        body["department_id"] = json!(app.company.logistics);
        body["parent_id"] = json!(objective);
        body["owner_id"] = json!(app.company.stranger.id);
        app.admin().post("/objectives", body).await.invalid(&[
            "/brand_id not_found",
            "/cycle_id not_found",
            "/shared_with/1 not_found",
            "/parent_id not_found",
            "/owner_id not_found",
        ]);
    }

    async fn manager_changes_an_objective_by_merge_patch(app: TestApp) {
        let body = json!({"description": "More.", "owner_id": app.company.member.id, "weight": 2.5});
        let changed = app.manager().patch_because(&path(&app), body).await.ok();
        assert_eq!((&changed["description"], &changed["weight"]), (&json!("More."), &json!(2.5)));
        assert_eq!(changed["title"], app.company.new_objective()["title"]);
        let changed = app.manager().patch(&path(&app), json!({"description": null, "owner_id": null})).await.ok();
        assert_eq!((&changed["description"], &changed["owner_id"]), (&Value::Null, &Value::Null));
        assert_eq!((&changed["weight"], &changed["version"]), (&json!(2.5), &json!(3)));
        assert_eq!(app.viewer().get(&path(&app)).await.ok(), changed);
    }

    async fn merge_patch_has_a_media_type_of_its_own(app: TestApp) {
        let body = Some((json!({"title": "Merged"}).to_string().into_bytes(), "application/merge-patch+json"));
        let changed = app.manager().raw(reqwest::Method::PATCH, &path(&app), body).await.ok();
        assert_eq!(changed["title"], "Merged");
        let body = Some((app.company.new_objective().to_string().into_bytes(), "application/merge-patch+json"));
        let answer = app.manager().raw(reqwest::Method::POST, "/objectives", body).await;
        answer.problem(415, "unsupported_media_type");
    }

    async fn required_members_cannot_be_taken_away(app: TestApp) {
        let body =
            json!({"title": null, "contribution": null, "department_id": null, "weight": null, "shared_with": null});
        app.manager().patch(&path(&app), body).await.invalid(&[
            "/title wrong_type",
            "/contribution wrong_type",
            "/department_id wrong_type",
            "/weight wrong_type",
            "/shared_with wrong_type",
        ]);
    }

    async fn objective_stays_in_its_brand_and_cycle(app: TestApp) {
        let body = json!({"brand_id": app.company.brand, "cycle_id": app.company.cycle, "id": app.company.objective});
        let expected = ["/brand_id unknown_field", "/cycle_id unknown_field", "/id unknown_field"];
        app.manager().patch(&path(&app), body).await.invalid(&expected);
    }

    async fn change_that_changes_nothing_keeps_the_version_and_appends_nothing(app: TestApp) {
        let (was, before) = (app.viewer().get(&path(&app)).await.ok(), revision(&app).await);
        let same = json!({"title": format!(" {} ", was["title"].as_str().unwrap()), "weight": 1, "owner_id": null,
            "shared_with": [], "department_id": app.company.sales});
        assert_eq!(app.manager().patch(&path(&app), same).await.ok(), was);
        assert_eq!(app.manager().patch(&path(&app), json!({})).await.ok(), was);
        assert_eq!(revision(&app).await, before);
        app.manager().patch_because(&path(&app), json!({"weight": 2})).await.ok();
        assert_eq!(revision(&app).await, before + 1);
    }

    async fn objective_moves_only_between_departments_that_one_leads(app: TestApp) {
        let body = json!({"department_id": app.company.logistics});
        app.manager().patch_because(&path(&app), body.clone()).await.problem(403, "forbidden");
        let moved = app.executive().patch_because(&path(&app), body).await.ok();
        assert_eq!(moved["department_id"], json!(app.company.logistics));
        let back = json!({"department_id": app.company.sales});
        app.manager().patch(&path(&app), back).await.problem(403, "forbidden");
    }

    async fn objective_without_check_ins_is_deleted_with_its_key_results(app: TestApp) {
        app.manager().delete_because(&path(&app)).await.no_content();
        app.viewer().get(&path(&app)).await.problem(404, "not_found");
        app.viewer().get(&format!("/key-results/{}", app.company.key_result)).await.problem(404, "not_found");
        app.manager().delete(&path(&app)).await.problem(404, "not_found");
    }

    async fn objective_with_check_ins_cannot_be_deleted(app: TestApp) {
        let check_ins = format!("/key-results/{}/check-ins", app.company.key_result);
        app.member().post(&check_ins, json!({"value": 10})).await.created();
        app.manager().delete(&path(&app)).await.problem(409, "has_check_ins");
        app.viewer().get(&path(&app)).await.ok();
    }

    async fn objectives_are_found_by_what_they_belong_to(app: TestApp) {
        let company = &app.company;
        let mut body = company.new_objective();
        body["owner_id"] = json!(company.member.id);
        body["title"] = json!("Keep WARM 50% longer");
        let second = id(&app.manager().post("/objectives", body).await.created());
        let both = [company.objective.clone(), second.clone()];
        assert_eq!(found(&app, &format!("brand_id={}&cycle_id={}", company.brand, company.cycle)).await, both);
        assert_eq!(found(&app, &format!("department_id={}", company.sales)).await, both);
        assert_eq!(found(&app, &format!("department_id={}", company.logistics)).await, Vec::<String>::new());
        assert_eq!(found(&app, &format!("owner_id={}", company.member.id)).await, [second.as_str()]);
        assert_eq!(found(&app, "q=warm%2050%25").await, [second]);
        assert_eq!(found(&app, "q=warm_50").await, Vec::<String>::new());
    }

    async fn objectives_are_found_by_when_they_were_changed(app: TestApp) {
        app.advance(60);
        app.manager().patch_because(&path(&app), json!({"weight": 3})).await.ok();
        assert_eq!(found(&app, "updated_since=2026-02-15T12:01:00Z").await, [app.company.objective.as_str()]);
        assert_eq!(found(&app, "updated_since=2026-02-15T13:01:00%2B01:00").await, [app.company.objective.as_str()]);
        assert_eq!(found(&app, "updated_since=2026-02-15T12:01:01Z").await, Vec::<String>::new());
        app.viewer().get("/objectives?updated_since=2026-02-15").await.invalid(&["/updated_since bad_format"]);
    }

    async fn filter_by_what_is_not_there_is_refused(app: TestApp) {
        let path = format!("/objectives?brand_id={}&cycle_id=7&owner_id=", app.company.sales);
        let expected = ["/brand_id not_found", "/cycle_id bad_format", "/owner_id bad_format"];
        app.viewer().get(&path).await.invalid(&expected);
    }
    async fn cancelled_objective_is_out_of_the_score_from_that_day(app: TestApp) {
        let (dropped, path) = (app.objective(json!({"weight": 3})).await, path(&app));
        let late = json!({"objective_id": dropped, "state": "active"});
        let of_dropped = format!("/key-results/{}", id(&app.key_result(late).await));
        let cancelled = format!("/key-results/{}", id(&app.key_result(json!({"objective_id": dropped})).await));
        app.check_in(&app.company.key_result, json!({"value": 40, "observed_on": "2026-02-01"})).await;
        app.manager().patch_because(&cancelled, json!({"state": "cancelled"})).await.ok();
        let token = app.admin_on("2026-02-16").await;
        let admin = app.with_token(&token);
        let dropping = format!("/objectives/{dropped}");
        let cancel = json!({"state": "cancelled"});
        admin.patch(&dropping, cancel.clone()).await.invalid(&["/reason required"]);
        let shown = admin.patch_because(&dropping, cancel).await.ok();
        assert_eq!((&shown["state"], &shown["weight"]), (&json!("cancelled"), &json!(3.0)));
        let change = admin.get("/changes?limit=200").await.ok()["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&change["after"]["reason"], &change["before"]["state"]), (&json!("Agreed"), &json!("active")));
        assert_eq!(admin.get(&of_dropped).await.ok()["state"], "cancelled");
        let sales = |card: &Value| {
            card["departments"].as_array().unwrap().iter().find(|one| one["id"] == app.company.sales.as_str()).unwrap()
                ["score"]
                .clone()
        };
        assert_close(&sales(&admin.get(&app.scorecard_path("")).await.ok()), 0.4);
        let before = format!("{}&as_of=2026-02-15", app.scorecard_path(""));
        assert_close(&sales(&admin.get(&before).await.ok()), 0.1);
        let added = app.new_key_result(&json!({"objective_id": dropped}));
        admin.post("/key-results", added).await.invalid(&["/objective_id not_allowed"]);
        let back = json!({"state": "active"});
        admin.patch_because(&of_dropped, back.clone()).await.invalid(&["/state not_allowed"]);
        admin.patch(&path, json!({"title": "Still here"})).await.ok();
        admin.patch_because(&dropping, back).await.ok();
        assert_eq!(admin.get(&of_dropped).await.ok()["state"], "active");
        assert_eq!(admin.get(&cancelled).await.ok()["state"], "cancelled", "it was cancelled by itself");
        assert_close(&sales(&admin.get(&app.scorecard_path("")).await.ok()), 0.1);
    }

    async fn objective_that_was_a_mistake_counts_on_no_day(app: TestApp) {
        let mistaken = app.objective(json!({"weight": 3})).await;
        app.key_result(json!({"objective_id": mistaken})).await;
        let first_day = app.objective(json!({"weight": 3})).await;
        app.key_result(json!({"objective_id": first_day})).await;
        app.check_in(&app.company.key_result, json!({"value": 40, "observed_on": "2026-02-01"})).await;
        app.manager().patch_because(&format!("/objectives/{first_day}"), json!({"state": "cancelled"})).await.ok();
        let token = app.admin_on("2026-02-20").await;
        let admin = app.with_token(&token);
        let read = |card: &Value| {
            card["departments"].as_array().unwrap().iter().find(|one| one["id"] == app.company.sales.as_str()).unwrap()
                ["score"]
                .clone()
        };
        let day = format!("{}&as_of=2026-02-15", app.scorecard_path(""));
        assert_close(&read(&admin.get(&day).await.ok()), 0.1);
        let mistake = json!({"state": "cancelled", "correction": true});
        let path = format!("/objectives/{mistaken}");
        admin.patch(&path, mistake.clone()).await.invalid(&["/reason required"]);
        admin.patch_because(&path, mistake).await.ok();
        assert_close(&read(&admin.get(&day).await.ok()), 0.4);
    }

    async fn cancelled_objective_does_not_keep_its_department(app: TestApp) {
        let department = format!("/departments/{}", app.company.sales);
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        app.admin().delete_because(&path(&app)).await.problem(409, "has_check_ins");
        app.admin().patch_because(&department, json!({"archived": true})).await.problem(409, "has_objectives");
        app.admin().patch_because(&path(&app), json!({"state": "cancelled"})).await.ok();
        app.admin().patch_because(&department, json!({"archived": true})).await.ok();
    }

    async fn key_result_moves_with_its_history(app: TestApp) {
        let key_result = format!("/key-results/{}", app.company.key_result);
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let other = app.objective(json!({"department_id": app.company.logistics})).await;
        let there = json!({"objective_id": other});
        app.executive().patch(&key_result, there.clone()).await.invalid(&["/reason required"]);
        app.manager().patch_because(&key_result, there.clone()).await.problem(403, "forbidden");
        let moved = app.executive().patch_because(&key_result, there).await.ok();
        assert_eq!((&moved["objective_id"], &moved["department_id"]), (&json!(other), &json!(app.company.logistics)));
        assert_close(&moved["current_value"], 40.0);
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let later = app.objective(json!({"cycle_id": next})).await;
        let refused = app.executive().patch_because(&key_result, json!({"objective_id": later})).await;
        refused.invalid(&["/objective_id not_allowed"]);
    }
);
