//! The sliders: where each one stands now, where it was moved to, and the assumption that this makes. For numbers and
//! ranges a slider is progress in percent, for milestones the number of steps done. Only moved sliders become
//! assumptions.

use std::collections::BTreeMap;

use crate::{
    app::{scorecards::queries::Simulation, scoring_policies::Settings},
    domain::{
        cycle::Cycle,
        department::Department,
        key_result::{KeyResult, KeyResultState},
        measure::Measure,
        scoring::{
            comparisons::what_if::AssumedKeyResult,
            department_branch::{DepartmentBranch, KeyResultView},
            method::Method,
            readings::measure::MeasureView,
        },
        scoring_policy::Policy,
        values::{id::Id, numbers::whole},
    },
    language::words::Words,
    web::{kit::form::Form, parts::measures},
};

pub struct Sliders {
    pub groups: Vec<SliderGroup>,
    pub revenue: Slider,
    /// `None` if the method has no balance.
    pub balance: Option<Slider>,
    key_results: Vec<(Id<KeyResult>, Slider)>,
    measures: BTreeMap<Id<KeyResult>, MeasureView>,
}

/// A department with its key results.
pub struct SliderGroup {
    pub id: String,
    pub name: String,
    pub sliders: Vec<Slider>,
    /// How many more key results it has.
    pub more: usize,
}

#[derive(Clone)]
pub struct Slider {
    pub name: String,
    pub label: String,
    /// What the two ends mean, in words.
    pub note: String,
    /// Whether it counts steps; done steps cannot be undone.
    pub steps: bool,
    pub least: u32,
    pub most: u32,
    pub was: u32,
    pub value: u32,
    /// Text after the value: a percent sign, or the number of all steps.
    pub suffix: String,
}

/// How many key results each department offers when all departments are shown.
const MOST: usize = 4;

impl Slider {
    pub fn moved(&self) -> bool {
        self.value != self.was
    }
}

/// A share as a whole percentage.
fn percent(share: f64) -> u32 {
    let percent = whole((share * 100.0 + 0.5).floor().clamp(0.0, 100.0));
    percent.and_then(|percent| u32::try_from(percent).ok()).unwrap_or(0)
}

fn turned(form: &Form, mut slider: Slider) -> Slider {
    let typed = form.value(&slider.name).parse::<u32>().ok();
    slider.value = typed.map_or(slider.was, |typed| typed.clamp(slider.least, slider.most));
    slider
}

impl Sliders {
    pub fn new(
        w: Words,
        branches: &[DepartmentBranch],
        measures: &BTreeMap<Id<KeyResult>, MeasureView>,
        policy: &Policy,
        only: Option<Id<Department>>,
        form: &Form,
    ) -> Self {
        let most = if only.is_some() { usize::MAX } else { MOST };
        let wanted = branches.iter().filter(|branch| only.is_none_or(|id| branch.summary.id == id));
        let (mut groups, mut key_results) = (Vec::new(), Vec::new());
        for branch in wanted {
            let candidates = most_effective(branch);
            let best = candidates.first().map_or(0.0, |one| one.gain);
            let sliders: Vec<(Id<KeyResult>, Slider)> = candidates
                .iter()
                .take(most)
                .filter_map(|one| Some((one.id, turned(form, of_key_result(w, one, measures.get(&one.id)?)))))
                .collect();
            if sliders.is_empty() {
                continue;
            }
            let more = candidates.len() - sliders.len();
            let shown = sliders.iter().map(|(_, slider)| slider.clone()).collect();
            let (id, name) = (branch.summary.id.to_string(), branch.summary.name.clone());
            groups.push((best, SliderGroup { id, name, sliders: shown, more }));
            key_results.extend(sliders);
        }
        groups.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let of_policy = |name: &str, share: f64, least, most| {
            let (label, note) = (w.say(&format!("what-if-{name}")), w.say(&format!("what-if-{name}-note")));
            let was = percent(share);
            let suffix = "%".to_owned();
            turned(
                form,
                Slider { name: name.to_owned(), label, note, steps: false, least, most, was, value: was, suffix },
            )
        };
        let balanced = policy.method == Method::Balanced;
        Self {
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            revenue: of_policy("revenue", policy.revenue_weight, 10, 90),
            balance: balanced.then(|| of_policy("balance", policy.balance, 0, 100)),
            key_results,
            measures: measures.clone(),
        }
    }

    /// The assumptions of the moved sliders, as input for the simulation.
    pub fn assumptions(&self, cycle_id: Id<Cycle>) -> Simulation {
        let moved = self.key_results.iter().filter(|(_, slider)| slider.moved());
        let key_results = moved.filter_map(|(id, slider)| assumed(*id, self.measures.get(id)?, slider.value)).collect();
        let share = |slider: &Slider| slider.moved().then(|| f64::from(slider.value) / 100.0);
        let settings = Settings {
            revenue_weight: share(&self.revenue),
            balance: self.balance.as_ref().and_then(share),
            ..Settings::default()
        };
        let policy = (settings.revenue_weight.is_some() || settings.balance.is_some()).then_some(settings);
        Simulation { cycle_id, key_results, kpis: Vec::new(), policy }
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

fn of_key_result(w: Words, one: &KeyResultView, measure: &MeasureView) -> Slider {
    let between = |from: String, to: String| w.with("what-if-between", &[("from", &from), ("to", &to)]);
    let steps = |steps: usize| u32::try_from(steps).unwrap_or(u32::MAX);
    let (note, least, most, was, suffix) = match measure {
        MeasureView::Plain(Measure::Number { start, target, unit, .. }) => {
            let note = between(w.amount(*start, unit), w.amount(*target, unit));
            (note, 0, 100, percent(one.reading.progress), "%".to_owned())
        }
        MeasureView::Plain(Measure::Range { low, high, unit, .. }) => {
            (measures::bounds_in_words(w, (*low, *high), unit), 0, 100, percent(one.reading.progress), "%".to_owned())
        }
        MeasureView::Milestones { steps: all, .. } => {
            let done = steps(all.iter().filter(|step| step.done_on.is_some()).count());
            let suffix = format!("\u{a0}/\u{a0}{}", all.len());
            (w.count("what-if-steps", all.len()), done, steps(all.len()), done, suffix)
        }
        MeasureView::Plain(Measure::Milestones { steps: all }) => {
            (w.count("what-if-steps", all.len()), 0, steps(all.len()), 0, String::new())
        }
    };
    let (name, label) = (format!("at-{}", one.id), one.title.clone());
    let steps = matches!(measure, MeasureView::Milestones { .. });
    Slider { name, label, note, steps, least, most, was, value: was, suffix }
}

/// The value or the steps that a slider position stands for.
fn assumed(id: Id<KeyResult>, measure: &MeasureView, value: u32) -> Option<AssumedKeyResult> {
    let missing = 1.0 - f64::from(value) / 100.0;
    let number = match measure {
        MeasureView::Plain(Measure::Number { start, target, .. }) => target - (target - start) * missing,
        MeasureView::Plain(Measure::Range { low, high, tolerance, .. }) => {
            let gap = if *tolerance > 0.0 { tolerance * missing } else { missing.ceil() };
            high.map(|high| high + gap).or(low.map(|low| low - gap))?
        }
        MeasureView::Plain(Measure::Milestones { .. }) => return None,
        MeasureView::Milestones { steps, .. } => {
            let done = steps.iter().filter(|step| step.done_on.is_some()).count();
            let more = usize::try_from(value).ok()?.saturating_sub(done);
            let open = steps.iter().filter(|step| step.done_on.is_none());
            let ids: Vec<_> = open.take(more).map(|step| step.step.id).collect();
            return Some(AssumedKeyResult { id, value: None, steps_done: Some(ids) });
        }
    };
    Some(AssumedKeyResult { id, value: Some(number), steps_done: None })
}
