//! Whether the process lives, and whether it can serve: for load balancers and service managers.
//! `live` touches nothing, so that a slow database gets no healthy process killed; `ready` asks the
//! database, by `ping` in `app/sign_in/sessions.rs`. Both stand outside of `/api/v1` and take no token. What
//! is logged of each request is in `http/telemetry.rs`.

use serde::Serialize;

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, plain},
        call::Anyone,
    },
    app::sign_in::sessions,
};

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

pub async fn live() -> Answer {
    plain(&Health { status: "ok" })
}

pub async fn ready(anyone: Anyone) -> Answer {
    sessions::ping(&anyone.app, &anyone.request_id).await.answer_with(|()| plain(&Health { status: "ok" }))
}
