//! The condition by which lists find what was changed since a time, where that includes what figures rest on.
//! Lists of key results and of objectives share it, in `key_results.rs` and `objectives.rs`.
//! Lists whose rows stand for themselves compare their own `updated_at`.

use diesel::{dsl::auto_type, prelude::*};

use super::engine::{
    schema::{check_ins, key_results, measurements},
    types::At,
};
use crate::domain::organisation::Tenant;

/// Whether the key result, or what its figures rest on, was changed since: a check-in, or a measurement of the KPI that
/// it follows.
#[auto_type(no_type_alias)]
pub(in crate::store) fn key_result_moved(organisation: Tenant, since: At) -> _ {
    let reported = check_ins::table
        .filter(check_ins::organisation_id.eq(organisation))
        .filter(check_ins::updated_at.ge(since))
        .select(check_ins::key_result_id);
    let measured = measurements::table
        .filter(measurements::organisation_id.eq(organisation))
        .filter(measurements::updated_at.ge(since))
        .select(measurements::kpi_id);
    let followed = key_results::kpi_id.is_not_null().and(key_results::kpi_id.assume_not_null().eq_any(measured));
    key_results::updated_at.ge(since).or(key_results::id.eq_any(reported)).or(followed)
}
