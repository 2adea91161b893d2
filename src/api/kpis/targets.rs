//! KPI targets, and the waypoints that last year proposes: the handlers. A target is addressed by KPI and cycle, so PUT
//! both sets and changes it; the list is across all KPIs. Who may set a target, and until when, is in
//! `app/kpis/targets.rs`; measurements are in `measurements.rs`, the KPI itself in `kpis`.

use serde::Serialize;

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content, ok, plain, replaced},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::{error::Result, kpis::targets},
    domain::{kpi::target::TargetKey, measure::waypoints::Waypoint},
};

#[derive(Serialize)]
struct WaypointProposal {
    waypoints: Vec<Waypoint>,
}

fn key(call: &AuthenticatedRequest) -> Result<TargetKey> {
    Ok(TargetKey { kpi_id: call.id("kpi_id")?, cycle_id: call.id("cycle_id")? })
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| targets::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    call.read(move |reader| targets::show(reader, key)).await.answer_with(|target| ok(&target))
}

pub async fn season(call: AuthenticatedRequest) -> Answer {
    let (key, asked) = (key(&call)?, call.filter());
    call.read(move |reader| targets::season(reader, key, &asked))
        .await
        .answer_with(|waypoints| plain(&WaypointProposal { waypoints }))
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    let put = call.command().await?;
    call.write(move |tx| targets::replace(tx, key.kpi_id, key.cycle_id, &put)).await.answer_with(replaced)
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    let deletion = call.filter();
    call.write(move |tx| targets::delete(tx, key, &deletion)).await.answer_with(|()| no_content())
}
