//! What-if over the API: a simulated scorecard, for anybody who may read, stored nowhere.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::on_both_engines,
    results::{assert_close, step_ids, two_steps, with},
};

on_both_engines!(
    async fn viewer_simulates_and_nothing_is_stored(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        let before = app.scorecard().await;
        let reached = json!({"key_results": [{"id": app.company.key_result, "value": 100}]});
        let would_be = app.simulate(reached).await;
        assert_close(&would_be["departments"][0]["score"], 1.0);
        assert_close(&would_be["overall"]["score"], 0.5 * 0.7 + 0.5 * 0.4);
        assert_eq!(would_be["revision"], before["revision"]);
        assert_eq!(app.scorecard().await, before);
        let mut unchanged = app.simulate(json!({})).await;
        let nothing = json!({"departments": [], "revenue": null, "key_results": [], "kpis": []});
        assert_eq!(unchanged.as_object_mut().unwrap().remove("assumed").unwrap(), nothing);
        assert_eq!(unchanged, before);
    }

    async fn lever_is_what_reaching_that_one_alone_would_give(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        let shared = app.objective(json!({"shared_with": [app.company.logistics], "weight": 2})).await;
        let made = app.key_result(with(two_steps(), &json!({"objective_id": shared}))).await;
        app.check_in(&id(&made), json!({"steps_done": [step_ids(&made)[0]]})).await;
        let bold =
            json!({"ambition": "aspirational", "measure": {"kind": "number", "start": 10, "target": 0, "unit": ""}});
        app.key_result(bold).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-02-01", 30.0).await;
        for policy in [json!({}), json!({"method": "geometric"}), json!({"balance": 0.9, "revenue_weight": 0.3})] {
            app.policy(policy).await;
            let card = app.scorecard().await;
            let levers = card["levers"].as_array().unwrap();
            assert!(levers.len() >= 2, "{levers:?}");
            for lever in levers {
                let would_be = app.simulate(reached(&app, lever).await).await;
                let gain = would_be["overall"]["score"].as_f64().unwrap() - card["overall"]["score"].as_f64().unwrap();
                assert_close(&lever["gain"], gain);
            }
            let gains: Vec<f64> = levers.iter().map(|lever| lever["gain"].as_f64().unwrap()).collect();
            assert!(gains.is_sorted_by(|one, next| one >= &(next - 1e-9)), "{gains:?}");
        }
    }

    async fn lever_of_a_kpi_without_a_department_names_none(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 100})).await;
        let kpi = app.kpi(json!({"category": "revenue", "department_id": null})).await;
        app.target(&kpi, json!({"target": 100})).await;
        let card = app.scorecard().await;
        let lever = &card["levers"][0];
        assert_eq!((&lever["kind"], &lever["id"], &lever["department_id"]), (&json!("kpi"), &json!(kpi), &Value::Null));
    }

    async fn steps_would_be_done_beside_those_that_are(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let ids = step_ids(&made);
        app.check_in(&id(&made), json!({"steps_done": [ids[0]]})).await;
        app.check_in(&app.company.key_result, json!({"value": 100})).await;
        let steps = |done: Value| json!({"key_results": [{"id": made["id"], "steps_done": done}]});
        assert_close(&app.simulate(steps(json!([]))).await["departments"][0]["score"], 0.625);
        assert_close(&app.simulate(steps(json!([ids[1]]))).await["departments"][0]["score"], 1.0);
    }

    async fn assumed_kpi_moves_revenue_and_what_follows_it(app: TestApp) {
        app.key_result(json!({"kpi_id": app.company.kpi})).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-02-01", 10.0).await;
        let would_be = app.simulate(json!({"kpis": [{"id": app.company.kpi, "value": 60}]})).await;
        assert_close(&would_be["revenue"]["score"], 0.6);
        assert_close(&would_be["revenue"]["kpis"][0]["value"], 60.0);
        assert_close(&would_be["departments"][0]["score"], 0.3);
    }

    async fn assumed_policy_is_merged_over_the_present_one(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        let (sales, logistics) = (app.company.sales.as_str(), app.company.logistics.as_str());
        app.policy(json!({"balance": 0, "department_weights": {sales: 3}})).await;
        let would_be = app.simulate(json!({"policy": {"green_from": 0.9}})).await;
        assert_close(&would_be["overall"]["score"], 0.7);
        assert_eq!(would_be["overall"]["band"], "amber");
        let would_be = app.simulate(json!({"policy": {"department_weights": {logistics: 3}}})).await;
        assert_close(&would_be["overall"]["score"], 0.6);
        let would_be = app.simulate(json!({"policy": {"balance": 1}})).await;
        assert_close(&would_be["overall"]["score"], 0.4);
    }

    async fn assumption_that_does_not_fit_is_refused(app: TestApp) {
        let milestones = app.key_result(two_steps()).await;
        let (steps, number, kpi) = (id(&milestones), &app.company.key_result, &app.company.kpi);
        for (key_result, expected) in [
            (json!({"id": kpi, "value": 1}), "/key_results/0/id not_found"),
            (json!({"id": "first", "value": 1}), "/key_results/0/id bad_format"),
            (json!({"value": 1}), "/key_results/0/id required"),
            (json!({"id": number}), "/key_results/0/value required"),
            (json!({"id": number, "value": 1e16}), "/key_results/0/value too_large"),
            (json!({"id": number, "steps_done": []}), "/key_results/0/steps_done not_allowed"),
            (json!({"id": steps, "value": 1}), "/key_results/0/value not_allowed"),
            (json!({"id": steps}), "/key_results/0/steps_done required"),
            (json!({"id": steps, "steps_done": [kpi]}), "/key_results/0/steps_done/0 not_found"),
            (json!({"id": number, "value": 1, "note": "x"}), "/key_results/0/note unknown_field"),
        ] {
            simulated(&app, json!({"key_results": [key_result]})).await.invalid(&[expected]);
        }
        let twice = json!({"key_results": [{"id": number, "value": 1}, {"id": number, "value": 2}],
            "kpis": [{"id": number, "value": 1}, {"id": kpi, "value": 1}, {"id": kpi, "value": 1}]});
        simulated(&app, twice).await.invalid(&[
            "/key_results/1/id duplicate",
            "/kpis/0/id not_found",
            "/kpis/2/id duplicate",
        ]);
    }

    async fn assumed_policy_that_breaks_a_rule_is_refused(app: TestApp) {
        let brand = &app.company.brand;
        for (policy, expected) in [
            (json!({"balance": 2}), "/policy/balance too_large".to_owned()),
            (json!({"amber_from": 0.7}), "/policy/amber_from too_large".to_owned()),
            (json!({"reason": "x"}), "/policy/reason unknown_field".to_owned()),
            (
                json!({"department_weights": {brand.as_str(): 1}}),
                format!("/policy/department_weights/{brand} not_found"),
            ),
            (
                json!({"department_weights": {app.company.sales.as_str(): 0}}),
                "/policy/department_weights too_small".to_owned(),
            ),
            (json!([]), "/policy wrong_type".to_owned()),
        ] {
            simulated(&app, json!({"policy": policy})).await.invalid(&[&expected]);
        }
        simulated(&app, json!({"cycle_id": brand, "colour": 1}))
            .await
            .invalid(&["/cycle_id not_found", "/colour unknown_field"]);
        let path = format!("/brands/{brand}/scorecard/simulate");
        app.viewer().post(&path, json!({})).await.invalid(&["/cycle_id required"]);
    }

    async fn key_result_of_another_brand_is_not_assumed(app: TestApp) {
        let brand = id(&app.admin().post("/brands", json!({"name": "Second"})).await.created());
        let path = format!("/brands/{brand}/scorecard/simulate");
        let body = json!({"cycle_id": app.company.cycle, "key_results": [{"id": app.company.key_result, "value": 1}],
            "kpis": [{"id": app.company.kpi, "value": 1}]});
        app.viewer().post(&path, body).await.invalid(&["/key_results/0/id not_found", "/kpis/0/id not_found"]);
    }
);

async fn simulated(app: &TestApp, assumed: Value) -> Answer {
    let body = with(json!({"cycle_id": app.company.cycle}), &assumed);
    app.viewer().post(&format!("/brands/{}/scorecard/simulate", app.company.brand), body).await
}

/// The assumption that a lever's key result or KPI reaches its target.
async fn reached(app: &TestApp, lever: &Value) -> Value {
    if lever["kind"] == "kpi" {
        return json!({"kpis": [{"id": lever["id"], "value": 100}]});
    }
    let key_result = app.read_key_result(&id(lever)).await;
    let measure = &key_result["measure"];
    let assumed = if measure["kind"] == "milestones" {
        json!({"id": lever["id"], "steps_done": step_ids(&key_result)})
    } else {
        json!({"id": lever["id"], "value": measure["target"]})
    };
    json!({"key_results": [assumed]})
}
