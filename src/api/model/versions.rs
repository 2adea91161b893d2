//! Published versions of a brand's Marketing Model: the handlers. A version is addressed by brand and number. It never
//! changes, so there is no PUT, PATCH or DELETE. What can be published, and by whom, is in `app/models/versions.rs`;
//! the draft is in `model`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, created, ok},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::models::versions as model_versions,
    domain::model::version::ModelVersionKey,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let query = call.list()?;
    let listed = call.read(move |reader| model_versions::list(reader, brand, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let brand = call.id("brand_id")?;
    let input = call.command().await?;
    call.once(
        move |tx| model_versions::create(tx, brand, &input),
        |version| created(&format!("/brands/{}/model/versions/{}", version.key.brand_id, version.key.number), &version),
    )
    .await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let key = ModelVersionKey { brand_id: call.id("brand_id")?, number: call.path("number")? };
    call.read(move |reader| model_versions::show(reader, key)).await.answer_with(|version| ok(&version))
}
