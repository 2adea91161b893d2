//! Getting in: signing in, setting up the first organisation, accepting an invitation.
//! `signed_out.rs` holds what the three pages share.
//! Sessions themselves are kept by `app/sign_in`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod invitation;
mod page;
mod set_up;
pub mod signed_out;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/sign-in").route(get().to(page::show)).route(post().to(page::submit)))
        .service(resource("/sign-out").route(post().to(page::leave)))
        .service(resource("/set-up").route(get().to(set_up::show)).route(post().to(set_up::submit)))
        .service(resource("/invites/{token}").route(get().to(invitation::show)).route(post().to(invitation::accept)));
}
