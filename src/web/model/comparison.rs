//! Compares two Models word by word. Principles are matched by id, canvases by phase and title. Within a text, the
//! common start and end are found first, then the longest common subsequence of the words between; if those are too
//! many, they count as entirely different.

use std::fmt;

use crate::{
    domain::{
        model::{Canvas, Model, Principle},
        values::text::Text,
    },
    language::words::Words,
    web::parts::names::Names,
};

/// The most pairs of words that are compared.
const PAIRS_MAX: usize = 2_000_000;

/// A run of words, marked if the other text lacks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub marked: bool,
}

/// How a section differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    Added,
    Removed,
    Changed,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        })
    }
}

/// A section, in both versions.
pub struct Compared {
    pub heading: String,
    pub change: Option<Difference>,
    pub before: Vec<Piece>,
    pub after: Vec<Piece>,
}

impl Compared {
    fn new(heading: String, before: &str, after: &str) -> Option<Self> {
        let change = match (before.is_empty(), after.is_empty()) {
            (true, true) => return None,
            _ if before == after => None,
            (true, false) => Some(Difference::Added),
            (false, true) => Some(Difference::Removed),
            (false, false) => Some(Difference::Changed),
        };
        let (before, after) = pieces(before, after);
        Some(Self { heading, change, before, after })
    }
}

/// The sections of both Models, in the order of the newer one; removed ones come after those of their kind.
#[must_use]
pub fn compared(w: Words, names: &Names, before: &Model, after: &Model) -> Vec<Compared> {
    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, ToString::to_string);
    let list = |model: &Model| model.values.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let custodian = |model: &Model| names.of(model.custodian_id).unwrap_or_default();
    let mut sections = vec![
        Compared::new(w.say("purpose"), &text(&before.purpose), &text(&after.purpose)),
        Compared::new(w.say("strategic-heart"), &text(&before.strategic_heart), &text(&after.strategic_heart)),
        Compared::new(w.say("values"), &list(before), &list(after)),
    ];
    let same_principle = |one: &Principle, other: &Principle| one.id == other.id;
    for (old, new) in matched(&before.principles, &after.principles, same_principle) {
        let heading = new.or(old).map_or_else(String::new, |one| one.title.to_string());
        let renamed = old.zip(new).is_some_and(|(old, new)| old.title != new.title);
        let written =
            |one: &Principle| if renamed { format!("{}\n\n{}", one.title, one.body) } else { one.body.to_string() };
        let [old, new] = [old, new].map(|one| one.map(written).unwrap_or_default());
        sections.push(Compared::new(heading, &old, &new));
    }
    let same_canvas = |one: &Canvas, other: &Canvas| one.phase == other.phase && one.title == other.title;
    for (old, new) in matched(&before.canvases, &after.canvases, same_canvas) {
        let heading =
            new.or(old).map_or_else(String::new, |one| format!("{}: {}", w.word("phase", one.phase), one.title));
        let [old, new] = [old, new].map(|one| one.map(|one| one.body.to_string()).unwrap_or_default());
        sections.push(Compared::new(heading, &old, &new));
    }
    sections.push(Compared::new(w.say("custodian"), &custodian(before), &custodian(after)));
    sections.into_iter().flatten().collect()
}

/// Whether no section differs.
#[must_use]
pub fn is_same(compared: &[Compared]) -> bool {
    compared.iter().all(|one| one.change.is_none())
}

/// Whether any section is unchanged.
#[must_use]
pub fn has_same(compared: &[Compared]) -> bool {
    compared.iter().any(|one| one.change.is_none())
}

type Pair<'a, T> = (Option<&'a T>, Option<&'a T>);

fn matched<'a, T>(before: &'a [T], after: &'a [T], same: impl Fn(&T, &T) -> bool) -> Vec<Pair<'a, T>> {
    let kept = after.iter().map(|new| (before.iter().find(|old| same(old, new)), Some(new)));
    let gone = before.iter().filter(|old| !after.iter().any(|new| same(old, new))).map(|old| (Some(old), None));
    kept.chain(gone).collect()
}

/// Splits both texts into pieces that are common and pieces that differ.
#[must_use]
pub fn pieces(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new) = (words(before), words(after));
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let end = end.min(old.len() - start).min(new.len() - start);
    let (mut kept_old, mut kept_new) = (vec![true; old.len()], vec![true; new.len()]);
    let inner_old = old.get(start..old.len() - end).unwrap_or_default();
    let inner_new = new.get(start..new.len() - end).unwrap_or_default();
    let (in_old, in_new) = common(inner_old, inner_new);
    kept_old.splice(start..old.len() - end, in_old);
    kept_new.splice(start..new.len() - end, in_new);
    (joined(&old, &kept_old), joined(&new, &kept_new))
}

/// Splits a text into words and the white space between them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_space = first.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != is_space).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// Which words of each text belong to their longest common subsequence.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (mut in_old, mut in_new) = (vec![false; old.len()], vec![false; new.len()]);
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > PAIRS_MAX {
        return (in_old, in_new);
    }
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    let at = |longest: &[u32], i: usize, j: usize| longest.get(i * width + j).copied().unwrap_or(0);
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let best = if one == other {
                at(&longest, i + 1, j + 1) + 1
            } else {
                at(&longest, i + 1, j).max(at(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while let (Some(one), Some(other)) = (old.get(i), new.get(j)) {
        if one == other {
            for (marks, place) in [(&mut in_old, i), (&mut in_new, j)] {
                if let Some(mark) = marks.get_mut(place) {
                    *mark = true;
                }
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&longest, i + 1, j) >= at(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_old, in_new)
}

fn joined(words: &[&str], kept: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (word, kept) in words.iter().zip(kept) {
        match pieces.last_mut() {
            Some(last) if last.marked != *kept => last.text.push_str(word),
            _ => pieces.push(Piece { text: (*word).to_owned(), marked: !kept }),
        }
    }
    pieces
}
