//! Settings, API keys: listing, creating and deleting them, all in `page.rs`.
//! `domain/access.rs` defines what keys may do.
//! `app/api_keys.rs` authenticates them.

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings/api-keys").route(get().to(page::list)))
        .service(resource("/settings/api-keys/new").route(get().to(page::add)).route(post().to(page::create)))
        .service(
            resource("/settings/api-keys/{key_id}/delete")
                .route(get().to(page::ask_delete))
                .route(post().to(page::delete)),
        );
}
