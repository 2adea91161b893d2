//! People: the list with roles and departments, and one person with what they own, both in `page.rs`.
//! People have no score.
//! Adding people and changing roles is in `settings/people`.

use actix_web::web::{ServiceConfig, get, resource};

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/people").route(get().to(page::list)))
        .service(resource("/people/{user_id}").route(get().to(page::show)));
}
