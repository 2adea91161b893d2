//! What cannot be changed in a closed cycle, one line for each kind of write: all answer 409 `cycle_closed`, and
//! nothing changes. What can still be changed is here too. Reading a closed cycle is tested in `api_snapshots`.

use serde_json::{Value, json};

use crate::support::{TestApp, client::id, engine::on_both_engines, results::with};

/// Ids of everything that belongs to the cycle.
struct Place {
    check_in: String,
    target_of: String,
    another: String,
}

/// Creates and reports a little of everything, then closes the company's cycle.
async fn closed(app: &TestApp) -> Place {
    let company = &app.company;
    let check_in = id(&app.check_in(&company.key_result, json!({"value": 40})).await);
    app.target(&company.kpi, json!({"target": 100})).await;
    app.policy(json!({"balance": 0.4})).await;
    app.measure(&company.kpi, "2026-02-01", 30.0).await;
    let another = id(&app.key_result(json!({"state": "proposed", "external_ref": "crm.calls"})).await);
    app.executive().post(&format!("/cycles/{}/close", company.cycle), json!({})).await.ok();
    Place { check_in, target_of: company.kpi.clone(), another }
}

/// Every write that would change something in the closed cycle.
fn writes(app: &TestApp, place: &Place) -> Vec<(&'static str, String, Value)> {
    let company = &app.company;
    let (cycle, objective) = (format!("/cycles/{}", company.cycle), format!("/objectives/{}", company.objective));
    let key_result = format!("/key-results/{}", company.key_result);
    let check_ins = format!("{key_result}/check-ins");
    let check_in = format!("{check_ins}/{}", place.check_in);
    let target = format!("/kpis/{}/targets/{}", place.target_of, company.cycle);
    let proposal = format!("/key-results/{}", place.another);
    vec![
        ("PATCH", cycle.clone(), json!({"name": "Renamed"})),
        ("PATCH", cycle.clone(), json!({"state": "active"})),
        ("PATCH", cycle.clone(), json!({"ends_on": "2026-12-31"})),
        ("DELETE", cycle.clone(), Value::Null),
        ("POST", format!("{cycle}/close"), json!({})),
        ("POST", "/objectives".to_owned(), company.new_objective()),
        ("PATCH", objective.clone(), json!({"title": "Retitled"})),
        ("PATCH", objective.clone(), json!({"shared_with": [company.logistics]})),
        ("DELETE", objective, Value::Null),
        ("POST", "/key-results".to_owned(), app.new_key_result(&json!({}))),
        ("PATCH", key_result.clone(), json!({"title": "Retitled"})),
        ("PATCH", key_result.clone(), json!({"state": "cancelled", "reason": "Too late"})),
        ("PATCH", key_result.clone(), json!({"owner_id": null})),
        ("PATCH", key_result.clone(), json!({"status_override": {"status": "on_track", "reason": "It was"}})),
        ("PATCH", proposal.clone(), json!({"state": "active"})),
        ("DELETE", proposal, Value::Null),
        ("POST", check_ins, json!({"value": 99})),
        ("PATCH", check_in.clone(), json!({"value": 99})),
        ("PATCH", check_in.clone(), json!({"note": "Recounted"})),
        ("DELETE", check_in, Value::Null),
        ("PUT", target.clone(), json!({"target": 10})),
        ("DELETE", target, Value::Null),
        ("PUT", app.policy_path(), json!({"balance": 0, "reason": "Kinder"})),
        ("DELETE", format!("/kpis/{}", place.target_of), Value::Null),
        ("DELETE", format!("/departments/{}", company.logistics), Value::Null),
    ]
}

async fn refused(app: &TestApp, (method, path, body): (&str, String, Value)) {
    let body = (!body.is_null()).then(|| (body.to_string().into_bytes(), "application/json"));
    let problem = app.admin().raw(method.parse().unwrap(), &path, body).await.problem(409, "cycle_closed");
    assert!(problem["detail"].as_str().unwrap().starts_with("“Q1” is closed and "), "{method} {path}: {problem}");
}

on_both_engines!(
    async fn nothing_in_a_closed_cycle_can_be_changed(app: TestApp) {
        let place = closed(&app).await;
        let before = app.last_change().await;
        for write in writes(&app, &place) {
            refused(&app, write).await;
        }
        assert_eq!(app.last_change().await, before);
    }

    async fn batch_is_refused_item_by_item(app: TestApp) {
        let place = closed(&app).await;
        let next = json!({"name": "Q1 again", "starts_on": "2026-01-01", "ends_on": "2026-03-31", "state": "active"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let objective = app.objective(json!({"cycle_id": next})).await;
        let open = id(&app.key_result(json!({"objective_id": objective, "external_ref": "crm.calls"})).await);
        let items = json!([
            {"key_result_id": app.company.key_result, "value": 1},
            {"key_result_id": open, "value": 2},
            {"key_result_id": place.another, "value": 3},
            {"external_ref": "crm.calls", "value": 4},
        ]);
        let batch = app.admin().post("/check-ins/batch", json!({"items": items})).await.ok();
        let told: Vec<&Value> = batch["items"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
        assert_eq!(told, [409, 201, 409, 201]);
        assert_eq!(batch["items"][0]["problem"]["code"], "cycle_closed");
        assert_eq!(app.read_key_result(&open).await["current_value"], 4.0);
    }

    async fn brand_that_a_closed_cycle_scored_by_a_policy_stays(app: TestApp) {
        let brand = id(&app.admin().post("/brands", json!({"name": "Second"})).await.created());
        let plain = id(&app.admin().post("/brands", json!({"name": "Third"})).await.created());
        let policy = format!("/brands/{brand}/scoring-policy/{}", app.company.cycle);
        app.admin().put(&policy, json!({"balance": 0, "reason": "New"})).await.ok();
        closed(&app).await;
        refused(&app, ("DELETE", format!("/brands/{brand}"), Value::Null)).await;
        app.admin().delete(&format!("/brands/{plain}")).await.no_content();
        app.admin().patch(&format!("/brands/{brand}"), json!({"archived": true})).await.ok();
    }

    async fn department_without_objectives_counts_in_what_is_closed(app: TestApp) {
        closed(&app).await;
        refused(&app, ("DELETE", format!("/departments/{}", app.company.logistics), Value::Null)).await;
        let later = id(&app.admin().post("/departments", json!({"name": "Later"})).await.created());
        app.admin().delete(&format!("/departments/{later}")).await.no_content();
        for department in [&app.company.sales, &app.company.logistics] {
            app.admin().patch(&format!("/departments/{department}"), json!({"archived": true})).await.ok();
        }
    }

    async fn measurements_can_still_be_recorded(app: TestApp) {
        closed(&app).await;
        app.measure(&app.company.kpi, "2026-02-14", 5.0).await;
        let path = format!("/kpis/{}/measurements/2026-02-01", app.company.kpi);
        app.admin().put(&path, json!({"value": 31})).await.ok();
        app.admin().delete(&path).await.no_content();
        let items = json!([{"kpi_id": app.company.kpi, "date": "2026-02-02", "value": 1}]);
        let batch = app.admin().post("/measurements/batch", json!({"items": items})).await.ok();
        assert_eq!(batch["items"][0]["status"], 201);
    }

    async fn target_of_a_closed_cycle_does_not_bind_its_kpi(app: TestApp) {
        let kpi = app.kpi(json!({})).await;
        app.target(&kpi, json!({"baseline": 5, "target": 10})).await;
        let path = format!("/kpis/{kpi}");
        let sum = json!({"aggregation": "sum"});
        app.admin().patch_because(&path, sum.clone()).await.invalid(&["/aggregation not_allowed"]);
        closed(&app).await;
        app.admin().patch(&path, sum).await.ok();
    }

    async fn other_cycles_may_still_align_to_what_is_closed(app: TestApp) {
        closed(&app).await;
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let objective = app.objective(json!({"cycle_id": next, "parent_id": app.company.objective})).await;
        app.admin().delete(&format!("/objectives/{objective}")).await.no_content();
        let foreign = with(app.company.new_objective(), &json!({"cycle_id": app.company.cycle}));
        app.manager().post("/objectives", foreign).await.problem(409, "cycle_closed");
    }
);
