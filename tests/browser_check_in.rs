//! Checking in by keyboard alone, with fewer strokes than the design allows, with one thumb on a phone, and without
//! JavaScript. What is due, and what is refused, is in `web_check_in.rs`.

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
    for place in 1..VALUES {
        if place % 2 == 0 {
            chromium.enter_here().await;
        } else {
            chromium.tab().await;
        }
        let focused = chromium.ask(FOCUSED).await;
        assert!(focused.as_str().is_some_and(|name| name.ends_with("/value")), "{}: {focused}", chromium.here().await);
        strokes += 1;
        chromium.type_text(value).await;
    }
    chromium.enter_here().await;
    let all = VALUES.to_string();
    let button = chromium.words.get().with("check-in-save-some", &[("done", &all), ("all", &all)]);
    assert_eq!(chromium.ask("return document.activeElement.textContent").await, button);
    chromium.enter().await;
    strokes + 2
}

/// Ids and values of the manager's key results.
async fn values(app: &TestApp) -> Vec<serde_json::Value> {
    let owned = app.viewer().get(&format!("/key-results?limit=200&owner_id={}", app.company.manager.id)).await.ok();
    owned["items"].as_array().unwrap().iter().map(|one| one["current_value"].clone()).collect()
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
            chromium.see(&words.with("score-moved", &[("what", "Sales"), ("before", "0"), ("after", "11")])).await;
            assert_eq!(values(&app).await, vec![json!(12.5); VALUES]);
        }
    }

    async fn manager_saves_six_values_with_one_thumb_and_takes_them_back(chromium: &Chromium) {
        chromium.set_width(390).await;
        for language in LANGUAGES {
            let app = company().await;
            let steps = json!({"kind": "milestones", "steps": [{"title": "Plan"}, {"title": "Build"}]});
            app.key_result(json!({"title": "Steps", "measure": steps, "owner_id": app.company.manager.id})).await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            chromium.leave_by("//header//a[@href='/check-in']").await;
            let heights =
                "return [...document.querySelectorAll('.due:not(:has(.steps))')].map((row) => row.offsetHeight)";
            let rows = chromium.ask(heights).await;
            assert!(rows.as_array().unwrap().iter().all(|height| height.as_f64() <= Some(130.0)), "{rows}");
            for number in 1..=VALUES {
                chromium.fill(&format!("Result {number}"), &words.number(12.5)).await;
            }
            let (done, all) = (VALUES.to_string(), (VALUES + 1).to_string());
            chromium.press(&words.with("check-in-save-some", &[("done", &done), ("all", &all)])).await;
            chromium.see(&words.count("check-ins-saved", VALUES)).await;
            assert_eq!(chromium.ask("return document.activeElement.id").await, "saved");
            let seen = "const one = document.querySelector('.batch .moved').getBoundingClientRect();
                return one.top >= 0 && one.bottom <= innerHeight";
            assert_eq!(chromium.ask(seen).await, true);
            chromium.press(&words.say("undo")).await;
            chromium.see(&words.count("check-ins-taken-back", VALUES)).await;
            assert_eq!(values(&app).await, vec![json!(null); VALUES + 1]);
            chromium.press(&words.say("redo")).await;
            chromium.see(&words.count("check-ins-saved", VALUES)).await;
            let saved = values(&app).await;
            assert_eq!(saved.iter().filter(|value| **value == json!(12.5)).count(), VALUES);
        }
    }

    async fn manager_reaches_the_steps_after_the_values_and_is_asked_about_an_unusual_one(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            let owner = &app.company.manager.id;
            let steps = json!({"kind": "milestones", "steps": [{"title": "Plan"}, {"title": "Build"}]});
            app.key_result(json!({"title": "Steps", "measure": steps, "owner_id": owner})).await;
            for number in 1..=2 {
                app.key_result(json!({"title": format!("Result {number}"), "owner_id": owner})).await;
            }
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            chromium.go("/check-in").await;
            chromium.find("//*[@id=//label[.='Result 1']/@for]").await.click().await.unwrap();
            chromium.type_text("5000").await;
            chromium.tab().await;
            assert!(chromium.ask(FOCUSED).await.as_str().unwrap().ends_with("/value"));
            chromium.enter_here().await;
            chromium.type_text(" ").await;
            assert_eq!(chromium.ask("return document.activeElement.checked").await, true);
            chromium.tab().await;
            chromium.enter().await;
            chromium.see(&words.count("check-ins-doubted", 1)).await;
            chromium.see(&words.say("check-ins-others-saved")).await;
            chromium.press(&words.say("check-in-save-anyway")).await;
            chromium.see(&words.count("check-ins-saved", 1)).await;
            assert!(values(&app).await.contains(&json!(5000.0)));
        }
    }

    async fn manager_finds_what_was_typed_after_another_sign_in(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = company().await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            chromium.go("/check-in").await;
            chromium.fill("Result 2", "34").await;
            chromium.go("/").await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            chromium.go("/check-in").await;
            assert_eq!(chromium.field("Result 2").await.value().await.unwrap().as_deref(), Some("34"));
            let (one, all) = (1.to_string(), VALUES.to_string());
            chromium.see(&words.with("check-in-save-some", &[("done", &one), ("all", &all)])).await;
            chromium.see(&words.with("draft-of", &[("time", "12:00")])).await;
            chromium.press(&words.say("draft-discard")).await;
            assert_eq!(chromium.field("Result 2").await.value().await.unwrap().as_deref(), Some(""));
            let offline = "const form = document.querySelector('form[data-draft]'), field = form.querySelectorAll('input.number')[2];
                localStorage.setItem(`draft:${form.dataset.owner}:${form.dataset.draft}`, JSON.stringify([[field.name, '56']]))";
            chromium.ask(offline).await;
            chromium.go("/check-in").await;
            assert_eq!(chromium.field("Result 3").await.value().await.unwrap().as_deref(), Some("56"));
            let shown = "//form[@class='draft-note' and not(@hidden)]";
            assert!(chromium.sees(shown).await);
            chromium.ask("localStorage.clear()").await;
            chromium.press(&words.with("check-in-save-some", &[("done", &one), ("all", &all)])).await;
            chromium.see(&words.count("check-ins-saved", 1)).await;
            assert!(!chromium.sees(shown).await);
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
