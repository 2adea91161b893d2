//! The pages of the Model: read as a document, edited without JavaScript, published, compared. What a Model may be is
//! tested in `api_model` and `api_model_versions`.

use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, client::id, engine::on_both_engines, html::NONE};

async fn model(app: &TestApp) -> Value {
    let body = json!({"purpose": "To feed people **well**.", "values": ["Honesty"], "principles": [
        {"title": "Purpose first", "body": "Then products."}, {"title": "Short ways", "body": "From near."}],
        "canvases": [{"phase": 2, "title": "Customers", "body": "<svg onload=alert(1)>"}]});
    app.admin().put(&format!("/brands/{}/model", app.company.brand), body).await.ok()
}

/// The same field of the other of the first two principles.
fn swapped(name: &str) -> String {
    if name.contains("/0/") { name.replace("/0/", "/1/") } else { name.replace("/1/", "/0/") }
}

on_both_engines!(
    async fn reader_sees_which_principle_nobody_serves(app: TestApp) {
        let model = model(&app).await;
        app.objective(json!({"title": "Tell why", "principle_ids": [id(&model["principles"][0])]})).await;
        let page = Browser::of(&app, &app.company.viewer).await.get("/model").await.ok();
        assert_eq!(page.text("main .purpose"), "To feed people well.");
        assert_eq!(page.text("main .purpose strong"), "well");
        assert_eq!(page.texts("main ul.values li"), ["Honesty"]);
        let principles = [
            "Purpose first Then products. Served by Tell why Sales ○ no data yet –",
            "Short ways From near. ○ No objective of this cycle serves it yet.",
        ];
        assert_eq!(page.texts("main section.principle"), principles);
        assert_eq!(page.texts("main section.phase"), ["Phase 2 – Purpose Customers <svg onload=alert(1)>"]);
        page.assert_inert();
        assert_eq!(page.deeds(), NONE);
        assert_eq!(page.mentions("/model/edit"), NONE);
        let steered = Browser::of(&app, &app.company.executive).await.get("/model").await.ok();
        let brand = &app.company.brand;
        assert_eq!(steered.deeds(), ["edit", "publish"].map(|deed| format!("/model/{deed}?brand={brand}")));
        assert_eq!(steered.mentions("/model/edit"), ["a"]);
    }

    async fn executive_writes_it_in_rows_and_principles_keep_their_ids(app: TestApp) {
        let before = model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/edit?brand={}", app.company.brand);
        let form = browser.get(&page).await.ok();
        let titles = (0..4).map(|place| form.value(&format!("principles/{place}/title"))).collect::<Vec<_>>();
        assert_eq!(titles, ["Purpose first", "Short ways", "", ""]);
        let bodies = (0..3).map(|place| form.value(&format!("canvases/{place}/body"))).collect::<Vec<_>>();
        assert_eq!(bodies, ["<svg onload=alert(1)>", "", ""]);
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
        let refused = browser.submit(&page, &typed).await.refused(422);
        assert_eq!(refused.wrongs(), [["principles/1/body", "Must not be empty."]]);
        assert_eq!(refused.attrs("#values input", "value"), ["Care", "", ""]);
        let titles = ["principles/0/title", "principles/1/title"].map(|name| refused.value(name));
        assert_eq!(titles, ["Short ways", "New"]);
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

    async fn rows_are_moved_and_added_without_losing_what_was_typed(app: TestApp) {
        let before = model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/edit?brand={}", app.company.brand);
        let ids = [0, 1].map(|place| id(&before["principles"][place]));
        let typed = [
            ("purpose", "Typed, not saved"),
            ("values[]", "Honesty"),
            ("values[]", "Care"),
            ("principles/0/id", ids[0].as_str()),
            ("principles/0/title", "First"),
            ("principles/0/body", "One."),
            ("principles/1/id", ids[1].as_str()),
            ("principles/1/title", "Second"),
            ("principles/1/body", "Two."),
        ];
        let with = |place| [typed.as_slice(), &[("move", place)]].concat();
        let shown = browser.submit(&page, &with("principles/0")).await.ok();
        assert_eq!([0, 1, 2].map(|place| shown.value(&format!("principles/{place}/title"))), ["Second", "First", ""]);
        assert_eq!(shown.value("purpose"), "Typed, not saved");
        let mut cleared = [typed.as_slice(), &[("principles/2/title", "Third"), ("move", "principles/1")]].concat();
        for (name, value) in &mut cleared {
            if ["principles/0/title", "principles/0/body"].contains(name) {
                *value = "";
            }
        }
        let shown = browser.submit(&page, &cleared).await.ok();
        assert_eq!([0, 1].map(|place| shown.value(&format!("principles/{place}/title"))), ["Third", "Second"]);
        let shown = browser.submit(&page, &with("values/0")).await.ok();
        assert_eq!(shown.attrs("#values input", "value"), ["Care", "Honesty", "", ""]);
        let shown = browser.submit(&page, &with("")).await.ok();
        assert_eq!(shown.attrs("#values input", "value"), ["Honesty", "Care", "", ""]);
        let path = format!("/brands/{}/model", app.company.brand);
        assert_eq!(app.viewer().get(&path).await.ok(), before);
        let mut moved = typed.to_vec();
        for (name, value) in &mut moved[3..] {
            *value = typed[3..].iter().find(|(other, _)| *other == swapped(name)).unwrap().1;
        }
        browser.submit(&page, &moved).await.sent_to();
        let principles = app.viewer().get(&path).await.ok()["principles"].clone();
        assert_eq!([id(&principles[0]), id(&principles[1])], [ids[1].clone(), ids[0].clone()]);
    }

    async fn version_is_published_with_a_note_and_compared(app: TestApp) {
        model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/publish?brand={}", app.company.brand);
        let refused = browser.submit(&page, &[("note", "")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["note", "Must not be empty."]]);
        assert_eq!(refused.fields("main form"), ["note"]);
        let shown = browser.submit(&page, &[("note", "The *first*.")]).await.sent_to();
        let brand = &app.company.brand;
        let links = browser.get(&shown).await.ok().hrefs("main .document-head a");
        assert_eq!(links, ["versions/1", "versions", "edit"].map(|place| format!("/model/{place}?brand={brand}")));
        let same = browser.get(&page).await.ok();
        assert_eq!(same.text("main p.empty"), "Nothing has changed since version 1. Edit the Model");
        assert_eq!(same.fields("form"), NONE);
        let path = format!("/brands/{}/model", app.company.brand);
        app.admin().put(&path, json!({"purpose": "To feed people kindly."})).await.ok();
        browser.submit(&page, &[("note", "Second.")]).await.sent_to();
        let reader = Browser::of(&app, &app.company.viewer).await;
        let versions = reader.get("/model/versions").await.ok();
        assert_eq!(versions.texts("main ol.rows h2"), ["Version 2", "Version 1"]);
        assert_eq!(versions.texts("main ol.rows em"), ["first"]);
        assert_eq!(versions.hrefs("main ol.rows p a"), ["/model/versions/compare?a=1&b=2"]);
        let compared = reader.get("/model/versions/compare?a=1&b=2").await.ok();
        let changes = compared.texts("main section.compared h3");
        let removed =
            ["Values removed", "Purpose first removed", "Short ways removed", "Phase 2 – Purpose: Customers removed"];
        assert_eq!(changes, [["Purpose changed"].as_slice(), &removed].concat());
        let gone = ["**well**.", "Honesty", "Then products.", "From near.", "<svg onload=alert(1)>"];
        assert_eq!(compared.texts("main .compared del"), gone);
        assert_eq!(compared.texts("main .compared ins"), ["kindly."]);
        let first = reader.get("/model/versions/1").await.ok();
        assert_eq!(first.texts("main section.principle h3"), ["Purpose first", "Short ways"]);
        reader.get("/model/versions/3").await.refused(404);
    }

    async fn draft_that_changed_after_it_was_seen_is_not_published(app: TestApp) {
        model(&app).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/model/publish?brand={}", app.company.brand);
        let path = format!("/brands/{}/model", app.company.brand);
        app.admin().put(&path, json!({"purpose": "To feed people kindly."})).await.ok();
        let told = browser.submit(&page, &[("note", "The first."), ("version", "1")]).await.refused(412);
        let purpose = told.text("main .refused a[href=\"#purpose\"]");
        assert_eq!(purpose, "Purpose: it was “To feed people **well**.”, now it is “To feed people kindly.”.");
        assert_eq!(["note", "version"].map(|name| told.value(name)), ["The first.", "2"]);
        browser.submit(&page, &[("note", "The first.")]).await.sent_to();
    }

    async fn who_is_not_the_custodian_reads_only(app: TestApp) {
        let page = format!("/model/edit?brand={}", app.company.brand);
        let member = Browser::of(&app, &app.company.member).await;
        let none = member.get("/model").await.ok();
        let told = none.text("main p.empty");
        assert!(told.starts_with("This brand has no Model yet.") && told.ends_with("writes it."), "{told}");
        assert_eq!(none.deeds(), NONE);
        member.get(&page).await.refused(403);
        let custodian = json!({"purpose": "Ours.", "custodian_id": app.company.member.id});
        app.admin().put(&format!("/brands/{}/model", app.company.brand), custodian).await.ok();
        let kept = member.get("/model").await.ok();
        assert_eq!(kept.text("main .document > p.running"), "Custodian: Mia");
        let brand = &app.company.brand;
        assert_eq!(kept.deeds(), ["edit", "publish"].map(|deed| format!("/model/{deed}?brand={brand}")));
        let fields = [("purpose", "Ours, kept."), ("custodian_id", app.company.member.id.as_str())];
        member.submit(&page, &fields).await.sent_to();
    }
);
