//! The effect of a change on the overall score, for the change log. Use cases that change what was
//! promised in an active cycle record it. The effect of check-ins is computed in
//! `domain/scoring/comparisons/check_in_effect.rs`.

use crate::{
    app::{error::Result, plans},
    domain::{scoring::scored_plan::ScoredPlan, scoring_policy::PolicyKey, values::text::Reason},
    store::engine::tx::{Reader, Tx},
};

/// The overall score today.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn overall(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Option<f64>> {
    let plan = plans::load(reader, key.brand_id, key.cycle_id)?;
    Ok(ScoredPlan::new(&plan, reader.today()).score())
}

/// Adds to the last recorded change its reason, and the overall score before and after it.
pub(in crate::app) fn note_effect(tx: &mut Tx<'_>, reason: Option<&Reason>, before: Option<f64>, after: Option<f64>) {
    tx.note("overall_score", Some(before.into()), Some(after.into()));
    if let Some(reason) = reason {
        tx.note("reason", None, Some(reason.as_str().into()));
    }
}
