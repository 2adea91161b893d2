//! The check-in page: what is due from whom, which rows are saved, and its messages. The effect of a check-in on scores
//! is in `api_check_ins.rs`, use by keyboard in the tests in a real browser.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    browser::Browser,
    client::id,
    engine::on_both_engines,
    html::{NONE, Page},
};

const NOTHING: &str = "You own no key results to update by hand in a running cycle. Once one is yours, it waits for you here; \
    choose a department above to report for a colleague.";

/// The key results that the page asks for.
fn due(page: &Page) -> Vec<String> {
    page.texts("main form.report li.due h3")
}

#[track_caller]
fn asks_for_nothing(page: &Page) {
    assert_eq!(page.text("main > p.empty"), NOTHING);
    assert_eq!(due(page), NONE);
    assert_eq!(page.mentions("Visits"), NONE);
}

async fn measured(app: &TestApp, title: &str, measure: Value) -> Value {
    let company = &app.company;
    let body =
        json!({"objective_id": company.objective, "title": title, "owner_id": company.member.id, "measure": measure});
    app.admin().post("/key-results", body).await.created()
}

async fn last_value(app: &TestApp, key_result: &str) -> Value {
    app.member().get(&format!("/key-results/{key_result}")).await.ok()["current_value"].clone()
}

on_both_engines!(
    async fn owner_types_values_and_reads_what_they_did(app: TestApp) {
        let company = &app.company;
        let steps = json!({"kind": "milestones", "steps": [{"title": "Guide written"}, {"title": "First group"}]});
        let trained = measured(&app, "Drivers trained", steps).await;
        let browser = Browser::of(&app, &company.member).await;
        let page = browser.get("/check-in").await.ok();
        assert_eq!(due(&page), ["Visits", "Drivers trained"]);
        assert_eq!(page.texts("li.due .steps label"), ["Guide written", "First group"]);
        let trained_id = id(&trained);
        let step = trained["measure"]["steps"][1]["id"].as_str().unwrap();
        let (value, steps) = (format!("{}/value", company.key_result), format!("{trained_id}/steps[]"));
        let sent = browser.submit("/check-in", &[(&value, "40"), (&steps, step)]).await.sent_to();
        let told = [
            "2 results were saved.",
            "Visits Objective 25 → 45 · Sales 25 → 45 · Company 6 → 11",
            "Drivers trained Objective 20 → 45 · Sales 20 → 45 · Company 5 → 11",
        ];
        assert_eq!(browser.get(&sent).await.ok().texts("main > .done[role=status] p"), told);
        assert_eq!(last_value(&app, &company.key_result).await, 40.0);
        let read = app.member().get(&format!("/key-results/{trained_id}")).await.ok();
        assert_eq!(read["progress"], 0.5);
    }

    async fn wrong_row_keeps_what_was_typed_and_the_others_are_saved(app: TestApp) {
        let company = &app.company;
        let other = id(&measured(&app, "Rate", json!({"kind": "number", "start": 0, "target": 9, "unit": "%"})).await);
        let browser = Browser::of(&app, &company.member).await;
        let names = [format!("{}/value", company.key_result), format!("{other}/value"), format!("{other}/note")];
        let typed = [(names[0].as_str(), "12.5"), (names[1].as_str(), "a lot"), (names[2].as_str(), "<b>late</b>")];
        browser.submit("/check-in", &[(&names[0], "")]).await.refused(422);
        let page = browser.submit("/check-in", &typed).await.refused(422);
        assert_eq!(page.text("main > .done p:not(.effect)"), "One result was saved.");
        assert_eq!(page.refusal(), "One result needs another look; nothing of it is lost.");
        assert_eq!(page.wrongs(), [[names[1].as_str(), "Must be one number, such as 1,234.5 or 12k."]]);
        assert_eq!(names.each_ref().map(|name| page.value(name)), ["", "a lot", "<b>late</b>"]);
        assert_eq!(last_value(&app, &company.key_result).await, 12.5);
        assert_eq!(last_value(&app, &other).await, Value::Null);
    }

    async fn member_reports_for_nobody_and_viewer_for_none(app: TestApp) {
        let company = &app.company;
        app.admin().patch(&format!("/key-results/{}", company.key_result), json!({"owner_id": null})).await.ok();
        let page = Browser::of(&app, &company.member).await.get("/check-in").await.ok();
        assert_eq!(due(&page), ["Visits"]);
        assert_eq!(page.texts("#whose option"), ["My results", "Sales"]);
        let page = Browser::of(&app, &company.viewer).await.get("/check-in").await.ok();
        asks_for_nothing(&page);
        assert_eq!(page.count("main form"), 0, "{page}");
        let executive = Browser::of(&app, &company.executive).await;
        let page = executive.get("/check-in").await.ok();
        asks_for_nothing(&page);
        assert_eq!(page.texts("main form #whose option"), ["My results", "Sales", "Logistics"]);
        let page = executive.get(&format!("/check-in?whose={}", company.sales)).await.ok();
        assert_eq!(due(&page), ["Visits"]);
        let token = page.token();
        let pairs = |token: &str| {
            let value = format!("{}/value", company.key_result);
            vec![("token".to_owned(), token.to_owned()), (value, "7".to_owned())]
        };
        let page = executive.post("/check-in", &pairs(&token), false).await.refused(403);
        assert!(page.text("main h1 + p").starts_with("This form was sent from https://elsewhere.example, but"));
        assert_eq!(last_value(&app, &company.key_result).await, Value::Null);
    }

    async fn cancelled_and_following_ones_are_due_from_nobody(app: TestApp) {
        let company = &app.company;
        let path = format!("/key-results/{}", company.key_result);
        app.admin().patch_because(&path, json!({"kpi_id": company.kpi})).await.ok();
        let browser = Browser::of(&app, &company.member).await;
        asks_for_nothing(&browser.get("/check-in").await.ok());
        app.admin().patch_because(&path, json!({"kpi_id": null})).await.ok();
        let page = browser.get("/check-in").await.ok();
        assert_eq!(due(&page), ["Visits"]);
        assert_eq!(page.mentions("Visits"), ["label", "span"]);
        app.admin().patch(&path, json!({"state": "cancelled", "reason": "Over."})).await.ok();
        asks_for_nothing(&browser.get("/check-in").await.ok());
    }

    async fn italian_types_a_decimal_comma(app: TestApp) {
        let company = &app.company;
        app.member().patch("/me", json!({"language": "it"})).await.ok();
        let browser = Browser::of(&app, &company.member).await;
        let value = format!("{}/value", company.key_result);
        let sent = browser.submit("/check-in", &[(&value, "12,5")]).await.sent_to();
        let told = browser.get(&sent).await.ok().text("main > .done[role=status] p:not(.effect)");
        assert_eq!(told, "Un risultato è stato salvato.");
        assert_eq!(last_value(&app, &company.key_result).await, 12.5);
        for (typed, meant) in
            [("0.125", 0.125), ("1.250", 1250.0), ("1.250,5", 1250.5), ("3,3333333333333335", 3.333_333_333_333_333_5)]
        {
            browser.submit("/check-in", &[(&value, typed)]).await.sent_to();
            assert_eq!(last_value(&app, &company.key_result).await, meant, "{typed}");
        }
    }

    async fn form_that_is_saved_unchanged_changes_nothing(app: TestApp) {
        let company = &app.company;
        let fine = json!({"measure": {"kind": "number", "start": 3.333_333_333_333_333_5, "target": 0.000_000_1, "unit": "%"},
            "description": "One.\n\nTwo.", "objective_id": company.objective, "title": "Fine"});
        let key_result = id(&app.admin().post("/key-results", fine).await.created());
        let path = format!("/key-results/{key_result}");
        let browser = Browser::of(&app, &company.admin).await;
        let page = browser.get(&format!("{path}/edit")).await.ok();
        assert_eq!(page.value("measure/start"), "3.3333333333333335");
        assert_eq!(page.value("measure/target"), "0.0000001");
        assert_eq!(page.value("description"), "One.\n\nTwo.");
        let typed = json!({"description": "One.\r\n\r\nTwo."});
        assert_eq!(app.admin().patch(&path, typed).await.ok()["version"], 1);
    }

    async fn values_that_hardly_differ_are_drawn(app: TestApp) {
        let thin = json!({"measure": {"kind": "number", "start": 10_000_000.0, "target": 10_000_000.000_000_002, "unit": ""},
            "objective_id": app.company.objective, "title": "Thin"});
        let key_result = id(&app.admin().post("/key-results", thin).await.created());
        let browser = Browser::of(&app, &app.company.viewer).await;
        let page = browser.get(&format!("/key-results/{key_result}")).await.ok();
        assert_eq!(page.count("figure.course svg[role=img]"), 1, "{page}");
    }
);
