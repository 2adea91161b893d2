//! The pages of cycles: adding, activating, deleting, and closing one with grades, a retrospective and what is carried over.
//! What closing does is tested in `api_closing`, `api_snapshots` and `api_carry_over`.

use serde_json::json;

use crate::support::{
    browser::{Browser, hidden},
    client::id,
    engine::on_both_engines,
};

on_both_engines!(
    async fn executive_adds_a_cycle_makes_it_active_and_deletes_it(app: TestApp) {
        let browser = Browser::of(&app, &app.company.executive).await;
        let typed = [("name", "Q2"), ("starts_on", "2026-06-30"), ("ends_on", "2026-04-01")];
        let html = browser.submit("/cycles/new", &typed).await.refused(422);
        assert!(html.contains("id=\"ends_on-wrong\"") && html.contains("value=\"2026-06-30\""), "{html}");
        let typed = [("name", "Q2"), ("starts_on", "2026-04-01"), ("ends_on", "2026-06-30"), ("state", "planned")];
        let shown = browser.submit("/cycles/new", &typed).await.sent_to();
        let path = shown.split('?').next().unwrap().to_owned();
        browser.submit(&path, &[]).await.sent_to();
        assert_eq!(app.viewer().get(&path).await.ok()["state"], "active");
        let longer = [("name", "Spring"), ("starts_on", "2026-04-01"), ("ends_on", "2026-07-05"), ("state", "active")];
        browser.submit(&format!("{path}/edit"), &longer).await.sent_to();
        assert_eq!(app.viewer().get(&path).await.ok()["ends_on"], "2026-07-05");
        assert!(browser.get("/cycles").await.ok().contains("Spring"));
        browser.submit(&format!("{path}/delete"), &[]).await.sent_to();
        browser.get(&path).await.refused(404);
        let full = format!("/cycles/{}/delete", app.company.cycle);
        let html = browser.submit(&full, &[]).await.refused(409);
        assert!(html.contains("The cycle has objectives"), "{html}");
        let viewer = Browser::of(&app, &app.company.viewer).await;
        assert!(!viewer.get("/cycles").await.ok().contains("/cycles/new"));
        viewer.get(&format!("/cycles/{}/close", app.company.cycle)).await.refused(403);
    }

    async fn cycle_is_closed_after_it_was_looked_over(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/cycles/{}/close", app.company.cycle);
        let html = browser.submit(&page, &[("grades/0/grade", "150")]).await.refused(422);
        assert!(html.contains("A grade is from 0 to 100.") && html.contains("value=\"150\""), "{html}");
        let typed = [
            ("grades/0/grade", "70"),
            ("grades/0/comment", "Nearly"),
            ("retrospective", "We **learnt**."),
            ("carry_over_to", next.as_str()),
        ];
        let html = browser.submit(&page, &typed).await.ok();
        assert!(html.contains("This cannot be undone.") && html.contains("We <strong>learnt</strong>."), "{html}");
        assert!(html.contains("1 unfinished key result continues in"), "{html}");
        let cycle = format!("/cycles/{}", app.company.cycle);
        assert_eq!(app.viewer().get(&cycle).await.ok()["state"], "active");
        let mut pairs = hidden(&html);
        pairs.push(("then".to_owned(), "back".to_owned()));
        assert!(browser.post(&page, &pairs, true).await.ok().contains("value=\"Nearly\""));
        pairs.push(("then".to_owned(), "close".to_owned()));
        browser.post(&page, &pairs, true).await.sent_to();
        let html = browser.get(&cycle).await.ok();
        assert!(html.contains("We <strong>learnt</strong>.") && html.contains("Nearly"), "{html}");
        assert!(
            html.contains("data-label=\"Reached\">40</td>") && html.contains("data-label=\"Grade\">70</td>"),
            "{html}"
        );
        assert!(html.contains("<bdi>Q2</bdi>") && !html.contains("/close\""), "{html}");
        let key_result = app.read_key_result(&app.company.key_result).await;
        assert_eq!(key_result["grade"], json!(0.7));
        browser.get(&page).await.refused(409);
    }

    async fn grade_is_typed_as_the_language_writes_numbers(app: TestApp) {
        app.with_token(&app.company.executive.token).patch("/me", json!({"language": "it"})).await.ok();
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/cycles/{}/close", app.company.cycle);
        let html = browser.submit(&page, &[("grades/0/grade", "66,5")]).await.ok();
        assert!(html.contains("L’operazione è irreversibile."), "{html}");
        let mut pairs = hidden(&html);
        pairs.push(("then".to_owned(), "close".to_owned()));
        browser.post(&page, &pairs, true).await.sent_to();
        let key_result = app.read_key_result(&app.company.key_result).await;
        assert_eq!(key_result["grade"], json!(0.665));
    }
);
