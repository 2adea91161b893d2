//! How the scores developed through the cycle: each day read against the plan of that day (`plan/past.rs`). A point
//! differs from what was shown on its day only by corrections and by what was reported late. One point is computed by
//! `scored_plan.rs`, the forecast of a single number by `domain/scoring/readings/forecast.rs`.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    plan::{Plan, moment::Moment, past::Past},
    scored_plan::ScoredPlan,
};
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    values::{id::Id, wire_enum::wire_enum},
};

wire_enum! {
    pub enum Every {
        Day = "day",
        Week = "week",
        Month = "month",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub as_of: NaiveDate,
    pub every: Every,
    pub revision: i64,
    pub points: Vec<TrendPoint>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendPoint {
    pub on: NaiveDate,
    pub overall: Option<f64>,
    pub expected: Option<f64>,
    pub revenue: Option<f64>,
    pub purpose: Option<f64>,
    pub departments: BTreeMap<Id<Department>, Option<f64>>,
}

/// The trend from the cycle's start on, with a last point on the effective date; no points before the start.
#[must_use]
pub fn trend(plan: &Plan, past: &Past, as_of: NaiveDate, every: Every) -> Trend {
    let last = Moment::new(&plan.cycle, as_of).date;
    let dates = dates(plan.cycle.starts_on, last, every);
    Trend {
        brand_id: plan.brand_id,
        cycle_id: plan.cycle.id,
        as_of: last,
        every,
        revision: plan.revision,
        points: past.each_day(plan, &dates, point),
    }
}

/// The dates of the points of a trend from the first day to the last, both included.
#[must_use]
pub fn dates(first: NaiveDate, last: NaiveDate, every: Every) -> Vec<NaiveDate> {
    let nth = |step: u32| match every {
        Every::Day => first.checked_add_days(Days::new(step.into())),
        Every::Week => first.checked_add_days(Days::new(u64::from(step) * 7)),
        Every::Month => first.checked_add_months(Months::new(step)),
    };
    let mut dates: Vec<NaiveDate> = (0..).map_while(nth).take_while(|date| *date < last).collect();
    if last >= first {
        dates.push(last);
    }
    dates
}

fn point(plan: &Plan, on: NaiveDate) -> TrendPoint {
    let scored = ScoredPlan::new(plan, on);
    let departments = scored.tree.departments.iter();
    TrendPoint {
        on,
        overall: scored.score(),
        expected: scored.overall.map(|overall| overall.expected),
        revenue: scored.revenue.map(|revenue| revenue.score),
        purpose: scored.purpose_score(),
        departments: departments.map(|node| (node.planned.id, node.figures.map(|figures| figures.score))).collect(),
    }
}
