//! How the things of a plan stood on a day, as the change log writes them. Member by member: what a newer change set
//! that already holds on that day, a correction above all, is not taken back with an older one. What the documents mean
//! for a plan is in `past.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::{
    change::ChangeAction,
    scoring::entering::{COUNTS_FROM, KINDS, members},
    values::record::EntityKind,
};

/// The names from a document's member down to a value in it.
type Path = Vec<String>;

/// A change of something that enters a score.
#[derive(Clone, Debug)]
pub struct DatedChange {
    pub kind: EntityKind,
    /// The key, as the change log has it.
    pub key: String,
    pub action: ChangeAction,
    /// The first day for which it holds; `None` if it holds for every day.
    pub holds_from: Option<NaiveDate>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// The changes of each thing, the newest first.
#[derive(Clone, Debug, Default)]
pub struct DayDocuments(BTreeMap<(usize, String), Vec<Dated>>);

/// A change, and what it changed: the old values, by their paths.
#[derive(Clone, Debug)]
struct Dated {
    change: DatedChange,
    old: Vec<(Path, Option<Value>)>,
}

impl DayDocuments {
    /// From the changes of all things, the newest first.
    #[must_use]
    pub fn new(newest_first: impl IntoIterator<Item = DatedChange>) -> Self {
        let mut found: BTreeMap<(usize, String), Vec<Dated>> = BTreeMap::new();
        for change in newest_first {
            let Some(order) = KINDS.iter().position(|kind| *kind == change.kind) else { continue };
            let old = old_values(&change);
            found.entry((order, change.key.clone())).or_default().push(Dated { change, old });
        }
        found.retain(|_, changes| changes.iter().any(Dated::can_be_undone));
        Self(found)
    }

    /// Whether nothing ever changed from a day on.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that changed, as it stood on the day; `None` if it was not there. In an order in which each is known
    /// before what belongs to it.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = (EntityKind, String, Option<Value>)> {
        let then = move |((order, key), changes): (&(usize, String), &Vec<Dated>)| {
            let kind = KINDS.get(*order)?;
            Some((*kind, key.clone(), document_on(changes, day)))
        };
        self.0.iter().filter_map(then)
    }
}

impl Dated {
    fn is_later_than(&self, day: NaiveDate) -> bool {
        self.change.holds_from.is_some_and(|first| first > day)
    }

    fn can_be_undone(&self) -> bool {
        let changed = !self.old.is_empty() || self.change.action != ChangeAction::Updated;
        changed && self.change.holds_from.is_some()
    }
}

fn document_on(newest_first: &[Dated], day: NaiveDate) -> Option<Value> {
    let newest = &newest_first.first()?.change;
    let mut document = newest.after.clone().filter(|_| newest.action != ChangeAction::Deleted);
    let mut settled = BTreeSet::new();
    for dated in newest_first {
        let begins_later = dated.change.action == ChangeAction::Created && counts_later_than(document.as_ref(), day);
        match (dated.change.action, begins_later || dated.is_later_than(day)) {
            (ChangeAction::Created | ChangeAction::Deleted, false) => break,
            (ChangeAction::Created, true) => document = None,
            (ChangeAction::Deleted, true) => document.clone_from(&dated.change.before),
            (_, true) => {
                for (path, old) in dated.old.iter().filter(|(path, _)| !settled.contains(path)) {
                    if let Some(document) = &mut document {
                        set(document, path, old.as_ref());
                    }
                }
            }
            (_, false) => settled.extend(dated.old.iter().map(|(path, _)| path)),
        }
    }
    document
}

/// Whether the thing counts only from a later day on. If it replaced another with the same key, that counted before.
fn counts_later_than(document: Option<&Value>, day: NaiveDate) -> bool {
    let first = document.and_then(|document| document.get(COUNTS_FROM)).and_then(Value::as_str);
    first.and_then(|first| first.parse::<NaiveDate>().ok()).is_some_and(|first| first > day)
}

/// The old values of the members that enter a score and are not for every day.
fn old_values(change: &DatedChange) -> Vec<(Path, Option<Value>)> {
    let mut found = Vec::new();
    if let (Some(before), Some(after)) = (&change.before, &change.after) {
        for name in members(change.kind).iter().filter(|name| **name != COUNTS_FROM) {
            differences(before.get(name), after.get(name), vec![(*name).to_owned()], &mut found);
        }
    }
    found
}

fn differences(before: Option<&Value>, after: Option<&Value>, path: Path, found: &mut Vec<(Path, Option<Value>)>) {
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for name in names {
                let below = path.iter().chain([name]).cloned().collect();
                differences(old.get(name), new.get(name), below, found);
            }
        }
        _ if before == after => {}
        _ => found.push((path, before.cloned())),
    }
}

fn set(document: &mut Value, path: &[String], value: Option<&Value>) {
    let Some((last, above)) = path.split_last() else { return };
    let place = above.iter().try_fold(document, |place, name| place.get_mut(name));
    let Some(Value::Object(members)) = place else { return };
    match value {
        Some(value) => members.insert(last.clone(), value.clone()),
        None => members.shift_remove(last),
    };
}
