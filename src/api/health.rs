//! Whether the process lives, and whether it can serve: for load balancers and service managers.

use serde::Serialize;

use super::{
    answer::{Answer, Told, ok},
    call::Anyone,
};
use crate::app::sessions;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

pub async fn live() -> Answer {
    ok(&Health { status: "ok" })
}

pub async fn ready(anyone: Anyone) -> Answer {
    sessions::ping(&anyone.app, &anyone.request_id).await.told(|()| ok(&Health { status: "ok" }))
}
