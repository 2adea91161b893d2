//! What somebody may do with an objective, and where they may set new ones: leads may for the departments that they lead,
//! all of those in which it counts. What may be done with the key results that an objective has is in
//! `app/key_results/allowed.rs`.

use crate::{
    app::{cycles::guard, error::Error, permission::Permission},
    domain::{access::Action, ctx::Ctx, cycle::Cycle, department::Department, objective::Objective, values::id::Id},
};

pub struct ObjectiveAllowed {
    /// Change and delete it.
    pub change: Permission,
    pub add_key_result: Permission,
    /// A key result of one's own, which a lead confirms.
    pub propose_key_result: Permission,
}

#[must_use]
pub fn allowed(ctx: &Ctx, objective: &Objective, cycle: &Cycle) -> ObjectiveAllowed {
    let departments = objective.departments();
    let open = || guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    ObjectiveAllowed {
        change: in_departments(ctx, &departments).and(open()),
        add_key_result: in_departments(ctx, &departments).and(open()),
        propose_key_result: Permission::of(ctx, Action::ProposeAtAll).and(open()),
    }
}

/// Objectives that count in all of these departments.
#[must_use]
pub fn in_departments(ctx: &Ctx, departments: &[Id<Department>]) -> Permission {
    Permission::of(ctx, Action::Plan { departments })
}

/// Whether there is a department for which they may set objectives.
#[must_use]
pub fn somewhere(ctx: &Ctx) -> Permission {
    let detail = "error-objective-setters";
    Permission::new(if ctx.actor.may_plan_somewhere() { Ok(()) } else { Err(Error::forbidden(detail)) })
}
