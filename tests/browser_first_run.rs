//! The first run: from an empty database through set-up and the guide to the first scorecard, as a first administrator
//! would do it, reading only what the pages say: by hand, and by taking a starting point within fifteen clicks and
//! fields. What set-up refuses is in `web_setup.rs`.

use perno::app::{
    SignUp,
    starting_points::catalogue::{Catalogue, ExampleMeasure},
};
use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
    company::PASSWORD,
};

const HOME: &str = "//header//a[@href='/']";
/// The button that sends the check-ins.
const REPORT: &str = "//p[@class='save']//button";
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

/// Opens the next step, and checks that all steps before it are ticked and that the guide stands on top; returns how
/// many clicks that took.
async fn step(chromium: &Chromium, key: &str, done: usize) -> u32 {
    let elsewhere = chromium.path().await != "/";
    if elsewhere {
        chromium.leave_by(HOME).await;
    }
    let sections = chromium.ask(SECTIONS).await;
    assert_eq!(sections[0], json!("guide"), "{}: {sections}", chromium.here().await);
    let ticked = chromium.ask("return document.querySelectorAll('.done-step').length").await;
    assert_eq!(ticked, done, "{}: {}", chromium.here().await, chromium.text().await);
    let bottom =
        chromium.ask("return document.querySelector('.guide .next-step').getBoundingClientRect().bottom").await;
    assert!(bottom.as_f64().unwrap() < 800.0, "{}: below the fold, at {bottom}", chromium.here().await);
    chromium
        .leave_by(&format!("//li[contains(@class, 'next-step')]//a[normalize-space()=\"{}\"]", chromium.say(key)))
        .await;
    1 + u32::from(elsewhere)
}

async fn plan(chromium: &Chromium) {
    let words = chromium.words.get();
    let save = words.say("save");
    step(chromium, "step-purpose", 0).await;
    chromium.fill(&words.say("purpose"), "So that people eat well.").await;
    chromium.press(&save).await;
    chromium.is_at("/").await;
    step(chromium, "step-departments", 1).await;
    chromium.fill(&words.say("name"), "Logistics").await;
    chromium.press(&save).await;
    chromium.see(&words.say("done-department-added")).await;
    chromium.follow(&words.say("guide-next")).await;
    step(chromium, "step-cycle", 2).await;
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

/// Revenue and people, and the end of the guide.
async fn finish(chromium: &Chromium) {
    let words = chromium.words.get();
    step(chromium, "step-revenue", 5).await;
    chromium.leave_by(HOME).await;
    chromium.press(&words.say("guide-close")).await;
    chromium.see(&words.say("done-guide-closed")).await;
    let sections = chromium.ask(SECTIONS).await;
    assert!(!sections.as_array().unwrap().contains(&json!("guide")), "{sections}");
}

async fn score(chromium: &Chromium) -> f64 {
    let score = chromium.find("//p[@class='score']").await.text().await.unwrap();
    score.split('/').next().unwrap().trim().parse().unwrap_or_else(|_| panic!("{score}"))
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
            assert!((score(chromium).await - 50.0).abs() < 0.5, "{}", chromium.here().await);
            finish(chromium).await;
        }
    }

    async fn starting_point_leads_to_a_score_in_fifteen_steps(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::empty(Engine::Sqlite, SignUp::Closed).await;
            chromium.open(&app, language).await;
            set_up(chromium).await;
            let words = chromium.words.get();
            let point = Catalogue::read(language).unwrap().find("trade").unwrap();
            chromium.follow(&words.say("guide-take")).await;
            chromium.follow(&point.name).await;
            chromium.fill(&words.say("starting-point-purpose"), "Nobody waits for a part.").await;
            chromium.leave_by("//form[contains(@class, 'taken')]//button").await;
            let mut effort = 4;
            chromium.see(&words.say("done-starting-point-taken")).await;
            chromium.see("Nobody waits for a part.").await;
            effort += step(chromium, "step-measure", 4).await;
            for department in &point.departments[..4] {
                let one = &department.objectives[0].key_results[0];
                let ExampleMeasure::Number { start, target, .. } = one.measure else { panic!("{}", one.title) };
                chromium.fill(&one.title, &words.typed(f64::midpoint(start, target))).await;
                effort += 1;
            }
            chromium.leave_by(REPORT).await;
            effort += 1;
            effort += step(chromium, "step-revenue", 5).await;
            chromium.fill(&words.say("value"), "200000").await;
            chromium.leave_by("//form[contains(@action, '/measurements')]//button").await;
            chromium.follow(&words.say("guide-next")).await;
            effort += 3;
            let score = score(chromium).await;
            assert!((5.0..95.0).contains(&score), "{}: {score}", chromium.here().await);
            assert!(effort <= 15, "{effort} clicks and fields");
        }
    }
);
