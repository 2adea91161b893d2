//! Meetings: `list.rs` lists them, `form.rs` plans and changes one. `page.rs` is the page at which a meeting is held, on
//! a projector and on phones at the same address, with what `agenda` prepares; `notes.rs` takes what people write there,
//! `corrections.rs` changes a blocker or decision, `minutes.rs` is the page to print, `outcomes` what other pages show.

use actix_web::web::{ServiceConfig, get, post, resource};

pub mod agenda;
mod corrections;
mod form;
pub mod list;
mod minutes;
mod notes;
pub mod outcomes;
mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/meetings").route(get().to(list::list)))
        .service(resource("/meetings/new").route(get().to(form::add)).route(post().to(form::create)))
        .service(resource("/meetings/{meeting_id}").route(get().to(page::show)).route(post().to(notes::update)))
        .service(resource("/meetings/{meeting_id}/edit").route(get().to(form::edit)).route(post().to(form::update)))
        .service(
            resource("/meetings/{meeting_id}/delete")
                .route(get().to(form::ask_to_delete))
                .route(post().to(form::delete)),
        )
        .service(resource("/meetings/{meeting_id}/minutes").route(get().to(minutes::show)))
        .service(resource("/meetings/{meeting_id}/confidence").route(post().to(notes::confidence)))
        .service(resource("/meetings/{meeting_id}/blockers").route(post().to(notes::blocker)))
        .service(resource("/meetings/{meeting_id}/decisions").route(post().to(notes::decision)))
        .service(
            resource("/blockers/{blocker_id}/edit")
                .route(get().to(corrections::blocker))
                .route(post().to(corrections::update_blocker)),
        )
        .service(resource("/blockers/{blocker_id}/state").route(post().to(notes::blocker_state)))
        .service(resource("/blockers/{blocker_id}/delete").route(post().to(corrections::delete_blocker)))
        .service(
            resource("/decisions/{decision_id}/edit")
                .route(get().to(corrections::decision))
                .route(post().to(corrections::update_decision)),
        )
        .service(resource("/decisions/{decision_id}/delete").route(post().to(corrections::delete_decision)));
}
