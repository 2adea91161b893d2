//! Settings, scoring: `page.rs` is the form of the policy, `preview.rs` shows what it would change
//! about today's scores. Bounds and defaults are in `domain/scoring_policy.rs`. The formulas are in
//! `domain/scoring`.

use actix_web::web::{ServiceConfig, get, post, resource};

pub mod page;
mod preview;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings/policy").route(get().to(page::show)))
        .service(resource("/settings/policy/{brand_id}/{cycle_id}").route(post().to(page::update)));
}
