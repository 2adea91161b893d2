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

const NOTHING: &str =
    "You own no key results to update by hand in a running cycle. Once one is yours, it waits for you here.";
const FOR_OTHERS: &str = " To report for a colleague, choose a department above.";

/// The key results that the page asks for.
fn due(page: &Page) -> Vec<String> {
    page.texts("main form.report li.due h3")
}

#[track_caller]
fn asks_for_nothing(page: &Page) {
    let others = if page.count("#whose") > 0 { FOR_OTHERS } else { "" };
    assert_eq!(page.text("main > p.empty"), format!("{NOTHING}{others}"));
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
        let page = browser.get(&sent).await.ok();
        assert_eq!(page.texts("main > .batch .moved"), ["Sales 0 → 45 · Company 0 → 11 (+11.2)"]);
        assert_eq!(page.text("#saved-said"), "2 check-ins saved.");
        let rows = ["Drivers trained ✓ First group +6.2", "Visits 40\u{a0}visits +5.0"];
        assert_eq!(page.texts(".batch .parts li"), rows);
        assert_eq!((page.count(".batch[autofocus]"), page.count("input[autofocus]")), (1, 0));
        assert_eq!(page.text("h1"), "You’re up to date. Next check-in: 22 February.");
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
        assert_eq!(page.text("#saved-said"), "One check-in saved.");
        assert_eq!(page.refusal(), "One value needs correcting. Your other entries are saved.");
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
        assert_eq!(page.count("header a[href='/check-in']"), 0, "{page}");
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
        assert_eq!(browser.get(&sent).await.ok().text("#saved-said"), "Un aggiornamento salvato.");
        assert_eq!(last_value(&app, &company.key_result).await, 12.5);
        for (typed, meant) in
            [("0.125", 0.125), ("1.250", 1250.0), ("1.250,5", 1250.5), ("3,3333333333333335", 3.333_333_333_333_333_5)]
        {
            let sure = format!("{}/sure", company.key_result);
            browser.submit("/check-in", &[(&value, typed), (&sure, typed)]).await.sent_to();
            assert_eq!(last_value(&app, &company.key_result).await, meant, "{typed}");
        }
    }

    async fn unusual_value_is_saved_once_it_was_confirmed(app: TestApp) {
        let company = &app.company;
        let way = json!({"kind": "number", "start": 410, "target": 180, "unit": "km"});
        let other = id(&measured(&app, "Longest trip", way).await);
        let browser = Browser::of(&app, &company.member).await;
        let names = [format!("{other}/value"), format!("{}/value", company.key_result)];
        let typed = [(names[0].as_str(), "1,265.5"), (names[1].as_str(), "20")];
        let page = browser.submit("/check-in", &typed).await.refused(422);
        assert_eq!(page.refusal(), "One value looks unusual. Is it right? Your other entries are saved.");
        let asked = "1,265.5\u{a0}km? Last time it was 410, the target is 180\u{a0}km. Correct it, or save again to confirm it.";
        assert_eq!(page.wrongs(), [[names[0].as_str(), asked]]);
        assert_eq!(page.text("form.report .save button"), "Save anyway");
        assert_eq!(
            (last_value(&app, &other).await, last_value(&app, &company.key_result).await),
            (Value::Null, json!(20.0))
        );
        let (action, hidden) = page.form_with(Some(&names[0]), "/check-in");
        let with = |value: &str| [hidden.clone(), vec![(names[0].clone(), value.to_owned())]].concat();
        browser.post(&action, &with("1,266.5"), true).await.refused(422);
        browser.post(&action, &with("1,265.5"), true).await.sent_to();
        assert_eq!(last_value(&app, &other).await, 1265.5);
    }

    async fn marks_that_may_be_meant_the_other_way_are_asked_about(app: TestApp) {
        let company = &app.company;
        let litres = json!({"kind": "number", "start": 300_000, "target": 600_000, "unit": "l"});
        let litres = id(&measured(&app, "Litres", litres).await);
        let (browser, name) = (Browser::of(&app, &company.member).await, format!("{litres}/value"));
        let page = browser.submit("/check-in", &[(&name, "400.000")]).await.refused(422);
        let asked =
            "This reads as 400\u{a0}l. If you mean 400,000\u{a0}l, type 400000; otherwise save again to keep it.";
        assert_eq!(page.wrongs(), [[name.as_str(), asked]]);
        browser.submit("/check-in", &[(&name, "400000")]).await.sent_to();
        let visits = format!("{}/value", company.key_result);
        browser.submit("/check-in", &[(&visits, "12.500")]).await.sent_to();
        app.member().patch("/me", json!({"language": "it"})).await.ok();
        let asked = browser.submit("/check-in", &[(&visits, "1.200")]).await.refused(422);
        assert!(
            asked.wrongs()[0][1].starts_with("Si legge 1.200\u{a0}visits. Se intendi 1,2\u{a0}visits, scrivi 1,2;")
        );
        let kpi = format!("/kpis/{}", company.kpi);
        app.measure(&company.kpi, "2026-01-10", 33_000.0).await;
        let typed = [("date", "2026-01-20"), ("value", "330000"), ("note", "")];
        let page = browser.submit(&kpi, &typed).await.refused(422);
        let (action, mut again) = page.form_with(Some("value"), &kpi);
        again.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        browser.post(&action, &again, true).await.sent_to();
        let last = app.viewer().get(&format!("{kpi}/measurements/2026-01-20")).await.ok();
        assert_eq!(last["value"], 330_000.0);
    }

    async fn batch_is_undone_and_done_again_within_ten_minutes(app: TestApp) {
        let company = &app.company;
        let other = id(&measured(&app, "Rate", json!({"kind": "number", "start": 0, "target": 9, "unit": "%"})).await);
        app.check_in(&company.key_result, json!({"value": 10, "note": "Slow."})).await;
        let browser = Browser::of(&app, &company.member).await;
        let names = [format!("{}/value", company.key_result), format!("{other}/value"), format!("{other}/note")];
        let typed = [(names[0].as_str(), "40"), (names[1].as_str(), "3"), (names[2].as_str(), "Rain.")];
        browser.submit("/check-in", &typed).await.sent_to();
        let card = format!("/brands/{}/scorecard?cycle_id={}", company.brand, company.cycle);
        let saved = app.viewer().get(&card).await.ok();
        let page = browser.get("/check-in").await.ok();
        assert_eq!(page.texts("#saved-said"), ["2 check-ins saved."]);
        assert_eq!(page.text(".batch .undo button"), "Undo");
        assert_eq!((page.count(".batch[autofocus]"), page.count(".batch .parts")), (0, 0));
        assert_eq!(page.texts(".noted"), ["Ada, 15 Feb: Slow.", "Mia, 15 Feb: Rain."]);
        let undone = browser.press("/check-in", "/check-in/undo").await.sent_to();
        let page = browser.get(&undone).await.ok();
        assert_eq!(
            (page.text("#saved-said"), page.text(".batch .undo button")),
            ("2 check-ins taken back.".to_owned(), "Redo".to_owned())
        );
        assert_eq!(
            (last_value(&app, &company.key_result).await, last_value(&app, &other).await),
            (json!(10.0), Value::Null)
        );
        let redone = browser.press(&undone, "/check-in/undo").await.sent_to();
        assert_eq!(browser.get(&redone).await.ok().text("#saved-said"), "2 check-ins saved.");
        assert_eq!(app.viewer().get(&card).await.ok()["overall"], saved["overall"]);
        let stored = app.viewer().get(&format!("/key-results/{other}/check-ins")).await.ok();
        assert_eq!(
            (&stored["items"][0]["note"], &stored["items"][0]["author_id"]),
            (&json!("Rain."), &json!(company.member.id))
        );
        assert_eq!(last_value(&app, &company.key_result).await, 40.0);
        app.advance(10 * 60 - 1);
        let hidden = browser.get("/check-in").await.ok().hidden("form[action='/check-in/undo']");
        app.advance(1);
        assert_eq!(browser.get("/check-in").await.ok().count(".batch"), 0);
        let late = browser.post("/check-in/undo", &hidden, true).await.refused(409);
        assert!(late.refusal().starts_with("It’s too late to undo this"), "{late}");
    }

    async fn batch_that_was_touched_since_is_not_undone(app: TestApp) {
        let company = &app.company;
        let other = id(&measured(&app, "Rate", json!({"kind": "number", "start": 0, "target": 9, "unit": "%"})).await);
        let browser = Browser::of(&app, &company.member).await;
        let names = [format!("{}/value", company.key_result), format!("{other}/value")];
        browser.submit("/check-in", &[(&names[0], "40"), (&names[1], "3")]).await.sent_to();
        let check_ins = format!("/key-results/{other}/check-ins");
        let made = id(&app.member().get(&check_ins).await.ok()["items"][0]);
        let undo = browser.get("/check-in").await.ok().hidden("form[action='/check-in/undo']");
        app.manager().patch(&format!("{check_ins}/{made}"), json!({"value": 4})).await.ok();
        let page = browser.post("/check-in/undo", &undo, true).await.refused(409);
        let why = "This can’t be undone as a whole any more: the check-in on “Rate” has changed since.";
        assert_eq!(page.refusal(), why);
        assert_eq!(
            (last_value(&app, &company.key_result).await, last_value(&app, &other).await),
            (json!(40.0), json!(4.0))
        );
        let stranger = Browser::of(&app, &company.manager).await;
        let theirs = [("revision", undo.iter().find(|(name, _)| name == "revision").unwrap().1.as_str())];
        let token = stranger.get("/check-in").await.ok().token();
        let pairs = [("token", token.as_str()), theirs[0]].map(|(name, value)| (name.to_owned(), value.to_owned()));
        stranger.post("/check-in/undo", &pairs, true).await.refused(404);
        let page = format!("/key-results/{other}");
        let sent = browser.submit(&page, &[(&names[1], "5")]).await.sent_to();
        assert_eq!(browser.get(&sent).await.ok().texts(".batch .moved").len(), 1);
        let back = browser.press(&sent, "/check-in/undo").await.sent_to();
        assert!(back.starts_with(&format!("{page}?saved=")), "{back}");
        assert_eq!(last_value(&app, &other).await, 4.0);
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
