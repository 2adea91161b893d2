//! Duplicating an objective with its key results, within its brand: into the same cycle or another that is open, for the
//! same department or another. The copy has no check-ins. In a later cycle a number starts from where it stands now,
//! and days outside the cycle are dropped. What copies never take along is in `app/plans/copies.rs`.

use chrono::NaiveDate;

use super::{Action, ObjectiveView, Result, Tx, allowed, checks::check_stored, view};
use crate::{
    app::{
        cycles::{self, guard},
        input::{Command, Fields, Parsed},
        key_results::views::{KeyResultView, views},
        plans::{
            copies::{self, Unavailable},
            counts_from,
        },
        require,
    },
    domain::{
        cycle::Cycle,
        department::Department,
        key_result::{KeyResult, KeyResultState},
        measure::{Measure, Step},
        objective::{Objective, ObjectiveState},
        values::{
            id::Id,
            numbers::same,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{departments, engine::tx::Reader, key_results, objectives},
};

/// Where the copy goes; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct DuplicateObjective {
    pub cycle_id: Option<Id<Cycle>>,
    pub department_id: Option<Id<Department>>,
    pub title: Option<Name>,
}

impl Command for DuplicateObjective {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (cycle_id, department_id) = (fields.optional("cycle_id"), fields.optional("department_id"));
        let title = fields.optional("title");
        Some(Self { cycle_id: cycle_id?, department_id: department_id?, title: title? })
    }
}

/// The key results that a duplicate would have: all that are not cancelled.
///
/// # Errors
/// Those of the database.
pub fn copied(reader: &mut Reader<'_>, id: Id<Objective>) -> Result<Vec<KeyResultView>> {
    let mut rows = key_results::of_objective(reader, id)?;
    rows.retain(|row| row.state != KeyResultState::Cancelled);
    views(reader, rows)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn duplicate(tx: &mut Tx<'_>, id: Id<Objective>, asked: &Parsed<DuplicateObjective>) -> Result<ObjectiveView> {
    let source = objectives::find(tx, id)?;
    require(tx.ctx(), Action::PlanAnywhere)?;
    let asked = asked.validate(tx)?;
    let from = cycles::show(tx, source.cycle_id)?;
    let to = guard::open(tx, asked.cycle_id.unwrap_or(source.cycle_id))?;
    let copy = copy_of(tx, &source, &to, asked)?;
    allowed::in_departments(tx.ctx(), &copy.departments()).check()?;
    check_stored(tx, None, &copy)?;
    let (unavailable, first) = (Unavailable::in_cycle(tx, to.id())?, copy.counts_from);
    let copy = Objective { owner_id: unavailable.owner(copy.owner_id), ..copy };
    let views = copied(tx, id)?;
    let objective_id = tx.new_id();
    let stored = tx.create(ById { id: objective_id }, copy)?;
    for one in &views {
        let row = &one.stored;
        let measure = copies::renumbered(tx, measure(one, &from, &to));
        let copy = KeyResult {
            objective_id,
            cycle_id: to.id(),
            owner_id: unavailable.owner(row.owner_id),
            measure,
            external_ref: unavailable.reference(row.external_ref.as_ref()),
            cancelled_on: None,
            counts_from: first,
            status_override: None,
            carried_from_id: None,
            grade: None,
            grade_comment: None,
            ..row.value.clone()
        };
        let id = tx.new_id();
        tx.create(ById { id }, copy)?;
    }
    view(tx, stored)
}

/// The copy of the objective. It is shared with those departments in which the actor may plan, and aligned to the same
/// parent unless that is in a closed cycle.
fn copy_of(
    tx: &mut Tx<'_>,
    source: &Stored<Objective>,
    to: &Stored<Cycle>,
    asked: DuplicateObjective,
) -> Result<Objective> {
    let department_id = asked.department_id.unwrap_or(source.department_id);
    let mut shared_with = source.shared_with.clone();
    shared_with.retain(|one| *one != department_id && allowed::in_departments(tx.ctx(), &[*one]).given());
    let archived = departments::by_ids(tx, &shared_with)?.into_iter().filter(|one| one.archived);
    let archived: Vec<Id<Department>> = archived.map(|one| one.id()).collect();
    shared_with.retain(|one| !archived.contains(one));
    let parent_id = match source.parent_id {
        Some(parent) => {
            let cycle = objectives::find(tx, parent)?.cycle_id;
            Some(parent).filter(|_| cycle == to.id() || cycle != source.cycle_id)
        }
        None => None,
    };
    Ok(Objective {
        cycle_id: to.id(),
        department_id,
        title: asked.title.unwrap_or_else(|| source.title.clone()),
        principle_ids: copies::principles(tx, source)?,
        parent_id,
        shared_with,
        state: ObjectiveState::Active,
        cancelled_on: None,
        counts_from: counts_from::of_new(None, to, tx.today(), None, &mut Vec::new()),
        carried_from_id: None,
        ..source.value.clone()
    })
}

/// The measure of the copy.
fn measure(source: &KeyResultView, from: &Cycle, to: &Stored<Cycle>) -> Measure {
    let inside = |day: NaiveDate| (to.starts_on..=to.ends_on).contains(&day);
    let later = to.starts_on > from.starts_on;
    match &source.stored.measure {
        Measure::Number { start, target, unit, waypoints } => {
            let stands = source.reading.current_value.filter(|value| later && !same(*value, *target));
            let start = stands.filter(|_| source.stored.kpi_id.is_none()).unwrap_or(*start);
            let kept = to.id() == source.stored.cycle_id;
            let waypoints = if kept { waypoints.clone() } else { Vec::new() };
            Measure::Number { start, target: *target, unit: unit.clone(), waypoints }
        }
        Measure::Milestones { steps } => {
            let anew = |step: &Step| Step { due_on: step.due_on.filter(|day| inside(*day)), ..step.clone() };
            Measure::Milestones { steps: steps.iter().map(anew).collect() }
        }
        range @ Measure::Range { .. } => range.clone(),
    }
}
