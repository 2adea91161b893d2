//! KPIs: the handlers. Deleting a KPI also deletes its targets and measurements; it is refused while a key result
//! follows the KPI, see `app/kpis`. Targets are in `targets.rs`, measurements in `measurements.rs`, the effect on the
//! score in `api/scorecard`.

pub mod measurements;
pub mod targets;

use super::kit::{
    answer::{Answer, AnswerWith, created_in, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::app::kpis;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| kpis::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let kpi = call.command().await?;
    call.once(move |tx| kpis::create(tx, &kpi), |stored| created_in("/kpis", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("kpi_id")?;
    call.read(move |reader| kpis::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("kpi_id")?;
    let patch = call.command().await?;
    call.write(move |tx| kpis::update(tx, id, &patch)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("kpi_id")?;
    let deletion = call.filter();
    call.write(move |tx| kpis::delete(tx, id, &deletion)).await.answer_with(|()| no_content())
}
