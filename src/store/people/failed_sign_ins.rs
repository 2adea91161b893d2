//! Failed sign-ins, a row for each subject that one counts against. Subjects belong to no organisation, since an
//! address may be nobody's; what they stand for, the limits and how long a failure counts are decided in
//! `app/sign_in/failed_sign_ins.rs`. Rows are only added, so nodes that write at the same time never wait for each
//! other and lose no failure. Technical: no change log.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::values::id::Id,
    store::engine::{
        error::StoreError,
        schema::failed_sign_ins,
        tx::{Reader, Writer, new_id},
        types::At,
    },
};

/// What a failure counts against: a keyed hash.
pub type Subject = Vec<u8>;

/// A failed sign-in.
#[derive(Debug)]
pub struct FailedSignIn;

/// The failures of some subjects after a time, the oldest first.
///
/// # Errors
/// Any error of the database.
pub fn since(
    reader: &mut Reader<'_>,
    subjects: Vec<Subject>,
    time: DateTime<Utc>,
) -> Result<Vec<(Subject, DateTime<Utc>)>, StoreError> {
    let rows = failed_sign_ins::table
        .filter(failed_sign_ins::subject.eq_any(subjects))
        .filter(failed_sign_ins::at.gt(At(time)))
        .order(failed_sign_ins::at)
        .select((failed_sign_ins::subject, failed_sign_ins::at))
        .load::<(Subject, At)>(reader.connection)?;
    Ok(rows.into_iter().map(|(subject, at)| (subject, at.0)).collect())
}

/// Adds a failure now against each subject.
///
/// # Errors
/// Any error of the database.
pub fn add(writer: &mut Writer<'_>, subjects: &[Subject]) -> Result<(), StoreError> {
    let now = writer.ctx().now;
    for subject in subjects {
        let id: Id<FailedSignIn> = new_id(now);
        diesel::insert_into(failed_sign_ins::table)
            .values((failed_sign_ins::subject.eq(subject), failed_sign_ins::id.eq(id), failed_sign_ins::at.eq(At(now))))
            .execute(writer.connection)?;
    }
    Ok(())
}

/// Forgets the failures of some subjects.
///
/// # Errors
/// Any error of the database.
pub fn forget(writer: &mut Writer<'_>, subjects: Vec<Subject>) -> Result<(), StoreError> {
    let target = failed_sign_ins::table.filter(failed_sign_ins::subject.eq_any(subjects));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// Deletes the failures up to a time; answers how many rows they were.
///
/// # Errors
/// Any error of the database.
pub fn delete_before(writer: &mut Writer<'_>, time: DateTime<Utc>) -> Result<usize, StoreError> {
    let target = failed_sign_ins::table.filter(failed_sign_ins::at.le(At(time)));
    Ok(diesel::delete(target).execute(writer.connection)?)
}
