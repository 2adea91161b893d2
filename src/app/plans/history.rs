//! Loads what changed of a plan since its cycle began, and says from which day each change holds: from the day on which
//! it was made, in an active cycle; for every day, if the cycle was only planned or the change is a correction. How a
//! plan is turned back is in `domain/scoring/plan/past.rs`; what was known at a revision is in `known.rs`.

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    app::error::{Error, Result},
    domain::{
        brand::Brand,
        change::{ChangeAction, LoggedChange},
        cycle::{Cycle, CycleState},
        key_result::{KeyResult, KeyResultState},
        kpi::{Kpi, Measurement},
        objective::Objective,
        organisation::TimeZone,
        scoring::{
            entering,
            plan::{
                CycleSpan, MeasurementEntry, Plan,
                day_documents::{DatedChange, DayDocuments},
                past::Past,
            },
        },
        values::{
            id::Id,
            record::{Entity, EntityKey, EntityKind, Stored},
        },
    },
    store::{
        changes::{self, ChangeFilter},
        cycles,
        engine::tx::Reader,
        organisations,
    },
};

/// The member by which the log marks a correction.
pub(in crate::app) const CORRECTION: &str = "correction";

/// What exists from its creation on, or, as it can be deleted and made again under the same key, must be told apart from
/// what there was before. Everything else has a first day of its own, or counts through something that has.
const BEGINNINGS: [EntityKind; 4] =
    [EntityKind::Brand, EntityKind::Department, EntityKind::ScoringPolicy, EntityKind::Target];

/// What changed of a plan, as known at its revision.
///
/// # Errors
/// Those of the database.
pub fn load(reader: &mut Reader<'_>, plan: &Plan, brands: &[Stored<Brand>]) -> Result<Past> {
    let dates = Dates::of(reader, plan.cycle, plan.revision)?;
    let since = (beginning(plan.cycle.starts_on), None);
    let changed = changes::since(reader, &entering::KINDS, &BEGINNINGS, since, plan.revision)?;
    let measured = measurements_of_deleted(reader, &changed)?;
    Ok(Past {
        changes: DayDocuments::new(changed.into_iter().map(|change| dates.dated(change))),
        brands: brands.iter().filter(|brand| !brand.archived).map(Stored::id).collect(),
        measured,
        time_zone: dates.time_zone,
    })
}

/// The changes of all that enters scores since a day or a revision, up to a revision, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn changes_since(
    reader: &mut Reader<'_>,
    (day, revision): (NaiveDate, i64),
    until: i64,
) -> Result<Vec<LoggedChange>> {
    let since = (beginning(day), Some(revision));
    let mut found = changes::since(reader, &entering::KINDS, &entering::KINDS, since, until)?;
    found.reverse();
    Ok(found)
}

/// From which day changes hold in a cycle.
pub struct Dates {
    /// The states of the cycle, each with the revision from which it had it.
    states: Vec<(i64, CycleState)>,
    cycle: CycleSpan,
    time_zone: TimeZone,
}

impl Dates {
    /// Those of a cycle, as known at a revision.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(reader: &mut Reader<'_>, cycle: CycleSpan, known_at: i64) -> Result<Self> {
        let states = states(reader, cycle.id, known_at)?;
        Ok(Self { states, cycle, time_zone: reader.ctx().time_zone })
    }

    fn dated(&self, change: LoggedChange) -> DatedChange {
        let holds_from = self.holds_from(&change);
        let LoggedChange { entity: kind, entity_id: key, action, before, after, .. } = change;
        DatedChange { kind, key, action, holds_from, before, after }
    }

    /// One thing as it stood on a day; `None` if nothing about it ever changed.
    fn on_day<T>(&self, reader: &mut Reader<'_>, row: &Stored<T>, day: NaiveDate) -> Result<Option<Stored<T>>>
    where
        T: Entity + DeserializeOwned,
        T::Key: DeserializeOwned,
    {
        let filter = ChangeFilter { entity: Some(T::KIND), entity_id: Some(row.key.text()) };
        let changes = changes::list(reader, &filter, 0, i64::MAX)?;
        let documents = DayDocuments::new(changes.into_iter().rev().map(|change| self.dated(change)));
        let then = documents.on(day.max(self.cycle.starts_on)).next();
        let document = then.and_then(|(_, _, document)| document);
        document.map(|document| serde_json::from_value(document).map_err(Error::internal)).transpose()
    }

    /// The first day for which a change holds; `None` if it holds for every day.
    pub fn holds_from(&self, change: &LoggedChange) -> Option<NaiveDate> {
        match state_before(&self.states, change.revision) {
            _ if holds_for_every_day(change) => None,
            CycleState::Planned => None,
            CycleState::Active => Some(self.time_zone.day(change.at).min(self.cycle.ends_on)),
            CycleState::Closed => Some(NaiveDate::MAX),
        }
    }

    /// The first day on which something that is created here counts; `None` for other changes.
    pub fn counts_from(change: &LoggedChange) -> Option<NaiveDate> {
        let first = change.after.as_ref()?.get(entering::COUNTS_FROM)?.as_str()?.parse().ok();
        first.filter(|_| change.action == ChangeAction::Created)
    }
}

/// Key results as they stood on a day.
///
/// # Errors
/// Those of the database.
pub fn key_results_on(
    reader: &mut Reader<'_>,
    rows: Vec<Stored<KeyResult>>,
    day: NaiveDate,
) -> Result<Vec<Stored<KeyResult>>> {
    on_day(
        reader,
        rows,
        day,
        |row| row.cycle_id,
        |now, then| KeyResult {
            cycle_id: now.cycle_id,
            status_override: now.status_override.clone(),
            cancelled_on: now.cancelled_on.filter(|_| then.state == KeyResultState::Cancelled),
            ..then
        },
    )
}

/// Objectives as they stood on a day.
///
/// # Errors
/// Those of the database.
pub fn objectives_on(
    reader: &mut Reader<'_>,
    rows: Vec<Stored<Objective>>,
    day: NaiveDate,
) -> Result<Vec<Stored<Objective>>> {
    on_day(
        reader,
        rows,
        day,
        |row| row.cycle_id,
        |now, then| Objective { cancelled_on: now.cancelled_on.filter(|_| then.is_cancelled()), ..then },
    )
}

fn on_day<T>(
    reader: &mut Reader<'_>,
    rows: Vec<Stored<T>>,
    day: NaiveDate,
    cycle_of: impl Fn(&Stored<T>) -> Id<Cycle>,
    merge: impl Fn(&T, T) -> T,
) -> Result<Vec<Stored<T>>>
where
    T: Entity + DeserializeOwned,
    T::Key: DeserializeOwned,
{
    if day >= reader.today() {
        return Ok(rows);
    }
    let newest = organisations::revision(reader)?;
    let mut known: BTreeMap<Id<Cycle>, Dates> = BTreeMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let id = cycle_of(&row);
        if let Entry::Vacant(place) = known.entry(id) {
            let cycle = CycleSpan::of(&cycles::find(reader, id)?);
            place.insert(Dates::of(reader, cycle, newest)?);
        }
        let then = match known.get(&id) {
            Some(dates) => dates.on_day(reader, &row, day)?,
            None => None,
        };
        let value = then.map(|then| merge(&row.value, then.value));
        found.push(Stored { value: value.unwrap_or_else(|| row.value.clone()), ..row });
    }
    Ok(found)
}

/// A time before the day has begun anywhere.
fn beginning(day: NaiveDate) -> DateTime<Utc> {
    day.checked_sub_days(Days::new(1)).unwrap_or(day).and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Corrections, and the creation of what is not a beginning or, as targets, has a first day of its own.
fn holds_for_every_day(change: &LoggedChange) -> bool {
    let correction = change.after.as_ref().and_then(|after| after.get(CORRECTION));
    let by_itself = change.entity == EntityKind::Target || !BEGINNINGS.contains(&change.entity);
    let created = change.action == ChangeAction::Created && by_itself;
    created || correction == Some(&Value::Bool(true))
}

/// The states of the cycle, each with the revision from which it had it.
fn states(reader: &mut Reader<'_>, cycle: Id<Cycle>, until: i64) -> Result<Vec<(i64, CycleState)>> {
    let filter = ChangeFilter { entity: Some(EntityKind::Cycle), entity_id: Some(cycle.to_string()) };
    let changes = changes::list(reader, &filter, 0, i64::MAX)?;
    let state = |change: &LoggedChange| change.after.as_ref()?.get("state")?.as_str()?.parse().ok();
    let known = changes.iter().filter(|change| change.revision <= until);
    Ok(known.filter_map(|change| Some((change.revision, state(change)?))).collect())
}

fn state_before(states: &[(i64, CycleState)], revision: i64) -> CycleState {
    let before = states.iter().take_while(|(since, _)| *since < revision).last();
    before.map_or(CycleState::Planned, |(_, state)| *state)
}

/// The measurements that were deleted with their KPIs, by KPI: on earlier days they still count.
fn measurements_of_deleted(
    reader: &mut Reader<'_>,
    changed: &[LoggedChange],
) -> Result<BTreeMap<Id<Kpi>, Vec<MeasurementEntry>>> {
    let mut found: BTreeMap<Id<Kpi>, Vec<MeasurementEntry>> = BTreeMap::new();
    let deleted = |change: &&LoggedChange| change.entity == EntityKind::Kpi && change.action == ChangeAction::Deleted;
    for change in changed.iter().filter(deleted) {
        for measurement in changes::of_revision(reader, change.revision, EntityKind::Measurement)? {
            let Some(before) = measurement.before else { continue };
            let Stored { key, value, .. } =
                serde_json::from_value::<Stored<Measurement>>(before).map_err(Error::internal)?;
            found.entry(key.kpi_id).or_default().push(MeasurementEntry { on: key.date, value: value.value });
        }
    }
    Ok(found)
}
