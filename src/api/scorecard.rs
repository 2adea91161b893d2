//! The scorecard and its branches: the handlers. All of them read: `simulate` is a POST only because its
//! assumptions need a body, and it stores nothing. Cycle and day are read from the query in
//! `app/scorecards.rs`; what the answers look like is in `domain/scoring/scorecard.rs` and beside it. The
//! settings behind the figures are in `scoring_policy.rs`.

use super::{
    answer::{Answer, Tagged, Told, derived, ok, plain, ready},
    call::Call,
};
use crate::{
    app::scorecards,
    domain::scoring::{department_branch::DepartmentBranch, person_branch::PersonBranch, trend::Trend},
};

impl Tagged for DepartmentBranch {
    fn tag(&self) -> String {
        derived(0, self.revision, self.as_of)
    }
}

impl Tagged for PersonBranch {
    fn tag(&self) -> String {
        derived(0, self.revision, self.as_of)
    }
}

impl Tagged for Trend {
    fn tag(&self) -> String {
        derived(0, self.revision, self.as_of)
    }
}

pub async fn show(call: Call) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.query()?;
    let cache = call.app.scorecards.clone();
    let computed = match scorecards::kept(&call.ctx, &cache, brand, &query) {
        Some(computed) => computed,
        None => call.read(move |reader| scorecards::show(reader, &cache, brand, &query)).await?,
    };
    Ok(ready(derived(0, computed.revision, computed.as_of), computed.json))
}

pub async fn department(call: Call) -> Answer {
    let (brand, department) = (call.id("brand_id")?, call.id("department_id")?);
    let query = call.query()?;
    let plans = call.app.scorecards.plans.clone();
    let read = call.read(move |reader| scorecards::department(reader, &plans, brand, department, &query));
    read.await.told(|branch| ok(&branch))
}

pub async fn person(call: Call) -> Answer {
    let (brand, user) = (call.id("brand_id")?, call.id("user_id")?);
    let query = call.query()?;
    let plans = call.app.scorecards.plans.clone();
    call.read(move |reader| scorecards::person(reader, &plans, brand, user, &query)).await.told(|branch| ok(&branch))
}

pub async fn trend(call: Call) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.query()?;
    let plans = call.app.scorecards.plans.clone();
    call.read(move |reader| scorecards::trend_of(reader, &plans, brand, &query)).await.told(|trend| ok(&trend))
}

pub async fn simulate(call: Call) -> Answer {
    let brand = call.id("brand_id")?;
    let input = call.json().await?;
    call.read(move |reader| scorecards::simulate(reader, brand, &input)).await.told(|scorecard| plain(&scorecard))
}
