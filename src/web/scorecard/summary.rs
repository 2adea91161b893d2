//! What the Scorecard shows, ready for its template: the score with one judgement, why it is not the plain average,
//! what changed, which levers to pull, the two pillars. Tables, charts and reports are prepared in the other files of
//! this folder.

use chrono::Days;

use super::{
    data::ScorecardData,
    news::NewsItem,
    trend,
    trust::{Trust, trust},
    waterfall,
};
use crate::{
    domain::{
        department::Department,
        people::user::DepartmentOrder,
        scoring::{
            levers::{Lever, LeverKind},
            plan::{CycleSpan, moment::Moment},
            readings::pace,
            scorecard::{OverallView, Scorecard},
            status::Status,
            waterfall::{BarKind, Pillar},
        },
        values::{id::Id, numbers::float},
    },
    language::{
        locale::shown,
        words::{Words, sentence_case},
    },
    web::{
        kit::frame::Place,
        meetings::outcomes::blockers::OpenBlockerRow,
        parts::{
            departments::{self, ScoreChange},
            status::{Standing, changed, has_ended, names},
        },
    },
};

pub struct Summary {
    /// The organisation, and the brand if it has another name.
    pub whose: String,
    pub purpose: Option<String>,
    pub place: Vec<String>,
    pub score: String,
    /// The outlook or, once the cycle has ended, the verdict.
    pub heading: Standing,
    /// The status with what is expected or, once the cycle has ended, the band: a detail of the heading.
    pub pace: String,
    pub why: String,
    /// Within the past week, and since the last visit, each with the address of its explanation.
    pub changes: Vec<ExplainedChange>,
    pub pillars: [PillarView; 2],
    pub fall: Vec<waterfall::WaterfallRow>,
    pub departments: Vec<departments::DepartmentRow>,
    pub levers: Vec<LeverView>,
    /// The most effective lever, or an objective for the department without one; `None` once the cycle has ended.
    pub first: Option<LeverView>,
    pub trend: Option<trend::Chart>,
    /// How many key results reach their targets at their pace; `None` once the cycle has ended.
    pub prospects: Option<String>,
    pub news: Vec<NewsItem>,
    /// Whether the news begin with the last visit.
    pub visited: bool,
    /// The weakest department with its latest notes.
    pub behind: Option<(String, Vec<NewsItem>)>,
    pub trust: Trust,
    pub revision: String,
    /// Whether the cycle can still be changed and has not ended.
    pub open: bool,
    pub ended: bool,
}

pub struct ExplainedChange {
    pub change: ScoreChange,
    pub since: String,
    pub link: String,
    /// What it is made of, if that is known.
    pub parts: Vec<ChangePart>,
}

/// The points of the overall score that revenue, a department or a change of the plan made.
pub struct ChangePart {
    pub name: String,
    pub link: Option<String>,
    pub change: ScoreChange,
}

pub struct PillarView {
    pub key: &'static str,
    pub name: String,
    pub score: String,
    pub expected: Option<String>,
    pub standing: Option<Standing>,
    /// The change within the last week.
    pub change: Option<ScoreChange>,
    pub note: Option<String>,
}

#[derive(Clone)]
pub struct LeverView {
    /// What is in its way.
    pub blocker: Option<OpenBlockerRow>,
    pub owner: Option<String>,
    pub gain: String,
    pub title: String,
    pub link: String,
    pub department: String,
    pub now: String,
}

/// The most levers, and the most parts of a change, that are shown one by one.
const MOST_LEVERS: usize = 6;
const MOST_PARTS: usize = 3;

/// Points that would read as 0.0.
const UNSEEN: f64 = 0.05;

impl Summary {
    pub fn new(w: Words, place: &Place, facts: &ScorecardData, order: DepartmentOrder) -> Self {
        let now = &facts.now;
        let overall = &now.overall;
        let ended = has_ended(place);
        let heading = if ended {
            Standing::of_verdict(w, "verdict", overall.verdict)
        } else {
            Standing::of_verdict(w, "outlook", overall.outlook)
        };
        let levers: Vec<LeverView> =
            now.levers.iter().take(MOST_LEVERS).map(|lever| lever_view(w, place, facts, lever)).collect();
        Self {
            whose: whose(place, facts),
            purpose: now.purpose_statement.clone(),
            place: where_and_when(w, place, now),
            score: w.score_or_dash(overall.score),
            heading,
            pace: pace_in_words(w, place, now),
            why: why(w, now),
            changes: explained_changes(w, place, facts),
            pillars: [revenue(w, place, facts), purpose(w, place, facts)]
                .map(|one| PillarView { expected: one.expected.filter(|_| !ended), ..one }),
            fall: waterfall::rows(w, place, now),
            departments: departments::rows(w, place, now, facts.week_before.as_ref(), facts.trend.as_ref(), order),
            first: first_move(w, place, facts, &levers).filter(|_| !ended),
            levers,
            trend: facts.trend.as_ref().and_then(|trend| trend::chart(w, place, trend)),
            prospects: facts.prospects.told(w, place).filter(|_| !ended),
            news: facts.news.clone(),
            visited: facts.visit.is_some(),
            behind: behind(facts),
            trust: trust(w, place, facts),
            revision: w.number(float(now.revision)),
            open: place.is_open() && !ended,
            ended,
        }
    }
}

fn whose(place: &Place, facts: &ScorecardData) -> String {
    let brand = place.brand.as_ref().map(|brand| brand.name.to_string());
    let brand = brand.filter(|brand| *brand != facts.organisation);
    brand.map_or_else(|| facts.organisation.clone(), |brand| format!("{brand}, {}", facts.organisation))
}

/// Cycle, day and week, in words.
fn where_and_when(w: Words, place: &Place, now: &Scorecard) -> Vec<String> {
    let cycle = place.cycle.as_ref().map(|cycle| cycle.name.to_string());
    let day = w.with("sheet-as-of", &[("day", &w.day(now.as_of))]);
    let week = place.cycle.as_ref().filter(|cycle| now.as_of >= cycle.starts_on).map(|cycle| {
        let weeks = |until: chrono::NaiveDate| ((until - cycle.starts_on).num_days() / 7 + 1).to_string();
        w.with("sheet-week", &[("week", &weeks(now.as_of)), ("weeks", &weeks(cycle.ends_on))])
    });
    cycle.into_iter().chain([day]).chain(week.filter(|_| !has_ended(place))).collect()
}

/// Why the score is not the plain average: the weakest department or the weaker pillar, whichever costs more.
fn why(w: Words, now: &Scorecard) -> String {
    let OverallView { score: Some(score), plain_average: Some(average), .. } = now.overall else {
        return w.say("why-nothing");
    };
    if now.overall.status == Status::NoData {
        return w.say("why-no-data");
    }
    let figures = [("average", w.score(average)), ("score", w.score(score))];
    let told = |key, more: &[(&'static str, &str)]| {
        let places = figures.iter().map(|(name, text)| (*name, text.as_str()));
        w.with(key, &places.chain(more.iter().copied()).collect::<Vec<_>>())
    };
    if (shown(average) - shown(score)).abs() < 1.0 {
        return told("why-even", &[]);
    }
    let points = |kind| now.waterfall.iter().filter(|bar| bar.kind == kind).map(|bar| bar.points).sum::<f64>();
    let by_revenue = now.waterfall.iter().any(|bar| bar.pillar == Some(Pillar::Revenue));
    let revenue =
        now.revenue.score.filter(|_| by_revenue && points(BarKind::WeakerPillar) > points(BarKind::WeakestDepartment));
    if let Some(revenue) = revenue {
        return told("why-revenue", &[("at", &w.score(revenue))]);
    }
    let weakest = now.departments.iter().find(|one| Some(one.summary.id) == now.purpose.weakest_department_id);
    let Some(weakest) = weakest.map(|one| &one.summary) else { return told("why-score", &[]) };
    let at = w.score(weakest.score.unwrap_or(0.0));
    told("why-department", &[("name", &weakest.name), ("at", &at)])
}

/// The change within the past week, and since the last visit.
fn explained_changes(w: Words, place: &Place, facts: &ScorecardData) -> Vec<ExplainedChange> {
    let now = facts.now.overall.score;
    let week = facts.week_before.as_ref().and_then(|before| points_between(before.overall.score, now)).map(|points| {
        let since = w.say(if has_ended(place) { "sheet-last-week" } else { "sheet-week-ago" });
        let [from, to] = [facts.now.as_of - Days::new(7), facts.now.as_of].map(|day| day.to_string());
        let days = [("from", from.as_str()), ("to", &to)];
        let link = place.link_with("/score-change", if has_ended(place) { &days } else { &[] });
        let parts = parts_of_week(w, place, facts);
        ExplainedChange { change: ScoreChange::exact(w, points), since, link, parts }
    });
    let visit = facts.visit.and_then(|(day, then)| {
        let since = w.with("sheet-since-visit", &[("day", &w.day(day))]);
        let link = place.link_with("/score-change", &[("from", &day.to_string())]);
        Some(ExplainedChange {
            change: ScoreChange::exact(w, points_between(then, now)?),
            since,
            link,
            parts: Vec::new(),
        })
    });
    week.into_iter().chain(visit).collect()
}

/// The change between two scores, in points of 100.
fn points_between(before: Option<f64>, now: Option<f64>) -> Option<f64> {
    Some(100.0 * (now? - before?))
}

/// What made the change of the past week, the largest first; what is not among the largest stands together at the end.
fn parts_of_week(w: Words, place: &Place, facts: &ScorecardData) -> Vec<ChangePart> {
    let Some(week) = &facts.week else { return Vec::new() };
    let names = names(&facts.now);
    let department = |(id, points): (&Id<Department>, &f64)| {
        let name = names.get(id)?;
        Some(((*name).to_owned(), Some(place.link(&format!("/departments/{id}"))), *points))
    };
    let mut parts = vec![
        (w.say("revenue"), Some(place.link("/kpis")), week.revenue),
        (w.say("score-change-plan"), None, week.plan),
        (w.say("score-change-policy"), None, week.policy),
    ];
    parts.extend(week.departments.iter().filter_map(department));
    parts.retain(|(_, _, points)| points.abs() >= UNSEEN);
    parts.sort_by(|(_, _, one), (_, _, other)| other.abs().total_cmp(&one.abs()));
    if parts.len() > MOST_PARTS + 1 {
        let rest = parts.split_off(MOST_PARTS);
        let points = rest.iter().map(|(_, _, points)| points).sum();
        parts.push((w.count("score-change-rest", rest.len()), None, points));
    }
    let told = |(name, link, points)| ChangePart { name, link, change: ScoreChange::exact(w, points) };
    parts.into_iter().map(told).collect()
}

/// The weakest department, if somebody wrote notes there.
fn behind(facts: &ScorecardData) -> Option<(String, Vec<NewsItem>)> {
    let weakest = facts.now.purpose.weakest_department_id.filter(|_| !facts.behind.is_empty())?;
    let name = names(&facts.now).get(&weakest).map(|name| (*name).to_owned())?;
    Some((name, facts.behind.clone()))
}

/// The status, with what is expected; once the cycle has ended, the band.
fn pace_in_words(w: Words, place: &Place, now: &Scorecard) -> String {
    let OverallView { status: overall_status, score, band, expected, .. } = now.overall;
    let status = sentence_case(&Standing::of_figures(w, has_ended(place), overall_status, score, band).word);
    match expected.filter(|_| !has_ended(place) && overall_status != Status::NotStarted) {
        Some(expected) => {
            let expected = expectation(w, place, expected);
            w.with("sheet-pace", &[("status", &status), ("expected", &expected)])
        }
        None => status,
    }
}

/// The expected score, in words: by now, or by the selected day in the past.
fn expectation(w: Words, place: &Place, expected: f64) -> String {
    let key = if place.as_of < place.today { "sheet-expected-then" } else { "sheet-expected" };
    w.with(key, &[("at", &w.score(expected))])
}

/// The change of a pillar within the last week, if it is at least a point.
fn pillar_change(w: Words, facts: &ScorecardData, score: fn(&Scorecard) -> Option<f64>) -> Option<ScoreChange> {
    let points = changed(score(&facts.now), score(facts.week_before.as_ref()?))?;
    (points.abs() >= 1.0).then(|| ScoreChange::new(w, points))
}

fn revenue(w: Words, place: &Place, facts: &ScorecardData) -> PillarView {
    let revenue = &facts.now.revenue;
    let note = revenue.score.map_or_else(
        || Some(w.say("pillar-no-revenue")),
        |_| Some(w.count("pillar-kpis", revenue.kpis.iter().filter(|kpi| kpi.weight > 0.0).count())),
    );
    PillarView {
        key: "revenue",
        name: w.say("revenue"),
        score: w.score_or_dash(revenue.score),
        expected: revenue.expected.map(|expected| expectation(w, place, expected)),
        standing: revenue
            .score
            .map(|score| Standing::of_figures(w, has_ended(place), revenue.status, Some(score), revenue.band)),
        change: pillar_change(w, facts, |card| card.revenue.score),
        note,
    }
}

fn purpose(w: Words, place: &Place, facts: &ScorecardData) -> PillarView {
    let now = &facts.now;
    PillarView {
        key: "purpose",
        name: w.say("purpose"),
        score: w.score_or_dash(now.purpose.score),
        expected: now.purpose.expected.map(|expected| expectation(w, place, expected)),
        standing: purpose_status(place, now).map(|status| Standing::of_status(w, status)),
        change: pillar_change(w, facts, |card| card.purpose.score),
        note: held_back(w, now),
    }
}

/// The status of Purpose against what is expected by now; `None` once the cycle has ended.
fn purpose_status(place: &Place, now: &Scorecard) -> Option<Status> {
    let (score, expected) = now.purpose.score.zip(now.purpose.expected)?;
    let moment = Moment::new(&CycleSpan::of(place.cycle.as_ref()?), now.as_of);
    let measured = now.overall.status != Status::NoData;
    Some(pace::status(score, expected, measured, &moment)).filter(|_| !has_ended(place))
}

/// What would add most: the first lever, or an objective for a department that has none.
fn first_move(w: Words, place: &Place, facts: &ScorecardData, levers: &[LeverView]) -> Option<LeverView> {
    let best = facts.now.levers.first().map_or(0.0, |lever| lever.gain);
    let Some(gap) = facts.gap.as_ref().filter(|gap| gap.gain > best) else {
        return levers.first().map(|lever| LeverView { blocker: facts.blocker.clone(), ..lever.clone() });
    };
    let names = names(&facts.now);
    let name = names.get(&gap.department_id).copied().unwrap_or_default();
    let link = if gap.may_plan {
        place.link_with("/objectives/new", &[("department", &gap.department_id.to_string())])
    } else {
        place.link(&format!("/departments/{}", gap.department_id))
    };
    Some(LeverView {
        blocker: None,
        owner: None,
        gain: w.with("first-up-to", &[("gain", &w.points(gap.gain * 100.0))]),
        title: w.with("first-objective", &[("name", name)]),
        link,
        department: name.to_owned(),
        now: String::new(),
    })
}

/// The departments that hold the purpose back: the weakest, or all that are at 0.
fn held_back(w: Words, now: &Scorecard) -> Option<String> {
    let counting = now.departments.iter().map(|one| &one.summary).filter(|one| one.weight > 0.0);
    let at_zero: Vec<&str> =
        counting.filter(|one| shown(one.score.unwrap_or(0.0)) <= 0.0).map(|one| one.name.as_str()).collect();
    match at_zero.as_slice() {
        [] | [_] => {
            let names = names(now);
            let weakest = now.purpose.weakest_department_id.and_then(|id| names.get(&id).copied())?;
            Some(w.with("pillar-weakest", &[("name", weakest)]))
        }
        [some @ .., last] if some.len() < 3 => {
            Some(w.with("pillar-at-zero", &[("names", &some.join(", ")), ("last", last)]))
        }
        many => Some(w.count("pillar-many-at-zero", many.len())),
    }
}

/// The name of a key result's owner.
fn owner(facts: &ScorecardData, key_result: &str) -> Option<String> {
    let all = facts.branches.iter().flat_map(|branch| &branch.objectives).flat_map(|objective| &objective.key_results);
    let owner = all.into_iter().find(|one| one.id.to_string() == key_result)?.owner_id;
    facts.names.of(owner)
}

fn lever_view(w: Words, place: &Place, facts: &ScorecardData, lever: &Lever) -> LeverView {
    let folder = match lever.kind {
        LeverKind::KeyResult => "key-results",
        LeverKind::Kpi => "kpis",
    };
    let names = names(&facts.now);
    LeverView {
        blocker: None,
        owner: owner(facts, &lever.id.to_string()),
        gain: format!("+{}", w.points(lever.gain * 100.0)),
        title: lever.title.clone(),
        link: place.link(&format!("/{folder}/{}", lever.id)),
        department: lever.department_id.and_then(|id| names.get(&id).copied()).unwrap_or_default().to_owned(),
        now: w.with("lever-now", &[("at", &w.percent(lever.attainment))]),
    }
}
