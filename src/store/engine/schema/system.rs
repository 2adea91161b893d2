//! The tables besides the plan and its reports: e-mail addresses, sessions, stars, saved views, invitations and API
//! keys, failed sign-ins, stored answers for idempotency, drafts of forms, the change log, the snapshots of closed
//! cycles, the search index. The other tables, and the rules for all of them, are in `store/engine/schema`.

diesel::table! {
    use crate::store::engine::types::Key;
    use diesel::sql_types::Text;
    emails (email) {
        email -> Text,
        organisation_id -> Key,
        user_id -> Key,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{Binary, Nullable, Text};
    sessions (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        user_id -> Key,
        token_hash -> Binary,
        created_at -> Instant,
        expires_at -> Instant,
        kind -> Text,
        user_agent -> Nullable<Text>,
        seen_at -> Nullable<Instant>,
        previous_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::Text;
    stars (organisation_id, user_id, entity, entity_id) {
        organisation_id -> Key,
        user_id -> Key,
        entity -> Text,
        entity_id -> Key,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::Text;
    saved_views (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        user_id -> Key,
        list -> Text,
        name -> Text,
        parameters -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::Binary;
    invitations (organisation_id, user_id) {
        organisation_id -> Key,
        user_id -> Key,
        token_hash -> Binary,
        expires_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::Key;
    use diesel::sql_types::{BigInt, Date, Text};

    snapshots (organisation_id, cycle_id, brand_id, part) {
        organisation_id -> Key,
        cycle_id -> Key,
        brand_id -> Key,
        part -> Text,
        as_of -> Date,
        revision -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Nullable, Text};
    changes (organisation_id, revision, ordinal) {
        organisation_id -> Key,
        revision -> BigInt,
        ordinal -> BigInt,
        at -> Instant,
        actor_kind -> Text,
        actor_id -> Nullable<Key>,
        actor_name -> Text,
        action -> Text,
        entity -> Text,
        entity_id -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Binary, Date, Nullable, Text};
    api_keys (organisation_id, id) {
        organisation_id -> Key,
        id -> Key,
        name -> Text,
        scopes -> Text,
        expires_on -> Nullable<Date>,
        secret_hash -> Binary,
        last_used_at -> Nullable<Instant>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    idempotency_keys (organisation_id, credential, path, key) {
        organisation_id -> Key,
        credential -> Key,
        path -> Text,
        key -> Text,
        request_hash -> Binary,
        status -> BigInt,
        location -> Nullable<Text>,
        tag -> Nullable<Text>,
        body -> Binary,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::Text;
    drafts (organisation_id, user_id, form) {
        organisation_id -> Key,
        user_id -> Key,
        form -> Text,
        content -> Text,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::{Instant, Key};
    use diesel::sql_types::Binary;
    failed_sign_ins (subject, id) {
        subject -> Binary,
        id -> Key,
        at -> Instant,
    }
}

diesel::table! {
    use crate::store::engine::types::Key;
    use diesel::sql_types::{BigInt, Nullable, Text};
    search_documents (organisation_id, entity, entity_id, part) {
        organisation_id -> Key,
        entity -> Text,
        entity_id -> Text,
        part -> Text,
        number -> BigInt,
        cycle -> Nullable<Text>,
        texts -> Text,
        terms -> Text,
    }
}

diesel::table! {
    use crate::store::engine::types::Key;
    use diesel::sql_types::Text;
    search_words (organisation_id, word) {
        organisation_id -> Key,
        word -> Text,
    }
}
