//! A meeting held by two browsers: the facilitator's on a projector, a member's on a phone. Both give their confidence,
//! which neither sees before it is shown to both; a blocker comes up on one and appears on the other without disturbing
//! what is typed there; a decision is made, the meeting ends, its minutes are opened to print.
//!
//! The same through the API is in `api_meetings.rs`.

use std::time::{Duration, Instant};

use perno::domain::organisation::Language;
use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
};

const PROJECTOR: u32 = 1920;
const PHONE: u32 = 390;
const PATIENCE: Duration = Duration::from_secs(20);
const VISIBLE: &str =
    "return [...document.querySelectorAll('main > section')].filter((one) => !one.hidden).map((one) => one.id).join()";

/// Waits until an element of the page has come to show a text by itself.
async fn comes(chromium: &Chromium, css: &str, text: &str) {
    let begun = Instant::now();
    let shown = format!("return document.querySelector('{css}').textContent.includes(\"{text}\")");
    while chromium.ask(&shown).await != json!(true) {
        let here = chromium.here().await;
        assert!(begun.elapsed() < PATIENCE, "{here}: {text:?} does not come: {}", chromium.text().await);
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn press_key(chromium: &Chromium, key: &str) {
    let press = format!("document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true}}))");
    chromium.ask(&press).await;
}

async fn turn_to(chromium: &Chromium, section: &str) {
    chromium.find(&format!("//nav[@class='stage-nav']/a[@href='#{section}']")).await.click().await.unwrap();
    assert_eq!(chromium.ask(VISIBLE).await, json!(section));
}

async fn rate(chromium: &Chromium, confidence: u8) {
    let label = format!("//section[@id='confidence']//label[normalize-space()='{confidence}']");
    chromium.find(&label).await.click().await.unwrap();
    chromium.press(&chromium.say("meeting-confidence-give")).await;
}

/// Plans a meeting of Sales and opens it; returns its address.
async fn opened(projector: &Chromium) -> String {
    projector.go("/meetings").await;
    projector.follow(&projector.say("meeting-add")).await;
    projector.fill(&projector.say("meeting-title"), "Sales on Monday").await;
    projector.press(&projector.say("save")).await;
    let path = projector.path().await;
    let open = format!("//header//button[normalize-space()=\"{}\"]", projector.say("meeting-open"));
    projector.leave_by(&open).await;
    path
}

async fn confidence_is_given_and_shown(projector: &Chromium, phone: &Chromium) {
    assert_eq!(projector.ask(VISIBLE).await, json!("why"));
    for key in ["ArrowRight", " ", "ArrowLeft", "PageDown"] {
        press_key(projector, key).await;
    }
    assert_eq!(projector.ask(VISIBLE).await, json!("confidence"));
    turn_to(phone, "confidence").await;
    rate(phone, 7).await;
    comes(projector, "[data-live=given]", "Mia").await;
    assert!(!projector.sees("//*[@class='result']").await, "shown before the facilitator shows it");
    rate(projector, 4).await;
    projector.press(&projector.say("meeting-show")).await;
    projector.see(&projector.words.get().number(5.5)).await;
    comes(phone, "#confidence", &phone.words.get().count("meeting-mean", 2)).await;
    phone.see("Mia").await;
    phone.see("Marco").await;
}

async fn blocker_comes_up(projector: &Chromium, phone: &Chromium) {
    turn_to(projector, "blockers").await;
    turn_to(phone, "blockers").await;
    let label = projector.say("meeting-blocker-text");
    projector.fill(&label, "Still being typed").await;
    phone.fill(&label, "No van until Easter").await;
    phone.press(&format!("{}: {}", phone.say("add"), phone.say("meeting-blocker-add"))).await;
    assert_eq!(phone.ask(VISIBLE).await, json!("blockers"));
    comes(projector, "[data-live=blockers]", "No van until Easter").await;
    let typed = projector.field(&label).await.prop("value").await.unwrap();
    assert_eq!(typed.as_deref(), Some("Still being typed"));
    projector.field(&label).await.clear().await.unwrap();
}

async fn decision_is_made_and_the_meeting_ends(projector: &Chromium, meeting: &str) {
    turn_to(projector, "decisions").await;
    projector.fill(&projector.say("meeting-decision-text"), "We rent one").await;
    projector.choose(&projector.say("meeting-about"), "\u{2013} Visits").await;
    projector.press(&format!("{}: {}", projector.say("add"), projector.say("meeting-decision-add"))).await;
    turn_to(projector, "record").await;
    projector.fill(&projector.say("meeting-minutes-text"), "Everybody was there.").await;
    projector.press(&projector.say("meeting-end")).await;
    projector.is_at(&format!("{meeting}/minutes")).await;
    for text in ["Everybody was there.", "We rent one", "No van until Easter", "Mia", "Marco"] {
        projector.see(text).await;
    }
}

async fn hold(projector: &Chromium, phone: &Chromium, language: Language) {
    let app = TestApp::new(Engine::Sqlite).await;
    app.check_in(&app.company.key_result, json!({"value": 40})).await;
    projector.sign_in(&app, &app.company.manager, language).await;
    phone.sign_in(&app, &app.company.member, language).await;
    let meeting = opened(projector).await;
    phone.go(&meeting).await;
    confidence_is_given_and_shown(projector, phone).await;
    blocker_comes_up(projector, phone).await;
    decision_is_made_and_the_meeting_ends(projector, &meeting).await;
    turn_to(phone, "record").await;
    comes(phone, "#record", "Everybody was there.").await;
    projector.go(&format!("/key-results/{}", app.company.key_result)).await;
    projector.see("We rent one").await;
}

in_chromium!(
    async fn meeting_is_held_by_two_browsers(projector: &Chromium) {
        let phone = Chromium::start().await;
        projector.set_width(PROJECTOR).await;
        phone.set_width(PHONE).await;
        for language in LANGUAGES {
            hold(projector, &phone, language).await;
        }
        phone.end().await;
    }

    async fn board_is_shown_the_scorecard_page_by_page(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            app.check_in(&app.company.key_result, json!({"value": 40})).await;
            chromium.sign_in(&app, &app.company.executive, language).await;
            chromium.go("/present").await;
            assert_eq!(chromium.ask(VISIBLE).await, json!("page-1"));
            press_key(chromium, "ArrowRight").await;
            assert_eq!(chromium.ask(VISIBLE).await, json!("page-2"));
            chromium.find("//section[@id='page-2']//a[@rel='prev']").await.click().await.unwrap();
            assert_eq!(chromium.ask(VISIBLE).await, json!("page-1"));
            chromium.leave(async || press_key(chromium, "Escape").await).await;
            chromium.is_at("/").await;
        }
    }
);
