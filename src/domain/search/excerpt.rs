//! What a result shows: how well a text matches the words searched for, and an excerpt around them in which they are
//! marked. Excerpts are plain text in segments; pages escape them.
//! Which documents match at all is decided by the index in `store/search`.

use std::ops::Range;

use serde::Serialize;

use super::{inflections::inflections, words::words};

/// The most words of a search; of more the rest is ignored.
const TERMS_MAX: usize = 8;

/// The shortest word that is also found as the beginning of a longer one: in titles, and in other texts, of which there
/// are many more.
const PREFIX_MIN_OF_TITLE: usize = 2;
const PREFIX_MIN: usize = 3;

/// About how long an excerpt is, and how much of that is before the first match, in characters.
const LENGTH: usize = 180;
const BEFORE: usize = 40;

/// A word searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub typed: String,
    /// The word in other forms, such as its plural.
    inflected: Vec<String>,
    /// Words that are tried too, because they are similar.
    pub similar: Vec<String>,
}

/// How well a word matches: the smaller, the better.
pub type Rank = usize;

impl Term {
    /// The different words of a search.
    #[must_use]
    pub fn all_of(text: &str) -> Vec<Self> {
        let mut terms: Vec<Self> = Vec::new();
        for (_, typed) in words(text) {
            if terms.len() < TERMS_MAX && terms.iter().all(|term| term.typed != typed) {
                let inflected = inflections(&typed);
                terms.push(Self { typed, inflected, similar: Vec::new() });
            }
        }
        terms
    }

    /// The forms to look up in the index, each with whether longer words match too.
    pub fn forms(&self, in_title: bool) -> impl Iterator<Item = (&str, bool)> {
        let is_prefix = self.typed.chars().count() >= if in_title { PREFIX_MIN_OF_TITLE } else { PREFIX_MIN };
        let others = self.inflected.iter().chain(&self.similar).map(|word| (word.as_str(), false));
        std::iter::once((self.typed.as_str(), is_prefix)).chain(others)
    }

    /// How well it matches a word; `None` if not at all.
    fn rank(&self, word: &str) -> Option<Rank> {
        if word == self.typed {
            return Some(0);
        }
        if word.starts_with(&self.typed) && self.typed.chars().count() >= PREFIX_MIN_OF_TITLE {
            return Some(1);
        }
        if self.inflected.iter().any(|one| one == word) {
            return Some(2);
        }
        self.similar.iter().position(|one| one == word).map(|place| place + 3)
    }
}

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    pub text: String,
    /// Whether it is one of the words searched for.
    pub marked: bool,
}

/// Where the words searched for are in a text.
pub struct Matches {
    /// For each term the best rank of a word in this text.
    pub ranks: Vec<Option<Rank>>,
    marks: Vec<(Range<usize>, usize)>,
}

impl Matches {
    #[must_use]
    pub fn of(terms: &[Term], text: &str) -> Self {
        let (mut ranks, mut marks) = (vec![None; terms.len()], Vec::new());
        for (range, word) in words(text) {
            for (number, (term, best)) in terms.iter().zip(&mut ranks).enumerate() {
                if let Some(rank) = term.rank(&word) {
                    *best = Some(best.map_or(rank, |known: Rank| known.min(rank)));
                    marks.push((range.clone(), number));
                }
            }
        }
        Self { ranks, marks }
    }

    /// How many of the terms are in the text.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ranks.iter().flatten().count()
    }

    /// The part of the text with the most terms, with its marks.
    #[must_use]
    pub fn excerpt(&self, text: &str) -> Vec<Segment> {
        let (from, to) = self.window(text);
        self.segments(text, from, to)
    }

    /// The whole text with its marks.
    #[must_use]
    pub fn whole(&self, text: &str) -> Vec<Segment> {
        self.segments(text, 0, text.len())
    }

    fn segments(&self, text: &str, from: usize, to: usize) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut push = |text: &str, marked: bool| {
            if !text.is_empty() {
                segments.push(Segment { text: on_one_line(text), marked });
            }
        };
        if from > 0 {
            push("… ", false);
        }
        let mut at = from;
        for (range, _) in self.marks.iter().filter(|(range, _)| range.start >= from && range.end <= to) {
            if range.start >= at {
                push(text.get(at..range.start).unwrap_or_default(), false);
                push(text.get(range.clone()).unwrap_or_default(), true);
                at = range.end;
            }
        }
        push(text.get(at..to).unwrap_or_default(), false);
        if to < text.len() {
            push(" …", false);
        }
        segments
    }

    /// The bounds of the excerpt, at the edges of words.
    fn window(&self, text: &str) -> (usize, usize) {
        let end_of = |start: usize| {
            let rest = text.get(start..).unwrap_or_default();
            rest.char_indices().nth(LENGTH - BEFORE).map_or(text.len(), |(offset, _)| start + offset)
        };
        let terms_from = |start: usize| {
            let end = end_of(start);
            let within = self.marks.iter().filter(|(range, _)| range.start >= start && range.end <= end);
            let mut terms: Vec<usize> = within.map(|(_, term)| *term).collect();
            terms.sort_unstable();
            terms.dedup();
            terms.len()
        };
        let starts = self.marks.iter().map(|(range, _)| range.start);
        let first = starts.map(|start| (terms_from(start), std::cmp::Reverse(start))).max();
        let first = first.map_or(0, |(_, std::cmp::Reverse(start))| start);
        let before = text.get(..first).unwrap_or_default();
        let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(offset, _)| offset);
        let from = if from == 0 { 0 } else { next_edge(text, from, first) };
        let to = end_of(first);
        let to = if to == text.len() { to } else { previous_edge(text, first, to) };
        (from, to)
    }
}

/// The beginning of the first word between two places.
fn next_edge(text: &str, from: usize, to: usize) -> usize {
    let between = text.get(from..to).unwrap_or_default();
    let space = between.char_indices().find(|(_, letter)| letter.is_whitespace());
    space.map_or(from, |(offset, letter)| from + offset + letter.len_utf8())
}

/// The end of the last whole word between two places.
fn previous_edge(text: &str, from: usize, to: usize) -> usize {
    let between = text.get(from..to).unwrap_or_default();
    between.rfind(char::is_whitespace).filter(|offset| *offset > 0).map_or(to, |offset| from + offset)
}

/// The text on one line, with single spaces, and without the signs of Markdown.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !matches!(letter, '*' | '`')) {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if !(letter == ' ' && line.ends_with(' ')) {
            line.push(letter);
        }
    }
    line
}
