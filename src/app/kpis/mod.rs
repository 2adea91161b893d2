//! KPIs: creating and changing them, and deleting them with their targets and measurements. A KPI that key results
//! follow cannot be deleted, and neither its aggregation nor its direction can contradict a target that it has.
//! Targets are set in `targets.rs`, values recorded in `measurements.rs`; how revenue KPIs enter the score is in
//! `domain/scoring/scored_plan.rs`.

pub mod measurements;
pub mod targets;

use super::{
    cycles::guard,
    error::{Code, Error, Result},
    expect,
    input::{Command, Fields, Parsed},
    listing::{Listed, Query},
    permission::Permission,
    plans::promise::{Deletion, Promise, Why},
};
pub use crate::store::kpis::KpiFilter;
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        context::Ctx,
        cycle::{Cycle, CycleState},
        department::Department,
        kpi::{Aggregation, Better, Category, Kpi, target::Target},
        scoring::entering::EntersScore,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::{Label, Name},
        },
    },
    store::{
        cycles::{self as cycle_rows, CycleFilter},
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results,
        kpis::{self, targets as target_rows},
    },
};

/// Permission to create, change and delete KPIs, and to set their targets.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::SetTargets)
}

#[derive(Debug, Clone)]
pub struct NewKpi {
    pub brand_id: Id<Brand>,
    pub department_id: Option<Id<Department>>,
    pub name: Name,
    pub category: Category,
    pub unit: Label,
    pub aggregation: Aggregation,
    pub better: Better,
    pub channel: Option<Name>,
    pub market: Option<Name>,
    pub external_ref: Option<Name>,
}

/// A partial update of a KPI; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct KpiPatch {
    pub department_id: Option<Option<Id<Department>>>,
    pub name: Option<Name>,
    pub category: Option<Category>,
    pub unit: Option<Label>,
    pub aggregation: Option<Aggregation>,
    pub better: Option<Better>,
    pub channel: Option<Option<Name>>,
    pub market: Option<Option<Name>>,
    pub external_ref: Option<Option<Name>>,
    pub why: Why,
}

impl Command for NewKpi {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, department_id) = (fields.required("brand_id"), fields.field("department_id", Some(None)));
        let (name, category) = (fields.required("name"), fields.required("category"));
        let (unit, aggregation) = (fields.required("unit"), fields.required("aggregation"));
        let better = fields.field("better", Some(Better::Higher));
        let (channel, market) = (fields.field("channel", Some(None)), fields.field("market", Some(None)));
        let external_ref = fields.field("external_ref", Some(None));
        Some(Self {
            brand_id: brand_id?,
            department_id: department_id?,
            name: name?,
            category: category?,
            unit: unit?,
            aggregation: aggregation?,
            better: better?,
            channel: channel?,
            market: market?,
            external_ref: external_ref?,
        })
    }
}

impl Command for KpiPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            department_id: fields.given("department_id"),
            name: fields.given("name"),
            category: fields.given("category"),
            unit: fields.given("unit"),
            aggregation: fields.given("aggregation"),
            better: fields.given("better"),
            channel: fields.given("channel"),
            market: fields.given("market"),
            external_ref: fields.given("external_ref"),
            why: Why::given(fields),
        })
    }
}

impl NewKpi {
    fn made(self) -> Kpi {
        Kpi {
            brand_id: self.brand_id,
            department_id: self.department_id,
            name: self.name,
            category: self.category,
            unit: self.unit,
            aggregation: self.aggregation,
            better: self.better,
            channel: self.channel,
            market: self.market,
            external_ref: self.external_ref,
        }
    }
}

impl KpiPatch {
    fn over(self, was: &Kpi) -> Kpi {
        let was = was.clone();
        Kpi {
            brand_id: was.brand_id,
            department_id: self.department_id.unwrap_or(was.department_id),
            name: self.name.unwrap_or(was.name),
            category: self.category.unwrap_or(was.category),
            unit: self.unit.unwrap_or(was.unit),
            aggregation: self.aggregation.unwrap_or(was.aggregation),
            better: self.better.unwrap_or(was.better),
            channel: self.channel.unwrap_or(was.channel),
            market: self.market.unwrap_or(was.market),
            external_ref: self.external_ref.unwrap_or(was.external_ref),
        }
    }
}

impl Command for KpiFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, department_id) = (fields.optional("brand_id"), fields.optional("department_id"));
        let (category, q) = (fields.optional("category"), fields.optional::<Name>("q"));
        let (external_ref, updated_since) = (fields.optional("external_ref"), fields.optional("updated_since"));
        Some(Self {
            brand_id: brand_id?,
            department_id: department_id?,
            category: category?,
            external_ref: external_ref?,
            q: q?.map(Name::into_string),
            updated_since: updated_since?,
        })
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<KpiFilter>) -> Result<Listed<Stored<Kpi>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = kpis::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Kpi>) -> Result<Stored<Kpi>> {
    Ok(kpis::find(reader, id)?)
}

/// # Errors
/// `forbidden`, `invalid`, `external_ref_taken`.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewKpi>) -> Result<Stored<Kpi>> {
    allowed(tx.ctx()).check()?;
    let kpi = new.validate(tx)?.made();
    let id = tx.new_id();
    tx.create(ById { id }, kpi).map_err(ref_taken)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `external_ref_taken`.
pub fn update(tx: &mut Tx<'_>, id: Id<Kpi>, patch: &Parsed<KpiPatch>) -> Result<Stored<Kpi>> {
    let current = kpis::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let targets = open_targets(tx, id)?;
    let promise = promise(tx, &current, &targets)?;
    let (kpi, why) = patch.validate_with(tx, |patch, faults| {
        let why = patch.why.clone();
        let kpi = patch.over(&current);
        faults.extend(promise.fault(current.changes_score(&kpi), &why));
        let fit = |aggregation, better| targets.iter().all(|target| target.fits(aggregation, better));
        if kpi.aggregation != current.aggregation && !fit(kpi.aggregation, current.better) {
            faults.push(Fault::at("/aggregation", FaultCode::NotAllowed, "fault-sum-with-baseline"));
        } else if kpi.better != current.better && !fit(kpi.aggregation, kpi.better) {
            faults.push(Fault::at("/better", FaultCode::NotAllowed, "fault-better-against-target"));
        }
        Some((kpi, why))
    })?;
    let before = promise.before(tx, current.changes_score(&kpi))?;
    let changed = current.value != kpi;
    let stored = tx.update(current, kpi).map_err(ref_taken)?;
    if changed {
        before.note(tx, &why)?;
    }
    Ok(stored)
}

/// The active cycles that the KPI counts in: by a target, or, if key results follow it, possibly all.
fn promise(reader: &mut Reader<'_>, kpi: &Stored<Kpi>, targets: &[Stored<Target>]) -> Result<Promise> {
    let cycles = if key_results::follow(reader, kpi.id())? {
        cycle_rows::list(reader, &CycleFilter { state: Some(CycleState::Active) }, Page::all())?
    } else {
        cycle_rows::by_ids(reader, &targets.iter().map(|target| target.key.cycle_id).collect::<Vec<_>>())?
    };
    Ok(Promise::in_cycles(kpi.brand_id, &cycles))
}

/// The targets in cycles that are not closed.
fn open_targets(reader: &mut Reader<'_>, id: Id<Kpi>) -> Result<Vec<Stored<Target>>> {
    let mut targets = target_rows::of_kpi(reader, id)?;
    let cycles: Vec<_> = targets.iter().map(|target| target.key.cycle_id).collect();
    let cycles = cycle_rows::by_ids(reader, &cycles)?;
    let open = |cycle: &Stored<Cycle>| cycle.state != CycleState::Closed;
    let open: Vec<_> = cycles.iter().filter(|cycle| open(cycle)).map(Stored::id).collect();
    targets.retain(|target| open.contains(&target.key.cycle_id));
    Ok(targets)
}

fn ref_taken(error: crate::store::engine::error::StoreError) -> Error {
    Error::on_constraint(error, Code::ExternalRefTaken, "error-kpi-reference-taken")
}

/// Whether key results follow a KPI, which then cannot be deleted.
///
/// # Errors
/// Those of the database.
pub fn is_followed(reader: &mut Reader<'_>, id: Id<Kpi>) -> Result<bool> {
    Ok(key_results::follow(reader, id)?)
}

/// Deletes a KPI with its targets and measurements.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`; `in_use` when a key result follows it, `cycle_closed` with a target in a closed
/// cycle.
pub fn delete(tx: &mut Tx<'_>, id: Id<Kpi>, deletion: &Parsed<Deletion>) -> Result<()> {
    let current = kpis::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let targets = target_rows::of_kpi(tx, id)?;
    let promise = promise(tx, &current, &targets)?;
    let why = promise.reason(tx, true, deletion)?;
    let before = promise.before(tx, true)?;
    for target in targets {
        guard::unless_closed(tx, target.key.cycle_id, "error-cycle-has-target")?;
        tx.delete(&target)?;
    }
    for measurement in kpis::measurements::list(tx, id, Page::all())? {
        tx.delete(&measurement)?;
    }
    tx.delete(&current).map_err(|error| Error::on_constraint(error, Code::InUse, "error-kpi-followed"))?;
    before.note(tx, &why)
}
