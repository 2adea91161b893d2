//! Views of lists that a person keeps: `row.rs` is the row above a list that offers them and saves the present one,
//! `page.rs` lists all of a person's views, renames and deletes them. The rules are in `app/people/saved_views.rs`.
//! A view is applied by the address of its list.

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;
pub mod row;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/views").route(get().to(page::list)).route(post().to(page::save)))
        .service(resource("/views/{view_id}").route(post().to(page::rename)))
        .service(resource("/views/{view_id}/delete").route(post().to(page::delete)));
}
