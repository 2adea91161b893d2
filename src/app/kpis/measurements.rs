//! What was measured of KPIs, one value a day. Measurements are independent of cycles: a closed cycle's snapshot does
//! not change with them, so no cycle's state refuses one. What a cycle expects is in `targets.rs`; how measurements
//! become one value is in `domain/scoring/observations.rs`. Reports on key results are in `check_ins.rs`.

use chrono::NaiveDate;

use crate::{
    app::{
        error::Result,
        expect,
        input::{Amount, Input},
        listing::{ListQuery, Listed},
        permission::Permission,
    },
    domain::{
        access::Action,
        ctx::Ctx,
        kpi::{Kpi, Measurement, MeasurementKey},
        values::{id::Id, record::Stored},
    },
    store::{
        engine::tx::{Reader, Tx},
        kpis::{self, measurements},
    },
};

/// Recording, correcting and deleting what is measured of a KPI.
#[must_use]
pub fn allowed(ctx: &Ctx, kpi: &Kpi) -> Permission {
    Permission::of(ctx, Action::Measure { department: kpi.department_id })
}

/// # Errors
/// `not_found` for the KPI.
pub fn list(reader: &mut Reader<'_>, kpi: Id<Kpi>, query: &ListQuery) -> Result<Listed<Stored<Measurement>>> {
    kpis::find(reader, kpi)?;
    let ((), page) = query.read::<NaiveDate, _>(reader, |_| Some(()))?;
    let rows = measurements::list(reader, kpi, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.date.to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, key: MeasurementKey) -> Result<Stored<Measurement>> {
    Ok(measurements::find(reader, &key)?)
}

/// Answers whether the measurement is new.
///
/// # Errors
/// `not_found` for the KPI, `forbidden`, `invalid`.
pub fn replace(tx: &mut Tx<'_>, key: MeasurementKey, input: &Input) -> Result<(Stored<Measurement>, bool)> {
    replace_named(tx, key, input, &[])
}

/// The same for an item of a batch, which has members that name the KPI and the day.
pub(in crate::app) fn replace_named(
    tx: &mut Tx<'_>,
    key: MeasurementKey,
    input: &Input,
    named_by: &'static [&'static str],
) -> Result<(Stored<Measurement>, bool)> {
    let kpi = kpis::find(tx, key.kpi_id)?;
    allowed(tx.ctx(), &kpi).check()?;
    let current = measurements::get(tx, &key)?;
    expect(tx.ctx(), current.as_ref().map_or(0, |measurement| measurement.stamp.version))?;
    let measurement = input.read(tx, |fields| {
        for name in named_by {
            fields.has(name);
        }
        let (value, note) = (fields.required::<Amount>("value"), fields.field("note", Some(None)));
        Some(Measurement { value: value?.0, note: note? })
    })?;
    match current {
        Some(current) => Ok((tx.update(current, measurement)?, false)),
        None => Ok((tx.create(key, measurement)?, true)),
    }
}

/// # Errors
/// `not_found`, `forbidden`.
pub fn delete(tx: &mut Tx<'_>, key: MeasurementKey) -> Result<()> {
    let current = measurements::find(tx, &key)?;
    let kpi = kpis::find(tx, key.kpi_id)?;
    allowed(tx.ctx(), &kpi).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    Ok(tx.delete(&current)?)
}
