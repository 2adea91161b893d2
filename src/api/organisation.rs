//! The caller's organisation: the handlers.

use super::{
    answer::{Answer, Told, ok},
    call::Call,
};
use crate::app::organisations;

pub async fn show(call: Call) -> Answer {
    call.read(organisations::show).await.told(|organisation| ok(&organisation))
}

pub async fn update(call: Call) -> Answer {
    let input = call.json().await?;
    call.write(move |tx| organisations::update(tx, &input)).await.told(|organisation| ok(&organisation))
}
