//! Targets of KPIs in cycles: rows keyed by KPI and cycle, read one at a time as a resource, in pages across all KPIs,
//! by cycle for scoring, and by KPI when the KPI is changed or deleted. Measurements are in `measurements.rs`. Baseline
//! and target are validated in `domain/kpi/target.rs`; whether the cycle may still be changed is checked in
//! `app/kpis/targets.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::sql, prelude::*, sql_types::Bool};

use crate::{
    domain::{
        brand::Brand,
        cycle::Cycle,
        kpi::{
            Kpi,
            target::{Aim, Target, TargetKey},
        },
        organisation::Tenant,
        values::{
            id::Id,
            record::{Stamp, Stored},
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, from_json, keep_rows, to_json},
        schema::{kpis, targets},
        tx::Reader,
        types::{At, Key},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = targets, primary_key(organisation_id, kpi_id, cycle_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct TargetRow {
    organisation_id: Tenant,
    kpi_id: Id<Kpi>,
    cycle_id: Id<Cycle>,
    baseline: Option<f64>,
    target: Option<f64>,
    weight: f64,
    version: i64,
    created_at: At,
    updated_at: At,
    low: Option<f64>,
    high: Option<f64>,
    tolerance: Option<f64>,
    /// JSON; `None` without waypoints.
    waypoints: Option<String>,
    counts_from: Option<NaiveDate>,
}

impl TargetRow {
    fn new(organisation_id: Tenant, stored: &Stored<Target>) -> Self {
        let mut row = Self {
            organisation_id,
            kpi_id: stored.key.kpi_id,
            cycle_id: stored.key.cycle_id,
            baseline: None,
            target: None,
            weight: stored.value.weight,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
            low: None,
            high: None,
            tolerance: None,
            waypoints: None,
            counts_from: stored.value.counts_from,
        };
        match &stored.value.aim {
            Aim::Way { baseline, target, waypoints } => {
                (row.baseline, row.target) = (Some(*baseline), Some(*target));
                row.waypoints = (!waypoints.is_empty()).then(|| to_json(waypoints));
            }
            Aim::Range { low, high, tolerance } => {
                (row.low, row.high, row.tolerance) = (*low, *high, Some(*tolerance));
            }
        }
        row
    }
}

impl TryFrom<TargetRow> for Stored<Target> {
    type Error = StoreError;

    fn try_from(row: TargetRow) -> Result<Self, StoreError> {
        let aim = match (row.baseline, row.target) {
            (Some(baseline), Some(target)) => {
                let waypoints = row.waypoints.as_deref().map(from_json).transpose()?.unwrap_or_default();
                Aim::Way { baseline, target, waypoints }
            }
            _ => Aim::Range { low: row.low, high: row.high, tolerance: row.tolerance.unwrap_or_default() },
        };
        Ok(Self {
            key: TargetKey { kpi_id: row.kpi_id, cycle_id: row.cycle_id },
            value: Target { aim, weight: row.weight, counts_from: row.counts_from },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Target, targets, TargetRow, |key| targets::kpi_id.eq(key.kpi_id).and(targets::cycle_id.eq(key.cycle_id)));

/// The row with this key, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, key: &TargetKey) -> Result<Option<Stored<Target>>, StoreError> {
    match find(reader, key) {
        Ok(stored) => Ok(Some(stored)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, key: &TargetKey) -> Result<Stored<Target>, StoreError> {
    targets::table
        .filter(targets::organisation_id.eq(reader.organisation()))
        .filter(targets::kpi_id.eq(key.kpi_id))
        .filter(targets::cycle_id.eq(key.cycle_id))
        .select(TargetRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// A cycle's targets, in order of KPI id.
///
/// # Errors
/// Any error of the database.
pub fn of_cycle(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<Stored<Target>>, StoreError> {
    let rows = targets::table
        .filter(targets::organisation_id.eq(reader.organisation()))
        .filter(targets::cycle_id.eq(cycle))
        .order(targets::kpi_id)
        .select(TargetRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The filters of the list of all targets.
#[derive(Debug, Clone, Default)]
pub struct TargetsFilter {
    pub kpi_id: Option<Id<Kpi>>,
    pub cycle_id: Option<Id<Cycle>>,
    pub brand_id: Option<Id<Brand>>,
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching targets of all KPIs, by KPI and then by cycle.
///
/// # Errors
/// Any error of the database.
pub fn list_all(
    reader: &mut Reader<'_>,
    filter: &TargetsFilter,
    page: Page<TargetKey>,
) -> Result<Vec<Stored<Target>>, StoreError> {
    let organisation = reader.organisation();
    let mut query = targets::table.filter(targets::organisation_id.eq(organisation)).into_boxed();
    if let Some(TargetKey { kpi_id, cycle_id }) = page.after {
        let later = sql::<Bool>("(kpi_id, cycle_id) > (").bind::<Key, _>(kpi_id).sql(", ").bind::<Key, _>(cycle_id);
        query = query.filter(later.sql(")"));
    }
    if let Some(kpi_id) = filter.kpi_id {
        query = query.filter(targets::kpi_id.eq(kpi_id));
    }
    if let Some(cycle_id) = filter.cycle_id {
        query = query.filter(targets::cycle_id.eq(cycle_id));
    }
    if let Some(brand_id) = filter.brand_id {
        let of_brand = kpis::table
            .filter(kpis::organisation_id.eq(organisation))
            .filter(kpis::brand_id.eq(brand_id))
            .select(kpis::id);
        query = query.filter(targets::kpi_id.eq_any(of_brand));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(targets::updated_at.ge(At(since)));
    }
    let order = (targets::kpi_id, targets::cycle_id);
    let rows = query.order(order).limit(page.limit).select(TargetRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// A KPI's targets in all cycles, in order of cycle id.
///
/// # Errors
/// Any error of the database.
pub fn of_kpi(reader: &mut Reader<'_>, kpi: Id<Kpi>) -> Result<Vec<Stored<Target>>, StoreError> {
    let rows = targets::table
        .filter(targets::organisation_id.eq(reader.organisation()))
        .filter(targets::kpi_id.eq(kpi))
        .order(targets::cycle_id)
        .select(TargetRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}
