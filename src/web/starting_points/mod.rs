//! Starting points: `page.rs` lists the example companies and shows one, to take whole or to pick from.
//! What is taken, and what is there already, is decided in `app/starting_points`.
//! The guide leads here (`web/guide`).

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/starting-points").route(get().to(page::list))).service(
        resource("/starting-points/{starting_point}").route(get().to(page::show)).route(post().to(page::take)),
    );
}
