//! The pages of KPIs: what a KPI reads, its targets and measurements, and who may set them. The rules behind them are in
//! `api_kpis.rs`, `api_targets.rs` and `api_measurements.rs`.

use serde_json::json;

use crate::support::{browser::Browser, client::id, engine::on_both_engines};

on_both_engines!(
    async fn executive_adds_a_kpi_with_target_and_measurements(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.executive).await;
        let fields = [
            ("name", "Orders"),
            ("brand_id", company.brand.as_str()),
            ("category", "revenue"),
            ("aggregation", "sum"),
            ("unit", "EUR"),
            ("department_id", ""),
        ];
        let made = browser.submit("/kpis/new", &fields).await.sent_to();
        let page = made.split('?').next().unwrap().to_owned();
        let target = format!("{page}/targets/{}", company.cycle);
        let html = browser.submit(&target, &[("target", "lots"), ("weight", "1")]).await.refused(422);
        assert!(html.contains("value=\"lots\"") && html.contains("id=\"target-wrong\""), "{html}");
        browser.submit(&target, &[("target", "2,000"), ("weight", "")]).await.sent_to();
        browser.submit(&page, &[("date", "2026-01-10"), ("value", "500"), ("note", "First week")]).await.sent_to();
        let html = browser.get(&page).await.ok();
        for told in ["2,000\u{a0}EUR, weight 1", "500\u{a0}EUR", "First week", "25 of 100", "role=\"img\""] {
            assert!(html.contains(told), "{told} in {html}");
        }
        assert!(browser.get("/kpis").await.ok().contains("Orders"));
        browser.submit(&format!("{page}/delete"), &[("version", "1")]).await.sent_to();
        browser.get(&page).await.refused(404);
    }

    async fn measurement_that_is_there_is_not_written_over_unseen(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.manager).await;
        let page = format!("/kpis/{}", company.kpi);
        browser.submit(&page, &[("date", "2026-01-10"), ("value", "500"), ("note", "")]).await.sent_to();
        let html = browser.submit(&page, &[("date", "2026-01-10"), ("value", "900"), ("note", "")]).await.refused(412);
        assert!(html.contains("value=\"900\"") && html.contains("name=\"version\" value=\"1\""), "{html}");
        let day = format!("{page}/measurements/2026-01-10");
        browser.submit(&day, &[("value", "700"), ("note", "Counted again")]).await.sent_to();
        let read = app.admin().get(&day).await.ok();
        assert_eq!((read["value"].as_f64(), read["note"].as_str()), (Some(700.0), Some("Counted again")));
        browser.submit(&format!("{day}/delete"), &[("version", "2")]).await.sent_to();
        app.admin().get(&day).await.problem(404, "not_found");
    }

    async fn executive_renames_a_kpi_and_takes_its_target_away(app: TestApp) {
        let company = &app.company;
        app.target(&company.kpi, json!({"target": 200})).await;
        let browser = Browser::of(&app, &company.executive).await;
        let page = format!("/kpis/{}", company.kpi);
        let html = browser.submit(&format!("{page}/edit"), &[("name", "")]).await.refused(422);
        assert!(html.contains("id=\"name-wrong\""), "{html}");
        let named = [
            ("name", "Turnover"),
            ("category", "revenue"),
            ("aggregation", "sum"),
            ("unit", "EUR"),
            ("department_id", company.sales.as_str()),
        ];
        browser.submit(&format!("{page}/edit"), &named).await.sent_to();
        assert_eq!(app.admin().get(&page).await.ok()["name"], "Turnover");
        let target = format!("{page}/targets/{}", company.cycle);
        browser.submit(&format!("{target}/delete"), &[]).await.sent_to();
        app.admin().get(&target).await.problem(404, "not_found");
    }

    async fn kpi_of_a_closed_cycle_reads_what_it_read_at_the_closing(app: TestApp) {
        let company = &app.company;
        app.target(&company.kpi, json!({"target": 200})).await;
        app.measure(&company.kpi, "2026-01-10", 50.0).await;
        app.executive().post(&format!("/cycles/{}/close", company.cycle), json!({})).await.ok();
        app.measure(&company.kpi, "2026-01-20", 100.0).await;
        let browser = Browser::of(&app, &company.viewer).await;
        let cycle = format!("?cycle={}", company.cycle);
        let html = browser.get(&format!("/kpis/{}{cycle}", company.kpi)).await.ok();
        assert!(html.contains("25 of 100") && html.contains("With what was measured since, it would be 150"), "{html}");
        let html = browser.get(&format!("/kpis{cycle}")).await.ok();
        assert!(html.contains(">25<") && !html.contains(">75<"), "{html}");
    }

    async fn kpi_of_an_archived_department_keeps_it_when_it_is_renamed(app: TestApp) {
        let department = json!({"name": "Press"});
        let department = id(&app.admin().post("/departments", department).await.created());
        let kpi = app.kpi(json!({"department_id": department})).await;
        app.admin().patch(&format!("/departments/{department}"), json!({"archived": true})).await.ok();
        let html = Browser::of(&app, &app.company.executive).await.get(&format!("/kpis/{kpi}/edit")).await.ok();
        assert!(html.contains(&format!("value=\"{department}\" selected")), "{html}");
    }

    async fn kpi_that_key_results_follow_is_not_offered_to_be_deleted(app: TestApp) {
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/kpis/{}/delete", app.company.kpi);
        assert!(browser.get(&page).await.ok().contains("class=\"danger\""));
        app.key_result(json!({"kpi_id": app.company.kpi})).await;
        let html = browser.get(&page).await.ok();
        assert!(html.contains("Key results follow this KPI") && !html.contains("class=\"danger\""), "{html}");
    }

    async fn viewer_reads_kpis_and_sets_nothing(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.viewer).await;
        let html = browser.get(&format!("/kpis/{}", company.kpi)).await.ok();
        assert!(!html.contains("name=\"value\"") && !html.contains("/edit\""), "{html}");
        browser.get("/kpis/new").await.refused(403);
        browser.get(&format!("/kpis/{}/targets/{}", company.kpi, company.cycle)).await.refused(403);
    }
);
