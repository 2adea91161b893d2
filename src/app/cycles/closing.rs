//! Closing a cycle, for good, in one transaction: people look back and grade, the snapshot is stored, and unfinished
//! work may be carried over to another cycle. Afterwards `guard.rs` refuses every change inside the cycle. What the
//! snapshot holds is in `app/scorecards/snapshots.rs`, what is copied in `carry_over.rs`. A grade never changes a
//! score.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{allowed_with, carry_over::carry_over};
use crate::{
    app::{
        error::Result,
        input::{At, BareId, Command, Fields, Parsed, Share},
        plans,
        scorecards::snapshots,
    },
    domain::{
        cycle::{Cycle, CycleState},
        key_result::KeyResult,
        scoring::{plan::Plan, scored_plan::ScoredPlan},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::Message,
            record::Stored,
            text::Text,
        },
    },
    store::{
        brands::{self, BrandFilter},
        cycles,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results::{self, KeyResultFilter},
        organisations,
    },
};

/// The largest number of grades; the body of a request hardly has room for more.
const GRADES_MAX: usize = 10_000;

/// The input of closing a cycle.
#[derive(Debug, Clone, Default)]
pub struct CloseCycle {
    pub retrospective: Option<Text>,
    pub grades: Vec<Grade>,
    pub carry_over_to: Option<Id<Cycle>>,
}

#[derive(Debug, Clone)]
pub struct Grade {
    pub key_result_id: Id<KeyResult>,
    /// 0 to 1; `None` when it was wrong; the fault was noted.
    pub grade: Option<f64>,
    pub comment: Option<Text>,
    /// Its index in the list that was sent, for the pointers of faults.
    pub place: usize,
}

impl Command for CloseCycle {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let retrospective = fields.given::<Option<Text>>("retrospective");
        let grades = fields.with("grades", Some(Vec::new()), grades);
        let carry_over_to = fields.given::<Option<Id<Cycle>>>("carry_over_to");
        Some(Self {
            retrospective: retrospective.flatten(),
            grades: grades.unwrap_or_default(),
            carry_over_to: carry_over_to.flatten(),
        })
    }
}

type KeyResults = BTreeMap<Id<KeyResult>, Stored<KeyResult>>;

/// A checked request to close a cycle.
struct CloseRequest {
    cycle: Stored<Cycle>,
    key_results: KeyResults,
    to: Option<Stored<Cycle>>,
    command: CloseCycle,
}

fn asked(reader: &mut Reader<'_>, id: Id<Cycle>, close: &Parsed<CloseCycle>) -> Result<CloseRequest> {
    let cycle = cycles::find(reader, id)?;
    allowed_with(reader.ctx(), &cycle).close.check()?;
    let key_results = key_results(reader, id)?;
    let to = match close.peek().and_then(|close| close.carry_over_to) {
        Some(to) => cycles::get(reader, to)?,
        None => None,
    };
    let command = close.validate_with(reader, |close, faults| {
        faults.extend(ungradable(&close.grades, &key_results));
        let unfit = to.as_ref().and_then(|to| unfit(&cycle, to));
        faults.extend(unfit.map(|why| Fault::at("/carry_over_to", FaultCode::NotAllowed, why)));
        Some(close)
    })?;
    Ok(CloseRequest { cycle, key_results, to, command })
}

/// Checks whether the cycle could be closed like this, without closing it.
///
/// # Errors
/// Those of `close`.
pub fn check(reader: &mut Reader<'_>, id: Id<Cycle>, close: &Parsed<CloseCycle>) -> Result<()> {
    asked(reader, id, close).map(drop)
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`, `invalid`.
pub fn close(tx: &mut Tx<'_>, id: Id<Cycle>, close: &Parsed<CloseCycle>) -> Result<Stored<Cycle>> {
    let CloseRequest { cycle, mut key_results, to, command } = asked(tx, id, close)?;
    let (now, day) = (tx.ctx().now, tx.today());
    let plans = loaded(tx, id)?;
    let scores = validate(tx, &plans)?;
    for Grade { key_result_id, grade, comment, .. } in command.grades {
        if let Some(current) = key_results.remove(&key_result_id) {
            let graded = KeyResult { grade, grade_comment: comment, ..current.value.clone() };
            tx.update(current, graded)?;
        }
    }
    let closed = Cycle {
        state: CycleState::Closed,
        closed_at: Some(now),
        closed_on: Some(day),
        retrospective: command.retrospective,
        ..cycle.value.clone()
    };
    let stored = tx.update(cycle, closed)?;
    tx.note("overall_score", Some(scores.clone()), Some(scores));
    if let Some(to) = to {
        let alive: Vec<&Plan> = plans.iter().filter(|(archived, _)| !archived).map(|(_, plan)| plan).collect();
        carry_over(tx, (id, &to), &alive, day)?;
    }
    Ok(stored)
}

fn key_results(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<KeyResults> {
    let filter = KeyResultFilter { cycle_id: Some(cycle), ..KeyResultFilter::default() };
    let rows = key_results::list(reader, &filter, Page::all())?;
    Ok(rows.into_iter().map(|row| (row.id(), row)).collect())
}

/// The plan of every brand in the cycle, at the revision that the closing will get, and whether the brand is archived.
fn loaded(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<(bool, Plan)>> {
    let revision = organisations::revision(reader)? + 1;
    let brands = brands::list(reader, &BrandFilter::default(), Page::all())?;
    let mut plans = Vec::with_capacity(brands.len());
    for brand in brands {
        let plan = plans::load(reader, brand.id(), cycle)?;
        plans.push((brand.archived, Plan { revision, ..plan }));
    }
    Ok(plans)
}

/// Stores the snapshot; returns the overall scores by brand.
fn validate(tx: &mut Tx<'_>, plans: &[(bool, Plan)]) -> Result<Value> {
    let day = tx.today();
    let mut scores = Map::new();
    for (_, plan) in plans {
        let evaluated = ScoredPlan::new(plan, day);
        let past = plans::load_past(tx, plan)?;
        snapshots::take(tx, plan, &past, &evaluated, day)?;
        if let Some(score) = evaluated.score() {
            scores.insert(plan.brand_id.to_string(), score.into());
        }
    }
    Ok(scores.into())
}

/// Why nothing can be carried over into the cycle `to`, if so.
fn unfit(cycle: &Stored<Cycle>, to: &Stored<Cycle>) -> Option<Message> {
    if to.id() == cycle.id() {
        return Some("fault-carry-over-to-itself".into());
    }
    if to.state == CycleState::Closed {
        return Some(Message::new("fault-carry-over-to-closed").with("cycle", to.name.as_str()));
    }
    let early = Message::new("fault-carry-over-too-early").with("cycle", to.name.as_str());
    (to.ends_on < cycle.ends_on).then(|| early.with("ends", to.ends_on).with("needed", cycle.ends_on))
}

/// Faults of the grades: each must be of a key result of the cycle, and no key result may be graded twice.
fn ungradable(grades: &[Grade], key_results: &KeyResults) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for Grade { key_result_id, place, .. } in grades {
        let pointer = format!("/grades/{place}/key_result_id");
        if !key_results.contains_key(key_result_id) {
            faults.push(Fault::at(pointer, FaultCode::NotFound, "fault-grade-of-another-cycle"));
        } else if !seen.insert(*key_result_id) {
            faults.push(Fault::at(pointer, FaultCode::Duplicate, "fault-graded-already"));
        }
    }
    faults
}

fn grades(value: &Value, at: &mut At<'_>) -> Option<Vec<Grade>> {
    let elements = at.elements(value, GRADES_MAX)?;
    let read = |(place, element): (usize, &Value)| {
        at.below(&place.to_string()).object(element, |fields| {
            let key_result_id = fields.required::<BareId<KeyResult>>("key_result_id");
            let (grade, comment) = (fields.required::<Share>("grade"), fields.given::<Option<Text>>("comment"));
            let grade = grade.map(|grade| grade.0);
            Some(Grade { key_result_id: key_result_id?.0, grade, comment: comment.flatten(), place })
        })
    };
    Some(elements.iter().enumerate().filter_map(read).collect())
}
