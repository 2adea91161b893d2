//! Settings, brands: the list, adding, renaming and archiving, all in `page.rs`.
//! What a brand is for is its Model, in `web/model`.
//! How it is scored is in `settings/scoring_policy`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings/brands").route(get().to(page::list)))
        .service(resource("/settings/brands/new").route(get().to(page::add)).route(post().to(page::create)))
        .service(resource("/settings/brands/{brand_id}").route(get().to(page::edit)).route(post().to(page::update)));
}
