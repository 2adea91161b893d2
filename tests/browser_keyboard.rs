//! The Tab key reaches every link, button and field of the pages that are used daily, and whoever uses it sees where they
//! are. How few strokes a check-in takes is in `browser_check_in.rs`.

use perno::{cli::demo::PASSWORD, domain::organisation::Language};
use serde_json::Value;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{Theme, in_chromium},
};

/// Numbers what can be used: all that is seen, but for one of several radio buttons and what the page says has a key of its
/// own instead (`tabindex="-1"`). Answers how many there are.
const NUMBER: &str = "let number = 0;
    for (const one of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      const shown = one.checkVisibility({visibilityProperty: true}) && !one.closest('details:not([open]) > :not(summary)');
      const same = one.type === 'radio' && [...document.getElementsByName(one.name)].some((other) => other.checked) && !one.checked;
      if (shown && !same && !one.disabled && one.tabIndex >= 0) one.dataset.stop = number++;
    }
    document.activeElement.blur();
    window.scrollTo(0, 0);
    return number";
/// Which of them has the focus, and whether that is seen.
const STOP: &str = "const one = document.activeElement, style = getComputedStyle(one), spot = one.getBoundingClientRect();
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
    const within = spot.width > 0 && spot.right > 0 && spot.bottom > 0 && spot.top < innerHeight && spot.left < innerWidth;
    return [one.dataset?.stop ?? null, ring && within, one.outerHTML.slice(0, 120)]";
const MISSED: &str = "return [...document.querySelectorAll('[data-stop]')]
    .filter((one) => arguments[0].indexOf(Number(one.dataset.stop)) < 0).map((one) => one.outerHTML.slice(0, 120)).join(' | ')";

async fn walk(chromium: &Chromium, page: &str) -> Vec<String> {
    chromium.go(page).await;
    let all = chromium.ask(NUMBER).await.as_u64().unwrap();
    let (mut reached, mut wrong) = (Vec::new(), Vec::new());
    for _ in 0..all + 5 {
        chromium.tab().await;
        let stop = chromium.ask(STOP).await;
        let Some(number) = stop[0].as_str() else { continue };
        reached.push(number.parse::<u64>().unwrap().into());
        if stop[1] != true {
            wrong.push(format!("{}: the focus is not seen: {}", chromium.here().await, stop[2]));
        }
    }
    let missed = chromium.session.execute(MISSED, vec![Value::Array(reached)]).await.unwrap().json().clone();
    if missed != "" {
        wrong.push(format!("{}: Tab does not reach {missed}", chromium.here().await));
    }
    wrong
}

in_chromium!(
    async fn tab_reaches_everything_and_shows_where(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        chromium.sign_in_with(&app, "giulia.ferrantini@selvargenta.example", PASSWORD, Language::English).await;
        let mut wrong = walk(chromium, "/").await;
        chromium.wear(Theme::Dark).await;
        wrong.extend(walk(chromium, "/check-in").await);
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
);
