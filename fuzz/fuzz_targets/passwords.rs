//! How easy a new password is to guess. The first line is the password, the others are what is known of the person.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::{app::sign_in::strength, domain::values::text::NewPassword};
use perno_fuzz::fault;

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let Some(Ok(password)) = lines.next().map(NewPassword::parse) else { return };
    // As many as anybody has: organisation, name and address, and each of these is bounded.
    let about: Vec<String> = lines.take(3).map(|line| line.chars().take(200).collect()).collect();
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    let found = strength::fault(&password, &about);
    found.iter().for_each(fault);
    let repeated: std::collections::BTreeSet<char> = password.as_str().chars().collect();
    assert!(repeated.len() > 2 || found.is_some(), "two letters are a password");
    let known = about.iter().any(|known| *known == password.as_str() && known.chars().all(char::is_alphanumeric));
    assert!(!known || found.is_some(), "what everybody knows is a password");
});
