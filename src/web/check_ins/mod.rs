//! Check-ins: `page.rs` shows all key results due from a person as one form, `rows.rs` builds its rows,
//! `summary.rs` says what a batch did, `corrections.rs` changes or deletes a check-in. A single key result is reported
//! on its own page, in `key_results`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod corrections;
pub mod page;
pub mod rows;
pub mod summary;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/check-in").route(get().to(page::show)).route(post().to(page::submit)))
        .service(resource("/check-in/undo").route(post().to(page::undo)))
        .service(resource("/check-in/draft").route(post().to(page::keep_draft)))
        .service(resource("/check-in/draft/discard").route(post().to(page::discard_draft)))
        .service(
            resource("/key-results/{key_result_id}/check-ins/{check_in_id}")
                .route(get().to(corrections::edit))
                .route(post().to(corrections::update)),
        )
        .service(
            resource("/key-results/{key_result_id}/check-ins/{check_in_id}/delete")
                .route(get().to(corrections::ask_delete))
                .route(post().to(corrections::delete)),
        );
}
