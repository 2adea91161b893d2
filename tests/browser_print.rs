//! Printing: the Scorecard fits one page however much there is to double-check, the purpose map fits one, and the Model
//! leaves no page half empty. The pages are those of the demonstration company.
//! How they look on a screen is in `browser_pages.rs`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use perno::{cli::demo::PASSWORD, domain::organisation::Language};
use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
};

/// Repeats the remarks until there is one of every kind.
const MANY_REMARKS: &str = "const list = document.querySelector('.remarks');
    while (list.children.length < 8) list.append(list.firstElementChild.cloneNode(true));
    return list.children.length";

/// How many pages a page prints on, in inches of paper.
async fn printed(chromium: &Chromium, (width, height): (f64, f64)) -> usize {
    let paper = json!({"paperWidth": width, "paperHeight": height, "preferCSSPageSize": false});
    let printed = chromium.session.cdp().send_raw("Page.printToPDF", paper).await.unwrap();
    let pdf = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    text.matches("/Type /Page\n").count().max(text.matches("/Type /Page\r").count())
}

const EXECUTIVE: &str = "lorenzo.ardenghi@selvargenta.example";
const A4: (f64, f64) = (8.27, 11.69);
const LETTER: (f64, f64) = (8.5, 11.0);

in_chromium!(
    async fn scorecard_and_map_fit_one_page(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::demo(Engine::Sqlite).await;
            chromium.sign_in_with(&app, EXECUTIVE, PASSWORD, language).await;
            chromium.go("/").await;
            assert_eq!(chromium.ask(MANY_REMARKS).await, 8);
            for paper in [A4, LETTER] {
                assert_eq!(printed(chromium, paper).await, 1, "{} {paper:?}", chromium.here().await);
            }
            chromium.go("/map").await;
            for paper in [A4, LETTER] {
                assert_eq!(printed(chromium, paper).await, 1, "{} {paper:?}", chromium.here().await);
            }
        }
    }

    async fn model_prints_without_half_empty_pages(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        chromium.sign_in_with(&app, EXECUTIVE, PASSWORD, Language::English).await;
        chromium.go("/model").await;
        chromium.is_at("/model").await;
        let pages = printed(chromium, A4).await;
        assert!((2..=5).contains(&pages), "{pages} pages of {}", chromium.text().await);
    }
);
