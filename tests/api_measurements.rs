//! Measurements over the API: who records them, for which days, and how they are listed.

use serde_json::{Value, json};

use crate::support::{TestApp, company::invite, engine::on_both_engines, results::assert_close};

on_both_engines!(
    async fn member_records_and_replaces_a_measurement(app: TestApp) {
        let path = measurement(&app, "2026-02-01");
        let made = app.member().put(&path, json!({"value": 1.5, "note": "Without Verona"})).await.created();
        let expected = json!({"kpi_id": app.company.kpi, "date": "2026-02-01", "value": 1.5, "note": "Without Verona",
            "version": 1});
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(app.viewer().get(&path).await.ok(), made);
        let replaced = app.member().put(&path, json!({"value": 2})).await.ok();
        assert_eq!(
            (&replaced["value"], &replaced["note"], &replaced["version"]),
            (&json!(2.0), &Value::Null, &json!(2))
        );
        assert_eq!(app.member().put(&path, json!({"value": 2})).await.ok()["version"], 2);
        let change = app.last_change().await;
        assert_eq!(change["entity_id"], format!("{}/2026-02-01", app.company.kpi));
    }

    async fn measurements_are_for_members_of_the_department(app: TestApp) {
        let luca = invite(&app, &app.admin(), "Luca", "manager").await;
        let path = measurement(&app, "2026-02-01");
        let body = json!({"value": 1});
        app.viewer().put(&path, body.clone()).await.problem(403, "forbidden");
        app.with_token(&luca.token).put(&path, body.clone()).await.problem(403, "forbidden");
        app.manager().put(&path, body.clone()).await.created();
        app.viewer().delete(&path).await.problem(403, "forbidden");
        app.with_token(&luca.token).delete(&path).await.problem(403, "forbidden");
        app.member().delete(&path).await.no_content();
        let of_nobody = format!("/kpis/{}/measurements/2026-02-01", app.kpi(json!({"department_id": null})).await);
        app.manager().put(&of_nobody, body.clone()).await.problem(403, "forbidden");
        app.executive().put(&of_nobody, body).await.created();
    }

    async fn measurement_that_breaks_a_rule_is_refused(app: TestApp) {
        for (body, expected) in [
            (json!({}), "/value required"),
            (json!({"value": "5"}), "/value wrong_type"),
            (json!({"value": -1e16}), "/value too_small"),
            (json!({"value": 1, "note": "\u{1}"}), "/note control_character"),
            (json!({"value": 1, "date": "2026-02-01"}), "/date unknown_field"),
        ] {
            app.member().put(&measurement(&app, "2026-02-01"), body).await.invalid(&[expected]);
        }
    }

    async fn day_that_is_none_does_not_exist(app: TestApp) {
        for date in ["today", "2026-02-30", "2026-2-1", "1969-12-31", "2200-01-01", "20260201", "+2026-02-01"] {
            let path = measurement(&app, date);
            app.executive().put(&path, json!({"value": "5"})).await.problem(404, "not_found");
            app.executive().get(&path).await.problem(404, "not_found");
            app.executive().delete(&path).await.problem(404, "not_found");
        }
        app.executive().get(&measurement(&app, "2026-02-01")).await.problem(404, "not_found");
        app.executive().delete(&measurement(&app, "2026-02-01")).await.problem(404, "not_found");
    }

    async fn deleted_measurement_no_longer_counts(app: TestApp) {
        app.target(&app.company.kpi, json!({"target": 100})).await;
        app.measure(&app.company.kpi, "2026-01-31", 30.0).await;
        app.measure(&app.company.kpi, "2026-02-15", 20.0).await;
        assert_close(&app.scorecard().await["revenue"]["score"], 0.5);
        app.executive().delete(&measurement(&app, "2026-01-31")).await.no_content();
        assert_close(&app.scorecard().await["revenue"]["score"], 0.2);
        app.executive().delete(&measurement(&app, "2026-02-15")).await.no_content();
        let kpi = app.scorecard().await["revenue"]["kpis"][0].clone();
        assert_eq!((&kpi["value"], &kpi["flags"]), (&Value::Null, &json!(["no_data"])));
    }

    async fn reader_lists_measurements_by_date(app: TestApp) {
        for (date, value) in [("2026-02-10", 1.0), ("2026-01-05", 2.0), ("2025-12-31", 3.0)] {
            app.measure(&app.company.kpi, date, value).await;
        }
        let path = format!("/kpis/{}/measurements", app.company.kpi);
        let page = app.viewer().get(&format!("{path}?limit=2")).await.ok();
        assert_eq!(dates(&page), ["2025-12-31", "2026-01-05"]);
        let next = page["next_cursor"].as_str().unwrap();
        let page = app.viewer().get(&format!("{path}?limit=2&cursor={next}")).await.ok();
        assert_eq!((dates(&page), &page["next_cursor"]), (vec!["2026-02-10"], &Value::Null));
        app.viewer().get(&format!("{path}?from=2026-01-01")).await.invalid(&["/from unknown_field"]);
        app.stranger().get(&path).await.problem(404, "not_found");
    }
);

fn measurement(app: &TestApp, date: &str) -> String {
    format!("/kpis/{}/measurements/{date}", app.company.kpi)
}

fn dates(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|one| one["date"].as_str().unwrap()).collect()
}
