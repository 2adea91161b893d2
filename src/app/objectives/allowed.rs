//! Permissions on objectives: what the actor may do with one, and where they may set new ones. A lead may, if they
//! lead all departments in which the objective counts. Permissions on key results are in
//! `app/key_results/allowed.rs`.

use crate::{
    app::{cycles::guard, error::Error, permission::Permission},
    domain::{
        access::Action, context::Ctx, cycle::Cycle, department::Department, objective::Objective, values::id::Id,
    },
};

pub struct ObjectiveAllowed {
    /// To change and delete the objective.
    pub change: Permission,
    pub add_key_result: Permission,
    /// To propose a key result of their own, which a lead confirms.
    pub propose_key_result: Permission,
}

#[must_use]
pub fn allowed(ctx: &Ctx, objective: &Objective, cycle: &Cycle) -> ObjectiveAllowed {
    let departments = objective.departments();
    let open = || guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    ObjectiveAllowed {
        change: in_departments(ctx, &departments).and(open()),
        add_key_result: in_departments(ctx, &departments).and(open()),
        propose_key_result: Permission::of(ctx, Action::ProposeAnywhere).and(open()),
    }
}

/// Permission to plan objectives that count in all of these departments.
#[must_use]
pub fn in_departments(ctx: &Ctx, departments: &[Id<Department>]) -> Permission {
    Permission::of(ctx, Action::Plan { departments })
}

/// Permission to set objectives in at least one department.
#[must_use]
pub fn somewhere(ctx: &Ctx) -> Permission {
    let detail = "error-objective-setters";
    Permission::new(if ctx.actor.may_plan_somewhere() { Ok(()) } else { Err(Error::forbidden(detail)) })
}
