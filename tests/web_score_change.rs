//! The page that says why the score changed, and the forms that ask from when on a change holds. The figures are tested
//! in `api_score_change.rs` and `api_past.rs`.

use serde_json::{Value, json};

use crate::support::{browser::Browser, engine::on_both_engines};

on_both_engines!(
    async fn reader_follows_the_past_week_down_to_a_check_in(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "correction": true})).await;
        app.check_in(&company.key_result, json!({"value": 50, "observed_on": "2026-02-05"})).await;
        let note = json!({"value": 60, "observed_on": "2026-02-14", "note": "The fair in Bari"});
        app.check_in(&company.key_result, note).await;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "balance": 0.2})).await;
        let browser = Browser::of(&app, &company.viewer).await;
        let card = browser.get("/").await.ok();
        assert_eq!(card.text("main p.week > a"), "+10.0 in the past week");
        assert_eq!(card.attr("main p.week > a", "href"), "/score-change");
        assert_eq!(card.texts("main p.week > .part"), ["Sales +10.0"]);
        let shown = browser.get("/score-change").await.ok();
        assert_eq!(shown.text("main .sub"), "From 50.0 on 8 February 2026 to 60.0 on 15 February 2026, part by part.");
        assert_eq!(shown.texts("table.score-change tbody td.num"), ["50.0", "+10.0", "0.0", "0.0", "60.0"],);
        assert_eq!(
            shown.texts("table.score-change .report"),
            ["14 February 2026, Ada: 60\u{a0}visits – The fair in Bari"]
        );
        assert_eq!(shown.texts("table.score-change details li").len(), 1);
        let since = browser.get("/score-change?from=2026-01-01&to=2026-02-06").await.ok();
        assert_eq!(since.texts("table.score-change tbody tr:last-child td.num"), ["50.0"]);
        let unknown = browser.get("/score-change?from_known_at=99999").await.ok();
        assert_eq!(unknown.text("main [role=alert]"), "There is no such revision yet.");
    }

    async fn week_of_an_ended_cycle_is_its_last(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "correction": true})).await;
        app.check_in(&company.key_result, json!({"value": 50, "observed_on": "2026-02-05"})).await;
        let admin = app.admin_on("2026-04-10").await;
        let late = json!({"value": 60, "observed_on": "2026-03-28"});
        let check_ins = format!("/key-results/{}/check-ins", company.key_result);
        app.with_token(&admin).post(&check_ins, late).await.created();
        let card = Browser::of(&app, &company.viewer).await.get("/").await.ok();
        assert_eq!(card.text("main p.week > a"), "+10.0 in the cycle’s last week");
        assert_eq!(card.texts("main p.week > .part"), ["Sales +10.0"]);
        assert_eq!(card.attr("main p.week > a", "href"), "/score-change?from=2026-03-24&to=2026-03-31");
    }

    async fn reader_sees_what_happened_since_the_last_visit(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "correction": true})).await;
        app.check_in(&company.key_result, json!({"value": 50})).await;
        let browser = Browser::of(&app, &company.viewer).await;
        let first = browser.get("/score-change").await.ok();
        assert!(first.mentions("since your last visit").is_empty(), "{first}");
        let token = app.admin_on("2026-02-20").await;
        let path = format!("/key-results/{}", company.key_result);
        let target = json!({"measure": {"kind": "number", "target": 200}, "correction": true});
        app.with_token(&token).patch_because(&path, target).await.ok();
        let links = browser.get("/score-change").await.ok();
        assert_eq!(links.texts("form.switch a")[0], "since your last visit, 15 February 2026");
        let shown = browser.get(&links.hrefs("form.switch a")[0]).await.ok();
        assert_eq!(shown.texts("table.score-change tbody td.num"), ["50.0", "\u{2212}25.0", "0.0", "25.0"]);
        let again = browser.get("/score-change").await.ok();
        assert_eq!(again.texts("form.switch a")[0], "since your last visit, 15 February 2026");
    }

    async fn person_corrects_a_target_and_changes_it_from_today(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let page = format!("/key-results/{}", app.company.key_result);
        let edit = format!("{page}/edit");
        let form = browser.get(&edit).await.ok();
        assert_eq!(
            form.texts("fieldset.holds label"),
            ["From today on; past scores stay unchanged", "For the whole cycle: it corrects a mistake"]
        );
        let refused = browser.submit(&edit, &[("measure/target", "200"), ("correction", "true")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "Say why it was always meant so."]]);
        let corrected = [("measure/target", "200"), ("correction", "true"), ("reason", "A typing error")];
        browser.submit(&edit, &corrected).await.sent_to();
        assert_eq!(app.last_change().await["after"]["correction"], true);
        browser.submit(&edit, &[("measure/target", "250"), ("reason", "We aim higher")]).await.sent_to();
        assert_eq!(app.last_change().await["after"]["correction"], Value::Null);
        let log = Browser::of(&app, &app.company.executive).await.get("/settings/changes?entity=key_result").await.ok();
        assert!(!log.mentions("Always meant so").is_empty(), "{log}");
    }

    async fn new_key_result_counts_from_the_day_in_its_form(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let new = format!("/key-results/new?objective={}", app.company.objective);
        let mut fields =
            vec![("title", "Calls"), ("measure/start", "0"), ("measure/target", "9"), ("measure/unit", "")];
        fields.extend([("measure/kind", "number"), ("counts_from", "2026-02-01")]);
        let refused = browser.submit(&new, &fields).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "It would count from an earlier day than today: say why."]]);
        fields.push(("reason", "We began then"));
        let sent = browser.submit(&new, &fields).await.sent_to();
        let made = app.viewer().get(sent.split('?').next().unwrap()).await.ok();
        assert_eq!(made["counts_from"], "2026-02-01");
    }
);
