//! Blockers: what is in the way, raised in a meeting. Until it is resolved a blocker stands on the list of every later
//! meeting of the same scope. After the meeting its text is fixed, but who cares for it, until when, and whether it is
//! resolved may still change. Who may do so is in `allowed.rs`.

use chrono::NaiveDate;

use super::{allowed, before, references::foreign_key_result};
pub use crate::store::meetings::blockers::BlockerFilter;
use crate::{
    app::{
        error::{Error, Result},
        input::{Command, Fields, Parsed},
        listing::{Listed, Query},
        people::responsible,
    },
    domain::{
        key_result::KeyResult,
        meeting::{Blocker, BlockerState, Meeting},
        people::user::User,
        values::{
            id::Id,
            record::{ById, Stored},
            text::Text,
        },
    },
    store::{
        cycles,
        engine::tx::{Reader, Tx},
        meetings::{self, blockers as rows},
    },
};

#[derive(Debug, Clone)]
pub struct NewBlocker {
    pub meeting_id: Id<Meeting>,
    pub text: Text,
    pub owner_id: Option<Id<User>>,
    pub due_on: Option<NaiveDate>,
    pub key_result_id: Option<Id<KeyResult>>,
}

/// A partial update of a blocker; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct BlockerPatch {
    pub text: Option<Text>,
    pub owner_id: Option<Option<Id<User>>>,
    pub due_on: Option<Option<NaiveDate>>,
    pub key_result_id: Option<Option<Id<KeyResult>>>,
    pub state: Option<BlockerState>,
}

impl Command for NewBlocker {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (meeting_id, text) = (fields.required("meeting_id"), fields.required("text"));
        let (owner_id, due_on) = (fields.field("owner_id", Some(None)), fields.field("due_on", Some(None)));
        let key_result_id = fields.field("key_result_id", Some(None));
        Some(Self {
            meeting_id: meeting_id?,
            text: text?,
            owner_id: owner_id?,
            due_on: due_on?,
            key_result_id: key_result_id?,
        })
    }
}

impl Command for BlockerPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            text: fields.given("text"),
            owner_id: fields.given("owner_id"),
            due_on: fields.given("due_on"),
            key_result_id: fields.given("key_result_id"),
            state: fields.given("state"),
        })
    }
}

impl Command for BlockerFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (meeting_id, owner_id) = (fields.optional("meeting_id"), fields.optional("owner_id"));
        let (key_result_id, state) = (fields.optional("key_result_id"), fields.optional("state"));
        let updated_since = fields.optional("updated_since");
        Some(Self {
            meeting_id: meeting_id?,
            owner_id: owner_id?,
            key_result_id: key_result_id?,
            state: state?,
            updated_since: updated_since?,
        })
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<BlockerFilter>) -> Result<Listed<Stored<Blocker>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = rows::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Blocker>) -> Result<Stored<Blocker>> {
    Ok(rows::find(reader, id)?)
}

/// The blockers on the list of a meeting: those of earlier meetings of the same scope that were not resolved before its
/// day, then its own.
///
/// # Errors
/// Those of the database.
pub fn at(reader: &mut Reader<'_>, meeting: &Stored<Meeting>) -> Result<Vec<Stored<Blocker>>> {
    let earlier: Vec<Id<Meeting>> = before(reader, meeting)?.iter().map(Stored::id).collect();
    let mut found = rows::of_meetings(reader, &earlier)?;
    found.retain(|one| one.resolved_on.is_none_or(|day| day >= meeting.held_on));
    found.extend(rows::of_meetings(reader, &[meeting.id()])?);
    Ok(found)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `conflict` after the meeting.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewBlocker>) -> Result<Stored<Blocker>> {
    allowed::take_part(tx.ctx()).check()?;
    let new = new.validate(tx)?;
    let meeting = meetings::find(tx, new.meeting_id)?;
    let cycle = cycles::find(tx, meeting.cycle_id)?;
    allowed::allowed(tx.ctx(), &meeting, &cycle).take_part.check()?;
    let blocker = Blocker {
        meeting_id: new.meeting_id,
        text: new.text,
        owner_id: new.owner_id,
        due_on: new.due_on,
        key_result_id: new.key_result_id,
        state: BlockerState::Open,
        resolved_on: None,
    };
    check_stored(tx, &meeting, None, &blocker)?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, blocker)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `conflict` for text or key result after the meeting.
pub fn update(tx: &mut Tx<'_>, id: Id<Blocker>, patch: &Parsed<BlockerPatch>) -> Result<Stored<Blocker>> {
    let current = rows::find(tx, id)?;
    let meeting = meetings::find(tx, current.meeting_id)?;
    let cycle = cycles::find(tx, meeting.cycle_id)?;
    let reworded = patch.peek().is_some_and(|patch| patch.rewords(&current));
    let state = if reworded { allowed::refuse_ended(&meeting) } else { Ok(()) };
    let permission = allowed::allowed(tx.ctx(), &meeting, &cycle).follow_up.and(state);
    permission.check_version(tx.ctx(), current.stamp.version)?;
    let blocker = patch.validate(tx)?.over(&current, tx.today());
    check_stored(tx, &meeting, Some(&current), &blocker)?;
    Ok(tx.update(current, blocker)?)
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`; `conflict` after the meeting.
pub fn delete(tx: &mut Tx<'_>, id: Id<Blocker>) -> Result<()> {
    let current = rows::find(tx, id)?;
    let meeting = meetings::find(tx, current.meeting_id)?;
    let cycle = cycles::find(tx, meeting.cycle_id)?;
    allowed::allowed(tx.ctx(), &meeting, &cycle).take_part.check_version(tx.ctx(), current.stamp.version)?;
    Ok(tx.delete(&current)?)
}

impl BlockerPatch {
    /// Whether it changes what was said in the meeting.
    fn rewords(&self, was: &Blocker) -> bool {
        self.text.as_ref().is_some_and(|text| *text != was.text)
            || self.key_result_id.is_some_and(|key_result| key_result != was.key_result_id)
    }

    fn over(self, was: &Blocker, today: NaiveDate) -> Blocker {
        let state = self.state.unwrap_or(was.state);
        Blocker {
            meeting_id: was.meeting_id,
            text: self.text.unwrap_or_else(|| was.text.clone()),
            owner_id: self.owner_id.unwrap_or(was.owner_id),
            due_on: self.due_on.unwrap_or(was.due_on),
            key_result_id: self.key_result_id.unwrap_or(was.key_result_id),
            state,
            resolved_on: (state == BlockerState::Resolved).then(|| was.resolved_on.unwrap_or(today)),
        }
    }
}

fn check_stored(
    reader: &mut Reader<'_>,
    meeting: &Meeting,
    was: Option<&Stored<Blocker>>,
    blocker: &Blocker,
) -> Result<()> {
    let mut faults = Vec::new();
    let owner = was.and_then(|was| was.owner_id);
    faults.extend(responsible::deactivated(reader, "/owner_id", owner, blocker.owner_id)?);
    if let Some(id) = blocker.key_result_id {
        faults.extend(foreign_key_result(reader, meeting, "/key_result_id", id)?);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}
