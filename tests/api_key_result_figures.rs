//! The figures of a key result over the API: value, progress, pace, flags, forecast, confidence, completion days of
//! steps, the overridden status, and the followed KPI.
//!
//! The formulas are tested in the domain; these tests check that the stored plan reaches them completely.

use serde_json::{Value, json};

use crate::support::{
    client::id,
    engine::on_both_engines,
    results::{assert_close, step_ids, two_steps, with, words},
};

on_both_engines!(
    async fn reader_sees_how_far_a_number_has_come(app: TestApp) {
        let key_result = &app.company.key_result;
        app.check_in(key_result, json!({"value": 42, "confidence": 6, "observed_on": "2026-02-10"})).await;
        let read = app.read_key_result(key_result).await;
        assert_close(&read["current_value"], 42.0);
        assert_close(&read["raw"], 0.42);
        assert_close(&read["attainment"], 0.42);
        assert_close(&read["expected"], 45.0 / 89.0);
        let said = [&read["status"], &read["confidence"], &read["last_check_in_on"], &read["flags"]];
        assert_eq!(said, [&json!("at_risk"), &json!(6), &json!("2026-02-10"), &json!([])]);
        app.check_in(key_result, json!({"value": 150})).await;
        let read = app.read_key_result(key_result).await;
        assert_close(&read["raw"], 1.5);
        assert_eq!((&read["progress"], &read["status"]), (&json!(1.0), &json!("achieved")));
        app.check_in(key_result, json!({"value": -10})).await;
        let read = app.read_key_result(key_result).await;
        assert_close(&read["raw"], -0.1);
        assert_eq!((&read["progress"], words(&read["flags"])), (&json!(0.0), vec!["regressed"]));
    }

    async fn reader_sees_the_forecast_of_the_worked_case(app: TestApp) {
        let cycle = json!({"name": "Ninety days", "starts_on": "2026-01-01", "ends_on": "2026-04-01"});
        let cycle = id(&app.admin().post("/cycles", cycle).await.created());
        let objective = app.objective(json!({"cycle_id": cycle})).await;
        let measure = json!({"kind": "number", "start": 120, "target": 200, "unit": ""});
        let key_result = id(&app.key_result(json!({"objective_id": objective, "measure": measure})).await);
        let days = ["01-01", "01-08", "01-15", "01-22", "01-29", "02-05", "02-12"];
        for (day, value) in days.into_iter().zip([120, 126, 133, 139, 185, 151, 158]) {
            app.check_in(&key_result, json!({"value": value, "observed_on": format!("2026-{day}")})).await;
        }
        let forecast = &app.read_key_result(&key_result).await["forecast"];
        assert_eq!(forecast["method"], "theil_sen");
        assert_close(&forecast["slope"], 19.0 / 21.0);
        assert_close(&forecast["needed_slope"], 0.875);
        assert_close(&forecast["support"], 15.0 / 21.0);
        assert!((forecast["value"].as_f64().unwrap() - 201.4286).abs() < 1e-4, "{forecast}");
    }

    async fn reader_sees_a_run_rate_with_few_check_ins(app: TestApp) {
        let key_result = &app.company.key_result;
        app.check_in(key_result, json!({"value": 20, "observed_on": "2026-01-11"})).await;
        let forecast = &app.read_key_result(key_result).await["forecast"];
        assert_eq!((&forecast["method"], &forecast["support"]), (&json!("run_rate"), &Value::Null));
        assert_close(&forecast["slope"], 2.0);
        assert_close(&forecast["value"], 178.0);
        assert_close(&forecast["needed_slope"], 80.0 / 79.0);
    }

    async fn key_result_without_a_recent_check_in_is_stale(app: TestApp) {
        let key_result = &app.company.key_result;
        app.check_in(key_result, json!({"value": 50, "observed_on": "2026-02-04"})).await;
        assert_eq!(words(&app.read_key_result(key_result).await["flags"]), ["stale"]);
        app.check_in(key_result, json!({"value": 50, "observed_on": "2026-02-05"})).await;
        assert!(words(&app.read_key_result(key_result).await["flags"]).is_empty());
    }

    async fn confidence_that_disagrees_with_the_pace_is_flagged(app: TestApp) {
        let key_result = &app.company.key_result;
        for (value, confidence, flagged) in [(80, 3, true), (80, 4, false), (10, 7, true), (10, 6, false)] {
            app.check_in(key_result, json!({"value": value, "confidence": confidence})).await;
            let flags = app.read_key_result(key_result).await["flags"].clone();
            assert_eq!(words(&flags).contains(&"confidence_disagrees"), flagged, "{value} {confidence}");
        }
        app.check_in(key_result, json!({"value": 10})).await;
        assert_eq!(app.read_key_result(key_result).await["confidence"], 6);
    }

    async fn reader_sees_when_steps_were_done(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let (key_result, ids) = (id(&made), step_ids(&made));
        app.check_in(&key_result, json!({"steps_done": [ids[1]], "observed_on": "2026-02-10"})).await;
        app.check_in(&key_result, json!({"steps_done": ids, "observed_on": "2026-02-12"})).await;
        let read = app.read_key_result(&key_result).await;
        let done: Vec<&Value> =
            read["measure"]["steps"].as_array().unwrap().iter().map(|step| &step["done_on"]).collect();
        assert_eq!(done, [&json!("2026-02-12"), &json!("2026-02-10")]);
        assert_eq!(
            (&read["current_value"], &read["raw"], &read["progress"]),
            (&Value::Null, &Value::Null, &json!(1.0))
        );
        assert_eq!(read["forecast"], Value::Null);
        app.check_in(&key_result, json!({"steps_undone": [ids[0]], "observed_on": "2026-02-13"})).await;
        let read = app.read_key_result(&key_result).await;
        assert_eq!((&read["measure"]["steps"][0]["done_on"], &read["progress"]), (&Value::Null, &json!(0.75)));
    }

    async fn steps_due_set_the_pace_of_milestones(app: TestApp) {
        let steps = json!([{"title": "Due", "due_on": "2026-02-15"}, {"title": "Later", "due_on": "2026-02-16"},
            {"title": "Some day", "weight": 2}]);
        let made = app.key_result(json!({"measure": {"kind": "milestones", "steps": steps}})).await;
        assert_close(&made["expected"], (1.0 + 2.0 * 45.0 / 89.0) / 4.0);
        let range = json!({"measure": {"kind": "range", "high": 3, "unit": ""}});
        assert_close(&app.key_result(range).await["expected"], 1.0);
    }

    async fn word_of_a_lead_stands_until_the_next_check_in(app: TestApp) {
        let key_result = &app.company.key_result;
        app.check_in(key_result, json!({"value": 5})).await;
        let path = format!("/key-results/{key_result}");
        let word = json!({"status": "on_track", "reason": "The big order is signed"});
        app.advance(1);
        let said = app.manager().patch(&path, json!({"status_override": word})).await.ok();
        assert_eq!((&said["status"], &said["status_override"]), (&json!("on_track"), &word));
        let branch = format!("/departments/{}", app.company.sales);
        let branch = app.viewer().get(&app.scorecard_path(&branch)).await.ok();
        assert_eq!(branch["objectives"][0]["key_results"][0]["status"], "on_track");
        app.advance(1);
        app.manager().patch(&path, json!({"title": "Visits to shops"})).await.ok();
        assert_eq!(app.read_key_result(key_result).await["status"], "on_track");
        app.check_in(key_result, json!({"value": 6})).await;
        let read = app.read_key_result(key_result).await;
        assert_eq!((&read["status"], &read["status_override"]), (&json!("off_track"), &Value::Null));
        app.advance(1);
        assert_eq!(app.manager().patch(&path, json!({"status_override": word})).await.ok()["status"], "on_track");
        let back = app.manager().patch(&path, json!({"status_override": null})).await.ok();
        assert_eq!((&back["status"], &back["status_override"]), (&json!("off_track"), &Value::Null));
    }

    async fn word_over_the_status_that_breaks_a_rule_is_refused(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        for (word, expected) in [
            (json!({"status": "achieved", "reason": "So be it"}), "/status_override/status not_one_of"),
            (json!({"status": "on_track"}), "/status_override/reason required"),
            (json!({"status": "on_track", "reason": ""}), "/status_override/reason too_short"),
            (json!("on_track"), "/status_override wrong_type"),
        ] {
            app.manager().patch(&path, json!({"status_override": word})).await.invalid(&[expected]);
        }
    }

    async fn key_result_follows_the_running_aggregate_of_a_kpi(app: TestApp) {
        let follower = id(&app.key_result(json!({"kpi_id": app.company.kpi})).await);
        assert_eq!(words(&app.read_key_result(&follower).await["flags"]), ["no_data"]);
        app.measure(&app.company.kpi, "2025-12-31", 500.0).await;
        app.measure(&app.company.kpi, "2026-01-31", 20.0).await;
        app.measure(&app.company.kpi, "2026-02-15", 15.0).await;
        app.measure(&app.company.kpi, "2026-02-16", 1.0).await;
        let read = app.read_key_result(&follower).await;
        assert_close(&read["current_value"], 35.0);
        assert_close(&read["attainment"], 0.35);
        assert_eq!(
            (&read["last_check_in_on"], &read["forecast"]["method"]),
            (&json!("2026-02-15"), &json!("run_rate"))
        );
        let path = format!("/key-results/{follower}/check-ins");
        app.admin().post(&path, json!({"value": 5})).await.problem(409, "follows_kpi");
        app.admin().patch_because(&format!("/key-results/{follower}"), json!({"kpi_id": null})).await.ok();
        app.admin().post(&path, json!({"value": 5})).await.created();
        assert_close(&app.read_key_result(&follower).await["current_value"], 5.0);
    }

    async fn word_over_the_status_of_a_follower_ends_with_the_next_measurement(app: TestApp) {
        app.measure(&app.company.kpi, "2026-02-01", 5.0).await;
        let follower = id(&app.key_result(json!({"kpi_id": app.company.kpi})).await);
        app.advance(1);
        let word = json!({"status_override": {"status": "on_track", "reason": "The big order is signed"}});
        let path = format!("/key-results/{follower}");
        assert_eq!(app.manager().patch(&path, word).await.ok()["status"], "on_track");
        app.advance(1);
        app.measure(&app.company.kpi, "2026-02-15", 1.0).await;
        let read = app.read_key_result(&follower).await;
        assert_eq!((&read["status"], &read["status_override"]), (&json!("off_track"), &Value::Null));
    }

    async fn followed_kpi_is_one_of_the_same_brand(app: TestApp) {
        let other = id(&app.admin().post("/brands", json!({"name": "Second"})).await.created());
        let foreign = app.kpi(json!({"brand_id": other})).await;
        let body = app.new_key_result(&json!({"kpi_id": foreign}));
        app.admin().post("/key-results", body).await.invalid(&["/kpi_id not_allowed"]);
        let body = app.new_key_result(&json!({"kpi_id": app.company.objective}));
        app.admin().post("/key-results", body).await.invalid(&["/kpi_id not_found"]);
    }

    async fn revenue_kpi_that_drives_a_key_result_is_flagged(app: TestApp) {
        app.target(&app.company.kpi, json!({"target": 100})).await;
        let flags = |card: Value| card["revenue"]["kpis"][0]["flags"].clone();
        assert_eq!(flags(app.scorecard().await), json!(["no_data"]));
        app.key_result(with(json!({"kpi_id": app.company.kpi}), &json!({"title": "Turnover"}))).await;
        assert_eq!(flags(app.scorecard().await), json!(["no_data", "revenue_counted_twice"]));
    }
);
