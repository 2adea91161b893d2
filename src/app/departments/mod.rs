//! Departments: creating, changing, archiving and deleting them, for admins only. A department with an objective of its
//! own or a shared one, not cancelled, in an open cycle can be neither archived nor deleted; one that counts in a
//! closed cycle cannot be deleted. Members are in `members.rs`; which departments take part in a score is decided in
//! `domain/scoring/tree.rs`.

pub mod members;

use std::collections::BTreeSet;

use super::{
    error::{Code, Error, Result},
    expect,
    input::{Command, Fields, Parsed},
    listing::{Listed, Query},
    permission::Permission,
    plans::promise::{Deletion, Promise, Why},
};
pub use crate::store::departments::DepartmentFilter;
use crate::{
    domain::{
        access::Action,
        context::Ctx,
        cycle::{Cycle, CycleState},
        department::Department,
        objective::ObjectiveState,
        scoring::entering::EntersScore,
        values::{
            id::Id,
            message::Message,
            record::{ById, Stored},
            text::{Name, Text},
        },
    },
    store::{
        cycles::{self, CycleFilter},
        departments,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        objectives::{self, ObjectiveFilter},
        people::members as member_rows,
        snapshots,
    },
};

/// Permission to create, change and delete departments. Who may change their members is in `members.rs`.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::Administer)
}

#[derive(Debug, Clone)]
pub struct NewDepartment {
    pub name: Name,
    pub code: Option<Name>,
    pub description: Option<Text>,
    pub archived: bool,
}

/// A partial update of a department; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct DepartmentPatch {
    pub name: Option<Name>,
    pub code: Option<Option<Name>>,
    pub description: Option<Option<Text>>,
    pub archived: Option<bool>,
    pub why: Why,
}

impl Command for NewDepartment {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (name, code) = (fields.required("name"), fields.field("code", Some(None)));
        let (description, archived) = (fields.field("description", Some(None)), fields.field("archived", Some(false)));
        Some(Self { name: name?, code: code?, description: description?, archived: archived? })
    }
}

impl Command for DepartmentPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            name: fields.given("name"),
            code: fields.given("code"),
            description: fields.given("description"),
            archived: fields.given("archived"),
            why: Why::given(fields),
        })
    }
}

impl DepartmentPatch {
    fn over(self, was: &Department) -> Department {
        let was = was.clone();
        Department {
            name: self.name.unwrap_or(was.name),
            code: self.code.unwrap_or(was.code),
            description: self.description.unwrap_or(was.description),
            archived: self.archived.unwrap_or(was.archived),
        }
    }
}

impl DepartmentFilter {
    /// The departments that are not archived.
    #[must_use]
    pub fn alive() -> Self {
        Self { archived: Some(false), ..Self::default() }
    }
}

impl Command for DepartmentFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (archived, q) = (fields.optional("archived"), fields.optional::<Name>("q"));
        Some(Self { archived: archived?, q: q?.map(Name::into_string) })
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<DepartmentFilter>) -> Result<Listed<Stored<Department>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = departments::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Department>) -> Result<Stored<Department>> {
    Ok(departments::find(reader, id)?)
}

/// The departments with these ids; unknown ids are skipped.
///
/// # Errors
/// Those of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Department>]) -> Result<Vec<Stored<Department>>> {
    Ok(departments::by_ids(reader, ids)?)
}

/// # Errors
/// `forbidden`, `invalid`.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewDepartment>) -> Result<Stored<Department>> {
    allowed(tx.ctx()).check()?;
    let NewDepartment { name, code, description, archived } = new.validate(tx)?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, Department { name, code, description, archived })?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`; `has_objectives` when it would be archived with objectives in an open cycle.
pub fn update(tx: &mut Tx<'_>, id: Id<Department>, patch: &Parsed<DepartmentPatch>) -> Result<Stored<Department>> {
    let current = departments::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let promise = promise(tx)?;
    let (department, why) = patch.validate_with(tx, |patch, faults| {
        let why = patch.why.clone();
        let department = patch.over(&current);
        faults.extend(promise.fault(current.changes_score(&department), &why));
        Some((department, why))
    })?;
    if department.archived && !current.archived {
        refuse_open_objectives(tx, id)?;
    }
    let before = promise.before(tx, current.changes_score(&department))?;
    let changed = current.value != department;
    let stored = tx.update(current, department)?;
    if changed {
        before.note(tx, &why)?;
    }
    Ok(stored)
}

/// Every department can take part in every active cycle.
fn promise(reader: &mut Reader<'_>) -> Result<Promise> {
    let active = cycles::list(reader, &CycleFilter { state: Some(CycleState::Active) }, Page::all())?;
    Promise::of_all_brands(reader, &active)
}

/// Deletes a department with its members' seats.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`; `has_objectives` or `in_use` when it is still used, `cycle_closed` when it
/// counts in a closed cycle.
pub fn delete(tx: &mut Tx<'_>, id: Id<Department>, deletion: &Parsed<Deletion>) -> Result<()> {
    let current = departments::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    refuse_open_objectives(tx, id)?;
    if let Some(cycle) = snapshots::cycle_of_department(tx, id)? {
        crate::app::cycles::guard::unless_closed(tx, cycle, "error-cycle-counts-department")?;
    }
    let (promise, counts) = (promise(tx)?, !current.archived);
    let why = promise.reason(tx, counts, deletion)?;
    let before = promise.before(tx, counts)?;
    for member in member_rows::list(tx, id, Page::all())? {
        tx.delete(&member)?;
    }
    tx.delete(&current).map_err(|error| Error::on_constraint(error, Code::InUse, "error-department-in-use"))?;
    before.note(tx, &why)
}

fn refuse_open_objectives(reader: &mut Reader<'_>, id: Id<Department>) -> Result<()> {
    let filter = ObjectiveFilter { department_id: Some(id), ..ObjectiveFilter::default() };
    let objectives = objectives::list(reader, &filter, Page::all())?;
    let objectives: Vec<_> =
        objectives.into_iter().filter(|objective| objective.state == ObjectiveState::Active).collect();
    let ids: BTreeSet<Id<Cycle>> = objectives.iter().map(|objective| objective.cycle_id).collect();
    let cycles = cycles::by_ids(reader, &Vec::from_iter(ids))?;
    let is_open = |id| cycles.iter().any(|cycle| cycle.id() == id && cycle.state != CycleState::Closed);
    let Some(objective) = objectives.iter().find(|objective| is_open(objective.cycle_id)) else { return Ok(()) };
    let why = Message::new("error-department-has-objective").with("objective", objective.title.as_str());
    Err(Error::new(Code::HasObjectives, why))
}
