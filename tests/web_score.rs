//! What the Scorecard, the way in which it came about, what-if, the purpose map and a department's page say and do. The
//! figures themselves are held by the tests of the REST API and of the domain; how pages look, by those in a browser.

use serde_json::json;

use crate::support::{browser::Browser, client::id, engine::on_both_engines};

on_both_engines!(
    async fn empty_organisation_is_led_to_its_first_score(app: TestApp) {
        let browser = Browser::of(&app, &app.company.stranger).await;
        let html = browser.get("/").await.ok();
        for path in ["/model/edit", "/departments/new", "/cycles/new", "/objectives/new", "/check-in", "/kpis/new"] {
            assert!(html.contains(&format!("href=\"{path}\"")), "{path}: {html}");
        }
        assert!(!html.contains("done-step"), "{html}");
        assert!(browser.get("/model/edit").await.sent_to().contains("/model/edit?brand="));
        app.stranger().post("/departments", json!({"name": "Sales"})).await.created();
        assert_eq!(browser.get("/").await.ok().matches("done-step").count(), 1);
        for path in ["/map", "/what-if", "/how", "/departments"] {
            browser.get(path).await.ok();
        }
    }

    async fn guide_goes_away_when_every_step_is_done(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        assert!(browser.get("/").await.ok().contains("id=\"guide\""));
        let model = json!({"purpose": "Bread that brings a street together."});
        app.admin().put(&format!("/brands/{}/model", app.company.brand), model).await.ok();
        app.check_in(&app.company.key_result, json!({"value": 10})).await;
        let html = browser.get("/").await.ok();
        assert!(!html.contains("id=\"guide\"") && html.contains("Bread that brings a street together."), "{html}");
    }

    async fn scorecard_says_why_it_is_not_the_average_and_where_to_push(app: TestApp) {
        let other = app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get("/").await.ok();
        let why = "A plain average of the departments would read 60. Perno says 50, because Logistics is at 40.";
        assert!(html.contains(why), "{html}");
        assert!(
            html.contains("<bdi>Logistics</bdi> lags behind the others") && html.contains("\u{2212}10.0"),
            "{html}"
        );
        assert!(html.contains(&format!("href=\"/key-results/{other}\"")), "{html}");
        assert!(html.contains("Without a revenue KPI there is no verdict on revenue."), "{html}");
        let html = browser.get("/how").await.ok();
        assert!(html.contains("50% of 60.0 and 50% of 40.0 give 50.0."), "{html}");
    }

    async fn scorecard_tells_another_day_in_the_readers_language(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 10, "observed_on": "2026-01-10"})).await;
        app.check_in(&app.company.key_result, json!({"value": 90, "observed_on": "2026-02-10"})).await;
        app.viewer().patch("/me", json!({"language": "it"})).await.ok();
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get("/?as_of=2026-01-20").await.ok();
        assert!(html.contains("lang=\"it\"") && html.contains("al 20 gennaio 2026"), "{html}");
        assert!(html.contains("Logistics è a 0"), "{html}");
        assert!(html.contains(&format!("href=\"/departments/{}?as_of=2026-01-20\"", app.company.sales)), "{html}");
        browser.get("/?as_of=nonsense&cycle=nonsense&brand=nonsense").await.ok();
        assert!(browser.get("/?as_of=2025-12-01").await.ok().contains("non ancora iniziato"));
    }

    async fn pages_below_the_scorecard_show_the_same_day(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 10, "observed_on": "2026-01-10"})).await;
        app.check_in(&app.company.key_result, json!({"value": 90, "observed_on": "2026-02-10"})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let company = &app.company;
        for path in [format!("/objectives/{}", company.objective), format!("/key-results/{}", company.key_result)] {
            let html = browser.get(&format!("{path}?as_of=2026-01-20")).await.ok();
            assert!(html.contains("as it stood on 20 January 2026"), "{path}: {html}");
            assert!(html.contains(">10") && !html.contains(">90"), "{path}: {html}");
            let html = browser.get(&path).await.ok();
            assert!(!html.contains("as it stood on") && html.contains(">90"), "{path}: {html}");
        }
    }

    async fn scorecard_chooses_cycle_and_day_in_one_form(app: TestApp) {
        let next = json!({"name": "Next", "starts_on": "2027-01-01", "ends_on": "2027-03-31"});
        let next = app.admin().post("/cycles", next).await.created();
        app.check_in(&app.company.key_result, json!({"value": 10})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get("/").await.ok();
        let form = html.split("<form class=\"switch").nth(1).and_then(|form| form.split("</form>").next()).unwrap();
        assert!(form.contains("name=\"cycle\"") && form.contains("name=\"as_of\""), "{form}");
        assert_eq!(form.matches("<button").count(), 1, "{form}");
        let html = browser.get(&format!("/?cycle={}&as_of=2026-02-10", id(&next))).await.ok();
        assert!(!html.contains("as_of=2026-02-10"), "{html}");
    }

    async fn what_if_tells_the_score_that_would_be_and_stores_nothing(app: TestApp) {
        let other = app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let field = format!("at-{other}");
        let html = browser.submit("/what-if", &[(&field, "80")]).await.ok();
        assert!(html.contains(">80<small><span class=\"up\">+30</span>"), "{html}");
        assert!(html.contains("value=\"80\" data-was=\"40\""), "{html}");
        let html = browser.submit("/what-if", &[("balance", "0")]).await.ok();
        assert!(html.contains(">60<small><span class=\"up\">+10</span>"), "{html}");
        browser.submit("/what-if", &[(&field, "900"), ("revenue", "much")]).await.ok();
        browser.post("/what-if", &[(field, "80".to_owned())], true).await.refused(403);
        assert!(browser.get("/").await.ok().contains("Perno says 50"));
    }

    async fn what_if_takes_steps_and_ranges(app: TestApp) {
        let steps = json!({"kind": "milestones", "steps": [{"title": "One"}, {"title": "Two"}]});
        let steps = app.key_result(json!({"measure": steps})).await;
        let range = json!({"kind": "range", "low": 10, "high": 20, "tolerance": 5, "unit": "h"});
        let range = app.key_result(json!({"measure": range})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let (steps, range) = (format!("at-{}", id(&steps)), format!("at-{}", id(&range)));
        let visits = format!("at-{}", app.company.key_result);
        let all = [(visits.as_str(), "100"), (steps.as_str(), "2"), (range.as_str(), "100")];
        let html = browser.submit("/what-if", &all).await.ok();
        assert!(html.contains("<bdi>Sales</bdi></th><td class=\"num dim\">0</td><td class=\"num\">100</td>"), "{html}");
        let half = [(visits.as_str(), "0"), (steps.as_str(), "1"), (range.as_str(), "50")];
        let html = browser.submit("/what-if", &half).await.ok();
        assert!(html.contains("<bdi>Sales</bdi></th><td class=\"num dim\">0</td><td class=\"num\">33</td>"), "{html}");
    }

    async fn map_names_every_sector_and_looks_at_one_department(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get("/map").await.ok();
        let (sales, key_result) = (&app.company.sales, &app.company.key_result);
        assert!(
            html.contains(&format!("<a href=\"/map?department={sales}\" class=\"department\"><title>Sales")),
            "{html}"
        );
        let link = format!("href=\"/key-results/{key_result}\"");
        assert_eq!(html.matches(&link).count(), 2, "{html}");
        let html = browser.get(&format!("/map?department={}", app.company.logistics)).await.ok();
        assert!(html.contains("<h1>Logistics</h1>") && !html.contains(&link), "{html}");
        browser.get("/map?department=nonsense").await.ok();
    }

    async fn department_shows_its_branch_its_people_and_its_kpis(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 25})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get(&format!("/departments/{}", app.company.sales)).await.ok();
        let company = &app.company;
        for link in [
            format!("/objectives/{}", company.objective),
            format!("/key-results/{}", company.key_result),
            format!("/people/{}", company.manager.id),
            format!("/kpis/{}", company.kpi),
        ] {
            assert!(html.contains(&format!("href=\"{link}\"")), "{link}: {html}");
        }
        assert!(html.contains("Marco</bdi></a> <small>leads it</small>"), "{html}");
        let html = browser.get(&format!("/departments/{}", company.logistics)).await.ok();
        assert!(html.contains("It has no objective in this cycle."), "{html}");
        let foreign = app.stranger().post("/departments", json!({"name": "Theirs"})).await.created();
        browser.get(&format!("/departments/{}", id(&foreign))).await.refused(404);
    }

    async fn hostile_names_stay_inert(app: TestApp) {
        let name = format!("<script>alert(1)</script>\u{202e}{}", "W".repeat(120));
        app.admin().patch(&format!("/departments/{}", app.company.logistics), json!({"name": name})).await.ok();
        app.admin().patch(&format!("/key-results/{}", app.company.key_result), json!({"title": name})).await.ok();
        app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.admin).await;
        let department = format!("/departments/{}", app.company.logistics);
        for path in ["/", "/how", "/map", "/what-if", "/departments", &department] {
            let html = browser.get(path).await.ok();
            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"), "{path}: {html}");
        }
    }
);
