//! Numbers as people type them into forms: `1,234.5`, `1 234,5`, `120'000`, `12k`, `1.5 mln`, `50%`, `€ 1,200`,
//! `120000 EUR`, with any minus sign, also in full-width digits. What may mean two numbers is a fault that says how to
//! write it, never a guess. Currencies and words for thousands are in `units.rs`. JSON and query strings have plain
//! numbers, which `values.rs` reads.

use super::units::{Times, contradicts, is_scaled, same, times};
use crate::domain::values::{message::Message, unit};

/// A number as it was typed, with what stood around it. What that means depends on the unit of the field.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedNumber {
    number: f64,
    /// The other number that it may be meant as, by who writes the marks the other way round.
    other: Option<f64>,
    before: String,
    after: String,
}

impl TypedNumber {
    /// `None` if it is not one number.
    #[must_use]
    pub fn parse(text: &str, comma: bool) -> Option<Self> {
        let text: String = text.chars().filter_map(plain).collect();
        let text = text.trim();
        let starts = |(at, c): (usize, char)| {
            let next = text.get(at + c.len_utf8()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            (c.is_ascii_digit() || (is_point(c) && next)).then_some(at)
        };
        let (before, rest) = text.split_at_checked(text.char_indices().find_map(starts)?)?;
        let (digits, after) = rest.split_at_checked(length(rest))?;
        let (negative, before) = signed(before)?;
        let after = after.trim();
        // `5-` and `5-7` are no numbers, nor is `5 7`.
        if after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',' | '\'')) {
            return None;
        }
        let sign = if negative { -1.0 } else { 1.0 };
        let number = sign * value(digits, comma)?;
        let other = is_ambiguous(digits).then(|| value(digits, !comma)).flatten().map(|other| sign * other);
        // Without the sign of a negative zero.
        Some(Self { number: number + 0.0, other, before: before.to_owned(), after: after.to_owned() })
    }

    /// The number with its only mark read the other way: of 1.200 in English 1,200. `None` if it cannot be meant so.
    #[must_use]
    pub fn other_reading(&self) -> Option<f64> {
        self.other.filter(|_| times(&self.after).factor.is_none())
    }

    /// The number in a field with this unit.
    ///
    /// # Errors
    /// Why what stands around the number does not go with the unit.
    pub fn in_unit(&self, unit: &str) -> Result<f64, Message> {
        let shown = unit.trim();
        // In the same characters as what was typed: units are written `CO₂‑eq` or `l’unità`, too.
        let unit: String = shown.chars().filter_map(plain).collect();
        let unit = unit.trim();
        let (before, after) = (self.before.as_str(), self.after.as_str());
        let is_unit = |written: &str| written.is_empty() || unit::forms(unit).any(|form| same(written, form));
        if is_unit(before) && is_unit(after) {
            return Ok(self.number);
        }
        let Times { factor, rest } = times(after);
        if factor.is_some() && is_scaled(unit, after) {
            return Err(Message::new("fault-typed-thousands").with("unit", unit::in_general(shown)));
        }
        if [before, rest].into_iter().any(|written| !written.is_empty() && contradicts(written, unit)) {
            return Err(match unit::in_general(shown) {
                "" => "fault-typed-without-unit".into(),
                unit => Message::new("fault-typed-unit").with("unit", unit),
            });
        }
        Ok(self.number * factor.unwrap_or(1.0))
    }

    /// The number in a field without a unit.
    ///
    /// # Errors
    /// That the field has no unit.
    pub fn alone(&self) -> Result<f64, Message> {
        let Times { factor, rest } = times(&self.after);
        if self.before.is_empty() && rest.is_empty() {
            return Ok(self.number * factor.unwrap_or(1.0));
        }
        Err("fault-typed-without-unit".into())
    }
}

/// A character as on an English keyboard: digits, spaces, minus signs, apostrophes; `None` for invisible marks.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => return None,
        space if space.is_whitespace() => ' ',
        other => other,
    })
}

const fn is_point(c: char) -> bool {
    matches!(c, '.' | ',')
}

/// The length of the number at the beginning of a text: digits, marks between them, one point after them, an exponent.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while digit(end) || (matches!(bytes.get(end), Some(b'.' | b',' | b'\'' | b' ')) && digit(end + 1)) {
        end += 1;
    }
    let ends = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    if matches!(bytes.get(end), Some(b'.' | b',')) && ends(end + 1) {
        return end + 1;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let from = end + if matches!(bytes.get(end + 1), Some(b'-' | b'+')) { 2 } else { 1 };
        let to = from + bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if to > from && ends(to) {
            return to;
        }
    }
    end
}

/// Whether there is a minus sign before the number, and what else is there.
fn signed(before: &str) -> Option<(bool, &str)> {
    let before = before.trim();
    let sign = |c: char| matches!(c, '-' | '+');
    let rest = before.strip_prefix(sign).or_else(|| before.strip_suffix(sign)).unwrap_or(before).trim();
    (!rest.contains(sign) && !rest.contains('(')).then(|| (before.contains('-'), rest))
}

/// The value of digits and marks. A single point followed by three digits separates thousands, unless it is the
/// language's decimal mark; where several marks are alike they separate thousands, and only then the last may differ.
fn value(text: &str, comma: bool) -> Option<f64> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let marks: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let decimal = if comma { ',' } else { '.' };
    let (whole, fraction) = match marks.as_slice() {
        [] => (digits.to_owned(), ""),
        [one] if is_point(*one) && (*one == decimal || grouped(digits, *one).is_none()) => {
            let (whole, fraction) = digits.split_once(*one)?;
            (whole.to_owned(), fraction)
        }
        [first, rest @ ..] if rest.iter().all(|mark| mark == first) => (grouped(digits, *first)?, ""),
        [first, rest @ .., last] if is_point(*last) && rest.iter().all(|mark| mark == first) => {
            let (whole, fraction) = digits.rsplit_once(*last)?;
            (grouped(whole, *first)?, fraction)
        }
        _ => return None,
    };
    format!("{whole}.{fraction}e{exponent}").parse().ok()
}

/// Whether the only mark is one that separates decimals in some languages and thousands in others, with three digits
/// after it.
fn is_ambiguous(digits: &str) -> bool {
    let mut marks = digits.chars().filter(|c| !c.is_ascii_digit());
    let only = marks.next().filter(|mark| is_point(*mark) && marks.next().is_none());
    only.is_some_and(|mark| grouped(digits, mark).is_some())
}

/// The digits without the mark between groups of three.
fn grouped(digits: &str, mark: char) -> Option<String> {
    let (first, rest) = digits.split_once(mark)?;
    let fits =
        (1..=3).contains(&first.len()) && !first.starts_with('0') && rest.split(mark).all(|part| part.len() == 3);
    fits.then(|| digits.replace(mark, ""))
}
