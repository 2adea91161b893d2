//! A change of the log as people read it: a sentence that says who did what, and the members that differ, before and
//! after, with names instead of ids and words instead of codes. Names come from `app/people/names.rs`. Sentences are in
//! `words/*/settings_changes.ftl`.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::Value;

use crate::{
    app::{input::parse_date, people::names::Names},
    domain::{
        change::{ChangeAction, LoggedChange},
        organisation::TimeZone,
        values::record::EntityKind,
    },
    language::{bidi, words::Words},
};

/// A change in words.
pub struct DescribedChange {
    pub time: String,
    /// HTML: the object's name is a link while the object exists.
    pub sentence: String,
    pub details: Vec<Detail>,
    /// Whether an object was updated, so that values before and after stand side by side.
    pub updated: bool,
}

impl DescribedChange {
    /// Whether there are so many details that they are folded.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.details.len() > if self.updated { CHANGES_SHOWN } else { VALUES_SHOWN }
    }
}

/// A member that differs.
pub struct Detail {
    /// The path of the member, as in a form.
    pub path: String,
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Members that are never shown.
const UNTOLD: [&str; 6] = ["id", "version", "created_at", "updated_at", "last_used_at", "published_by"];
/// How many changed values, and how many values of a new object, are shown unfolded.
const CHANGES_SHOWN: usize = 12;
const VALUES_SHOWN: usize = 6;
/// Members that come first, and those that come last.
const FIRST: [&str; 6] = ["name", "title", "value", "steps_done", "steps_undone", "state"];
const LAST: [&str; 4] = ["confidence", "note", "reason", "overall_score"];
/// How many characters of a text are shown, and how many equal ones before the first difference.
const TEXT_MAX: usize = 240;
const AROUND: usize = 40;

/// Puts a change into words.
#[must_use]
pub fn told(w: Words, zone: TimeZone, change: &LoggedChange, names: &Names) -> DescribedChange {
    let teller = ChangeFormatter { w, zone, change, names };
    DescribedChange {
        time: zone.clock(change.at).format("%H:%M").to_string(),
        sentence: teller.sentence(),
        details: teller.details(),
        updated: change.action == ChangeAction::Updated,
    }
}

/// The combined differences of successive changes of one object.
#[must_use]
pub fn differences(w: Words, zone: TimeZone, changes: &[LoggedChange], names: &Names) -> Vec<Detail> {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return Vec::new() };
    let change = LoggedChange { before: first.before.clone(), ..last.clone() };
    ChangeFormatter { w, zone, change: &change, names }.details()
}

struct ChangeFormatter<'a> {
    w: Words,
    zone: TimeZone,
    change: &'a LoggedChange,
    names: &'a Names,
}

impl ChangeFormatter<'_> {
    fn member(&self, name: &str) -> Option<&Value> {
        let sides = [&self.change.after, &self.change.before];
        sides.into_iter().flatten().find_map(|side| side.get(name)).filter(|value| !value.is_null())
    }

    /// A member as text; an id becomes a name.
    fn text(&self, member: &str) -> Option<String> {
        let value = self.member(member)?;
        Some(match value.as_str() {
            Some(text) => text.parse().ok().map_or_else(
                || short(text),
                |id| self.names.get(&id).cloned().unwrap_or_else(|| self.w.say("thing-gone")),
            ),
            None => value.to_string(),
        })
    }

    fn sentence(&self) -> String {
        let entity = self.change.entity;
        let (name, other) = match entity {
            EntityKind::Objective | EntityKind::KeyResult | EntityKind::Meeting => (self.text("title"), None),
            EntityKind::MeetingConfidence => (self.text("meeting_id"), self.text("user_id")),
            EntityKind::Blocker | EntityKind::Decision => (self.text("text"), self.text("meeting_id")),
            EntityKind::Member => (self.text("user_id"), self.text("department_id")),
            EntityKind::Model => (self.text("brand_id"), None),
            EntityKind::ModelVersion => (self.text("brand_id"), self.text("number")),
            EntityKind::CheckIn => (self.text("key_result_id"), None),
            EntityKind::Target => (self.text("kpi_id"), self.text("cycle_id")),
            EntityKind::Measurement => (self.text("kpi_id"), self.member("date").map(|day| self.value("date", day))),
            EntityKind::ScoringPolicy => (self.text("brand_id"), self.text("cycle_id")),
            _ => (self.text("name"), None),
        };
        let w = self.w;
        let name = self.linked(&name.unwrap_or_else(|| w.say("thing-gone")));
        let other = isolated(&other.unwrap_or_default());
        let person = isolated(&self.change.actor.name);
        let thing = w.with(&format!("thing-{entity}").replace('_', "-"), &[("name", &name), ("other", &other)]);
        let places = [
            ("person", person.as_str()),
            ("thing", thing.as_str()),
            ("name", name.as_str()),
            ("other", other.as_str()),
        ];
        let noted = ["password", "invitation"].into_iter().find(|note| self.has_note(note));
        let general = format!("change-{}", self.change.action);
        let own =
            noted.map_or_else(|| format!("{general}-{entity}").replace('_', "-"), |note| format!("change-{note}"));
        w.try_with(&own, &places).unwrap_or_else(|| w.with(&general, &places))
    }

    /// The name, linked to the object's page while the object exists.
    fn linked(&self, name: &str) -> String {
        let id = |member: &str| self.member(member).and_then(Value::as_str).unwrap_or_default();
        let own = self.change.entity_id.as_str();
        let (pages, id) = match self.change.entity {
            EntityKind::Objective => ("/objectives/", own),
            EntityKind::KeyResult => ("/key-results/", own),
            EntityKind::CheckIn => ("/key-results/", id("key_result_id")),
            EntityKind::Kpi => ("/kpis/", own),
            EntityKind::Target | EntityKind::Measurement => ("/kpis/", id("kpi_id")),
            EntityKind::Department => ("/departments/", own),
            EntityKind::Cycle => ("/cycles/", own),
            EntityKind::User => ("/people/", own),
            EntityKind::Member => ("/people/", id("user_id")),
            EntityKind::Meeting => ("/meetings/", own),
            EntityKind::MeetingConfidence | EntityKind::Blocker | EntityKind::Decision => {
                ("/meetings/", id("meeting_id"))
            }
            EntityKind::Model | EntityKind::ModelVersion => ("/model?brand=", id("brand_id")),
            EntityKind::ScoringPolicy => ("/settings/policy?brand=", id("brand_id")),
            _ => ("", ""),
        };
        let is_there = id.parse().is_ok_and(|id| self.names.contains_key(&id));
        if is_there { format!("<a href=\"{pages}{id}\">{}</a>", isolated(name)) } else { isolated(name) }
    }

    fn has_note(&self, note: &str) -> bool {
        self.change.after.as_ref().is_some_and(|after| after.get(note).is_some())
    }

    fn details(&self) -> Vec<Detail> {
        let flat = |side: &Option<Value>| {
            let mut leaves = BTreeMap::new();
            if let Some(side) = side {
                flatten(side, "", &mut leaves);
            }
            leaves
        };
        let (before, after) = (flat(&self.change.before), flat(&self.change.after));
        let mut paths: Vec<&String> =
            after.keys().chain(before.keys().filter(|path| !after.contains_key(*path))).collect();
        paths.sort_by_key(|path| {
            let last = LAST.iter().position(|one| one == path).map_or(0, |place| place + 1);
            (last, !FIRST.contains(&path.as_str()), (*path).clone())
        });
        let differs = |path: &&String| before.get(*path) != after.get(*path);
        let told = |path: &String| {
            let leaf = path.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or(path);
            let side = |leaves: &BTreeMap<String, Value>| {
                leaves.get(path).filter(|value| !is_nothing(value)).map(|value| self.value(leaf, value))
            };
            let (before, after) = shortened(side(&before).as_deref(), side(&after).as_deref());
            Detail { path: path.clone(), label: self.label(path), before, after }
        };
        let is_usual = |path: &String| {
            self.change.action != ChangeAction::Updated && self.member(path) == Some(&Value::Bool(false))
        };
        let worth = |path: &&String| is_told(path) && !self.is_in_the_sentence(path) && !is_usual(path);
        let details = paths.into_iter().filter(worth).filter(differs).map(told);
        details.filter(|detail| detail.before.is_some() || detail.after.is_some()).collect()
    }

    /// Whether the sentence already says it: the object's name, what it belongs to, who did it.
    fn is_in_the_sentence(&self, member: &str) -> bool {
        use EntityKind as Kind;
        if self.change.action == ChangeAction::Updated {
            return false;
        }
        match self.change.entity {
            Kind::Objective | Kind::KeyResult | Kind::Meeting => member == "title",
            Kind::MeetingConfidence => true,
            Kind::Blocker | Kind::Decision => matches!(member, "text" | "meeting_id"),
            Kind::Member => matches!(member, "user_id" | "department_id"),
            Kind::Model | Kind::ModelVersion => matches!(member, "brand_id" | "number"),
            Kind::CheckIn if member == "observed_on" => {
                self.text(member) == Some(self.zone.day(self.change.at).to_string())
            }
            Kind::CheckIn => matches!(member, "key_result_id" | "author_id"),
            Kind::Target => matches!(member, "kpi_id" | "cycle_id"),
            Kind::Measurement => matches!(member, "kpi_id" | "date"),
            Kind::ScoringPolicy => matches!(member, "brand_id" | "cycle_id"),
            _ => member == "name",
        }
    }

    /// The title of a list element, else its number.
    fn element(&self, path: &str, place: usize) -> String {
        let sides = [&self.change.after, &self.change.before];
        let elements = sides.into_iter().flatten().filter_map(|side| side.pointer(&format!("/{path}")));
        let mut titles = elements.filter_map(|element| element.get("title")?.as_str().map(short));
        titles.next().map_or_else(|| (place + 1).to_string(), |title| self.w.with("member-called", &[("name", &title)]))
    }

    /// The label of a member, from the outermost part to the innermost.
    fn label(&self, path: &str) -> String {
        let part = |(at, part): (usize, &str)| {
            if let Ok(place) = part.parse::<usize>() {
                return self.element(path.get(..at + part.len()).unwrap_or(path), place);
            }
            if let Some(name) = part.parse().ok().and_then(|id| self.names.get(&id)) {
                return name.clone();
            }
            let key = part.replace('_', "-");
            let known = self.w.try_say(&format!("member-{key}")).or_else(|| self.w.try_say(&key));
            known.unwrap_or_else(|| part.replace('_', " "))
        };
        let mut at = 0;
        let parts = path.split('/').map(|one| {
            let start = at;
            at += one.len() + 1;
            (start, one)
        });
        let parts: Vec<String> = parts.filter(|(_, one)| *one != "measure").map(part).collect();
        parts.join(" \u{b7} ")
    }

    /// A value in the reader's language.
    fn value(&self, member: &str, value: &Value) -> String {
        let w = self.w;
        match value {
            Value::Null => "\u{2013}".to_owned(),
            Value::Bool(yes) => w.say(if *yes { "yes" } else { "no" }),
            Value::Number(number) if member == "overall_score" => {
                number.as_f64().map_or_else(String::new, |one| w.score(one))
            }
            Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |one| w.number(one)),
            Value::String(text) => self.in_words(member, text),
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(|one| self.value(member, one)).collect();
                if elements.is_empty() { "\u{2013}".to_owned() } else { elements.join(", ") }
            }
            Value::Object(_) => value.to_string(),
        }
    }

    fn in_words(&self, member: &str, text: &str) -> String {
        let w = self.w;
        if let Ok(id) = text.parse() {
            return self.names.get(&id).cloned().unwrap_or_else(|| w.say("thing-gone"));
        }
        if let Some(day) = parse_date(text) {
            return w.day(day);
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return w.moment(at.to_utc(), self.zone);
        }
        let list = match member {
            "aggregation" => "kpi-aggregation",
            "role" | "state" | "ambition" | "category" | "method" | "status" => member,
            "kind" => "measure",
            "scopes" => "scope",
            "language" => "language-is",
            _ => return text.to_owned(),
        };
        w.word(list, text.replace(':', "-"))
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn is_told(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    !UNTOLD.contains(&last) && path != "password" && path != "invitation"
}

/// Collects the leaves by path: lists of objects element by element, lists of plain values whole.
fn flatten(value: &Value, path: &str, leaves: &mut BTreeMap<String, Value>) {
    let below = |part: &str| if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") };
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                flatten(value, &below(name), leaves);
            }
        }
        Value::Array(elements) if elements.iter().any(Value::is_object) => {
            for (place, element) in elements.iter().enumerate() {
                flatten(element, &below(&place.to_string()), leaves);
            }
        }
        plain => drop(leaves.insert(path.to_owned(), plain.clone())),
    }
}

/// A name, isolated against text direction and escaped for HTML.
fn isolated(name: &str) -> String {
    bidi::html(&bidi::isolated(name))
}

/// Shortens both texts to start shortly before they differ.
fn shortened(before: Option<&str>, after: Option<&str>) -> (Option<String>, Option<String>) {
    let longest = [before, after].into_iter().flatten().map(|text| text.chars().count()).max().unwrap_or(0);
    let (Some(old), Some(new)) = (before, after) else {
        return (before.map(short), after.map(short));
    };
    let same = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    if longest <= TEXT_MAX || same <= AROUND {
        return (Some(short(old)), Some(short(new)));
    }
    let from = old.chars().take(same - AROUND).collect::<String>();
    let word = from.rfind(char::is_whitespace).map_or(from.len(), |at| at + 1);
    let cut = |text: &str| Some(short(&format!("\u{2026}{}", text.get(word..).unwrap_or(text))));
    (cut(old), cut(new))
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(TEXT_MAX).collect();
    if short.len() < text.len() {
        short.push('\u{2026}');
    }
    short
}
