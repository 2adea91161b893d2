//! The presentation of the Scorecard for the board: full-screen pages, one thing each, moved by keys, swipes and links,
//! and printed one per landscape page. `page.rs` makes them from the Scorecard's own parts.
//! The keys are in `web/kit/stage/stage.js`.

use actix_web::web::{ServiceConfig, get, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/present").route(get().to(page::show)));
}
