//! Permissions on meetings: to plan, lead and end them, and to take part. A lead may in their departments, an executive
//! everywhere; the named facilitator may lead that meeting. Every member takes part, viewers read. A meeting that ended
//! is read-only until it is opened again, and so is everything in a closed cycle.

use crate::{
    app::{
        cycles::guard,
        error::{Code, Error, Result},
        permission::Permission,
    },
    domain::{access::Action, context::Ctx, cycle::Cycle, department::Department, meeting::Meeting, values::id::Id},
};

pub struct MeetingAllowed {
    /// To change, open, end and delete the meeting, and to show everybody's confidence.
    pub facilitate: Permission,
    /// To give confidence, and to note blockers and decisions.
    pub take_part: Permission,
    /// To say that a blocker is resolved, after the meeting too.
    pub follow_up: Permission,
}

#[must_use]
pub fn allowed(ctx: &Ctx, meeting: &Meeting, cycle: &Cycle) -> MeetingAllowed {
    let open = || guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    let action = Action::Facilitate { department: meeting.department_id, facilitator: meeting.facilitator_id };
    MeetingAllowed {
        facilitate: Permission::of(ctx, action).and(open()),
        take_part: Permission::of(ctx, Action::TakePart).and(open()).and(refuse_ended(meeting)),
        follow_up: Permission::of(ctx, Action::TakePart).and(open()),
    }
}

/// Permission to plan a meeting of a department, or of the whole company.
#[must_use]
pub fn create(ctx: &Ctx, department: Option<Id<Department>>) -> Permission {
    Permission::of(ctx, Action::Facilitate { department, facilitator: None })
}

/// Permission to plan a meeting of at least one department.
#[must_use]
pub fn somewhere(ctx: &Ctx) -> Permission {
    let leads = ctx.actor.seats.iter().any(|seat| create(ctx, Some(seat.department_id)).given());
    Permission::new(if leads { Ok(()) } else { create(ctx, None).check_right() })
}

/// Permission to take part in meetings at all.
#[must_use]
pub fn take_part(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::TakePart)
}

/// # Errors
/// `conflict` when the meeting ended.
pub(in crate::app) fn refuse_ended(meeting: &Meeting) -> Result<()> {
    if meeting.has_ended() {
        return Err(Error::new(Code::Conflict, "error-meeting-ended"));
    }
    Ok(())
}
