//! Targets over the API: what a cycle expects of a KPI, and the effect on the revenue index.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    engine::on_both_engines,
    results::{assert_close, words},
};

on_both_engines!(
    async fn executive_sets_a_target_and_replaces_it(app: TestApp) {
        let kpi = app.kpi(json!({})).await;
        let path = format!("/kpis/{kpi}/targets/{}", app.company.cycle);
        app.viewer().get(&path).await.problem(404, "not_found");
        let made = app.executive().put(&path, json!({"baseline": 10, "target": 20, "weight": 3})).await.created();
        let expected = json!({"kpi_id": kpi, "cycle_id": app.company.cycle, "kind": "way", "baseline": 10.0,
            "target": 20.0, "waypoints": [], "weight": 3.0, "version": 1});
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(app.viewer().get(&path).await.ok(), made);
        app.executive().put(&path, json!({"target": 20})).await.invalid(&["/reason required"]);
        let replaced = app.executive().put(&path, json!({"target": 20, "reason": "Half was meant"})).await.ok();
        let change = app.last_change().await;
        assert_eq!(
            (&change["after"]["reason"], &change["before"]["baseline"]),
            (&json!("Half was meant"), &json!(10.0))
        );
        assert!(change["before"].get("overall_score").is_some() && change["after"].get("overall_score").is_some());
        assert_eq!(
            (&replaced["baseline"], &replaced["weight"], &replaced["version"]),
            (&json!(0.0), &json!(1.0), &json!(2))
        );
        assert_eq!(app.executive().put(&path, json!({"target": 20})).await.ok()["version"], 2);
    }

    async fn only_executives_set_targets(app: TestApp) {
        let path = target(&app);
        app.target(&app.company.kpi, json!({"target": 20})).await;
        for client in [app.viewer(), app.member(), app.manager()] {
            client.put(&path, json!({"target": 5})).await.problem(403, "forbidden");
            client.delete(&path).await.problem(403, "forbidden");
        }
        app.stranger().put(&path, json!({"target": 5})).await.problem(404, "not_found");
    }

    async fn target_that_breaks_a_rule_is_refused(app: TestApp) {
        let summed = target(&app);
        let last = format!("/kpis/{}/targets/{}", app.kpi(json!({})).await, app.company.cycle);
        for (path, body, expected) in [
            (&summed, json!({"target": 0}), "/target not_allowed"),
            (&summed, json!({"baseline": 1, "target": 5}), "/baseline not_allowed"),
            (&last, json!({"baseline": 5, "target": 5}), "/target not_allowed"),
            (&last, json!({"baseline": 5}), "/target required"),
            (&last, json!({"target": 1e16}), "/target too_large"),
            (&last, json!({"target": null}), "/target required"),
            (&last, json!({"low": 5, "high": 4}), "/high too_small"),
            (&last, json!({"high": 4, "baseline": 1}), "/baseline not_allowed"),
            (&last, json!({"target": 5, "tolerance": 1}), "/tolerance not_allowed"),
            (&last, json!({"target": -5}), "/target not_allowed"),
            (&last, waypoints(&json!([["2026-02-01", 1], ["2026-02-01", 2]])), "/waypoints/1/on too_small"),
            (&last, waypoints(&json!([["2026-01-01", 1]])), "/waypoints/0/on not_allowed"),
            (&last, waypoints(&json!([["2026-03-31", 1]])), "/waypoints/0/on not_allowed"),
            (&last, waypoints(&json!([["2026-02-01", "x"]])), "/waypoints/0/value wrong_type"),
            (&last, json!({"target": 5, "weight": -1}), "/weight too_small"),
            (&last, json!({"target": 5, "value": 5}), "/value unknown_field"),
        ] {
            app.executive().put(path, body).await.invalid(&[expected]);
        }
        let body = json!({"baseline": -1e16, "target": "5", "weight": "1"});
        app.executive().put(&last, body).await.invalid(&[
            "/baseline too_small",
            "/target wrong_type",
            "/weight wrong_type",
        ]);
    }

    async fn target_of_what_does_not_exist_is_not_found(app: TestApp) {
        let (kpi, cycle) = (&app.company.kpi, &app.company.cycle);
        for path in [
            format!("/kpis/{kpi}/targets/{kpi}"),
            format!("/kpis/{cycle}/targets/{cycle}"),
            format!("/kpis/{kpi}/targets/now"),
        ] {
            app.executive().put(&path, json!({"target": "5"})).await.problem(404, "not_found");
            app.executive().get(&path).await.problem(404, "not_found");
            app.executive().delete(&path).await.problem(404, "not_found");
        }
    }

    async fn revenue_index_weighs_the_kpis_with_a_target(app: TestApp) {
        app.target(&app.company.kpi, json!({"target": 100})).await;
        let margin = app.kpi(json!({"category": "revenue"})).await;
        app.target(&margin, json!({"baseline": 38, "target": 42, "weight": 3})).await;
        app.kpi(json!({"category": "revenue", "name": "Without a target"})).await;
        app.target(&app.kpi(json!({"category": "trust"})).await, json!({"target": 1})).await;
        app.measure(&app.company.kpi, "2026-01-31", 30.0).await;
        app.measure(&app.company.kpi, "2026-02-15", 20.0).await;
        app.measure(&margin, "2026-02-01", 41.0).await;
        let revenue = app.scorecard().await["revenue"].clone();
        assert_close(&revenue["score"], (0.5 + 3.0 * 0.75) / 4.0);
        assert_close(&revenue["expected"], 45.0 / 89.0);
        let kpis = revenue["kpis"].as_array().unwrap();
        assert_eq!(kpis.len(), 2);
        assert_close(&kpis[0]["value"], 50.0);
        assert_close(&kpis[1]["attainment"], 0.75);
    }

    async fn kpi_of_weight_0_is_only_observed(app: TestApp) {
        app.target(&app.company.kpi, json!({"target": 100, "weight": 0})).await;
        let card = app.scorecard().await;
        assert_eq!((&card["revenue"]["score"], card["revenue"]["kpis"].as_array().unwrap().len()), (&Value::Null, 1));
        assert!(words(&card["flags"]).contains(&"no_revenue_kpi"));
    }

    async fn target_of_a_kpi_that_should_fall_is_kept_below(app: TestApp) {
        let hiring = app.kpi(json!({"category": "revenue", "better": "lower", "unit": "days"})).await;
        let path = format!("/kpis/{hiring}/targets/{}", app.company.cycle);
        let made = app.executive().put(&path, json!({"target": 50})).await.created();
        assert_eq!(
            (&made["kind"], &made["low"], &made["high"], &made["tolerance"]),
            (&json!("range"), &Value::Null, &json!(50.0), &json!(0.0))
        );
        app.measure(&hiring, "2026-02-10", 63.0).await;
        let seen = app.scorecard().await["revenue"]["kpis"][0].clone();
        assert_eq!((&seen["target"], &seen["high"], &seen["attainment"]), (&Value::Null, &json!(50.0), &json!(0.0)));
        let rising = json!({"baseline": 40, "target": 50, "reason": "No"});
        app.executive().put(&path, rising).await.invalid(&["/target not_allowed"]);
        let falling = json!({"baseline": 80, "target": 50, "reason": "By steps"});
        assert_eq!(app.executive().put(&path, falling).await.ok()["kind"], "way");
        assert_close(&app.scorecard().await["revenue"]["score"], 17.0 / 30.0);
        app.executive()
            .patch_because(&format!("/kpis/{hiring}"), json!({"better": "higher"}))
            .await
            .invalid(&["/better not_allowed"]);
    }

    async fn last_year_proposes_waypoints(app: TestApp) {
        let (kpi, cycle) = (&app.company.kpi, &app.company.cycle);
        let path = format!("/kpis/{kpi}/targets/{cycle}/season");
        app.viewer().get(&format!("{path}?target=1000")).await.problem(404, "no_history");
        app.viewer().get(&path).await.invalid(&["/target required"]);
        app.viewer().get(&format!("{path}?target=0")).await.invalid(&["/target not_allowed"]);
        app.stranger().get(&format!("{path}?target=1")).await.problem(404, "not_found");
        for (on, value) in [("2025-01-20", 10.0), ("2025-02-28", 30.0), ("2025-03-31", 40.0)] {
            app.measure(kpi, on, value).await;
        }
        let proposed = app.viewer().get(&format!("{path}?target=1000")).await.ok();
        let expected = json!([{"on": "2026-01-31", "value": 125.0}, {"on": "2026-02-28", "value": 500.0}]);
        assert_eq!(proposed["waypoints"], expected);
        let body = json!({"target": 1000, "waypoints": proposed["waypoints"]});
        let made = app.executive().put(&target(&app), body).await.created();
        assert_eq!(made["waypoints"], expected);
        assert_eq!(app.viewer().get(&target(&app)).await.ok(), made);
        let expected = 0.125 + 0.375 * 15.0 / 28.0;
        assert_close(&app.scorecard().await["revenue"]["expected"], expected);
    }

    async fn removed_target_takes_the_kpi_out_of_the_index(app: TestApp) {
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.executive().delete_because(&target(&app)).await.no_content();
        app.executive().delete(&target(&app)).await.problem(404, "not_found");
        assert_eq!(app.scorecard().await["revenue"]["kpis"], json!([]));
        let change = app.last_change().await;
        assert_eq!((&change["entity"], &change["action"]), (&json!("target"), &json!("deleted")));
        assert_eq!(change["entity_id"], format!("{}/{}", app.company.kpi, app.company.cycle));
    }
);

fn waypoints(points: &Value) -> Value {
    let waypoint = |point: &Value| json!({"on": point[0], "value": point[1]});
    json!({"target": 5, "waypoints": points.as_array().unwrap().iter().map(waypoint).collect::<Vec<_>>()})
}

/// The path of the target of the company's KPI, which is a sum.
fn target(app: &TestApp) -> String {
    format!("/kpis/{}/targets/{}", app.company.kpi, app.company.cycle)
}
