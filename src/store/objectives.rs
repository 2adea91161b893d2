//! Objectives, with the departments that they are shared with: these have a table of their own and are replaced at
//! every update, so this file implements `Table` by hand instead of with `keep_rows!`. A department's list includes the
//! objectives shared with it. Loops of parent objectives are refused in `app/objectives`; key results are in
//! `key_results.rs`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{Page, from_json, to_json, word},
    schema::{key_results, objective_shares, objectives},
    search_pattern::{anywhere, lower},
    tx::{Reader, Table},
    types::At,
};
use super::updated_since::key_result_moved;
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    objective::Objective,
    organisation::Tenant,
    people::user::User,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Name, Text},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = objectives, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct ObjectiveRow {
    organisation_id: Tenant,
    id: Id<Objective>,
    brand_id: Id<Brand>,
    cycle_id: Id<Cycle>,
    department_id: Id<Department>,
    title: String,
    description: Option<String>,
    contribution: String,
    principle_ids: String,
    parent_id: Option<Id<Objective>>,
    owner_id: Option<Id<User>>,
    weight: f64,
    version: i64,
    created_at: At,
    updated_at: At,
    carried_from_id: Option<Id<Objective>>,
    state: String,
    cancelled_on: Option<NaiveDate>,
    counts_from: Option<NaiveDate>,
    position: i64,
}

impl ObjectiveRow {
    fn new(organisation_id: Tenant, stored: &Stored<Objective>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            brand_id: value.brand_id,
            cycle_id: value.cycle_id,
            department_id: value.department_id,
            title: value.title.to_string(),
            description: value.description.as_ref().map(ToString::to_string),
            contribution: value.contribution.to_string(),
            principle_ids: to_json(&value.principle_ids),
            parent_id: value.parent_id,
            owner_id: value.owner_id,
            weight: value.weight,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
            carried_from_id: value.carried_from_id,
            state: value.state.to_string(),
            cancelled_on: value.cancelled_on,
            counts_from: value.counts_from,
            position: value.position,
        }
    }

    fn stored(self, shared_with: Vec<Id<Department>>) -> Result<Stored<Objective>, StoreError> {
        Ok(Stored {
            key: ById { id: self.id },
            value: Objective {
                brand_id: self.brand_id,
                cycle_id: self.cycle_id,
                department_id: self.department_id,
                title: Name::trusted(self.title),
                description: self.description.map(Text::trusted),
                contribution: Text::trusted(self.contribution),
                principle_ids: from_json(&self.principle_ids)?,
                parent_id: self.parent_id,
                shared_with,
                owner_id: self.owner_id,
                weight: self.weight,
                state: word(&self.state)?,
                cancelled_on: self.cancelled_on,
                counts_from: self.counts_from,
                carried_from_id: self.carried_from_id,
                position: self.position,
            },
            stamp: Stamp { version: self.version, created_at: self.created_at.0, updated_at: self.updated_at.0 },
        })
    }
}

impl Table for Objective {
    fn insert(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
        let values = ObjectiveRow::new(reader.organisation(), row);
        diesel::insert_into(objectives::table).values(&values).execute(reader.connection)?;
        insert_shares(reader, row)
    }

    fn update(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
        let values = ObjectiveRow::new(reader.organisation(), row);
        let target = objectives::table
            .filter(objectives::organisation_id.eq(reader.organisation()))
            .filter(objectives::id.eq(row.id()))
            .filter(objectives::version.eq(row.stamp.version - 1));
        if diesel::update(target).set(&values).execute(reader.connection)? != 1 {
            return Err(StoreError::Stale);
        }
        let shares = objective_shares::table
            .filter(objective_shares::organisation_id.eq(reader.organisation()))
            .filter(objective_shares::objective_id.eq(row.id()));
        diesel::delete(shares).execute(reader.connection)?;
        insert_shares(reader, row)
    }

    fn delete(reader: &mut Reader<'_>, key: &ById<Self>) -> Result<(), StoreError> {
        let target = objectives::table
            .filter(objectives::organisation_id.eq(reader.organisation()))
            .filter(objectives::id.eq(key.id));
        let count = diesel::delete(target).execute(reader.connection)?;
        if count == 1 { Ok(()) } else { Err(StoreError::NotFound) }
    }
}

fn insert_shares(reader: &mut Reader<'_>, row: &Stored<Objective>) -> Result<(), StoreError> {
    for department in &row.shared_with {
        diesel::insert_into(objective_shares::table)
            .values((
                objective_shares::organisation_id.eq(reader.organisation()),
                objective_shares::objective_id.eq(row.id()),
                objective_shares::department_id.eq(department),
            ))
            .execute(reader.connection)?;
    }
    Ok(())
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Objective>) -> Result<Stored<Objective>, StoreError> {
    let row = objectives::table
        .filter(objectives::organisation_id.eq(reader.organisation()))
        .filter(objectives::id.eq(id))
        .select(ObjectiveRow::as_select())
        .first(reader.connection)?;
    with_shares(reader, vec![row])?.pop().ok_or(StoreError::NotFound)
}

/// The objectives with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Objective>]) -> Result<Vec<Stored<Objective>>, StoreError> {
    let rows = objectives::table
        .filter(objectives::organisation_id.eq(reader.organisation()))
        .filter(objectives::id.eq_any(ids.to_vec()))
        .order(objectives::id)
        .select(ObjectiveRow::as_select())
        .load(reader.connection)?;
    with_shares(reader, rows)
}

/// The objectives carried over from those of a closed cycle.
///
/// # Errors
/// Any error of the database.
pub fn carried_out_of(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<Stored<Objective>>, StoreError> {
    let organisation = reader.organisation();
    let sources = diesel::alias!(objectives as sources);
    let of_cycle = sources
        .filter(sources.field(objectives::organisation_id).eq(organisation))
        .filter(sources.field(objectives::cycle_id).eq(cycle))
        .select(sources.field(objectives::id).nullable());
    let rows = objectives::table
        .filter(objectives::organisation_id.eq(organisation))
        .filter(objectives::carried_from_id.eq_any(of_cycle))
        .order(objectives::id)
        .select(ObjectiveRow::as_select())
        .load(reader.connection)?;
    with_shares(reader, rows)
}

#[derive(Debug, Clone, Default)]
pub struct ObjectiveFilter {
    pub brand_id: Option<Id<Brand>>,
    pub cycle_id: Option<Id<Cycle>>,
    /// Matches the department's own objectives and those shared with it.
    pub department_id: Option<Id<Department>>,
    pub parent_id: Option<Id<Objective>>,
    pub carried_from_id: Option<Id<Objective>>,
    pub owner_id: Option<Id<User>>,
    pub q: Option<String>,
    /// Its key results count too, with their check-ins and the measurements of the KPIs that they follow.
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &ObjectiveFilter,
    page: Page<Id<Objective>>,
) -> Result<Vec<Stored<Objective>>, StoreError> {
    let mut query = objectives::table.filter(objectives::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(objectives::id.gt(after));
    }
    if let Some(brand_id) = filter.brand_id {
        query = query.filter(objectives::brand_id.eq(brand_id));
    }
    if let Some(cycle_id) = filter.cycle_id {
        query = query.filter(objectives::cycle_id.eq(cycle_id));
    }
    if let Some(department_id) = filter.department_id {
        let shared = shared_with(reader, &[department_id])?;
        query = query.filter(objectives::department_id.eq(department_id).or(objectives::id.eq_any(shared)));
    }
    if let Some(parent_id) = filter.parent_id {
        query = query.filter(objectives::parent_id.eq(parent_id));
    }
    if let Some(carried_from_id) = filter.carried_from_id {
        query = query.filter(objectives::carried_from_id.eq(carried_from_id));
    }
    if let Some(owner_id) = filter.owner_id {
        query = query.filter(objectives::owner_id.eq(owner_id));
    }
    if let Some(q) = &filter.q {
        query = query.filter(lower(objectives::title).like(lower(anywhere(q))).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        let below = key_results::table
            .filter(key_results::organisation_id.eq(reader.organisation()))
            .filter(key_result_moved(reader.organisation(), At(since)))
            .select(key_results::objective_id);
        query = query.filter(objectives::updated_at.ge(At(since)).or(objectives::id.eq_any(below)));
    }
    let rows =
        query.order(objectives::id).limit(page.limit).select(ObjectiveRow::as_select()).load(reader.connection)?;
    with_shares(reader, rows)
}

fn with_shares(reader: &mut Reader<'_>, rows: Vec<ObjectiveRow>) -> Result<Vec<Stored<Objective>>, StoreError> {
    let mut query =
        objective_shares::table.filter(objective_shares::organisation_id.eq(reader.organisation())).into_boxed();
    if rows.len() <= 200 {
        query = query.filter(objective_shares::objective_id.eq_any(rows.iter().map(|row| row.id).collect::<Vec<_>>()));
    }
    let shares = query
        .order((objective_shares::objective_id, objective_shares::department_id))
        .select((objective_shares::objective_id, objective_shares::department_id))
        .load::<(Id<Objective>, Id<Department>)>(reader.connection)?;
    let mut of_objective: BTreeMap<Id<Objective>, Vec<Id<Department>>> = BTreeMap::new();
    for (objective, department) in shares {
        of_objective.entry(objective).or_default().push(department);
    }
    rows.into_iter()
        .map(|row| {
            let shared_with = of_objective.remove(&row.id).unwrap_or_default();
            row.stored(shared_with)
        })
        .collect()
}

fn shared_with(reader: &mut Reader<'_>, departments: &[Id<Department>]) -> Result<Vec<Id<Objective>>, StoreError> {
    let ids = objective_shares::table
        .filter(objective_shares::organisation_id.eq(reader.organisation()))
        .filter(objective_shares::department_id.eq_any(departments.to_vec()))
        .select(objective_shares::objective_id)
        .load(reader.connection)?;
    Ok(ids)
}

/// The ids of the objectives that count in any of these departments: their own and those shared with them.
///
/// # Errors
/// Any error of the database.
pub fn counted_in(reader: &mut Reader<'_>, departments: &[Id<Department>]) -> Result<Vec<Id<Objective>>, StoreError> {
    let mut ids = shared_with(reader, departments)?;
    let own = objectives::table
        .filter(objectives::organisation_id.eq(reader.organisation()))
        .filter(objectives::department_id.eq_any(departments.to_vec()))
        .select(objectives::id)
        .load(reader.connection)?;
    ids.extend::<Vec<Id<Objective>>>(own);
    Ok(ids)
}

/// The ids of a brand's objectives.
///
/// # Errors
/// Any error of the database.
pub fn of_brand(reader: &mut Reader<'_>, brand: Id<Brand>) -> Result<Vec<Id<Objective>>, StoreError> {
    let ids = objectives::table
        .filter(objectives::organisation_id.eq(reader.organisation()))
        .filter(objectives::brand_id.eq(brand))
        .select(objectives::id)
        .load(reader.connection)?;
    Ok(ids)
}
