//! The table of decisions: by meeting, owner, objective and key result, in order of id.
//! Who may change them, and until when, is in `app/meetings/allowed.rs`.
//! The meetings are in `store/meetings/mod.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        key_result::KeyResult,
        meeting::{Decision, Meeting},
        objective::Objective,
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
        row::{Page, entities, keep_rows},
        schema::decisions,
        tx::Reader,
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = decisions, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct DecisionRow {
    organisation_id: Tenant,
    id: Id<Decision>,
    meeting_id: Id<Meeting>,
    text: String,
    objective_id: Option<Id<Objective>>,
    key_result_id: Option<Id<KeyResult>>,
    owner_id: Option<Id<User>>,
    due_on: Option<NaiveDate>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl DecisionRow {
    fn new(organisation_id: Tenant, stored: &Stored<Decision>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            meeting_id: value.meeting_id,
            text: value.text.to_string(),
            objective_id: value.objective_id,
            key_result_id: value.key_result_id,
            owner_id: value.owner_id,
            due_on: value.due_on,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<DecisionRow> for Stored<Decision> {
    type Error = StoreError;

    fn try_from(row: DecisionRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Decision {
                meeting_id: row.meeting_id,
                text: Text::trusted(row.text),
                objective_id: row.objective_id,
                key_result_id: row.key_result_id,
                owner_id: row.owner_id,
                due_on: row.due_on,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Decision, decisions, DecisionRow, |key| decisions::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Decision>) -> Result<Stored<Decision>, StoreError> {
    decisions::table
        .filter(decisions::organisation_id.eq(reader.organisation()))
        .filter(decisions::id.eq(id))
        .select(DecisionRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows of some meetings, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn of_meetings(reader: &mut Reader<'_>, meetings: &[Id<Meeting>]) -> Result<Vec<Stored<Decision>>, StoreError> {
    let rows = decisions::table
        .filter(decisions::organisation_id.eq(reader.organisation()))
        .filter(decisions::meeting_id.eq_any(meetings.to_vec()))
        .order(decisions::id)
        .select(DecisionRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Decision>]) -> Result<Vec<Stored<Decision>>, StoreError> {
    let rows = decisions::table
        .filter(decisions::organisation_id.eq(reader.organisation()))
        .filter(decisions::id.eq_any(ids.to_vec()))
        .order(decisions::id)
        .select(DecisionRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct DecisionFilter {
    pub meeting_id: Option<Id<Meeting>>,
    pub objective_id: Option<Id<Objective>>,
    pub key_result_id: Option<Id<KeyResult>>,
    pub owner_id: Option<Id<User>>,
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &DecisionFilter,
    page: Page<Id<Decision>>,
) -> Result<Vec<Stored<Decision>>, StoreError> {
    let mut query = decisions::table.filter(decisions::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(decisions::id.gt(after));
    }
    if let Some(meeting_id) = filter.meeting_id {
        query = query.filter(decisions::meeting_id.eq(meeting_id));
    }
    if let Some(objective_id) = filter.objective_id {
        query = query.filter(decisions::objective_id.eq(objective_id));
    }
    if let Some(key_result_id) = filter.key_result_id {
        query = query.filter(decisions::key_result_id.eq(key_result_id));
    }
    if let Some(owner_id) = filter.owner_id {
        query = query.filter(decisions::owner_id.eq(owner_id));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(decisions::updated_at.ge(At(since)));
    }
    let rows = query.order(decisions::id).limit(page.limit).select(DecisionRow::as_select()).load(reader.connection)?;
    entities(rows)
}
