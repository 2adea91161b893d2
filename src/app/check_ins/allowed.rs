//! Permissions on check-ins: to report on a key result, and to correct what was reported. Nobody reports by hand on a
//! key result that follows a KPI or is cancelled, and a closed cycle is read-only. Who is asked for a check-in is in
//! `due_list.rs`.

use crate::{
    app::{
        cycles::guard,
        error::{Code, Error, Result},
        permission::Permission,
    },
    domain::{
        access::Action,
        check_in::CheckIn,
        context::Ctx,
        cycle::{Cycle, CycleState},
        department::Department,
        key_result::{KeyResult, KeyResultState},
        values::id::Id,
    },
};

/// Permission to check in on a key result that counts in these departments.
#[must_use]
pub fn report(
    ctx: &Ctx,
    key_result: &KeyResult,
    departments: &[Id<Department>],
    (cycle, state): (&str, CycleState),
) -> Permission {
    let reports = Permission::of(ctx, Action::CheckIn { owner: key_result.owner_id, departments });
    reports
        .and(guard::refuse_closed(state, cycle, guard::ONLY_READ))
        .and(refuse_follower(key_result))
        .and(refuse_cancelled(key_result))
}

/// Permission to check in on what is the actor's own, which whoever reports at all has.
#[must_use]
pub fn somewhere(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::CheckIn { owner: ctx.actor.user_id(), departments: &[] })
}

/// Permission to change or delete a check-in: for its author, while they may report on the key result, and for a lead
/// of any department in which it counts.
#[must_use]
pub fn correct(
    ctx: &Ctx,
    check_in: &CheckIn,
    key_result: &KeyResult,
    departments: &[Id<Department>],
    cycle: &Cycle,
) -> Permission {
    let actor = &ctx.actor;
    let author = check_in.author_id.is_some()
        && check_in.author_id == actor.user_id()
        && actor.may(Action::CheckIn { owner: key_result.owner_id, departments });
    let leads = departments.iter().any(|one| actor.may(Action::Plan { departments: &[*one] }));
    let right = if author || leads {
        Ok(())
    } else {
        let detail = "error-check-in-correctors";
        Err(Error::forbidden(detail))
    };
    Permission::new(right).and(guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ))
}

pub(in crate::app) fn refuse_follower(key_result: &KeyResult) -> Result<()> {
    if key_result.kpi_id.is_some() {
        let detail = "error-check-in-follows-kpi";
        return Err(Error::new(Code::FollowsKpi, detail));
    }
    Ok(())
}

fn refuse_cancelled(key_result: &KeyResult) -> Result<()> {
    if key_result.state == KeyResultState::Cancelled {
        return Err(Error::new(Code::Conflict, "error-check-in-cancelled"));
    }
    Ok(())
}
