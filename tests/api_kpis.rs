//! KPIs over the API: who manages them, what is refused, what depends on them.
//!
//! Targets are in `api_targets`, measurements in `api_measurements`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    engine::on_both_engines,
    results::{assert_close, with},
};

on_both_engines!(
    async fn executive_creates_a_kpi(app: TestApp) {
        let least = json!({"brand_id": app.company.brand, "name": "Trust", "category": "trust", "unit": "",
            "aggregation": "mean"});
        let made = app.executive().post("/kpis", least.clone()).await.created();
        let nulls = json!({"department_id": null, "channel": null, "market": null, "external_ref": null, "version": 1});
        for (name, value) in with(least, &nulls).as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(app.viewer().get(&format!("/kpis/{}", id(&made))).await.ok(), made);
    }

    async fn only_executives_keep_kpis(app: TestApp) {
        let path = format!("/kpis/{}", app.company.kpi);
        for client in [app.viewer(), app.member(), app.manager()] {
            client.post("/kpis", new_kpi(&app, &json!({}))).await.problem(403, "forbidden");
            client.patch(&path, json!({"name": "Turnover"})).await.problem(403, "forbidden");
            client.delete(&path).await.problem(403, "forbidden");
        }
        app.stranger().patch(&path, json!({"name": "Turnover"})).await.problem(404, "not_found");
    }

    async fn kpi_that_breaks_a_rule_is_refused(app: TestApp) {
        let body = json!({"brand_id": app.company.cycle, "department_id": app.company.brand, "name": "", "unit": 5,
            "category": "money", "aggregation": "max", "channel": "", "target": 5});
        app.executive().post("/kpis", body).await.invalid(&[
            "/brand_id not_found",
            "/department_id not_found",
            "/name too_short",
            "/unit wrong_type",
            "/category not_one_of",
            "/aggregation not_one_of",
            "/channel too_short",
            "/target unknown_field",
        ]);
        app.executive().post("/kpis", json!({})).await.invalid(&[
            "/brand_id required",
            "/name required",
            "/category required",
            "/unit required",
            "/aggregation required",
        ]);
        let moved = json!({"brand_id": app.company.brand});
        let path = format!("/kpis/{}", app.company.kpi);
        app.executive().patch(&path, moved).await.invalid(&["/brand_id unknown_field"]);
    }

    async fn external_reference_of_a_kpi_is_unique(app: TestApp) {
        let body = new_kpi(&app, &json!({"external_ref": "erp.margin"}));
        app.executive().post("/kpis", body.clone()).await.created();
        app.executive().post("/kpis", body).await.problem(409, "external_ref_taken");
        let path = format!("/kpis/{}", app.company.kpi);
        app.executive().patch(&path, json!({"external_ref": "erp.margin"})).await.problem(409, "external_ref_taken");
        app.executive().patch(&path, json!({"external_ref": "erp.revenue"})).await.ok();
    }

    async fn patch_of_a_kpi_merges(app: TestApp) {
        let path = format!("/kpis/{}", app.company.kpi);
        let changed = app.executive().patch(&path, json!({"channel": "shop", "department_id": null})).await.ok();
        assert_eq!((&changed["channel"], &changed["department_id"]), (&json!("shop"), &Value::Null));
        assert_eq!((&changed["name"], &changed["version"]), (&json!("Revenue"), &json!(2)));
        assert_eq!(app.executive().patch(&path, json!({"channel": "shop"})).await.ok()["version"], 2);
    }

    async fn kpi_with_a_baseline_does_not_become_a_sum(app: TestApp) {
        let kpi = app.kpi(json!({})).await;
        app.target(&kpi, json!({"baseline": 10, "target": 20})).await;
        let sum = json!({"aggregation": "sum"});
        app.executive()
            .patch_because(&format!("/kpis/{kpi}"), sum.clone())
            .await
            .invalid(&["/aggregation not_allowed"]);
        let target = format!("/kpis/{kpi}/targets/{}", app.company.cycle);
        app.executive().put_because(&target, json!({"target": 20})).await.ok();
        app.executive().patch_because(&format!("/kpis/{kpi}"), sum).await.ok();
    }

    async fn deleted_kpi_takes_its_targets_and_measurements_along(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 50})).await;
        app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}})).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-02-01", 100.0).await;
        assert_close(&app.scorecard().await["overall"]["score"], 0.5 * 0.75 + 0.5 * 0.5);
        let path = format!("/kpis/{}", app.company.kpi);
        app.executive().delete_because(&path).await.no_content();
        assert_eq!(app.last_change().await["entity"], "kpi");
        for gone in
            [path.clone(), format!("{path}/targets/{}", app.company.cycle), format!("{path}/measurements/2026-02-01")]
        {
            app.executive().get(&gone).await.problem(404, "not_found");
        }
        app.executive().get(&format!("{path}/measurements")).await.problem(404, "not_found");
        let card = app.scorecard().await;
        assert_close(&card["overall"]["score"], 0.5);
        assert_eq!((&card["revenue"]["score"], &card["flags"]), (&Value::Null, &json!(["no_revenue_kpi"])));
    }

    async fn kpi_that_a_key_result_follows_is_not_deleted(app: TestApp) {
        let follower = id(&app.key_result(json!({"kpi_id": app.company.kpi})).await);
        app.target(&app.company.kpi, json!({"target": 100})).await;
        let path = format!("/kpis/{}", app.company.kpi);
        let before = app.last_change().await;
        app.executive().delete_because(&path).await.problem(409, "in_use");
        assert_eq!(app.last_change().await, before);
        app.executive().get(&format!("{path}/targets/{}", app.company.cycle)).await.ok();
        app.executive().patch_because(&format!("/key-results/{follower}"), json!({"kpi_id": null})).await.ok();
        app.executive().delete_because(&path).await.no_content();
    }

    async fn reader_filters_kpis(app: TestApp) {
        let margin = app.kpi(json!({"department_id": app.company.logistics})).await;
        let revenue = &app.company.kpi;
        for (filter, expected) in [
            (format!("brand_id={}", app.company.brand), vec![revenue, &margin]),
            (format!("department_id={}", app.company.logistics), vec![&margin]),
            ("category=revenue".to_owned(), vec![revenue]),
            ("q=MARG".to_owned(), vec![&margin]),
        ] {
            let found = app.viewer().get(&format!("/kpis?{filter}")).await.ok();
            let ids: Vec<String> = found["items"].as_array().unwrap().iter().map(id).collect();
            assert_eq!(ids.iter().collect::<Vec<_>>(), expected, "{filter}");
        }
        app.viewer().get("/kpis?category=money").await.invalid(&["/category not_one_of"]);
    }
);

fn new_kpi(app: &TestApp, over: &Value) -> Value {
    let body = json!({"brand_id": app.company.brand, "name": "Margin", "category": "process", "unit": "%",
        "aggregation": "last"});
    with(body, over)
}
