//! The five steps to an organisation's first scorecard: a purpose, departments, a cycle, an objective with a key
//! result, and a measurement. Each is ticked when it is done; the first open one is where to go on. The guide
//! disappears when all are done.

use super::data::ScorecardData;
use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter},
        error::Result,
        listing::everything,
        models,
    },
    web::kit::frame::Place,
};

pub struct FirstStep {
    /// `step-<key>` names the step, `step-<key>-why` the reason for it.
    pub key: &'static str,
    pub path: &'static str,
    pub done: bool,
    /// Whether it is the first open step.
    pub next: bool,
}

pub struct Guide {
    pub steps: Vec<FirstStep>,
}

impl Guide {
    /// The steps; `None` if all are done, if there is a second cycle, or on a day other than today.
    pub fn read(reader: &mut Reader<'_>, place: &Place, facts: Option<&ScorecardData>) -> Result<Option<Self>> {
        if place.cycles.len() > 1 || place.as_of != place.today {
            return Ok(None);
        }
        let has_purpose = match &place.brand {
            Some(brand) => models::show(reader, brand.id())?.is_some_and(|model| model.purpose.is_some()),
            None => false,
        };
        let has_departments =
            !everything(|query| departments::list(reader, query), DepartmentFilter::alive())?.is_empty();
        let objectives = facts.into_iter().flat_map(|facts| &facts.branches).flat_map(|branch| &branch.objectives);
        let key_results: Vec<_> = objectives.flat_map(|objective| &objective.key_results).collect();
        let measured = key_results.iter().any(|one| one.reading.last_check_in_on.is_some())
            || facts.is_some_and(|facts| facts.now.revenue.kpis.iter().any(|kpi| kpi.value.is_some()));
        let in_order = [
            ("purpose", "/model/edit", has_purpose),
            ("departments", "/departments/new", has_departments),
            ("cycle", "/cycles/new", place.cycle.is_some()),
            ("objective", "/objectives/new", !key_results.is_empty()),
            ("measure", "/check-in", measured),
        ];
        let first = in_order.iter().position(|(_, _, done)| !done);
        let Some(first) = first else { return Ok(None) };
        let step = |(place, (key, path, done))| FirstStep { key, path, done, next: place == first };
        Ok(Some(Self { steps: in_order.into_iter().enumerate().map(step).collect() }))
    }
}
