//! Batches of check-ins or measurements: the handlers. Each item of the answer has the status that it would have had
//! alone, and its id or its problem in the form of `http/problem.rs`. The items are processed in
//! `app/check_ins/batches.rs`; single check-ins and measurements are in `check_ins` and `api/kpis/measurements.rs`.

use serde_json::{Value, json};

use crate::{
    api::kit::{
        answer::{Answer, plain},
        call::AuthenticatedRequest,
    },
    app::check_ins::batches::{self, Outcome},
    http::problem,
};

fn view(outcome: &Outcome, request_id: &str) -> Value {
    let status = outcome.status();
    match outcome {
        Outcome::Created(id) | Outcome::Replaced(id) => json!({"status": status, "id": id.to_string()}),
        Outcome::Refused(error) => json!({"status": status, "problem": problem::document(error, request_id)}),
    }
}

fn views(outcomes: &[Outcome], request_id: &str) -> Answer {
    let items: Vec<Value> = outcomes.iter().map(|outcome| view(outcome, request_id)).collect();
    plain(&json!({"items": items}))
}

pub async fn check_ins(call: AuthenticatedRequest) -> Answer {
    let batch = call.command().await?;
    let request_id = call.request_id.clone();
    call.once(move |tx| batches::check_ins(tx, &batch), move |outcomes| views(&outcomes, &request_id)).await
}

pub async fn measurements(call: AuthenticatedRequest) -> Answer {
    let batch = call.command().await?;
    let request_id = call.request_id.clone();
    call.once(move |tx| batches::measurements(tx, &batch), move |outcomes| views(&outcomes, &request_id)).await
}
