//! Why a change to a key result is refused: its author lacks the right, it breaks a promise to an active cycle, or the
//! key result already has check-ins. Refusals that no change of the request can avoid come before faults that the
//! sender can correct. Which changes touch a promise is in `domain/scoring/entering.rs`; the change itself, and its
//! effect on the score in the change log, is in `key_results`.

use crate::{
    app::{
        error::{Code, Error, Result},
        key_results::allowed::{KeyResultAllowed, KeyResultContext},
        plans::{
            self,
            promise::{self, Promise, Why},
        },
        refused,
    },
    domain::{
        access::Action,
        context::Ctx,
        cycle::Cycle,
        key_result::{KeyResult, KeyResultState},
        scoring::entering::EntersScore,
        values::{
            fault::{Fault, FaultCode},
            record::Stored,
        },
    },
    store::engine::tx::Reader,
};

/// What a change is checked against.
pub(in crate::app) struct ChangeContext<'a> {
    current: &'a KeyResult,
    has_check_ins: bool,
    /// Whether the actor may plan in every department involved.
    plans: bool,
    changes_ambition: bool,
    promise: Promise,
}

impl<'a> ChangeContext<'a> {
    pub fn new(ctx: &Ctx, around: &'a KeyResultContext, current: &'a KeyResult, allowed: &KeyResultAllowed) -> Self {
        Self {
            current,
            has_check_ins: around.has_check_ins,
            plans: allowed.plan.has_right(),
            changes_ambition: ctx.actor.may(Action::ChangeAmbition),
            promise: Promise::of(around.objective.brand_id, &around.cycle),
        }
    }

    /// Why this actor, or nobody, may make the change.
    pub fn refusal(&self, new: &KeyResult) -> Option<Error> {
        if !self.plans && self.beyond_text(new) {
            let detail = "error-key-result-text-only";
            return Some(Error::forbidden(detail));
        }
        if self.promise.is_given() && new.ambition != self.current.ambition && !self.changes_ambition {
            return Some(refused(Action::ChangeAmbition));
        }
        if new.measure.kind() != self.current.measure.kind() && self.has_check_ins {
            let detail = "error-key-result-measure-kind-fixed";
            return Some(Error::new(Code::MeasureKindFixed, detail));
        }
        None
    }

    /// Whether the change goes beyond what an owner who does not lead may do: edit the text, and all of a proposal
    /// except its state and owner.
    fn beyond_text(&self, new: &KeyResult) -> bool {
        let current = self.current;
        let text = KeyResult { title: new.title.clone(), description: new.description.clone(), ..current.clone() };
        let proposal = KeyResult { state: current.state, owner_id: current.owner_id, ..new.clone() };
        if current.state == KeyResultState::Proposed { *new != proposal } else { *new != text }
    }

    /// Faults that the sender can correct.
    pub fn faults(&self, new: &KeyResult, why: &Why) -> Vec<Fault> {
        let mut faults = Vec::new();
        if new.state == KeyResultState::Proposed && self.current.state != KeyResultState::Proposed {
            let detail = "fault-key-result-proposed-again";
            faults.push(Fault::at("/state", FaultCode::NotAllowed, detail));
        }
        faults.extend(self.promise.fault(self.current.changes_score(new), why));
        faults
    }
}

/// Sets the day of cancelling, none for what was a mistake or begins today; and keeps the time of a
/// status override that was sent again unchanged while it still stands.
pub(in crate::app) fn validate(
    reader: &mut Reader<'_>,
    current: &Stored<KeyResult>,
    new: &mut KeyResult,
    cycle: &Cycle,
    correction: bool,
) -> Result<()> {
    new.cancelled_on = match (current.state, new.state) {
        (KeyResultState::Cancelled, KeyResultState::Cancelled) => current.cancelled_on,
        (_, KeyResultState::Cancelled) => promise::cancelled_on(reader.ctx(), cycle, current.counts_from, correction),
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
