//! The pages of KPIs: readings, targets and measurements, and who may set them. The rules are tested in `api_kpis.rs`,
//! `api_targets.rs` and `api_measurements.rs`.

use serde_json::json;

use crate::support::{browser::Browser, client::id, engine::on_both_engines, html::NONE};

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
        let refused = browser.submit(&target, &[("target", "lots"), ("weight", "1")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["target", "Must be one number, such as 1,234.5 or 12k."]]);
        assert_eq!(["target", "weight"].map(|name| refused.value(name)), ["lots", "1"]);
        browser.submit(&target, &[("target", "2,000"), ("weight", "")]).await.sent_to();
        browser.submit(&page, &[("date", "2026-01-10"), ("value", "500"), ("note", "First week")]).await.sent_to();
        let shown = browser.get(&page).await.ok();
        assert_eq!(shown.text("main .stands .big"), "500\u{a0}EUR");
        assert_eq!(shown.text("main .stands + p"), "25% complete, target 2,000\u{a0}EUR");
        assert_eq!(shown.count("main figure.course svg[role=img]"), 1, "{shown}");
        assert_eq!(shown.texts("main ul.rows > li"), ["Q1 · 2,000\u{a0}EUR, weight 1 · Change Q1"]);
        let measured = ["10 January 2026", "500\u{a0}EUR", "First week", "Elena", "Edit 10 January 2026"];
        assert_eq!(shown.rows("table.history"), [measured]);
        let set = format!("targets/{}", company.cycle);
        assert_eq!(shown.deeds(), ["edit", &set, "delete", "measurements"].map(|deed| format!("{page}/{deed}")));
        let list = browser.get("/kpis").await.ok();
        assert_eq!(list.texts("table.kpis th[scope=row] a"), ["Revenue", "Orders"]);
        let found = browser.get("/kpis?q=ORD").await.ok();
        assert_eq!(found.texts("table.kpis th[scope=row] a"), ["Orders"]);
        let none = browser.get("/kpis?q=nothing").await.ok();
        assert_eq!(none.text("main p.empty"), "No KPI matches. Show all");
        let log = browser.get("/settings/changes?entity=kpi").await.ok();
        assert!(!log.mentions("Sum over the cycle").is_empty(), "{log}");
        browser.submit(&format!("{page}/delete"), &[("version", "1"), ("reason", "Twice")]).await.sent_to();
        browser.get(&page).await.refused(404);
    }

    async fn measurement_that_is_there_is_not_written_over_unseen(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.manager).await;
        let page = format!("/kpis/{}", company.kpi);
        browser.submit(&page, &[("date", "2026-01-10"), ("value", "500"), ("note", "")]).await.sent_to();
        let again = [("date", "2026-01-10"), ("value", "900"), ("note", "")];
        let told = browser.submit(&page, &again).await.refused(412);
        assert_eq!(told.wrongs(), [["value", "Value: it was empty, now it is “500”."]]);
        assert_eq!(again.map(|(name, _)| told.value(name)), again.map(|(_, value)| value));
        assert_eq!(told.value("version"), "1");
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
        let refused = browser.submit(&format!("{page}/edit"), &[("name", "")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["name", "Must not be empty."]]);
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
        browser.submit(&format!("{target}/delete"), &[("reason", "Not ours")]).await.sent_to();
        app.admin().get(&target).await.problem(404, "not_found");
    }

    async fn executive_keeps_a_kpi_below_a_limit(app: TestApp) {
        let company = &app.company;
        let hiring = app.kpi(json!({"name": "Days to hire", "better": "lower", "unit": "days"})).await;
        let browser = Browser::of(&app, &company.executive).await;
        let target = format!("/kpis/{hiring}/targets/{}", company.cycle);
        assert_eq!(browser.get(&target).await.ok().texts("#kind-range[checked] + label"), ["Stay within limits"]);
        let fields =
            [("version", "0"), ("kind", "range"), ("high", "50"), ("target", "7"), ("tolerance", ""), ("weight", "1")];
        browser.submit(&target, &fields).await.sent_to();
        app.measure(&hiring, "2026-02-10", 63.0).await;
        let shown = browser.get(&format!("/kpis/{hiring}")).await.ok();
        let told = shown.texts("main .facing > section:first-child > p");
        assert_eq!(told[..2], ["63\u{a0}days", "0 of 100; wanted is at most 50\u{a0}days"]);
        assert!(shown.texts("main li").join(" ").contains("at most 50\u{a0}days, weight 1"));
        let form = browser.get(&target).await.ok();
        assert_eq!([form.value("high"), form.value("tolerance")], ["50", "0"]);
        let without = [("version", "1"), ("kind", "range"), ("high", "65"), ("weight", "1")];
        let refused = browser.submit(&target, &without).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        let with_reason = [&without[..], &[("reason", "Nobody is left to hire")]].concat();
        browser.submit(&target, &with_reason).await.sent_to();
        let told = browser.get(&format!("/kpis/{hiring}")).await.ok();
        assert_eq!(told.texts("main .facing > section:first-child > p")[1], "Kept: at most 65\u{a0}days");
    }

    async fn executive_takes_the_waypoints_of_last_year(app: TestApp) {
        let company = &app.company;
        for (on, value) in [("2025-01-20", 10.0), ("2025-02-28", 30.0), ("2025-03-31", 40.0)] {
            app.measure(&company.kpi, on, value).await;
        }
        let browser = Browser::of(&app, &company.executive).await;
        let target = format!("/kpis/{}/targets/{}", company.kpi, company.cycle);
        let fields = [("version", "0"), ("kind", "way"), ("target", "1,000"), ("weight", "2")];
        let season = format!("{target}/season");
        let proposed = browser.submit_to(&target, &season, &fields).await.ok();
        let rows = ["waypoints/0/on", "waypoints/0/value", "waypoints/1/on", "waypoints/1/value", "waypoints/2/on"];
        assert_eq!(rows.map(|name| proposed.value(name)), ["2026-01-31", "125", "2026-02-28", "500", ""]);
        assert_eq!(["target", "weight"].map(|name| proposed.value(name)), ["1,000", "2"]);
        app.admin().get(&target).await.problem(404, "not_found");
        let typed = [("waypoints/0/on", "2026-02-01"), ("waypoints/0/value", "150 EUR"), ("waypoints/1/on", "")];
        browser.submit(&target, &[&fields[..], &typed].concat()).await.sent_to();
        let made = app.admin().get(&target).await.ok();
        assert_eq!(made["waypoints"], json!([{"on": "2026-02-01", "value": 150.0}]));
        let straight = [("version", "1"), ("kind", "way"), ("target", "1,000"), ("weight", "2"), ("reason", "Even")];
        browser.submit(&target, &straight).await.sent_to();
        assert_eq!(app.admin().get(&target).await.ok()["waypoints"], json!([]));
        let no_way = browser.submit_to(&target, &season, &[("kind", "way"), ("target", "0")]).await.refused(422);
        assert_eq!(no_way.wrongs(), [["target", "Choose a target that differs from the baseline."]]);
    }

    async fn kpi_of_a_closed_cycle_reads_what_it_read_at_the_closing(app: TestApp) {
        let company = &app.company;
        app.target(&company.kpi, json!({"target": 200})).await;
        app.measure(&company.kpi, "2026-01-10", 50.0).await;
        app.executive().post(&format!("/cycles/{}/close", company.cycle), json!({})).await.ok();
        app.measure(&company.kpi, "2026-01-20", 100.0).await;
        let browser = Browser::of(&app, &company.viewer).await;
        let cycle = format!("?cycle={}", company.cycle);
        let shown = browser.get(&format!("/kpis/{}{cycle}", company.kpi)).await.ok();
        let told = [
            "50\u{a0}EUR",
            "25% complete, target 200\u{a0}EUR",
            "This was the value when the cycle was closed. With what was measured since, it would be 150\u{a0}EUR.",
            "Q1",
        ];
        assert_eq!(shown.texts("main .facing > section:first-child > p"), told);
        let list = browser.get(&format!("/kpis{cycle}")).await.ok();
        let row = ["Revenue", "■ off track", "50\u{a0}EUR", "200\u{a0}EUR", "25", "", "", "20 Jan"];
        assert_eq!(list.rows("table.kpis"), [row]);
    }

    async fn list_says_how_a_kpi_is_doing_and_where_it_began(app: TestApp) {
        let kpi = app.kpi(json!({"name": "Trust", "category": "trust", "aggregation": "last", "unit": "points"})).await;
        let target = json!({"baseline": 100, "target": 200});
        app.executive().put(&format!("/kpis/{kpi}/targets/{}", app.company.cycle), target).await.created();
        for (day, value) in [("2026-01-10", 120), ("2026-02-10", 130)] {
            app.executive().put(&format!("/kpis/{kpi}/measurements/{day}"), json!({"value": value})).await.created();
        }
        let list = Browser::of(&app, &app.company.viewer).await.get("/kpis").await.ok();
        let row = list.rows("table.kpis").pop().unwrap();
        assert_eq!(row[1..4], ["■ off track", "130\u{a0}points", "from 100 to 200\u{a0}points"], "{row:?}");
        assert_eq!(list.count("table.kpis svg.spark polyline"), 1, "{list}");
    }

    async fn kpi_of_an_archived_department_keeps_it_when_it_is_renamed(app: TestApp) {
        let department = json!({"name": "Press"});
        let department = id(&app.admin().post("/departments", department).await.created());
        let kpi = app.kpi(json!({"department_id": department})).await;
        app.admin().patch_because(&format!("/departments/{department}"), json!({"archived": true})).await.ok();
        let page = Browser::of(&app, &app.company.executive).await.get(&format!("/kpis/{kpi}/edit")).await.ok();
        assert_eq!(page.value("department_id"), department);
        assert_eq!(page.text("#department_id option[selected]"), "Press");
    }

    async fn kpi_that_key_results_follow_is_not_offered_to_be_deleted(app: TestApp) {
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/kpis/{}/delete", app.company.kpi);
        let asked = browser.get(&page).await.ok();
        assert_eq!(asked.texts("main .actions button, main .actions a"), ["Delete the KPI", "Keep it"]);
        app.key_result(json!({"kpi_id": app.company.kpi})).await;
        let told = browser.get(&page).await.ok();
        let why = "Key results follow this KPI, so it cannot be deleted. Unlink them first.";
        assert_eq!(told.text("main h1 + p"), why);
        assert_eq!(told.texts("main button, main .actions a"), ["Keep it"]);
    }

    async fn viewer_reads_kpis_and_sets_nothing(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.viewer).await;
        let page = format!("/kpis/{}", company.kpi);
        let read = browser.get(&page).await.ok();
        assert_eq!(read.hrefs("main > :not(#live) a"), ["/kpis"]);
        assert_eq!(read.text("main ul.rows > li"), "Q1 · no target");
        assert_eq!(read.deeds(), NONE);
        assert_eq!(read.fields("form"), NONE);
        let steered = Browser::of(&app, &company.executive).await.get(&page).await.ok();
        let set = format!("targets/{}", company.cycle);
        assert_eq!(steered.deeds(), ["edit", &set, "delete", "measurements"].map(|deed| format!("{page}/{deed}")));
        assert_eq!(steered.fields("form"), ["date", "value", "note"]);
        browser.get("/kpis/new").await.refused(403);
        browser.get(&format!("/kpis/{}/targets/{}", company.kpi, company.cycle)).await.refused(403);
    }
);
