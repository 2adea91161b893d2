//! Keeps the tokens of invitations out of the log: who reads a log must not be able to set somebody's password. Every
//! line passes through `Redacting`, whichever part of the program or library wrote it; `telemetry.rs` names the paths
//! of requests by their pattern already. Other tokens are in headers and bodies, which are not logged.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::LazyLock,
};

use regex::Regex;

/// What follows `invites/` in a path or an encoded path, also when that is once more `invites/`.
#[expect(clippy::expect_used, reason = "a fixed pattern, compiled by every test that reads a log")]
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(invites(?:/|%2F)+)(?:[^/\s"'<>?#\\]*invites(?:/|%2F)+)*[^/\s"'<>?#\\]+"#)
        .expect("a valid pattern")
});

/// The text with `{token}` in the place of tokens.
#[must_use]
pub fn without_tokens(text: &str) -> Cow<'_, str> {
    TOKEN.replace_all(text, "$1{token}")
}

/// A writer of whole lines that replaces tokens.
pub struct Redacting<W>(pub W);

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(without_tokens(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
