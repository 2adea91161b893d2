//! Lists across everything, as a BI tool reads them: check-ins of all key results, measurements and targets of all
//! KPIs, in pages and since the last time.
//!
//! Pages and cursors are tested for every list in `api_lists.rs`, the number of statements in `api_statements.rs`.

use serde_json::{Value, json};

use crate::support::{TestApp, client::id, engine::on_both_engines};

impl TestApp {
    /// What a member says of the items of a list.
    async fn told(&self, path: &str, member: &str) -> Vec<Value> {
        let list = self.viewer().get(path).await.ok();
        list["items"].as_array().unwrap().iter().map(|item| item[member].clone()).collect()
    }

    async fn measured(&self, kpi: &str, date: &str, value: i64) {
        let path = format!("/kpis/{kpi}/measurements/{date}");
        self.admin().put(&path, json!({"value": value})).await.created();
    }

    /// A KPI of another brand; also returns the brand.
    async fn kpi_elsewhere(&self) -> (String, String) {
        let brand = id(&self.admin().post("/brands", json!({"name": "Corta"})).await.created());
        let kpi =
            json!({"brand_id": brand, "name": "Guests", "category": "customer", "unit": "", "aggregation": "sum"});
        (id(&self.admin().post("/kpis", kpi).await.created()), brand)
    }
}

on_both_engines!(
    async fn reader_gets_the_check_ins_of_all_key_results_in_one_call(app: TestApp) {
        let first = app.company.key_result.clone();
        let objective = app.objective(json!({"department_id": app.company.logistics})).await;
        let second = id(&app.key_result(json!({"objective_id": objective, "owner_id": app.company.manager.id})).await);
        app.check_in(&first, json!({"value": 1, "observed_on": "2026-02-01"})).await;
        app.check_in(&second, json!({"value": 2, "observed_on": "2026-02-03"})).await;
        app.advance(60);
        app.check_in(&first, json!({"value": 3, "observed_on": "2026-02-02"})).await;
        let all = app.told("/check-ins", "key_result_id").await;
        assert_eq!(all, [json!(first), json!(second), json!(first)]);
        let company = &app.company;
        for (filters, values) in [
            (format!("cycle_id={}", company.cycle), vec![1.0, 2.0, 3.0]),
            (format!("key_result_id={first}"), vec![1.0, 3.0]),
            (format!("department_id={}", company.logistics), vec![2.0]),
            (format!("owner_id={}", company.manager.id), vec![2.0]),
            (format!("owner_id={}&department_id={}", company.manager.id, company.sales), vec![]),
            ("observed_from=2026-02-02".to_owned(), vec![2.0, 3.0]),
            ("observed_from=2026-02-02&observed_to=2026-02-02".to_owned(), vec![3.0]),
        ] {
            assert_eq!(app.told(&format!("/check-ins?{filters}"), "value").await, values, "{filters}");
        }
        let since = app.viewer().get("/check-ins").await.ok()["items"][2]["updated_at"].as_str().unwrap().to_owned();
        assert_eq!(app.told(&format!("/check-ins?updated_since={since}"), "value").await, [3.0]);
    }

    async fn check_ins_on_shared_objectives_count_for_every_department(app: TestApp) {
        let company = &app.company;
        let objective = app.objective(json!({"shared_with": [company.logistics]})).await;
        let shared = id(&app.key_result(json!({"objective_id": objective})).await);
        app.check_in(&shared, json!({"value": 7})).await;
        for department in [&company.sales, &company.logistics] {
            assert_eq!(app.told(&format!("/check-ins?department_id={department}"), "value").await, [7.0]);
        }
    }

    async fn reader_gets_the_measurements_of_all_kpis_in_one_call(app: TestApp) {
        let (kpi, (other, brand)) = (app.company.kpi.clone(), app.kpi_elsewhere().await);
        app.measured(&kpi, "2026-02-02", 2).await;
        app.measured(&other, "2026-02-01", 3).await;
        app.measured(&kpi, "2025-12-31", 1).await;
        assert_eq!(app.told("/measurements", "kpi_id").await, [json!(kpi), json!(kpi), json!(other)]);
        assert_eq!(app.told("/measurements", "date").await, ["2025-12-31", "2026-02-02", "2026-02-01"]);
        for (filters, values) in [
            (format!("kpi_id={kpi}"), vec![1.0, 2.0]),
            (format!("brand_id={brand}"), vec![3.0]),
            (format!("cycle_id={}", app.company.cycle), vec![2.0, 3.0]),
            (format!("cycle_id={}&observed_to=2026-02-01", app.company.cycle), vec![3.0]),
            (format!("cycle_id={}&observed_from=2025-01-01", app.company.cycle), vec![2.0, 3.0]),
            ("observed_from=2026-02-02".to_owned(), vec![2.0]),
            ("updated_since=2100-01-01T00:00:00Z".to_owned(), vec![]),
        ] {
            assert_eq!(app.told(&format!("/measurements?{filters}"), "value").await, values, "{filters}");
        }
    }

    async fn reader_gets_the_targets_of_all_kpis_in_one_call(app: TestApp) {
        let (kpi, (other, brand)) = (app.company.kpi.clone(), app.kpi_elsewhere().await);
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        for (kpi, cycle, target) in [(&kpi, &app.company.cycle, 1), (&other, &next, 3), (&kpi, &next, 2)] {
            let path = format!("/kpis/{kpi}/targets/{cycle}");
            app.executive().put(&path, json!({"target": target})).await.created();
        }
        assert_eq!(app.told("/targets", "target").await, [1.0, 2.0, 3.0]);
        assert_eq!(app.told("/targets", "kpi_id").await, [json!(kpi), json!(kpi), json!(other)]);
        assert_eq!(app.told("/targets", "cycle_id").await[1], json!(next));
        for (filters, values) in [
            (format!("cycle_id={next}"), vec![2.0, 3.0]),
            (format!("kpi_id={kpi}"), vec![1.0, 2.0]),
            (format!("brand_id={brand}"), vec![3.0]),
            ("updated_since=2100-01-01T00:00:00Z".to_owned(), vec![]),
        ] {
            assert_eq!(app.told(&format!("/targets?{filters}"), "target").await, values, "{filters}");
        }
    }

    async fn reader_gets_what_was_reported_on_since_the_last_time(app: TestApp) {
        let objective = app.objective(json!({})).await;
        let follower = json!({"objective_id": objective, "kpi_id": app.company.kpi});
        let follower = id(&app.key_result(follower).await);
        let lists = ["/key-results", "/objectives", "/kpis"];
        app.advance(60);
        let since = "2026-02-15T12:00:30Z";
        for list in lists {
            assert_eq!(app.told(&format!("{list}?updated_since={since}"), "id").await, Vec::<Value>::new(), "{list}");
        }
        app.check_in(&app.company.key_result, json!({"value": 7})).await;
        for (list, ids) in
            lists.iter().zip([vec![app.company.key_result.as_str()], vec![app.company.objective.as_str()], vec![]])
        {
            assert_eq!(app.told(&format!("{list}?updated_since={since}"), "id").await, ids, "{list}");
        }
        app.measured(&app.company.kpi, "2026-02-02", 2).await;
        for (list, ids) in lists.iter().zip([
            vec![app.company.key_result.as_str(), &follower],
            vec![app.company.objective.as_str(), &objective],
            vec![app.company.kpi.as_str()],
        ]) {
            assert_eq!(app.told(&format!("{list}?updated_since={since}"), "id").await, ids, "{list}");
        }
    }

    async fn stranger_gets_nothing_of_another_organisation(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 7})).await;
        app.measured(&app.company.kpi, "2026-02-02", 2).await;
        let target = format!("/kpis/{}/targets/{}", app.company.kpi, app.company.cycle);
        app.executive().put(&target, json!({"target": 5})).await.created();
        for list in ["/check-ins", "/measurements", "/targets"] {
            assert_eq!(app.viewer().get(list).await.ok()["items"].as_array().unwrap().len(), 1, "{list}");
            assert_eq!(app.stranger().get(list).await.ok()["items"], json!([]), "{list}");
            let cycle = format!("{list}?cycle_id={}", app.company.cycle);
            app.stranger().get(&cycle).await.invalid(&["/cycle_id not_found"]);
        }
        app.viewer().get("/check-ins?observed_from=soon").await.invalid(&["/observed_from bad_format"]);
    }
);
