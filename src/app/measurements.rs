//! What was measured of KPIs, one value a day. Measurements are independent of cycles: a closed cycle's snapshot does
//! not change with them, so no cycle's state refuses one. What a cycle expects is in `targets.rs`; how measurements
//! become one value is in `domain/scoring/observations.rs`. Reports on key results are in `check_ins.rs`.

use chrono::NaiveDate;

use super::{
    error::Result,
    input::{Amount, Input},
    listing::{ListQuery, Listed},
    require,
};
use crate::{
    domain::{
        access::Action,
        id::Id,
        kpi::{Kpi, Measurement, MeasurementKey},
        record::Stored,
    },
    store::{
        error::StoreError,
        kpis, measurements,
        tx::{Reader, Tx},
    },
};

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
    let kpi = kpis::find(tx, key.kpi_id)?;
    require(tx.ctx(), Action::Measure { department: kpi.department_id })?;
    let measurement = input.read(tx, |fields| {
        let (value, note) = (fields.required::<Amount>("value"), fields.field("note", Some(None)));
        Some(Measurement { value: value?.0, note: note? })
    })?;
    match measurements::find(tx, &key) {
        Ok(current) => Ok((tx.update(current, measurement)?, false)),
        Err(StoreError::NotFound) => Ok((tx.create(key, measurement)?, true)),
        Err(error) => Err(error.into()),
    }
}

/// # Errors
/// `not_found`, `forbidden`.
pub fn delete(tx: &mut Tx<'_>, key: MeasurementKey) -> Result<()> {
    let current = measurements::find(tx, &key)?;
    let kpi = kpis::find(tx, key.kpi_id)?;
    require(tx.ctx(), Action::Measure { department: kpi.department_id })?;
    Ok(tx.delete(&current)?)
}
