//! What if: what the score would be with other values or weights; nothing is stored.
//! `page.rs` is the page, `sliders.rs` has the scenario, `controls.rs` single sliders, `outcome.rs` the resulting scores.
//! The simulation is in `app/scorecards/simulation.rs`.

use actix_web::web::{ServiceConfig, get, resource};

mod controls;
mod outcome;
mod page;
mod sliders;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/what-if").route(get().to(page::show)));
}
