//! The Scorecard, the home page: `page.rs` loads and shows it, `summary.rs` prepares what it shows, with a file for
//! each part. `web/guide` leads an organisation without a score to its first one. `how` explains how the figures
//! are computed.

use actix_web::web::{ServiceConfig, get, resource};

pub mod data;
pub mod news;
mod page;
mod prospects;
pub mod summary;
pub mod trend;
mod trust;
pub mod waterfall;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/").route(get().to(page::show)));
}
