//! The table of blockers, what is in the way: by meeting, owner, key result and state, in order of id.
//! Who may change them, and until when, is in `app/meetings/allowed.rs`.
//! The meetings are in `store/meetings/mod.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        key_result::KeyResult,
        meeting::{Blocker, BlockerState, Meeting},
        organisation::Tenant,
        people::user::User,
        values::{
            id::Id,
            record::{ById, Stamp, Stored},
            text::Text,
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, keep_rows, word},
        schema::blockers,
        tx::Reader,
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = blockers, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct BlockerRow {
    organisation_id: Tenant,
    id: Id<Blocker>,
    meeting_id: Id<Meeting>,
    text: String,
    owner_id: Option<Id<User>>,
    due_on: Option<NaiveDate>,
    key_result_id: Option<Id<KeyResult>>,
    state: String,
    resolved_on: Option<NaiveDate>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl BlockerRow {
    fn new(organisation_id: Tenant, stored: &Stored<Blocker>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            meeting_id: value.meeting_id,
            text: value.text.to_string(),
            owner_id: value.owner_id,
            due_on: value.due_on,
            key_result_id: value.key_result_id,
            state: value.state.to_string(),
            resolved_on: value.resolved_on,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<BlockerRow> for Stored<Blocker> {
    type Error = StoreError;

    fn try_from(row: BlockerRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Blocker {
                meeting_id: row.meeting_id,
                text: Text::trusted(row.text),
                owner_id: row.owner_id,
                due_on: row.due_on,
                key_result_id: row.key_result_id,
                state: word(&row.state)?,
                resolved_on: row.resolved_on,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Blocker, blockers, BlockerRow, |key| blockers::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Blocker>) -> Result<Stored<Blocker>, StoreError> {
    blockers::table
        .filter(blockers::organisation_id.eq(reader.organisation()))
        .filter(blockers::id.eq(id))
        .select(BlockerRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows of some meetings, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn of_meetings(reader: &mut Reader<'_>, meetings: &[Id<Meeting>]) -> Result<Vec<Stored<Blocker>>, StoreError> {
    let rows = blockers::table
        .filter(blockers::organisation_id.eq(reader.organisation()))
        .filter(blockers::meeting_id.eq_any(meetings.to_vec()))
        .order(blockers::id)
        .select(BlockerRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Blocker>]) -> Result<Vec<Stored<Blocker>>, StoreError> {
    let rows = blockers::table
        .filter(blockers::organisation_id.eq(reader.organisation()))
        .filter(blockers::id.eq_any(ids.to_vec()))
        .order(blockers::id)
        .select(BlockerRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct BlockerFilter {
    pub meeting_id: Option<Id<Meeting>>,
    pub owner_id: Option<Id<User>>,
    pub key_result_id: Option<Id<KeyResult>>,
    pub state: Option<BlockerState>,
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &BlockerFilter,
    page: Page<Id<Blocker>>,
) -> Result<Vec<Stored<Blocker>>, StoreError> {
    let mut query = blockers::table.filter(blockers::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(blockers::id.gt(after));
    }
    if let Some(meeting_id) = filter.meeting_id {
        query = query.filter(blockers::meeting_id.eq(meeting_id));
    }
    if let Some(owner_id) = filter.owner_id {
        query = query.filter(blockers::owner_id.eq(owner_id));
    }
    if let Some(key_result_id) = filter.key_result_id {
        query = query.filter(blockers::key_result_id.eq(key_result_id));
    }
    if let Some(state) = filter.state {
        query = query.filter(blockers::state.eq(state.as_str()));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(blockers::updated_at.ge(At(since)));
    }
    let rows = query.order(blockers::id).limit(page.limit).select(BlockerRow::as_select()).load(reader.connection)?;
    entities(rows)
}
