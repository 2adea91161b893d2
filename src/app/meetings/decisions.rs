//! Decisions of a meeting, about an objective, a key result, or neither. They change only while the meeting has not
//! ended, so that the minutes stay what they were. Who may note them is in `allowed.rs`.
//! They are shown on the page of what they are about, too.

use chrono::NaiveDate;

use super::{
    allowed,
    references::{foreign_key_result, foreign_objective},
};
pub use crate::store::meetings::decisions::DecisionFilter;
use crate::{
    app::{
        error::{Error, Result},
        input::{Command, Fields, Parsed},
        listing::{Listed, Query},
        people::responsible,
    },
    domain::{
        key_result::KeyResult,
        meeting::{Decision, Meeting},
        objective::Objective,
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::Text,
        },
    },
    store::{
        cycles,
        engine::tx::{Reader, Tx},
        meetings::{self, decisions as rows},
    },
};

#[derive(Debug, Clone)]
pub struct NewDecision {
    pub meeting_id: Id<Meeting>,
    pub text: Text,
    pub objective_id: Option<Id<Objective>>,
    pub key_result_id: Option<Id<KeyResult>>,
    pub owner_id: Option<Id<User>>,
    pub due_on: Option<NaiveDate>,
}

/// A partial update of a decision; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct DecisionPatch {
    pub text: Option<Text>,
    pub objective_id: Option<Option<Id<Objective>>>,
    pub key_result_id: Option<Option<Id<KeyResult>>>,
    pub owner_id: Option<Option<Id<User>>>,
    pub due_on: Option<Option<NaiveDate>>,
}

impl Command for NewDecision {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (meeting_id, text) = (fields.required("meeting_id"), fields.required("text"));
        let objective_id = fields.field("objective_id", Some(None));
        let key_result_id = fields.field("key_result_id", Some(None));
        let (owner_id, due_on) = (fields.field("owner_id", Some(None)), fields.field("due_on", Some(None)));
        Some(Self {
            meeting_id: meeting_id?,
            text: text?,
            objective_id: objective_id?,
            key_result_id: key_result_id?,
            owner_id: owner_id?,
            due_on: due_on?,
        })
    }
}

impl Command for DecisionPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            text: fields.given("text"),
            objective_id: fields.given("objective_id"),
            key_result_id: fields.given("key_result_id"),
            owner_id: fields.given("owner_id"),
            due_on: fields.given("due_on"),
        })
    }
}

impl Command for DecisionFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (meeting_id, objective_id) = (fields.optional("meeting_id"), fields.optional("objective_id"));
        let (key_result_id, owner_id) = (fields.optional("key_result_id"), fields.optional("owner_id"));
        let updated_since = fields.optional("updated_since");
        Some(Self {
            meeting_id: meeting_id?,
            objective_id: objective_id?,
            key_result_id: key_result_id?,
            owner_id: owner_id?,
            updated_since: updated_since?,
        })
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<DecisionFilter>) -> Result<Listed<Stored<Decision>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = rows::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Decision>) -> Result<Stored<Decision>> {
    Ok(rows::find(reader, id)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `conflict` after the meeting.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewDecision>) -> Result<Stored<Decision>> {
    allowed::take_part(tx.ctx()).check()?;
    let new = new.validate(tx)?;
    let meeting = meetings::find(tx, new.meeting_id)?;
    let cycle = cycles::find(tx, meeting.cycle_id)?;
    allowed::allowed(tx.ctx(), &meeting, &cycle).take_part.check()?;
    let decision = Decision {
        meeting_id: new.meeting_id,
        text: new.text,
        objective_id: new.objective_id,
        key_result_id: new.key_result_id,
        owner_id: new.owner_id,
        due_on: new.due_on,
    };
    check_stored(tx, &meeting, None, &decision)?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, decision)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `conflict` after the meeting.
pub fn update(tx: &mut Tx<'_>, id: Id<Decision>, patch: &Parsed<DecisionPatch>) -> Result<Stored<Decision>> {
    let (current, meeting) = changeable(tx, id)?;
    let decision = patch.validate(tx)?.over(&current);
    check_stored(tx, &meeting, Some(&current), &decision)?;
    Ok(tx.update(current, decision)?)
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`; `conflict` after the meeting.
pub fn delete(tx: &mut Tx<'_>, id: Id<Decision>) -> Result<()> {
    let (current, _) = changeable(tx, id)?;
    Ok(tx.delete(&current)?)
}

fn changeable(reader: &mut Reader<'_>, id: Id<Decision>) -> Result<(Stored<Decision>, Stored<Meeting>)> {
    let current = rows::find(reader, id)?;
    let meeting = meetings::find(reader, current.meeting_id)?;
    let cycle = cycles::find(reader, meeting.cycle_id)?;
    let permission = allowed::allowed(reader.ctx(), &meeting, &cycle).take_part;
    permission.check_version(reader.ctx(), current.stamp.version)?;
    Ok((current, meeting))
}

impl DecisionPatch {
    fn over(self, was: &Decision) -> Decision {
        Decision {
            meeting_id: was.meeting_id,
            text: self.text.unwrap_or_else(|| was.text.clone()),
            objective_id: self.objective_id.unwrap_or(was.objective_id),
            key_result_id: self.key_result_id.unwrap_or(was.key_result_id),
            owner_id: self.owner_id.unwrap_or(was.owner_id),
            due_on: self.due_on.unwrap_or(was.due_on),
        }
    }
}

fn check_stored(
    reader: &mut Reader<'_>,
    meeting: &Meeting,
    was: Option<&Stored<Decision>>,
    decision: &Decision,
) -> Result<()> {
    let mut faults = Vec::new();
    let owner = was.and_then(|was| was.owner_id);
    faults.extend(responsible::deactivated(reader, "/owner_id", owner, decision.owner_id)?);
    if let Some(id) = decision.objective_id {
        faults.extend(foreign_objective(reader, meeting, "/objective_id", id)?);
    }
    if let Some(id) = decision.key_result_id {
        faults.extend(foreign_key_result(reader, meeting, "/key_result_id", id)?);
        if decision.objective_id.is_some() {
            faults.push(Fault::at("/objective_id", FaultCode::NotAllowed, "fault-decision-about-one"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}
