//! The scoring policy: the handlers. A policy that was never set is answered as the defaults with version 0, so that
//! the caller sees what is in force. PUT replaces all of it: fields that are left out get their defaults. When a reason
//! is needed is decided in `app/scoring_policies.rs`, the bounds are in `domain/scoring_policy.rs`; the scores are in
//! `scorecard`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, ok},
        call::AuthenticatedRequest,
    },
    app::{error::Result, scoring_policies},
    domain::{
        scoring_policy::{Policy, PolicyKey},
        values::record::NeverSet,
    },
};

fn key(call: &AuthenticatedRequest) -> Result<PolicyKey> {
    Ok(PolicyKey { brand_id: call.id("brand_id")?, cycle_id: call.id("cycle_id")? })
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    match call.read(move |reader| scoring_policies::show(reader, key)).await? {
        Some(policy) => ok(&policy),
        None => ok(&NeverSet::new(key, Policy::default())),
    }
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    let put = call.command().await?;
    call.write(move |tx| scoring_policies::replace(tx, key, &put)).await.answer_with(|policy| ok(&policy))
}
