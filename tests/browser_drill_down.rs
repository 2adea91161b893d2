//! An executive follows links from the score to what it is made of: scorecard, department, objective, key result,
//! check-ins. The contents of each page are tested in `web_*`.

use perno::cli::demo::PASSWORD;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
};

in_chromium!(
    async fn executive_goes_from_the_score_to_a_check_in(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        for language in LANGUAGES {
            chromium.sign_in_with(&app, "lorenzo.ardenghi@selvargenta.example", PASSWORD, language).await;
            let words = chromium.words.get();
            chromium.see(&words.say("fall")).await;
            chromium.leave_by("//table[contains(@class, 'departments')]//a[starts-with(@href, '/departments/')]").await;
            assert!(chromium.path().await.starts_with("/departments/"), "{}", chromium.here().await);
            chromium.leave_by("//main//a[starts-with(@href, '/objectives/') and not(contains(@href, 'new'))]").await;
            assert!(chromium.path().await.starts_with("/objectives/"), "{}", chromium.here().await);
            chromium.leave_by("//main//a[starts-with(@href, '/key-results/') and not(contains(@href, 'new'))]").await;
            assert!(chromium.path().await.starts_with("/key-results/"), "{}", chromium.here().await);
            chromium.see(&words.say("check-ins")).await;
            assert!(chromium.sees("//table[contains(@class, 'history')]/tbody/tr").await, "{}", chromium.text().await);
        }
    }
);
