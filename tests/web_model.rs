//! The pages of the Model: read as a document, written without script, published, compared. What a Model may be is tested in
//! `api_model` and `api_model_versions`.

use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, client::id, engine::on_both_engines};

async fn model(app: &TestApp) -> Value {
    let body = json!({"purpose": "To feed people **well**.", "values": ["Honesty"], "principles": [
        {"title": "Purpose first", "body": "Then products."}, {"title": "Short ways", "body": "From near."}],
        "canvases": [{"phase": 2, "title": "Customers", "body": "<svg onload=alert(1)>"}]});
    app.admin().put(&format!("/brands/{}/model", app.company.brand), body).await.ok()
}

on_both_engines!(
    async fn reader_sees_which_principle_nobody_serves(app: TestApp) {
        let model = model(&app).await;
        app.objective(json!({"title": "Tell why", "principle_ids": [id(&model["principles"][0])]})).await;
        let html = Browser::of(&app, &app.company.viewer).await.get("/model").await.ok();
        assert!(html.contains("To feed people <strong>well</strong>.") && html.contains("Honesty"), "{html}");
        let (served, unserved) = html.split_once("Short ways").unwrap();
        assert!(served.contains("Tell why") && !served.contains("No objective of this cycle"), "{html}");
        assert!(unserved.contains("No objective of this cycle serves it yet."), "{html}");
        assert!(html.contains("Phase 2") && !html.contains("<svg onload") && !html.contains("/model/edit"), "{html}");
    }

    async fn executive_writes_it_in_rows_and_principles_keep_their_ids(app: TestApp) {
        let before = model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/edit?brand={}", app.company.brand);
        let html = browser.get(&page).await.ok();
        assert!(html.contains("name=\"principles/3/title\"") && html.contains("name=\"canvases/2/body\""), "{html}");
        let typed = [
            ("purpose", "To feed."),
            ("values[]", ""),
            ("values[]", "Care"),
            ("principles/0/title", ""),
            ("principles/0/body", ""),
            ("principles/1/title", "Short ways"),
            ("principles/1/body", "From very near."),
            ("principles/2/title", "New"),
            ("principles/2/body", ""),
        ];
        let html = browser.submit(&page, &typed).await.refused(422);
        assert!(html.contains("id=\"principles/1/body-wrong\"") && html.contains("value=\"New\""), "{html}");
        let mut typed = typed.to_vec();
        typed[8].1 = "It is new.";
        browser.submit(&page, &typed).await.sent_to();
        let after = app.viewer().get(&format!("/brands/{}/model", app.company.brand)).await.ok();
        assert_eq!((&after["values"], &after["purpose"]), (&json!(["Care"]), &json!("To feed.")));
        let principles = after["principles"].as_array().unwrap();
        assert_eq!(principles.len(), 2);
        assert_eq!(principles[0]["id"], before["principles"][1]["id"]);
        assert_eq!(principles[1]["title"], "New");
    }

    async fn version_is_published_with_a_note_and_compared(app: TestApp) {
        model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/publish?brand={}", app.company.brand);
        let html = browser.submit(&page, &[("note", "")]).await.refused(422);
        assert!(html.contains("id=\"note-wrong\""), "{html}");
        let shown = browser.submit(&page, &[("note", "The *first*.")]).await.sent_to();
        assert!(browser.get(&shown).await.ok().contains("/model/versions/1"));
        let html = browser.get(&page).await.ok();
        assert!(html.contains("version 1") && !html.contains("name=\"note\""), "{html}");
        let path = format!("/brands/{}/model", app.company.brand);
        app.admin().put(&path, json!({"purpose": "To feed people kindly."})).await.ok();
        browser.submit(&page, &[("note", "Second.")]).await.sent_to();
        let reader = Browser::of(&app, &app.company.viewer).await;
        let html = reader.get("/model/versions").await.ok();
        assert!(html.contains("<em>first</em>") && html.contains("/model/versions/compare?a=1&#38;b=2"), "{html}");
        let html = reader.get("/model/versions/compare?a=1&b=2").await.ok();
        assert!(html.contains("<del>**well**.</del>") && html.contains("<ins>kindly.</ins>"), "{html}");
        assert!(reader.get("/model/versions/1").await.ok().contains("Purpose first"));
        reader.get("/model/versions/3").await.refused(404);
    }

    async fn draft_that_changed_after_it_was_seen_is_not_published(app: TestApp) {
        model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/publish?brand={}", app.company.brand);
        let path = format!("/brands/{}/model", app.company.brand);
        app.admin().put(&path, json!({"purpose": "To feed people kindly."})).await.ok();
        let html = browser.submit(&page, &[("note", "The first."), ("version", "1")]).await.refused(412);
        assert!(html.contains("The first.") && html.contains("kindly") && html.contains("value=\"2\""), "{html}");
        browser.submit(&page, &[("note", "The first.")]).await.sent_to();
    }

    async fn who_is_not_the_custodian_reads_only(app: TestApp) {
        let page = format!("/model/edit?brand={}", app.company.brand);
        let member = Browser::of(&app, &app.company.member).await;
        assert!(member.get("/model").await.ok().contains("has no Model yet"));
        member.get(&page).await.refused(403);
        let custodian = json!({"purpose": "Ours.", "custodian_id": app.company.member.id});
        app.admin().put(&format!("/brands/{}/model", app.company.brand), custodian).await.ok();
        assert!(member.get("/model").await.ok().contains("/model/edit"));
        let fields = [("purpose", "Ours, kept."), ("custodian_id", app.company.member.id.as_str())];
        member.submit(&page, &fields).await.sent_to();
    }
);
