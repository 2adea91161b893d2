//! The table of KPIs: conversion between rows and values, lookup by id, and the filtered list. Targets are in
//! `targets.rs`, measurements in `measurements.rs`. Deleting all three together is up to `app/kpis`; which KPIs make
//! the revenue index is decided in `domain/scoring/plan`.

pub mod measurements;
pub mod targets;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{Page, entities, keep_rows, word},
    schema::{kpis, measurements as measured},
    search_pattern::{anywhere, lower},
    tx::Reader,
    types::At,
};
use crate::domain::{
    brand::Brand,
    department::Department,
    kpi::{Category, Kpi},
    organisation::Tenant,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Label, Name},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = kpis, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct KpiRow {
    organisation_id: Tenant,
    id: Id<Kpi>,
    brand_id: Id<Brand>,
    department_id: Option<Id<Department>>,
    name: String,
    category: String,
    unit: String,
    aggregation: String,
    channel: Option<String>,
    market: Option<String>,
    external_ref: Option<String>,
    version: i64,
    created_at: At,
    updated_at: At,
    better: String,
}

impl KpiRow {
    fn new(organisation_id: Tenant, stored: &Stored<Kpi>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            brand_id: value.brand_id,
            department_id: value.department_id,
            name: value.name.to_string(),
            category: value.category.to_string(),
            unit: value.unit.to_string(),
            aggregation: value.aggregation.to_string(),
            better: value.better.to_string(),
            channel: value.channel.as_ref().map(ToString::to_string),
            market: value.market.as_ref().map(ToString::to_string),
            external_ref: value.external_ref.as_ref().map(ToString::to_string),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<KpiRow> for Stored<Kpi> {
    type Error = StoreError;

    fn try_from(row: KpiRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Kpi {
                brand_id: row.brand_id,
                department_id: row.department_id,
                name: Name::trusted(row.name),
                category: word(&row.category)?,
                unit: Label::trusted(row.unit),
                aggregation: word(&row.aggregation)?,
                better: word(&row.better)?,
                channel: row.channel.map(Name::trusted),
                market: row.market.map(Name::trusted),
                external_ref: row.external_ref.map(Name::trusted),
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Kpi, kpis, KpiRow, |key| kpis::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Kpi>) -> Result<Stored<Kpi>, StoreError> {
    kpis::table
        .filter(kpis::organisation_id.eq(reader.organisation()))
        .filter(kpis::id.eq(id))
        .select(KpiRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Kpi>]) -> Result<Vec<Stored<Kpi>>, StoreError> {
    let rows = kpis::table
        .filter(kpis::organisation_id.eq(reader.organisation()))
        .filter(kpis::id.eq_any(ids.to_vec()))
        .order(kpis::id)
        .select(KpiRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct KpiFilter {
    pub brand_id: Option<Id<Brand>>,
    pub department_id: Option<Id<Department>>,
    pub category: Option<Category>,
    pub external_ref: Option<Name>,
    pub q: Option<String>,
    /// Measurements count too.
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(reader: &mut Reader<'_>, filter: &KpiFilter, page: Page<Id<Kpi>>) -> Result<Vec<Stored<Kpi>>, StoreError> {
    let mut query = kpis::table.filter(kpis::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(kpis::id.gt(after));
    }
    if let Some(brand_id) = filter.brand_id {
        query = query.filter(kpis::brand_id.eq(brand_id));
    }
    if let Some(department_id) = filter.department_id {
        query = query.filter(kpis::department_id.eq(department_id));
    }
    if let Some(category) = filter.category {
        query = query.filter(kpis::category.eq(category.as_str()));
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(kpis::external_ref.eq(reference.as_str()));
    }
    if let Some(q) = &filter.q {
        query = query.filter(lower(kpis::name).like(lower(anywhere(q))).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        let reported = measured::table
            .filter(measured::organisation_id.eq(reader.organisation()))
            .filter(measured::updated_at.ge(At(since)))
            .select(measured::kpi_id);
        query = query.filter(kpis::updated_at.ge(At(since)).or(kpis::id.eq_any(reported)));
    }
    let rows = query.order(kpis::id).limit(page.limit).select(KpiRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The KPI with this external reference.
///
/// # Errors
/// Any error of the database.
pub fn by_external_ref(reader: &mut Reader<'_>, reference: &str) -> Result<Option<Id<Kpi>>, StoreError> {
    let id = kpis::table
        .filter(kpis::organisation_id.eq(reader.organisation()))
        .filter(kpis::external_ref.eq(reference))
        .select(kpis::id)
        .first(reader.connection)
        .optional()?;
    Ok(id)
}
