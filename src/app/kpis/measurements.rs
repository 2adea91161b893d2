//! Measurements of KPIs, one value a day. They are independent of cycles: they do not change the snapshot of a closed
//! cycle, so they are accepted whatever a cycle's state. Targets are in `targets.rs`; how measurements are aggregated
//! to one value is in `domain/scoring/plan/observations.rs`. Check-ins on key results are in `app/check_ins`.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    app::{
        error::Result,
        expect,
        input::{Command, Doubt, Fields, Measured, Parsed},
        listing::{Listed, Query},
        permission::Permission,
    },
    domain::{
        access::Action,
        context::Ctx,
        cycle::Cycle,
        kpi::{Kpi, Measurement, MeasurementKey},
        measure::plausibility::Yardstick,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{EntityKey, EntityKind, Stored},
            text::Text,
        },
    },
    store::{
        changes, cycles,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        kpis::{
            self,
            measurements::{self, MeasurementsFilter},
        },
    },
};

/// Permission to record, correct and delete the measurements of a KPI.
#[must_use]
pub fn allowed(ctx: &Ctx, kpi: &Kpi) -> Permission {
    Permission::of(ctx, Action::Measure { department: kpi.department_id })
}

/// # Errors
/// `not_found` for the KPI.
pub fn list(reader: &mut Reader<'_>, kpi: Id<Kpi>, query: &Query<()>) -> Result<Listed<Stored<Measurement>>> {
    kpis::find(reader, kpi)?;
    let ((), page) = query.validate::<NaiveDate>(reader)?;
    let rows = measurements::list(reader, kpi, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.date.to_string()))
}

/// The filters of the list of all measurements.
#[derive(Debug, Clone)]
pub struct MeasurementListFilter {
    stored: MeasurementsFilter,
    /// Only those of the days of this cycle.
    cycle_id: Option<Id<Cycle>>,
}

impl Command for MeasurementListFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (kpi_id, brand_id) = (fields.optional("kpi_id"), fields.optional("brand_id"));
        let (observed_from, observed_to) = (fields.optional("observed_from"), fields.optional("observed_to"));
        let (updated_since, cycle_id) = (fields.optional("updated_since"), fields.optional("cycle_id"));
        let stored = MeasurementsFilter {
            kpi_id: kpi_id?,
            brand_id: brand_id?,
            observed_from: observed_from?,
            observed_to: observed_to?,
            updated_since: updated_since?,
        };
        Some(Self { stored, cycle_id: cycle_id? })
    }
}

/// The measurements of all KPIs.
///
/// # Errors
/// `invalid` for unknown filters.
pub fn list_all(reader: &mut Reader<'_>, query: &Query<MeasurementListFilter>) -> Result<Listed<Stored<Measurement>>> {
    let (MeasurementListFilter { stored: mut filter, cycle_id }, page) = query.validate(reader)?;
    if let Some(id) = cycle_id {
        let cycle = cycles::find(reader, id)?;
        filter.observed_from = filter.observed_from.max(Some(cycle.starts_on));
        filter.observed_to = Some(filter.observed_to.map_or(cycle.ends_on, |last| last.min(cycle.ends_on)));
    }
    let rows = measurements::list_all(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.text()))
}

/// The names of those who wrote measurements, by key.
///
/// # Errors
/// Those of the database.
pub fn authors(reader: &mut Reader<'_>, measured: &[Stored<Measurement>]) -> Result<HashMap<String, String>> {
    let keys: Vec<String> = measured.iter().map(|one| one.key.text()).collect();
    Ok(changes::last_authors(reader, EntityKind::Measurement, &keys)?)
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, key: MeasurementKey) -> Result<Stored<Measurement>> {
    Ok(measurements::find(reader, &key)?)
}

/// The contents of a measurement.
#[derive(Debug, Clone)]
pub struct PutMeasurement {
    pub value: Measured,
    pub note: Option<Text>,
}

impl Command for PutMeasurement {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (value, note) = (fields.required("value"), fields.field("note", Some(None)));
        Some(Self { value: value?, note: note? })
    }
}

/// Records or corrects a measurement, of tomorrow at the latest. Returns whether it is new.
///
/// # Errors
/// `not_found` for the KPI, `forbidden`, `invalid`.
pub fn replace(
    tx: &mut Tx<'_>,
    key: MeasurementKey,
    put: &Parsed<PutMeasurement>,
) -> Result<(Stored<Measurement>, bool)> {
    let kpi = kpis::find(tx, key.kpi_id)?;
    allowed(tx.ctx(), &kpi).check()?;
    let current = measurements::get(tx, &key)?;
    expect(tx.ctx(), current.as_ref().map_or(0, |measurement| measurement.stamp.version))?;
    let late = tx.today().succ_opt().is_some_and(|tomorrow| key.date > tomorrow);
    let measurement = put.validate_with(tx, |PutMeasurement { value, note }, faults| {
        if late {
            faults.push(Fault::at("/date", FaultCode::TooLarge, "fault-measurement-after-tomorrow"));
        }
        let value = value.in_unit(kpi.unit.as_str()).map_err(|fault| faults.push(fault.below("/value"))).ok();
        Some(Measurement { value: value?, note })
    })?;
    match current {
        Some(current) => Ok((tx.update(current, measurement)?, false)),
        None => Ok((tx.create(key, measurement)?, true)),
    }
}

/// The doubt about a typed measurement, compared with those of earlier days, or of later ones if there are no earlier.
///
/// # Errors
/// `not_found` for the KPI.
pub fn doubt(reader: &mut Reader<'_>, key: MeasurementKey, put: &Parsed<PutMeasurement>) -> Result<Option<Doubt>> {
    let kpi = kpis::find(reader, key.kpi_id)?;
    let Some(PutMeasurement { value: typed, .. }) = put.peek() else { return Ok(None) };
    let Ok(value) = typed.in_unit(kpi.unit.as_str()) else { return Ok(None) };
    let all = measurements::list(reader, key.kpi_id, Page::all())?;
    let (earlier, later): (Vec<_>, Vec<_>) =
        all.iter().filter(|one| one.key.date != key.date).partition(|one| one.key.date < key.date);
    let known = if earlier.is_empty() { later } else { earlier };
    let values: Vec<f64> = known.into_iter().map(|one| one.value.value).collect();
    Ok(Yardstick::of_measurements(&values).and_then(|yardstick| Doubt::of(yardstick, value, typed)))
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
