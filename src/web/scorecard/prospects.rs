//! How many key results reach their targets if they go on at their typical pace, in one sentence.
//! Each is forecast in `domain/scoring/readings/forecast.rs`; its own page says more.
//! Ranges, milestones and what has not been reported have no forecast.

use std::collections::BTreeMap;

use crate::{
    domain::{
        key_result::{KeyResult, KeyResultState},
        measure::Measure,
        scoring::{
            department_branch::{DepartmentBranch, KeyResultView},
            readings::measure::MeasureView,
            status::Status,
        },
        values::id::Id,
    },
    language::words::Words,
    web::kit::frame::Place,
};

/// How many key results are forecast, and how many of them to reach their target.
#[derive(Default)]
pub struct Prospects {
    reaching: usize,
    all: usize,
}

impl Prospects {
    pub fn of(branches: &[DepartmentBranch], measures: &BTreeMap<Id<KeyResult>, MeasureView>) -> Self {
        let mut found = Self::default();
        for branch in branches {
            let own = branch.objectives.iter().filter(|one| one.department_id == branch.summary.id && one.weight > 0.0);
            let key_results = own.flat_map(|objective| &objective.key_results);
            for reaches in key_results.filter_map(|one| reaches(one, measures.get(&one.id)?)) {
                found.all += 1;
                found.reaching += usize::from(reaches);
            }
        }
        found
    }

    pub fn told(&self, w: Words, place: &Place) -> Option<String> {
        let cycle = place.cycle.as_ref().filter(|_| self.all > 0)?;
        let [reaching, all] = [self.reaching, self.all].map(|count| count.to_string());
        Some(w.with("trend-prospects", &[("reaching", &reaching), ("all", &all), ("day", &w.day(cycle.ends_on))]))
    }
}

/// Whether a key result reaches its target at its typical pace; `None` without a forecast.
fn reaches(one: &KeyResultView, measure: &MeasureView) -> Option<bool> {
    let counts = one.state == KeyResultState::Active && one.weight > 0.0;
    let forecast = one.reading.forecast.filter(|_| counts)?;
    let MeasureView::Plain(Measure::Number { start, target, .. }) = measure else { return None };
    let achieved = one.reading.status == Status::Achieved;
    Some(achieved || if target > start { forecast.value >= *target } else { forecast.value <= *target })
}
