//! The guide that leads a new organisation to its first score: `steps.rs` says what is done and what comes next,
//! `purpose.rs` asks for the purpose in one sentence. It stands on the Scorecard until an admin closes it. What can be
//! taken instead of typing is in `web/starting_points`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod purpose;
pub mod steps;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/guide/purpose").route(get().to(purpose::ask)).route(post().to(purpose::set)))
        .service(resource("/guide/close").route(post().to(steps::close)));
}
