//! Settings, API keys: the list, making one, ending one, all in `page.rs`.
//! What keys may do is in `domain/access.rs`.
//! Who acts with a key is found out in `app/api_keys.rs`.

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
