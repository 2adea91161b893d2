//! Parses measures. Which members a measure has depends on its kind, and which may be left out depends on the present
//! measure, so a `SentMeasure` is parsed without either and checked when it is merged over the present measure of the
//! same kind. Steps are replaced by id: one without an id is new, one that was not sent is deleted. Rules on the whole
//! measure are in the constructors of `domain/measure`; whether the kind may still change is decided in
//! `app/key_results`. Other values are parsed in `values.rs`.

use std::cell::Cell;

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::{
    fields::{At, Deferred, Field, Fields, missing, unknown},
    pointer,
    values::{BareId, LIST_MAX, Measured, Weight},
    waypoints::SentWaypoints,
};
use crate::domain::{
    measure::{Measure, MeasureKind, Step, waypoints::Waypoint},
    values::{
        fault::{Fault, FaultCode},
        id::Id,
        text::{Label, Name},
    },
};

/// A measure as it was sent.
#[derive(Debug, Clone)]
pub struct SentMeasure {
    /// The names of all members that were sent, known or not.
    names: Vec<String>,
    kind: Option<Deferred<MeasureKind>>,
    start: Option<Deferred<Measured>>,
    target: Option<Deferred<Measured>>,
    waypoints: Option<Deferred<SentWaypoints>>,
    low: Option<Deferred<Option<Measured>>>,
    high: Option<Deferred<Option<Measured>>>,
    tolerance: Option<Deferred<Measured>>,
    unit: Option<Deferred<Label>>,
    steps: Option<Deferred<SentSteps>>,
}

impl Field for SentMeasure {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            Some(Self {
                names: fields.names_for_later(),
                kind: fields.later("kind"),
                start: fields.later("start"),
                target: fields.later("target"),
                waypoints: fields.later("waypoints"),
                low: fields.later("low"),
                high: fields.later("high"),
                tolerance: fields.later("tolerance"),
                unit: fields.later("unit"),
                steps: fields.later("steps"),
            })
        })
    }
}

impl Field for MeasureKind {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let found = value.as_str().and_then(|word| word.parse().ok());
        if found.is_none() {
            at.fault(Fault::new(FaultCode::NotOneOf, "fault-measure-kind"));
        }
        found
    }
}

/// The steps as they were sent.
#[derive(Debug, Clone)]
struct SentSteps(Vec<SentStep>);

/// One step; members that could not be parsed are `None`.
#[derive(Debug, Clone, Default)]
struct SentStep {
    id: Option<Option<BareId<Step>>>,
    title: Option<Name>,
    weight: Option<Weight>,
    due_on: Option<Option<NaiveDate>>,
}

impl Field for SentSteps {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let elements = at.elements(value, LIST_MAX)?;
        let steps = elements.iter().zip(0_u32..);
        let mut step = |(element, place): (&Value, u32)| {
            at.below(&place.to_string()).object(element, |fields| Some(SentStep::read(fields)))
        };
        let read: Vec<Option<SentStep>> = steps.map(&mut step).collect();
        Some(Self(read.into_iter().map(Option::unwrap_or_default).collect()))
    }
}

impl SentStep {
    fn read(fields: &mut Fields<'_, '_>) -> Self {
        let (id, title) = (fields.optional("id"), fields.required("title"));
        let (weight, due_on) = (fields.field("weight", Some(Weight(1.0))), fields.field("due_on", Some(None)));
        let light = weight.is_some_and(|weight| weight.0 <= 0.0);
        if light {
            fields.fault(Fault::at("/weight", FaultCode::TooSmall, "fault-step-weight"));
        }
        Self { id, title, weight: weight.filter(|_| !light), due_on }
    }
}

/// A measure that is not stored yet: its steps have only temporary ids.
#[derive(Debug, Clone)]
pub struct NewMeasure(Measure);

impl Field for NewMeasure {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let sent = SentMeasure::read(value, at)?;
        let count = Cell::new(0);
        let numbered = || {
            count.set(count.get() + 1);
            Id::new(Uuid::from_u128(count.get()))
        };
        at.checked(sent.over(None, numbered)).map(Self)
    }
}

impl NewMeasure {
    #[must_use]
    pub const fn kind(&self) -> MeasureKind {
        self.0.kind()
    }

    /// The measure with lasting ids for its steps.
    #[must_use]
    pub fn with_ids(self, new_step: impl Fn() -> Id<Step>) -> Measure {
        let mut measure = self.0;
        if let Measure::Milestones { steps } = &mut measure {
            for step in steps {
                step.id = new_step();
            }
        }
        measure
    }
}

impl SentMeasure {
    /// Merges it over the present measure, if there is one; `new_step` makes ids for steps that have none.
    ///
    /// # Errors
    /// All faults, with pointers relative to the measure.
    pub fn over(&self, present: Option<&Measure>, new_step: impl Fn() -> Id<Step>) -> Result<Measure, Vec<Fault>> {
        let mut merge = Merge::default();
        let kind = merge.member("kind", self.kind.as_ref(), present.map(Measure::kind));
        let Some(kind) = kind else { return Err(merge.faults) };
        let present = present.filter(|present| present.kind() == kind);
        let made = match kind {
            MeasureKind::Number => self.number(&mut merge, present),
            MeasureKind::Range => self.range(&mut merge, present),
            MeasureKind::Milestones => self.milestones(&mut merge, present, &new_step),
        };
        for name in self.names.iter().filter(|name| !merge.known.contains(&name.as_str())) {
            merge.faults.push(unknown(name, &merge.known));
        }
        match made {
            Some(Ok(measure)) if merge.faults.is_empty() => Ok(measure),
            made => {
                merge.faults.extend(made.and_then(Result::err).unwrap_or_default());
                Err(merge.faults)
            }
        }
    }

    fn number(&self, merge: &mut Merge, present: Option<&Measure>) -> Option<Result<Measure, Vec<Fault>>> {
        let (was_start, was_target, was_unit, was_waypoints) = match present {
            Some(Measure::Number { start, target, unit, waypoints }) => {
                (Some(*start), Some(*target), Some(unit.clone()), waypoints.clone())
            }
            _ => (None, None, None, Vec::new()),
        };
        let of = self.unit_of(was_unit.as_deref());
        let start = merge.member("start", self.start.as_ref(), was_start.map(Measured::Plain));
        let start = merge.amount("start", start, of);
        let target = merge.member("target", self.target.as_ref(), was_target.map(Measured::Plain));
        let target = merge.amount("target", target, of);
        let unit = merge.member("unit", self.unit.as_ref(), was_unit.clone().map(Label::trusted));
        let waypoints = self.waypoints(merge, was_waypoints, of);
        Some(Measure::number(start?, target?, unit?.into_string(), waypoints?))
    }

    fn waypoints(&self, merge: &mut Merge, present: Vec<Waypoint>, unit: &str) -> Option<Vec<Waypoint>> {
        merge.known.push("waypoints");
        let Some(sent) = &self.waypoints else { return Some(present) };
        merge.note("waypoints", &sent.faults);
        sent.value.as_ref()?.in_unit(unit).map_err(|faults| merge.faults.extend(faults)).ok()
    }

    fn range(&self, merge: &mut Merge, present: Option<&Measure>) -> Option<Result<Measure, Vec<Fault>>> {
        let (was_low, was_high, was_tolerance, was_unit) = match present {
            Some(Measure::Range { low, high, tolerance, unit }) => (*low, *high, *tolerance, Some(unit.clone())),
            _ => (None, None, 0.0, None),
        };
        let of = self.unit_of(was_unit.as_deref());
        let low = merge.member("low", self.low.as_ref(), Some(was_low.map(Measured::Plain)));
        let low = merge.bound("low", low, of);
        let high = merge.member("high", self.high.as_ref(), Some(was_high.map(Measured::Plain)));
        let high = merge.bound("high", high, of);
        let tolerance = merge.member("tolerance", self.tolerance.as_ref(), Some(Measured::Plain(was_tolerance)));
        let tolerance = merge.amount("tolerance", tolerance, of);
        let unit = merge.member("unit", self.unit.as_ref(), was_unit.map(Label::trusted));
        Some(Measure::range(low?, high?, tolerance?, unit?.into_string()))
    }

    /// The unit in which the numbers were typed.
    fn unit_of<'s>(&'s self, present: Option<&'s str>) -> &'s str {
        self.unit.as_ref().and_then(|sent| sent.value.as_ref()).map(Label::as_str).or(present).unwrap_or_default()
    }

    fn milestones(
        &self,
        merge: &mut Merge,
        present: Option<&Measure>,
        new_step: &impl Fn() -> Id<Step>,
    ) -> Option<Result<Measure, Vec<Fault>>> {
        let was = present.map(Measure::steps);
        merge.known.push("steps");
        let Some(sent) = &self.steps else {
            if was.is_none() {
                merge.faults.push(missing("steps"));
            }
            return was.map(|steps| Measure::milestones(steps.to_vec()));
        };
        merge.note("steps", &sent.faults);
        let steps = sent.value.as_ref()?.0.iter().enumerate();
        let read: Vec<Option<Step>> =
            steps.map(|(place, step)| step.over(place, merge, was.unwrap_or_default(), new_step)).collect();
        Some(Measure::milestones(read.into_iter().collect::<Option<_>>()?))
    }
}

impl SentStep {
    /// The step, which replaces the present one with its id; an unknown id is a fault.
    fn over(
        &self,
        place: usize,
        merge: &mut Merge,
        present: &[Step],
        new_step: &impl Fn() -> Id<Step>,
    ) -> Option<Step> {
        let id = self.id.as_ref().map(|id| id.as_ref().map(|id| id.0));
        if id.flatten().is_some_and(|id| present.iter().all(|step| step.id != id)) {
            let at = format!("/steps/{place}/id");
            merge.faults.push(Fault::at(at, FaultCode::NotFound, "fault-step-not-of-key-result"));
        }
        Some(Step {
            id: id?.unwrap_or_else(new_step),
            title: self.title.clone()?.into_string(),
            weight: self.weight?.0,
            due_on: self.due_on?,
        })
    }
}

/// The members asked for and the faults found during a merge.
#[derive(Default)]
struct Merge {
    known: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl Merge {
    /// The member as it was sent, or else the fallback; without a fallback it is required.
    fn member<T: Clone>(&mut self, name: &'static str, sent: Option<&Deferred<T>>, fallback: Option<T>) -> Option<T> {
        self.known.push(name);
        let Some(sent) = sent else {
            if fallback.is_none() {
                self.faults.push(missing(name));
            }
            return fallback;
        };
        self.note(name, &sent.faults);
        sent.value.clone()
    }

    /// The number in this unit; what is wrong with it is noted.
    fn amount(&mut self, name: &str, sent: Option<Measured>, unit: &str) -> Option<f64> {
        sent?.in_unit(unit).map_err(|fault| self.note(name, &[fault])).ok()
    }

    /// Like `amount`, of a bound that may be open.
    fn bound(&mut self, name: &str, sent: Option<Option<Measured>>, unit: &str) -> Option<Option<f64>> {
        match sent? {
            None => Some(None),
            bound => self.amount(name, bound, unit).map(Some),
        }
    }

    fn note(&mut self, name: &str, faults: &[Fault]) {
        self.faults.extend(faults.iter().map(|fault| fault.clone().below(&pointer(name))));
    }
}
