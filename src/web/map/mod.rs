//! The purpose map: a picture of the company, with a table that says the same.
//! `page.rs` is the page, `rings.rs` builds sectors and table rows.
//! The geometry of sectors is in `web/charts/ring.rs`.

use actix_web::web::{ServiceConfig, get, resource};

mod page;
mod rings;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/map").route(get().to(page::show)));
}
