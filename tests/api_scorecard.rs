//! The scorecard over the API: its parameters, the day it is computed for, which departments take part, and what it
//! says about itself.
//!
//! Its figures are in `api_conformance`, branches in `api_scorecard_branches`, what-if in `api_simulate`.

use serde_json::{Value, json};

use crate::support::{
    client::id,
    engine::on_both_engines,
    results::{assert_close, with, words},
};

on_both_engines!(
    async fn reader_asks_for_a_scorecard_with_care(app: TestApp) {
        let (brand, cycle) = (&app.company.brand, &app.company.cycle);
        for (query, expected) in [
            (String::new(), vec!["/cycle_id required"]),
            (format!("?cycle_id={brand}"), vec!["/cycle_id not_found"]),
            (
                "?cycle_id=now&as_of=yesterday&colour=red".to_owned(),
                vec!["/cycle_id bad_format", "/as_of bad_format", "/colour unknown_field"],
            ),
            (format!("?cycle_id={cycle}&as_of=2026-02-30"), vec!["/as_of bad_format"]),
            (format!("?cycle_id={cycle}&cycle_id={cycle}"), vec!["/cycle_id duplicate"]),
        ] {
            for below in
                ["", &format!("/departments/{}", app.company.sales), &format!("/people/{}", app.company.member.id)]
            {
                app.viewer().get(&format!("/brands/{brand}/scorecard{below}{query}")).await.invalid(&expected);
            }
        }
        app.viewer().get(&format!("/brands/{cycle}/scorecard?colour=red")).await.problem(404, "not_found");
        app.stranger().get(&app.scorecard_path("")).await.problem(404, "not_found");
    }

    async fn scorecard_is_as_of_the_last_day_that_counts(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40, "observed_on": "2026-01-10"})).await;
        app.check_in(&app.company.key_result, json!({"value": 80, "observed_on": "2026-02-14"})).await;
        let score = |card: &Value| card["departments"][0]["score"].clone();
        let today = app.scorecard().await;
        assert_eq!(today["as_of"], "2026-02-15");
        assert_close(&score(&today), 0.8);
        let earlier = app.scorecard_as_of("2026-02-13").await;
        assert_close(&score(&earlier), 0.4);
        assert_close(&earlier["departments"][0]["expected"], 43.0 / 89.0);
        let before = app.scorecard_as_of("2025-12-31").await;
        assert_eq!(
            (&before["departments"][0]["status"], &before["as_of"]),
            (&json!("not_started"), &json!("2025-12-31"))
        );
        let after = app.scorecard_as_of("2026-12-31").await;
        assert_eq!((&after["as_of"], &after["departments"][0]["status"]), (&json!("2026-03-31"), &json!("partial")));
        assert_close(&after["departments"][0]["expected"], 1.0);
        assert_eq!(after["overall"]["outlook"], after["overall"]["verdict"]);
    }

    async fn revision_is_that_of_the_last_change(app: TestApp) {
        let before = app.scorecard().await["revision"].clone();
        assert_eq!(before, app.last_change().await["revision"]);
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let after = app.scorecard().await["revision"].clone();
        assert_eq!(after, app.last_change().await["revision"]);
        assert_eq!(after.as_i64().unwrap(), before.as_i64().unwrap() + 1);
        let branch = app.viewer().get(&app.scorecard_path(&format!("/departments/{}", app.company.sales))).await.ok();
        let person = app.viewer().get(&app.scorecard_path(&format!("/people/{}", app.company.member.id))).await.ok();
        let trend = app.viewer().get(&app.scorecard_path("/trend")).await.ok();
        assert!([branch, person, trend].iter().all(|read| read["revision"] == after));
    }

    async fn every_active_department_takes_part_with_one_brand_and_no_policy(app: TestApp) {
        let card = app.scorecard().await;
        assert_eq!(ids(&card), [app.company.sales.as_str(), &app.company.logistics]);
        assert_eq!(words(&card["departments"][1]["flags"]), ["department_without_objectives"]);
        assert_eq!(words(&card["flags"]), ["department_without_objectives", "no_data", "no_revenue_kpi"]);
        assert_close(&card["overall"]["coverage"], 0.5);
        assert_eq!(words(&card["failing_departments"]), [app.company.sales.as_str(), &app.company.logistics]);
        app.admin()
            .patch_because(&format!("/departments/{}", app.company.logistics), json!({"archived": true}))
            .await
            .ok();
        let card = app.scorecard().await;
        assert_eq!(ids(&card), [app.company.sales.as_str()]);
        assert_close(&card["overall"]["coverage"], 1.0);
    }

    async fn policy_names_the_departments_that_take_part(app: TestApp) {
        let (sales, logistics) = (app.company.sales.as_str(), app.company.logistics.as_str());
        app.policy(json!({"department_weights": {sales: 3}})).await;
        assert_eq!(ids(&app.scorecard().await), [sales]);
        let missing = app.scorecard_path(&format!("/departments/{logistics}"));
        app.viewer().get(&missing).await.problem(404, "not_found");
        app.admin().patch_because(&format!("/departments/{logistics}"), json!({"archived": true})).await.ok();
        app.policy(json!({"department_weights": {logistics: 1}})).await;
        let card = app.scorecard().await;
        assert_eq!(ids(&card), [sales, logistics]);
        assert_eq!(
            card["departments"].as_array().unwrap().iter().map(|one| &one["weight"]).collect::<Vec<_>>(),
            [1.0, 1.0]
        );
    }

    async fn department_of_weight_0_is_only_observed(app: TestApp) {
        app.sales_and_logistics_at(80.0, 0.0).await;
        app.policy(json!({"department_weights": {app.company.logistics.as_str(): 0}})).await;
        let card = app.scorecard().await;
        assert_close(&card["overall"]["score"], 0.8);
        assert_close(&card["departments"][1]["score"], 0.0);
        assert_eq!(card["failing_departments"], json!([]));
        assert_eq!(card["waterfall"].as_array().unwrap().len(), 2);
    }

    async fn with_several_brands_departments_with_an_objective_take_part(app: TestApp) {
        let brand = id(&app.admin().post("/brands", json!({"name": "Second"})).await.created());
        assert_eq!(ids(&app.scorecard().await), [app.company.sales.as_str()]);
        let path = format!("/brands/{brand}/scorecard?cycle_id={}", app.company.cycle);
        let empty = app.viewer().get(&path).await.ok();
        assert_eq!((&empty["departments"], &empty["overall"]["score"]), (&json!([]), &Value::Null));
        assert_eq!(empty["overall"]["verdict"], "incomplete");
        app.objective(json!({"brand_id": brand, "shared_with": [app.company.logistics]})).await;
        let card = app.viewer().get(&path).await.ok();
        assert_eq!(ids(&card), [app.company.sales.as_str(), &app.company.logistics]);
        assert_eq!(words(&card["departments"][1]["flags"]), ["department_without_objectives"]);
        app.admin().patch(&format!("/brands/{brand}"), json!({"archived": true})).await.ok();
        assert_eq!(ids(&app.scorecard().await), [app.company.sales.as_str(), &app.company.logistics]);
    }

    async fn purpose_statement_is_that_of_the_model(app: TestApp) {
        assert_eq!(app.scorecard().await["purpose_statement"], Value::Null);
        let model = json!({"purpose": "Nobody eats alone"});
        app.executive().put(&format!("/brands/{}/model", app.company.brand), model).await.with(200);
        assert_eq!(app.scorecard().await["purpose_statement"], "Nobody eats alone");
    }

    async fn nothing_measured_has_no_score_to_show_but_nought(app: TestApp) {
        let objective = &app.scorecard().await["departments"][0]["objectives"][0];
        assert_eq!(
            (&objective["score"], &objective["status"], &objective["key_results"]),
            (&json!(0.0), &json!("no_data"), &json!(1))
        );
        let card = app.scorecard().await;
        assert_close(&card["overall"]["score"], 0.0);
        assert_close(&card["overall"]["interval"][1], 1.0);
        assert_eq!(card["overall"]["status"], "no_data");
        app.admin().delete_because(&format!("/key-results/{}", app.company.key_result)).await.no_content();
        let card = app.scorecard().await;
        assert_eq!((&card["overall"]["score"], &card["waterfall"]), (&Value::Null, &json!([])));
        assert_eq!(words(&card["flags"])[2], "objective_without_key_results");
    }

    async fn executive_reads_verdict_outlook_and_waterfall(app: TestApp) {
        app.sales_and_logistics_at(60.0, 20.0).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-02-01", 100.0).await;
        let card = app.scorecard().await;
        assert_eq!(card["overall"]["verdict"], "revenue_without_purpose");
        assert_eq!(card["overall"]["outlook"], "revenue_without_purpose");
        assert_eq!(words(&card["failing_departments"]), [app.company.sales.as_str(), &app.company.logistics]);
        assert_close(&card["purpose"]["score"], 0.5 * 0.4 + 0.5 * 0.2);
        assert_eq!(card["purpose"]["weakest_department_id"], app.company.logistics);
        assert_close(&card["overall"]["plain_average"], 0.7);
        assert_close(&card["overall"]["score"], 0.5 * 0.65 + 0.5 * 0.3);
        assert_eq!(card["overall"]["band"], "amber");
        let bars: Vec<(&str, f64)> = card["waterfall"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bar| (bar["kind"].as_str().unwrap(), bar["points"].as_f64().unwrap()))
            .collect();
        let expected = [
            ("revenue", 0.0),
            ("department", 10.0),
            ("department", 20.0),
            ("weakest_department", 5.0),
            ("weaker_pillar", 17.5),
        ];
        for ((kind, points), (expected_kind, expected_points)) in bars.iter().zip(expected) {
            assert_eq!(*kind, expected_kind);
            assert!((points - expected_points).abs() < 1e-9, "{kind}: {points}");
        }
        assert_eq!((bars.len(), &card["waterfall"][4]["pillar"]), (5, &json!("purpose")));
        app.sales_and_logistics_at(60.0, 60.0).await;
        assert_eq!(app.scorecard().await["overall"]["outlook"], "fulfilled");
    }

    async fn member_of_one_company_scores_nothing_of_another(app: TestApp) {
        let body = json!({"cycle_id": app.company.cycle});
        let path = format!("/brands/{}/scorecard/simulate", app.company.brand);
        app.stranger().post(&path, with(body, &json!({"colour": 1}))).await.problem(404, "not_found");
        for below in
            ["/trend", &format!("/departments/{}", app.company.sales), &format!("/people/{}", app.company.member.id)]
        {
            app.stranger().get(&app.scorecard_path(below)).await.problem(404, "not_found");
        }
    }
);

fn ids(card: &Value) -> Vec<&str> {
    card["departments"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}
