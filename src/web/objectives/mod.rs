//! Objectives: `list.rs` lists those of a cycle by department, `tree.rs` by what they are aligned to, `order.rs` orders them, `page.rs` shows and deletes one, `form.rs` adds and
//! changes one, `duplicate.rs` copies one, `states.rs` cancels one. Key results have pages of their own, in
//! `key_results`. `app/objectives` decides who may plan an objective.

use actix_web::web::{ServiceConfig, get, post, resource};

mod duplicate;
mod form;
mod list;
pub mod order;
mod page;
mod states;
mod tree;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/objectives").route(get().to(list::list)))
        .service(resource("/objectives/bulk").route(post().to(list::change)))
        .service(resource("/objectives/tree").route(get().to(tree::show)))
        .service(resource("/objectives/new").route(get().to(form::add)).route(post().to(form::create)))
        .service(resource("/objectives/{objective_id}").route(get().to(page::show)))
        .service(resource("/objectives/{objective_id}/edit").route(get().to(form::edit)).route(post().to(form::update)))
        .service(
            resource("/objectives/{objective_id}/duplicate")
                .route(get().to(duplicate::ask))
                .route(post().to(duplicate::make)),
        )
        .service(
            resource("/objectives/{objective_id}/order")
                .route(get().to(order::key_results))
                .route(post().to(order::order_key_results)),
        )
        .service(
            resource("/objectives/{objective_id}/cancel")
                .route(get().to(states::ask_cancel))
                .route(post().to(states::cancel)),
        )
        .service(
            resource("/objectives/{objective_id}/activate")
                .route(get().to(states::ask_activate))
                .route(post().to(states::activate)),
        )
        .service(
            resource("/objectives/{objective_id}/delete")
                .route(get().to(page::ask_to_delete))
                .route(post().to(page::delete)),
        );
}
