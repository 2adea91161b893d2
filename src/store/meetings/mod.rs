//! The table of meetings: lookup by id, the list by brand, cycle, department and state, in order of id. What each person
//! rated is in `confidences.rs`, blockers and decisions are beside it.
//! Which meeting came before another is found in `app/meetings`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{Page, entities, from_json, keep_rows, to_json, word},
    schema::meetings,
    tx::Reader,
    types::At,
};
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    meeting::{Meeting, MeetingState},
    organisation::Tenant,
    people::user::User,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Name, Text},
    },
};

pub mod blockers;
pub mod confidences;
pub mod decisions;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = meetings, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct MeetingRow {
    organisation_id: Tenant,
    id: Id<Meeting>,
    brand_id: Id<Brand>,
    cycle_id: Id<Cycle>,
    department_id: Option<Id<Department>>,
    title: String,
    held_on: NaiveDate,
    state: String,
    facilitator_id: Option<Id<User>>,
    key_result_ids: String,
    confidence_shown: bool,
    minutes: Option<String>,
    ended_on: Option<NaiveDate>,
    ended_revision: Option<i64>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl MeetingRow {
    fn new(organisation_id: Tenant, stored: &Stored<Meeting>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            brand_id: value.brand_id,
            cycle_id: value.cycle_id,
            department_id: value.department_id,
            title: value.title.to_string(),
            held_on: value.held_on,
            state: value.state.to_string(),
            facilitator_id: value.facilitator_id,
            key_result_ids: to_json(&value.key_result_ids),
            confidence_shown: value.confidence_shown,
            minutes: value.minutes.as_ref().map(ToString::to_string),
            ended_on: value.ended_on,
            ended_revision: value.ended_revision,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<MeetingRow> for Stored<Meeting> {
    type Error = StoreError;

    fn try_from(row: MeetingRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Meeting {
                brand_id: row.brand_id,
                cycle_id: row.cycle_id,
                department_id: row.department_id,
                title: Name::trusted(row.title),
                held_on: row.held_on,
                state: word(&row.state)?,
                facilitator_id: row.facilitator_id,
                key_result_ids: from_json(&row.key_result_ids)?,
                confidence_shown: row.confidence_shown,
                minutes: row.minutes.map(Text::trusted),
                ended_on: row.ended_on,
                ended_revision: row.ended_revision,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Meeting, meetings, MeetingRow, |key| meetings::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Meeting>) -> Result<Stored<Meeting>, StoreError> {
    meetings::table
        .filter(meetings::organisation_id.eq(reader.organisation()))
        .filter(meetings::id.eq(id))
        .select(MeetingRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Meeting>]) -> Result<Vec<Stored<Meeting>>, StoreError> {
    let rows = meetings::table
        .filter(meetings::organisation_id.eq(reader.organisation()))
        .filter(meetings::id.eq_any(ids.to_vec()))
        .order(meetings::id)
        .select(MeetingRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct MeetingFilter {
    pub brand_id: Option<Id<Brand>>,
    pub cycle_id: Option<Id<Cycle>>,
    pub department_id: Option<Id<Department>>,
    pub facilitator_id: Option<Id<User>>,
    pub state: Option<MeetingState>,
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &MeetingFilter,
    page: Page<Id<Meeting>>,
) -> Result<Vec<Stored<Meeting>>, StoreError> {
    let mut query = meetings::table.filter(meetings::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(meetings::id.gt(after));
    }
    if let Some(brand_id) = filter.brand_id {
        query = query.filter(meetings::brand_id.eq(brand_id));
    }
    if let Some(cycle_id) = filter.cycle_id {
        query = query.filter(meetings::cycle_id.eq(cycle_id));
    }
    if let Some(department_id) = filter.department_id {
        query = query.filter(meetings::department_id.eq(department_id));
    }
    if let Some(facilitator_id) = filter.facilitator_id {
        query = query.filter(meetings::facilitator_id.eq(facilitator_id));
    }
    if let Some(state) = filter.state {
        query = query.filter(meetings::state.eq(state.as_str()));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(meetings::updated_at.ge(At(since)));
    }
    let rows = query.order(meetings::id).limit(page.limit).select(MeetingRow::as_select()).load(reader.connection)?;
    entities(rows)
}
