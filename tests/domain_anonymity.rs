//! What counts as a mention of a person in a text, and what replaces it. Who is anonymised, and that the database keeps
//! nothing of them, is tested in `api_anonymise.rs`.

use perno::domain::{
    organisation::Language,
    people::{
        anonymity::Anonymiser,
        role::Role,
        user::{DepartmentOrder, User},
    },
    values::text::{Email, Name},
};
use serde_json::json;

fn user(name: &str) -> User {
    User {
        name: Name::trusted(name.to_owned()),
        email: Email::trusted("mia.bruni@rossi.example".to_owned()),
        role: Role::Member,
        active: false,
        department_order: DepartmentOrder::Weakest,
        language: Language::English,
    }
}

fn anonymiser(names: &[&str]) -> Anonymiser {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let stand_in = user("x").anonymised(Language::English, 7);
    Anonymiser::new(stand_in, &names, &["mia.bruni@rossi.example".to_owned()])
}

#[track_caller]
fn becomes(names: &[&str], text: &str, expected: &str) {
    assert_eq!(anonymiser(names).text(text).as_deref(), Some(expected), "{text}");
}

#[track_caller]
fn stays(names: &[&str], text: &str) {
    assert_eq!(anonymiser(names).text(text), None);
}

#[test]
fn a_full_name_is_replaced_as_whole_words_in_any_case() {
    for (text, expected) in [
        ("Mia Bruni", "Former member 7"),
        ("Ask MIA BRUNI, or mia bruni's team.", "Ask Former member 7, or Former member 7's team."),
        ("Mia\n  Bruni called", "Former member 7 called"),
        ("(Mia\u{a0}Bruni)", "(Former member 7)"),
    ] {
        becomes(&["Mia Bruni"], text, expected);
    }
    for text in ["Mia Brunias", "Amia Bruni", "Mia", "Bruni Mia", "MiaBruni", "Mia, Bruni", "Mia ", ""] {
        stays(&["Mia Bruni"], text);
    }
}

#[test]
fn a_name_of_one_word_is_no_mention() {
    stays(&["Rosa"], "Rosa is a colour, too");
}

#[test]
fn letters_beyond_ascii_are_compared_without_case() {
    becomes(&["Niccolò Dell’Orto"], "NICCOLÒ DELL’ORTO did it", "Former member 7 did it");
    becomes(&["Анна Иванова"], "АННА ИВАНОВА", "Former member 7");
    becomes(&["山田 太郎"], "（山田 太郎）", "（Former member 7）");
    becomes(&["Jean \"Jo\" Roux"], "jean \"jo\" roux", "Former member 7");
}

#[test]
fn an_address_is_replaced_unless_it_is_a_part_of_another() {
    for (text, expected) in [
        ("mia.bruni@rossi.example", "Former member 7"),
        ("Write to <MIA.Bruni@Rossi.example>.", "Write to <Former member 7>."),
        ("mailto:mia.bruni@rossi.example?subject=Hi", "mailto:Former member 7?subject=Hi"),
        ("to mia.bruni@rossi.example. Then", "to Former member 7. Then"),
        ("-mia.bruni@rossi.example-", "-Former member 7-"),
    ] {
        becomes(&["Mia"], text, expected);
    }
    for text in [
        "anna.mia.bruni@rossi.example",
        "Xmia.bruni@rossi.example",
        "x+mia.bruni@rossi.example",
        "mia.bruni@rossi.example.org",
        "mia.bruni@rossi.examples",
        "mia.bruni@rossi.example-shop",
    ] {
        stays(&["Mia"], text);
    }
}

#[test]
fn the_longest_name_is_looked_for_first() {
    becomes(&["Mia Bruni", "Mia Bruni Sala"], "Mia Bruni Sala and Mia Bruni", "Former member 7 and Former member 7");
}

#[test]
fn a_text_never_outgrows_the_bound_it_kept_to() {
    let full = format!("{} Li Wu", "x".repeat(194));
    assert_eq!(full.chars().count(), 200);
    becomes(&["Li Wu"], &full, &format!("{} …", "x".repeat(194)));
    becomes(&["Li Wu"], &format!("x{full}"), &format!("x{} Former member 7", "x".repeat(194)));
}

#[test]
fn every_text_of_a_document_is_reached() {
    let mut value = json!({"a": ["Mia Bruni", 1, null, {"b": "by MIA.BRUNI@rossi.example"}], "c": "nobody"});
    assert!(anonymiser(&["Mia Bruni"]).json(&mut value));
    assert_eq!(value, json!({"a": ["Former member 7", 1, null, {"b": "by Former member 7"}], "c": "nobody"}));
    assert!(!anonymiser(&["Mia Bruni"]).json(&mut value));
    for mut twice in [json!(["Mia Bruni", "Mia Bruni"]), json!({"a": "Mia Bruni", "b": "Mia Bruni"})] {
        assert!(anonymiser(&["Mia Bruni"]).json(&mut twice), "{twice}");
    }
}

#[test]
fn a_former_member_has_no_name_and_no_address_and_keeps_the_rest() {
    let former = User { language: Language::Italian, ..user("Mia Bruni") }.anonymised(Language::Italian, 3);
    assert_eq!((former.name.as_str(), former.email.as_str()), ("Ex membro 3", "former-member-3@anonymised.invalid"));
    assert_eq!((former.role, former.language, former.active), (Role::Member, Language::Italian, false));
    assert!(former.is_anonymised() && !user("Mia Bruni").is_anonymised());
    assert!(Email::parse("former-member-4@anonymised.invalid").is_err());
}

#[test]
fn a_mention_that_begins_inside_another_is_found() {
    becomes(&["Li Li"], "xLi Li Li", "xLi Former member 7");
    becomes(&["Éa Éa"], "xÉa Éa Éa, Éa Éa", "xÉa Former member 7, Former member 7");
    becomes(&["Mia Bruni"], "Mia Brunias, Mia Bruni and MIA BRUNI", "Mia Brunias, Former member 7 and Former member 7");
}

#[test]
fn a_text_within_a_bound_of_any_kind_stays_within_it() {
    for bound in [200, 2_000, 20_000] {
        let filler = |length: usize| "x".repeat(length - " Li Wu".len());
        becomes(&["Li Wu"], &format!("{} Li Wu", filler(bound)), &format!("{} …", filler(bound)));
        let roomy = bound - "Former member 7".len() + "Li Wu".len();
        becomes(&["Li Wu"], &format!("{} Li Wu", filler(roomy)), &format!("{} Former member 7", filler(roomy)));
    }
}

#[test]
fn a_document_that_may_mention_the_person_is_never_passed_over() {
    for (name, json) in [
        ("Mia Bruni", r#"{"a": "by MIA  BRUNI"}"#),
        ("Jean \"Jo\" Roux", r#"{"a": "Jean \"Jo\" Roux"}"#),
        ("Niccolò Sala", r#"{"a": "Niccol\u00f2 Sala"}"#),
        ("山田 太郎", r#"{"a": "\u5c71\u7530 \u592a\u90ce"}"#),
        ("Rosa", r#"{"a": "Mia.Bruni@rossi.example"}"#),
    ] {
        assert!(anonymiser(&[name]).may_be_in(json), "{name}");
    }
    assert!(!anonymiser(&["Mia Bruni"]).may_be_in(r#"{"a": "Rosa and Mia"}"#));
}

#[test]
fn the_persons_own_record_loses_name_and_address_alone() {
    let anonymiser = anonymiser(&[]);
    let mut record = json!({"name": "Rosa", "email": "rosa@rossi.example", "role": "member", "text": "Rosa"});
    let members = record.as_object_mut().unwrap();
    assert!(anonymiser.record(members) && !anonymiser.record(members));
    let email = "former-member-7@anonymised.invalid";
    assert_eq!(record, json!({"name": "Former member 7", "email": email, "role": "member", "text": "Rosa"}));
    for (mut partial, changes) in [
        (json!({"name": "Rosa"}), true),
        (json!({"name": null, "email": "rosa@rossi.example"}), true),
        (json!({"role": "member", "name": null}), false),
    ] {
        assert_eq!(anonymiser.record(partial.as_object_mut().unwrap()), changes, "{partial}");
    }
    assert_eq!((anonymiser.stand_in().name.as_str(), anonymiser.stand_in().email.as_str()), ("Former member 7", email));
}
