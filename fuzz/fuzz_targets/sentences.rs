//! What strangers wrote inside our sentences: it changes neither the words around it nor their direction, and is no HTML.
//! Two lines, one for each place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::language::bidi::{apart, html, isolated};
use perno_fuzz::LANGUAGES;

/// Messages in which one name stands, at an end and in the middle.
const MESSAGES: [(&str, &str); 4] = [
    ("invitation-hello", "name"),
    ("model-of", "brand"),
    ("cycle-delete-sure", "name"),
    ("error-cycle-closed", "cycle"),
];

fuzz_target!(|text: &str| {
    let (name, other) = text.split_once('\n').unwrap_or((text, ""));
    for name in [name, other] {
        balanced(&isolated(name));
        balanced(&apart(name));
        assert_eq!(apart(&apart(name)), apart(name), "what is apart stays as it is");
        for words in LANGUAGES {
            for (key, place) in MESSAGES {
                let told = words.with(key, &[(place, name)]);
                around(&told, &words.with(key, &[(place, "Ada")]), name);
                tame(&told);
                tame(&words.with(key, &[(place, &told)]));
            }
        }
    }
    for words in LANGUAGES {
        tame(&words.with("agent", &[("browser", name), ("system", other)]));
    }
});

/// Every isolate that is opened is closed, and nothing else turns the text.
fn balanced(text: &str) {
    let mut open = 0_i32;
    for c in text.chars() {
        match c {
            '\u{2068}' => open += 1,
            '\u{2069}' => open -= 1,
            '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}' => panic!("{text:?} is turned by {c:?}"),
            _ => {}
        }
        assert!(open >= 0, "{text:?} closes what it did not open");
    }
    assert_eq!(open, 0, "{text:?} stays open");
}

/// The words around a name are the same for any name, but for the article that Italian numbers change.
fn around(told: &str, of_ada: &str, name: &str) {
    let (before, after) = of_ada.split_once("Ada").unwrap();
    assert!(told.ends_with(after), "{told:?}");
    let number = name.chars().find(|c| !matches!(c, '\u{2068}' | '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}'));
    // Italian articles are marked by what is no character, and nobody's to send.
    let marked = name.contains(['\u{fdd0}', '\u{fdd1}']);
    if !marked && !number.is_some_and(|c| c.is_ascii_digit()) {
        assert!(told.starts_with(before), "{told:?} does not begin with {before:?}");
        assert!(told.contains(&*apart(name)), "{name:?} is changed in {told:?}");
    }
}

/// As HTML it has no element but `bdi`, each of which is closed.
fn tame(told: &str) {
    balanced(told);
    let html = html(told);
    let rest = html.replace("<bdi>", "").replace("</bdi>", "");
    assert!(!rest.contains(['<', '>', '"', '\'']), "{html:?}");
    assert_eq!(html.matches("<bdi>").count(), html.matches("</bdi>").count());
}
