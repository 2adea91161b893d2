//! What each person rated in a meeting: one row for each person, with the ratings as JSON. Whoever reads these rows
//! gives them out only to their author until the meeting shows them (`app/meetings/confidence.rs`).
//! The meetings are in `store/meetings/mod.rs`.

use diesel::prelude::*;

use crate::{
    domain::{
        meeting::{Meeting, MeetingConfidence, MeetingConfidenceKey},
        organisation::Tenant,
        people::user::User,
        values::{
            id::Id,
            record::{Stamp, Stored},
        },
    },
    store::engine::{
        error::StoreError,
        row::{entities, from_json, keep_rows, to_json},
        schema::meeting_confidences,
        tx::Reader,
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = meeting_confidences, primary_key(organisation_id, meeting_id, user_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct MeetingConfidenceRow {
    organisation_id: Tenant,
    meeting_id: Id<Meeting>,
    user_id: Id<User>,
    ratings: String,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl MeetingConfidenceRow {
    fn new(organisation_id: Tenant, stored: &Stored<MeetingConfidence>) -> Self {
        let ratings: Vec<_> = stored.value.ratings.iter().collect();
        Self {
            organisation_id,
            meeting_id: stored.key.meeting_id,
            user_id: stored.key.user_id,
            ratings: to_json(&ratings),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<MeetingConfidenceRow> for Stored<MeetingConfidence> {
    type Error = StoreError;

    fn try_from(row: MeetingConfidenceRow) -> Result<Self, StoreError> {
        let ratings: Vec<_> = from_json(&row.ratings)?;
        Ok(Self {
            key: MeetingConfidenceKey { meeting_id: row.meeting_id, user_id: row.user_id },
            value: MeetingConfidence { ratings: ratings.into_iter().collect() },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(MeetingConfidence, meeting_confidences, MeetingConfidenceRow, |key| meeting_confidences::meeting_id
    .eq(key.meeting_id)
    .and(meeting_confidences::user_id.eq(key.user_id)));

/// The row with this key, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn get(
    reader: &mut Reader<'_>,
    key: MeetingConfidenceKey,
) -> Result<Option<Stored<MeetingConfidence>>, StoreError> {
    let row = meeting_confidences::table
        .filter(meeting_confidences::organisation_id.eq(reader.organisation()))
        .filter(meeting_confidences::meeting_id.eq(key.meeting_id))
        .filter(meeting_confidences::user_id.eq(key.user_id))
        .select(MeetingConfidenceRow::as_select())
        .first(reader.connection)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Everybody's rows in a meeting.
///
/// # Errors
/// Any error of the database.
pub fn of_meeting(reader: &mut Reader<'_>, meeting: Id<Meeting>) -> Result<Vec<Stored<MeetingConfidence>>, StoreError> {
    let rows = meeting_confidences::table
        .filter(meeting_confidences::organisation_id.eq(reader.organisation()))
        .filter(meeting_confidences::meeting_id.eq(meeting))
        .order(meeting_confidences::user_id)
        .select(MeetingConfidenceRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// A person's rows in all meetings.
///
/// # Errors
/// Any error of the database.
pub fn of_user(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Stored<MeetingConfidence>>, StoreError> {
    let rows = meeting_confidences::table
        .filter(meeting_confidences::organisation_id.eq(reader.organisation()))
        .filter(meeting_confidences::user_id.eq(user))
        .order(meeting_confidences::meeting_id)
        .select(MeetingConfidenceRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}
