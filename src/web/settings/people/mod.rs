//! Settings, people: `list.rs` lists everybody and adds a person, `person.rs` changes one.
//! What a person owns is on their own page, in `web/people`.
//! `app/people` stores and protects personal data.

use actix_web::web::{ServiceConfig, get, post, resource};

mod list;
mod person;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings/people").route(get().to(list::list)))
        .service(resource("/settings/people/new").route(get().to(list::add)).route(post().to(list::create)))
        .service(resource("/settings/people/{user_id}").route(get().to(person::show)).route(post().to(person::update)))
        .service(resource("/settings/people/{user_id}/invite").route(post().to(person::invite)))
        .service(
            resource("/settings/people/{user_id}/reassign")
                .route(get().to(person::ask_reassign))
                .route(post().to(person::reassign)),
        )
        .service(resource("/settings/people/{user_id}/export").route(post().to(person::export)))
        .service(
            resource("/settings/people/{user_id}/anonymise")
                .route(get().to(person::ask_anonymise))
                .route(post().to(person::anonymise)),
        );
}
