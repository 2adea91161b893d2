//! A brand's Marketing Model: `page.rs` shows it as a document, `form.rs` writes and publishes it, `versions.rs` lists,
//! shows and compares published versions with the help of `comparison.rs`. `app/models` decides who may write and
//! publish.

use actix_web::web::{ServiceConfig, get, post, resource};

mod comparison;
mod form;
mod page;
mod versions;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/model").route(get().to(page::show)))
        .service(resource("/model/edit").route(get().to(form::edit)).route(post().to(form::replace)))
        .service(resource("/model/publish").route(get().to(form::ask_to_publish)).route(post().to(form::publish)))
        .service(resource("/model/versions").route(get().to(versions::list)))
        .service(resource("/model/versions/compare").route(get().to(versions::compare)))
        .service(resource("/model/versions/{number}").route(get().to(versions::show)));
}
