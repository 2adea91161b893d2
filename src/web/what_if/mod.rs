//! What if: what the score would be with other values or weights; nothing is stored.
//! `page.rs` is the page, `sliders.rs` has the controls, `outcome.rs` the resulting scores.
//! The simulation is in `app/scorecards`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod outcome;
mod page;
mod sliders;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/what-if").route(get().to(page::show)).route(post().to(page::submit)));
}
