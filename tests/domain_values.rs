//! The basic values: ids, numbers and their bounds, faults, messages, and the words of enumerations. Texts are in
//! `domain_texts.rs`, records and their keys in `domain_records.rs`.

use std::hash::{BuildHasher, RandomState};

use perno::domain::{
    check_in::confidence_status,
    objective::Objective,
    people::role::Role,
    scoring::status::Status,
    values::{
        fault::{Fault, FaultCode, VALUE_LIMIT, check_value, check_weight, ok_or_faults},
        id::Id,
        message::{Message, Place},
        numbers::{at_least, days_between, median, plain, same, whole},
    },
};
use uuid::Uuid;

use crate::domain_plans::day;

const TEXT: &str = "0192a3b4-c5d6-7e8f-9012-3456789abcde";

#[test]
fn an_id_is_read_and_written_in_the_hyphenated_form_alone() {
    let id: Id<Objective> = TEXT.parse().unwrap();
    assert_eq!((id.to_string(), format!("{id:?}")), (TEXT.to_owned(), TEXT.to_owned()));
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
    assert_eq!(serde_json::from_str::<Id<Objective>>(&format!("\"{TEXT}\"")).unwrap(), id);
    assert_eq!(TEXT.to_uppercase().parse(), Ok(id));
    let bare = TEXT.replace('-', "");
    for text in [&bare, &format!("{{{TEXT}}}"), &format!("urn:uuid:{TEXT}"), &TEXT[1..], ""] {
        assert_eq!(text.parse::<Id<Objective>>(), Err(()), "{text}");
        assert!(serde_json::from_str::<Id<Objective>>(&format!("\"{text}\"")).is_err());
    }
}

#[test]
fn ids_are_compared_by_their_value() {
    let [one, two] = [1, 2].map(|number| Id::<Objective>::new(Uuid::from_u128(number)));
    let again = one;
    assert!(one == again && one != two && one < two);
    let hashes = RandomState::new();
    assert_eq!(hashes.hash_one(one), hashes.hash_one(again));
    assert_ne!(hashes.hash_one(one), hashes.hash_one(two));
}

#[test]
fn values_are_at_most_1e15_in_magnitude_and_weights_not_negative() {
    let code = |fault: Option<Fault>| fault.map(|fault| (fault.pointer, fault.code));
    let refused = |code| Some(("/value".to_owned(), code));
    for value in [VALUE_LIMIT, -VALUE_LIMIT, 0.0] {
        assert_eq!(check_value("/value", value), None);
    }
    for value in [VALUE_LIMIT * 1.001, f64::NAN, f64::INFINITY] {
        assert_eq!(code(check_value("/value", value)), refused(FaultCode::TooLarge), "{value}");
        assert_eq!(code(check_weight("/value", value)), refused(FaultCode::TooLarge), "{value}");
    }
    assert_eq!(code(check_value("/value", -VALUE_LIMIT * 1.001)), refused(FaultCode::TooSmall));
    assert_eq!(check_weight("/value", 0.0), None);
    assert_eq!(code(check_weight("/value", -1e-9)), refused(FaultCode::TooSmall));
}

#[test]
fn a_fault_points_into_the_value_that_encloses_it() {
    let fault = Fault::new(FaultCode::Required, "key").below("/steps/1");
    assert_eq!((fault.pointer.as_str(), fault.code, fault.message.key), ("/steps/1", FaultCode::Required, "key"));
    assert_eq!(Fault::at("/weight", FaultCode::TooSmall, "key").below("/steps/1").pointer, "/steps/1/weight");
    assert_eq!(ok_or_faults(7, Vec::new()), Ok(7));
    assert_eq!(ok_or_faults(7, vec![fault.clone()]), Err(vec![fault]));
}

#[test]
fn a_message_carries_its_arguments_in_order() {
    let message = Message::new("key")
        .with("name", "Ada")
        .with("unit", String::from("kg"))
        .with("value", 1.5)
        .with("on", day(3))
        .with("role", Place::Word("role", "admin".to_owned()));
    let expected = vec![
        ("name", Place::Text("Ada".to_owned())),
        ("unit", Place::Text("kg".to_owned())),
        ("value", Place::Number(1.5)),
        ("on", Place::Day(day(3))),
        ("role", Place::Word("role", "admin".to_owned())),
    ];
    assert_eq!((message.key, message.places), ("key", expected));
}

#[test]
fn zero_has_no_sign() {
    assert!(plain(-0.0).is_sign_positive() && plain(0.0).is_sign_positive());
    assert_eq!((plain(-1.5), plain(1e-300)), (-1.5, 1e-300));
}

#[test]
fn thresholds_have_a_slack_of_a_billionth() {
    assert!(at_least(0.7, 0.7) && at_least(0.7 - 0.9e-9, 0.7) && at_least(0.8, 0.7));
    assert!(at_least(-1e-9, 0.0), "the slack itself is still enough");
    assert!(!at_least(0.7 - 1.1e-9, 0.7) && !at_least(-0.7, 0.7));
    assert!(same(1.0, 1.0) && same(0.0, -0.0) && same(f64::NAN, 1.0) && !same(1.0, 1.0 + f64::EPSILON));
}

#[test]
fn days_are_counted_forwards_and_backwards() {
    assert_eq!((days_between(day(3), day(90)), days_between(day(90), day(3))), (87.0, -87.0));
}

#[test]
fn a_whole_number_is_one_without_fraction_that_fits() {
    let largest = 9_223_372_036_854_774_784.0;
    for (number, expected) in [
        (0.0, Some(0)),
        (-3.0, Some(-3)),
        (2.5, None),
        (largest, Some(9_223_372_036_854_774_784)),
        (9_223_372_036_854_775_808.0, None),
        (-9_223_372_036_854_775_808.0, Some(i64::MIN)),
        (-9_223_372_036_854_777_856.0, None),
        (f64::NAN, None),
        (f64::INFINITY, None),
    ] {
        assert_eq!(whole(number), expected, "{number}");
    }
}

#[test]
fn a_median_is_the_middle_or_the_mean_of_the_two_in_the_middle() {
    for (mut values, expected) in [
        (vec![], None),
        (vec![4.0], Some(4.0)),
        (vec![9.0, 1.0], Some(5.0)),
        (vec![9.0, -1.0, 2.0], Some(2.0)),
        (vec![7.0, 1.0, 3.0, 100.0], Some(5.0)),
        (vec![5.0, 100.0, 1.0, 3.0, -7.0, 4.0], Some(3.5)),
    ] {
        assert_eq!(median(&mut values), expected, "{values:?}");
    }
}

#[test]
fn words_are_read_back_and_padded() {
    assert!(Role::ALL.iter().all(|role| role.as_str().parse() == Ok(*role)));
    assert_eq!("Admin".parse::<Role>(), Err(()));
    assert_eq!(format!("[{:>8}]", Role::Admin), "[   admin]");
    assert_eq!(serde_json::to_value(Role::Executive).unwrap(), "executive");
}

#[test]
fn a_confidence_says_a_status() {
    let statuses = (0..=10).map(confidence_status).collect::<Vec<_>>();
    let of = |status, times| std::iter::repeat_n(status, times);
    let expected = of(Status::OffTrack, 4).chain(of(Status::AtRisk, 3)).chain(of(Status::OnTrack, 4));
    assert_eq!(statuses, expected.collect::<Vec<_>>());
}
