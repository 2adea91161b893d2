//! Search from every page, by a part of a name.
//! The page is in `page.rs`.
//! What is found is decided in `app/search.rs`.

use actix_web::web::{ServiceConfig, get, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/search").route(get().to(page::show)));
}
