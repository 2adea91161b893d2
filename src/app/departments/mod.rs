//! Departments: creating, changing, archiving and deleting them, which is for admins. An objective of a cycle that is
//! not closed, own or shared, stands in the way of the latter two, a closed cycle that counts it in that of the last. Who belongs to a department is in `members.rs`;
//! which departments take part in a score is decided in `domain/scoring/tree.rs`.

pub mod members;

use super::{
    error::{Code, Error, Result},
    expect,
    input::{Fields, Input},
    listing::{ListQuery, Listed},
    permission::Permission,
};
use crate::{
    domain::{
        access::Action,
        ctx::Ctx,
        cycle::CycleState,
        department::Department,
        values::{
            id::Id,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{
        cycles,
        departments::{self, DepartmentFilter},
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        objectives::{self, ObjectiveFilter},
        people::members as member_rows,
        snapshots,
    },
};

/// Adding, changing and deleting departments, and saying who belongs to them.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::Administer)
}

fn fields(fields: &mut Fields<'_, '_>, was: Option<&Department>) -> Option<Department> {
    let name = fields.field("name", was.map(|was| was.name.clone()));
    let code = fields.field("code", Some(was.and_then(|was| was.code.clone())));
    let description = fields.field("description", Some(was.and_then(|was| was.description.clone())));
    let archived = fields.field("archived", Some(was.is_some_and(|was| was.archived)));
    Some(Department { name: name?, code: code?, description: description?, archived: archived? })
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &ListQuery) -> Result<Listed<Stored<Department>>> {
    let (filter, page) = query.read(reader, |fields| {
        let (archived, q) = (fields.optional("archived"), fields.optional::<Name>("q"));
        Some(DepartmentFilter { archived: archived?, q: q?.map(Name::into_string) })
    })?;
    let rows = departments::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Department>) -> Result<Stored<Department>> {
    Ok(departments::find(reader, id)?)
}

/// # Errors
/// `forbidden`, `invalid`.
pub fn create(tx: &mut Tx<'_>, input: &Input) -> Result<Stored<Department>> {
    allowed(tx.ctx()).check()?;
    let department = input.read(tx, |sent| fields(sent, None))?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, department)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`; `has_objectives` when it is to be archived with objectives in an open cycle.
pub fn update(tx: &mut Tx<'_>, id: Id<Department>, input: &Input) -> Result<Stored<Department>> {
    let current = departments::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let department = input.read(tx, |sent| fields(sent, Some(&current)))?;
    if department.archived && !current.archived {
        refuse_open_objectives(tx, id)?;
    }
    Ok(tx.update(current, department)?)
}

/// Deletes a department with its members' seats.
///
/// # Errors
/// `not_found`, `forbidden`; `has_objectives` or `in_use` when something still needs it, `cycle_closed` when a closed
/// cycle counts it.
pub fn delete(tx: &mut Tx<'_>, id: Id<Department>) -> Result<()> {
    let current = departments::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    refuse_open_objectives(tx, id)?;
    if let Some(cycle) = snapshots::cycle_of_department(tx, id)? {
        crate::app::cycles::gate::unless_closed(tx, cycle, "error-cycle-counts-department")?;
    }
    for member in member_rows::list(tx, id, Page::all())? {
        tx.delete(&member)?;
    }
    tx.delete(&current).map_err(|error| {
        Error::told_as(error, Code::InUse, "Objectives or KPIs refer to this department; archive it instead.")
    })
}

fn refuse_open_objectives(reader: &mut Reader<'_>, id: Id<Department>) -> Result<()> {
    let filter = ObjectiveFilter { department_id: Some(id), ..ObjectiveFilter::default() };
    for objective in objectives::list(reader, &filter, Page::all())? {
        if cycles::find(reader, objective.cycle_id)?.state != CycleState::Closed {
            let detail = format!("“{}” is in an open cycle; move or delete it first.", objective.title);
            return Err(Error::new(Code::HasObjectives, detail));
        }
    }
    Ok(())
}
