//! Key results: conversion between rows and values, lookup by id, and lists by filter and by objective. A measure is
//! stored as JSON, since no query needs a part of it. The row repeats its objective's cycle, so that listing a cycle's
//! key results needs no join; brand and department are resolved through `objectives.rs` first. Check-ins are in
//! `check_ins.rs`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    engine::{
        connection::each,
        error::StoreError,
        row::{Page, entities, from_json, keep_rows, to_json, word},
        schema::{cycles, key_results, objective_shares, objectives},
        search_pattern::{anywhere, lower},
        tx::Reader,
        types::At,
    },
    objectives as objective_rows,
    updated_since::key_result_moved,
};
use crate::domain::{
    brand::Brand,
    cycle::{Cycle, CycleState},
    department::Department,
    key_result::{KeyResult, KeyResultState, StatusOverride},
    kpi::Kpi,
    objective::Objective,
    organisation::Tenant,
    people::user::User,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Name, Reason, Text},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = key_results, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct KeyResultRow {
    organisation_id: Tenant,
    id: Id<KeyResult>,
    objective_id: Id<Objective>,
    cycle_id: Id<Cycle>,
    title: String,
    description: Option<String>,
    owner_id: Option<Id<User>>,
    weight: f64,
    ambition: String,
    measure: String,
    check_in_every_days: i64,
    external_ref: Option<String>,
    kpi_id: Option<Id<Kpi>>,
    state: String,
    cancelled_on: Option<NaiveDate>,
    override_status: Option<String>,
    override_reason: Option<String>,
    override_set_at: Option<At>,
    version: i64,
    created_at: At,
    updated_at: At,
    carried_from_id: Option<Id<KeyResult>>,
    grade: Option<f64>,
    grade_comment: Option<String>,
    counts_from: Option<NaiveDate>,
    position: i64,
}

impl KeyResultRow {
    fn new(organisation_id: Tenant, stored: &Stored<KeyResult>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            objective_id: value.objective_id,
            cycle_id: value.cycle_id,
            title: value.title.to_string(),
            description: value.description.as_ref().map(ToString::to_string),
            owner_id: value.owner_id,
            weight: value.weight,
            ambition: value.ambition.to_string(),
            measure: to_json(&value.measure),
            check_in_every_days: i64::from(value.check_in_every_days),
            external_ref: value.external_ref.as_ref().map(ToString::to_string),
            kpi_id: value.kpi_id,
            state: value.state.to_string(),
            cancelled_on: value.cancelled_on,
            override_status: value.status_override.as_ref().map(|one| one.status.to_string()),
            override_reason: value.status_override.as_ref().map(|one| one.reason.to_string()),
            override_set_at: value.status_override.as_ref().map(|one| At(one.set_at)),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
            carried_from_id: value.carried_from_id,
            grade: value.grade,
            grade_comment: value.grade_comment.as_ref().map(ToString::to_string),
            counts_from: value.counts_from,
            position: value.position,
        }
    }
}

impl TryFrom<KeyResultRow> for Stored<KeyResult> {
    type Error = StoreError;

    fn try_from(row: KeyResultRow) -> Result<Self, StoreError> {
        let status_override = match (row.override_status, row.override_reason, row.override_set_at) {
            (Some(status), Some(reason), Some(set_at)) => {
                Some(StatusOverride { status: word(&status)?, reason: Reason::trusted(reason), set_at: set_at.0 })
            }
            _ => None,
        };
        Ok(Self {
            key: ById { id: row.id },
            value: KeyResult {
                objective_id: row.objective_id,
                cycle_id: row.cycle_id,
                title: Name::trusted(row.title),
                description: row.description.map(Text::trusted),
                owner_id: row.owner_id,
                weight: row.weight,
                ambition: word(&row.ambition)?,
                measure: from_json(&row.measure)?,
                check_in_every_days: u32::try_from(row.check_in_every_days).unwrap_or(u32::MAX),
                external_ref: row.external_ref.map(Name::trusted),
                kpi_id: row.kpi_id,
                state: word(&row.state)?,
                cancelled_on: row.cancelled_on,
                counts_from: row.counts_from,
                status_override,
                carried_from_id: row.carried_from_id,
                grade: row.grade,
                grade_comment: row.grade_comment.map(Text::trusted),
                position: row.position,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(KeyResult, key_results, KeyResultRow, |key| key_results::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<KeyResult>) -> Result<Stored<KeyResult>, StoreError> {
    key_results::table
        .filter(key_results::organisation_id.eq(reader.organisation()))
        .filter(key_results::id.eq(id))
        .select(KeyResultRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<KeyResult>]) -> Result<Vec<Stored<KeyResult>>, StoreError> {
    let rows = key_results::table
        .filter(key_results::organisation_id.eq(reader.organisation()))
        .filter(key_results::id.eq_any(ids.to_vec()))
        .order(key_results::id)
        .select(KeyResultRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// A key result with what decides who may check in on it, and whether anybody may.
pub struct Reportable {
    pub key_result: Stored<KeyResult>,
    /// Every department in which its objective counts.
    pub departments: Vec<Id<Department>>,
    pub cycle_name: String,
    pub cycle_state: CycleState,
}

/// The key results with these ids that exist, in one query.
///
/// # Errors
/// Any error of the database.
pub fn reportable(
    reader: &mut Reader<'_>,
    ids: &[Id<KeyResult>],
) -> Result<BTreeMap<Id<KeyResult>, Reportable>, StoreError> {
    type Row = (KeyResultRow, Id<Department>, String, String, Option<Id<Department>>);
    let organisation = reader.organisation();
    let objective = objectives::organisation_id.eq(organisation).and(objectives::id.eq(key_results::objective_id));
    let cycle = cycles::organisation_id.eq(organisation).and(cycles::id.eq(key_results::cycle_id));
    let share = objective_shares::organisation_id
        .eq(organisation)
        .and(objective_shares::objective_id.eq(key_results::objective_id));
    let every = key_results::table
        .inner_join(objectives::table.on(objective))
        .inner_join(cycles::table.on(cycle))
        .left_join(objective_shares::table.on(share))
        .filter(key_results::organisation_id.eq(organisation))
        .order((key_results::id, objective_shares::department_id));
    let (own, share) = (objectives::department_id, objective_shares::department_id.nullable());
    let rows: Vec<Row> = each!(&mut *reader.connection, inner => {
        let every = every.select((KeyResultRow::as_select(), own, cycles::name, cycles::state, share));
        match ids {
            [id] => every.filter(key_results::id.eq(id)).load(inner)?,
            ids => every.filter(key_results::id.eq_any(ids)).load(inner)?,
        }
    });
    let mut found: BTreeMap<Id<KeyResult>, Reportable> = BTreeMap::new();
    for (row, own, cycle_name, cycle_state, share) in rows {
        if let Some(known) = found.get_mut(&row.id) {
            known.departments.extend(share);
            continue;
        }
        let departments = std::iter::once(own).chain(share).collect();
        let cycle_state = word(&cycle_state)?;
        found.insert(row.id, Reportable { key_result: row.try_into()?, departments, cycle_name, cycle_state });
    }
    Ok(found)
}

#[derive(Debug, Clone, Default)]
pub struct KeyResultFilter {
    pub brand_id: Option<Id<Brand>>,
    pub cycle_id: Option<Id<Cycle>>,
    pub department_id: Option<Id<Department>>,
    pub objective_id: Option<Id<Objective>>,
    pub owner_id: Option<Id<User>>,
    pub state: Option<KeyResultState>,
    pub external_ref: Option<Name>,
    pub q: Option<String>,
    /// Check-ins and measurements of the KPI that it follows count too.
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &KeyResultFilter,
    page: Page<Id<KeyResult>>,
) -> Result<Vec<Stored<KeyResult>>, StoreError> {
    let mut query = key_results::table.filter(key_results::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(key_results::id.gt(after));
    }
    if let Some(brand_id) = filter.brand_id {
        let of_brand = objective_rows::of_brand(reader, brand_id)?;
        query = query.filter(key_results::objective_id.eq_any(of_brand));
    }
    if let Some(department_id) = filter.department_id {
        let counted = objective_rows::counted_in(reader, &[department_id])?;
        query = query.filter(key_results::objective_id.eq_any(counted));
    }
    if let Some(cycle_id) = filter.cycle_id {
        query = query.filter(key_results::cycle_id.eq(cycle_id));
    }
    if let Some(objective_id) = filter.objective_id {
        query = query.filter(key_results::objective_id.eq(objective_id));
    }
    if let Some(owner_id) = filter.owner_id {
        query = query.filter(key_results::owner_id.eq(owner_id));
    }
    if let Some(state) = filter.state {
        query = query.filter(key_results::state.eq(state.as_str()));
    }
    if let Some(reference) = &filter.external_ref {
        query = query.filter(key_results::external_ref.eq(reference.as_str()));
    }
    if let Some(q) = &filter.q {
        query = query.filter(lower(key_results::title).like(lower(anywhere(q))).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(key_result_moved(reader.organisation(), At(since)));
    }
    let rows =
        query.order(key_results::id).limit(page.limit).select(KeyResultRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The key results of one objective, including cancelled and proposed ones.
///
/// # Errors
/// Any error of the database.
pub fn of_objective(reader: &mut Reader<'_>, objective: Id<Objective>) -> Result<Vec<Stored<KeyResult>>, StoreError> {
    of_objectives(reader, &[objective])
}

/// The key results of some objectives, including cancelled and proposed ones.
///
/// # Errors
/// Any error of the database.
pub fn of_objectives(reader: &mut Reader<'_>, ids: &[Id<Objective>]) -> Result<Vec<Stored<KeyResult>>, StoreError> {
    let rows = key_results::table
        .filter(key_results::organisation_id.eq(reader.organisation()))
        .filter(key_results::objective_id.eq_any(ids.to_vec()))
        .order((key_results::objective_id, key_results::id))
        .select(KeyResultRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The active key results of a cycle that have no owner and count in any of these departments.
///
/// # Errors
/// Any error of the database.
pub fn unowned_in(
    reader: &mut Reader<'_>,
    cycle: Id<Cycle>,
    departments: &[Id<Department>],
) -> Result<Vec<Stored<KeyResult>>, StoreError> {
    let counted = objective_rows::counted_in(reader, departments)?;
    let rows = key_results::table
        .filter(key_results::organisation_id.eq(reader.organisation()))
        .filter(key_results::objective_id.eq_any(counted))
        .filter(key_results::cycle_id.eq(cycle))
        .filter(key_results::state.eq(KeyResultState::Active.as_str()))
        .filter(key_results::owner_id.is_null())
        .order(key_results::id)
        .select(KeyResultRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The key results of any cycle with this external reference.
///
/// # Errors
/// Any error of the database.
pub fn by_external_ref(reader: &mut Reader<'_>, reference: &str) -> Result<Vec<Id<KeyResult>>, StoreError> {
    let ids = key_results::table
        .filter(key_results::organisation_id.eq(reader.organisation()))
        .filter(key_results::external_ref.eq(reference))
        .order(key_results::id)
        .select(key_results::id)
        .load(reader.connection)?;
    Ok(ids)
}

/// Whether key results of any cycle follow the KPI.
///
/// # Errors
/// Any error of the database.
pub fn follow(reader: &mut Reader<'_>, kpi: Id<Kpi>) -> Result<bool, StoreError> {
    let following: Vec<Id<KeyResult>> = key_results::table
        .filter(key_results::organisation_id.eq(reader.organisation()))
        .filter(key_results::kpi_id.eq(kpi))
        .limit(1)
        .select(key_results::id)
        .load(reader.connection)?;
    Ok(!following.is_empty())
}
