//! Whether what a body refers to exists in the caller's organisation. What another organisation owns does not. Kinds
//! that no body names by a single id are answered with no. The pointers to tell of are kept in `app/input`; what
//! more a reference must be (of the same brand, not archived) is ruled by the use cases in `app`.

use diesel::prelude::*;
use uuid::Uuid;

use super::engine::{
    error::StoreError,
    schema::{brands, cycles, departments, key_results, kpis, objectives, users},
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
        EntityKind::Organisation
        | EntityKind::Member
        | EntityKind::Model
        | EntityKind::ModelVersion
        | EntityKind::CheckIn
        | EntityKind::Target
        | EntityKind::Measurement
        | EntityKind::ScoringPolicy
        | EntityKind::ApiKey => false,
    })
}
