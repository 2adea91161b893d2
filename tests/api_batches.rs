//! Batches of check-ins and measurements, as integrations send them, and search.
//!
//! Single check-ins and measurements are tested in `api_check_ins.rs` and `api_measurements.rs`.

use serde_json::{Value, json};

use crate::support::{client::id, engine::on_both_engines};

fn statuses(body: &Value) -> Vec<u64> {
    body["items"].as_array().unwrap().iter().map(|item| item["status"].as_u64().unwrap()).collect()
}

on_both_engines!(
    async fn one_bad_check_in_spoils_no_other(app: TestApp) {
        let key_result = &app.company.key_result;
        let path = format!("/key-results/{key_result}");
        app.admin().patch(&path, json!({"external_ref": "crm-1"})).await.ok();
        let items = json!({"items": [
            {"key_result_id": key_result, "value": 10, "observed_on": "2026-02-01"},
            {"external_ref": "crm-1", "value": 20, "observed_on": "2026-02-08", "note": "By reference"},
            {"key_result_id": key_result, "value": "many"},
            {"key_result_id": app.company.objective, "value": 1},
            {"external_ref": "crm-1", "value": 1, "observed_on": "2025-02-08"},
            {"value": 1},
            {"key_result_id": key_result, "external_ref": "crm-1", "value": 1},
            {"key_result_id": key_result, "value": 1, "unknown": true},
            "nothing",
        ]});
        let body = app.member().post("/check-ins/batch", items).await.ok();
        assert_eq!(statuses(&body), [201, 201, 422, 422, 422, 422, 422, 422, 422]);
        let pointer = |item: usize| body["items"][item]["problem"]["errors"][0]["pointer"].clone();
        assert_eq!((pointer(2), pointer(3)), (json!("/value"), json!("/key_result_id")));
        assert_eq!((pointer(4), pointer(7)), (json!("/external_ref"), json!("/unknown")));
        assert_eq!(app.viewer().get(&path).await.ok()["current_value"], 20.0);
        let stored = app.viewer().get(&format!("{path}/check-ins")).await.ok();
        assert_eq!(stored["items"].as_array().unwrap().len(), 2);
        assert_eq!(stored["items"][1]["id"], body["items"][1]["id"]);
    }

    async fn reference_in_two_open_cycles_needs_the_cycle(app: TestApp) {
        let company = &app.company;
        let year = json!({"name": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "state": "active"});
        let year = id(&app.admin().post("/cycles", year).await.created());
        let of_year = app.objective(json!({"cycle_id": year})).await;
        let of_year = id(&app.key_result(json!({"objective_id": of_year, "external_ref": "crm-1"})).await);
        let path = format!("/key-results/{}", company.key_result);
        app.admin().patch(&path, json!({"external_ref": "crm-1"})).await.ok();
        let items = json!({"items": [
            {"external_ref": "crm-1", "value": 1, "observed_on": "2026-02-01"},
            {"external_ref": "crm-1", "value": 2, "observed_on": "2026-02-01", "cycle_id": year},
            {"external_ref": "crm-1", "value": 3, "observed_on": "2026-02-01", "cycle_id": company.cycle},
            {"external_ref": "crm-1", "value": 4, "observed_on": "2026-02-01", "cycle_id": company.brand},
            {"key_result_id": company.key_result, "value": 5, "cycle_id": company.cycle},
            {"external_ref": "crm-1", "value": 6, "cycle_id": "one"},
        ]});
        let body = app.admin().post("/check-ins/batch", items).await.ok();
        assert_eq!(statuses(&body), [422, 201, 201, 422, 422, 422]);
        let fault = |item: usize| {
            let fault = &body["items"][item]["problem"]["errors"][0];
            format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap())
        };
        let expected =
            ["/external_ref ambiguous", "/external_ref not_found", "/cycle_id not_allowed", "/cycle_id bad_format"];
        assert_eq!([fault(0), fault(3), fault(4), fault(5)], expected);
        assert_eq!(app.read_key_result(&of_year).await["current_value"], 2.0);
        assert_eq!(app.read_key_result(&company.key_result).await["current_value"], 3.0);
    }

    async fn batch_is_one_revision(app: TestApp) {
        let last = || async { app.admin().get("/changes?limit=200").await.ok()["items"].as_array().unwrap().len() };
        let before = last().await;
        let item = json!({"key_result_id": app.company.key_result, "value": 10});
        app.admin().post("/check-ins/batch", json!({"items": [item, item, item]})).await.ok();
        let changes = app.admin().get("/changes?limit=200").await.ok();
        let new = &changes["items"].as_array().unwrap()[before..];
        assert_eq!(new.len(), 3);
        assert!(new.iter().all(|change| change["revision"] == new[0]["revision"]));
    }

    async fn permission_is_per_item(app: TestApp) {
        let company = &app.company;
        let objective = json!({"brand_id": company.brand, "cycle_id": company.cycle, "department_id": company.logistics,
            "title": "Deliver", "contribution": "Keeps the promise."});
        let objective = id(&app.admin().post("/objectives", objective).await.created());
        let foreign = json!({"objective_id": objective, "title": "Tracked",
            "measure": {"kind": "number", "start": 0, "target": 10, "unit": ""}});
        let foreign = id(&app.admin().post("/key-results", foreign).await.created());
        let items = json!({"items": [{"key_result_id": foreign, "value": 1}, {"key_result_id": company.key_result, "value": 1}]});
        let body = app.member().post("/check-ins/batch", items).await.ok();
        assert_eq!(statuses(&body), [403, 201]);
        assert_eq!(body["items"][0]["problem"]["code"], "forbidden");
    }

    async fn more_than_a_thousand_items_are_refused(app: TestApp) {
        let items = vec![json!({}); 1_001];
        app.admin().post("/check-ins/batch", json!({"items": items})).await.invalid(&["/items too_long"]);
        app.admin().post("/check-ins/batch", json!({"items": 1})).await.invalid(&["/items wrong_type"]);
        app.admin().post("/measurements/batch", json!({})).await.invalid(&["/items required"]);
    }

    async fn measurements_are_recorded_by_id_or_reference(app: TestApp) {
        let kpi = &app.company.kpi;
        app.admin().patch(&format!("/kpis/{kpi}"), json!({"external_ref": "erp-1"})).await.ok();
        let items = json!({"items": [
            {"kpi_id": kpi, "value": 1, "observed_on": "2026-01-31"},
            {"external_ref": "erp-1", "value": 2, "date": "2026-02-01"},
            {"external_ref": "erp-2", "value": 2, "date": "2026-02-01"},
            {"kpi_id": kpi, "value": 1},
            {"kpi_id": kpi, "value": 1, "date": "2026-02-30"},
        ]});
        let body = app.member().post("/measurements/batch", items).await.ok();
        assert_eq!(statuses(&body), [201, 201, 422, 422, 422]);
        let stored = app.viewer().get(&format!("/kpis/{kpi}/measurements")).await.ok();
        let values: Vec<_> = stored["items"].as_array().unwrap().iter().map(|one| one["value"].clone()).collect();
        assert_eq!(values, [1.0, 2.0]);
    }

    async fn item_of_a_batch_has_the_status_of_a_single_request(app: TestApp) {
        let kpi = &app.company.kpi;
        let batch = |value| json!({"items": [{"kpi_id": kpi, "value": value, "date": "2026-02-01"}]});
        for (value, status) in [(1, 201), (1, 200), (2, 200)] {
            let body = app.member().post("/measurements/batch", batch(value)).await.ok();
            assert_eq!((statuses(&body), &body["items"][0]["id"]), (vec![status], &json!(kpi)));
            let single = json!({"value": value});
            let alone = app.member().put(&format!("/kpis/{kpi}/measurements/2026-01-01"), single).await;
            assert_eq!(u64::from(alone.status), status);
        }
        let twice = json!({"kpi_id": kpi, "value": 5, "date": "2026-02-03"});
        let body = app.member().post("/measurements/batch", json!({"items": [twice, twice]})).await.ok();
        assert_eq!(statuses(&body), [201, 200]);
        let item = json!({"key_result_id": app.company.key_result, "value": 10, "observed_on": "2026-02-01"});
        let body = app.member().post("/check-ins/batch", json!({"items": [item, item]})).await.ok();
        assert_eq!(statuses(&body), [201, 201]);
    }

    async fn search_finds_by_a_part_of_the_name_in_ones_own_organisation(app: TestApp) {
        let found = app.viewer().get("/search?q=VISIT").await.ok();
        let hit = &found["items"][0];
        assert_eq!((&hit["id"], &hit["title"]), (&json!(app.company.key_result), &json!("Visits")));
        let people = app.viewer().get("/search?q=mia").await.ok();
        assert_eq!(people["items"][0]["entity"], "user");
        assert_eq!(app.stranger().get("/search?q=visit").await.ok()["items"], json!([]));
        assert_eq!(app.viewer().get("/search?q=100%25").await.ok()["items"], json!([]));
        app.viewer().get("/search").await.invalid(&["/q required"]);
    }
);
