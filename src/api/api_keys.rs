//! API keys: the handlers. The text of a key is shown once, when it is created; later answers have only its name,
//! scopes and last use. `api/kit/authentication.rs` finds the key that sent a request; how a key's text is made and
//! checked is in `app/api_keys.rs`.

use serde::Serialize;

use super::kit::{
    answer::{Answer, AnswerWith, Tagged, created, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::{
    app::api_keys,
    domain::{people::api_key::ApiKey, values::record::Stored},
};

#[derive(Serialize)]
struct NewKey {
    #[serde(flatten)]
    stored: Stored<ApiKey>,
    key: String,
}

impl Tagged for NewKey {
    fn tag(&self) -> String {
        self.stored.tag()
    }
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| api_keys::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let input = call.command().await?;
    call.once(
        move |tx| api_keys::create(tx, &input),
        |(stored, key)| created(&format!("/api-keys/{}", stored.id()), &NewKey { stored, key }),
    )
    .await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_id")?;
    call.read(move |reader| api_keys::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_id")?;
    call.write(move |tx| api_keys::delete(tx, id)).await.answer_with(|()| no_content())
}
