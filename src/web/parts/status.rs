//! How something stands, as pages show it: a word, a mark and a colour for a status, a band or an outlook, and the
//! scorecard of the place that a page shows, with that of a week before. What is told about it is written by each page;
//! which status or band it is, the domain knows.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::{
    app::{
        Reader,
        error::Result,
        scorecards::{
            self,
            cache::ScorecardCache,
            queries::{ScorecardQuery, TrendQuery},
        },
    },
    domain::{
        brand::Brand,
        cycle::Cycle,
        department::Department,
        scoring::{
            bands::Band,
            department_branch::DepartmentBranch,
            readings::pace::{AT_RISK_FROM, ON_TRACK_FROM, ON_TRACK_WITHIN},
            scorecard::Scorecard,
            status::Status,
            trend::{Every, Trend, TrendPoint},
            verdict::Verdict,
        },
        values::{id::Id, record::Stored},
    },
    language::{locale::shown, words::Words},
    web::kit::frame::Place,
};

/// A word with its mark and its colour: none of the three carries the meaning alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub tone: &'static str,
    pub mark: &'static str,
    pub word: String,
}

impl Standing {
    fn new(tone: &'static str, word: String) -> Self {
        Self { tone, mark: mark(tone), word }
    }

    /// Of what is neither well nor badly on its way.
    #[must_use]
    pub fn plain(word: String) -> Self {
        Self::new("none", word)
    }

    #[must_use]
    pub fn of_status(w: Words, status: Status) -> Self {
        let standing = Self::new(tone(status), w.word("status", status));
        if status == Status::Achieved { Self { mark: DONE, ..standing } } else { standing }
    }

    #[must_use]
    pub fn of_band(w: Words, band: Option<Band>) -> Self {
        match band {
            None => Self::of_status(w, Status::NoData),
            Some(band) => {
                let tone = match band {
                    Band::Green => "good",
                    Band::Amber => "warn",
                    Band::Red => "bad",
                };
                Self::new(tone, w.word("band", band))
            }
        }
    }

    /// Of what is made of others: on its way by the status, at the end by the band.
    #[must_use]
    pub fn of_figures(w: Words, ended: bool, status: Status, score: Option<f64>, band: Option<Band>) -> Self {
        match score {
            Some(score) if ended && shown(score) >= 100.0 => Self::of_status(w, Status::Achieved),
            _ if ended => Self::of_band(w, band),
            _ => Self::of_status(w, status),
        }
    }

    /// Where the whole is heading (`outlook`), or how it ended (`verdict`).
    #[must_use]
    pub fn of_verdict(w: Words, list: &str, verdict: Verdict) -> Self {
        let tone = match verdict {
            Verdict::Fulfilled => "good",
            Verdict::PurposeWithoutRevenue => "warn",
            Verdict::RevenueWithoutPurpose | Verdict::NotFulfilled => "bad",
            Verdict::Incomplete => "none",
        };
        Self::new(tone, w.word(list, verdict))
    }
}

/// What is reached.
pub const DONE: &str = "\u{2713}";

/// The shape that goes with a colour.
#[must_use]
pub fn mark(tone: &str) -> &'static str {
    match tone {
        "good" => "\u{25cf}",
        "warn" => "\u{25b2}",
        "bad" => "\u{25a0}",
        _ => "\u{25cb}",
    }
}

/// What the words for being on its way mean.
#[must_use]
pub fn status_legend(w: Words) -> String {
    let limits = [w.percent(ON_TRACK_FROM), w.score(ON_TRACK_WITHIN), w.percent(AT_RISK_FROM)];
    let [on_track, within, at_risk] = limits.each_ref().map(String::as_str);
    w.with("status-legend", &[("on-track", on_track), ("within", within), ("at-risk", at_risk)])
}

/// The colour of a status.
#[must_use]
pub const fn tone(status: Status) -> &'static str {
    match status {
        Status::Achieved | Status::OnTrack => "good",
        Status::Partial | Status::AtRisk => "warn",
        Status::Missed | Status::OffTrack => "bad",
        Status::NotStarted | Status::NoData | Status::TooEarly => "none",
    }
}

/// By how much a score as it is shown changed.
#[must_use]
pub fn changed(now: Option<f64>, before: Option<f64>) -> Option<f64> {
    Some(shown(now?) - shown(before?))
}

/// The brand and the cycle that a place shows, when it has both.
#[must_use]
pub fn plan_of(place: &Place) -> Option<(Id<Brand>, &Stored<Cycle>)> {
    Some((place.brand.as_ref()?.id(), place.cycle.as_ref()?))
}

/// The scorecard of the place; none without a brand or a cycle.
pub fn scorecard(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<Scorecard>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(None) };
    Ok(Some(scorecards::show(reader, cache, brand, &ScorecardQuery::on(cycle.id(), place.as_of))?.read()?))
}

/// The scorecard seven days before another, if the cycle ran then already.
pub fn week_before(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    place: &Place,
    now: &Scorecard,
) -> Result<Option<Scorecard>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(None) };
    let day = now.as_of.checked_sub_days(Days::new(7)).filter(|day| *day >= cycle.starts_on);
    let Some(day) = day else { return Ok(None) };
    Ok(Some(scorecards::show(reader, cache, brand, &ScorecardQuery::on(cycle.id(), day))?.read()?))
}

/// How the cycle went until the day that the place shows, week by week and on that day.
pub fn trend(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<Trend>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(None) };
    let query = TrendQuery { cycle_id: cycle.id(), every: Every::Week }.into();
    let mut trend: Trend = scorecards::trend_of(reader, cache, brand, &query)?.read()?;
    trend.points.retain(|point| point.on <= place.as_of);
    let reached = place.as_of.min(cycle.ends_on);
    if trend.points.last().is_some_and(|last| last.on < reached)
        && trend.as_of > place.as_of
        && let Some(now) = scorecard(reader, cache, place)?
    {
        trend.points.push(point(reached, &now));
    }
    Ok(Some(trend))
}

/// What a scorecard reads as a point of the trend.
fn point(on: NaiveDate, now: &Scorecard) -> TrendPoint {
    TrendPoint {
        on,
        overall: now.overall.score,
        expected: now.overall.expected,
        revenue: now.revenue.score,
        purpose: now.purpose.score,
        departments: now.departments.iter().map(|one| (one.summary.id, one.summary.score)).collect(),
    }
}

/// Every department that takes part, down to its key results.
pub fn branches(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Vec<DepartmentBranch>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(Vec::new()) };
    scorecards::departments(reader, &cache.plans, brand, &ScorecardQuery::on(cycle.id(), place.as_of))
}

/// Whether the day that the place shows lies after the cycle's end, or the cycle was closed before it.
#[must_use]
pub fn has_ended(place: &Place) -> bool {
    place.cycle.as_ref().is_some_and(|cycle| cycle_has_ended(cycle, place.as_of))
}

/// Whether the cycle was over on a day, or closed before it.
#[must_use]
pub fn cycle_has_ended(cycle: &Cycle, day: NaiveDate) -> bool {
    day > cycle.ends_on || cycle.is_settled(day)
}

/// The departments' names.
#[must_use]
pub fn names(scorecard: &Scorecard) -> HashMap<Id<Department>, &str> {
    scorecard.departments.iter().map(|one| (one.summary.id, one.summary.name.as_str())).collect()
}
