//! Lines of the log: no token of an invitation is in them. Three lines: the token, and what stands before and after it.

#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use perno::http::redaction::{Redacting, without_tokens};

fuzz_target!(|text: &[u8]| {
    let mut written = Vec::new();
    assert_eq!(Redacting(&mut written).write(text).unwrap(), text.len());
    assert!(written.len() <= 10 + 4 * text.len());
    let written = String::from_utf8(written).unwrap();
    assert_eq!(without_tokens(&written), written, "a line that was redacted changes once more");

    let text = String::from_utf8_lossy(text);
    let mut lines = text.splitn(3, '\n');
    let (token, before) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let after = lines.next().unwrap_or_default();
    let is_token = token.len() >= 20 && token.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !is_token || before.contains(token) || after.contains(token) {
        return;
    }
    for path in ["invites/", "invites%2F", "invites%2f", "Invites//"] {
        for (open, close) in [("", ""), ("\"", "\""), ("?next=%2F", "&a=b"), ("", "/accept")] {
            let line = format!("{before}{open}{path}{token}{close}{after}");
            assert!(!without_tokens(&line).contains(token), "{line:?} shows the token");
        }
    }
});
