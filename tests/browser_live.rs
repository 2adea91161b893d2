//! An open page says that somebody changed something since it was loaded, and shows it on request.

use std::time::{Duration, Instant};

use perno::domain::organisation::Language;
use serde_json::json;

use crate::support::{Chromium, Engine, TestApp, chromium::in_chromium};

const PATIENCE: Duration = Duration::from_secs(20);
/// Makes the page check at once, as it does when its tab becomes visible, and returns whether it shows the notice.
const LOOK: &str = "document.dispatchEvent(new Event('visibilitychange'));
    return document.querySelector('#live p').checkVisibility()";

async fn comes(chromium: &Chromium) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if chromium.ask(LOOK).await == true {
            return true;
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

in_chromium!(
    async fn reader_is_told_of_a_check_in_and_sees_the_new_score(chromium: &Chromium) {
        let app = TestApp::new(Engine::Sqlite).await;
        app.check_in(&app.company.key_result, json!({"value": 10})).await;
        let page = format!("/departments/{}", app.company.sales);
        chromium.sign_in(&app, &app.company.viewer, Language::English).await;
        chromium.go(&page).await;
        assert_eq!(chromium.ask(LOOK).await, json!(false));
        actix_web::rt::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(chromium.ask(LOOK).await, json!(false), "nothing has changed yet");
        app.check_in(&app.company.key_result, json!({"value": 90})).await;
        assert!(comes(chromium).await, "{}", chromium.text().await);
        chromium.follow(&chromium.say("live-show")).await;
        chromium.is_at(&page).await;
        chromium.see("90").await;
        assert_eq!(chromium.ask(LOOK).await, json!(false));
    }
);
