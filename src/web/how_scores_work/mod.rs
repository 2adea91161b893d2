//! How the score is computed, step by step with the organisation's own figures.
//! The page is in `page.rs`.
//! The formulas are in `domain/scoring`.

use actix_web::web::{ServiceConfig, get, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/how").route(get().to(page::show)));
}
