//! Key results with their figures as they are shown: those of today or, once the cycle is closed, those of its closing.
//! They are computed in `domain/scoring/readings/key_result.rs` or stored by `app/scorecards/snapshots.rs`; what may be
//! changed is in `key_results`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    app::{
        AsOf,
        error::{Error, Result},
        plans::{self, ScoringContext, ScoringContexts, history},
        scorecards::snapshots::{self, SettledKeyResult},
    },
    domain::{
        brand::Brand,
        department::Department,
        due::due_on,
        key_result::KeyResult,
        objective::Objective,
        scoring::{
            plan::PlannedKeyResult,
            readings::{key_result::KeyResultReading, measure::MeasureView},
        },
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    store::{engine::tx::Reader, objectives},
};

/// A key result with its figures.
pub struct KeyResultView {
    pub stored: Stored<KeyResult>,
    pub brand_id: Id<Brand>,
    /// The department of its objective.
    pub department_id: Id<Department>,
    pub measure: MeasureView,
    pub reading: KeyResultReading,
    /// Whether a person's override of the computed status still stands.
    pub overridden: bool,
    /// When the next check-in is due; `None` when none is expected.
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

/// Serialised as the resource: each step has the day on which it was done, and an override is left out once it does not
/// stand any more.
impl Serialize for KeyResultView {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut json = serde_json::to_value(&self.stored).map_err(serde::ser::Error::custom)?;
        let reading = serde_json::to_value(&self.reading).map_err(serde::ser::Error::custom)?;
        if let (Value::Object(members), Value::Object(figures)) = (&mut json, reading) {
            members.extend(figures);
            members
                .insert("measure".to_owned(), serde_json::to_value(&self.measure).map_err(serde::ser::Error::custom)?);
            members.insert("due_on".to_owned(), json!(self.due_on));
            members.insert("brand_id".to_owned(), json!(self.brand_id));
            members.insert("cycle_id".to_owned(), json!(self.stored.cycle_id));
            members.insert("department_id".to_owned(), json!(self.department_id));
            if !self.overridden {
                members.insert("status_override".to_owned(), Value::Null);
            }
        }
        json.serialize(serializer)
    }
}

/// One key result with its figures of today.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn view(reader: &mut Reader<'_>, key_result: Stored<KeyResult>) -> Result<KeyResultView> {
    views(reader, vec![key_result])?.pop().ok_or_else(Error::not_found)
}

/// Key results with their figures of today, in the same order.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn views(reader: &mut Reader<'_>, rows: Vec<Stored<KeyResult>>) -> Result<Vec<KeyResultView>> {
    let today = reader.today();
    views_on(reader, rows, today)
}

/// Key results with their figures on a day, in the same order.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn views_on(
    reader: &mut Reader<'_>,
    rows: Vec<Stored<KeyResult>>,
    day: NaiveDate,
) -> Result<Vec<KeyResultView>> {
    let as_of = AsOf::now(reader)?;
    let rows = history::key_results_on(reader, rows, day)?;
    let planned = plans::of_key_results(reader, &rows)?;
    let ties = ties(reader, &rows)?;
    let keys = rows.iter().zip(&ties).map(|(row, tie)| PolicyKey { brand_id: tie.0, cycle_id: row.cycle_id });
    let keys: Vec<PolicyKey> = keys.collect();
    let frames = ScoringContexts::on(reader, &keys, day)?;
    let frames: Vec<&ScoringContext> = keys.iter().map(|key| frames.get(key)).collect::<Result<_>>()?;
    let mut settled = settled(reader, &rows, &keys, &frames)?;
    let followed = plans::followed(reader, frames.iter().map(|frame| frame.cycle).zip(&planned))?;
    let view = |(stored, (tie, (planned, frame))): (Stored<KeyResult>, (Tie, (PlannedKeyResult, &ScoringContext)))| {
        let (brand_id, department_id) = tie;
        let ScoringContext { cycle, policy, day, state, .. } = frame;
        let measure = MeasureView::new(&stored.measure, &planned.check_ins, *day);
        let (reading, overridden) = if let Some(settled) = settled.remove(&stored.id()) {
            (settled.reading, settled.overridden)
        } else {
            let mut kpis = followed.get(&stored.cycle_id).into_iter().flatten();
            let kpi = planned.kpi_id.and_then(|id| kpis.find(|kpi| kpi.id == id));
            let reading = KeyResultReading::new(&planned, kpi, cycle, policy, *day);
            (reading, planned.overridden())
        };
        let due_on = due_on(&stored, planned.created_on, reading.last_check_in_on, cycle, *state);
        KeyResultView { stored, brand_id, department_id, measure, reading, overridden, due_on, as_of }
    };
    Ok(rows.into_iter().zip(ties.into_iter().zip(planned.into_iter().zip(frames))).map(view).collect())
}

/// The brand and the department of an objective.
type Tie = (Id<Brand>, Id<Department>);

fn ties(reader: &mut Reader<'_>, rows: &[Stored<KeyResult>]) -> Result<Vec<Tie>> {
    let ids: Vec<Id<Objective>> = rows.iter().map(|row| row.objective_id).collect();
    let objectives = objectives::by_ids(reader, &ids)?;
    let known: BTreeMap<Id<Objective>, Tie> =
        objectives.iter().map(|one| (one.id(), (one.brand_id, one.department_id))).collect();
    rows.iter().map(|row| known.get(&row.objective_id).copied().ok_or_else(Error::not_found)).collect()
}

/// The figures of the key results in closed cycles, as of the closing.
fn settled(
    reader: &mut Reader<'_>,
    rows: &[Stored<KeyResult>],
    keys: &[PolicyKey],
    frames: &[&ScoringContext],
) -> Result<BTreeMap<Id<KeyResult>, SettledKeyResult>> {
    let of_rows = keys.iter().zip(rows).map(|(key, row)| (*key, row.id()));
    let closed: Vec<_> = of_rows.zip(frames).filter(|(_, frame)| frame.closed).map(|(row, _)| row).collect();
    snapshots::of_key_results(reader, &closed)
}
