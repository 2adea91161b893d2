//! KPI targets: one for each KPI and cycle, set by executives and admins until the cycle is closed; a change in an
//! active cycle needs a reason. Whether a target fits the KPI is checked in `domain/kpi/target.rs`. The KPI is in
//! `kpis`, its measurements in `measurements.rs`; how attainment is computed is in `domain/scoring/readings/kpi.rs`.

use chrono::NaiveDate;

use crate::{
    app::{
        cycles::guard,
        error::{Code, Error, Result},
        expect,
        input::{Command, Fields, Measured, Parsed, SentWaypoints, Weight},
        kpis as kpi_rules,
        listing::{Listed, Query},
        permission::Permission,
        plans::{
            self, counts_from,
            promise::{Deletion, Promise, Why},
        },
    },
    domain::{
        context::Ctx,
        cycle::Cycle,
        kpi::{
            Kpi,
            target::{GivenTarget, Target, TargetKey},
        },
        measure::waypoints::{self, Waypoint},
        scoring::{
            entering::EntersScore,
            plan::{CycleSpan, season},
        },
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            numbers::same,
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

/// The way for which waypoints are asked.
#[derive(Debug, Clone)]
pub struct AskedWay {
    pub baseline: Measured,
    pub target: Measured,
}

impl Command for AskedWay {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (baseline, target) = (fields.field("baseline", Some(Measured::Plain(0.0))), fields.required("target"));
        Some(Self { baseline: baseline?, target: target? })
    }
}

impl AskedWay {
    fn ends(&self, unit: &str, faults: &mut Vec<Fault>) -> Option<(f64, f64)> {
        let mut amount =
            |name: &str, typed: &Measured| typed.in_unit(unit).map_err(|fault| faults.push(fault.below(name))).ok();
        let (baseline, target) = amount("/baseline", &self.baseline).zip(amount("/target", &self.target))?;
        if same(baseline, target) {
            faults.push(Fault::at("/target", FaultCode::NotAllowed, "fault-target-is-baseline"));
        }
        Some((baseline, target))
    }
}

/// The waypoints that the KPI's measurements of the year before propose.
///
/// # Errors
/// `not_found`, `invalid`; `no_history` when nothing was measured then, or it went nowhere.
pub fn season(reader: &mut Reader<'_>, key: TargetKey, asked: &Parsed<AskedWay>) -> Result<Vec<Waypoint>> {
    let kpi = kpis::find(reader, key.kpi_id)?;
    let cycle = CycleSpan::of(&cycles::find(reader, key.cycle_id)?);
    let (baseline, target) = asked.validate_with(reader, |asked, faults| asked.ends(kpi.unit.as_str(), faults))?;
    let year_before = season::year_before(&cycle).ok_or_else(no_history)?;
    let planned = plans::planned_kpis(reader, kpi.brand_id, &year_before)?;
    let planned = planned.iter().find(|planned| planned.id == kpi.id()).ok_or_else(Error::not_found)?;
    season::season(planned, &cycle, baseline, target).ok_or_else(no_history)
}

fn no_history() -> Error {
    Error::new(Code::NoHistory, "error-no-history")
}

/// The contents of a target: of a way, or of a range.
#[derive(Debug, Clone)]
pub struct PutTarget {
    pub baseline: Option<Measured>,
    pub target: Option<Measured>,
    pub waypoints: SentWaypoints,
    pub low: Option<Measured>,
    pub high: Option<Measured>,
    pub tolerance: Option<Measured>,
    pub weight: f64,
    /// Defaults to what is there, and of a new target to today in an active cycle.
    pub counts_from: Option<Option<NaiveDate>>,
    pub why: Why,
}

impl Command for PutTarget {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (baseline, target) = (fields.field("baseline", Some(None)), fields.field("target", Some(None)));
        let waypoints = fields.field("waypoints", Some(SentWaypoints::default()));
        let (low, high) = (fields.field("low", Some(None)), fields.field("high", Some(None)));
        let tolerance = fields.field("tolerance", Some(None));
        let weight = fields.field("weight", Some(Weight(1.0)));
        let counts_from = fields.given("counts_from");
        let why = Why::read(fields);
        Some(Self {
            baseline: baseline?,
            target: target?,
            waypoints: waypoints?,
            low: low?,
            high: high?,
            tolerance: tolerance?,
            weight: weight?.0,
            counts_from,
            why: why?,
        })
    }
}

impl PutTarget {
    /// The target for this KPI and cycle; what is wrong with it is noted.
    fn made(self, kpi: &Kpi, counts_from: Option<NaiveDate>, cycle: &Cycle, faults: &mut Vec<Fault>) -> Option<Target> {
        let unit = kpi.unit.as_str();
        let count = faults.len();
        let mut amount = |name: &str, typed: Option<Measured>| {
            typed.and_then(|typed| typed.in_unit(unit).map_err(|fault| faults.push(fault.below(name))).ok())
        };
        let given = GivenTarget {
            baseline: amount("/baseline", self.baseline),
            target: amount("/target", self.target),
            low: amount("/low", self.low),
            high: amount("/high", self.high),
            tolerance: amount("/tolerance", self.tolerance),
            waypoints: self.waypoints.in_unit(unit).map_err(|wrong| faults.extend(wrong)).unwrap_or_default(),
            weight: self.weight,
            counts_from,
        };
        faults.extend(waypoints::outside(&given.waypoints, cycle));
        if faults.len() > count {
            return None;
        }
        Target::new(kpi.aggregation, kpi.better, given).map_err(|broken| faults.extend(broken)).ok()
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
    let promise = Promise::of(kpi.brand_id, &cycle);
    let current = targets::get(tx, &key)?;
    expect(tx.ctx(), current.as_ref().map_or(0, |target| target.stamp.version))?;
    let today = tx.today();
    let (target, why) = put.validate_with(tx, |put, faults| {
        let why = put.why.clone();
        let first = match (&current, put.counts_from) {
            (Some(current), None) => current.counts_from,
            (Some(_), Some(given)) => counts_from::of_change(given, &cycle, faults),
            (None, given) => counts_from::of_new(given.flatten(), &cycle, today, why.reason.as_ref(), faults),
        };
        let target = put.made(&kpi, first, &cycle, faults)?;
        let changed = current.as_ref().is_some_and(|current| current.changes_score(&target));
        faults.extend(promise.fault(changed, &why));
        Some((target, why))
    })?;
    let changed = current.as_ref().is_none_or(|current| current.changes_score(&target));
    let before = promise.before(tx, changed)?;
    let (stored, is_new) = match current {
        Some(current) => (tx.update(current, target)?, false),
        None => (tx.create(key, target)?, true),
    };
    if changed {
        before.note(tx, &why)?;
    }
    Ok((stored, is_new))
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn delete(tx: &mut Tx<'_>, key: TargetKey, deletion: &Parsed<Deletion>) -> Result<()> {
    let current = targets::find(tx, &key)?;
    let cycle = cycles::find(tx, key.cycle_id)?;
    allowed(tx.ctx(), &cycle).check_version(tx.ctx(), current.stamp.version)?;
    let promise = Promise::of(kpis::find(tx, key.kpi_id)?.brand_id, &cycle);
    let why = promise.reason(tx, true, deletion)?;
    let before = promise.before(tx, true)?;
    tx.delete(&current)?;
    before.note(tx, &why)
}

/// Deletes the targets of a cycle, before it is deleted itself.
pub(in crate::app) fn delete_of_cycle(tx: &mut Tx<'_>, cycle: Id<Cycle>) -> Result<()> {
    for target in targets::of_cycle(tx, cycle)? {
        tx.delete(&target)?;
    }
    Ok(())
}
