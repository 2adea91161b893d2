//! Settings, brands: listing, adding, renaming and archiving them, all in `page.rs`.
//! A brand's purpose is part of its Model, in `web/model`.
//! How a brand is scored is set in `settings/scoring_policy`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings/brands").route(get().to(page::list)))
        .service(resource("/settings/brands/new").route(get().to(page::add)).route(post().to(page::create)))
        .service(resource("/settings/brands/{brand_id}").route(get().to(page::edit)).route(post().to(page::update)));
}
