//! What counts as a name, a text, an e-mail address or a password, and how it is kept. That every member of a request
//! is checked is tested through the API.

use perno::domain::values::{
    fault::{Fault, FaultCode},
    text::{Email, Label, Name, NewPassword, Password, Reason, Text},
};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Fault>, code: FaultCode, key: &str) {
    let fault = result.unwrap_err();
    assert_eq!((fault.pointer.as_str(), fault.code, fault.message.key), ("", code, key));
}

#[test]
fn a_name_has_1_to_200_characters_on_one_line() {
    let longest = "ò".repeat(200);
    assert_eq!(Name::parse(&format!("  {longest} ")).unwrap().as_str(), longest);
    assert_eq!(Name::parse("x").unwrap().into_string(), "x");
    refused(Name::parse(&format!("{longest}x")), FaultCode::TooLong, "fault-text-too-long");
    refused(Name::parse(" \t\n "), FaultCode::TooShort, "fault-text-empty");
    for text in ["two\nlines", "a\ttab", "a\u{0}b", "a\u{7f}b"] {
        refused(Name::parse(text), FaultCode::ControlCharacter, "fault-control-characters");
    }
    assert_eq!(Label::parse("").unwrap().as_str(), "", "a unit may be empty");
}

#[test]
fn a_text_keeps_its_lines_and_tabs_and_nothing_else_that_is_unseen() {
    assert_eq!(Text::parse("\r\none\r\ntwo\tthree\n\n").unwrap().as_str(), "one\ntwo\tthree");
    refused(Text::parse("a\rb"), FaultCode::ControlCharacter, "fault-control-characters");
    refused(Text::parse("a\u{1b}b"), FaultCode::ControlCharacter, "fault-control-characters");
    let texts = [20_000, 20_001, 0].map(|length| Text::parse(&"x".repeat(length)).is_ok());
    let reasons = [2_000, 2_001, 0].map(|length| Reason::parse(&"x".repeat(length)).is_ok());
    assert_eq!((texts, reasons), ([true, false, false], [true, false, false]));
}

#[test]
fn letters_and_accents_are_composed_and_not_stacked() {
    assert_eq!(Name::parse("Caffe\u{300}").unwrap().to_string(), "Caffè");
    assert!(Name::parse(&format!("e{}", "\u{301}".repeat(9))).is_ok(), "é and eight more");
    let stacked = format!("e{}", "\u{301}".repeat(10));
    refused(Name::parse(&stacked), FaultCode::StackedMarks, "fault-stacked-marks");
}

#[test]
fn an_address_is_kept_in_lower_case_with_an_ascii_domain() {
    for (typed, kept) in [
        (" Ada.Rossi+okr@Rossi.Example ", "ada.rossi+okr@rossi.example"),
        ("mia@bücher.example", "mia@xn--bcher-kva.example"),
        ("a@b", "a@b"),
        ("o'hara_1@co-op.example", "o'hara_1@co-op.example"),
    ] {
        let email = Email::parse(typed).unwrap();
        assert_eq!((email.as_str(), email.to_string().as_str()), (kept, kept));
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for text in [
        "ada",
        "@rossi.example",
        "ada@",
        ".ada@rossi.example",
        "ada.@rossi.example",
        "ada..b@rossi.example",
        "ada b@rossi.example",
        "ada(b)@rossi.example",
        "ada@rossi..example",
        "ada@.example",
        "ada@rossi.example.",
        "ada@ros_si.example",
        "ada@b@c",
        "ada@-bücher.example",
        "ada@bücher-.example",
        "ada@ro ssi.example",
    ] {
        refused(Email::parse(text), FaultCode::BadFormat, "fault-email");
    }
    refused(Email::parse("a@"), FaultCode::TooShort, "fault-text-too-short");
    refused(Email::parse("ada@anonymised.invalid"), FaultCode::NotAllowed, "fault-email-of-nobody");
}

#[test]
fn an_address_has_at_most_254_characters_also_in_ascii() {
    let of = |length: usize| format!("{}@{}", "a".repeat(length - 63 * 3), vec!["b".repeat(62); 3].join("."));
    assert!(Email::parse(&of(254)).is_ok());
    refused(Email::parse(&of(255)), FaultCode::TooLong, "fault-text-too-long");
    let local = format!("{}@", "a".repeat(254 - "@bücher.example".chars().count()));
    refused(Email::parse(&format!("{local}bücher.example")), FaultCode::BadFormat, "fault-email");
}

#[test]
fn a_former_member_is_known_by_the_address() {
    assert_eq!(Email::of_former_member(3).as_str(), "former-member-3@anonymised.invalid");
    assert!(Email::of_former_member(3).is_of_former_member());
    assert!(!Email::parse("ada@rossi.example").unwrap().is_of_former_member());
}

#[test]
fn a_password_is_kept_as_typed_but_composed_and_never_shown() {
    let password = Password::parse(" pe\u{300}rno\n12 ").unwrap();
    assert_eq!(password.as_bytes(), " pèrno\n12 ".as_bytes());
    assert_eq!(format!("{password:?}"), "Password(..)");
    assert!(password == Password::parse(" pèrno\n12 ").unwrap() && password != Password::parse("another one").unwrap());
}

#[test]
fn a_password_has_8_to_200_characters_a_new_one_12() {
    let known = |length| Password::parse(&"è".repeat(length));
    assert!(known(8).is_ok() && known(200).is_ok());
    refused(known(7), FaultCode::TooShort, "fault-password-too-short");
    refused(known(201), FaultCode::TooLong, "fault-password-too-long");
    let chosen = |length| NewPassword::parse(&"è".repeat(length));
    assert_eq!(chosen(12).unwrap().as_str(), "è".repeat(12));
    assert!(chosen(12).unwrap().into_password() == known(12).unwrap() && chosen(200).is_ok());
    refused(chosen(11), FaultCode::TooShort, "fault-password-too-short");
    refused(chosen(201), FaultCode::TooLong, "fault-password-too-long");
}
