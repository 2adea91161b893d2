//! Brands: the handlers. Archiving is an ordinary update. `app/brands.rs` decides who may change brands, and refuses to
//! delete one that has objectives or KPIs. The resources below a brand's path have their own files: `api/model`,
//! `api/scorecard/scoring_policy.rs` and `api/scorecard`.

use super::kit::{
    answer::{Answer, AnswerWith, created_in, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::app::brands;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| brands::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let brand = call.command().await?;
    call.once(move |tx| brands::create(tx, &brand), |stored| created_in("/brands", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("brand_id")?;
    call.read(move |reader| brands::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("brand_id")?;
    let brand = call.command().await?;
    call.write(move |tx| brands::update(tx, id, &brand)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("brand_id")?;
    call.write(move |tx| brands::delete(tx, id)).await.answer_with(|()| no_content())
}
