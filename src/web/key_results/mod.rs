//! Key results: `list.rs` lists those of a cycle, `page.rs` shows one, `view.rs` prepares its contents, `form.rs` adds and changes one, `moving.rs` moves one,
//! `states.rs`
//! confirms, cancels and deletes one, and overrides its status. Check-ins of a key result are corrected in
//! `check_ins`.

use actix_web::web::{ServiceConfig, get, post, resource};

pub mod form;
mod list;
mod moving;
mod page;
mod states;
pub mod view;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/key-results").route(get().to(list::list)))
        .service(resource("/key-results/bulk").route(post().to(list::change)))
        .service(resource("/key-results/new").route(get().to(form::add)).route(post().to(form::create)))
        .service(resource("/key-results/{key_result_id}").route(get().to(page::show)))
        .service(resource("/key-results/{key_result_id}/check-in").route(post().to(page::check_in)))
        .service(
            resource("/key-results/{key_result_id}/edit").route(get().to(form::edit)).route(post().to(form::update)),
        )
        .service(
            resource("/key-results/{key_result_id}/move").route(get().to(moving::ask)).route(post().to(moving::submit)),
        )
        .service(resource("/key-results/{key_result_id}/activate").route(post().to(states::activate)))
        .service(
            resource("/key-results/{key_result_id}/cancel")
                .route(get().to(states::ask_cancel))
                .route(post().to(states::cancel)),
        )
        .service(
            resource("/key-results/{key_result_id}/status")
                .route(get().to(states::ask_status))
                .route(post().to(states::status)),
        )
        .service(
            resource("/key-results/{key_result_id}/delete")
                .route(get().to(states::ask_delete))
                .route(post().to(states::delete)),
        );
}
