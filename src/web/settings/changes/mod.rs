//! Settings, the change log as people read it, in `page.rs`.
//! `web/parts/changes.rs` puts a change into words.
//! Programs follow the log by `/api/v1/changes`.

use actix_web::web::{ServiceConfig, get, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/settings/changes").route(get().to(page::list)));
}
