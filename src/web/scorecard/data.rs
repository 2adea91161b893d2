//! Reads what the Scorecard needs: the scorecard of the selected day and that of a week before, the trend, every
//! department with its objectives and key results, how firm the score is, the latest reports, and people's names.
//! `summary.rs` turns it into what the page shows.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    news::{self, Known, NewsItem},
    prospects::Prospects,
};
use crate::{
    app::{
        Reader,
        error::Result,
        objectives, organisations,
        scorecards::{self, cache::ScorecardCache, queries::ScorecardQuery, score_change::WeekOfChange},
    },
    domain::{
        department::Department,
        scoring::{
            comparisons::robustness::Robustness, department_branch::DepartmentBranch, levers::LeverKind,
            scorecard::Scorecard, trend::Trend,
        },
        scoring_policy::PolicyKey,
        values::id::Id,
    },
    language::words::Words,
    web::{
        kit::frame::Place,
        meetings::outcomes::blockers::{OpenBlockerRow, about_key_result},
        parts::{names::Names, status},
    },
};

/// What the Scorecard needs from the database.
pub struct ScorecardData {
    pub organisation: String,
    pub now: Scorecard,
    pub week_before: Option<Scorecard>,
    /// What the change since then is made of.
    pub week: Option<WeekOfChange>,
    /// The day of the reader's last visit, and the score as of it.
    pub visit: Option<(NaiveDate, Option<f64>)>,
    pub trend: Option<Trend>,
    pub branches: Vec<DepartmentBranch>,
    pub robustness: Robustness,
    /// What was reported since the last visit, or in the past weeks.
    pub news: Vec<NewsItem>,
    /// The latest notes behind the weakest department.
    pub behind: Vec<NewsItem>,
    pub names: Names,
    pub prospects: Prospects,
    /// What is in the way of the best lever, as noted in a meeting.
    pub blocker: Option<OpenBlockerRow>,
    pub gap: Option<LargestGap>,
}

/// The department without anything that counts that would add most.
pub struct LargestGap {
    pub department_id: Id<Department>,
    pub gain: f64,
    /// Whether the reader may set objectives for it.
    pub may_plan: bool,
}

impl ScorecardData {
    pub fn read(
        reader: &mut Reader<'_>,
        w: Words,
        cache: &ScorecardCache,
        place: &Place,
        previous: Option<DateTime<Utc>>,
    ) -> Result<Option<Self>> {
        let Some(now) = status::scorecard(reader, cache, place)? else { return Ok(None) };
        let previous = previous.filter(|_| !place.looks_back());
        let names = Names::read(reader)?;
        let branches = status::branches(reader, cache, place)?;
        let key = PolicyKey { brand_id: now.brand_id, cycle_id: now.cycle_id };
        let measures = scorecards::measures(reader, &cache.plans, key)?;
        let prospects = Prospects::of(&branches, &measures);
        let known = Known { branches: &branches, measures: &measures, names: &names };
        let news = news::latest(reader, w, place, previous, &known)?;
        let weakest = now.purpose.weakest_department_id;
        let behind = weakest.map(|id| news::behind(reader, w, place, id, &known)).transpose()?.unwrap_or_default();
        Ok(Some(Self {
            organisation: organisations::show(reader)?.name.to_string(),
            week_before: status::week_before(reader, cache, place, &now)?,
            week: status::week_of_change(reader, cache, place)?,
            visit: since(reader, cache, place, previous)?,
            trend: status::trend(reader, cache, place)?,
            branches,
            robustness: status::robustness(reader, cache, place)?,
            news,
            behind,
            prospects,
            blocker: blocker(reader, w, place, &names, &now)?,
            names,
            gap: now.gaps.first().map(|gap| LargestGap {
                department_id: gap.department_id,
                gain: gap.gain,
                may_plan: objectives::allowed::in_departments(reader.ctx(), &[gap.department_id]).given(),
            }),
            now,
        }))
    }
}

/// The latest blocker on the list of the best lever.
fn blocker(
    reader: &mut Reader<'_>,
    w: Words,
    place: &Place,
    names: &Names,
    now: &Scorecard,
) -> Result<Option<OpenBlockerRow>> {
    let Some(lever) = now.levers.first().filter(|lever| lever.kind == LeverKind::KeyResult) else { return Ok(None) };
    Ok(about_key_result(reader, w, place, names, Id::new(lever.id))?.pop())
}

/// The score as of the day of the last visit, if that was in this cycle and not today.
fn since(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    place: &Place,
    previous: Option<DateTime<Utc>>,
) -> Result<Option<(NaiveDate, Option<f64>)>> {
    let day = previous.map(|at| reader.ctx().time_zone.day(at));
    let Some(((brand, cycle), day)) = status::plan_of(place).zip(day) else { return Ok(None) };
    if day < cycle.starts_on || day >= place.as_of.min(cycle.ends_on) {
        return Ok(None);
    }
    let then: Scorecard = scorecards::show(reader, cache, brand, &ScorecardQuery::on(cycle.id(), day))?.read()?;
    Ok(Some((day, then.overall.score)))
}
