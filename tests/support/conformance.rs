//! Compares expected figures of `cases/scoring.json` with computed ones: to 1e-9, with departments and waterfall
//! complete. `domain_conformance.rs` computes the figures directly, `api_conformance.rs` over the API; both return them
//! in the format of the file.

use serde_json::Value;

pub fn compare(at: &str, expected: &Value, found: &Value) {
    match (expected, found) {
        (Value::Object(expected_members), Value::Object(members)) => {
            for (name, expected) in expected_members {
                let found = members.get(name).unwrap_or_else(|| panic!("{at}: no {name}"));
                compare(&format!("{at}: {name}"), expected, found);
            }
            let whole = at.ends_with(": departments") || at.ends_with(": waterfall");
            assert!(!whole || expected_members.len() == members.len(), "{at}: {found} instead of {expected}");
        }
        (Value::Array(expected), Value::Array(items)) => {
            assert_eq!(expected.len(), items.len(), "{at}");
            expected.iter().zip(items).for_each(|(expected, found)| compare(at, expected, found));
        }
        (Value::Number(_), Value::Number(_)) => {
            let (expected, found) = (expected.as_f64().unwrap(), found.as_f64().unwrap());
            assert!((expected - found).abs() <= 1e-9, "{at}: {found} instead of {expected}");
        }
        _ => assert_eq!(expected, found, "{at}"),
    }
}
