//! The Scorecard, the home page: `page.rs` loads and shows it, `summary.rs` says what stands on it, with a file for each
//! part. `first_steps.rs` leads an organisation that has no score yet to its first one. How the figures come about is
//! told by `how`.

use actix_web::web::{ServiceConfig, get, resource};

mod data;
mod first_steps;
mod page;
mod summary;
mod trend;
mod trust;
mod waterfall;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/").route(get().to(page::show)));
}
