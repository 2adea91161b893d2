//! Health checks for load balancers and service managers: whether the process is alive, and whether it can serve.
//! `live` does not touch the database, so that a healthy process is not killed because the database is slow; `ready`
//! asks it, by `ping` in `app/sign_in/sessions.rs`. Both are outside `/api/v1` and take no token. Requests are logged
//! in `http/telemetry.rs`.

use serde::Serialize;

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, plain},
        call::AnonymousRequest,
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

pub async fn ready(anyone: AnonymousRequest) -> Answer {
    sessions::ping(&anyone.app, &anyone.request_id).await.answer_with(|()| plain(&Health { status: "ok" }))
}
