//! Search and keys. `page.rs` is the page of all results, `palette.rs` the suggestions of the dialog that opens on every
//! page, `keys.rs` the list of keys; `hits.rs` is how a result is shown in both. The scripts open the dialogs.
//! `app/search` finds the results.

use actix_web::web::{ServiceConfig, get, resource};

mod hits;
mod keys;
mod page;
mod palette;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/search").route(get().to(page::show)))
        .service(resource("/search/suggestions").route(get().to(palette::show)))
        .service(resource("/keys").route(get().to(keys::show)))
        .service(resource("/keys/list").route(get().to(keys::list)));
}
