//! Checks that the entities a request body refers to exist in the caller's organisation; those of other organisations
//! do not count. Kinds that no body refers to by a single id never exist. The JSON pointers of the references are in
//! `app/input`; further conditions (same brand, not archived) are checked by the use cases in `app`.

use diesel::prelude::*;
use uuid::Uuid;

use super::engine::{
    error::StoreError,
    schema::{brands, cycles, departments, key_results, kpis, meetings, objectives, users},
    tx::Reader,
};
use crate::domain::values::{id::Id, record::EntityKind};

macro_rules! is_there {
    ($reader:expr, $table:ident, $id:expr) => {
        $table::table
            .filter($table::organisation_id.eq($reader.organisation()))
            .filter($table::id.eq(Id::<()>::new($id)))
            .count()
            .get_result::<i64>($reader.connection)?
            > 0
    };
}

/// # Errors
/// Any error of the database.
pub fn exists(reader: &mut Reader<'_>, kind: EntityKind, id: Uuid) -> Result<bool, StoreError> {
    Ok(match kind {
        EntityKind::User => is_there!(reader, users, id),
        EntityKind::Department => is_there!(reader, departments, id),
        EntityKind::Brand => is_there!(reader, brands, id),
        EntityKind::Cycle => is_there!(reader, cycles, id),
        EntityKind::Objective => is_there!(reader, objectives, id),
        EntityKind::KeyResult => is_there!(reader, key_results, id),
        EntityKind::Kpi => is_there!(reader, kpis, id),
        EntityKind::Meeting => is_there!(reader, meetings, id),
        EntityKind::Organisation
        | EntityKind::Member
        | EntityKind::Model
        | EntityKind::ModelVersion
        | EntityKind::CheckIn
        | EntityKind::Target
        | EntityKind::Measurement
        | EntityKind::ScoringPolicy
        | EntityKind::ApiKey
        | EntityKind::MeetingConfidence
        | EntityKind::Blocker
        | EntityKind::Decision => false,
    })
}
