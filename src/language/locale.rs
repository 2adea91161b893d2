//! Formats numbers, scores and dates in the reader's language. Names of months are messages (`words.rs`); the reader's
//! time zone is the organisation's, so dates need no conversion. What a number means is up to the page. Parsing of
//! typed numbers is in `app/input/typed_number.rs`.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::words::Words;
use crate::domain::{organisation::TimeZone, values::unit};

impl Words {
    /// The decimal separator and the thousands separator.
    fn marks(self) -> (char, char) {
        let mark = |key, usual| self.say(key).chars().next().unwrap_or(usual);
        (mark("decimal-mark", '.'), mark("group-mark", ','))
    }

    /// Whether the decimal separator is a comma.
    #[must_use]
    pub fn decimal_comma(self) -> bool {
        self.marks().0 == ','
    }

    /// A number with as many decimals as it has, at most four; below 1 with at most four significant digits, so that a
    /// small number is not shown as 0.
    #[must_use]
    pub fn number(self, value: f64) -> String {
        self.shortest(value, 4 + leading_zeros(value))
    }

    /// A number on a scale whose steps are this wide.
    #[must_use]
    pub fn level(self, value: f64, step: f64) -> String {
        self.shortest(if value.abs() < step / 1e6 { 0.0 } else { value }, 4 + leading_zeros(step))
    }

    fn shortest(self, value: f64, decimals: usize) -> String {
        let text = format!("{value:.decimals$}");
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        self.grouped(text)
    }

    /// A number with exactly `count` decimals.
    #[must_use]
    pub fn decimals(self, value: f64, count: usize) -> String {
        self.grouped(&format!("{value:.count$}"))
    }

    fn grouped(self, text: &str) -> String {
        let (decimal, group) = self.marks();
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("\u{2212}", digits));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        let sign = if digits.chars().all(|c| matches!(c, '0' | '.')) { "" } else { sign };
        match fraction {
            Some(fraction) => format!("{sign}{grouped}{decimal}{fraction}"),
            None => format!("{sign}{grouped}"),
        }
    }

    /// A number as the value of an input field: without thousands separators.
    #[must_use]
    pub fn typed(self, value: f64) -> String {
        let (decimal, _) = self.marks();
        // Without the sign of a negative zero.
        (value + 0.0).to_string().replace('.', &decimal.to_string())
    }

    /// A number with its unit.
    #[must_use]
    pub fn amount(self, value: f64, unit: &str) -> String {
        let number = self.number(value);
        match unit::beside(unit, value) {
            "" => number,
            "%" => format!("{number}%"),
            unit => format!("{number}\u{a0}{unit}"),
        }
    }

    /// A score in 0..1 as 0 to 100; only a full score is shown as 100.
    #[must_use]
    pub fn score(self, score: f64) -> String {
        self.decimals(shown(score), 0)
    }

    /// A score, or a dash if it is missing.
    #[must_use]
    pub fn score_or_dash(self, score: Option<f64>) -> String {
        score.map_or_else(|| "\u{2013}".to_owned(), |score| self.score(score))
    }

    /// Points (of 100) with one decimal.
    #[must_use]
    pub fn points(self, points: f64) -> String {
        self.decimals(points, 1)
    }

    /// A change in points, with its sign.
    #[must_use]
    pub fn change(self, points: f64) -> String {
        let text = self.decimals(points, 0);
        if text == "0" || points < 0.0 { text } else { format!("+{text}") }
    }

    #[must_use]
    pub fn percent(self, share: f64) -> String {
        format!("{}%", self.decimals(share * 100.0, 0))
    }

    /// A day, such as 15 February 2026.
    #[must_use]
    pub fn day(self, day: NaiveDate) -> String {
        self.written("day-long", "month", day)
    }

    /// A day in short, such as 15 Feb.
    #[must_use]
    pub fn short_day(self, day: NaiveDate) -> String {
        self.written("day-short", "month-short", day)
    }

    /// A day without its year, such as 15 February.
    #[must_use]
    pub fn day_and_month(self, day: NaiveDate) -> String {
        self.written("day-short", "month", day)
    }

    fn written(self, key: &str, months: &str, day: NaiveDate) -> String {
        let month = self.say(&format!("{months}-{}", day.month()));
        let number = if day.day() == 1 { self.say("day-first") } else { day.day().to_string() };
        self.with(key, &[("day", &number), ("month", &month), ("year", &day.year().to_string())])
    }

    /// A date and time in the given time zone.
    #[must_use]
    pub fn moment(self, at: DateTime<Utc>, time_zone: TimeZone) -> String {
        let time = time_zone.clock(at).format("%H:%M").to_string();
        self.with("moment", &[("day", &self.day(time_zone.day(at))), ("time", &time)])
    }
}

/// A score in 0..1 as the whole number that is shown; only a full score gives 100.
#[must_use]
pub fn shown(score: f64) -> f64 {
    let rounded = (score * 100.0).round();
    if score < 1.0 { rounded.min(99.0) } else { rounded }
}

/// The most decimals that are worth showing.
const DECIMALS_MAX: usize = 300;

/// How many zeros follow the decimal mark before the first other digit.
fn leading_zeros(value: f64) -> usize {
    let (mut zeros, mut scaled) = (0, value.abs() * 10.0);
    while scaled < 1.0 && scaled > 0.0 && zeros < DECIMALS_MAX {
        scaled *= 10.0;
        zeros += 1;
    }
    zeros
}
