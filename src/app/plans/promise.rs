//! What a plan promised: in an active cycle, nothing that enters a score changes without a reason, and the change log
//! keeps the reason with the overall score before and after. What enters a score is in `domain/scoring/entering.rs`.
//! The effect of check-ins is computed in `domain/scoring/comparisons/check_in_effect.rs`.

use chrono::NaiveDate;

use crate::{
    app::{
        error::{Error, Result},
        input::{Command, Fields, Parsed},
        plans::{self, history::CORRECTION},
    },
    domain::{
        brand::Brand,
        context::Ctx,
        cycle::{Cycle, CycleState},
        scoring::scored_plan::ScoredPlan,
        scoring_policy::PolicyKey,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::Stored,
            text::Reason,
        },
    },
    store::{
        brands::{self, BrandFilter},
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
    },
};

/// The brands' active cycles whose scores a change could touch.
#[derive(Debug, Clone)]
pub(in crate::app) struct Promise(Vec<PolicyKey>);

impl Promise {
    /// That of a brand in a cycle, which is none unless the cycle is active.
    pub fn of(brand_id: Id<Brand>, cycle: &Stored<Cycle>) -> Self {
        let active = cycle.state == CycleState::Active;
        Self(active.then(|| PolicyKey { brand_id, cycle_id: cycle.id() }).into_iter().collect())
    }

    /// Those of a brand in cycles.
    pub fn in_cycles(brand: Id<Brand>, cycles: &[Stored<Cycle>]) -> Self {
        Self(cycles.iter().flat_map(|cycle| Self::of(brand, cycle).0).collect())
    }

    /// Those of all brands in cycles.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_all_brands(reader: &mut Reader<'_>, cycles: &[Stored<Cycle>]) -> Result<Self> {
        let brands = brands::list(reader, &BrandFilter { archived: Some(false), q: None }, Page::all())?;
        Ok(Self(brands.iter().flat_map(|brand| Self::in_cycles(brand.id(), cycles).0).collect()))
    }

    /// Whether a change that enters a score needs a reason.
    pub const fn is_given(&self) -> bool {
        !self.0.is_empty()
    }

    /// The fault of a change without the reason that it needs: in an active cycle, or as a correction.
    pub fn fault(&self, enters_score: bool, why: &Why) -> Option<Fault> {
        let detail = match why {
            Why { reason: Some(_), .. } => return None,
            Why { correction: true, .. } => "fault-correction-reason",
            Why { .. } if enters_score && self.is_given() => "fault-reason-required",
            Why { .. } => return None,
        };
        Some(Fault::at("/reason", FaultCode::Required, detail))
    }

    /// The reason of a deletion.
    ///
    /// # Errors
    /// `invalid` without the reason that it needs.
    pub fn reason(&self, reader: &mut Reader<'_>, enters_score: bool, deletion: &Parsed<Deletion>) -> Result<Why> {
        let why = Why { reason: deletion.validate(reader)?.reason, correction: false };
        match self.fault(enters_score, &why) {
            Some(fault) => Err(Error::invalid(vec![fault])),
            None => Ok(why),
        }
    }

    /// Remembers the score before the change, if the change enters one; with several brands there is not one to name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn before(&self, reader: &mut Reader<'_>, enters_score: bool) -> Result<Before> {
        let one = match *self.0 {
            [key] if enters_score => Some((key, overall(reader, key)?)),
            _ => None,
        };
        Ok(Before(one))
    }
}

/// The overall score before a change, and whose it is.
pub(in crate::app) struct Before(Option<(PolicyKey, Option<f64>)>);

impl Before {
    /// Adds to the change recorded last why it was made, and the overall score before and after it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note(self, tx: &mut Tx<'_>, why: &Why) -> Result<()> {
        if let Some((key, before)) = self.0 {
            let after = overall(tx, key)?;
            tx.note("overall_score", Some(before.into()), Some(after.into()));
        }
        why.note(tx);
        Ok(())
    }
}

/// What is said to a change: the reason, and whether it was always meant so.
#[derive(Debug, Clone, Default)]
pub struct Why {
    pub reason: Option<Reason>,
    /// The change holds for every day, not only from today on.
    pub correction: bool,
}

impl Why {
    /// As members of a partial update.
    pub fn given(fields: &mut Fields<'_, '_>) -> Self {
        let (reason, correction) = (fields.given("reason").flatten(), fields.given("correction"));
        Self { reason, correction: correction.unwrap_or(false) }
    }

    /// As members of a replacement.
    pub fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (reason, correction) = (fields.field("reason", Some(None)), fields.field("correction", Some(false)));
        Some(Self { reason: reason?, correction: correction? })
    }

    /// Adds it to the change recorded last.
    pub fn note(&self, tx: &mut Tx<'_>) {
        if let Some(reason) = &self.reason {
            tx.note("reason", None, Some(reason.as_str().into()));
        }
        if self.correction {
            tx.note(CORRECTION, None, Some(true.into()));
        }
    }
}

impl From<Option<Reason>> for Why {
    fn from(reason: Option<Reason>) -> Self {
        Self { reason, correction: false }
    }
}

/// The day from which something that is cancelled now no longer counts; `None` if it counts on no day, because it was a
/// mistake or this is its first day.
pub(in crate::app) fn cancelled_on(
    ctx: &Ctx,
    cycle: &Cycle,
    counts_from: Option<NaiveDate>,
    correction: bool,
) -> Option<NaiveDate> {
    let today = ctx.today().min(cycle.ends_on);
    let counted = cycle.state != CycleState::Planned && today > counts_from.unwrap_or(cycle.starts_on);
    (counted && !correction).then_some(today)
}

/// What is said to a deletion.
#[derive(Debug, Clone, Default)]
pub struct Deletion {
    pub reason: Option<Reason>,
}

impl Command for Deletion {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { reason: fields.field("reason", Some(None))? })
    }
}

/// The overall score today.
fn overall(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Option<f64>> {
    let plan = plans::load(reader, key.brand_id, key.cycle_id)?;
    Ok(ScoredPlan::new(&plan, reader.today()).score())
}
