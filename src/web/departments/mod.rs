//! Departments: `list.rs` has the list and the form that adds or changes one, `page.rs` shows one. Who belongs to a
//! department is set in `settings/departments`. The list shares its rows with the Scorecard, in
//! `web/parts/departments.rs`.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::objectives::order;

mod list;
mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/departments").route(get().to(list::list)))
        .service(resource("/departments/new").route(get().to(list::add)).route(post().to(list::create)))
        .service(resource("/departments/{department_id}").route(get().to(page::show)))
        .service(
            resource("/departments/{department_id}/order")
                .route(get().to(order::objectives_of))
                .route(post().to(order::order_objectives)),
        )
        .service(
            resource("/departments/{department_id}/edit").route(get().to(list::edit)).route(post().to(list::update)),
        );
}
