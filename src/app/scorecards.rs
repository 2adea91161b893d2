//! The scorecard and what hangs on it: a department's branch, a person's branch, the trend, what-if. Each reads
//! what is asked, has `plans.rs` load the plan and lets `domain/scoring` answer: no formula is here. `overall`
//! and `note_effect` let `key_results.rs` and `scoring_policies.rs` log what a change did to the score. Which
//! settings are in force is told by `scoring_policies.rs`.

use chrono::NaiveDate;

use super::{
    error::{Code, Error, Result},
    input::{Amount, At, BareId, Distinct, Field, Fields, Input},
    plan_cache::PlanCache,
    plans, require,
    scorecard_cache::{Computed, ScorecardCache, Which},
    scoring_policies,
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        ctx::Ctx,
        cycle::Cycle,
        department::Department,
        id::Id,
        key_result::KeyResult,
        kpi::Kpi,
        measure::Step,
        policy::PolicyKey,
        scoring::{
            department_branch::DepartmentBranch,
            person_branch::PersonBranch,
            scorecard::Scorecard,
            scored_plan::ScoredPlan,
            trend::{Every, Trend, trend},
            what_if::{AssumedKeyResult, AssumedKpi, Assumptions, what_if},
        },
        text::Reason,
        user::User,
    },
    store::{
        brands, departments, organisations,
        tx::{Reader, Tx},
        users,
    },
};

/// Which cycle is asked for, as of which day.
fn asked(reader: &mut Reader<'_>, query: &Input) -> Result<(Id<Cycle>, NaiveDate)> {
    let today = reader.today();
    query.read(reader, |fields| cycle_and_day(fields, today))
}

fn cycle_and_day(fields: &mut Fields<'_, '_>, today: NaiveDate) -> Option<(Id<Cycle>, NaiveDate)> {
    let (cycle, as_of) = (fields.required("cycle_id"), fields.field("as_of", Some(today)));
    Some((cycle?, as_of?))
}

/// The scorecard if it was computed already at the revision that was seen when the sender was found out: then nothing
/// more has to be read.
#[must_use]
pub fn kept(ctx: &Ctx, cache: &ScorecardCache, brand: Id<Brand>, query: &Input) -> Option<Computed> {
    require(ctx, Action::Read).ok()?;
    let (cycle, as_of) = query.read_plain(|fields| cycle_and_day(fields, ctx.today())).ok()?;
    cache.get(&Which { organisation: ctx.organisation, brand, cycle, as_of, revision: ctx.seen? })
}

/// The scorecard as JSON, computed unless it was already at this revision.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the query.
pub fn show(reader: &mut Reader<'_>, cache: &ScorecardCache, brand: Id<Brand>, query: &Input) -> Result<Computed> {
    brands::find(reader, brand)?;
    let (cycle, as_of) = asked(reader, query)?;
    let organisation = reader.organisation();
    let which = Which { organisation, brand, cycle, as_of, revision: organisations::revision(reader)? };
    if let Some(computed) = cache.get(&which) {
        return Ok(computed);
    }
    cache.plans.with(reader, brand, cycle, |plan| {
        let which = Which { revision: plan.revision, ..which };
        if let Some(computed) = cache.get(&which) {
            return Ok(computed);
        }
        let scorecard = ScoredPlan::new(plan, as_of).scorecard();
        let json = serde_json::to_vec(&scorecard).map_err(|error| Error::new(Code::Internal, error.to_string()))?;
        let computed = Computed { json: json.into(), as_of: scorecard.as_of, revision: scorecard.revision };
        cache.put(which, computed.clone());
        Ok(computed)
    })
}

/// # Errors
/// `not_found` for the brand, or for a department that takes no part in the cycle; `invalid` for the query.
pub fn department(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    brand: Id<Brand>,
    department: Id<Department>,
    query: &Input,
) -> Result<DepartmentBranch> {
    brands::find(reader, brand)?;
    departments::find(reader, department)?;
    let (cycle, as_of) = asked(reader, query)?;
    plans.with(reader, brand, cycle, |plan| {
        ScoredPlan::new(plan, as_of).department_branch(department).ok_or_else(Error::not_found)
    })
}

/// # Errors
/// `not_found` for the brand or the person, `invalid` for the query.
pub fn person(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    brand: Id<Brand>,
    user: Id<User>,
    query: &Input,
) -> Result<PersonBranch> {
    brands::find(reader, brand)?;
    let user = users::find(reader, user)?;
    let (cycle, as_of) = asked(reader, query)?;
    plans.with(reader, brand, cycle, |plan| {
        Ok(ScoredPlan::new(plan, as_of).person_branch(user.id(), user.name.as_str()))
    })
}

/// # Errors
/// `not_found` for the brand, `invalid` for the query.
pub fn trend_of(reader: &mut Reader<'_>, plans: &PlanCache, brand: Id<Brand>, query: &Input) -> Result<Trend> {
    brands::find(reader, brand)?;
    let (cycle, every) = query.read(reader, |fields| {
        let (cycle, every) = (fields.required("cycle_id"), fields.field("every", Some(Every::Week)));
        Some((cycle?, every?))
    })?;
    let today = reader.today();
    plans.with(reader, brand, cycle, |plan| Ok(trend(plan, today, every)))
}

/// The scorecard that would be. Stores nothing.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the assumptions.
pub fn simulate(reader: &mut Reader<'_>, brand: Id<Brand>, input: &Input) -> Result<Scorecard> {
    brands::find(reader, brand)?;
    let cycle = input.read(reader, |fields| {
        let cycle = fields.required::<Id<Cycle>>("cycle_id");
        for name in ["key_results", "kpis", "policy"] {
            fields.has(name);
        }
        cycle
    })?;
    let plan = plans::load(reader, brand, cycle)?;
    let departments =
        scoring_policies::departments_with_objectives(reader, PolicyKey { brand_id: brand, cycle_id: cycle })?;
    let today = reader.today();
    let assumed = input.read(reader, |fields| {
        fields.has("cycle_id");
        let key_results = fields.field::<Vec<AssumedKeyResult>>("key_results", Some(Vec::new()));
        let kpis = fields.field::<Vec<AssumedKpi>>("kpis", Some(Vec::new()));
        let policy = fields.with("policy", Some(None), |value, at| {
            at.here().object(value, |sent| {
                let policy = scoring_policies::fields(sent, &plan.policy)?;
                let others = departments.iter().any(|id| !policy.department_weights.contains_key(id));
                sent.checked(policy.checked(others)).map(Some)
            })
        });
        let assumptions = Assumptions { key_results: key_results?, kpis: kpis?, policy: policy? };
        fields.checked(what_if(&plan, today, &assumptions))
    })?;
    Ok(ScoredPlan::new(&assumed, today).scorecard())
}

impl Field for AssumedKeyResult {
    fn read(value: &serde_json::Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let id = fields.required::<BareId<KeyResult>>("id");
            let value = fields.optional::<Amount>("value");
            let steps_done = steps(fields);
            Some(Self { id: id?.0, value: value?.map(|value| value.0), steps_done: steps_done? })
        })
    }
}

fn steps(fields: &mut Fields<'_, '_>) -> Option<Option<Vec<Id<Step>>>> {
    let steps = fields.optional::<Distinct<BareId<Step>>>("steps_done")?;
    Some(steps.map(|steps| steps.0.into_iter().map(|step| step.0).collect()))
}

impl Field for AssumedKpi {
    fn read(value: &serde_json::Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let (id, value) = (fields.required::<BareId<Kpi>>("id"), fields.required::<Amount>("value"));
            Some(Self { id: id?.0, value: value?.0 })
        })
    }
}

/// The overall score today.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn overall(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Option<f64>> {
    let plan = plans::load(reader, key.brand_id, key.cycle_id)?;
    Ok(ScoredPlan::new(&plan, reader.today()).score())
}

/// Notes in the change recorded last why it was made and what it did to the overall score.
pub(super) fn note_effect(tx: &mut Tx<'_>, reason: Option<&Reason>, before: Option<f64>, after: Option<f64>) {
    tx.note("overall_score", Some(before.into()), Some(after.into()));
    if let Some(reason) = reason {
        tx.note("reason", None, Some(reason.as_str().into()));
    }
}
