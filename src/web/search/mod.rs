//! Search from every page, by part of a name.
//! The page is in `page.rs`.
//! `app/search.rs` finds the hits.

use actix_web::web::{ServiceConfig, get, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/search").route(get().to(page::show)));
}
