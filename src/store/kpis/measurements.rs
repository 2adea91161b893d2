//! Measurements of KPIs: rows keyed by KPI and day, the oldest first. `between` reads the days of a cycle for all KPIs
//! at once, as plain figures; they are aggregated in `domain/scoring/plan/observations.rs`, not in SQL. The KPIs
//! themselves are in `store/kpis`, their targets in `targets.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Bool, Date},
};

use crate::{
    domain::{
        brand::Brand,
        kpi::{Kpi, Measurement, MeasurementKey},
        organisation::Tenant,
        values::{
            id::Id,
            record::{Stamp, Stored},
            text::Text,
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, keep_rows},
        schema::{kpis, measurements},
        tx::Reader,
        types::{At, Key},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = measurements, primary_key(organisation_id, kpi_id, date), treat_none_as_null = true, treat_none_as_default_value = false)]
struct MeasurementRow {
    organisation_id: Tenant,
    kpi_id: Id<Kpi>,
    date: NaiveDate,
    value: f64,
    note: Option<String>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl MeasurementRow {
    fn new(organisation_id: Tenant, stored: &Stored<Measurement>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            kpi_id: stored.key.kpi_id,
            date: stored.key.date,
            value: value.value,
            note: value.note.as_ref().map(ToString::to_string),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<MeasurementRow> for Stored<Measurement> {
    type Error = StoreError;

    fn try_from(row: MeasurementRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: MeasurementKey { kpi_id: row.kpi_id, date: row.date },
            value: Measurement { value: row.value, note: row.note.map(Text::trusted) },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Measurement, measurements, MeasurementRow, |key| measurements::kpi_id
    .eq(key.kpi_id)
    .and(measurements::date.eq(key.date)));

/// The row with this key, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, key: &MeasurementKey) -> Result<Option<Stored<Measurement>>, StoreError> {
    match find(reader, key) {
        Ok(stored) => Ok(Some(stored)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, key: &MeasurementKey) -> Result<Stored<Measurement>, StoreError> {
    measurements::table
        .filter(measurements::organisation_id.eq(reader.organisation()))
        .filter(measurements::kpi_id.eq(key.kpi_id))
        .filter(measurements::date.eq(key.date))
        .select(MeasurementRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// A page of a KPI's measurements, the oldest first.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    kpi: Id<Kpi>,
    page: Page<NaiveDate>,
) -> Result<Vec<Stored<Measurement>>, StoreError> {
    let mut query = measurements::table
        .filter(measurements::organisation_id.eq(reader.organisation()))
        .filter(measurements::kpi_id.eq(kpi))
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(measurements::date.gt(after));
    }
    let rows = query
        .order(measurements::date)
        .limit(page.limit)
        .select(MeasurementRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The filters of the list of all measurements.
#[derive(Debug, Clone, Default)]
pub struct MeasurementsFilter {
    pub kpi_id: Option<Id<Kpi>>,
    pub brand_id: Option<Id<Brand>>,
    pub observed_from: Option<NaiveDate>,
    pub observed_to: Option<NaiveDate>,
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching measurements of all KPIs, by KPI and then by day.
///
/// # Errors
/// Any error of the database.
pub fn list_all(
    reader: &mut Reader<'_>,
    filter: &MeasurementsFilter,
    page: Page<MeasurementKey>,
) -> Result<Vec<Stored<Measurement>>, StoreError> {
    let organisation = reader.organisation();
    let mut query = measurements::table.filter(measurements::organisation_id.eq(organisation)).into_boxed();
    if let Some(MeasurementKey { kpi_id, date }) = page.after {
        let later = sql::<Bool>("(kpi_id, date) > (").bind::<Key, _>(kpi_id).sql(", ").bind::<Date, _>(date);
        query = query.filter(later.sql(")"));
    }
    if let Some(kpi_id) = filter.kpi_id {
        query = query.filter(measurements::kpi_id.eq(kpi_id));
    }
    if let Some(brand_id) = filter.brand_id {
        let of_brand = kpis::table
            .filter(kpis::organisation_id.eq(organisation))
            .filter(kpis::brand_id.eq(brand_id))
            .select(kpis::id);
        query = query.filter(measurements::kpi_id.eq_any(of_brand));
    }
    if let Some(first) = filter.observed_from {
        query = query.filter(measurements::date.ge(first));
    }
    if let Some(last) = filter.observed_to {
        query = query.filter(measurements::date.le(last));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(measurements::updated_at.ge(At(since)));
    }
    let order = (measurements::kpi_id, measurements::date);
    let rows = query.order(order).limit(page.limit).select(MeasurementRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The measurements of all KPIs from the first day to the last, both included: KPI, day and value, by KPI and then by
/// day.
///
/// # Errors
/// Any error of the database.
pub fn between(
    reader: &mut Reader<'_>,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(Id<Kpi>, NaiveDate, f64)>, StoreError> {
    let rows = measurements::table
        .filter(measurements::organisation_id.eq(reader.organisation()))
        .filter(measurements::date.between(first, last))
        .order((measurements::kpi_id, measurements::date))
        .select((measurements::kpi_id, measurements::date, measurements::value))
        .load(reader.connection)?;
    Ok(rows)
}

/// The same for some KPIs.
///
/// # Errors
/// Any error of the database.
pub fn of_kpis(
    reader: &mut Reader<'_>,
    kpis: &[Id<Kpi>],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(Id<Kpi>, NaiveDate, f64)>, StoreError> {
    let rows = measurements::table
        .filter(measurements::organisation_id.eq(reader.organisation()))
        .filter(measurements::kpi_id.eq_any(kpis.to_vec()))
        .filter(measurements::date.between(first, last))
        .order((measurements::kpi_id, measurements::date))
        .select((measurements::kpi_id, measurements::date, measurements::value))
        .load(reader.connection)?;
    Ok(rows)
}

/// The time at which the measurement of a day was last recorded.
pub type Recorded = (Id<Kpi>, NaiveDate, DateTime<Utc>);

/// The times at which the measurements of some KPIs were recorded.
///
/// # Errors
/// Any error of the database.
pub fn recorded(reader: &mut Reader<'_>, kpis: &[Id<Kpi>]) -> Result<Vec<Recorded>, StoreError> {
    let rows = measurements::table
        .filter(measurements::organisation_id.eq(reader.organisation()))
        .filter(measurements::kpi_id.eq_any(kpis.to_vec()))
        .select((measurements::kpi_id, measurements::date, measurements::updated_at))
        .load::<(Id<Kpi>, NaiveDate, At)>(reader.connection)?;
    Ok(rows.into_iter().map(|(kpi_id, date, at)| (kpi_id, date, at.0)).collect())
}
