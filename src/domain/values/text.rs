//! Text typed by people, validated once on input: names, longer texts, e-mail addresses, passwords, all composed (NFC).
//! Lengths count characters after trimming; passwords are never trimmed. `trusted` takes text that was validated when
//! it was stored. Enumerations are in `wire_enum.rs`; parsing from JSON is in `app/input/values.rs`, hashing in
//! `app/sign_in/passwords.rs`.

use std::{borrow::Cow, sync::LazyLock};

use icu_normalizer::ComposingNormalizerBorrowed;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::{
    fault::{Fault, FaultCode},
    message::Message,
};

/// The longest name, in characters.
pub const NAME_MAX: usize = 200;
/// The longest text, in characters.
pub const TEXT_MAX: usize = 20_000;
/// The longest e-mail address, in characters (RFC 5321).
const EMAIL_MAX: usize = 254;
/// The longest reason, in characters.
pub const REASON_MAX: usize = 2_000;
/// The domain of the addresses of anonymised people: RFC 2606 reserves `.invalid`, so no mail is ever delivered.
pub const NO_MAIL: &str = "@anonymised.invalid";
const PASSWORD_MIN: usize = 8;
const NEW_PASSWORD_MIN: usize = 12;
const PASSWORD_MAX: usize = 200;

/// More combining marks on one letter than any script needs: they would cover the lines around it.
#[expect(clippy::expect_used, reason = "a fixed pattern, compiled by every test that reads a text")]
static STACKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{Mark}{9}").expect("a valid pattern"));

/// What the part of an e-mail address before the `@` may hold.
#[expect(clippy::expect_used, reason = "a fixed pattern, compiled by every test that reads an address")]
static LOCAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~.-]+$").expect("a valid pattern"));

/// The text with each letter and its accents as one character where there is one (NFC): devices send either form.
fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// The text as it is stored: composed, trimmed, with line breaks normalised to `\n`.
fn check(text: &str, min: usize, max: usize, line_breaks: bool) -> Result<String, Fault> {
    let text = composed(text);
    // Composing may also take a mark apart.
    if STACKED.is_match(&text) {
        return Err(Fault::new(FaultCode::StackedMarks, "fault-stacked-marks"));
    }
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && !(line_breaks && matches!(c, '\n' | '\t'))) {
        return Err(Fault::new(FaultCode::ControlCharacter, "fault-control-characters"));
    }
    let length = text.chars().count();
    if length < min {
        let too_short = Message::new("fault-text-too-short").with("min", min.to_string());
        return Err(Fault::new(FaultCode::TooShort, if min == 1 { "fault-text-empty".into() } else { too_short }));
    }
    if length > max {
        return Err(Fault::new(
            FaultCode::TooLong,
            Message::new("fault-text-too-long").with("max", max.to_string()).with("length", length.to_string()),
        ));
    }
    Ok(text)
}

macro_rules! text_type {
    ($(#[$meta:meta])* $name:ident, $min:expr, $max:expr, $line_breaks:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// # Errors
            /// A fault with the rule that is broken.
            pub fn parse(text: &str) -> Result<Self, Fault> {
                check(text, $min, $max, $line_breaks).map(Self)
            }

            /// Wraps text that was validated when it was stored.
            #[must_use]
            pub fn trusted(text: String) -> Self {
                Self(text)
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type!(
    /// A name or title: 1 to 200 characters on one line.
    Name, 1, NAME_MAX, false
);
text_type!(
    /// A name that may be empty, such as a unit.
    Label, 0, NAME_MAX, false
);
text_type!(
    /// A longer text: 1 to 20,000 characters, line breaks allowed.
    Text, 1, TEXT_MAX, true
);
text_type!(
    /// Why something was changed: 1 to 2,000 characters.
    Reason, 1, REASON_MAX, true
);

/// An e-mail address in lower case, used to sign in. The domain is kept as ASCII (IDNA): `bücher.example` as
/// `xn--bcher-kva.example`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// A fault when the text does not look like `name@domain`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        // In lower case a letter may be two characters, which a mark after them may have to stand between.
        let text = composed(&check(text, 3, EMAIL_MAX, false)?.to_lowercase()).into_owned();
        let bad = || Fault::new(FaultCode::BadFormat, "fault-email");
        let (local, domain) = text.split_once('@').ok_or_else(bad)?;
        // IDNA hides a hyphen at the beginning or end of a label that is not ASCII, and drops invisible characters.
        let edged = |domain: &str| domain.split('.').any(|label| label.starts_with('-') || label.ends_with('-'));
        let ascii = idna::domain_to_ascii(domain).ok();
        let domain = ascii.filter(|ascii| !edged(domain) && !edged(ascii)).ok_or_else(bad)?;
        let text = format!("{local}@{domain}");
        let local_ok = !local.is_empty() && !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        let domain_ok = domain
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        if text.ends_with(NO_MAIL) {
            return Err(Fault::new(FaultCode::NotAllowed, "fault-email-of-nobody"));
        }
        if local_ok && domain_ok && LOCAL.is_match(local) && text.len() <= EMAIL_MAX {
            Ok(Self(text))
        } else {
            Err(bad())
        }
    }

    /// The address of an anonymised former member, to which no mail can be sent.
    #[must_use]
    pub fn of_former_member(number: i64) -> Self {
        Self(format!("former-member-{number}{NO_MAIL}"))
    }

    #[must_use]
    pub fn is_of_former_member(&self) -> bool {
        self.0.ends_with(NO_MAIL)
    }

    #[must_use]
    pub fn trusted(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password as typed, but composed (NFC): never trimmed, never logged, never serialised. Any that was ever allowed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// # Errors
    /// A fault when it is shorter than 8 or longer than 200 characters.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::of_length(text, PASSWORD_MIN)
    }

    fn of_length(text: &str, min: usize) -> Result<Self, Fault> {
        let text = composed(text);
        let length = text.chars().count();
        if length < min {
            return Err(Fault::new(
                FaultCode::TooShort,
                Message::new("fault-password-too-short").with("min", min.to_string()),
            ));
        }
        if length > PASSWORD_MAX {
            return Err(Fault::new(
                FaultCode::TooLong,
                Message::new("fault-password-too-long").with("max", PASSWORD_MAX.to_string()),
            ));
        }
        Ok(Self(text.into_owned()))
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A password that somebody chooses, longer than earlier versions of the program asked for. Whether it is easy to guess
/// is decided in `app/sign_in/strength.rs`.
#[derive(Debug, Clone)]
pub struct NewPassword(Password);

impl NewPassword {
    /// # Errors
    /// A fault when it is shorter than 12 or longer than 200 characters.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Password::of_length(text, NEW_PASSWORD_MIN).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.0
    }

    #[must_use]
    pub fn into_password(self) -> Password {
        self.0
    }
}
