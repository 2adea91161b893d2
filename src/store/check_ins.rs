//! Check-ins, in order of arrival, which is the order of their ids. They are read in two forms: whole, as the resource,
//! and as an `Observation` with only what scoring needs, for a cycle or for some key results in one query. Which of
//! them counts on a date is decided in `domain/scoring/plan/observations.rs`; measurements of KPIs are in
//! `store/kpis/measurements.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::engine::{
    connection::MultiBackend,
    error::StoreError,
    row::{Page, entities, from_json, keep_rows, to_json},
    schema::{check_ins, key_results, objective_shares, objectives},
    tx::Reader,
    types::At,
};
use crate::domain::{
    brand::Brand,
    check_in::CheckIn,
    cycle::Cycle,
    department::Department,
    key_result::KeyResult,
    measure::Step,
    organisation::Tenant,
    people::user::User,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Name, Text},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = check_ins, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct CheckInRow {
    organisation_id: Tenant,
    id: Id<CheckIn>,
    key_result_id: Id<KeyResult>,
    author_id: Option<Id<User>>,
    value: Option<f64>,
    steps_done: String,
    steps_undone: String,
    observed_on: NaiveDate,
    confidence: Option<i64>,
    note: Option<String>,
    source: Option<String>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl CheckInRow {
    fn new(organisation_id: Tenant, stored: &Stored<CheckIn>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            key_result_id: value.key_result_id,
            author_id: value.author_id,
            value: value.value,
            steps_done: to_json(&value.steps_done),
            steps_undone: to_json(&value.steps_undone),
            observed_on: value.observed_on,
            confidence: value.confidence.map(i64::from),
            note: value.note.as_ref().map(ToString::to_string),
            source: value.source.as_ref().map(ToString::to_string),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<CheckInRow> for Stored<CheckIn> {
    type Error = StoreError;

    fn try_from(row: CheckInRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: CheckIn {
                key_result_id: row.key_result_id,
                author_id: row.author_id,
                value: row.value,
                steps_done: from_json(&row.steps_done)?,
                steps_undone: from_json(&row.steps_undone)?,
                observed_on: row.observed_on,
                confidence: row.confidence.and_then(|confidence| u8::try_from(confidence).ok()),
                note: row.note.map(Text::trusted),
                source: row.source.map(Name::trusted),
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(CheckIn, check_ins, CheckInRow, |key| check_ins::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<CheckIn>) -> Result<Stored<CheckIn>, StoreError> {
    check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::id.eq(id))
        .select(CheckInRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// A page of a key result's check-ins, in order of arrival.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    key_result: Id<KeyResult>,
    updated_since: Option<DateTime<Utc>>,
    page: Page<Id<CheckIn>>,
) -> Result<Vec<Stored<CheckIn>>, StoreError> {
    let mut query = check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::key_result_id.eq(key_result))
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(check_ins::id.gt(after));
    }
    if let Some(since) = updated_since {
        query = query.filter(check_ins::updated_at.ge(At(since)));
    }
    let rows = query.order(check_ins::id).limit(page.limit).select(CheckInRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The filters of the list of all check-ins.
#[derive(Debug, Clone, Default)]
pub struct CheckInsFilter {
    pub brand_id: Option<Id<Brand>>,
    pub cycle_id: Option<Id<Cycle>>,
    pub key_result_id: Option<Id<KeyResult>>,
    /// Matches the key results that count in the department, shared ones included.
    pub department_id: Option<Id<Department>>,
    /// The owner of the key result.
    pub owner_id: Option<Id<User>>,
    pub observed_from: Option<NaiveDate>,
    pub observed_to: Option<NaiveDate>,
    pub updated_since: Option<DateTime<Utc>>,
}

/// A page of the matching check-ins of all key results, in order of arrival.
///
/// # Errors
/// Any error of the database.
pub fn list_all(
    reader: &mut Reader<'_>,
    filter: &CheckInsFilter,
    page: Page<Id<CheckIn>>,
) -> Result<Vec<Stored<CheckIn>>, StoreError> {
    let mut query = matching(reader.organisation(), filter);
    if let Some(after) = page.after {
        query = query.filter(check_ins::id.gt(after));
    }
    let rows = query.order(check_ins::id).limit(page.limit).select(CheckInRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The last matching check-ins of all key results, the newest observation first.
///
/// # Errors
/// Any error of the database.
pub fn latest(
    reader: &mut Reader<'_>,
    filter: &CheckInsFilter,
    with_note: bool,
    limit: i64,
) -> Result<Vec<Stored<CheckIn>>, StoreError> {
    let mut query = matching(reader.organisation(), filter);
    if with_note {
        query = query.filter(check_ins::note.is_not_null());
    }
    let newest_first = (check_ins::observed_on.desc(), check_ins::id.desc());
    let rows = query.order(newest_first).limit(limit).select(CheckInRow::as_select()).load(reader.connection)?;
    entities(rows)
}

fn matching(organisation: Tenant, filter: &CheckInsFilter) -> check_ins::BoxedQuery<'static, MultiBackend> {
    let mut query = check_ins::table.filter(check_ins::organisation_id.eq(organisation)).into_boxed();
    if let Some(key_result_id) = filter.key_result_id {
        query = query.filter(check_ins::key_result_id.eq(key_result_id));
    }
    let known = key_results::table.filter(key_results::organisation_id.eq(organisation)).select(key_results::id);
    if let Some(cycle_id) = filter.cycle_id {
        let of_cycle = known.filter(key_results::cycle_id.eq(cycle_id));
        query = query.filter(check_ins::key_result_id.eq_any(of_cycle));
    }
    if let Some(brand_id) = filter.brand_id {
        let of_brand = objectives::table
            .filter(objectives::organisation_id.eq(organisation))
            .filter(objectives::brand_id.eq(brand_id))
            .select(objectives::id);
        let of_brand = known.filter(key_results::objective_id.eq_any(of_brand));
        query = query.filter(check_ins::key_result_id.eq_any(of_brand));
    }
    if let Some(owner_id) = filter.owner_id {
        let of_owner = known.filter(key_results::owner_id.eq(owner_id));
        query = query.filter(check_ins::key_result_id.eq_any(of_owner));
    }
    if let Some(department_id) = filter.department_id {
        let shared = objective_shares::table
            .filter(objective_shares::organisation_id.eq(organisation))
            .filter(objective_shares::department_id.eq(department_id))
            .select(objective_shares::objective_id);
        let counted = objectives::table
            .filter(objectives::organisation_id.eq(organisation))
            .filter(objectives::department_id.eq(department_id).or(objectives::id.eq_any(shared)))
            .select(objectives::id);
        let of_department = known.filter(key_results::objective_id.eq_any(counted));
        query = query.filter(check_ins::key_result_id.eq_any(of_department));
    }
    if let Some(first) = filter.observed_from {
        query = query.filter(check_ins::observed_on.ge(first));
    }
    if let Some(last) = filter.observed_to {
        query = query.filter(check_ins::observed_on.le(last));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(check_ins::updated_at.ge(At(since)));
    }
    query
}

/// The check-ins with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<CheckIn>]) -> Result<Vec<Stored<CheckIn>>, StoreError> {
    let rows = check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::id.eq_any(ids.to_vec()))
        .order(check_ins::id)
        .select(CheckInRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The check-ins of an author, in order of arrival.
///
/// # Errors
/// Any error of the database.
pub fn by_author(reader: &mut Reader<'_>, author: Id<User>) -> Result<Vec<Stored<CheckIn>>, StoreError> {
    let rows = check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::author_id.eq(author))
        .order(check_ins::id)
        .select(CheckInRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The check-ins with a note on some key results, by day and then in order of arrival.
///
/// # Errors
/// Any error of the database.
pub fn with_notes(reader: &mut Reader<'_>, ids: &[Id<KeyResult>]) -> Result<Vec<Stored<CheckIn>>, StoreError> {
    let rows = check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::key_result_id.eq_any(ids.to_vec()))
        .filter(check_ins::note.is_not_null())
        .order((check_ins::observed_on, check_ins::id))
        .select(CheckInRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// # Errors
/// Any error of the database.
pub fn any_of(reader: &mut Reader<'_>, key_result: Id<KeyResult>) -> Result<bool, StoreError> {
    let found = check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::key_result_id.eq(key_result))
        .select(check_ins::id)
        .first::<Id<CheckIn>>(reader.connection)
        .optional()?;
    Ok(found.is_some())
}

/// Whether there are any in a cycle.
///
/// # Errors
/// Any error of the database.
pub fn any_in(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<bool, StoreError> {
    let organisation = reader.organisation();
    let of_cycle = key_results::table
        .filter(key_results::organisation_id.eq(organisation))
        .filter(key_results::cycle_id.eq(cycle))
        .select(key_results::id);
    let found = check_ins::table
        .filter(check_ins::organisation_id.eq(organisation))
        .filter(check_ins::key_result_id.eq_any(of_cycle))
        .select(check_ins::id)
        .first::<Id<CheckIn>>(reader.connection)
        .optional()?;
    Ok(found.is_some())
}

/// The part of a check-in that scoring needs.
#[derive(Debug, Clone)]
pub struct Observation {
    pub id: Id<CheckIn>,
    pub key_result_id: Id<KeyResult>,
    pub observed_on: NaiveDate,
    pub value: Option<f64>,
    pub steps_done: Vec<Id<Step>>,
    pub steps_undone: Vec<Id<Step>>,
    pub confidence: Option<u8>,
    pub recorded_at: DateTime<Utc>,
}

type ObservationRow = (Id<CheckIn>, Id<KeyResult>, NaiveDate, Option<f64>, String, String, Option<i64>, At);

fn observation(row: ObservationRow) -> Result<Observation, StoreError> {
    let (id, key_result_id, observed_on, value, done, undone, confidence, recorded_at) = row;
    Ok(Observation {
        id,
        key_result_id,
        observed_on,
        value,
        steps_done: steps(&done)?,
        steps_undone: steps(&undone)?,
        confidence: confidence.and_then(|confidence| u8::try_from(confidence).ok()),
        recorded_at: recorded_at.0,
    })
}

fn steps(json: &str) -> Result<Vec<Id<Step>>, StoreError> {
    if json == "[]" { Ok(Vec::new()) } else { from_json(json) }
}

/// The observations of a cycle's key results, in order of arrival.
///
/// # Errors
/// Any error of the database.
pub fn of_cycle(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<Observation>, StoreError> {
    let organisation = reader.organisation();
    let rows = check_ins::table
        .inner_join(
            key_results::table.on(key_results::organisation_id
                .eq(check_ins::organisation_id)
                .and(key_results::id.eq(check_ins::key_result_id))),
        )
        .filter(check_ins::organisation_id.eq(organisation))
        .filter(key_results::organisation_id.eq(organisation))
        .filter(key_results::cycle_id.eq(cycle))
        .order(check_ins::id)
        .select(SCORED)
        .load::<ObservationRow>(reader.connection)?;
    rows.into_iter().map(observation).collect()
}

/// The observations of some key results, by key result and then in order of arrival.
///
/// # Errors
/// Any error of the database.
pub fn of_key_results(reader: &mut Reader<'_>, ids: &[Id<KeyResult>]) -> Result<Vec<Observation>, StoreError> {
    let rows = check_ins::table
        .filter(check_ins::organisation_id.eq(reader.organisation()))
        .filter(check_ins::key_result_id.eq_any(ids.to_vec()))
        .order((check_ins::key_result_id, check_ins::id))
        .select(SCORED)
        .load::<ObservationRow>(reader.connection)?;
    rows.into_iter().map(observation).collect()
}

const SCORED: (
    check_ins::id,
    check_ins::key_result_id,
    check_ins::observed_on,
    check_ins::value,
    check_ins::steps_done,
    check_ins::steps_undone,
    check_ins::confidence,
    check_ins::created_at,
) = (
    check_ins::id,
    check_ins::key_result_id,
    check_ins::observed_on,
    check_ins::value,
    check_ins::steps_done,
    check_ins::steps_undone,
    check_ins::confidence,
    check_ins::created_at,
);
