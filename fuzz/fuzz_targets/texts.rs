//! Names, longer texts, e-mail addresses and passwords: what is kept is composed, bounded, and stays as it is when it is
//! sent again, as a form does.

#![no_main]

use icu_normalizer::ComposingNormalizerBorrowed;
use libfuzzer_sys::fuzz_target;
use perno::domain::values::{
    fault::Fault,
    text::{Email, Label, NAME_MAX, Name, NewPassword, Password, REASON_MAX, Reason, TEXT_MAX, Text},
};
use perno_fuzz::fault;

fuzz_target!(|text: &str| {
    kept(text, Name::parse, Name::as_str, NAME_MAX, "");
    kept(text, Label::parse, Label::as_str, NAME_MAX, "");
    kept(text, Text::parse, Text::as_str, TEXT_MAX, "\n\t");
    kept(text, Reason::parse, Reason::as_str, REASON_MAX, "\n\t");
    kept(text, Email::parse, Email::as_str, 254, "");
    if let Ok(email) = Email::parse(text) {
        let (local, domain) = email.as_str().split_once('@').unwrap();
        assert!(!local.is_empty() && !domain.contains('@') && domain.is_ascii() && email.as_str().len() <= 254);
        assert_eq!(email.as_str(), email.as_str().to_lowercase());
        assert!(!email.is_of_former_member());
    }
    match (Password::parse(text), NewPassword::parse(text)) {
        (Err(why), Ok(_)) => panic!("{why:?} for a password that somebody may choose"),
        (Err(why), Err(_)) => fault(&why),
        (Ok(password), _) => {
            let again = std::str::from_utf8(password.as_bytes()).unwrap();
            assert!(composed(again) && (8..=200).contains(&again.chars().count()));
            assert!(Password::parse(again) == Ok(password.clone()));
        }
    }
});

fn composed(text: &str) -> bool {
    ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

fn kept<T: PartialEq + std::fmt::Debug>(
    text: &str,
    parse: fn(&str) -> Result<T, Fault>,
    as_str: fn(&T) -> &str,
    max: usize,
    controls: &str,
) {
    match parse(text) {
        Err(why) => fault(&why),
        Ok(value) => {
            let kept = as_str(&value);
            assert!(composed(kept), "{kept:?} is not composed");
            assert!(kept.chars().count() <= max);
            assert_eq!(kept, kept.trim());
            assert!(kept.chars().all(|c| !c.is_control() || controls.contains(c)), "{kept:?}");
            assert_eq!(
                parse(kept).as_ref(),
                Ok(&value),
                "{text:?} is kept, and refused or changed when it is sent again"
            );
        }
    }
}
