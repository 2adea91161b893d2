//! Closing a cycle, once and for good: people look back and grade, the snapshot is stored, and what is unfinished may go on
//! in another cycle, all in one transaction. From then on `open` in `cycles.rs` keeps everything in the cycle as it is.
//! What the snapshot holds is in `snapshots.rs`, what is copied in `carry_over.rs`. A grade never changes a score.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{allowed_with, carry_over::carry_over};
use crate::{
    app::{
        error::Result,
        input::{At, BareId, Fields, Input, Share},
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

/// The most grades; a body holds hardly more.
const GRADES_MAX: usize = 10_000;

struct Sent {
    retrospective: Option<Text>,
    grades: Vec<Grade>,
}

struct Grade {
    key_result_id: Id<KeyResult>,
    grade: f64,
    comment: Option<Text>,
}

type KeyResults = BTreeMap<Id<KeyResult>, Stored<KeyResult>>;

/// What is to be closed, and how.
struct Asked {
    cycle: Stored<Cycle>,
    key_results: KeyResults,
    to: Option<Stored<Cycle>>,
    sent: Sent,
}

fn asked(reader: &mut Reader<'_>, id: Id<Cycle>, input: &Input) -> Result<Asked> {
    let cycle = cycles::find(reader, id)?;
    allowed_with(reader.ctx(), &cycle).close.check()?;
    let key_results = key_results(reader, id)?;
    let to = match input.id("carry_over_to") {
        Some(to) => cycles::get(reader, to)?,
        None => None,
    };
    let sent = input.read(reader, |sent| fields(sent, &cycle, to.as_ref(), &key_results))?;
    Ok(Asked { cycle, key_results, to, sent })
}

/// Whether it could be closed so; closes nothing.
///
/// # Errors
/// Those of `close`.
pub fn check(reader: &mut Reader<'_>, id: Id<Cycle>, input: &Input) -> Result<()> {
    asked(reader, id, input).map(drop)
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`, `invalid`.
pub fn close(tx: &mut Tx<'_>, id: Id<Cycle>, input: &Input) -> Result<Stored<Cycle>> {
    let Asked { cycle, mut key_results, to, sent } = asked(tx, id, input)?;
    let (now, day) = (tx.ctx().now, tx.today());
    let plans = loaded(tx, id)?;
    let scores = settle(tx, &plans)?;
    for Grade { key_result_id, grade, comment } in sent.grades {
        if let Some(current) = key_results.remove(&key_result_id) {
            let graded = KeyResult { grade: Some(grade), grade_comment: comment, ..current.value.clone() };
            tx.update(current, graded)?;
        }
    }
    let closed = Cycle {
        state: CycleState::Closed,
        closed_at: Some(now),
        closed_on: Some(day),
        retrospective: sent.retrospective,
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

/// What every brand has in the cycle, at the revision that the closing gets; and whether the brand is archived.
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

/// Stores the snapshot; answers the overall scores by brand.
fn settle(tx: &mut Tx<'_>, plans: &[(bool, Plan)]) -> Result<Value> {
    let day = tx.today();
    let mut scores = Map::new();
    for (_, plan) in plans {
        let evaluated = ScoredPlan::new(plan, day);
        snapshots::take(tx, plan, &evaluated, day)?;
        if let Some(score) = evaluated.score() {
            scores.insert(plan.brand_id.to_string(), score.into());
        }
    }
    Ok(scores.into())
}

fn fields(
    fields: &mut Fields<'_, '_>,
    cycle: &Stored<Cycle>,
    to: Option<&Stored<Cycle>>,
    key_results: &KeyResults,
) -> Option<Sent> {
    let retrospective = fields.field::<Option<Text>>("retrospective", Some(None));
    let grades = fields.with("grades", Some(Vec::new()), |value, at| grades(value, at, key_results));
    let carry_over_to = fields.field::<Option<Id<Cycle>>>("carry_over_to", Some(None));
    if let Some(unfit) = to.and_then(|to| unfit(cycle, to)) {
        fields.fault(Fault::at("/carry_over_to", FaultCode::NotAllowed, unfit));
    }
    carry_over_to?;
    Some(Sent { retrospective: retrospective?, grades: grades? })
}

/// Why nothing can be carried over into that cycle.
fn unfit(cycle: &Stored<Cycle>, to: &Stored<Cycle>) -> Option<String> {
    if to.id() == cycle.id() {
        return Some("This is the cycle that is closed; name another one.".to_owned());
    }
    if to.state == CycleState::Closed {
        return Some(format!("“{}” is closed itself; name a cycle that is not.", to.name));
    }
    let (ends_on, needed) = (to.ends_on, cycle.ends_on);
    (ends_on < needed).then(|| {
        format!("“{}” ends on {ends_on}, before this one; name a cycle that ends on {needed} or later.", to.name)
    })
}

fn grades(value: &Value, at: &mut At<'_>, key_results: &KeyResults) -> Option<Vec<Grade>> {
    let Value::Array(elements) = value else {
        at.wrong_type("a list");
        return None;
    };
    if elements.len() > GRADES_MAX {
        at.fault(Fault::new(FaultCode::TooLong, format!("must have at most {GRADES_MAX} elements")));
        return None;
    }
    let mut seen = BTreeSet::new();
    let read: Vec<Option<Grade>> = elements
        .iter()
        .zip(0_u32..)
        .map(|(element, place)| {
            at.below(&place.to_string()).object(element, |fields| grade(fields, key_results, &mut seen))
        })
        .collect();
    read.into_iter().collect()
}

fn grade(fields: &mut Fields<'_, '_>, key_results: &KeyResults, seen: &mut BTreeSet<Id<KeyResult>>) -> Option<Grade> {
    let key_result_id = fields.required::<BareId<KeyResult>>("key_result_id").map(|id| id.0);
    let grade = fields.required::<Share>("grade");
    let comment = fields.field::<Option<Text>>("comment", Some(None));
    let key_result_id = key_result_id?;
    if !key_results.contains_key(&key_result_id) {
        let detail = "This cycle has no such key result.";
        fields.fault(Fault::at("/key_result_id", FaultCode::NotFound, detail));
    } else if !seen.insert(key_result_id) {
        let detail = "It has a grade already; grade each key result once.";
        fields.fault(Fault::at("/key_result_id", FaultCode::Duplicate, detail));
    }
    Some(Grade { key_result_id, grade: grade?.0, comment: comment? })
}
