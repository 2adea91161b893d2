//! Query strings as the filters of every list.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::app::input::Input;
use perno_fuzz::filters;

fuzz_target!(|query: &[u8]| {
    filters(&Input::text(form_urlencoded::parse(query).into_owned()), query.len());
});
