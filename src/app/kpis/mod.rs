//! KPIs: creating, changing, and deleting them with all that was expected and measured. A KPI that key
//! results follow stays; one whose targets have a baseline does not become a sum, since a sum starts from
//! nothing. Targets are set in `targets.rs`, values recorded in `measurements.rs`; what revenue KPIs make of
//! the score is in `domain/scoring/scored_plan.rs`.

pub mod measurements;
pub mod targets;

use super::{
    cycles::gate,
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
        kpi::{Aggregation, Kpi},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{
        cycles as cycle_rows,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results,
        kpis::{self, KpiFilter, targets as target_rows},
    },
};

/// Adding, changing and deleting KPIs, and saying what is expected of them.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::SetTargets)
}

fn fields(fields: &mut Fields<'_, '_>, was: Option<&Kpi>) -> Option<Kpi> {
    let brand_id = match was {
        None => fields.required("brand_id"),
        Some(was) => Some(was.brand_id),
    };
    let department_id = fields.field("department_id", Some(was.and_then(|was| was.department_id)));
    let name = fields.field("name", was.map(|was| was.name.clone()));
    let category = fields.field("category", was.map(|was| was.category));
    let unit = fields.field("unit", was.map(|was| was.unit.clone()));
    let aggregation = fields.field("aggregation", was.map(|was| was.aggregation));
    let channel = fields.field("channel", Some(was.and_then(|was| was.channel.clone())));
    let market = fields.field("market", Some(was.and_then(|was| was.market.clone())));
    let external_ref = fields.field("external_ref", Some(was.and_then(|was| was.external_ref.clone())));
    Some(Kpi {
        brand_id: brand_id?,
        department_id: department_id?,
        name: name?,
        category: category?,
        unit: unit?,
        aggregation: aggregation?,
        channel: channel?,
        market: market?,
        external_ref: external_ref?,
    })
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &ListQuery) -> Result<Listed<Stored<Kpi>>> {
    let (filter, page) = query.read(reader, |fields| {
        let (brand_id, department_id) = (fields.optional("brand_id"), fields.optional("department_id"));
        let (category, q) = (fields.optional("category"), fields.optional::<Name>("q"));
        let updated_since = fields.optional("updated_since");
        Some(KpiFilter {
            brand_id: brand_id?,
            department_id: department_id?,
            category: category?,
            q: q?.map(Name::into_string),
            updated_since: updated_since?,
        })
    })?;
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
pub fn create(tx: &mut Tx<'_>, input: &Input) -> Result<Stored<Kpi>> {
    allowed(tx.ctx()).check()?;
    let kpi = input.read(tx, |sent| fields(sent, None))?;
    let id = tx.new_id();
    tx.create(ById { id }, kpi).map_err(ref_taken)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `external_ref_taken`.
pub fn update(tx: &mut Tx<'_>, id: Id<Kpi>, input: &Input) -> Result<Stored<Kpi>> {
    let current = kpis::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let based = current.aggregation != Aggregation::Sum && has_baseline(tx, id)?;
    let kpi = input.read(tx, |sent| {
        let kpi = fields(sent, Some(&current))?;
        if kpi.aggregation == Aggregation::Sum && based {
            let detail = "A target of this KPI has a baseline; a sum starts from nothing. Set the baseline to 0 first.";
            sent.fault(Fault::at("/aggregation", FaultCode::NotAllowed, detail));
        }
        Some(kpi)
    })?;
    tx.update(current, kpi).map_err(ref_taken)
}

/// Whether a target that can still be changed has a baseline.
fn has_baseline(reader: &mut Reader<'_>, id: Id<Kpi>) -> Result<bool> {
    for target in target_rows::of_kpi(reader, id)?.iter().filter(|target| target.baseline != 0.0) {
        if cycle_rows::find(reader, target.key.cycle_id)?.state != CycleState::Closed {
            return Ok(true);
        }
    }
    Ok(false)
}

fn ref_taken(error: crate::store::engine::error::StoreError) -> Error {
    Error::told_as(error, Code::ExternalRefTaken, "Another KPI has this external reference.")
}

/// Whether key results follow a KPI, so that it stays.
///
/// # Errors
/// Those of the database.
pub fn is_followed(reader: &mut Reader<'_>, id: Id<Kpi>) -> Result<bool> {
    Ok(key_results::follow(reader, id)?)
}

/// Deletes a KPI with its targets and measurements.
///
/// # Errors
/// `not_found`, `forbidden`; `in_use` when a key result follows it, `cycle_closed` with a target in a closed cycle.
pub fn delete(tx: &mut Tx<'_>, id: Id<Kpi>) -> Result<()> {
    let current = kpis::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    for target in target_rows::of_kpi(tx, id)? {
        gate::unless_closed(tx, target.key.cycle_id, "has a target for this KPI, so the KPI stays")?;
        tx.delete(&target)?;
    }
    for measurement in kpis::measurements::list(tx, id, Page::all())? {
        tx.delete(&measurement)?;
    }
    tx.delete(&current).map_err(|error| {
        Error::told_as(error, Code::InUse, "Key results follow this KPI; let them go their own way first.")
    })
}
