//! Turns a `User-Agent` header into words that a person recognises: which browser on which system. Only the most common
//! browsers and systems are told apart; everything else counts as another program. `app/sign_in/visits.rs` stores the
//! header.

use crate::language::words::Words;

/// The order matters: most browsers also name the ones further down in their header.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

fn found(table: &[(&'static str, &'static str)], text: &str) -> Option<&'static str> {
    table.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
}

/// The browser and the system, such as "Firefox on Linux".
#[must_use]
pub fn told(w: Words, user_agent: Option<&str>) -> String {
    let text = user_agent.unwrap_or_default();
    match (found(&BROWSERS, text), found(&SYSTEMS, text)) {
        (Some(browser), Some(system)) => w.with("agent", &[("browser", browser), ("system", system)]),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => w.with("agent-on", &[("system", system)]),
        (None, None) if text.is_empty() => w.say("agent-unknown"),
        (None, None) => text.chars().take(60).collect(),
    }
}
