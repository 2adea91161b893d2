//! Snapshots of closed cycles. The closing stores for every brand the answers themselves as JSON, in parts: the
//! scorecard, the branch of each department that takes part, the branch of each owner (the name is filled in when it is
//! read), the daily trend, how firm the score is, and the figures of each objective and key result. Nothing is computed
//! from a snapshot, so no later measurement, renaming or change of a formula alters it. Each part has the day of its
//! figures and the revision of the closing. From which day on a snapshot is used is in `domain/cycle/mod.rs`; rows are in
//! `store/snapshots.rs`, callers are `scorecards`, `app/objectives`, `app/key_results`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::computed::Computed;
use crate::{
    app::error::{Error, Result},
    domain::{
        department::Department,
        key_result::KeyResult,
        objective::Objective,
        people::user::User,
        scoring::{
            department_branch::DepartmentBranch,
            plan::{Plan, PlannedKeyResult, PlannedObjective, past::Past},
            readings::{key_result::KeyResultReading, objective::ObjectiveReading},
            scored_plan::ScoredPlan,
            trend::{Every, dates, trend},
        },
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    store::{
        engine::tx::{Reader, Tx},
        snapshots::{self, Part, SnapshotPart},
    },
};

/// The figures of a key result at the closing.
#[derive(Serialize, Deserialize)]
pub struct SettledKeyResult {
    pub reading: KeyResultReading,
    /// Whether a person's override of the computed status stood.
    pub overridden: bool,
}

impl SettledKeyResult {
    /// The figures of the key result on a day in the plan.
    #[must_use]
    pub fn new(plan: &Plan, planned: &PlannedKeyResult, day: NaiveDate) -> Self {
        let kpi = planned.kpi_id.and_then(|id| plan.kpis.iter().find(|kpi| kpi.id == id));
        Self {
            reading: KeyResultReading::new(planned, kpi, &plan.cycle, &plan.policy, day),
            overridden: planned.overridden(),
        }
    }
}

/// Stores the snapshot of a brand's plan on the day of the closing.
///
/// # Errors
/// Those of the database.
pub fn take(tx: &mut Tx<'_>, plan: &Plan, past: &Past, scored: &ScoredPlan<'_>, day: NaiveDate) -> Result<()> {
    let departments = plan.departments.iter().filter_map(|department| scored.department_branch(department.id));
    let mut parts = vec![
        (Part::Scorecard, text(&scored.scorecard())?),
        (Part::Trend, text(&trend(plan, past, day, Every::Day))?),
        (Part::Robustness, text(&scored.robustness())?),
    ];
    for branch in departments {
        parts.push((Part::Department(branch.summary.id), text(&branch)?));
    }
    for owner in key_results(plan).filter_map(|planned| planned.owner_id).collect::<BTreeSet<_>>() {
        parts.push((Part::Person(owner), text(&nameless(&scored.person_branch(owner, "")))?));
    }
    for objective in &plan.objectives {
        let reading = ObjectiveReading::new(objective, &plan.kpis, &plan.cycle, &plan.policy, day);
        parts.push((Part::Objective(objective.id), text(&reading)?));
    }
    for planned in key_results(plan) {
        parts.push((Part::KeyResult(planned.id), text(&SettledKeyResult::new(plan, planned, day))?));
    }
    let kept = |body| SnapshotPart { as_of: scored.as_of(), revision: plan.revision, body };
    let rows: Vec<(Part, SnapshotPart)> = parts.into_iter().map(|(part, body)| (part, kept(body))).collect();
    Ok(snapshots::insert(tx, PolicyKey { brand_id: plan.brand_id, cycle_id: plan.cycle.id }, &rows)?)
}

fn key_results(plan: &Plan) -> impl Iterator<Item = &PlannedKeyResult> {
    plan.objectives.iter().flat_map(|objective: &PlannedObjective| &objective.key_results)
}

fn nameless(branch: &impl Serialize) -> Value {
    let mut branch = json!(branch);
    if let Value::Object(members) = &mut branch {
        members.shift_remove("name");
    }
    branch
}

fn text(answer: &impl Serialize) -> Result<String> {
    serde_json::to_string(answer).map_err(Error::internal)
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T> {
    serde_json::from_str(body).map_err(Error::internal)
}

/// The scorecard as it is answered today: earlier versions did not store what was known.
fn with_known_at(kept: &SnapshotPart) -> Result<Vec<u8>> {
    if kept.body.contains("\"known_at\":") {
        return Ok(kept.body.clone().into_bytes());
    }
    let mut card = read::<Value>(&kept.body)?;
    if let Value::Object(members) = &mut card {
        members.insert("known_at".to_owned(), kept.revision.into());
    }
    Ok(text(&card)?.into_bytes())
}

fn answer(kept: &SnapshotPart, body: Vec<u8>) -> Computed {
    Computed { json: body.into(), as_of: kept.as_of, revision: kept.revision }
}

/// A part of the snapshot; `None` when the brand has none for the cycle.
///
/// # Errors
/// Those of the database.
pub fn get(reader: &mut Reader<'_>, key: PolicyKey, part: Part) -> Result<Option<Computed>> {
    let Some(kept) = snapshots::get(reader, key, part)? else { return Ok(None) };
    let body = if part == Part::Scorecard { with_known_at(&kept)? } else { kept.body.clone().into_bytes() };
    Ok(Some(answer(&kept, body)))
}

/// The branch of a person, with their present name.
///
/// # Errors
/// Those of the database.
pub fn person(reader: &mut Reader<'_>, key: PolicyKey, user: &Stored<User>) -> Result<Option<Computed>> {
    let (kept, mut branch) = if let Some(kept) = snapshots::get(reader, key, Part::Person(user.id()))? {
        let branch = read::<Value>(&kept.body)?;
        (kept, branch)
    } else {
        let Some(kept) = snapshots::get(reader, key, Part::Scorecard)? else { return Ok(None) };
        let owns_nothing = json!({"brand_id": key.brand_id, "cycle_id": key.cycle_id, "as_of": kept.as_of,
            "revision": kept.revision, "user_id": user.id(), "key_results": []});
        (kept, owns_nothing)
    };
    if let Value::Object(members) = &mut branch {
        members.insert("name".to_owned(), user.name.as_str().into());
    }
    Ok(Some(answer(&kept, text(&branch)?.into_bytes())))
}

/// The trend, with those of the daily points that were asked for.
///
/// # Errors
/// Those of the database.
pub fn trend_of(reader: &mut Reader<'_>, key: PolicyKey, first: NaiveDate, every: Every) -> Result<Option<Computed>> {
    let Some(kept) = snapshots::get(reader, key, Part::Trend)? else { return Ok(None) };
    let asked: BTreeSet<String> = dates(first, kept.as_of, every).iter().map(ToString::to_string).collect();
    let mut trend = read::<Value>(&kept.body)?;
    if let Value::Object(members) = &mut trend {
        members.insert("every".to_owned(), every.as_str().into());
        if let Some(Value::Array(points)) = members.get_mut("points") {
            points.retain(|point| point.get("on").and_then(Value::as_str).is_some_and(|on| asked.contains(on)));
        }
    }
    Ok(Some(answer(&kept, text(&trend)?.into_bytes())))
}

/// The bodies of some parts. Runs no query when there are none, as in most lists.
fn bodies<K: Ord + Copy>(reader: &mut Reader<'_>, parts: &[(K, PolicyKey, Part)]) -> Result<BTreeMap<K, String>> {
    if parts.is_empty() { Ok(BTreeMap::new()) } else { Ok(snapshots::bodies(reader, parts)?) }
}

/// The scorecards of some closed cycles of some brands; a brand that was created after a closing has none.
///
/// # Errors
/// Those of the database.
pub fn scorecards(reader: &mut Reader<'_>, keys: &[PolicyKey]) -> Result<BTreeMap<PolicyKey, Computed>> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kept = snapshots::of_cycles(reader, keys, Part::Scorecard)?;
    kept.into_iter().map(|(key, kept)| Ok((key, answer(&kept, with_known_at(&kept)?)))).collect()
}

/// The branches of some departments, in the same order; departments that took no part are left out.
///
/// # Errors
/// Those of the database.
pub fn departments(reader: &mut Reader<'_>, key: PolicyKey, ids: &[Id<Department>]) -> Result<Vec<DepartmentBranch>> {
    let parts: Vec<_> = ids.iter().enumerate().map(|(place, id)| (place, key, Part::Department(*id))).collect();
    bodies(reader, &parts)?.values().map(|body| read(body)).collect()
}

/// The figures of some objectives of closed cycles.
///
/// # Errors
/// Those of the database.
pub fn objectives(
    reader: &mut Reader<'_>,
    ids: &[(PolicyKey, Id<Objective>)],
) -> Result<BTreeMap<Id<Objective>, ObjectiveReading>> {
    let parts: Vec<_> = ids.iter().map(|(key, id)| (*id, *key, Part::Objective(*id))).collect();
    let bodies = bodies(reader, &parts)?;
    bodies.into_iter().map(|(id, body)| Ok((id, read(&body)?))).collect()
}

/// The figures of some key results of closed cycles.
///
/// # Errors
/// Those of the database.
pub fn of_key_results(
    reader: &mut Reader<'_>,
    ids: &[(PolicyKey, Id<KeyResult>)],
) -> Result<BTreeMap<Id<KeyResult>, SettledKeyResult>> {
    let parts: Vec<_> = ids.iter().map(|(key, id)| (*id, *key, Part::KeyResult(*id))).collect();
    let bodies = bodies(reader, &parts)?;
    bodies.into_iter().map(|(id, body)| Ok((id, read(&body)?))).collect()
}
