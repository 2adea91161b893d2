//! Check-ins that a person typed into a form: one transaction, one outcome for each. What cannot be saved does not stop
//! the others. A value far out of line is not saved until the person has confirmed it; what counts as that is in
//! `domain/measure/plausibility.rs`. What programs send is taken without a question, in `batches.rs`.

use std::collections::BTreeMap;

use super::{ReportedCheckIn, checked};
use crate::{
    app::{
        error::{Error, Result},
        input::{Doubt, Parsed},
    },
    domain::{
        check_in::CheckIn,
        key_result::KeyResult,
        measure::plausibility::Yardstick,
        values::{id::Id, record::ById},
    },
    store::{
        check_ins::{self, Observation},
        engine::tx::{Reader, Tx},
        key_results, organisations,
    },
};

/// A row of the form.
#[derive(Debug, Clone)]
pub struct TypedCheckIn {
    pub key_result: Id<KeyResult>,
    pub reported: Parsed<ReportedCheckIn>,
    /// Whether the person has confirmed the value.
    pub sure: bool,
}

pub enum TypedOutcome {
    Saved,
    Refused(Error),
    /// The value is unusual, so the person is asked.
    Doubted(Doubt),
}

/// Saves the rows; returns what became of each, and the revision if any was saved.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, typed: &[TypedCheckIn]) -> Result<(Vec<TypedOutcome>, Option<i64>)> {
    let ids: Vec<Id<KeyResult>> = typed.iter().map(|one| one.key_result).collect();
    let last = last_values(tx, &ids)?;
    let revision = organisations::revision(tx)? + 1;
    let outcomes = typed.iter().map(|one| match saved(tx, one, last.get(&one.key_result).copied()) {
        Err(error) if error.cause().is_some() => Err(error),
        Err(error) => Ok(TypedOutcome::Refused(error)),
        Ok(outcome) => Ok(outcome),
    });
    let outcomes = outcomes.collect::<Result<Vec<_>>>()?;
    let any = outcomes.iter().any(|outcome| matches!(outcome, TypedOutcome::Saved));
    Ok((outcomes, any.then_some(revision)))
}

fn saved(tx: &mut Tx<'_>, typed: &TypedCheckIn, last: Option<f64>) -> Result<TypedOutcome> {
    let mut found = key_results::reportable(tx, &[typed.key_result])?;
    let reportable = found.remove(&typed.key_result).ok_or_else(Error::not_found)?;
    let check_in = checked(tx, &reportable, &typed.reported)?;
    let measured = typed.reported.peek().and_then(|reported| reported.value.as_ref()?.as_ref());
    let doubt = check_in.value.zip(measured).and_then(|(value, measured)| {
        let yardstick = Yardstick::of_measure(&reportable.key_result.measure, last, value)?;
        Doubt::of(yardstick, value, measured)
    });
    if let Some(doubt) = doubt.filter(|_| !typed.sure) {
        return Ok(TypedOutcome::Doubted(doubt));
    }
    let id: Id<CheckIn> = tx.new_id();
    tx.create(ById { id }, check_in)?;
    Ok(TypedOutcome::Saved)
}

/// The last value of each key result that has one.
fn last_values(reader: &mut Reader<'_>, ids: &[Id<KeyResult>]) -> Result<BTreeMap<Id<KeyResult>, f64>> {
    let mut seen: Vec<Observation> = check_ins::of_key_results(reader, ids)?;
    seen.sort_by_key(|one| (one.observed_on, one.id));
    Ok(seen.iter().filter_map(|one| Some((one.key_result_id, one.value?))).collect())
}
