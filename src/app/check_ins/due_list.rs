//! Who is asked for check-ins, and on which key results: their own, and those of their departments that have no owner;
//! or all of a department. Only people who may check in are asked. When a check-in is due is in `domain/due.rs`, and is
//! one of the figures of a key result.

use std::collections::BTreeMap;

use crate::{
    app::{
        error::Result,
        key_results::views::{KeyResultView, views},
    },
    domain::{
        access::{Action, Actor},
        cycle::Cycle,
        department::Department,
        key_result::{KeyResult, KeyResultState},
        values::{id::Id, record::Stored},
    },
    store::{
        engine::{row::Page, tx::Reader},
        key_results::{self, KeyResultFilter},
    },
};

/// Whether the actor may report for a department.
#[must_use]
pub fn reports_for(actor: &Actor, department: Id<Department>) -> bool {
    actor.may(Action::CheckIn { owner: None, departments: &[department] })
}

/// The key results of a cycle on which the actor is asked to report.
///
/// # Errors
/// Those of the database.
pub fn from_me(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<KeyResultView>> {
    let actor = reader.ctx().actor.clone();
    let mut found = BTreeMap::new();
    if let Some(me) = actor.user_id().filter(|me| actor.may(Action::CheckIn { owner: Some(*me), departments: &[] })) {
        let own = KeyResultFilter { owner_id: Some(me), ..active(cycle) };
        found.extend(by_id(key_results::list(reader, &own, Page::all())?));
    }
    let departments = actor.seats.iter().map(|seat| seat.department_id).filter(|id| reports_for(&actor, *id));
    let departments: Vec<Id<Department>> = departments.collect();
    if !departments.is_empty() {
        found.extend(by_id(key_results::unowned_in(reader, cycle, &departments)?));
    }
    expected(reader, found.into_values().collect())
}

/// The key results of a cycle that count in a department that the actor reports for.
///
/// # Errors
/// Those of the database.
pub fn from_department(
    reader: &mut Reader<'_>,
    cycle: Id<Cycle>,
    department: Id<Department>,
) -> Result<Vec<KeyResultView>> {
    if !reports_for(&reader.ctx().actor, department) {
        return Ok(Vec::new());
    }
    let counted = KeyResultFilter { department_id: Some(department), ..active(cycle) };
    let rows = key_results::list(reader, &counted, Page::all())?;
    expected(reader, rows)
}

fn active(cycle: Id<Cycle>) -> KeyResultFilter {
    let state = Some(KeyResultState::Active);
    KeyResultFilter { cycle_id: Some(cycle), state, ..KeyResultFilter::default() }
}

fn by_id(rows: Vec<Stored<KeyResult>>) -> impl Iterator<Item = (Id<KeyResult>, Stored<KeyResult>)> {
    rows.into_iter().map(|row| (row.id(), row))
}

/// The key results on which a check-in is expected at all.
fn expected(reader: &mut Reader<'_>, mut rows: Vec<Stored<KeyResult>>) -> Result<Vec<KeyResultView>> {
    rows.retain(|row| row.kpi_id.is_none());
    let mut views = views(reader, rows)?;
    views.retain(|view| view.due_on.is_some());
    Ok(views)
}
