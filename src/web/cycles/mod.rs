//! Cycles: `list.rs` has the list and the form that adds or changes one, `page.rs` shows one, `close.rs` closes it.
//! `app/cycles` decides what may be changed, and when.
//! All figures come from the scorecard.

use actix_web::web::{ServiceConfig, get, post, resource};

mod close;
mod list;
mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/cycles").route(get().to(list::list)))
        .service(resource("/cycles/new").route(get().to(list::add)).route(post().to(list::create)))
        .service(resource("/cycles/{cycle_id}").route(get().to(page::show)))
        .service(resource("/cycles/{cycle_id}/edit").route(get().to(list::edit)).route(post().to(list::update)))
        .service(resource("/cycles/{cycle_id}/activate").route(post().to(list::activate)))
        .service(
            resource("/cycles/{cycle_id}/delete").route(get().to(list::ask_to_delete)).route(post().to(list::delete)),
        )
        .service(resource("/cycles/{cycle_id}/close").route(get().to(close::ask)).route(post().to(close::submit)))
        .service(resource("/cycles/{cycle_id}/close/draft").route(post().to(close::keep_draft)))
        .service(resource("/cycles/{cycle_id}/close/draft/discard").route(post().to(close::discard_draft)));
}
