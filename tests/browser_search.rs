//! Search by keyboard in Chromium, in both languages: the palette, the list of keys, menus that close; and that an open
//! dialog holds to WCAG. What is found is tested in `api_search.rs`.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, Theme, in_chromium},
    engine::axe_file,
};

const CONTROL: char = '\u{e009}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const DOWN: char = '\u{e015}';

async fn together(chromium: &Chromium, held: char, key: &str) {
    chromium.session.action_chain().key_down(held).send_keys(key).key_up(held).perform().await.unwrap();
}

/// Waits until a script returns this.
async fn becomes(chromium: &Chromium, script: &str, wanted: Value) {
    let mut last = Value::Null;
    for _ in 0..400 {
        last = chromium.ask(script).await;
        if last == wanted {
            return;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{}: {script} is {last}, not {wanted}", chromium.here().await);
}

const AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run(document.querySelector('dialog[open]'), {resultTypes: ['violations']}).then((found) =>
      done(found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 160)).join(' | '))),
      (error) => done([String(error)]));";
const OPEN: &str = "return document.querySelector('dialog[open]')?.id ?? null";
const CHOSEN: &str = "return document.querySelector('#palette [aria-selected=true] bdi')?.textContent ?? null";
/// Only once scripts listen to keys.
const PATH: &str = "return document.readyState === 'complete' ? location.pathname : null";
const MENU: &str = "return document.querySelector('details.me').open";

in_chromium!(
    async fn somebody_finds_and_goes_by_keys_alone(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            chromium.go("/kpis").await;
            together(chromium, CONTROL, "k").await;
            becomes(chromium, OPEN, json!("palette")).await;
            chromium.type_text("custmers whre").await;
            becomes(chromium, CHOSEN, json!("Be where customers are")).await;
            chromium.type_text(&ENTER.to_string()).await;
            becomes(chromium, PATH, json!(format!("/objectives/{}", app.company.objective))).await;
            chromium.type_text("/").await;
            becomes(chromium, OPEN, json!("palette")).await;
            let label = chromium.words.get().say("objective-add");
            chromium.type_text(&label).await;
            let chosen = "return document.querySelector('#palette [aria-selected=true]')?.getAttribute('href')";
            becomes(chromium, chosen, json!("/objectives/new")).await;
            chromium.type_text(&DOWN.to_string()).await;
            becomes(chromium, "return document.querySelector('#palette [aria-selected=true]').className", json!("all"))
                .await;
            chromium.type_text(&ESCAPE.to_string()).await;
            becomes(chromium, OPEN, Value::Null).await;
            chromium.type_text("?").await;
            becomes(chromium, OPEN, json!("keys")).await;
            becomes(chromium, "return document.querySelectorAll('#keys kbd').length > 20", json!(true)).await;
            chromium.type_text(&ESCAPE.to_string()).await;
            becomes(chromium, OPEN, Value::Null).await;
            chromium.type_text("gd").await;
            becomes(chromium, PATH, json!("/departments")).await;
        }
    }

    async fn keys_type_in_fields_and_can_be_switched_off(chromium: &Chromium) {
        let app = TestApp::new(Engine::Sqlite).await;
        chromium.sign_in(&app, &app.company.manager, LANGUAGES[0]).await;
        chromium.go("/search").await;
        chromium.type_text("go/?").await;
        assert_eq!(
            chromium.ask("return [document.querySelector('#search').value, location.pathname]").await,
            json!(["go/?", "/search"])
        );
        assert_eq!(chromium.ask(OPEN).await, Value::Null);
        chromium.go("/keys").await;
        chromium.session.find(By::Id("letters")).await.unwrap().click().await.unwrap();
        chromium.go("/kpis").await;
        chromium.type_text("?").await;
        assert_eq!(chromium.ask(OPEN).await, Value::Null);
        together(chromium, CONTROL, "k").await;
        becomes(chromium, OPEN, json!("palette")).await;
    }

    async fn open_dialogs_hold_to_what_axe_knows(chromium: &Chromium) {
        let axe = std::fs::read_to_string(axe_file()).unwrap();
        chromium.tell("Page.addScriptToEvaluateOnNewDocument", json!({"source": axe})).await;
        let app = TestApp::new(Engine::Sqlite).await;
        chromium.sign_in(&app, &app.company.manager, LANGUAGES[0]).await;
        for theme in [Theme::Light, Theme::Dark] {
            chromium.set_theme(theme).await;
            chromium.go("/kpis").await;
            chromium.type_text("?").await;
            becomes(chromium, OPEN, json!("keys")).await;
            assert_eq!(chromium.session.execute_async(AXE, vec![]).await.unwrap().json(), &json!([]));
            chromium.type_text(&ESCAPE.to_string()).await;
            chromium.type_text("/").await;
            for text in ["", "customers"] {
                chromium.type_text(text).await;
                becomes(chromium, "return document.querySelector('#palette-list')?.dataset.of ?? null", json!(text))
                    .await;
                assert_eq!(chromium.session.execute_async(AXE, vec![]).await.unwrap().json(), &json!([]));
            }
        }
    }

    async fn menu_closes_on_escape_and_on_a_click_elsewhere(chromium: &Chromium) {
        let app = TestApp::new(Engine::Sqlite).await;
        chromium.sign_in(&app, &app.company.manager, LANGUAGES[1]).await;
        for close in ["key", "click"] {
            chromium.go("/kpis").await;
            let summary = chromium.session.find(By::Css("details.me summary")).await.unwrap();
            summary.click().await.unwrap();
            assert_eq!(chromium.ask(MENU).await, json!(true), "{close}");
            if close == "key" {
                chromium.type_text(&ESCAPE.to_string()).await;
                assert_eq!(chromium.ask("return document.activeElement.tagName").await, json!("SUMMARY"));
            } else {
                chromium.session.find(By::Css("h1")).await.unwrap().click().await.unwrap();
            }
            assert_eq!(chromium.ask(MENU).await, json!(false), "{close}");
        }
    }

    async fn form_is_saved_by_control_and_enter(chromium: &Chromium) {
        let app = TestApp::new(Engine::Sqlite).await;
        chromium.sign_in(&app, &app.company.executive, LANGUAGES[0]).await;
        chromium.go(&format!("/objectives/{}", app.company.objective)).await;
        // A window that has just been opened may not have the focus yet.
        chromium.find("//h1").await.click().await.unwrap();
        chromium.type_text("e").await;
        becomes(chromium, PATH, json!(format!("/objectives/{}/edit", app.company.objective))).await;
        let title = chromium.session.find(By::Name("title")).await.unwrap();
        title.clear().await.unwrap();
        title.send_keys("Closer still").await.unwrap();
        together(chromium, CONTROL, &ENTER.to_string()).await;
        becomes(chromium, PATH, json!(format!("/objectives/{}", app.company.objective))).await;
        assert_eq!(
            app.viewer().get(&format!("/objectives/{}", app.company.objective)).await.ok()["title"],
            "Closer still"
        );
    }
);
