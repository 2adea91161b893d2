//! Brands and cycles, which objectives belong to. The Model of a brand is in `api_model.rs`, scores are in other files.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::on_both_engines,
};

fn second_quarter() -> Value {
    json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"})
}

async fn patch_cycle(app: &TestApp, patch: Value) -> Answer {
    app.executive().patch(&format!("/cycles/{}", app.company.cycle), patch).await
}

async fn found(app: &TestApp, path: &str) -> Vec<String> {
    app.viewer().get(path).await.ok()["items"].as_array().unwrap().iter().map(id).collect()
}

on_both_engines!(
    async fn executive_creates_renames_archives_and_deletes_a_brand(app: TestApp) {
        let answer = app.executive().post("/brands", json!({"name": "Corta"})).await;
        let location = answer.header("location").unwrap().to_owned();
        let brand = answer.created();
        assert_eq!(location, format!("/api/v1/brands/{}", id(&brand)));
        assert_eq!((&brand["archived"], &brand["version"]), (&json!(false), &json!(1)));
        let path = format!("/brands/{}", id(&brand));
        assert_eq!(app.executive().patch(&path, json!({"name": "Corta"})).await.ok(), brand);
        let changed = app.executive().patch(&path, json!({"name": "Lunga", "archived": true})).await.ok();
        assert_eq!((&changed["name"], &changed["archived"]), (&json!("Lunga"), &json!(true)));
        assert_eq!(app.viewer().get(&path).await.ok(), changed);
        app.executive().delete(&path).await.no_content();
        app.viewer().get(&path).await.problem(404, "not_found");
    }

    async fn executive_reads_everything_that_is_wrong_with_a_brand(app: TestApp) {
        let body = json!({"name": "a\nb", "archived": "no", "logo": ""});
        let expected = ["/name control_character", "/archived wrong_type", "/logo unknown_field"];
        app.executive().post("/brands", body).await.invalid(&expected);
    }

    async fn brand_with_objectives_or_kpis_cannot_be_deleted(app: TestApp) {
        let path = format!("/brands/{}", app.company.brand);
        app.executive().delete(&path).await.problem(409, "in_use");
        app.executive().delete_because(&format!("/objectives/{}", app.company.objective)).await.no_content();
        app.executive().delete(&path).await.problem(409, "in_use");
        app.executive().delete(&format!("/kpis/{}", app.company.kpi)).await.no_content();
        app.executive().delete(&path).await.no_content();
    }

    async fn deleted_brand_takes_its_model_and_policies_along_and_the_log_says_so(app: TestApp) {
        let brand = id(&app.executive().post("/brands", json!({"name": "Corta"})).await.created());
        app.executive().put(&format!("/brands/{brand}/model"), json!({"purpose": "To last."})).await.ok();
        let policy = json!({"balance": 1, "reason": "Strict."});
        app.executive().put(&format!("/brands/{brand}/scoring-policy/{}", app.company.cycle), policy).await.ok();
        app.executive().delete(&format!("/brands/{brand}")).await.no_content();
        let changes = app.admin().get("/changes?after=1&limit=200").await.ok();
        let last = changes["items"].as_array().unwrap().iter().rev().take(3);
        let mut told: Vec<_> = last.map(|one| format!("{} {}", one["entity"], one["action"])).collect();
        told.sort();
        assert_eq!(told, [r#""brand" "deleted""#, r#""model" "deleted""#, r#""scoring_policy" "deleted""#]);
    }

    async fn brands_are_found_by_archive_and_text(app: TestApp) {
        let corta = app.executive().post("/brands", json!({"name": "Corta", "archived": true})).await.created();
        assert_eq!(found(&app, "/brands?archived=true").await, [id(&corta)]);
        assert_eq!(found(&app, "/brands?archived=false").await, [app.company.brand.as_str()]);
        assert_eq!(found(&app, "/brands?q=cor").await, [id(&corta)]);
    }

    async fn nothing_new_is_set_for_an_archived_brand(app: TestApp) {
        let path = format!("/brands/{}", app.company.brand);
        app.executive().patch(&path, json!({"archived": true})).await.ok();
        let body = app.company.new_objective();
        app.executive().post("/objectives", body).await.invalid(&["/brand_id not_allowed"]);
        let objective = format!("/objectives/{}", app.company.objective);
        app.executive().patch(&objective, json!({"title": "Finish well"})).await.ok();
    }

    async fn executive_creates_a_planned_cycle(app: TestApp) {
        let answer = app.executive().post("/cycles", second_quarter()).await;
        let location = answer.header("location").unwrap().to_owned();
        let cycle = answer.created();
        assert_eq!(location, format!("/api/v1/cycles/{}", id(&cycle)));
        assert_eq!((&cycle["state"], &cycle["version"]), (&json!("planned"), &json!(1)));
        let path = format!("/cycles/{}", id(&cycle));
        let active = app.executive().patch(&path, json!({"state": "active"})).await.ok();
        assert_eq!((&active["state"], &active["ends_on"]), (&json!("active"), &json!("2026-06-30")));
        assert_eq!(app.executive().patch(&path, json!({"state": "active"})).await.ok(), active);
    }

    async fn executive_reads_everything_that_is_wrong_with_a_cycle(app: TestApp) {
        let executive = app.executive();
        let body = json!({"starts_on": "2026-02-30", "ends_on": "2200-01-01", "state": "closed", "weeks": 13});
        executive.post("/cycles", body).await.invalid(&[
            "/name required",
            "/starts_on bad_format",
            "/ends_on bad_format",
            "/state not_one_of",
            "/weeks unknown_field",
        ]);
        for (date, code) in [
            (json!("1969-12-31"), "bad_format"),
            (json!("2026-1-1"), "bad_format"),
            (json!("+2026-01-1"), "bad_format"),
            (json!("2026-01-01T00:00:00Z"), "bad_format"),
            (json!(20_260_101), "wrong_type"),
            (json!(null), "wrong_type"),
        ] {
            let mut body = second_quarter();
            body["starts_on"] = date;
            executive.post("/cycles", body).await.invalid(&[&format!("/starts_on {code}")]);
        }
    }

    async fn cycle_does_not_end_before_it_starts(app: TestApp) {
        let mut body = second_quarter();
        body["ends_on"] = json!("2026-03-31");
        app.executive().post("/cycles", body.clone()).await.invalid(&["/ends_on too_small"]);
        body["ends_on"] = json!("2026-04-01");
        app.executive().post("/cycles", body).await.created();
        patch_cycle(&app, json!({"ends_on": "2025-12-31"})).await.invalid(&["/ends_on too_small"]);
        patch_cycle(&app, json!({"starts_on": "2026-04-01"})).await.invalid(&["/ends_on too_small"]);
    }

    async fn cycle_is_not_closed_by_a_change_of_its_state(app: TestApp) {
        patch_cycle(&app, json!({"state": "closed"})).await.invalid(&["/state not_one_of"]);
        patch_cycle(&app, json!({"state": null})).await.invalid(&["/state wrong_type"]);
    }

    async fn cycle_with_objectives_cannot_be_deleted(app: TestApp) {
        let path = format!("/cycles/{}", app.company.cycle);
        app.executive().delete(&path).await.problem(409, "has_objectives");
        app.executive().delete_because(&format!("/objectives/{}", app.company.objective)).await.no_content();
        let target = format!("/kpis/{}/targets/{}", app.company.kpi, app.company.cycle);
        app.executive().put(&target, json!({"target": 100})).await.created();
        app.executive().delete(&path).await.no_content();
        app.viewer().get(&path).await.problem(404, "not_found");
    }

    async fn cycles_are_found_by_state(app: TestApp) {
        let planned = app.executive().post("/cycles", second_quarter()).await.created();
        assert_eq!(found(&app, "/cycles?state=planned").await, [id(&planned)]);
        assert_eq!(found(&app, "/cycles?state=active").await, [app.company.cycle.as_str()]);
        assert_eq!(found(&app, "/cycles?state=closed").await, Vec::<String>::new());
        app.viewer().get("/cycles?state=open").await.invalid(&["/state not_one_of"]);
    }
);
