//! Numbers as people type them. Three lines: a number, a unit, and what somebody typed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::{
    app::input::{Amount, Input, Share, TypedNumber, Weight, Whole},
    domain::values::{fault::VALUE_LIMIT, text::Label},
};
use perno_fuzz::{LANGUAGES, MEMBER, fault, member};
use serde_json::json;

fuzz_target!(|input: &str| {
    let mut lines = input.splitn(3, '\n');
    let (number, unit, text) = (lines.next(), lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if let Some(number) = number.and_then(|number| number.parse().ok()) {
        shown(number, unit);
    }
    for comma in [false, true] {
        if let Some(Err(why)) = TypedNumber::parse(text, comma).map(|typed| typed.in_unit(unit)) {
            LANGUAGES.iter().for_each(|words| assert!(!words.message(&why).is_empty()));
        }
        let typed = Input::typed(json!({MEMBER: text}), comma);
        bounded(&typed);
        // An amount in its own field and one without a unit are the same number.
        let alone = member::<Amount>(&typed).map(|amount| amount.0);
        let in_unit = TypedNumber::parse(text, comma).and_then(|typed| typed.in_unit("").ok());
        if let (Some(alone), Some(in_unit)) = (alone, in_unit) {
            assert!(same(alone, in_unit), "{text:?} is {alone} and {in_unit}");
        }
    }
    bounded(&Input::text([(MEMBER.to_owned(), text.to_owned())]));
    if let Ok(value) = serde_json::from_str(text) {
        bounded(&Input::json(json!({MEMBER: serde_json::Value::Number(value)})));
    }
});

/// A number is read within the bounds of its type, and never as a negative zero.
fn bounded(input: &Input) {
    let amount = member::<Amount>(input).map(|amount| amount.0);
    let weight = member::<Weight>(input).map(|weight| weight.0);
    let share = member::<Share>(input).map(|share| share.0);
    let whole = member::<Whole<-5, 366>>(input).map(|whole| whole.0);
    assert!(amount.is_none_or(|amount| amount.abs() <= VALUE_LIMIT));
    assert!(weight.is_none_or(|weight| (0.0..=VALUE_LIMIT).contains(&weight)));
    assert!(share.is_none_or(|share| (0.0..=1.0).contains(&share)));
    assert!(whole.is_none_or(|whole| (-5..=366).contains(&whole)));
    let negative_zero = |number: Option<f64>| number.is_some_and(|number| number == 0.0 && number.is_sign_negative());
    assert!(![amount, weight, share].into_iter().any(negative_zero));
    assert!(weight.is_none() || amount.is_some(), "a weight is an amount");
    assert!(share.is_none() || weight.is_some(), "a share is a weight");
}

/// What the program shows can be typed again, and means the same.
fn shown(number: f64, unit: &str) {
    if number.is_nan() || number.abs() > VALUE_LIMIT {
        return;
    }
    for words in LANGUAGES {
        let comma = words.decimal_comma();
        let read = |text: &str, unit: &str| TypedNumber::parse(text, comma)?.in_unit(unit).ok();
        let typed = words.typed(number);
        assert_eq!(read(&typed, ""), Some(number), "{typed}");
        let told = words.number(number);
        assert!(read(&told, "").is_some_and(|read| close(read, number)), "{number} is shown as {told}");
        match Label::parse(unit) {
            // `3 000` has no unit, whatever the field says.
            Ok(unit) if unit.as_str().starts_with(|c: char| c.is_alphabetic() && c != '\u{2bc}') => {
                let told = words.amount(number, unit.as_str());
                let found = read(&told, unit.as_str());
                assert!(
                    found.is_some_and(|read| close(read, number)),
                    "{number} is shown as {told}, read as {found:?}"
                );
            }
            Ok(_) => {}
            Err(why) => fault(&why),
        }
    }
}

/// Whether they differ by no more than the digits that are not shown.
fn close(read: f64, number: f64) -> bool {
    (read - number).abs() <= number.abs() * 1e-15 + 5.1e-5_f64.min(number.abs() * 5.1e-4) || number.abs() < 1e-290
}

fn same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq()
}
