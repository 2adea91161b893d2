//! Key results as they are shown: the resource with what it reads today, or, once its cycle is closed, with what it read
//! then. The figures are computed in `domain/scoring/readings/key_result.rs` or kept by `app/scorecards/snapshots.rs`; what may be
//! changed is in `key_results`.

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    app::{
        AsOf,
        error::{Error, Result},
        plans::{self, Frame, Frames},
        scorecards::snapshots::{self, SettledKeyResult},
    },
    domain::{
        brand::Brand,
        cycle::Cycle,
        due::due_on,
        key_result::KeyResult,
        objective::Objective,
        policy::PolicyKey,
        scoring::{
            plan::PlannedKpi,
            readings::{key_result::KeyResultReading, measure::MeasureView},
        },
        values::{id::Id, record::Stored},
    },
    store::{engine::tx::Reader, objectives},
};

/// A key result with what it reads.
pub struct KeyResultView {
    pub stored: Stored<KeyResult>,
    pub measure: MeasureView,
    pub reading: KeyResultReading,
    /// Whether somebody's word still stands against the computed status.
    pub overridden: bool,
    /// When the next check-in is due; none where none is expected.
    pub due_on: Option<NaiveDate>,
    pub as_of: AsOf,
}

impl KeyResultView {
    /// Whether a check-in is due today.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.due_on.is_some_and(|due_on| due_on <= self.as_of.day)
    }
}

/// As the resource, with the day on which each step was done, and an override only while it stands.
impl Serialize for KeyResultView {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut json = serde_json::to_value(&self.stored).map_err(serde::ser::Error::custom)?;
        let reading = serde_json::to_value(&self.reading).map_err(serde::ser::Error::custom)?;
        if let (Value::Object(members), Value::Object(figures)) = (&mut json, reading) {
            members.extend(figures);
            members
                .insert("measure".to_owned(), serde_json::to_value(&self.measure).map_err(serde::ser::Error::custom)?);
            members.insert("due_on".to_owned(), json!(self.due_on));
            if !self.overridden {
                members.insert("status_override".to_owned(), Value::Null);
            }
        }
        json.serialize(serializer)
    }
}

/// One key result with what it reads.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn view(reader: &mut Reader<'_>, key_result: Stored<KeyResult>) -> Result<KeyResultView> {
    views(reader, vec![key_result])?.pop().ok_or_else(Error::not_found)
}

/// Key results with what they read today, in the same order.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn views(reader: &mut Reader<'_>, rows: Vec<Stored<KeyResult>>) -> Result<Vec<KeyResultView>> {
    let today = reader.today();
    views_on(reader, rows, today)
}

/// Key results with what they read on a day, in the same order.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn views_on(
    reader: &mut Reader<'_>,
    rows: Vec<Stored<KeyResult>>,
    day: NaiveDate,
) -> Result<Vec<KeyResultView>> {
    let as_of = AsOf::now(reader)?;
    let planned = plans::of_key_results(reader, &rows)?;
    let ids: Vec<Id<Objective>> = rows.iter().map(|row| row.objective_id).collect();
    let brands: Brands =
        objectives::by_ids(reader, &ids)?.iter().map(|objective| (objective.id(), objective.brand_id)).collect();
    let mut frames = Frames::on(day);
    let mut settled = settled(reader, &mut frames, &rows, &brands)?;
    let mut followed: BTreeMap<Id<Cycle>, Vec<PlannedKpi>> = BTreeMap::new();
    for row in &rows {
        if let Entry::Vacant(place) = followed.entry(row.cycle_id) {
            let span = frames.of(reader, key(row, &brands)?)?.cycle;
            let of_cycle = rows.iter().zip(&planned).filter(|(other, _)| other.cycle_id == row.cycle_id);
            place.insert(plans::followed(reader, of_cycle.map(|(_, planned)| planned), &span)?);
        }
    }
    rows.into_iter()
        .zip(planned)
        .map(|(stored, planned)| {
            let Frame { cycle, policy, day, state, .. } = frames.of(reader, key(&stored, &brands)?)?;
            let measure = MeasureView::new(&stored.measure, &planned.check_ins, day);
            let (reading, overridden) = if let Some(settled) = settled.remove(&stored.id()) {
                (settled.reading, settled.overridden)
            } else {
                let mut kpis = followed.get(&stored.cycle_id).into_iter().flatten();
                let kpi = planned.kpi_id.and_then(|id| kpis.find(|kpi| kpi.id == id));
                let reading = KeyResultReading::new(&planned, kpi, &cycle, &policy, day);
                (reading, planned.overridden())
            };
            let due_on = due_on(&stored, planned.created_on, reading.last_check_in_on, &cycle, state);
            Ok(KeyResultView { stored, measure, reading, overridden, due_on, as_of })
        })
        .collect()
}

type Brands = BTreeMap<Id<Objective>, Id<Brand>>;

fn key(key_result: &KeyResult, brands: &Brands) -> Result<PolicyKey> {
    let brand_id = *brands.get(&key_result.objective_id).ok_or_else(Error::not_found)?;
    Ok(PolicyKey { brand_id, cycle_id: key_result.cycle_id })
}

/// What those of closed cycles read when these were closed.
fn settled(
    reader: &mut Reader<'_>,
    frames: &mut Frames,
    rows: &[Stored<KeyResult>],
    brands: &Brands,
) -> Result<BTreeMap<Id<KeyResult>, SettledKeyResult>> {
    let mut closed: BTreeMap<PolicyKey, Vec<Id<KeyResult>>> = BTreeMap::new();
    for row in rows {
        let key = key(row, brands)?;
        if frames.of(reader, key)?.closed {
            closed.entry(key).or_default().push(row.id());
        }
    }
    let mut settled = BTreeMap::new();
    for (key, ids) in closed {
        settled.extend(snapshots::of_key_results(reader, key, &ids)?);
    }
    Ok(settled)
}
