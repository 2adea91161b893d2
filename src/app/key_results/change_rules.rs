//! What stands in the way of a change to a key result: what its author may not do, what was promised to an active cycle,
//! what was measured already. A refusal that no other body would avoid comes before the faults that the sender can mend.
//! Which changes touch a promise is in `domain/key_result.rs`; the change itself, and its effect on the score in the
//! change log, is in `key_results`.

use crate::{
    app::{
        error::{Code, Error, Result},
        key_results::allowed::{KeyResultAllowed, Surroundings},
        plans, refused, scoring_policies,
    },
    domain::{
        access::Action,
        ctx::Ctx,
        cycle::{Cycle, CycleState},
        key_result::{KeyResult, KeyResultState},
        values::{
            fault::{Fault, FaultCode},
            record::Stored,
            text::Reason,
        },
    },
    store::engine::tx::Reader,
};

/// What a change is held against.
pub(in crate::app) struct ChangeContext<'a> {
    cycle: &'a Cycle,
    current: &'a KeyResult,
    has_check_ins: bool,
    /// The actor may plan in every department involved.
    plans: bool,
    changes_ambition: bool,
}

impl<'a> ChangeContext<'a> {
    pub fn new(ctx: &Ctx, around: &'a Surroundings, current: &'a KeyResult, allowed: &KeyResultAllowed) -> Self {
        Self {
            cycle: &around.cycle,
            current,
            has_check_ins: around.has_check_ins,
            plans: allowed.plan.has_right(),
            changes_ambition: ctx.actor.may(Action::ChangeAmbition),
        }
    }

    fn promised(&self) -> bool {
        self.cycle.state == CycleState::Active
    }

    /// Why the change is not for this actor, or not for anybody.
    pub fn refusal(&self, new: &KeyResult) -> Option<Error> {
        if !self.plans && self.beyond_text(new) {
            let detail = "error-key-result-text-only";
            return Some(Error::forbidden(detail));
        }
        if self.promised() && new.ambition != self.current.ambition && !self.changes_ambition {
            return Some(refused(Action::ChangeAmbition));
        }
        if new.measure.kind() != self.current.measure.kind() && self.has_check_ins {
            let detail = "error-key-result-measure-kind-fixed";
            return Some(Error::new(Code::MeasureKindFixed, detail));
        }
        None
    }

    /// Who does not lead may edit the text of their own, and the whole of their own proposal but its state.
    fn beyond_text(&self, new: &KeyResult) -> bool {
        let current = self.current;
        let text = KeyResult { title: new.title.clone(), description: new.description.clone(), ..current.clone() };
        let proposal = KeyResult { state: current.state, owner_id: current.owner_id, ..new.clone() };
        if current.state == KeyResultState::Proposed { *new != proposal } else { *new != text }
    }

    /// What the sender can mend.
    pub fn faults(&self, new: &KeyResult, reason: Option<&Reason>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if new.state == KeyResultState::Proposed && self.current.state != KeyResultState::Proposed {
            let detail = "fault-key-result-proposed-again";
            faults.push(Fault::at("/state", FaultCode::NotAllowed, detail));
        }
        if self.promised() && reason.is_none() && self.current.promise_changed(new) {
            faults.push(scoring_policies::reason_required());
        }
        faults
    }
}

/// The day of cancelling, and the same word over the status said again while it still stands.
pub(in crate::app) fn settle(reader: &mut Reader<'_>, current: &Stored<KeyResult>, new: &mut KeyResult) -> Result<()> {
    new.cancelled_on = match (current.state, new.state) {
        (KeyResultState::Cancelled, KeyResultState::Cancelled) => current.cancelled_on,
        (_, KeyResultState::Cancelled) => Some(reader.today()),
        _ => None,
    };
    if let (Some(was), Some(word)) = (&current.status_override, &mut new.status_override)
        && was.status == word.status
        && was.reason == word.reason
        && plans::override_stands(reader, current)?
    {
        word.set_at = was.set_at;
    }
    Ok(())
}
