//! Rare tasks of executives: closing a cycle with grades, a retrospective and carried-over work, and publishing
//! versions of the Model. What the forms refuse is in `web_cycles.rs` and `web_model.rs`.

use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
    client::id,
    company::{PASSWORD, sign_in_with},
};

async fn publish(chromium: &Chromium, purpose: &str, note: &str) {
    let words = chromium.words.get();
    chromium.fill(&words.say("purpose"), purpose).await;
    chromium.press(&words.say("save")).await;
    chromium.see(purpose).await;
    chromium.follow(&words.say("model-publish")).await;
    chromium.fill(&words.say("model-note"), note).await;
    chromium.press(&words.say("model-publish")).await;
    chromium.see(&words.say("done-model-published")).await;
}

in_chromium!(
    async fn executive_closes_a_cycle_and_carries_over(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            app.check_in(&app.company.key_result, json!({"value": 40})).await;
            let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
            let next = id(&app.admin().post("/cycles", next).await.created());
            app.set_day("2026-03-31");
            chromium.sign_in(&app, &app.company.executive, language).await;
            let words = chromium.words.get();
            chromium.leave_by("//header//a[@href='/cycles']").await;
            chromium.follow("Q1").await;
            chromium.follow(&words.say("cycle-close")).await;
            chromium.fill(&words.say("grade"), &words.number(62.5)).await;
            chromium.fill(&words.say("grade-comment"), "Late, then steady").await;
            chromium.fill(&words.say("retrospective-ask"), "We **learnt** to ask.").await;
            chromium.choose(&words.say("carry-over-ask"), "Q2").await;
            chromium.press(&words.say("cycle-close-look")).await;
            chromium.see(&words.say("cycle-close-for-good")).await;
            chromium.see(&words.count("carry-count", 1)).await;
            chromium.press(&words.say("cycle-close-now")).await;
            chromium.see(&words.say("done-cycle-closed")).await;
            chromium.see("We learnt to ask.").await;
            chromium.see("Late, then steady").await;
            let viewer = app.with_token(&sign_in_with(&app, &app.company.viewer.email, PASSWORD).await);
            let key_result = viewer.get(&format!("/key-results/{}", app.company.key_result)).await.ok();
            assert_eq!(key_result["grade"], 0.625);
            let carried = viewer.get(&format!("/key-results?cycle_id={next}")).await.ok();
            assert_eq!(carried["items"][0]["title"], "Visits", "{carried}");
        }
    }

    async fn lead_corrects_a_target_and_an_executive_reads_why_the_score_changed(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            let company = &app.company;
            let weights = json!({company.sales.as_str(): 1});
            app.policy(json!({"department_weights": weights, "correction": true})).await;
            app.check_in(&company.key_result, json!({"value": 40, "observed_on": "2026-02-06"})).await;
            let fair = json!({"value": 60, "observed_on": "2026-02-14", "note": "The fair in Bari"});
            app.check_in(&company.key_result, fair).await;
            chromium.sign_in(&app, &company.executive, language).await;
            let words = chromium.words.get();
            for (target, holds, reason) in
                [("200", "holds-always", "A typing error"), ("150", "holds-from-today", "Fewer shops")]
            {
                chromium.go(&format!("/key-results/{}/edit", company.key_result)).await;
                chromium.fill(&words.say("target"), target).await;
                chromium.fill(&words.say("reason"), reason).await;
                chromium.tick(&words.say(holds)).await;
                chromium.press(&words.say("save")).await;
            }
            chromium.leave_by("//header//a[@href='/']").await;
            chromium.leave_by("//p[@class='week']/a").await;
            chromium.see("The fair in Bari").await;
            chromium.see("Fewer shops").await;
            chromium.see(&words.with("score-change-way", &[("from", "20%"), ("to", "40%")])).await;
            let parts = chromium.find("//table[@class='score-change']").await.text().await.unwrap();
            for part in [words.points(20.0), words.points(40.0)] {
                assert!(parts.contains(&part), "{}: no {part} in {parts}", chromium.here().await);
            }
        }
    }

    async fn executive_publishes_the_model_and_compares(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            chromium.sign_in(&app, &app.company.executive, language).await;
            let words = chromium.words.get();
            chromium.leave_by("//header//a[@href='/model']").await;
            chromium.follow(&words.say("model-write")).await;
            chromium.fill(&words.with("value-number", &[("number", "1")]), "Honesty").await;
            publish(chromium, "To feed people.", "The first.").await;
            chromium.follow(&words.say("edit")).await;
            publish(chromium, "To feed people kindly.", "Kindness.").await;
            chromium.follow(&words.say("model-versions")).await;
            chromium.see("Kindness.").await;
            chromium.follow(&words.say("compare-before")).await;
            let added = chromium.find("//div[@class='beside']//ins").await.text().await.unwrap();
            assert!(added.contains("kindly"), "{}: {added}", chromium.here().await);
        }
    }
);
