//! Details of the scorecard over the API: a department's branch, a person's branch, the trend. They must agree with the
//! scorecard.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    engine::on_both_engines,
    results::{assert_close, by_id, words},
};

on_both_engines!(
    async fn branch_of_a_department_adds_up_to_its_bar(app: TestApp) {
        plan(&app).await;
        for method in ["balanced", "geometric"] {
            app.policy(json!({"method": method, "department_weights": {app.company.sales.as_str(): 2}})).await;
            let card = app.scorecard().await;
            for department in [&app.company.sales, &app.company.logistics] {
                let branch = branch(&app, department).await;
                let bars = card["waterfall"].as_array().unwrap().iter();
                let bar =
                    bars.filter(|bar| bar["kind"] == "department").find(|bar| bar["department_id"] == **department);
                assert_close(&sum(&branch["objectives"], "points").into(), bar.unwrap()["points"].as_f64().unwrap());
                for objective in branch["objectives"].as_array().unwrap() {
                    assert_close(&objective["points"], sum(&objective["key_results"], "points"));
                }
                let summary = by_id(&card["departments"], department);
                for name in ["name", "weight", "score", "expected", "band", "status", "flags"] {
                    assert_eq!(branch[name], summary[name], "{name}");
                }
            }
        }
    }

    async fn branch_shows_what_is_shared_and_what_is_only_proposed(app: TestApp) {
        let shared = plan(&app).await;
        let proposed = id(&app.member().post("/key-results", app.new_key_result(&json!({}))).await.created());
        let branch = branch(&app, &app.company.sales).await;
        let objectives = &branch["objectives"];
        assert_eq!(by_id(objectives, &shared)["shared"], true);
        assert_eq!(by_id(objectives, &shared)["department_id"], app.company.logistics);
        let own = by_id(objectives, &app.company.objective);
        assert_eq!(own["shared"], false);
        let idea = by_id(&own["key_results"], &proposed);
        let said = [&idea["state"], &idea["points"], &idea["gain"], &idea["flags"]];
        assert_eq!(said, [&json!("proposed"), &json!(0.0), &json!(0.0), &json!([])]);
        let reading = app.read_key_result(&app.company.key_result).await;
        let same = by_id(&own["key_results"], &app.company.key_result);
        for name in
            ["current_value", "raw", "attainment", "expected", "status", "flags", "forecast", "owner_id", "weight"]
        {
            assert_eq!(same[name], reading[name], "{name}");
        }
    }

    async fn gains_of_a_branch_are_the_levers(app: TestApp) {
        plan(&app).await;
        let card = app.scorecard().await;
        let branch = branch(&app, &app.company.sales).await;
        let key_results =
            branch["objectives"].as_array().unwrap().iter().flat_map(|one| one["key_results"].as_array().unwrap());
        for key_result in key_results {
            let lever = by_id(&card["levers"], &id(key_result));
            assert_eq!((&lever["gain"], &lever["attainment"]), (&key_result["gain"], &key_result["attainment"]));
        }
    }

    async fn branch_of_no_department_is_not_found(app: TestApp) {
        for unknown in [&app.company.brand, "sales"] {
            let path = app.scorecard_path(&format!("/departments/{unknown}"));
            app.viewer().get(&path).await.problem(404, "not_found");
            app.viewer().get(&app.scorecard_path(&format!("/people/{unknown}"))).await.problem(404, "not_found");
        }
    }

    async fn branch_of_a_person_has_their_part_in_each_score(app: TestApp) {
        let shared = plan(&app).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        let path = app.scorecard_path(&format!("/people/{}", app.company.member.id));
        let person = app.viewer().get(&path).await.ok();
        assert_eq!((&person["name"], &person["user_id"]), (&json!("Mia"), &json!(app.company.member.id)));
        let owned = person["key_results"].as_array().unwrap();
        assert_eq!(owned.len(), 2);
        let own = by_id(&person["key_results"], &app.company.key_result);
        assert_eq!(own["objective_id"], app.company.objective);
        assert_eq!(own["parts"].as_array().unwrap().len(), 1);
        parts(&own["parts"][0], &app.company.sales, [1.0, 0.25, 0.0625]);
        let of_shared = owned.iter().find(|one| one["objective_id"] == shared).unwrap();
        assert_eq!(of_shared["parts"].as_array().unwrap().len(), 2);
        parts(&of_shared["parts"][0], &app.company.sales, [0.25, 0.1875, 0.046_875]);
        parts(&of_shared["parts"][1], &app.company.logistics, [0.25, 0.25, 0.0625]);
        let mut points = 0.0;
        for department in [&app.company.sales, &app.company.logistics] {
            let branch = branch(&app, department).await;
            let objective = by_id(&branch["objectives"], &shared);
            points += by_id(&objective["key_results"], &id(of_shared))["points"].as_f64().unwrap();
        }
        assert_close(&of_shared["points"], points);
        let nobody = app.scorecard_path(&format!("/people/{}", app.company.viewer.id));
        assert_eq!(app.viewer().get(&nobody).await.ok()["key_results"], json!([]));
    }

    async fn trend_says_what_the_scorecard_said(app: TestApp) {
        plan(&app).await;
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-01-20", 30.0).await;
        let trend = app.viewer().get(&app.scorecard_path("/trend")).await.ok();
        assert_eq!((&trend["every"], &trend["as_of"]), (&json!("week"), &json!("2026-02-15")));
        let days = ["01-01", "01-08", "01-15", "01-22", "01-29", "02-05", "02-12", "02-15"];
        let points = trend["points"].as_array().unwrap();
        assert_eq!(points.len(), days.len());
        for (point, day) in points.iter().zip(days) {
            let card = app.scorecard_as_of(&format!("2026-{day}")).await;
            assert_eq!(point["on"], card["as_of"]);
            assert_eq!(point["overall"], card["overall"]["score"]);
            assert_eq!(point["expected"], card["overall"]["expected"]);
            assert_eq!((&point["revenue"], &point["purpose"]), (&card["revenue"]["score"], &card["purpose"]["score"]));
            for department in card["departments"].as_array().unwrap() {
                assert_eq!(point["departments"][id(department)], department["score"]);
            }
        }
        assert_ne!(points[0]["overall"], points[7]["overall"]);
    }

    async fn trend_goes_by_day_or_month_too(app: TestApp) {
        let read =
            async |every: &str| app.viewer().get(&format!("{}&every={every}", app.scorecard_path("/trend"))).await;
        let days = read("day").await.ok();
        assert_eq!(days["points"].as_array().unwrap().len(), 46);
        let months = read("month").await.ok();
        let on: Vec<&Value> = months["points"].as_array().unwrap().iter().map(|point| &point["on"]).collect();
        assert_eq!(on, ["2026-01-01", "2026-02-01", "2026-02-15"]);
        read("year&as_of=2026-02-01").await.invalid(&["/every not_one_of", "/as_of unknown_field"]);
        app.set_day("2025-12-31");
        assert_eq!(read("day").await.ok()["points"], json!([]));
    }

    async fn trend_ends_with_the_cycle(app: TestApp) {
        let token = app.admin_on("2026-05-01").await;
        let trend = app.with_token(&token).get(&app.scorecard_path("/trend")).await.ok();
        assert_eq!(trend["as_of"], "2026-03-31");
        assert_eq!(trend["points"].as_array().unwrap().last().unwrap()["on"], "2026-03-31");
    }

    async fn department_flags_tell_what_to_look_at(app: TestApp) {
        let shared =
            app.objective(json!({"department_id": app.company.logistics, "shared_with": [app.company.sales]})).await;
        app.admin().delete_because(&format!("/key-results/{}", app.company.key_result)).await.no_content();
        app.key_result(json!({"objective_id": shared, "ambition": "aspirational"})).await;
        let branch = branch(&app, &app.company.sales).await;
        assert_eq!(words(&branch["flags"]), ["mostly_aspirational", "only_shared_objectives"]);
        let empty = by_id(&branch["objectives"], &app.company.objective);
        assert_eq!((&empty["score"], words(&empty["flags"])), (&Value::Null, vec!["objective_without_key_results"]));
    }
);

/// Sales at 80 %; an objective of Logistics with weight 3 is shared with Sales and has two key results: one of weight 1
/// at 20 %, owned by the member, and one of weight 3 at 40 %. Returns the id of the shared objective.
async fn plan(app: &TestApp) -> String {
    let over = json!({"department_id": app.company.logistics, "shared_with": [app.company.sales], "weight": 3});
    let shared = app.objective(over).await;
    let of_member = json!({"objective_id": shared, "owner_id": app.company.member.id});
    let of_member = id(&app.key_result(of_member).await);
    let of_nobody = id(&app.key_result(json!({"objective_id": shared, "weight": 3})).await);
    for (key_result, value, day) in
        [(&app.company.key_result, 80, "2026-01-25"), (&of_member, 20, "2026-02-10"), (&of_nobody, 40, "2026-01-08")]
    {
        app.check_in(key_result, json!({"value": value, "observed_on": day})).await;
    }
    shared
}

async fn branch(app: &TestApp, department: &str) -> Value {
    app.viewer().get(&app.scorecard_path(&format!("/departments/{department}"))).await.ok()
}

fn sum(list: &Value, member: &str) -> f64 {
    list.as_array().unwrap().iter().map(|one| one[member].as_f64().unwrap()).sum()
}

#[track_caller]
fn parts(part: &Value, department: &str, [of_objective, of_department, of_overall]: [f64; 3]) {
    assert_eq!(part["department_id"], department);
    assert_close(&part["of_objective"], of_objective);
    assert_close(&part["of_department"], of_department);
    assert_close(&part["of_overall"], of_overall);
}
