//! Key results: the handlers.

use super::{
    answer::{Answer, Told, created, list as page, no_content, ok},
    call::Call,
};
use crate::app::key_results;

pub async fn list(call: Call) -> Answer {
    let query = call.list_query()?;
    call.read(move |reader| key_results::list(reader, &query)).await.told(|listed| page(&call, listed))
}

pub async fn create(call: Call) -> Answer {
    let input = call.json().await?;
    call.write(move |tx| key_results::create(tx, &input))
        .await
        .told(|view| created(&format!("/key-results/{}", view.stored.id()), &view))
}

pub async fn show(call: Call) -> Answer {
    let id = call.id("key_result_id")?;
    call.read(move |reader| key_results::show(reader, id)).await.told(|view| ok(&view))
}

pub async fn update(call: Call) -> Answer {
    let id = call.id("key_result_id")?;
    let input = call.json().await?;
    call.write(move |tx| key_results::update(tx, id, &input)).await.told(|view| ok(&view))
}

pub async fn delete(call: Call) -> Answer {
    let id = call.id("key_result_id")?;
    call.write(move |tx| key_results::delete(tx, id)).await.told(|()| no_content())
}
