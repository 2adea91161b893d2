//! JSON bodies as every command of the API: each refusal says what is wrong and where, and is not much longer than the body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::app::input::Input;
use perno_fuzz::bodies;

fuzz_target!(|body: &[u8]| {
    if let Ok(value) = serde_json::from_slice(body) {
        bodies(&Input::json(value), body.len());
    }
});
