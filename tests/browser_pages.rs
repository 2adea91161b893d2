//! Every page, in both languages: it loads, is small, loads nothing from other servers, fits a phone and a desktop
//! screen, and shows its content without JavaScript (tested in Italian). Accessibility is tested in `browser_axe.rs`,
//! the contents in `web_*`.

use perno::{cli::demo::PASSWORD, domain::organisation::Language};

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{DESK, PHONE, Theme, in_chromium},
    company::sign_in_with,
    pages,
};

const ADMIN: &str = "elena.tarsi@selvargenta.example";
const HEAVIEST: f64 = 100_000.0;
/// The heading of the page, and the length of the text below it.
const CONTENT: &str = "const main = document.querySelector('main'), heading = main?.querySelector('h1');
    return heading ? main.innerText.length : -1";

/// The problems of a page that was just opened.
async fn wrong_with(chromium: &Chromium, page: &str, heaviest: &mut (f64, String)) -> Vec<String> {
    let mut wrong = Vec::new();
    let load = chromium.loaded().await;
    if load.status != 200 || chromium.path().await != page.split('?').next().unwrap() {
        wrong.push(format!("asked for {page}, answered {}: {}", load.status, chromium.text().await));
    }
    if load.bytes > HEAVIEST {
        wrong.push(format!("weighs {} bytes", load.bytes));
    }
    if load.bytes > heaviest.0 {
        *heaviest = (load.bytes, page.to_owned());
    }
    for width in [PHONE, DESK] {
        chromium.set_width(width).await;
        if let Some(overflow) = chromium.overflow().await {
            wrong.push(format!("at {width} px {overflow}"));
        }
    }
    if chromium.ask(CONTENT).await.as_i64().unwrap() < 20 {
        wrong.push("has no heading or no content".to_owned());
    }
    let here = chromium.here().await;
    wrong.into_iter().map(|one| format!("{here}: {one}")).collect()
}

async fn walk(chromium: &Chromium, pages: &[String]) -> Vec<String> {
    let mut heaviest = (0.0, String::new());
    let mut wrong = Vec::new();
    for page in pages {
        chromium.go(page).await;
        wrong.extend(wrong_with(chromium, page, &mut heaviest).await);
    }
    wrong
}

in_chromium!(
    async fn every_page_is_light_and_fits(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        let token = sign_in_with(&app, ADMIN, PASSWORD).await;
        let pages = pages::of_demo(&app.with_token(&token)).await;
        let mut wrong = Vec::new();
        chromium.tell("Network.setCacheDisabled", serde_json::json!({"cacheDisabled": true})).await;
        for (language, theme, scripts) in
            [(Language::English, Theme::Light, true), (Language::Italian, Theme::Dark, false)]
        {
            chromium.set_theme(theme).await;
            chromium.run_scripts(scripts).await;
            chromium.sign_in_with(&app, ADMIN, PASSWORD, language).await;
            chromium.loaded().await;
            wrong.extend(walk(chromium, &pages).await);
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
);
