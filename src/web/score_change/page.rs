//! The page: a sum from the first score to the second, part by part, and the days to choose. A part of the plan or the
//! policy lists its changes in the words of the change log (`web/parts/changes.rs`). The figures are those of the API,
//! from `app/scorecards/score_change.rs`.

use askama::Template;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::reports::{self, Report, Reports};
use crate::{
    app::{
        Reader, changes,
        error::{Code, Result},
        input::Input,
        people::names,
        scorecards::score_change::{self, PartView, ScoreChangeView, ValueView},
    },
    domain::{change::LoggedChange, scoring::levers::LeverKind},
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::{
            changes::{DescribedChange, told},
            departments::ScoreChange,
            names::Names,
        },
    },
};

#[derive(Template)]
#[template(path = "web/score_change/page.html")]
struct ScoreChangePage {
    w: Words,
    frame: Frame,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    shortcuts: Vec<(String, String)>,
    story: Option<ChangeStory>,
    refusal: Option<String>,
}

/// The change in words.
struct ChangeStory {
    lead: String,
    begin: (String, String),
    end: (String, String),
    values: Vec<ValueRow>,
    /// How many more moved the score, and by how much together.
    rest: Option<(String, ScoreChange)>,
    /// The first of them: title, address, and points.
    others: Vec<(String, String, ScoreChange)>,
    parts: Vec<PartRow>,
}

/// What a key result or KPI did.
struct ValueRow {
    title: String,
    link: String,
    departments: String,
    way: String,
    change: ScoreChange,
    bar: SignedBar,
    reports: Vec<Report>,
}

/// A bar to the right for what rose and to the left for what fell, in hundredths of the width.
struct SignedBar {
    left: String,
    width: String,
    tone: &'static str,
}

/// What changes of the plan or of the policy did.
struct PartRow {
    title: String,
    change: ScoreChange,
    bar: SignedBar,
    changes: Vec<DescribedChange>,
}

/// So many key results and KPIs are shown one by one.
const ROWS: usize = 15;

/// So many others are listed below them.
const OTHERS: usize = 100;

struct Found {
    place: Place,
    change: Result<Option<ScoreChangeView>>,
    reports: Reports,
    names: names::Names,
    /// The day of the last visit, and the revision that it ended with.
    previous: Option<(NaiveDate, i64)>,
}

pub async fn show(visit: Visit) -> Page {
    let (w, asked) = (visit.words, PlaceQuery::of(&visit));
    let days = ["from", "to"].map(|name| visit.asked(name).and_then(|text| text.parse::<NaiveDate>().ok()));
    let previous = visit.previous_at;
    let known = ["from_known_at", "to_known_at"].map(|name| visit.asked(name).filter(|text| !text.is_empty()));
    let found = visit.read(move |reader| read(reader, w, &asked, (days, known.clone()), previous)).await?;
    let (story, refusal) = match found.change {
        Ok(change) => (change.map(|change| story(w, &visit, &found.place, &change, found.reports, &found.names)), None),
        Err(error) => (None, error.faults.first().map(|fault| w.fault(fault))),
    };
    let place = &found.place;
    let [from, to] = days;
    let to = to.or_else(|| place.cycle.as_ref().map(|_| place.as_of));
    let from = from.or_else(|| begin(place, to?));
    let shortcuts = shortcuts(w, place, found.previous);
    let frame = Frame::new(&visit, Nav::Scorecard, found.place)?;
    page(&visit.request, ScoreChangePage { w, frame, from, to, shortcuts, story, refusal }).await
}

fn read(
    reader: &mut Reader<'_>,
    w: Words,
    asked: &PlaceQuery,
    ([from, to], known): ([Option<NaiveDate>; 2], [Option<String>; 2]),
    previous: Option<DateTime<Utc>>,
) -> Result<Found> {
    let place = asked.place(reader)?;
    let previous = match previous {
        Some(at) => Some((reader.ctx().time_zone.day(at), changes::known_at(reader, at)?)),
        None => None,
    };
    let nothing = |place| {
        let (reports, names) = (Reports::new(), names::Names::new());
        Found { place, change: Ok(None), reports, names, previous }
    };
    let Some((brand, cycle)) = place.brand.as_ref().zip(place.cycle.as_ref()) else { return Ok(nothing(place)) };
    let to = to.unwrap_or(place.as_of);
    let from = from.or_else(|| begin(&place, to)).unwrap_or(to);
    let mut query = vec![
        ("cycle_id".to_owned(), cycle.id().to_string()),
        ("from".to_owned(), from.to_string()),
        ("to".to_owned(), to.to_string()),
    ];
    let names = ["from_known_at", "to_known_at"];
    query.extend(names.iter().zip(known).filter_map(|(name, known)| Some(((*name).to_owned(), known?))));
    let change = match score_change::show(reader, brand.id(), &Input::text(query).command()) {
        Ok(change) => change,
        Err(error) if error.code == Code::Invalid => return Ok(Found { change: Err(error), ..nothing(place) }),
        Err(error) => return Err(error),
    };
    let people = Names::read(reader)?;
    let reports = reports::read(reader, w, &change, &people)?;
    let changes: Vec<LoggedChange> = [&change.plan, &change.policy]
        .into_iter()
        .flat_map(|part| &part.changes)
        .map(|one| one.logged.clone())
        .collect();
    let names = names::of(reader, &changes)?;
    Ok(Found { place, change: Ok(Some(change)), reports, names, previous })
}

/// A week before, or the cycle's first day.
fn begin(place: &Place, to: NaiveDate) -> Option<NaiveDate> {
    let cycle = place.cycle.as_ref()?;
    Some(to.checked_sub_days(Days::new(7))?.max(cycle.starts_on).min(to))
}

/// The label and address of usual beginnings; the last visit is also what was known then.
fn shortcuts(w: Words, place: &Place, previous: Option<(NaiveDate, i64)>) -> Vec<(String, String)> {
    let Some(cycle) = &place.cycle else { return Vec::new() };
    let visit = previous.filter(|(day, _)| *day >= cycle.starts_on && !place.looks_back()).map(|(day, revision)| {
        let (from, known_at) = (day.to_string(), revision.to_string());
        let label = w.with("score-change-visit", &[("day", &w.day(day))]);
        (label, place.link_with("/score-change", &[("from", &from), ("from_known_at", &known_at)]))
    });
    let before = |days: u64| place.as_of.checked_sub_days(Days::new(days)).filter(|day| *day > cycle.starts_on);
    let days = [
        ("score-change-week", before(7)),
        ("score-change-month", before(28)),
        ("score-change-cycle", Some(cycle.starts_on)),
    ];
    let link = |(key, day): (&str, Option<NaiveDate>)| {
        Some((w.say(key), place.link_with("/score-change", &[("from", &day?.to_string())])))
    };
    visit.into_iter().chain(days.into_iter().filter_map(link)).collect()
}

fn story(
    w: Words,
    visit: &Visit,
    place: &Place,
    change: &ScoreChangeView,
    mut reports: Reports,
    names: &names::Names,
) -> ChangeStory {
    let widest = change.values.iter().map(|value| value.points.abs()).chain(points(change)).fold(0.0, f64::max);
    let zone = visit.ctx.time_zone;
    let dash = || w.score_or_dash(None);
    let score = |score: Option<f64>| score.map_or_else(dash, |score| w.points(100.0 * score));
    let end = |view: &score_change::ReadingView| (w.day(view.as_of), score(view.score));
    let rest = change.values.iter().skip(ROWS);
    let rest: Option<f64> = (change.values.len() > ROWS).then(|| rest.map(|value| value.points).sum());
    let link = |value: &ValueView| {
        place.link(&match value.kind {
            LeverKind::KeyResult => format!("/key-results/{}", value.id),
            LeverKind::Kpi => format!("/kpis/{}", value.id),
        })
    };
    let other = |value: &ValueView| (value.title.clone(), link(value), ScoreChange::exact(w, value.points));
    let others = change.values.iter().skip(ROWS).take(OTHERS).map(other).collect();
    let row = |value: &ValueView| ValueRow {
        title: value.title.clone(),
        link: link(value),
        departments: places(w, change, value),
        way: way(w, value),
        change: ScoreChange::exact(w, value.points),
        bar: bar(value.points, widest),
        reports: reports.remove(&value.id.uuid()).unwrap_or_default(),
    };
    let part = |key: &str, part: &PartView| {
        let points = part.points.unwrap_or(0.0);
        let told = |one: &score_change::EntryView| told(w, zone, &one.logged, names);
        PartRow {
            title: w.say(key),
            change: ScoreChange::exact(w, points),
            bar: bar(points, widest),
            changes: part.changes.iter().map(told).collect(),
        }
    };
    let parts = vec![part("score-change-plan", &change.plan), part("score-change-policy", &change.policy)];
    let (begin, end) = (end(&change.from), end(&change.to));
    let told = [("from", begin.0.as_str()), ("score", &begin.1), ("to", &end.0), ("now", &end.1)];
    ChangeStory {
        lead: w.with(if change.change.is_some() { "score-change-lead" } else { "score-change-no-score" }, &told),
        values: change.values.iter().take(ROWS).map(row).collect(),
        rest: rest
            .map(|points| (w.count("score-change-rest", change.values.len() - ROWS), ScoreChange::exact(w, points))),
        others,
        parts,
        begin,
        end,
    }
}

fn points(change: &ScoreChangeView) -> impl Iterator<Item = f64> {
    [change.plan.points, change.policy.points].into_iter().flatten().map(f64::abs)
}

/// The departments in which a key result counts; of a KPI that it is revenue.
#[must_use]
pub fn places(w: Words, change: &ScoreChangeView, value: &ValueView) -> String {
    if value.kind == LeverKind::Kpi {
        return w.say("revenue");
    }
    let names = value.department_ids.iter().filter_map(|id| change.departments.get(id).cloned());
    names.collect::<Vec<_>>().join(", ")
}

/// From where to where, in shares of the way; or that it is new, or gone.
#[must_use]
pub fn way(w: Words, value: &ValueView) -> String {
    match (value.from, value.to) {
        (Some(from), Some(to)) => w.with("score-change-way", &[("from", &w.percent(from)), ("to", &w.percent(to))]),
        (None, Some(to)) => w.with("score-change-new", &[("to", &w.percent(to))]),
        (Some(from), None) => w.with("score-change-gone", &[("from", &w.percent(from))]),
        (None, None) => String::new(),
    }
}

fn bar(points: f64, widest: f64) -> SignedBar {
    let width = if widest > 0.0 { 50.0 * points.abs() / widest } else { 0.0 };
    let left = if points < 0.0 { 50.0 - width } else { 50.0 };
    SignedBar {
        left: format!("{left:.2}"),
        width: format!("{width:.2}"),
        tone: if points < 0.0 { "bad" } else { "good" },
    }
}
