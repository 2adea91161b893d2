//! What the Scorecard is made of: the scorecard of the day and that of a week before, the trend, every
//! department down to its key results, and who is called what. What the page says of it is in
//! `summary.rs`.

use crate::{
    app::{Reader, error::Result, scorecards::cache::ScorecardCache},
    domain::scoring::{department_branch::DepartmentBranch, scorecard::Scorecard, trend::Trend},
    web::{
        kit::frame::Place,
        parts::{names::Names, status},
    },
};

/// What the page is made of.
pub struct ScorecardData {
    pub now: Scorecard,
    pub week_before: Option<Scorecard>,
    pub trend: Option<Trend>,
    pub branches: Vec<DepartmentBranch>,
    pub names: Names,
}

impl ScorecardData {
    pub fn read(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<Self>> {
        let Some(now) = status::scorecard(reader, cache, place)? else { return Ok(None) };
        Ok(Some(Self {
            week_before: status::week_before(reader, cache, place, &now)?,
            trend: status::trend(reader, cache, place)?,
            branches: status::branches(reader, cache, place)?,
            names: Names::read(reader)?,
            now,
        }))
    }
}
