//! Measures as they are sent: whole, or merged over the present one of the same kind (steps replace by id:
//! one without an id is new, one that is not sent is gone). Rules on the whole are those of the
//! constructors in `domain/measure`; whether the kind may still change is decided in
//! `app/key_results`. All other values are read in `values.rs`.

use serde_json::Value;

use super::{
    fields::{At, Field, Fields},
    values::{Amount, BareId, Weight},
};
use crate::domain::{
    measure::{Measure, MeasureKind, Step},
    values::{
        fault::{Fault, FaultCode},
        id::Id,
        text::{Label, Name},
    },
};

/// Reads a measure. `current` is the present one of a change; `new_step` gives ids to steps that have none.
pub fn measure(
    value: &Value,
    at: &mut At<'_>,
    current: Option<&Measure>,
    new_step: impl Fn() -> Id<Step>,
) -> Option<Measure> {
    at.here().object(value, |fields| {
        let Some(kind) = fields.field("kind", current.map(Measure::kind)) else {
            fields.leave_the_rest();
            return None;
        };
        let current = current.filter(|current| current.kind() == kind);
        match kind {
            MeasureKind::Number => number(fields, current),
            MeasureKind::Range => range(fields, current),
            MeasureKind::Milestones => milestones(fields, current, &new_step),
        }
    })
}

impl Field for MeasureKind {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let found = value.as_str().and_then(|word| word.parse().ok());
        if found.is_none() {
            at.fault(Fault::new(FaultCode::NotOneOf, "must be one of: number, range, milestones"));
        }
        found
    }
}

fn number(fields: &mut Fields<'_, '_>, current: Option<&Measure>) -> Option<Measure> {
    let (was_start, was_target, was_unit) = match current {
        Some(Measure::Number { start, target, unit }) => (Some(*start), Some(*target), Some(unit.clone())),
        _ => (None, None, None),
    };
    let start = fields.field("start", was_start.map(Amount));
    let target = fields.field("target", was_target.map(Amount));
    let unit = fields.field("unit", was_unit.map(Label::trusted));
    let measure = Measure::number(start?.0, target?.0, unit?.into_string());
    fields.checked(measure)
}

fn range(fields: &mut Fields<'_, '_>, current: Option<&Measure>) -> Option<Measure> {
    let (was_low, was_high, was_tolerance, was_unit) = match current {
        Some(Measure::Range { low, high, tolerance, unit }) => (*low, *high, *tolerance, Some(unit.clone())),
        _ => (None, None, 0.0, None),
    };
    let low = fields.field("low", Some(was_low.map(Amount)));
    let high = fields.field("high", Some(was_high.map(Amount)));
    let tolerance = fields.field("tolerance", Some(Amount(was_tolerance)));
    let unit = fields.field("unit", was_unit.map(Label::trusted));
    let (low, high) = (low?.map(|low| low.0), high?.map(|high| high.0));
    let measure = Measure::range(low, high, tolerance?.0, unit?.into_string());
    fields.checked(measure)
}

fn milestones(
    fields: &mut Fields<'_, '_>,
    current: Option<&Measure>,
    new_step: &impl Fn() -> Id<Step>,
) -> Option<Measure> {
    let present = current.map(Measure::steps);
    let steps = fields.with("steps", present.map(<[Step]>::to_vec), |value, at| {
        let Value::Array(elements) = value else {
            at.wrong_type("a list of steps");
            return None;
        };
        let read: Vec<Option<Step>> = elements
            .iter()
            .zip(0_u32..)
            .map(|(element, index)| step(element, at.below(&index.to_string()), present.unwrap_or_default(), new_step))
            .collect();
        read.into_iter().collect::<Option<Vec<Step>>>()
    });
    let measure = Measure::milestones(steps?);
    fields.checked(measure)
}

/// One step, whole; an id must be that of a present step, which it replaces.
fn step(value: &Value, at: At<'_>, present: &[Step], new_step: &impl Fn() -> Id<Step>) -> Option<Step> {
    at.object(value, |fields| {
        let id: Option<Option<BareId<Step>>> = fields.optional("id");
        let known = |id: &BareId<Step>| present.iter().any(|step| step.id == id.0);
        if id.as_ref().and_then(Option::as_ref).is_some_and(|id| !known(id)) {
            let detail = "This key result has no step with that id; leave the id out to add a step.";
            fields.fault(Fault::at("/id", FaultCode::NotFound, detail));
        }
        let title = fields.required::<Name>("title");
        let weight = fields.field("weight", Some(Weight(1.0)));
        let due_on = fields.field("due_on", Some(None));
        if weight.is_some_and(|weight| weight.0 <= 0.0) {
            fields.fault(Fault::at("/weight", FaultCode::TooSmall, "Use a weight above 0."));
            return None;
        }
        Some(Step {
            id: id?.map_or_else(new_step, |id| id.0),
            title: title?.into_string(),
            weight: weight?.0,
            due_on: due_on?,
        })
    })
}
