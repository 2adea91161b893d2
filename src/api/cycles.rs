//! Cycles: the handlers. PATCH moves a cycle from planned to active and back, but never closes it: closing is a POST,
//! done in `app/cycles/closing.rs`, and a closed cycle is read-only. These rules, and what is deleted together with a
//! cycle, are in `app/cycles`. The KPI targets of a cycle are in `api/kpis/targets.rs`, its scoring policy in
//! `api/scorecard/policy.rs`.

use super::kit::{
    answer::{Answer, Told, created_in, no_content, ok},
    call::Call,
    list::list as page,
};
use crate::app::cycles::{self, closing};

pub async fn list(call: Call) -> Answer {
    let query = call.list()?;
    call.read(move |reader| cycles::list(reader, &query)).await.told(|listed| page(&call, listed))
}

pub async fn create(call: Call) -> Answer {
    let cycle = call.command().await?;
    call.once(move |tx| cycles::create(tx, &cycle), |stored| created_in("/cycles", &stored)).await
}

pub async fn show(call: Call) -> Answer {
    let id = call.id("cycle_id")?;
    call.read(move |reader| cycles::show(reader, id)).await.told(|stored| ok(&stored))
}

pub async fn update(call: Call) -> Answer {
    let id = call.id("cycle_id")?;
    let patch = call.command().await?;
    call.write(move |tx| cycles::update(tx, id, &patch)).await.told(|stored| ok(&stored))
}

pub async fn close(call: Call) -> Answer {
    let id = call.id("cycle_id")?;
    let command = call.command().await?;
    call.once(move |tx| closing::close(tx, id, &command), |stored| ok(&stored)).await
}

pub async fn delete(call: Call) -> Answer {
    let id = call.id("cycle_id")?;
    call.write(move |tx| cycles::delete(tx, id)).await.told(|()| no_content())
}
