//! The signed-in person's own account: name, language, password, sessions and theme. `page.rs` is the page with its
//! forms, `theme.rs` keeps the theme, `user_agent.rs` names a session's browser. A person's role and e-mail address are changed by admins, in
//! `settings/people`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod page;
mod theme;
mod user_agent;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/account").route(get().to(page::show)).route(post().to(page::update)))
        .service(resource("/account/theme").route(post().to(theme::choose)))
        .service(resource("/account/department-order").route(post().to(page::order_departments)))
        .service(resource("/account/password").route(post().to(page::change_password)))
        .service(resource("/account/sessions/end").route(post().to(page::end_all)))
        .service(resource("/account/sessions/{session_id}/end").route(post().to(page::end_session)));
}
