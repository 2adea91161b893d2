//! Permissions on a key result. A lead of every department involved may do everything; the owner may edit its text, and
//! all of their own proposal except its state and owner. Which fields a permitted change may not touch is in
//! `edit_rules.rs`.

use crate::{
    app::{
        check_ins,
        cycles::guard,
        error::{Code, Error, Result},
        permission::Permission,
        require,
    },
    domain::{
        access::Action,
        context::Ctx,
        cycle::Cycle,
        key_result::{KeyResult, KeyResultState},
        objective::Objective,
        people::user::User,
        values::{id::Id, message::Message, record::Stored},
    },
    store::{check_ins as check_in_rows, cycles, engine::tx::Reader, objectives},
};

pub struct KeyResultAllowed {
    pub check_in: Permission,
    /// To edit at least its text.
    pub edit: Permission,
    /// To change all of it.
    pub plan: Permission,
    pub delete: Permission,
    state: KeyResultState,
}

impl KeyResultAllowed {
    /// Whether the actor may confirm it, which only a proposal can be.
    #[must_use]
    pub fn confirm(&self) -> bool {
        self.plan.given() && self.state == KeyResultState::Proposed
    }

    #[must_use]
    pub fn cancel(&self) -> bool {
        self.plan.given() && self.state != KeyResultState::Cancelled
    }

    /// Whether the actor may reactivate it, which only a cancelled one can be.
    #[must_use]
    pub fn reactivate(&self) -> bool {
        self.plan.given() && self.state == KeyResultState::Cancelled
    }

    #[must_use]
    pub fn override_status(&self) -> bool {
        self.plan.given() && self.state == KeyResultState::Active
    }

    /// Whether the actor may edit at most its text.
    #[must_use]
    pub fn only_text(&self) -> bool {
        !self.plan.has_right() && self.state != KeyResultState::Proposed
    }
}

/// The rows that decide what may be done with a key result.
pub struct KeyResultContext {
    pub objective: Stored<Objective>,
    pub cycle: Stored<Cycle>,
    pub has_check_ins: bool,
}

impl KeyResultContext {
    /// # Errors
    /// Those of the database.
    pub fn read(reader: &mut Reader<'_>, key_result: &Stored<KeyResult>) -> Result<Self> {
        Ok(Self {
            objective: objectives::find(reader, key_result.objective_id)?,
            cycle: cycles::find(reader, key_result.cycle_id)?,
            has_check_ins: check_in_rows::any_of(reader, key_result.id())?,
        })
    }

    #[must_use]
    pub fn allowed(&self, ctx: &Ctx, key_result: &KeyResult) -> KeyResultAllowed {
        allowed(ctx, key_result, &self.objective, &self.cycle, self.has_check_ins)
    }
}

/// Permission to propose a key result with this owner.
#[must_use]
pub fn propose(ctx: &Ctx, owner: Option<Id<User>>) -> Permission {
    Permission::of(ctx, Action::Propose { owner })
}

#[must_use]
pub fn allowed(
    ctx: &Ctx,
    key_result: &KeyResult,
    objective: &Objective,
    cycle: &Cycle,
    has_check_ins: bool,
) -> KeyResultAllowed {
    let departments = objective.departments();
    let plan = || require(ctx, Action::Plan { departments: &departments });
    let own = propose(ctx, key_result.owner_id).check();
    let own_proposal = key_result.state == KeyResultState::Proposed && own.is_ok();
    let open = || guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    KeyResultAllowed {
        check_in: check_ins::allowed::report(ctx, key_result, &departments, (cycle.name.as_str(), cycle.state)),
        edit: Permission::new(if plan().is_ok() { Ok(()) } else { own }).and(open()),
        plan: Permission::new(plan()).and(open()),
        delete: Permission::new(if own_proposal { Ok(()) } else { plan() })
            .and(open())
            .and(refuse_reported(key_result, has_check_ins)),
        state: key_result.state,
    }
}

/// Refuses to delete a key result that has check-ins.
pub(in crate::app) fn refuse_reported(key_result: &KeyResult, has_check_ins: bool) -> Result<()> {
    if has_check_ins {
        let told = Message::new("error-key-result-has-check-ins").with("title", key_result.title.as_str());
        return Err(Error::new(Code::HasCheckIns, told));
    }
    Ok(())
}
