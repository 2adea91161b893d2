//! Following things: the form behind every star, and the section of what a person follows, which stands on their own
//! page and above the objectives. `followed.rs` prepares that section. The star itself is drawn by `marks::star` in
//! `web/parts/marks.html`; the rules are in `app/people/stars.rs`.

use actix_web::web::{ServiceConfig, post, resource};

pub mod followed;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/stars").route(post().to(followed::star)));
}
