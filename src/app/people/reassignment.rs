//! Handing over the responsibilities of a person who leaves or changes jobs: the objectives and key results that they
//! own in cycles that are not closed, the meetings to come and the open blockers there, their seats in departments, and
//! the Models of which they are the custodian. All of it goes to one other person, in one revision. What they owned in
//! closed cycles and what they reported stays theirs. Deactivating a person is in `users.rs`.

use serde::Serialize;

use crate::{
    app::{
        error::Result,
        input::{Command, Fields, Parsed},
        people::users::allowed,
    },
    domain::{
        brand::Brand,
        cycle::{Cycle, CycleState},
        department::{Department, Member, MemberKey},
        key_result::KeyResult,
        meeting::{Blocker, BlockerState, Meeting},
        model::Model,
        objective::Objective,
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::{Message, Place},
            record::Stored,
        },
    },
    store::{
        cycles::{self, CycleFilter},
        departments,
        engine::{
            error::StoreError,
            row::Page,
            tx::{Reader, Tx},
        },
        key_results::{self, KeyResultFilter},
        meetings::{
            self, MeetingFilter,
            blockers::{self, BlockerFilter},
        },
        models,
        objectives::{self, ObjectiveFilter},
        people::{members, users},
    },
};

/// The ids of what was handed over.
#[derive(Debug, Serialize)]
pub struct Reassigned {
    pub from: Id<User>,
    pub to: Id<User>,
    pub objectives: Vec<Id<Objective>>,
    pub key_results: Vec<Id<KeyResult>>,
    /// Meetings to facilitate that have not ended.
    pub meetings: Vec<Id<Meeting>>,
    /// Blockers that are not resolved.
    pub blockers: Vec<Id<Blocker>>,
    /// The departments of the seats.
    pub departments: Vec<Id<Department>>,
    /// The brands of the Models.
    pub brands: Vec<Id<Brand>>,
}

/// Who takes over.
#[derive(Debug, Clone, Copy)]
pub struct Reassign {
    pub to: Id<User>,
}

impl Command for Reassign {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { to: fields.required("to")? })
    }
}

/// Hands over all responsibilities of `from` to another person.
///
/// # Errors
/// `not_found`, `forbidden`; `invalid` when that person cannot take over.
pub fn reassign(tx: &mut Tx<'_>, from: Id<User>, reassign: &Parsed<Reassign>) -> Result<Reassigned> {
    let leaving = users::find(tx, from)?;
    allowed(tx.ctx()).check()?;
    let seats = members::of_user(tx, from)?;
    let successor = successor(tx, reassign.peek().map(|reassign| reassign.to))?;
    let led = match seats.iter().find(|seat| seat.lead) {
        Some(seat) => Some(departments::find(tx, seat.key.department_id)?),
        None => None,
    };
    let Reassign { to } = reassign.validate_with(tx, |reassign, faults| {
        let unfit = successor.as_ref().and_then(|to| unfit(&leaving, to, led.as_deref()));
        faults.extend(unfit.map(|why| Fault::at("/to", FaultCode::NotAllowed, why)));
        Some(reassign)
    })?;
    let open = open_cycles(tx)?;
    Ok(Reassigned {
        from,
        to,
        objectives: hand_over_objectives(tx, from, to, &open)?,
        key_results: hand_over_key_results(tx, from, to, &open)?,
        meetings: hand_over_meetings(tx, from, to, &open)?,
        blockers: hand_over_blockers(tx, from, to, &open)?,
        departments: hand_over_seats(tx, seats, to)?,
        brands: hand_over_models(tx, from, to)?,
    })
}

/// The person to take over, if the id is known.
fn successor(reader: &mut Reader<'_>, named: Option<Id<User>>) -> Result<Option<Stored<User>>> {
    let Some(id) = named else { return Ok(None) };
    match users::find(reader, id) {
        Ok(user) => Ok(Some(user)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Why the person `to` cannot take over, if so.
fn unfit(leaving: &Stored<User>, to: &Stored<User>, led: Option<&Department>) -> Option<Message> {
    let named = |key| Message::new(key).with("name", to.name.as_str());
    if to.id() == leaving.id() {
        return Some("fault-successor-is-the-same".into());
    }
    if !to.active {
        return Some(named("fault-person-deactivated"));
    }
    let department = led.filter(|_| !to.role.may_lead())?;
    let why = named("fault-successor-cannot-lead").with("leaving", leaving.name.as_str());
    Some(why.with("department", department.name.as_str()).with("role", Place::Word("a-role", to.role.to_string())))
}

fn open_cycles(reader: &mut Reader<'_>) -> Result<Vec<Id<Cycle>>> {
    let cycles = cycles::list(reader, &CycleFilter::default(), Page::all())?;
    Ok(cycles.iter().filter(|cycle| cycle.state != CycleState::Closed).map(Stored::id).collect())
}

fn hand_over_objectives(
    tx: &mut Tx<'_>,
    from: Id<User>,
    to: Id<User>,
    open: &[Id<Cycle>],
) -> Result<Vec<Id<Objective>>> {
    let filter = ObjectiveFilter { owner_id: Some(from), ..ObjectiveFilter::default() };
    let mut moved = Vec::new();
    for current in objectives::list(tx, &filter, Page::all())? {
        if open.contains(&current.cycle_id) {
            let value = Objective { owner_id: Some(to), ..current.value.clone() };
            moved.push(tx.update(current, value)?.id());
        }
    }
    Ok(moved)
}

fn hand_over_key_results(
    tx: &mut Tx<'_>,
    from: Id<User>,
    to: Id<User>,
    open: &[Id<Cycle>],
) -> Result<Vec<Id<KeyResult>>> {
    let filter = KeyResultFilter { owner_id: Some(from), ..KeyResultFilter::default() };
    let mut moved = Vec::new();
    for current in key_results::list(tx, &filter, Page::all())? {
        if open.contains(&current.cycle_id) {
            let value = KeyResult { owner_id: Some(to), ..current.value.clone() };
            moved.push(tx.update(current, value)?.id());
        }
    }
    Ok(moved)
}

fn hand_over_meetings(tx: &mut Tx<'_>, from: Id<User>, to: Id<User>, open: &[Id<Cycle>]) -> Result<Vec<Id<Meeting>>> {
    let filter = MeetingFilter { facilitator_id: Some(from), ..MeetingFilter::default() };
    let mut moved = Vec::new();
    for current in meetings::list(tx, &filter, Page::all())? {
        if !current.has_ended() && open.contains(&current.cycle_id) {
            let value = Meeting { facilitator_id: Some(to), ..current.value.clone() };
            moved.push(tx.update(current, value)?.id());
        }
    }
    Ok(moved)
}

fn hand_over_blockers(tx: &mut Tx<'_>, from: Id<User>, to: Id<User>, open: &[Id<Cycle>]) -> Result<Vec<Id<Blocker>>> {
    let state = Some(BlockerState::Open);
    let filter = BlockerFilter { owner_id: Some(from), state, ..BlockerFilter::default() };
    let mut moved = Vec::new();
    for current in blockers::list(tx, &filter, Page::all())? {
        if open.contains(&meetings::find(tx, current.meeting_id)?.cycle_id) {
            let value = Blocker { owner_id: Some(to), ..current.value.clone() };
            moved.push(tx.update(current, value)?.id());
        }
    }
    Ok(moved)
}

/// Moves the seats to the successor. A seat that they have already gets the rights of the other one added.
fn hand_over_seats(tx: &mut Tx<'_>, seats: Vec<Stored<Member>>, to: Id<User>) -> Result<Vec<Id<Department>>> {
    let mut moved = Vec::new();
    for seat in seats {
        let key = MemberKey { user_id: to, ..seat.key };
        match members::get(tx, &key)? {
            Some(own) => {
                let member = Member { lead: own.lead || seat.lead, ambassador: own.ambassador || seat.ambassador };
                tx.update(own, member)?;
            }
            None => {
                tx.create(key, seat.value.clone())?;
            }
        }
        tx.delete(&seat)?;
        moved.push(key.department_id);
    }
    Ok(moved)
}

fn hand_over_models(tx: &mut Tx<'_>, from: Id<User>, to: Id<User>) -> Result<Vec<Id<Brand>>> {
    let mut moved = Vec::new();
    for current in models::kept_by(tx, from)? {
        let value = Model { custodian_id: Some(to), ..current.value.clone() };
        moved.push(tx.update(current, value)?.key.brand_id);
    }
    Ok(moved)
}
