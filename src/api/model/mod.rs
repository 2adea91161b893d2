//! A brand's Marketing Model: the handlers. A Model that was never written is answered as an empty one of version 0,
//! not with 404; PUT replaces it as a whole, and it cannot be deleted. Who may edit a Model, and how its principles
//! keep their ids, is in `app/models`; the brand itself is in `api/brands.rs`.

pub mod versions;

use super::kit::{
    answer::{Answer, AnswerWith, ok},
    call::AuthenticatedRequest,
};
use crate::{
    app::models,
    domain::{
        model::{Model, ModelKey},
        values::record::NeverSet,
    },
};

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let brand_id = call.id("brand_id")?;
    match call.read(move |reader| models::show(reader, brand_id)).await? {
        Some(model) => ok(&model),
        None => ok(&NeverSet::new(ModelKey { brand_id }, Model::default())),
    }
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let brand_id = call.id("brand_id")?;
    let input = call.command().await?;
    call.write(move |tx| models::replace(tx, brand_id, &input)).await.answer_with(|model| ok(&model))
}
