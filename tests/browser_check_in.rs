//! Checking in by keyboard alone, with fewer strokes than the design allows, and without JavaScript. What is due, and
//! what is refused, is in `web_check_in.rs`.

use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
};

const VALUES: usize = 6;
/// The most strokes besides the values themselves.
const MOST_STROKES: usize = 30;
const FOCUSED: &str = "return document.activeElement.getAttribute('href') ?? document.activeElement.name ?? ''";

/// A company in which the manager of Sales has six key results to report.
async fn company() -> TestApp {
    let app = TestApp::new(Engine::Sqlite).await;
    for number in 1..=VALUES {
        app.key_result(json!({"title": format!("Result {number}"), "owner_id": app.company.manager.id})).await;
    }
    app
}

/// Presses Tab until the wanted element has the focus; returns how often.
async fn tab_to(chromium: &Chromium, wanted: impl Fn(&str) -> bool) -> usize {
    for strokes in 1..=MOST_STROKES {
        chromium.tab().await;
        if chromium.ask(FOCUSED).await.as_str().is_some_and(&wanted) {
            return strokes;
        }
    }
    panic!("{}: Tab does not lead there", chromium.here().await);
}

/// Goes from the scorecard to six saved values; returns the number of strokes.
async fn check_in(chromium: &Chromium, value: &str) -> usize {
    let mut strokes = tab_to(chromium, |focused| focused == "/check-in").await + 1;
    chromium.enter().await;
    let first = chromium.ask(FOCUSED).await;
    if !first.as_str().is_some_and(|name| name.ends_with("/value")) {
        strokes += tab_to(chromium, |focused| focused.ends_with("/value")).await;
    }
    chromium.type_text(value).await;
    for _ in 1..VALUES {
        strokes += tab_to(chromium, |focused| focused.ends_with("/value")).await;
        chromium.type_text(value).await;
    }
    chromium.enter().await;
    strokes + 1
}

in_chromium!(
    async fn manager_checks_in_at_the_keyboard(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = company().await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            let strokes = check_in(chromium, &words.number(12.5)).await;
            assert!(strokes <= MOST_STROKES, "{}: {strokes} strokes", chromium.here().await);
            chromium.see(&words.count("check-ins-saved", VALUES)).await;
            let effect =
                words.with("score-moved", &[("what", &words.say("objective")), ("before", "0"), ("after", "13")]);
            chromium.see(effect.split(" 0 ").next().unwrap()).await;
            let key_results = app.viewer().get("/key-results?limit=200").await.ok();
            let saved = key_results["items"].as_array().unwrap().iter().filter(|one| one["current_value"] == 12.5);
            assert_eq!(saved.count(), VALUES);
        }
    }

    async fn manager_works_without_scripts(chromium: &Chromium) {
        chromium.run_scripts(false).await;
        for language in LANGUAGES {
            let app = company().await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            chromium.leave_by("//header//a[@href='/check-in']").await;
            chromium.fill("Result 1", &words.number(12.5)).await;
            chromium.find("//li[.//label[.='Result 2']]//summary").await.click().await.unwrap();
            chromium.press(&words.say("save")).await;
            chromium.see(&words.count("check-ins-saved", 1)).await;
            chromium.go(&format!("/objectives/{}", app.company.objective)).await;
            chromium.follow(&words.say("edit")).await;
            chromium.fill(&words.say("title"), "Be met").await;
            chromium.press(&words.say("save")).await;
            assert_eq!(chromium.find("//h1").await.text().await.unwrap(), "Be met");
            chromium.find("//details[@class='me']/summary").await.click().await.unwrap();
            chromium.leave_by(&format!("//header//button[normalize-space()=\"{}\"]", words.say("sign-out"))).await;
            chromium.is_at("/sign-in").await;
        }
    }
);
