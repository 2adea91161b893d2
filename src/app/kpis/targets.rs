//! KPI targets: one for each KPI and cycle, set by executives and admins until the cycle is closed. Whether baseline
//! and target fit the KPI's aggregation is checked by `Target::new` in `domain/kpi.rs`. The KPI is in `kpis`, its
//! measurements in `measurements.rs`; how attainment is computed is in `domain/scoring/readings/kpi.rs`.

use crate::{
    app::{
        cycles::guard,
        error::Result,
        expect,
        input::{Command, Fields, Measured, Parsed, Weight},
        kpis as kpi_rules,
        listing::{Listed, Query},
        permission::Permission,
    },
    domain::{
        context::Ctx,
        cycle::Cycle,
        kpi::{Kpi, Target, TargetKey},
        values::{
            id::Id,
            record::{EntityKey, Stored},
        },
    },
    store::{
        cycles,
        engine::tx::{Reader, Tx},
        kpis::{
            self,
            targets::{self, TargetsFilter},
        },
    },
};

/// Permission to set and delete the targets of a cycle.
#[must_use]
pub fn allowed(ctx: &Ctx, cycle: &Cycle) -> Permission {
    let open = guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    Permission::new(open.and(kpi_rules::allowed(ctx).check()))
}

impl Command for TargetsFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (kpi_id, cycle_id) = (fields.optional("kpi_id"), fields.optional("cycle_id"));
        let (brand_id, updated_since) = (fields.optional("brand_id"), fields.optional("updated_since"));
        Some(Self { kpi_id: kpi_id?, cycle_id: cycle_id?, brand_id: brand_id?, updated_since: updated_since? })
    }
}

/// The targets of all KPIs.
///
/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<TargetsFilter>) -> Result<Listed<Stored<Target>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = targets::list_all(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.text()))
}

/// # Errors
/// `not_found` when the cycle has no target for the KPI.
pub fn show(reader: &mut Reader<'_>, key: TargetKey) -> Result<Stored<Target>> {
    Ok(targets::find(reader, &key)?)
}

/// The targets of a KPI in all cycles.
///
/// # Errors
/// Those of the database.
pub fn of_kpi(reader: &mut Reader<'_>, kpi: Id<Kpi>) -> Result<Vec<Stored<Target>>> {
    Ok(targets::of_kpi(reader, kpi)?)
}

/// The contents of a target.
#[derive(Debug, Clone)]
pub struct PutTarget {
    pub baseline: Measured,
    pub target: Measured,
    pub weight: f64,
}

impl Command for PutTarget {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let baseline = fields.field("baseline", Some(Measured::Plain(0.0)));
        let target = fields.required("target");
        let weight = fields.field("weight", Some(Weight(1.0)));
        Some(Self { baseline: baseline?, target: target?, weight: weight?.0 })
    }
}

/// Sets a target. Returns whether it is new.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn replace(
    tx: &mut Tx<'_>,
    kpi: Id<Kpi>,
    cycle: Id<Cycle>,
    put: &Parsed<PutTarget>,
) -> Result<(Stored<Target>, bool)> {
    let kpi = kpis::find(tx, kpi)?;
    let cycle = cycles::find(tx, cycle)?;
    allowed(tx.ctx(), &cycle).check()?;
    let key = TargetKey { kpi_id: kpi.id(), cycle_id: cycle.id() };
    let current = targets::get(tx, &key)?;
    expect(tx.ctx(), current.as_ref().map_or(0, |target| target.stamp.version))?;
    let target = put.validate_with(tx, |PutTarget { baseline, target, weight }, faults| {
        let mut amount = |name: &str, typed: Measured| {
            typed.in_unit(kpi.unit.as_str()).map_err(|fault| faults.push(fault.below(name))).ok()
        };
        let (baseline, target) = (amount("/baseline", baseline), amount("/target", target));
        let (baseline, target) = baseline.zip(target)?;
        Target::new(kpi.aggregation, baseline, target, weight).map_err(|broken| faults.extend(broken)).ok()
    })?;
    match current {
        Some(current) => Ok((tx.update(current, target)?, false)),
        None => Ok((tx.create(key, target)?, true)),
    }
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`.
pub fn delete(tx: &mut Tx<'_>, key: TargetKey) -> Result<()> {
    let current = targets::find(tx, &key)?;
    let cycle = cycles::find(tx, key.cycle_id)?;
    allowed(tx.ctx(), &cycle).check_version(tx.ctx(), current.stamp.version)?;
    Ok(tx.delete(&current)?)
}

/// Deletes the targets of a cycle, before it is deleted itself.
pub(in crate::app) fn delete_of_cycle(tx: &mut Tx<'_>, cycle: Id<Cycle>) -> Result<()> {
    for target in targets::of_cycle(tx, cycle)? {
        tx.delete(&target)?;
    }
    Ok(())
}
