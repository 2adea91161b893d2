//! Why the score changed between two days: what rose, what fell, who reported it, and what changed in plan and policy.
//! `page.rs` is the page, `reports.rs` reads the check-ins and measurements behind each part.
//! The parts are computed in `app/scorecards/score_change.rs`.

use actix_web::web::{ServiceConfig, get, resource};

pub mod page;
mod reports;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/score-change").route(get().to(page::show)));
}
