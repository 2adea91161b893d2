//! The pages of objectives: what the list and one objective say, what their form does, what is refused, and to whom. What an
//! objective may be is tested in `api_objectives`.

use serde_json::json;

use crate::support::{TestApp, browser::Browser, client::id, engine::on_both_engines};

fn form<'a>(app: &'a TestApp, title: &'a str, contribution: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("title", title), ("contribution", contribution), ("department_id", &app.company.sales), ("weight", "2")]
}

on_both_engines!(
    async fn reader_finds_objectives_by_department_owner_status_and_words(app: TestApp) {
        app.objective(json!({"title": "Deliver on the day", "owner_id": app.company.manager.id,
            "department_id": app.company.logistics, "shared_with": [app.company.sales]}))
            .await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get("/objectives").await.ok();
        assert!(html.contains("Be where customers are") && html.contains("shared by <bdi>Logistics</bdi>"), "{html}");
        assert!(html.contains("shared with <bdi>Sales</bdi>") && !html.contains("/objectives/new"), "{html}");
        let (sales, marco) = (&app.company.sales, &app.company.manager.id);
        for (query, place, promise) in [
            (format!("department={sales}"), true, true),
            (format!("owner={marco}"), false, true),
            ("q=WHERE".to_owned(), true, false),
            ("status=achieved".to_owned(), false, false),
        ] {
            let html = browser.get(&format!("/objectives?{query}")).await.ok();
            let found = (html.contains("Be where customers are</bdi>"), html.contains("Deliver on the day</bdi>"));
            assert_eq!(found, (place, promise), "{query}");
        }
        let html = browser.get("/objectives?q=nothing-like-that").await.ok();
        assert!(html.contains("No objective matches."), "{html}");
    }

    async fn lead_adds_an_objective_that_says_how_it_serves_the_purpose(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let page = format!("/objectives/new?department={}", app.company.sales);
        let html = browser.submit(&page, &form(&app, "Listen <b>first</b>", "")).await.refused(422);
        assert!(html.contains("id=\"contribution-wrong\"") && html.contains("Listen &#60;b&#62;first"), "{html}");
        let contribution = "We sell **what helps**.\n\n<script>alert(1)</script>";
        let shown = browser.submit(&page, &form(&app, "Listen first", contribution)).await.sent_to();
        let html = browser.get(&shown).await.ok();
        assert!(html.contains("role=\"status\"") && html.contains("<strong>what helps</strong>"), "{html}");
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>alert"), "{html}");
        assert!(html.contains("/key-results/new?objective="), "{html}");
    }

    async fn objective_says_what_it_is_tied_to(app: TestApp) {
        let model = json!({"purpose": "To feed people well.", "principles": [{"title": "Honest", "body": "Say it."}]});
        let model = app.admin().put(&format!("/brands/{}/model", app.company.brand), model).await.ok();
        let principle = id(&model["principles"][0]);
        let parent = &app.company.objective;
        let child =
            app.objective(json!({"title": "Say it plainly", "parent_id": parent, "principle_ids": [principle]})).await;
        let browser = Browser::of(&app, &app.company.member).await;
        let html = browser.get(&format!("/objectives/{child}")).await.ok();
        assert!(html.contains(&format!("#principle-{principle}")) && html.contains("Honest"), "{html}");
        assert!(html.contains(&format!("href=\"/objectives/{parent}\"")), "{html}");
        let html = browser.get(&format!("/objectives/{parent}")).await.ok();
        assert!(html.contains(&format!("href=\"/objectives/{child}\"")) && html.contains("Visits"), "{html}");
        assert!(html.contains("Propose a key result") && !html.contains("/edit\""), "{html}");
    }

    async fn change_keeps_what_the_form_does_not_show_and_is_for_leads(app: TestApp) {
        let path = format!("/objectives/{}/edit", app.company.objective);
        let browser = Browser::of(&app, &app.company.manager).await;
        let html = browser.get(&path).await.ok();
        assert!(html.contains("name=\"version\" value=\"1\"") && !html.contains("name=\"cycle_id\""), "{html}");
        browser.submit(&path, &form(&app, "Be near", "Near is heard.")).await.sent_to();
        let objective = app.viewer().get(&format!("/objectives/{}", app.company.objective)).await.ok();
        assert_eq!((&objective["title"], &objective["weight"]), (&json!("Be near"), &json!(2.0)));
        let browser = Browser::of(&app, &app.company.member).await;
        browser.get(&path).await.refused(403);
    }

    async fn objective_is_deleted_after_asking_unless_there_are_check_ins(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let path = format!("/objectives/{}/delete", app.company.objective);
        assert!(browser.get(&path).await.ok().contains("Visits"));
        app.check_in(&app.company.key_result, json!({"value": 1})).await;
        let html = browser.submit(&path, &[]).await.refused(409);
        assert!(html.contains("role=\"alert\""), "{html}");
        let other = app.objective(json!({"title": "Empty"})).await;
        let sent = browser.submit(&format!("/objectives/{other}/delete"), &[]).await.sent_to();
        assert!(browser.get(&sent).await.ok().contains("The objective is deleted."));
        browser.get(&format!("/objectives/{other}")).await.refused(404);
    }
);
