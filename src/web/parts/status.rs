//! Standings as pages show them: a word, a mark and a colour for a status, a band or an outlook. Also reads the
//! scorecard for the selected brand, cycle and day, and that of a week before. The domain decides which status or band
//! it is; each page explains it.

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
            score_change::{self, WeekOfChange},
        },
    },
    domain::{
        brand::Brand,
        cycle::Cycle,
        department::Department,
        scoring::{
            bands::Band,
            comparisons::robustness::Robustness,
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

/// A word with its mark and colour; none of the three carries the meaning alone.
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

    /// A standing that is neither good nor bad.
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

    /// The standing of an aggregate: by status while the cycle runs, by band once it has ended.
    #[must_use]
    pub fn of_figures(w: Words, ended: bool, status: Status, score: Option<f64>, band: Option<Band>) -> Self {
        match score {
            Some(score) if ended && shown(score) >= 100.0 => Self::of_status(w, Status::Achieved),
            _ if ended => Self::of_band(w, band),
            _ => Self::of_status(w, status),
        }
    }

    /// The standing of the outlook (`list` is `outlook`) or of the verdict (`verdict`).
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

/// The mark of something that is done.
pub const DONE: &str = "\u{2713}";

/// The mark that goes with a colour.
#[must_use]
pub fn mark(tone: &str) -> &'static str {
    match tone {
        "good" => "\u{25cf}",
        "warn" => "\u{25b2}",
        "bad" => "\u{25a0}",
        _ => "\u{25cb}",
    }
}

/// Explains the words for a status.
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

/// The change of a score in points, as rounded for display.
#[must_use]
pub fn changed(now: Option<f64>, before: Option<f64>) -> Option<f64> {
    Some(shown(now?) - shown(before?))
}

/// The selected brand and cycle, if there are both.
#[must_use]
pub fn plan_of(place: &Place) -> Option<(Id<Brand>, &Stored<Cycle>)> {
    Some((place.brand.as_ref()?.id(), place.cycle.as_ref()?))
}

/// The scorecard of the selected brand, cycle and day; `None` without a brand or a cycle.
pub fn scorecard(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<Scorecard>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(None) };
    Ok(Some(scorecards::show(reader, cache, brand, &ScorecardQuery::on(cycle.id(), place.as_of))?.read()?))
}

/// The scorecard of seven days before; `None` if that is before the cycle.
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

/// What the change within seven days is made of; `None` if one of the days has no score.
pub fn week_of_change(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<WeekOfChange>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(None) };
    score_change::week(reader, cache, brand, &ScorecardQuery::on(cycle.id(), place.as_of))?.read()
}

/// The weekly trend up to the selected day, with a point for that day.
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

/// How firm the score of the selected day is.
pub fn robustness(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Robustness> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(Robustness::default()) };
    scorecards::robustness(reader, cache, brand, &ScorecardQuery::on(cycle.id(), place.as_of))?.read()
}

/// The trend point of a scorecard.
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

/// All departments that take part, each with its objectives and key results.
pub fn branches(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Vec<DepartmentBranch>> {
    let Some((brand, cycle)) = plan_of(place) else { return Ok(Vec::new()) };
    scorecards::departments(reader, &cache.plans, brand, &ScorecardQuery::on(cycle.id(), place.as_of))
}

/// Whether the cycle has ended by the selected day.
#[must_use]
pub fn has_ended(place: &Place) -> bool {
    place.cycle.as_ref().is_some_and(|cycle| cycle_has_ended(cycle, place.as_of))
}

/// Whether the cycle has ended by a day, or was closed before it.
#[must_use]
pub fn cycle_has_ended(cycle: &Cycle, day: NaiveDate) -> bool {
    day > cycle.ends_on || cycle.is_settled(day)
}

/// The departments' names by id.
#[must_use]
pub fn names(scorecard: &Scorecard) -> HashMap<Id<Department>, &str> {
    scorecard.departments.iter().map(|one| (one.summary.id, one.summary.name.as_str())).collect()
}
