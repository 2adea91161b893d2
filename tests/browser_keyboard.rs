//! The Tab key reaches every link, button and field of every page, with a visible focus; a key opens the folded fields
//! of the check-in page. The number of strokes that a check-in takes is in `browser_check_in.rs`.

use perno::{cli::demo::PASSWORD, domain::organisation::Language};
use serde_json::{Value, json};

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{Theme, in_chromium},
    company::sign_in_with,
    pages,
};

const ADMIN: &str = "elena.tarsi@selvargenta.example";
/// Keys, in the encoding of `WebDriver`.
const TAB: char = '\u{e004}';
const ALT: char = '\u{e00a}';
/// In a date field, Tab goes through day, month, year and the calendar.
const PARTS_OF_A_DAY: u64 = 4;
const DOWN: char = '\u{e015}';

/// Numbers the elements that Tab must reach: all visible ones, except the other radio buttons of a group and those with
/// a key of their own (`tabindex="-1"`). Returns how many there are.
const NUMBER: &str = "let number = 0;
    for (const one of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      const shown = one.checkVisibility({visibilityProperty: true}) && !one.closest('details:not([open]) > :not(summary)');
      const same = one.type === 'radio' && [...document.getElementsByName(one.name)].some((other) => other.checked) && !one.checked;
      if (shown && !same && !one.disabled && one.tabIndex >= 0) one.dataset.stop = number++;
    }
    document.activeElement.blur();
    window.scrollTo(0, 0);
    return number";
/// Returns which of them has the focus, and whether the focus is visible.
const STOP: &str = "const one = document.activeElement, style = getComputedStyle(one), spot = one.getBoundingClientRect();
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
    const within = spot.width > 0 && spot.right > 0 && spot.bottom > 0 && spot.top < innerHeight && spot.left < innerWidth;
    return [one.dataset?.stop ?? null, ring && within, one.outerHTML.slice(0, 120)]";
/// Records which of them get the focus, and whether the focus is visible.
const WATCH: &str = "window.stops = [];
    document.addEventListener('focusin', ({target}) => {
      const style = getComputedStyle(target);
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none' || target.closest('svg');
      if (target.dataset?.stop) window.stops.push([Number(target.dataset.stop), Boolean(ring), target.outerHTML.slice(0, 120)]);
    })";
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

/// The same check, with all strokes of a page sent together.
async fn run_through(chromium: &Chromium, page: &str) -> Vec<String> {
    chromium.go(page).await;
    let all = chromium.ask(NUMBER).await.as_u64().unwrap();
    chromium.ask(WATCH).await;
    let days = chromium.ask("return document.querySelectorAll('[type=date]').length").await.as_u64().unwrap();
    let strokes = usize::try_from(all + days * PARTS_OF_A_DAY).unwrap() + 5;
    chromium.type_text(&TAB.to_string().repeat(strokes)).await;
    let stops = chromium.ask("return window.stops").await;
    let stops = stops.as_array().unwrap();
    let unseen = stops.iter().filter(|stop| stop[1] != true).map(|stop| format!("the focus is not seen: {}", stop[2]));
    let mut wrong: Vec<String> = unseen.collect();
    let reached = stops.iter().map(|stop| stop[0].clone()).collect();
    let missed = chromium.session.execute(MISSED, vec![Value::Array(reached)]).await.unwrap().json().clone();
    if missed != "" {
        wrong.push(format!("Tab does not reach {missed}"));
    }
    let here = chromium.here().await;
    wrong.into_iter().map(|one| format!("{here}: {one}")).collect()
}

in_chromium!(
    async fn tab_reaches_everything_and_shows_where(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        chromium.sign_in_with(&app, "giulia.ferrantini@selvargenta.example", PASSWORD, Language::English).await;
        let mut wrong = walk(chromium, "/").await;
        chromium.set_theme(Theme::Dark).await;
        wrong.extend(walk(chromium, "/check-in").await);
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    async fn tab_reaches_everything_on_every_page(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        let token = sign_in_with(&app, ADMIN, PASSWORD).await;
        let pages = pages::of_demo(&app.with_token(&token)).await;
        chromium.sign_in_with(&app, ADMIN, PASSWORD, Language::English).await;
        let mut wrong = Vec::new();
        for page in &pages {
            wrong.extend(run_through(chromium, page).await);
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    async fn question_mark_explains_in_place_and_escape_closes_it(chromium: &Chromium) {
        let app = TestApp::new(Engine::Sqlite).await;
        app.sales_and_logistics_at(80.0, 40.0).await;
        chromium.sign_in(&app, &app.company.viewer, Language::Italian).await;
        let open = "return [...document.querySelectorAll('.help-text')].filter((one) => one.matches(':popover-open')).map((one) => one.id)";
        for scripts in [true, false] {
            chromium.run_scripts(scripts).await;
            chromium.go("/").await;
            assert_eq!(chromium.ask(open).await, json!([]));
            chromium.find("//button[@popovertarget='help-lever']").await.send_keys("\u{e007}").await.unwrap();
            assert_eq!(chromium.ask(open).await, json!(["help-lever"]));
            chromium.see(&chromium.say("idea-lever-example")).await;
            chromium.session.action_chain().send_keys("\u{e00c}").perform().await.unwrap();
            assert_eq!(chromium.ask(open).await, json!([]));
        }
        chromium.run_scripts(true).await;
    }

    async fn alt_down_opens_what_a_row_of_check_in_folds_away(chromium: &Chromium) {
        let app = TestApp::demo(Engine::Sqlite).await;
        chromium.sign_in_with(&app, "giulia.ferrantini@selvargenta.example", PASSWORD, Language::English).await;
        chromium.go("/check-in").await;
        let folded = "return [document.querySelector('.due details').open, document.activeElement.tagName]";
        assert_eq!(chromium.ask(folded).await, json!([false, "INPUT"]));
        chromium.session.action_chain().key_down(ALT).send_keys(DOWN.to_string()).key_up(ALT).perform().await.unwrap();
        assert_eq!(chromium.ask(folded).await, json!([true, "SELECT"]));
    }
);
