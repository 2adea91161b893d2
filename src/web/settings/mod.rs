//! Settings: a folder for each tab, and the organisation itself in `organisation.rs`; `tabs.rs` has the bar of tabs.
//! People who may not change something can still read it, except for API keys and the change log, whose tabs are shown
//! only to those who may see them.

use actix_web::web::{ServiceConfig, get, post, resource};

mod api_keys;
mod brands;
mod changes;
mod departments;
pub mod organisation;
mod people;
mod scoring_policy;
pub mod tabs;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings").route(get().to(organisation::show)).route(post().to(organisation::update)))
        .configure(people::routes)
        .configure(departments::routes)
        .configure(brands::routes)
        .configure(scoring_policy::routes)
        .configure(api_keys::routes)
        .configure(changes::routes);
}
