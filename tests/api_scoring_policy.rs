//! The scoring policy over the API: defaults, bounds, the reason that an active cycle needs, and the effect on the
//! score.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    engine::on_both_engines,
    results::{assert_close, with},
};

on_both_engines!(
    async fn policy_never_set_reads_as_the_defaults(app: TestApp) {
        let expected = json!({"brand_id": app.company.brand, "cycle_id": app.company.cycle, "method": "balanced",
            "balance": 0.5, "revenue_weight": 0.5, "aspirational_target": 0.7, "department_bar": 0.7, "revenue_bar": 1.0,
            "green_from": 0.7, "amber_from": 0.4, "department_weights": {}, "version": 0, "created_at": null,
            "updated_at": null});
        assert_eq!(app.viewer().get(&app.policy_path()).await.ok(), expected);
    }

    async fn put_replaces_the_policy_with_defaults_for_the_rest(app: TestApp) {
        let weights = json!({app.company.sales.as_str(): 2});
        let set = app.policy(json!({"balance": 0.3, "department_weights": weights})).await;
        assert_eq!((&set["balance"], &set["version"]), (&json!(0.3), &json!(1)));
        assert_eq!(set["department_weights"], json!({app.company.sales.as_str(): 2.0}));
        assert_eq!(app.viewer().get(&app.policy_path()).await.ok(), set);
        let replaced = app.policy(json!({"revenue_weight": 0.4})).await;
        assert_eq!((&replaced["balance"], &replaced["department_weights"]), (&json!(0.5), &json!({})));
        assert_eq!((&replaced["revenue_weight"], &replaced["version"]), (&json!(0.4), &json!(2)));
        let same = app.executive().put(&app.policy_path(), json!({"revenue_weight": 0.4})).await.ok();
        assert_eq!(same["version"], 2);
    }

    async fn only_executives_set_the_policy(app: TestApp) {
        for client in [app.viewer(), app.member(), app.manager()] {
            client.put(&app.policy_path(), json!({"balance": 2})).await.problem(403, "forbidden");
        }
        app.executive().put(&app.policy_path(), json!({"balance": 0.2, "reason": "Kinder"})).await.ok();
        app.stranger().get(&app.policy_path()).await.problem(404, "not_found");
        app.stranger().put(&app.policy_path(), json!({"balance": 2})).await.problem(404, "not_found");
        let (brand, cycle) = (&app.company.brand, &app.company.cycle);
        for path in
            [format!("/brands/{cycle}/scoring-policy/{cycle}"), format!("/brands/{brand}/scoring-policy/{brand}")]
        {
            app.executive().get(&path).await.problem(404, "not_found");
            app.executive().put(&path, json!({"balance": 2})).await.problem(404, "not_found");
        }
    }

    async fn setting_out_of_bounds_is_refused(app: TestApp) {
        for (name, low, high) in [
            ("balance", -0.01, 1.01),
            ("revenue_weight", 0.09, 0.91),
            ("aspirational_target", 0.0, 1.01),
            ("department_bar", -0.01, 1.01),
            ("revenue_bar", -0.01, 1.01),
            ("amber_from", -0.01, 0.7),
        ] {
            for (value, code) in [(json!(low), "too_small"), (json!(high), "too_large"), (json!("1"), "wrong_type")] {
                put(&app, json!({name: value})).await.invalid(&[&format!("/{name} {code}")]);
            }
        }
        put(&app, json!({"green_from": 1.01})).await.invalid(&["/green_from too_large"]);
        put(&app, json!({"green_from": 0.4})).await.invalid(&["/amber_from too_large"]);
        put(&app, json!({"method": "median", "mode": 1})).await.invalid(&["/method not_one_of", "/mode unknown_field"]);
        let several = json!({"balance": 2, "revenue_weight": 0, "department_bar": -1, "green_from": 0.3});
        put(&app, several).await.invalid(&[
            "/balance too_large",
            "/revenue_weight too_small",
            "/department_bar too_small",
            "/amber_from too_large",
        ]);
    }

    async fn setting_at_its_bounds_is_accepted(app: TestApp) {
        for body in [
            json!({"balance": 0, "revenue_weight": 0.1, "aspirational_target": 0.01, "department_bar": 0, "revenue_bar": 0,
                "green_from": 0.1, "amber_from": 0}),
            json!({"balance": 1, "revenue_weight": 0.9, "aspirational_target": 1, "department_bar": 1, "revenue_bar": 1,
                "green_from": 1, "amber_from": 0.99, "method": "geometric"}),
        ] {
            put(&app, body).await.ok();
        }
    }

    async fn department_weight_that_breaks_a_rule_is_refused(app: TestApp) {
        let (sales, logistics, brand) = (&app.company.sales, &app.company.logistics, &app.company.brand);
        for (weights, expected) in [
            (json!({brand.as_str(): 1}), format!("/department_weights/{brand} not_found")),
            (json!({"sales": 1}), "/department_weights/sales bad_format".to_owned()),
            (json!({sales.as_str(): -1}), format!("/department_weights/{sales} too_small")),
            (json!({sales.as_str(): 1e16}), format!("/department_weights/{sales} too_large")),
            (json!({sales.as_str(): "1"}), format!("/department_weights/{sales} wrong_type")),
            (json!({sales.as_str(): 0, logistics.as_str(): 0}), "/department_weights too_small".to_owned()),
            (json!({sales.as_str(): 0}), "/department_weights too_small".to_owned()),
            (json!([]), "/department_weights wrong_type".to_owned()),
        ] {
            put(&app, json!({"department_weights": weights})).await.invalid(&[&expected]);
        }
        put(&app, json!({"department_weights": {logistics.as_str(): 0}})).await.ok();
    }

    async fn policy_of_an_active_cycle_changes_with_a_reason_only(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        app.executive().put(&app.policy_path(), json!({"balance": 0})).await.invalid(&["/reason required"]);
        let weakest = json!({"balance": 1, "reason": "No hiding"});
        app.executive().put(&app.policy_path(), weakest).await.ok();
        let change = app.last_change().await;
        assert_eq!((&change["entity"], &change["after"]["reason"]), (&json!("scoring_policy"), &json!("No hiding")));
        assert_eq!(change["entity_id"], format!("{}/{}", app.company.brand, app.company.cycle));
        assert_close(&change["before"]["overall_score"], 0.5);
        assert_close(&change["after"]["overall_score"], 0.4);
        app.executive().put(&app.policy_path(), json!({})).await.invalid(&["/reason required"]);
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let planned = format!("/brands/{}/scoring-policy/{next}", app.company.brand);
        app.executive().put(&planned, json!({"balance": 0})).await.ok();
    }

    async fn first_policy_of_a_cycle_is_logged_with_the_score_before(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        app.policy(json!({"balance": 0})).await;
        let change = app.last_change().await;
        assert_eq!((&change["action"], &change["before"]["version"]), (&json!("created"), &Value::Null));
        assert_close(&change["after"]["overall_score"], 0.6);
        assert_close(&change["before"]["overall_score"], 0.5);
    }

    async fn geometric_policy_multiplies_the_scores(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-02-01", 50.0).await;
        app.policy(json!({"method": "geometric"})).await;
        let card = app.scorecard().await;
        let purpose = (0.8_f64 * 0.4).sqrt();
        assert_close(&card["purpose"]["score"], purpose);
        assert_close(&card["overall"]["score"], (0.5 * purpose).sqrt());
        let bars = card["waterfall"].as_array().unwrap();
        assert_eq!(
            bars.iter().map(|bar| bar["kind"].as_str().unwrap()).collect::<Vec<_>>(),
            ["revenue", "department", "department"]
        );
        let points: f64 = bars.iter().map(|bar| bar["points"].as_f64().unwrap()).sum();
        assert!((points - 100.0 * (1.0 - (0.5 * purpose).sqrt())).abs() < 1e-9);
    }

    async fn bands_follow_the_policy(app: TestApp) {
        app.sales_and_logistics_at(80.0, 80.0).await;
        assert_eq!(app.scorecard().await["overall"]["band"], "green");
        app.policy(json!({"green_from": 0.9, "amber_from": 0.5})).await;
        assert_eq!(app.scorecard().await["overall"]["band"], "amber");
        app.policy(json!({"green_from": 0.95, "amber_from": 0.9})).await;
        assert_eq!(app.scorecard().await["overall"]["band"], "red");
    }
);

async fn put(app: &TestApp, body: Value) -> crate::support::client::Answer {
    app.executive().put(&app.policy_path(), with(body, &json!({"reason": "To try it"}))).await
}
