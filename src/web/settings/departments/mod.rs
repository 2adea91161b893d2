//! Settings, departments: who belongs to which, who leads it, who is its ambassador, all in `page.rs`.
//! Adding and renaming departments is in `web/departments`.
//! `domain/access.rs` defines what a seat allows.

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/settings/departments").route(get().to(page::list)))
        .service(
            resource("/settings/departments/{department_id}").route(get().to(page::show)).route(post().to(page::add)),
        )
        .service(resource("/settings/departments/{department_id}/members/{user_id}").route(post().to(page::update)))
        .service(
            resource("/settings/departments/{department_id}/members/{user_id}/remove")
                .route(get().to(page::ask_remove))
                .route(post().to(page::remove)),
        );
}
