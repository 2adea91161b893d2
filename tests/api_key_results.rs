//! Key results over the API: who creates, proposes, confirms, edits and deletes them, with which defaults, and how they
//! are listed.
//!
//! Measures are in `api_measures`, changes that need a reason in `api_promises`, the figures in
//! `api_key_result_figures`.

use serde_json::{Value, json};

use crate::support::{TestApp, client::id, company::invite, engine::on_both_engines, results::words};

on_both_engines!(
    async fn lead_creates_a_key_result_with_the_defaults(app: TestApp) {
        let made = app.manager().post("/key-results", app.new_key_result(&json!({}))).await.created();
        let defaults = json!({"weight": 1.0, "ambition": "committed", "check_in_every_days": 7, "state": "active",
            "owner_id": null, "description": null, "external_ref": null, "kpi_id": null, "status_override": null,
            "current_value": null, "raw": null, "progress": 0.0, "attainment": 0.0, "status": "no_data",
            "flags": ["no_data"], "forecast": null, "confidence": null, "last_check_in_on": null, "version": 1});
        for (name, value) in defaults.as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(app.read_key_result(&id(&made)).await, made);
    }

    async fn viewer_cannot_propose_a_key_result(app: TestApp) {
        let body = app.new_key_result(&json!({"owner_id": app.company.viewer.id}));
        app.viewer().post("/key-results", body).await.problem(403, "forbidden");
    }

    async fn member_proposes_a_key_result_of_their_own(app: TestApp) {
        let made = app.member().post("/key-results", app.new_key_result(&json!({}))).await.created();
        assert_eq!((&made["state"], &made["owner_id"]), (&json!("proposed"), &json!(app.company.member.id)));
        let said = app.new_key_result(&json!({"state": "proposed", "owner_id": app.company.member.id}));
        app.member().post("/key-results", said).await.created();
    }

    async fn member_cannot_create_an_active_key_result(app: TestApp) {
        let body = app.new_key_result(&json!({"state": "active"}));
        app.member().post("/key-results", body).await.problem(403, "forbidden");
    }

    async fn member_cannot_propose_for_somebody_else(app: TestApp) {
        let body = app.new_key_result(&json!({"owner_id": app.company.viewer.id}));
        app.member().post("/key-results", body).await.problem(403, "forbidden");
    }

    async fn manager_only_proposes_outside_of_their_departments(app: TestApp) {
        let objective = app.objective(json!({"department_id": app.company.logistics})).await;
        let made = app.manager().post("/key-results", app.new_key_result(&json!({"objective_id": objective}))).await;
        assert_eq!(made.created()["state"], "proposed");
        let shared = app.objective(json!({"shared_with": [app.company.logistics]})).await;
        let made = app.manager().post("/key-results", app.new_key_result(&json!({"objective_id": shared}))).await;
        assert_eq!(made.created()["state"], "proposed");
    }

    async fn proposal_counts_only_once_a_lead_confirms_it(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 100})).await;
        let proposed = app.member().post("/key-results", app.new_key_result(&json!({}))).await.created();
        assert_eq!(sales_score(&app).await, json!(1.0));
        let path = format!("/key-results/{}", id(&proposed));
        app.member().patch(&path, json!({"state": "active"})).await.problem(403, "forbidden");
        let confirmed = app.manager().patch(&path, json!({"state": "active"})).await.ok();
        assert_eq!((&confirmed["state"], &confirmed["version"]), (&json!("active"), &json!(2)));
        assert_eq!(sales_score(&app).await, json!(0.5));
        app.manager().patch_because(&path, json!({"state": "proposed"})).await.invalid(&["/state not_allowed"]);
    }

    async fn key_result_is_not_created_cancelled(app: TestApp) {
        let body = app.new_key_result(&json!({"state": "cancelled"}));
        app.admin().post("/key-results", body).await.invalid(&["/state not_one_of"]);
    }

    async fn owner_edits_the_text_of_their_own_and_nothing_else(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        let text = json!({"title": "Visits to shops", "description": "Of every kind"});
        let edited = app.member().patch(&path, text).await.ok();
        assert_eq!((&edited["title"], &edited["description"]), (&json!("Visits to shops"), &json!("Of every kind")));
        for refused in [
            json!({"weight": 2}),
            json!({"title": "Other", "measure": {"target": 50}}),
            json!({"ambition": "aspirational", "reason": "Bold"}),
            json!({"owner_id": null}),
            json!({"check_in_every_days": 30}),
            json!({"status_override": {"status": "on_track", "reason": "Trust me"}}),
            json!({"state": "cancelled"}),
        ] {
            app.member().patch(&path, refused).await.problem(403, "forbidden");
        }
        assert_eq!(app.read_key_result(&app.company.key_result).await["version"], 2);
    }

    async fn owner_rewrites_their_proposal_until_it_is_confirmed(app: TestApp) {
        let proposed = app.member().post("/key-results", app.new_key_result(&json!({}))).await.created();
        let path = format!("/key-results/{}", id(&proposed));
        app.member().patch(&path, json!({"measure": {"target": 40}, "weight": 2})).await.ok();
        app.member().patch(&path, json!({"owner_id": app.company.viewer.id})).await.problem(403, "forbidden");
        app.member().delete(&path).await.no_content();
    }

    async fn member_cannot_edit_what_others_own(app: TestApp) {
        let path = format!("/key-results/{}", id(&app.key_result(json!({})).await));
        app.member().patch(&path, json!({"title": "Mine"})).await.problem(403, "forbidden");
        app.viewer().patch(&path, json!({"title": "Mine"})).await.problem(403, "forbidden");
        let luca = invite(&app, &app.admin(), "Luca", "manager").await;
        app.with_token(&luca.token).patch(&path, json!({"title": "Mine"})).await.problem(403, "forbidden");
        app.executive().patch(&path, json!({"title": "Theirs"})).await.ok();
    }

    async fn patch_that_changes_nothing_keeps_the_version(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        let before = app.scorecard().await["revision"].clone();
        let same =
            json!({"title": "Visits", "weight": 1.0, "measure": {"kind": "number", "target": 100}, "reason": "None"});
        assert_eq!(app.manager().patch(&path, same).await.ok()["version"], 1);
        assert_eq!(app.scorecard().await["revision"], before);
    }

    async fn lead_who_sends_a_bad_body_is_told_all_that_is_wrong(app: TestApp) {
        let body = json!({"objective_id": app.company.cycle, "title": " ", "weight": -1, "ambition": "modest",
            "owner_id": app.company.stranger.id, "check_in_every_days": 0, "colour": "red",
            "measure": {"kind": "number", "start": 5, "target": 5, "unit": ""}});
        app.manager().post("/key-results", body).await.invalid(&[
            "/objective_id not_found",
            "/title too_short",
            "/weight too_small",
            "/ambition not_one_of",
            "/owner_id not_found",
            "/check_in_every_days too_small",
            "/colour unknown_field",
            "/measure/target not_allowed",
        ]);
        let missing = ["/objective_id required", "/title required", "/measure required"];
        app.manager().post("/key-results", json!({})).await.invalid(&missing);
        let wrong =
            json!({"weight": 1e16, "check_in_every_days": 367, "state": 5, "objective_id": app.company.objective});
        let path = format!("/key-results/{}", app.company.key_result);
        app.manager().patch(&path, wrong).await.invalid(&[
            "/weight too_large",
            "/check_in_every_days too_large",
            "/state wrong_type",
        ]);
    }

    async fn external_reference_is_unique_in_its_cycle_only(app: TestApp) {
        let body = app.new_key_result(&json!({"external_ref": "crm.calls"}));
        app.manager().post("/key-results", body.clone()).await.created();
        app.manager().post("/key-results", body).await.problem(409, "external_ref_taken");
        let path = format!("/key-results/{}", app.company.key_result);
        app.manager().patch(&path, json!({"external_ref": "crm.calls"})).await.problem(409, "external_ref_taken");
        app.manager().patch(&path, json!({"external_ref": "crm.visits"})).await.ok();
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let objective = app.objective(json!({"cycle_id": next})).await;
        app.key_result(json!({"objective_id": objective, "external_ref": "crm.calls"})).await;
    }

    async fn lead_deletes_only_what_has_no_check_ins(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        let check_in = app.check_in(&app.company.key_result, json!({"value": 5})).await;
        app.member().delete(&path).await.problem(403, "forbidden");
        app.manager().delete(&path).await.problem(409, "has_check_ins");
        app.manager().delete(&format!("{path}/check-ins/{}", id(&check_in))).await.no_content();
        app.manager().delete_because(&path).await.no_content();
        app.manager().get(&path).await.problem(404, "not_found");
        app.manager().delete(&path).await.problem(404, "not_found");
    }

    async fn reason_for_a_new_key_result_is_in_the_change_log(app: TestApp) {
        app.key_result(json!({"reason": "Asked for by customers"})).await;
        assert_eq!(app.last_change().await["after"]["reason"], "Asked for by customers");
    }

    async fn reader_filters_key_results(app: TestApp) {
        let objective = app.objective(json!({"department_id": app.company.logistics})).await;
        let other = id(&app.key_result(json!({"objective_id": objective, "title": "Parcels"})).await);
        let proposed =
            app.member().post("/key-results", app.new_key_result(&json!({"title": "Ideas"}))).await.created();
        let proposed = id(&proposed);
        let (company, mine) = (&app.company, &app.company.key_result);
        let all = [mine.as_str(), &other, &proposed];
        for (filter, expected) in [
            (format!("brand_id={}&cycle_id={}", company.brand, company.cycle), &all[..]),
            (format!("department_id={}", company.logistics), &[other.as_str()]),
            (format!("objective_id={}", company.objective), &[mine.as_str(), &proposed]),
            (format!("owner_id={}", company.member.id), &[mine.as_str(), &proposed]),
            ("state=proposed".to_owned(), &[proposed.as_str()]),
            ("q=parc".to_owned(), &[other.as_str()]),
            ("updated_since=2026-02-16T00:00:00Z".to_owned(), &[]),
        ] {
            let found = app.viewer().get(&format!("/key-results?{filter}")).await.ok();
            let ids: Vec<String> = found["items"].as_array().unwrap().iter().map(id).collect();
            assert_eq!(ids, expected, "{filter}");
        }
        app.viewer()
            .get("/key-results?state=done&colour=red")
            .await
            .invalid(&["/state not_one_of", "/colour unknown_field"]);
    }

    async fn key_result_of_another_organisation_does_not_exist(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        app.stranger().get(&path).await.problem(404, "not_found");
        app.stranger().patch(&path, json!({"colour": 5})).await.problem(404, "not_found");
        app.stranger().delete(&path).await.problem(404, "not_found");
        app.stranger().get("/key-results/malformed").await.problem(404, "not_found");
        let body = app.new_key_result(&json!({}));
        app.stranger().post("/key-results", body).await.invalid(&["/objective_id not_found"]);
    }
);

async fn sales_score(app: &TestApp) -> Value {
    let card = app.scorecard().await;
    assert_eq!(words(&card["departments"][1]["flags"]), ["department_without_objectives"]);
    card["departments"][0]["score"].clone()
}
