//! The scorecard, its branches, the trend and how firm it is: the handlers. All of them only read: `simulate` is a POST
//! because its assumptions need a body, and it stores nothing. Cycle and day are parsed in `app/scorecards`; the shape
//! of the answers is in `domain/scoring/scorecard.rs` and the files beside it. The scoring policy is in
//! `scoring_policy.rs`.

pub mod scoring_policy;

use super::kit::{
    answer::{Answer, AnswerWith, derived, plain, ready},
    call::AuthenticatedRequest,
};
use crate::app::scorecards::{self, computed::Computed, simulation};

#[expect(clippy::unnecessary_wraps, reason = "an answer like the others")]
fn answer(computed: Computed) -> Answer {
    let Computed { json, revision, as_of } = computed;
    Ok(ready(derived(0, revision, as_of), json))
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.filter();
    let cache = call.app.scorecards.clone();
    match scorecards::kept(&call.ctx, &cache, brand, &query) {
        Some(computed) => answer(computed),
        None => call.read(move |reader| scorecards::show(reader, &cache, brand, &query)).await.answer_with(answer),
    }
}

pub async fn department(call: AuthenticatedRequest) -> Answer {
    let (brand, department) = (call.id("brand_id")?, call.id("department_id")?);
    let query = call.filter();
    let plans = call.app.scorecards.plans.clone();
    call.read(move |reader| scorecards::department(reader, &plans, brand, department, &query)).await.answer_with(answer)
}

pub async fn person(call: AuthenticatedRequest) -> Answer {
    let (brand, user) = (call.id("brand_id")?, call.id("user_id")?);
    let query = call.filter();
    let plans = call.app.scorecards.plans.clone();
    call.read(move |reader| scorecards::person(reader, &plans, brand, user, &query)).await.answer_with(answer)
}

pub async fn trend(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.filter();
    let cache = call.app.scorecards.clone();
    call.read(move |reader| scorecards::trend_of(reader, &cache, brand, &query)).await.answer_with(answer)
}

pub async fn robustness(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.filter();
    let cache = call.app.scorecards.clone();
    call.read(move |reader| scorecards::robustness(reader, &cache, brand, &query)).await.answer_with(answer)
}

pub async fn change(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.filter();
    call.read(move |reader| scorecards::score_change::show(reader, brand, &query))
        .await
        .answer_with(|change| plain(&change))
}

pub async fn simulate(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let asked = call.command().await?;
    let plans = call.app.scorecards.plans.clone();
    call.read(move |reader| simulation::simulate(reader, &plans, brand, &asked))
        .await
        .answer_with(|simulated| plain(&simulated))
}
