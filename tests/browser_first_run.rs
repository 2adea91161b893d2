//! The first run: from an empty database through set-up and the five guided steps to the first scorecard, as a first
//! administrator would do it, reading only what the pages say. What set-up refuses is in `web_setup.rs`.

use perno::app::SignUp;
use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
    company::PASSWORD,
};

const HOME: &str = "//header//a[@href='/']";
/// The sections of the Scorecard.
const SECTIONS: &str = "return [...document.querySelectorAll('main section[aria-labelledby]')].map((one) => one.getAttribute('aria-labelledby'))";

async fn set_up(chromium: &Chromium) {
    let words = chromium.words.get();
    chromium.go("/").await;
    chromium.is_at("/set-up").await;
    chromium.fill(&words.say("organisation-name"), "Bianchi & figli").await;
    chromium.fill(&words.say("your-name"), "Ada Bianchi").await;
    chromium.fill(&words.say("email"), "ada@bianchi.example").await;
    chromium.fill(&words.say("password"), PASSWORD).await;
    chromium.press(&words.say("set-up-go")).await;
    chromium.is_at("/").await;
}

/// Opens the next step, and checks that all steps before it are ticked.
async fn step(chromium: &Chromium, key: &str, done: usize) {
    chromium.leave_by(HOME).await;
    let sections = chromium.ask(SECTIONS).await;
    assert!(sections.as_array().unwrap().contains(&json!("guide")), "{}: {sections}", chromium.here().await);
    let ticked = chromium.ask("return document.querySelectorAll('.done-step').length").await;
    assert_eq!(ticked, done, "{}: {}", chromium.here().await, chromium.text().await);
    chromium
        .leave_by(&format!("//li[contains(@class, 'next-step')]//a[normalize-space()=\"{}\"]", chromium.say(key)))
        .await;
}

async fn plan(chromium: &Chromium) {
    let words = chromium.words.get();
    let save = words.say("save");
    step(chromium, "step-purpose", 0).await;
    chromium.fill(&words.say("purpose"), "So that people eat well.").await;
    chromium.press(&save).await;
    chromium.see("So that people eat well.").await;
    step(chromium, "step-departments", 1).await;
    chromium.fill(&words.say("name"), "Logistics").await;
    chromium.press(&save).await;
    chromium.see(&words.say("done-department-added")).await;
    step(chromium, "step-cycle", 2).await;
    chromium.fill(&words.say("name"), "Q1").await;
    chromium.press(&save).await;
    chromium.see(&words.say("done-cycle-added")).await;
}

async fn measure(chromium: &Chromium) {
    let words = chromium.words.get();
    let save = words.say("save");
    step(chromium, "step-objective", 3).await;
    chromium.choose(&words.say("department"), "Logistics").await;
    chromium.fill(&words.say("title"), "Arrive when we said").await;
    chromium.fill(&words.say("objective-serves"), "Whoever waits for us cooks with us.").await;
    chromium.press(&save).await;
    chromium.see(&words.say("done-objective-added")).await;
    chromium.follow(&words.say("key-result-add")).await;
    chromium.fill(&words.say("title"), "Deliveries on the promised day").await;
    chromium.choose(&words.say("owner"), "Ada Bianchi").await;
    chromium.tick(&words.say("measure-number")).await;
    chromium.fill(&words.say("start"), "0").await;
    chromium.fill(&words.say("target"), "80").await;
    chromium.press(&save).await;
    step(chromium, "step-measure", 4).await;
    chromium.fill("Deliveries on the promised day", "40").await;
    chromium.press(&words.with("check-in-save-some", &[("done", "1"), ("all", "1")])).await;
    chromium.see(&words.count("check-ins-saved", 1)).await;
}

in_chromium!(
    async fn first_admin_is_led_to_the_first_scorecard(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::empty(Engine::Sqlite, SignUp::Closed).await;
            chromium.open(&app, language).await;
            set_up(chromium).await;
            plan(chromium).await;
            measure(chromium).await;
            chromium.leave_by(HOME).await;
            chromium.see("So that people eat well.").await;
            let score = chromium.find("//p[@class='score']").await.text().await.unwrap();
            assert!(score.starts_with("50"), "{}: {score}", chromium.here().await);
            let sections = chromium.ask(SECTIONS).await;
            assert_eq!(
                sections,
                json!(["fall", "departments", "levers", "trend", "news", "trust"]),
                "without the guide"
            );
        }
    }
);
