//! The sentences of the pages: every language has the same keys, every error has a sentence in each, and templates
//! contain no sentences of their own.

use std::{collections::BTreeSet, fs, path::Path};

use perno::{
    domain::organisation::Language,
    language::{bidi::html, words::Words},
};

use crate::support::source::files_below;

/// Whether a file is in a folder of that name.
fn is_in(path: &Path, folder: &str) -> bool {
    path.parent().is_some_and(|parent| parent.ends_with(folder))
}

/// The keys of a language.
fn keys(language: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for path in files_below("src/language", "ftl").iter().filter(|path| is_in(path, language)) {
        for line in fs::read_to_string(path).unwrap().lines().filter(|line| !line.starts_with([' ', '#', '}'])) {
            let Some((key, _)) = line.split_once(" =") else { continue };
            assert!(keys.insert(key.to_owned()), "{key} stands twice in {language}");
        }
    }
    keys
}

#[test]
fn languages_have_the_same_keys() {
    let (english, italian) = (keys("en"), keys("it"));
    assert!(english.len() > 50);
    assert_eq!(english.difference(&italian).collect::<Vec<_>>(), Vec::<&String>::new(), "are missing in Italian");
    assert_eq!(italian.difference(&english).collect::<Vec<_>>(), Vec::<&String>::new(), "are missing in English");
}

#[test]
fn a_name_from_right_to_left_stays_in_its_place() {
    let told = |name: &str| Words(Language::English).with("invitation-hello", &[("name", name)]);
    assert_eq!(told("Ada"), "Welcome, Ada");
    assert_eq!(told("\u{5d0}\u{5d1} 7"), "Welcome, \u{2068}\u{5d0}\u{5d1} 7\u{2069}");
    assert_eq!(told("x\u{202e}y\u{2069}"), "Welcome, \u{2068}xy\u{2069}");
}

#[test]
fn italian_article_before_a_number_goes_by_how_it_is_spoken() {
    let italian = |day: &str| Words(Language::Italian).with("due-on", &[("day", day)]);
    assert_eq!(italian("11 dic"), "scade l’11 dic");
    assert_eq!([italian("8 dic"), italian("18 dic")], ["scade l’8 dic", "scade il 18 dic"].map(ToOwned::to_owned));
    let italian = |name: &str| Words(Language::Italian).with("model-of", &[("brand", name)]);
    assert_eq!(italian("Tutto il 8"), "Il Modello di marketing di Tutto il 8");
    let italian = |share: &str| Words(Language::Italian).with("score-change-new", &[("to", share)]);
    let told = ["0%", "18%", "80%"].map(italian);
    assert_eq!(told, ["allo 0%", "al 18%", "all’80%"].map(|share| format!("nuovo, {share} del percorso")));
    assert_eq!(Words(Language::English).with("due-on", &[("day", "11 Dec")]), "due 11 Dec");
    // Private characters, which some fonts and scripts use.
    assert_eq!(
        Words(Language::English).with("model-of", &[("brand", "\u{e000}\u{e001}")]),
        "The Marketing Model of \u{e000}\u{e001}"
    );
}

/// Use cases and the domain name refusals by key; a key without a sentence would be shown to people as it is.
#[test]
fn every_refusal_has_a_sentence() {
    let known = keys("en");
    let mut named = BTreeSet::new();
    for path in files_below("src", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let literals = text.split('"').filter(|one| one.starts_with("fault-") || one.starts_with("error-"));
        named.extend(literals.filter(|one| !one.ends_with('-') && !one.contains(' ')).map(ToOwned::to_owned));
    }
    assert!(named.len() > 5, "{named:?}");
    assert_eq!(named.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "are missing");
    let told: BTreeSet<_> =
        known.into_iter().filter(|key| key.starts_with("fault-") || key.starts_with("error-")).collect();
    let counted = "error-invalid-values".to_owned();
    assert_eq!(
        told.difference(&named).filter(|key| **key != counted).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "nobody says"
    );
}

#[test]
fn name_in_a_sentence_keeps_its_direction_to_itself() {
    let english = Words(Language::English);
    assert_eq!(english.with("model-of", &[("brand", "Olio")]), "The Marketing Model of Olio");
    let turned = english.with("model-of", &[("brand", "\u{2069}\u{202e}שמן")]);
    assert_eq!(turned, "The Marketing Model of \u{2068}שמן\u{2069}");
}

#[test]
fn name_that_begins_with_an_isolate_leaves_none_open() {
    let told = |name: &str| Words(Language::English).with("cycle-delete-sure", &[("name", name)]);
    for (name, shown) in [
        ("\u{2068}Ada", "\u{2068}Ada\u{2069}"),
        ("\u{2068}\u{2069}\u{2069}Ada", "\u{2068}Ada\u{2069}"),
        ("\u{2068}Ada\u{2069}\u{202e}", "\u{2068}Ada\u{2069}"),
        ("\u{2068}Ada\u{2069} B", "\u{2068}Ada\u{2069} B"),
    ] {
        assert!(told(name).starts_with(&format!("\u{201c}{shown}\u{201d} will be deleted")), "{:?}", told(name));
    }
    assert!(!html(&told("\u{2068}Ada")).contains("<bdi>Ada\u{201d}"));
}

#[test]
fn every_sentence_file_is_of_a_language() {
    let files = files_below("src/language", "ftl");
    let count = |language| files.iter().filter(|path| is_in(path, language)).count();
    assert_eq!((count("en"), count("it")), (files.len() / 2, files.len() / 2), "{files:?}");
    assert!(files.len() > 20, "{files:?}");
}

#[test]
fn no_sentence_stands_in_a_template() {
    let templates = files_below("src/web", "html");
    assert!(templates.len() > 50, "{templates:?}");
    for path in templates {
        let mut rest = fs::read_to_string(&path).unwrap();
        for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<", ">"), ("=\"", "\"")] {
            while let Some(start) = rest.find(open) {
                let inner = start + open.len();
                let end = rest[inner..].find(close).unwrap() + inner + close.len();
                rest.replace_range(start..end, " ");
            }
        }
        let words: Vec<&str> = rest
            .split_whitespace()
            .filter(|word| *word != "Perno" && word.chars().any(char::is_alphabetic))
            .filter(|word| !["aria-", "data-"].iter().any(|attribute| word.starts_with(attribute)))
            .collect();
        assert!(words.is_empty(), "{}: {words:?}", path.display());
    }
}
