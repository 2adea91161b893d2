//! The sliders and the scenario that they make: each department and Revenue at a score, single key results at a value or
//! at a number of steps, and the two most important weights of the policy. The address holds only what was moved, under
//! short names: the last digits of an id. In a department that was moved the key results show where they go and cannot
//! be moved by themselves.

use std::collections::BTreeMap;

use super::controls::{self, Asked, Slider};
use crate::{
    app::{
        scorecards::{queries::Simulation, simulation::SimulatedScorecard},
        scoring_policies::Settings,
    },
    domain::{
        cycle::Cycle,
        department::Department,
        key_result::{KeyResult, KeyResultState},
        measure::Measure,
        scoring::{
            comparisons::{scenario::AssumedDepartment, what_if::AssumedKeyResult},
            department_branch::{DepartmentBranch, KeyResultView},
            method::Method,
            readings::measure::MeasureView,
            scorecard::Scorecard,
        },
        scoring_policy::Policy,
        values::id::Id,
    },
    language::words::Words,
};

pub struct Sliders {
    pub groups: Vec<SliderGroup>,
    /// `None` without a revenue KPI with a target.
    pub revenue: Option<Slider>,
    pub revenue_weight: Slider,
    /// `None` if the method has no balance.
    pub balance: Option<Slider>,
}

/// A department with its key results, the weakest department first.
pub struct SliderGroup {
    pub department_id: Id<Department>,
    pub name: String,
    /// `None` if nothing in it counts.
    pub score: Option<Slider>,
    /// What the company would gain at most if it had something, as text.
    pub gap: Option<String>,
    pub key_results: Vec<KeyResultSlider>,
}

impl SliderGroup {
    /// How many of its key results have no slider on the page.
    pub fn more(&self) -> usize {
        self.key_results.iter().filter(|one| !one.shown).count()
    }

    /// Whether its key results are to be seen at once.
    pub fn is_open(&self) -> bool {
        let moved = |slider: &Slider| slider.moved();
        self.score.as_ref().is_some_and(moved) || self.key_results.iter().any(|one| one.slider.moved())
    }
}

pub struct KeyResultSlider {
    pub id: Id<KeyResult>,
    pub slider: Slider,
    /// Whether the page has this slider; the others move with their department only.
    pub shown: bool,
    measure: MeasureView,
}

/// What the sliders are made from.
pub struct Ground<'a> {
    pub now: &'a Scorecard,
    pub branches: &'a [DepartmentBranch],
    pub measures: &'a BTreeMap<Id<KeyResult>, MeasureView>,
    pub policy: &'a Policy,
    /// The department that is shown with all its key results.
    pub only: Option<Id<Department>>,
}

/// How many key results each department offers when all departments are shown.
const MOST: usize = 4;

/// The last digits of an id, after a letter that says what it is of.
pub fn short(letter: char, id: impl std::fmt::Display) -> String {
    let text = id.to_string();
    format!("{letter}{}", text.get(text.len().saturating_sub(8)..).unwrap_or(&text))
}

impl Sliders {
    pub fn new(w: Words, ground: &Ground<'_>, asked: &Asked) -> Self {
        let mut branches: Vec<&DepartmentBranch> =
            ground.branches.iter().filter(|one| ground.only.is_none_or(|id| one.summary.id == id)).collect();
        branches.retain(|one| one.summary.weight > 0.0);
        branches.sort_by(|one, other| {
            let score = |branch: &DepartmentBranch| branch.summary.score.unwrap_or(0.0);
            score(one).total_cmp(&score(other)).then(one.summary.name.cmp(&other.summary.name))
        });
        let policy = ground.policy;
        let share =
            |name, label: &str, share: f64, least, most| controls::share(w, (name, label), share, (least, most), asked);
        Self {
            groups: branches.into_iter().map(|branch| group(w, ground, branch, asked)).collect(),
            revenue: ground
                .now
                .revenue
                .score
                .map(|score| controls::score(w, ("r".to_owned(), w.say("what-if-revenue-score")), score, asked)),
            revenue_weight: share("rw", "what-if-revenue", policy.revenue_weight, 10.0, 90.0),
            balance: (policy.method == Method::Balanced)
                .then(|| share("b", "what-if-balance", policy.balance, 0.0, 100.0)),
        }
    }

    /// The assumptions of the moved sliders, as input for the simulation.
    pub fn assumptions(&self, cycle_id: Id<Cycle>) -> Simulation {
        let scored = |slider: &Slider| slider.moved().then_some(slider.value / 100.0);
        let department = |group: &SliderGroup| {
            let score = group.score.as_ref().and_then(scored)?;
            Some(AssumedDepartment { id: group.department_id, score })
        };
        let single = self.groups.iter().filter(|group| department(group).is_none());
        let moved = single.flat_map(|group| &group.key_results).filter(|one| one.slider.moved());
        let settings = Settings {
            revenue_weight: scored(&self.revenue_weight),
            balance: self.balance.as_ref().and_then(scored),
            ..Settings::default()
        };
        Simulation {
            cycle_id,
            key_results: moved.map(KeyResultSlider::assumed).collect(),
            kpis: Vec::new(),
            departments: self.groups.iter().filter_map(department).collect(),
            revenue: self.revenue.as_ref().and_then(scored),
            policy: (settings.revenue_weight.is_some() || settings.balance.is_some()).then_some(settings),
        }
    }

    /// Moves the key results of moved departments to where they go.
    pub fn follow(&mut self, w: Words, then: &SimulatedScorecard) {
        for group in &mut self.groups {
            let Some(score) = group.score.as_mut().filter(|score| score.moved()) else { continue };
            let met = then.assumed.departments.iter().find(|one| one.id == group.department_id);
            if let Some(met) = met.filter(|one| (one.met.asked - one.met.score).abs() > 0.005) {
                score.note = w.with("what-if-only", &[("score", &w.score(met.met.score))]);
            }
            for one in &mut group.key_results {
                one.slider.locked = true;
                let assumed = then.assumed.key_results.iter().find(|assumed| assumed.id == one.id);
                if let Some(assumed) = assumed {
                    let more = assumed.steps_done.as_ref().map(|steps| controls::count(steps.len()));
                    let value = assumed.value.or(more.map(|more| one.slider.was + more));
                    one.slider.value = value.map_or(one.slider.was, |value| one.slider.rounded(value));
                }
            }
        }
    }

    /// What the address holds: the moved sliders, those of moved departments left out.
    pub fn scenario(&self) -> Vec<(String, String)> {
        let of_department = |group: &SliderGroup| group.score.iter().cloned().collect::<Vec<_>>();
        let mut moved: Vec<Slider> = self.groups.iter().flat_map(of_department).collect();
        moved.extend(self.groups.iter().flat_map(|group| group.key_results.iter().map(|one| one.slider.clone())));
        moved.extend(self.revenue.iter().chain([&self.revenue_weight]).chain(&self.balance).cloned());
        moved.retain(|slider| slider.moved() && !slider.locked);
        moved.into_iter().map(|slider| (slider.name, slider.value.to_string())).collect()
    }
}

fn group(w: Words, ground: &Ground<'_>, branch: &DepartmentBranch, asked: &Asked) -> SliderGroup {
    let most = if ground.only.is_some() { usize::MAX } else { MOST };
    let candidates = most_effective(branch);
    let slider = |(place, one): (usize, &&KeyResultView)| {
        let measure = ground.measures.get(&one.id)?;
        let name = short('k', one.id);
        let slider = controls::key_result(w, name, one, measure, asked)?;
        let shown = place < most || slider.moved();
        Some(KeyResultSlider { id: one.id, slider, shown, measure: measure.clone() })
    };
    let key_results: Vec<KeyResultSlider> = candidates.iter().enumerate().filter_map(slider).collect();
    let summary = &branch.summary;
    let gap = ground.now.gaps.iter().find(|gap| gap.department_id == summary.id);
    SliderGroup {
        department_id: summary.id,
        name: summary.name.clone(),
        score: summary.score.map(|score| {
            let label = w.with("what-if-department", &[("name", &summary.name)]);
            controls::score(w, (short('d', summary.id), label), score, asked)
        }),
        gap: gap.map(|gap| w.points(gap.gain * 100.0)),
        key_results,
    }
}

/// The department's own key results that count, the most effective first.
fn most_effective(branch: &DepartmentBranch) -> Vec<&KeyResultView> {
    let own = branch.objectives.iter().filter(|one| one.department_id == branch.summary.id);
    let counting = |one: &&KeyResultView| one.state == KeyResultState::Active && one.weight > 0.0;
    let mut all: Vec<&KeyResultView> = own.flat_map(|one| &one.key_results).filter(counting).collect();
    all.sort_by(|one, other| other.gain.total_cmp(&one.gain).then(one.id.cmp(&other.id)));
    all
}

impl KeyResultSlider {
    /// The value or the further steps that the position stands for.
    fn assumed(&self) -> AssumedKeyResult {
        let id = self.id;
        match &self.measure {
            MeasureView::Plain(_) => AssumedKeyResult { id, value: Some(self.slider.value), steps_done: None },
            MeasureView::Milestones { steps, .. } => {
                let open = steps.iter().filter(|step| step.done_on.is_none());
                let further = open
                    .zip(1_u32..)
                    .take_while(|(_, number)| f64::from(*number) <= self.slider.value - self.slider.was + 0.5);
                let ids = further.map(|(step, _)| step.step.id).collect();
                AssumedKeyResult { id, value: None, steps_done: Some(ids) }
            }
        }
    }

    /// Whether its value is easier to reach than the target.
    pub fn is_below_target(&self) -> bool {
        let MeasureView::Plain(Measure::Number { start, target, .. }) = &self.measure else { return false };
        let value = self.slider.value;
        if target > start { value < *target } else { value > *target }
    }

    /// Whether it has a value that may be made a target.
    pub fn has_target(&self) -> bool {
        matches!(self.measure, MeasureView::Plain(_))
    }
}
