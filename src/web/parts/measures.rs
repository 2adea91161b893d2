//! Measures, progress and due days in words, for every page that shows a key result. Input fields of a measure are in
//! `web/key_results/form.rs`, the chart of its values in `web/charts/value_chart.rs`. The figures are computed in
//! `domain/scoring`.

use chrono::NaiveDate;

use crate::{
    app::input::Doubt,
    domain::{
        check_in::CheckIn,
        measure::{Measure, Step},
        scoring::{
            comparisons::check_in_effect::{BatchEffect, BeforeAfter},
            readings::{
                flags::Flag,
                key_result::KeyResultReading,
                measure::{MeasureView, StepView},
            },
        },
        values::{id::Id, unit},
    },
    language::{bidi::isolated, words::Words},
};

#[must_use]
pub fn unit(measure: &MeasureView) -> &str {
    match measure {
        MeasureView::Plain(Measure::Number { unit, .. } | Measure::Range { unit, .. }) => unit,
        _ => "",
    }
}

/// The unit where it stands without a value.
#[must_use]
pub fn unit_in_general(measure: &MeasureView) -> &str {
    unit::in_general(unit(measure))
}

#[must_use]
pub fn steps(measure: &MeasureView) -> &[StepView] {
    match measure {
        MeasureView::Milestones { steps, .. } => steps,
        MeasureView::Plain(_) => &[],
    }
}

/// The measure in words, such as "from 0 to 90%".
#[must_use]
pub fn in_words(w: Words, measure: &MeasureView) -> String {
    match measure {
        MeasureView::Plain(Measure::Number { start, target, unit, .. }) => {
            w.with("measure-from-to", &[("start", &w.number(*start)), ("target", &w.amount(*target, unit))])
        }
        MeasureView::Plain(Measure::Range { low, high, tolerance, unit }) => {
            range_in_words(w, (*low, *high), *tolerance, unit)
        }
        MeasureView::Plain(Measure::Milestones { steps }) => w.count("measure-steps", steps.len()),
        MeasureView::Milestones { steps, .. } => w.count("measure-steps", steps.len()),
    }
}

/// A range in words, such as "at most 50 days", with its tolerance.
#[must_use]
pub fn range_in_words(w: Words, bounds: (Option<f64>, Option<f64>), tolerance: f64, unit: &str) -> String {
    let range = bounds_in_words(w, bounds, unit);
    if tolerance > 0.0 {
        w.with("measure-tolerance", &[("range", &range), ("tolerance", &w.amount(tolerance, unit))])
    } else {
        range
    }
}

/// What a KPI is wanted to be: the number to reach, or the range to stay in.
#[must_use]
pub fn wanted(w: Words, unit: &str, target: Option<f64>, bounds: (Option<f64>, Option<f64>)) -> String {
    target.map_or_else(|| bounds_in_words(w, bounds, unit), |target| w.amount(target, unit))
}

/// The bounds of a range in words.
#[must_use]
pub fn bounds_in_words(w: Words, bounds: (Option<f64>, Option<f64>), unit: &str) -> String {
    match bounds {
        (Some(low), Some(high)) => {
            w.with("measure-between", &[("low", &w.number(low)), ("high", &w.amount(high, unit))])
        }
        (Some(low), None) => w.with("measure-at-least", &[("low", &w.amount(low, unit))]),
        (None, high) => w.with("measure-at-most", &[("high", &w.amount(high.unwrap_or_default(), unit))]),
    }
}

/// The current state, such as "31%" or "2 of 4 steps"; `None` if nothing is known.
#[must_use]
pub fn standing(w: Words, measure: &MeasureView, reading: &KeyResultReading) -> Option<String> {
    if let MeasureView::Milestones { steps, .. } = measure {
        let done = steps.iter().filter(|step| step.done_on.is_some()).count();
        let told = [("done", &*done.to_string()), ("all", &*steps.len().to_string())];
        return Some(w.with("steps-done", &told));
    }
    reading.current_value.map(|value| w.amount(value, unit(measure)))
}

/// Flags in words.
#[must_use]
pub fn flags(w: Words, flags: &[Flag]) -> Vec<String> {
    flags.iter().filter(|flag| **flag != Flag::NoData).map(|flag| w.word("flag", flag)).collect()
}

/// What a check-in reports: a value, or steps.
#[must_use]
pub fn reported(w: Words, check_in: &CheckIn, steps: &[StepView], unit: &str) -> String {
    if let Some(value) = check_in.value {
        return w.amount(value, unit);
    }
    let name = |id: &Id<Step>| {
        steps.iter().find(|step| step.step.id == *id).map_or_else(|| w.say("step-gone"), |step| step.step.title.clone())
    };
    let done = check_in.steps_done.iter().map(|id| format!("\u{2713} {}", name(id)));
    let undone = check_in.steps_undone.iter().map(|id| w.with("step-undone", &[("step", &name(id))]));
    let told: Vec<String> = done.chain(undone).collect();
    if told.is_empty() { w.say("no-step") } else { told.join(", ") }
}

/// Asks whether an unusual value is right.
#[must_use]
pub fn doubt(w: Words, measure: &MeasureView, doubt: &Doubt) -> String {
    let unit = unit(measure);
    match measure {
        MeasureView::Plain(Measure::Number { target, .. }) if doubt.other.is_none() => {
            let (value, last) = (w.amount(doubt.value, unit), w.number(doubt.last));
            w.with("doubt-way", &[("value", &value), ("last", &last), ("target", &w.amount(*target, unit))])
        }
        _ => doubt_in_unit(w, unit, doubt),
    }
}

/// The same of a value without a target.
#[must_use]
pub fn doubt_in_unit(w: Words, unit: &str, doubt: &Doubt) -> String {
    let (value, last) = (w.amount(doubt.value, unit), w.amount(doubt.last, unit));
    match doubt.other {
        Some(other) => {
            let (meant, typed) = (w.amount(other, unit), w.typed(other));
            w.with("doubt-reading", &[("value", &value), ("meant", &meant), ("typed", &typed)])
        }
        None => w.with("doubt-after", &[("value", &value), ("last", &last)]),
    }
}

/// How a batch of check-ins changed the scores of departments and of the whole, which `whole` names.
#[must_use]
pub fn effect(w: Words, effect: &BatchEffect, whole: &str) -> String {
    let moved = |what: &str, moved: &BeforeAfter| {
        let (before, after) = (w.score_or_dash(moved.before), w.score_or_dash(moved.after));
        if before == after {
            w.with("score-stays", &[("what", what), ("score", &after)])
        } else {
            w.with("score-moved", &[("what", what), ("before", &before), ("after", &after)])
        }
    };
    let mut told: Vec<String> = effect.departments.iter().map(|(name, score)| moved(&isolated(name), score)).collect();
    told.push(moved(whole, &effect.overall));
    told.join(" \u{b7} ")
}

/// When a step was done or is due, and its weight if the steps' weights differ.
#[must_use]
pub fn step_told(w: Words, step: &StepView, all: &[StepView], today: NaiveDate) -> String {
    let done = step.done_on.map(|done| w.with("step-done-on", &[("day", &w.day(done))]));
    let when = done.or_else(|| Some(due(w, step.step.due_on?, today)));
    let differs = all.iter().any(|other| (other.step.weight - step.step.weight).abs() > f64::EPSILON);
    let weight = differs.then(|| w.with("weighs", &[("weight", &w.number(step.step.weight))]));
    when.into_iter().chain(weight).collect::<Vec<_>>().join(" \u{b7} ")
}

/// Whether the step is overdue.
#[must_use]
pub fn is_late(step: &StepView, today: NaiveDate) -> bool {
    step.done_on.is_none() && step.step.due_on.is_some_and(|due_on| due_on < today)
}

/// When something is due, relative to today.
#[must_use]
pub fn due(w: Words, due_on: NaiveDate, today: NaiveDate) -> String {
    let days = (due_on - today).num_days();
    match usize::try_from(-days) {
        Ok(0) => w.say("due-today"),
        Ok(late) => w.count("due-ago", late),
        Err(_) if days == 1 => w.say("due-tomorrow"),
        Err(_) => w.with("due-on", &[("day", &w.short_day(due_on))]),
    }
}
