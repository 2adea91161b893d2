//! Parses check-ins. A new one and a correction have the same members, and it depends on the kind of the key result's
//! measure which of them are required or refused, so that is checked once the key result is known. Who may report is in
//! `app/check_ins`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    app::input::{BareId, Command, Distinct, Fields, Measured, Whole, is_wrong},
    domain::{
        check_in::{CONFIDENCE_MAX, CheckIn},
        key_result::KeyResult,
        measure::{MeasureKind, Step},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::Stored,
            text::{Name, Text},
        },
    },
    store::check_ins::CheckInsFilter,
};

type Confidence = Whole<0, CONFIDENCE_MAX>;
type Steps = Distinct<BareId<Step>>;

/// A new check-in, or a partial update of one.
#[derive(Debug, Clone, Default)]
pub struct ReportedCheckIn {
    pub value: Option<Option<Measured>>,
    pub steps_done: Option<Vec<Id<Step>>>,
    pub steps_undone: Option<Vec<Id<Step>>>,
    /// Defaults to today for a new check-in.
    pub observed_on: Option<NaiveDate>,
    pub confidence: Option<Option<u8>>,
    pub note: Option<Option<Text>>,
    pub source: Option<Option<Name>>,
}

/// The filters of the list.
#[derive(Debug, Clone, Default)]
pub struct CheckInFilter {
    pub updated_since: Option<DateTime<Utc>>,
}

impl Command for CheckInsFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.optional("brand_id"), fields.optional("cycle_id"));
        let key_result_id = fields.optional("key_result_id");
        let (department_id, owner_id) = (fields.optional("department_id"), fields.optional("owner_id"));
        let (observed_from, observed_to) = (fields.optional("observed_from"), fields.optional("observed_to"));
        let updated_since = fields.optional("updated_since");
        Some(Self {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            key_result_id: key_result_id?,
            department_id: department_id?,
            owner_id: owner_id?,
            observed_from: observed_from?,
            observed_to: observed_to?,
            updated_since: updated_since?,
        })
    }
}

/// What a check-in is checked against.
pub(super) struct CheckInContext<'a> {
    pub key_result: &'a Stored<KeyResult>,
    pub was: Option<&'a CheckIn>,
    pub today: NaiveDate,
}

impl Command for ReportedCheckIn {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let mut steps = |name| fields.given(name).map(|steps: Steps| steps.0.into_iter().map(|step| step.0).collect());
        let (steps_done, steps_undone) = (steps("steps_done"), steps("steps_undone"));
        let value = fields.given("value");
        let observed_on = fields.given("observed_on");
        let confidence = fields
            .given("confidence")
            .map(|given: Option<Confidence>| given.and_then(|confidence| u8::try_from(confidence.0).ok()));
        let (note, source) = (fields.given("note"), fields.given("source"));
        Some(Self { value, steps_done, steps_undone, observed_on, confidence, note, source })
    }
}

impl Command for CheckInFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { updated_since: fields.optional("updated_since")? })
    }
}

impl ReportedCheckIn {
    /// Builds the check-in; what is wrong with it is added to the faults.
    pub(super) fn over(self, frame: &CheckInContext<'_>, faults: &mut Vec<Fault>) -> CheckIn {
        let was = frame.was;
        let value = match &self.value {
            None => was.and_then(|was| was.value),
            Some(given) => given.as_ref().and_then(|given| {
                let amount = given.in_unit(frame.key_result.measure.unit());
                amount.map_err(|fault| faults.push(fault.below("/value"))).ok()
            }),
        };
        if frame.key_result.measure.kind() == MeasureKind::Milestones {
            self.check_milestones(frame, value, faults);
        } else {
            self.check_value(value, faults);
        }
        let kept = |steps: fn(&CheckIn) -> &Vec<Id<Step>>| was.map(|was| steps(was).clone()).unwrap_or_default();
        let observed_on = self.observed_on.unwrap_or_else(|| was.map_or(frame.today, |was| was.observed_on));
        if frame.today.succ_opt().is_some_and(|tomorrow| observed_on > tomorrow) {
            faults.push(Fault::at("/observed_on", FaultCode::TooLarge, "fault-check-in-observed-after-tomorrow"));
        }
        CheckIn {
            key_result_id: frame.key_result.id(),
            author_id: was.and_then(|was| was.author_id),
            value,
            steps_done: self.steps_done.unwrap_or_else(|| kept(|was| &was.steps_done)),
            steps_undone: self.steps_undone.unwrap_or_else(|| kept(|was| &was.steps_undone)),
            observed_on,
            confidence: self.confidence.unwrap_or_else(|| was.and_then(|was| was.confidence)),
            note: self.note.unwrap_or_else(|| was.and_then(|was| was.note.clone())),
            source: self.source.unwrap_or_else(|| was.and_then(|was| was.source.clone())),
        }
    }

    /// A number or a range needs a value.
    fn check_value(&self, value: Option<f64>, faults: &mut Vec<Fault>) {
        if value.is_none() && !is_wrong(faults, "/value") {
            let code = if self.value.is_some() { FaultCode::WrongType } else { FaultCode::Required };
            faults.push(Fault::at("/value", code, "fault-check-in-value-required"));
        }
        for (name, given) in [("/steps_done", &self.steps_done), ("/steps_undone", &self.steps_undone)] {
            if given.is_some() {
                faults.push(Fault::at(name, FaultCode::NotAllowed, "fault-check-in-steps-of-milestones-only"));
            }
        }
    }

    /// Milestones take steps instead of a value.
    fn check_milestones(&self, frame: &CheckInContext<'_>, value: Option<f64>, faults: &mut Vec<Fault>) {
        if value.is_some() {
            faults.push(Fault::at("/value", FaultCode::NotAllowed, "fault-check-in-milestones-without-value"));
        }
        if is_wrong(faults, "/steps_done") || is_wrong(faults, "/steps_undone") {
            return;
        }
        if frame.was.is_none() && self.steps_done.is_none() && self.steps_undone.is_none() {
            faults.push(Fault::at("/steps_done", FaultCode::Required, "fault-check-in-steps-required"));
        }
        self.check_steps(frame, faults);
    }

    /// A step that was removed from the measure stays in the check-ins that mention it.
    fn check_steps(&self, frame: &CheckInContext<'_>, faults: &mut Vec<Fault>) {
        let (was_done, was_undone) =
            frame.was.map_or((&[][..], &[][..]), |was| (was.steps_done.as_slice(), was.steps_undone.as_slice()));
        let done = self.steps_done.as_deref().unwrap_or(was_done);
        let undone = self.steps_undone.as_deref().unwrap_or(was_undone);
        let steps = frame.key_result.measure.steps();
        let known = |id| steps.iter().any(|step| step.id == id) || was_done.contains(&id) || was_undone.contains(&id);
        for (name, ids) in [("steps_done", done), ("steps_undone", undone)] {
            for (position, _) in ids.iter().enumerate().filter(|(_, id)| !known(**id)) {
                let at = format!("/{name}/{position}");
                faults.push(Fault::at(at, FaultCode::NotFound, "fault-check-in-step-unknown"));
            }
        }
        for (position, _) in undone.iter().enumerate().filter(|(_, id)| done.contains(id)) {
            let at = format!("/steps_undone/{position}");
            faults.push(Fault::at(at, FaultCode::Duplicate, "fault-check-in-step-done-and-undone"));
        }
    }
}
