//! Reads what the Scorecard needs: the scorecard of the selected day and that of a week before, the trend, every
//! department with its objectives and key results, how firm the score is, and people's names. `summary.rs` turns it
//! into what the page shows.

use crate::{
    app::{Reader, error::Result, scorecards::cache::ScorecardCache},
    domain::scoring::{
        comparisons::robustness::Robustness, department_branch::DepartmentBranch, scorecard::Scorecard, trend::Trend,
    },
    web::{
        kit::frame::Place,
        parts::{names::Names, status},
    },
};

/// What the Scorecard needs from the database.
pub struct ScorecardData {
    pub now: Scorecard,
    pub week_before: Option<Scorecard>,
    pub trend: Option<Trend>,
    pub branches: Vec<DepartmentBranch>,
    pub robustness: Robustness,
    pub names: Names,
}

impl ScorecardData {
    pub fn read(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<Self>> {
        let Some(now) = status::scorecard(reader, cache, place)? else { return Ok(None) };
        Ok(Some(Self {
            week_before: status::week_before(reader, cache, place, &now)?,
            trend: status::trend(reader, cache, place)?,
            branches: status::branches(reader, cache, place)?,
            robustness: status::robustness(reader, cache, place)?,
            names: Names::read(reader)?,
            now,
        }))
    }
}
