//! Why the score changed since a meeting: the change between two readings, in a few lines, with the way to all of it on
//! the page of the change (`web/score_change/page.rs`). A department's meeting lists what its own key results did.
//! The meeting and the presentation of the Scorecard show it.

use super::rows::{WhyRow, WhyView};
use crate::{
    app::{
        Reader,
        error::Result,
        scorecards::{
            queries::ChangeQuery,
            score_change::{self, PartView, ScoreChangeView, ValueView},
        },
    },
    domain::{
        brand::Brand,
        cycle::Cycle,
        department::Department,
        meeting::Meeting,
        scoring::levers::LeverKind,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::frame::Place,
        parts::departments::ScoreChange,
        score_change::page::{places, way},
    },
};

/// So many rows are shown.
pub const MOST: usize = 6;

/// What the change is told since, and of whom.
pub struct Since<'a> {
    /// Whether it begins with a meeting, and not with the cycle.
    pub meeting: bool,
    /// Whether it ends with a meeting, and not today.
    pub ended: bool,
    /// The department whose key results alone are listed.
    pub own: Option<(Id<Department>, &'a str)>,
}

/// The change since the previous meeting or, without one, since the cycle began, until a meeting ended or today.
///
/// # Errors
/// Those of the database.
pub fn read(
    reader: &mut Reader<'_>,
    brand: Id<Brand>,
    cycle: &Stored<Cycle>,
    previous: Option<&Stored<Meeting>>,
    until: Option<&Stored<Meeting>>,
) -> Result<Option<ScoreChangeView>> {
    let to = until.and_then(|meeting| meeting.ended_on).unwrap_or_else(|| reader.today());
    if to < cycle.starts_on {
        return Ok(None);
    }
    let from = previous.and_then(|one| one.ended_on).unwrap_or(cycle.starts_on).min(to);
    let query = ChangeQuery {
        cycle_id: cycle.id(),
        from: Some(from),
        to: Some(to),
        from_known_at: previous.and_then(|one| one.ended_revision),
        to_known_at: until.and_then(|meeting| meeting.ended_revision),
    };
    score_change::show(reader, brand, &query.into()).map(Some)
}

#[must_use]
pub fn of(w: Words, place: &Place, change: &ScoreChangeView, since: &Since<'_>) -> WhyView {
    let ours = |value: &&ValueView| since.own.is_none_or(|(id, _)| value.department_ids.contains(&id));
    let values: Vec<&ValueView> = change.values.iter().filter(ours).collect();
    let mut rows: Vec<WhyRow> = values.iter().take(MOST).map(|one| value(w, place, change, one)).collect();
    if since.own.is_none() {
        rows.extend(part(w, "score-change-plan", &change.plan));
        rows.extend(part(w, "score-change-policy", &change.policy));
    }
    let rest = values.iter().skip(MOST).map(|one| one.points);
    let more = values.len().saturating_sub(MOST);
    let own = since.own.map(|(_, name)| {
        let points: f64 = values.iter().map(|one| one.points).sum();
        w.with("meeting-why-own", &[("name", name), ("points", &ScoreChange::exact(w, points).text)])
    });
    WhyView {
        lead: lead(w, change, since),
        change: change.change.map(|points| ScoreChange::exact(w, points)),
        own,
        rows,
        rest: (more > 0).then(|| (w.count("score-change-rest", more), ScoreChange::exact(w, rest.sum()))),
        link: whole(place, change, since),
    }
}

fn lead(w: Words, change: &ScoreChangeView, since: &Since<'_>) -> String {
    let score = |score: Option<f64>| score.map_or_else(|| w.score_or_dash(None), |score| w.points(100.0 * score));
    let told = [
        ("from", w.day(change.from.as_of)),
        ("to", w.day(change.to.as_of)),
        ("score", score(change.from.score)),
        ("now", score(change.to.score)),
    ];
    let told: Vec<(&'static str, &str)> = told.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let lead = w.with(if since.meeting { "meeting-why-since" } else { "meeting-why-first" }, &told);
    match (change.from.score, change.from_with_late) {
        (Some(known), Some(later)) if score(Some(known)) != score(Some(later)) => {
            let told = [("score", score(Some(known))), ("later", score(Some(later)))];
            let told: Vec<(&'static str, &str)> = told.iter().map(|(name, text)| (*name, text.as_str())).collect();
            format!("{lead}. {}", w.with("meeting-why-late", &told))
        }
        _ => lead,
    }
}

/// The address of the page with every part of the change.
fn whole(place: &Place, change: &ScoreChangeView, since: &Since<'_>) -> String {
    let (from, to) = (change.from.as_of.to_string(), change.to.as_of.to_string());
    let (known_from, known_to) = (change.from.known_at.to_string(), change.to.known_at.to_string());
    let mut query = vec![("from", from.as_str()), ("to", &to)];
    if since.meeting {
        query.push(("from_known_at", &known_from));
    }
    if since.ended {
        query.push(("to_known_at", &known_to));
    }
    place.link_with("/score-change", &query)
}

fn value(w: Words, place: &Place, change: &ScoreChangeView, value: &ValueView) -> WhyRow {
    let about = [places(w, change, value), way(w, value)].into_iter().filter(|text| !text.is_empty());
    WhyRow {
        title: value.title.clone(),
        link: Some(link(place, value.kind, value.id)),
        about: about.collect::<Vec<_>>().join(" · "),
        change: ScoreChange::exact(w, value.points),
    }
}

/// The address of a key result or KPI.
pub fn link(place: &Place, kind: LeverKind, id: impl std::fmt::Display) -> String {
    let folder = match kind {
        LeverKind::KeyResult => "key-results",
        LeverKind::Kpi => "kpis",
    };
    place.link(&format!("/{folder}/{id}"))
}

/// What changes of the plan or the policy did, if anything.
fn part(w: Words, key: &str, part: &PartView) -> Option<WhyRow> {
    let points = part.points.filter(|points| points.abs() >= 0.05)?;
    let about = String::new();
    Some(WhyRow { title: w.say(key), link: None, about, change: ScoreChange::exact(w, points) })
}
