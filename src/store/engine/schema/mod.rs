//! The tables as declared for diesel, the same for both engines; a test compares them with the migrated databases. A
//! column added in `migrations/` is added here, and then the compiler shows what else needs it. `Key` and `Instant` are
//! two SQL types of our own (see `store/engine/types.rs`). Here are the tables of organisations, people, plans and
//! reports; the others are in `system.rs`.

mod meeting_tables;
mod system;

pub use self::meeting_tables::{blockers, decisions, meeting_confidences, meetings};
pub use self::system::{
    api_keys, changes, drafts, emails, failed_sign_ins, idempotency_keys, invitations, saved_views, search_documents,
    search_words, sessions, snapshots, stars,
};

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Bool, Text};
    organisations (id) {
        id -> Key,
        name -> Text,
        time_zone -> Text,
        language -> Text,
        revision -> BigInt,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        fiscal_year_starts -> BigInt,
        guided -> Bool,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    users (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        name -> Text,
        email -> Text,
        role -> Text,
        active -> Bool,
        language -> Text,
        password_hash -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        department_order -> Text,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    departments (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        name -> Text,
        code -> Nullable<Text>,
        description -> Nullable<Text>,
        archived -> Bool,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Bool};
    members (organisation_id, department_id, user_id) {
        organisation_id -> Key,
        department_id -> Key,
        user_id -> Key,
        lead -> Bool,
        ambassador -> Bool,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Bool, Text};
    brands (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        name -> Text,
        archived -> Bool,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Nullable, Text};
    models (organisation_id, brand_id) {
        organisation_id -> Key,
        brand_id -> Key,
        purpose -> Nullable<Text>,
        strategic_heart -> Nullable<Text>,
        custodian_id -> Nullable<Key>,
        content -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Nullable, Text};
    model_versions (organisation_id, brand_id, number) {
        organisation_id -> Key,
        brand_id -> Key,
        number -> BigInt,
        note -> Text,
        published_by -> Nullable<Key>,
        purpose -> Nullable<Text>,
        strategic_heart -> Nullable<Text>,
        custodian_id -> Nullable<Key>,
        content -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Nullable, Text};

    cycles (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        name -> Text,
        starts_on -> Date,
        ends_on -> Date,
        state -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        closed_at -> Nullable<Instant>,
        closed_on -> Nullable<Date>,
        retrospective -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Double, Nullable, Text};

    objectives (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        brand_id -> Key,
        cycle_id -> Key,
        department_id -> Key,
        title -> Text,
        description -> Nullable<Text>,
        contribution -> Text,
        principle_ids -> Text,
        parent_id -> Nullable<Key>,
        owner_id -> Nullable<Key>,
        weight -> Double,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        carried_from_id -> Nullable<Key>,
        state -> Text,
        cancelled_on -> Nullable<Date>,
        counts_from -> Nullable<Date>,
        position -> BigInt,
    }
}

diesel::table! {
    use crate::store::engine::types::Key;

    objective_shares (organisation_id, objective_id, department_id) {
        organisation_id -> Key,
        objective_id -> Key,
        department_id -> Key,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Nullable, Text};
    kpis (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        brand_id -> Key,
        department_id -> Nullable<Key>,
        name -> Text,
        category -> Text,
        unit -> Text,
        aggregation -> Text,
        channel -> Nullable<Text>,
        market -> Nullable<Text>,
        external_ref -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        better -> Text,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Double, Nullable, Text};

    key_results (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        objective_id -> Key,
        cycle_id -> Key,
        title -> Text,
        description -> Nullable<Text>,
        owner_id -> Nullable<Key>,
        weight -> Double,
        ambition -> Text,
        measure -> Text,
        check_in_every_days -> BigInt,
        external_ref -> Nullable<Text>,
        kpi_id -> Nullable<Key>,
        state -> Text,
        cancelled_on -> Nullable<Date>,
        override_status -> Nullable<Text>,
        override_reason -> Nullable<Text>,
        override_set_at -> Nullable<Instant>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        carried_from_id -> Nullable<Key>,
        grade -> Nullable<Double>,
        grade_comment -> Nullable<Text>,
        counts_from -> Nullable<Date>,
        position -> BigInt,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Double, Nullable, Text};
    check_ins (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        key_result_id -> Key,
        author_id -> Nullable<Key>,
        value -> Nullable<Double>,
        steps_done -> Text,
        steps_undone -> Text,
        observed_on -> Date,
        confidence -> Nullable<BigInt>,
        note -> Nullable<Text>,
        source -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Double, Nullable, Text};
    targets (organisation_id, kpi_id, cycle_id) {
        organisation_id -> Key,
        kpi_id -> Key,
        cycle_id -> Key,
        baseline -> Nullable<Double>,
        target -> Nullable<Double>,
        weight -> Double,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        low -> Nullable<Double>,
        high -> Nullable<Double>,
        tolerance -> Nullable<Double>,
        waypoints -> Nullable<Text>,
        counts_from -> Nullable<Date>,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Date, Double, Nullable, Text};
    measurements (organisation_id, kpi_id, date) {
        organisation_id -> Key,
        kpi_id -> Key,
        date -> Date,
        value -> Double,
        note -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Text};
    scoring_policies (organisation_id, brand_id, cycle_id) {
        organisation_id -> Key,
        brand_id -> Key,
        cycle_id -> Key,
        policy -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::allow_tables_to_appear_in_same_query! {
    api_keys, idempotency_keys, organisations, emails, users, sessions, invitations, departments, members, brands,
    models, model_versions, cycles, objectives, objective_shares, kpis, key_results, check_ins, targets, measurements,
    scoring_policies, snapshots, changes, stars, saved_views, search_documents, search_words, meetings,
    meeting_confidences, blockers, decisions,
}
