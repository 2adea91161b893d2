//! The tables of meetings, as declared for diesel: the meetings themselves, what each person rated in them, blockers and
//! decisions. The conventions are those of `store/engine/schema/mod.rs`.
//! The queries are in `store/meetings`.

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};
    meetings (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        brand_id -> Key,
        cycle_id -> Key,
        department_id -> Nullable<Key>,
        title -> Text,
        held_on -> Date,
        state -> Text,
        facilitator_id -> Nullable<Key>,
        key_result_ids -> Text,
        confidence_shown -> Bool,
        minutes -> Nullable<Text>,
        ended_on -> Nullable<Date>,
        ended_revision -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Text};
    meeting_confidences (organisation_id, meeting_id, user_id) {
        organisation_id -> Key,
        meeting_id -> Key,
        user_id -> Key,
        ratings -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Nullable, Text};
    blockers (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        meeting_id -> Key,
        text -> Text,
        owner_id -> Nullable<Key>,
        due_on -> Nullable<Date>,
        key_result_id -> Nullable<Key>,
        state -> Text,
        resolved_on -> Nullable<Date>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Nullable, Text};
    decisions (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        meeting_id -> Key,
        text -> Text,
        objective_id -> Nullable<Key>,
        key_result_id -> Nullable<Key>,
        owner_id -> Nullable<Key>,
        due_on -> Nullable<Date>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}
