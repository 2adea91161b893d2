//! How results are shown: where a result leads, what it belongs to, where the words are in it.
//! The page and the palette show the same, in different frames.
//! `app/search` finds the results.

use crate::{
    app::{
        input::{Input, Parsed},
        search::{Hit, SearchQuery},
    },
    domain::{
        search::excerpt::Segment,
        values::{record::EntityKind, text::NAME_MAX},
    },
    language::words::Words,
    web::kit::{
        frame::{Frame, Place},
        visit::Visit,
    },
};

/// The text that a visit searches for, with only what a name may hold.
pub fn asked(visit: &Visit) -> String {
    let q = visit.asked("q").unwrap_or_default();
    let q: String = q.chars().filter(|letter| !letter.is_control()).collect();
    q.trim().chars().take(NAME_MAX).collect::<String>().trim_end().to_owned()
}

/// The search for a text; the results of the shown cycle come first.
pub fn query(q: &str, limit: usize, place: &Place) -> Parsed<SearchQuery> {
    let mut fields = vec![("q".to_owned(), q.to_owned()), ("limit".to_owned(), limit.to_string())];
    fields.extend(place.cycle.as_ref().map(|cycle| ("cycle_id".to_owned(), cycle.id().to_string())));
    Input::text(fields).command()
}

/// A result as a link.
pub struct ShownHit {
    pub href: String,
    pub kind: EntityKind,
    /// The kind, such as "Objective"; for a part of a Model which part.
    pub what: String,
    pub title: Vec<Segment>,
    /// What it belongs to.
    pub within: Vec<String>,
    pub closed: bool,
    /// The label of the field with the words and an excerpt, unless that is the title.
    pub excerpt: Option<(String, Vec<Segment>)>,
}

impl ShownHit {
    pub fn new(hit: Hit, w: Words, frame: &Frame) -> Self {
        let what = match hit.entity {
            EntityKind::Model => w.word("search-field", hit.field),
            kind => w.word("search-kind", kind),
        };
        let label = w.word("search-field", hit.field);
        let day = hit.date.map(|day| w.day(day));
        let told: Vec<String> = hit.author.iter().cloned().chain(day).collect();
        Self {
            href: frame.link(address(&hit)),
            kind: hit.entity,
            what,
            title: hit.marked_title,
            within: told.into_iter().chain(hit.within).collect(),
            closed: hit.closed,
            excerpt: (!hit.in_title).then_some((label, hit.excerpt)),
        }
    }

    /// Whether the field must be named: not if it is all that the result is.
    pub fn label(&self) -> Option<&str> {
        let (label, _) = self.excerpt.as_ref()?;
        let alone = [EntityKind::Model, EntityKind::Decision, EntityKind::Blocker].contains(&self.kind);
        (!alone).then_some(label)
    }
}

fn address(hit: &Hit) -> String {
    match (hit.entity, hit.parent_id) {
        (EntityKind::Objective, _) => format!("/objectives/{}", hit.id),
        (EntityKind::KeyResult, _) => format!("/key-results/{}", hit.id),
        (EntityKind::CheckIn, Some(key_result)) => format!("/key-results/{key_result}"),
        (EntityKind::Kpi | EntityKind::Measurement, _) => format!("/kpis/{}", hit.id),
        (EntityKind::Department, _) => format!("/departments/{}", hit.id),
        (EntityKind::User, _) => format!("/people/{}", hit.id),
        (EntityKind::Meeting, _) => format!("/meetings/{}", hit.id),
        (EntityKind::Decision, Some(meeting)) => format!("/meetings/{meeting}#decisions"),
        (EntityKind::Blocker, Some(meeting)) => format!("/meetings/{meeting}#blockers"),
        (EntityKind::Cycle, _) => format!("/cycles/{}", hit.id),
        (EntityKind::Brand | EntityKind::Model, _) => format!("/model?brand={}", hit.id),
        _ => "/search".to_owned(),
    }
}
