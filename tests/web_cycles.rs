//! The pages of cycles: adding, activating, deleting, and closing with grades, a retrospective and carried-over work.
//! What closing does is tested in `api_closing`, `api_snapshots` and `api_carry_over`.

use serde_json::json;

use crate::support::{
    browser::{Browser, Shown},
    client::id,
    engine::on_both_engines,
    html::{NONE, Page},
};

/// Presses a button on the review of a closing.
async fn answer(browser: &Browser, page: &str, review: &Page, then: &str) -> Shown {
    let mut pairs = review.hidden(&format!("main form[action=\"{page}\"]"));
    pairs.push(("then".to_owned(), then.to_owned()));
    browser.post(page, &pairs, true).await
}

on_both_engines!(
    async fn executive_adds_a_cycle_makes_it_active_and_deletes_it(app: TestApp) {
        let browser = Browser::of(&app, &app.company.executive).await;
        let typed = [("name", "Q2"), ("starts_on", "2026-06-30"), ("ends_on", "2026-04-01")];
        let page = browser.submit("/cycles/new", &typed).await.refused(422);
        assert_eq!(page.wrongs(), [["ends_on", "The last day must not be before the first."]]);
        assert_eq!(typed.map(|(name, _)| page.value(name)), typed.map(|(_, value)| value));
        let typed = [("name", "Q2"), ("starts_on", "2026-04-01"), ("ends_on", "2026-06-30"), ("state", "planned")];
        let shown = browser.submit("/cycles/new", &typed).await.sent_to();
        let path = shown.split('?').next().unwrap().to_owned();
        browser.submit(&path, &[]).await.sent_to();
        assert_eq!(app.viewer().get(&path).await.ok()["state"], "active");
        let longer = [("name", "Spring"), ("starts_on", "2026-04-01"), ("ends_on", "2026-07-05"), ("state", "active")];
        let refused = browser.submit(&format!("{path}/edit"), &longer).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        let longer = [&longer[..], &[("reason", "A week of holidays")]].concat();
        browser.submit(&format!("{path}/edit"), &longer).await.sent_to();
        assert_eq!(app.viewer().get(&path).await.ok()["ends_on"], "2026-07-05");
        let page = browser.get("/cycles").await.ok();
        assert_eq!(page.texts("main table th[scope=row] a"), ["Spring", "Q1"]);
        assert_eq!(page.deeds(), ["/cycles/new"]);
        browser.submit(&format!("{path}/delete"), &[]).await.sent_to();
        browser.get(&path).await.refused(404);
        let full = format!("/cycles/{}/delete", app.company.cycle);
        let refused = browser.submit(&full, &[]).await.refused(409);
        assert_eq!(refused.refusal(), "The cycle has objectives; delete them first.");
        let viewer = Browser::of(&app, &app.company.viewer).await;
        let page = viewer.get("/cycles").await.ok();
        assert_eq!(page.hrefs("main tbody a"), [format!("/cycles/{}", app.company.cycle)]);
        assert_eq!(page.deeds(), NONE);
        viewer.get(&format!("/cycles/{}/close", app.company.cycle)).await.refused(403);
    }

    async fn cycle_is_closed_after_it_was_looked_over(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/cycles/{}/close", app.company.cycle);
        let refused = browser.submit(&page, &[("grades/0/grade", "150")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["grades/0/grade", "A grade is from 0 to 100."]]);
        assert_eq!(refused.value("grades/0/grade"), "150");
        let typed = [
            ("grades/0/grade", "70"),
            ("grades/0/comment", "Nearly"),
            ("retrospective", "We **learnt**."),
            ("carry_over_to", next.as_str()),
        ];
        let review = browser.submit(&page, &typed).await.ok();
        assert!(review.text("main h1 + .warning strong").starts_with("This cannot be undone."), "{review}");
        let facts = [
            ["Grades", "1 of 1 key results graded"],
            ["Unfinished work", "1 unfinished key result continues in Q2"],
            ["Retrospective", "We learnt."],
        ];
        assert_eq!(review.facts("main dl.facts"), facts);
        assert_eq!(review.text("dl.facts .prose strong"), "learnt");
        let cycle = format!("/cycles/{}", app.company.cycle);
        assert_eq!(app.viewer().get(&cycle).await.ok()["state"], "active");
        assert_eq!(browser.get(&cycle).await.ok().deeds(), [format!("{cycle}/edit"), page.clone()]);
        let form = answer(&browser, &page, &review, "back").await.ok();
        assert_eq!(typed.map(|(name, _)| form.value(name)), typed.map(|(_, value)| value));
        answer(&browser, &page, &review, "close").await.sent_to();
        let closed = browser.get(&cycle).await.ok();
        assert_eq!(closed.texts("main > .prose"), ["We learnt."]);
        assert_eq!(closed.text("main > .prose strong"), "learnt");
        assert_eq!(closed.text("main td[data-label=Reached]"), "40");
        assert_eq!(closed.text("main td[data-label=Grade]"), "70");
        assert_eq!(closed.text("main td.said"), "Nearly");
        assert_eq!(closed.texts("main ul.rows > li"), ["Be where customers are → Q2"]);
        assert_eq!(closed.deeds(), NONE);
        assert_eq!(closed.mentions("/close"), NONE);
        let key_result = app.read_key_result(&app.company.key_result).await;
        assert_eq!(key_result["grade"], json!(0.7));
        browser.get(&page).await.refused(409);
    }

    async fn grade_is_typed_as_the_language_writes_numbers(app: TestApp) {
        app.with_token(&app.company.executive.token).patch("/me", json!({"language": "it"})).await.ok();
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/cycles/{}/close", app.company.cycle);
        let review = browser.submit(&page, &[("grades/0/grade", "66,5")]).await.ok();
        assert!(review.text("main h1 + .warning strong").starts_with("L’operazione è irreversibile."), "{review}");
        answer(&browser, &page, &review, "close").await.sent_to();
        let key_result = app.read_key_result(&app.company.key_result).await;
        assert_eq!(key_result["grade"], json!(0.665));
    }
);
