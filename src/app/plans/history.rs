//! Loads what changed of a plan since its cycle began, and says from which day each change holds: from the day on which
//! it was made, in an active cycle; for every day, if the cycle was only planned or the change is a correction. How a
//! plan is turned back is in `domain/scoring/plan/past.rs`; what was known at a revision is in `known.rs`.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::Value;

use crate::{
    app::error::{Error, Result},
    domain::{
        brand::Brand,
        change::{ChangeAction, LoggedChange},
        cycle::{Cycle, CycleState},
        kpi::{Kpi, Measurement},
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
            record::{EntityKind, Stored},
        },
    },
    store::{
        changes::{self, ChangeFilter},
        engine::tx::Reader,
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
    let dates = Dates::of(reader, plan, plan.revision)?;
    let since = (beginning(plan.cycle.starts_on), None);
    let changed = changes::since(reader, &entering::KINDS, &BEGINNINGS, since, plan.revision)?;
    let measured = measurements_of_deleted(reader, &changed)?;
    let dated = changed.into_iter().map(|change| {
        let holds_from = dates.holds_from(&change);
        let LoggedChange { entity: kind, entity_id: key, action, before, after, .. } = change;
        DatedChange { kind, key, action, holds_from, before, after }
    });
    Ok(Past {
        changes: DayDocuments::new(dated),
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
    /// Those of a plan's cycle, as known at a revision.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(reader: &mut Reader<'_>, plan: &Plan, known_at: i64) -> Result<Self> {
        let states = states(reader, plan.cycle.id, known_at)?;
        Ok(Self { states, cycle: plan.cycle, time_zone: reader.ctx().time_zone })
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
    pub fn counts_from(&self, change: &LoggedChange) -> Option<NaiveDate> {
        let first = change.after.as_ref()?.get(entering::COUNTS_FROM)?.as_str()?.parse().ok();
        first.filter(|_| change.action == ChangeAction::Created)
    }
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
