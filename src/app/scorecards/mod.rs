//! The scorecard, the branch of a department or person, the trend, and in `simulation.rs` what-if. Each parses its query, lets
//! `app/plans` load the plan and `domain/scoring` compute: there is no formula here. Figures that were fixed when a
//! cycle was closed are read by `snapshots.rs`. The effect of a change on the score is logged by
//! `app/plans/promise.rs`; the policy in force is found by `app/plans/policy_in_force.rs`.

pub mod cache;
pub mod computed;
pub mod queries;
pub mod score_change;
pub mod simulation;
pub mod snapshots;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use self::{
    cache::{ScorecardCache, What, Which},
    computed::Computed,
    queries::{ScorecardQuery, TrendQuery},
};
use super::{
    error::{Error, Result},
    input::Parsed,
    plans::{self, cache::PlanCache, known::check_revision},
    require,
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        context::Ctx,
        cycle::Cycle,
        department::Department,
        key_result::KeyResult,
        people::user::User,
        scoring::{
            comparisons::check_in_effect::{self, BatchEffect},
            department_branch::DepartmentBranch,
            plan::Plan,
            readings::measure::MeasureView,
            scorecard::Scorecard,
            scored_plan::ScoredPlan,
            trend::trend,
        },
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    store::{brands, cycles, departments, engine::tx::Reader, organisations, people::users, snapshots::Part},
};

/// The scorecard from the cache, if it was computed at the revision that was read when the sender was authenticated; no
/// further query is needed then.
#[must_use]
pub fn kept(ctx: &Ctx, cache: &ScorecardCache, brand: Id<Brand>, query: &Parsed<ScorecardQuery>) -> Option<Computed> {
    require(ctx, Action::Read).ok()?;
    let ScorecardQuery { cycle_id: cycle, as_of, known_at } = query.validate_plain().ok()?;
    let as_of = as_of.unwrap_or_else(|| ctx.today());
    let (what, organisation) = (What::Scorecard, ctx.organisation);
    cache.get(&Which { what, organisation, brand, cycle, as_of, known_at, revision: ctx.seen? })
}

/// A query about a brand's cycle.
struct ScorecardRequest {
    key: PolicyKey,
    cycle: Stored<Cycle>,
    as_of: NaiveDate,
    known_at: Option<i64>,
}

impl ScorecardRequest {
    fn of(reader: &mut Reader<'_>, brand_id: Id<Brand>, query: &Parsed<ScorecardQuery>) -> Result<Self> {
        let ScorecardQuery { cycle_id, as_of, known_at } = query.validate(reader)?;
        check_revision(reader, known_at, "/known_at")?;
        let as_of = as_of.unwrap_or_else(|| reader.today());
        let cycle = cycles::find(reader, cycle_id)?;
        Ok(Self { key: PolicyKey { brand_id, cycle_id }, cycle, as_of, known_at })
    }

    /// The answer from the snapshot, if the cycle is closed on the day and was known to be. A brand that was created
    /// after the closing has none.
    fn settled(&self, reader: &mut Reader<'_>, part: Part) -> Result<Option<Computed>> {
        self.settled_by(|| snapshots::get(reader, self.key, part))
    }

    fn settled_by(&self, get: impl FnOnce() -> Result<Option<Computed>>) -> Result<Option<Computed>> {
        let settled = if self.cycle.is_settled(self.as_of) { get()? } else { None };
        Ok(settled.filter(|settled| self.known_at.is_none_or(|known_at| settled.revision <= known_at)))
    }

    /// The key of the answer in the cache.
    fn which(&self, reader: &mut Reader<'_>, what: What) -> Result<Which> {
        let (organisation, revision) = (reader.organisation(), organisations::revision(reader)?);
        let PolicyKey { brand_id: brand, cycle_id: cycle } = self.key;
        Ok(Which { what, organisation, brand, cycle, as_of: self.as_of, known_at: self.known_at, revision })
    }

    /// Computes the answer from the up-to-date plan, and caches it.
    fn kept<T: Serialize>(
        &self,
        reader: &mut Reader<'_>,
        cache: &ScorecardCache,
        which: Which,
        compute: impl FnOnce(&Plan, NaiveDate) -> Result<T>,
    ) -> Result<Computed> {
        self.with_plan(reader, &cache.plans, |plan, day| {
            let computed = computed(&compute(plan, day)?, plan.revision, self.as_of)?;
            let revision = if self.known_at.is_some() { which.revision } else { plan.revision };
            cache.put(Which { revision, ..which }, computed.clone());
            Ok(computed)
        })
    }

    /// Computes something from the plan as it stood on the day, and the day to compute with.
    fn with_plan<T>(
        &self,
        reader: &mut Reader<'_>,
        plans: &PlanCache,
        compute: impl FnOnce(&Plan, NaiveDate) -> Result<T>,
    ) -> Result<T> {
        let day = self.cycle.last_day(self.as_of);
        let (brand, cycle) = (self.key.brand_id, self.key.cycle_id);
        if let Some(known_at) = self.known_at {
            let (plan, past) = plans::load_with_past(reader, brand, cycle, Some(known_at))?;
            return compute(&past.on(&plan, self.as_of), self.as_of);
        }
        if day >= reader.today().min(self.cycle.ends_on) {
            return plans.with(reader, brand, cycle, |plan| compute(plan, day));
        }
        plans.with_past(reader, brand, cycle, |plan, past| compute(&past.on(plan, day), day))
    }
}

/// An answer ready to send. `as_of` is the day asked for, so that the last day of the cycle and the days after it have
/// different tags.
fn computed(answer: &impl Serialize, revision: i64, as_of: NaiveDate) -> Result<Computed> {
    let json = serde_json::to_vec(answer).map_err(Error::internal)?;
    Ok(Computed { json: json.into(), as_of, revision })
}

/// The scorecard: from the cache, from the snapshot of a closed cycle, or else computed.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the query.
pub fn show(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    brand: Id<Brand>,
    query: &Parsed<ScorecardQuery>,
) -> Result<Computed> {
    found(reader, cache, (brand, query), (What::Scorecard, Part::Scorecard), |plan, day| {
        ScoredPlan::new(plan, day).scorecard()
    })
}

/// How firm the score is. Of a cycle that was closed by a version of Perno that did not store it, what its plan says
/// today.
///
/// # Errors
/// As [`show`].
pub fn robustness(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    brand: Id<Brand>,
    query: &Parsed<ScorecardQuery>,
) -> Result<Computed> {
    found(reader, cache, (brand, query), (What::Robustness, Part::Robustness), |plan, day| {
        ScoredPlan::new(plan, day).robustness()
    })
}

/// An answer about a brand's cycle: from the cache, from the snapshot, or else computed from the scored plan.
fn found<T: Serialize>(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    (brand, query): (Id<Brand>, &Parsed<ScorecardQuery>),
    (what, part): (What, Part),
    compute: impl FnOnce(&Plan, NaiveDate) -> T,
) -> Result<Computed> {
    brands::find(reader, brand)?;
    let asked = ScorecardRequest::of(reader, brand, query)?;
    let which = asked.which(reader, what)?;
    if let Some(computed) = cache.get(&which) {
        return Ok(computed);
    }
    if let Some(settled) = asked.settled(reader, part)? {
        cache.put(which, settled.clone());
        return Ok(settled);
    }
    asked.kept(reader, cache, which, |plan, day| Ok(compute(plan, day)))
}

/// Today's scorecards of some cycles of some brands, in the same order. One query reads all snapshots of closed cycles;
/// for the others each plan is loaded, unless the scorecard is in the cache.
///
/// # Errors
/// Those of the database.
pub fn of_cycles(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    asked: &[(Id<Brand>, &Stored<Cycle>)],
) -> Result<Vec<Computed>> {
    let (as_of, organisation, revision) = (reader.today(), reader.organisation(), organisations::revision(reader)?);
    let asked: Vec<(ScorecardRequest, Which)> = asked
        .iter()
        .map(|(brand, cycle)| {
            let key = PolicyKey { brand_id: *brand, cycle_id: cycle.id() };
            let what = What::Scorecard;
            let which = Which { what, organisation, brand: *brand, cycle: cycle.id(), as_of, known_at: None, revision };
            (ScorecardRequest { key, cycle: (*cycle).clone(), as_of, known_at: None }, which)
        })
        .collect();
    let known: Vec<Option<Computed>> = asked.iter().map(|(_, which)| cache.get(which)).collect();
    let unknown = asked.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|((asked, _), _)| asked);
    let closed: Vec<PolicyKey> = unknown.filter(|asked| asked.cycle.is_settled(as_of)).map(|asked| asked.key).collect();
    let mut settled = snapshots::scorecards(reader, &closed)?;
    let found = asked.into_iter().zip(known).map(|((asked, which), known)| {
        if let Some(known) = known {
            return Ok(known);
        }
        if let Some(settled) = settled.remove(&asked.key) {
            cache.put(which, settled.clone());
            return Ok(settled);
        }
        asked.kept(reader, cache, which, |plan, day| Ok(ScoredPlan::new(plan, day).scorecard()))
    });
    found.collect()
}

/// # Errors
/// `not_found` for the brand, or for a department that takes no part in the cycle; `invalid` for the query.
pub fn department(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    brand: Id<Brand>,
    department: Id<Department>,
    query: &Parsed<ScorecardQuery>,
) -> Result<Computed> {
    brands::find(reader, brand)?;
    departments::find(reader, department)?;
    let asked = ScorecardRequest::of(reader, brand, query)?;
    if let Some(settled) = asked.settled(reader, Part::Department(department))? {
        return Ok(settled);
    }
    if asked.settled(reader, Part::Scorecard)?.is_some() {
        return Err(Error::not_found());
    }
    asked.with_plan(reader, plans, |plan, day| {
        let branch = ScoredPlan::new(plan, day).department_branch(department).ok_or_else(Error::not_found)?;
        computed(&branch, plan.revision, asked.as_of)
    })
}

/// The branches of all departments that take part, down to their key results.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the query.
pub fn departments(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    brand: Id<Brand>,
    query: &Parsed<ScorecardQuery>,
) -> Result<Vec<DepartmentBranch>> {
    brands::find(reader, brand)?;
    let asked = ScorecardRequest::of(reader, brand, query)?;
    if let Some(settled) = asked.settled(reader, Part::Scorecard)? {
        let scorecard: Scorecard = settled.read()?;
        let ids: Vec<_> = scorecard.departments.iter().map(|one| one.summary.id).collect();
        return snapshots::departments(reader, asked.key, &ids);
    }
    asked.with_plan(reader, plans, |plan, day| {
        let scored = ScoredPlan::new(plan, day);
        Ok(plan.departments.iter().filter_map(|department| scored.department_branch(department.id)).collect())
    })
}

/// # Errors
/// `not_found` for the brand or the person, `invalid` for the query.
pub fn person(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    brand: Id<Brand>,
    user: Id<User>,
    query: &Parsed<ScorecardQuery>,
) -> Result<Computed> {
    brands::find(reader, brand)?;
    let user = users::find(reader, user)?;
    let asked = ScorecardRequest::of(reader, brand, query)?;
    if let Some(settled) = asked.settled_by(|| snapshots::person(reader, asked.key, &user))? {
        return Ok(settled);
    }
    asked.with_plan(reader, plans, |plan, day| {
        let branch = ScoredPlan::new(plan, day).person_branch(user.id(), user.name.as_str());
        computed(&branch, plan.revision, asked.as_of)
    })
}

/// The trend until today: from the snapshot of a closed cycle, from the cache, or else computed.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the query.
pub fn trend_of(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    brand: Id<Brand>,
    query: &Parsed<TrendQuery>,
) -> Result<Computed> {
    brands::find(reader, brand)?;
    let today = reader.today();
    let TrendQuery { cycle_id, every } = query.validate(reader)?;
    let cycle = cycles::find(reader, cycle_id)?;
    let key = PolicyKey { brand_id: brand, cycle_id };
    let asked = ScorecardRequest { key, cycle, as_of: today, known_at: None };
    if asked.cycle.is_settled(today)
        && let Some(settled) = snapshots::trend_of(reader, asked.key, asked.cycle.starts_on, every)?
    {
        return Ok(settled);
    }
    let which = asked.which(reader, What::Trend(every))?;
    if let Some(computed) = cache.get(&which) {
        return Ok(computed);
    }
    let day = asked.cycle.last_day(today);
    cache.plans.with_past(reader, brand, cycle_id, |plan, past| {
        let computed = computed(&trend(plan, past, day, every), plan.revision, today)?;
        cache.put(Which { revision: plan.revision, ..which }, computed.clone());
        Ok(computed)
    })
}

/// What the check-ins of a revision on some key results did to the scores of today.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn effect_of_revision(
    reader: &mut Reader<'_>,
    key: PolicyKey,
    revision: i64,
    key_results: &[Id<KeyResult>],
) -> Result<BatchEffect> {
    let cycle = cycles::find(reader, key.cycle_id)?;
    let today = reader.today();
    let before = score_change::Loaded::load(reader, key, &cycle, (today, Some(revision - 1)))?;
    let after = score_change::Loaded::load(reader, key, &cycle, (today, Some(revision)))?;
    Ok(check_in_effect::of_batch(before.reading(), after.reading(), key_results))
}

/// The measures of the key results in a brand's cycle, with the steps that are done.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn measures(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    key: PolicyKey,
) -> Result<BTreeMap<Id<KeyResult>, MeasureView>> {
    let day = cycles::find(reader, key.cycle_id)?.last_day(reader.today());
    plans.with(reader, key.brand_id, key.cycle_id, |plan| {
        let all = plan.objectives.iter().flat_map(|objective| &objective.key_results);
        Ok(all.map(|one| (one.id, MeasureView::new(&one.measure, &one.check_ins, day))).collect())
    })
}
