//! THE table of pages: address, what is shown, what its form does. Every page answers under its own address also in the
//! browser's history; a form answers 303 to the page that shows what it did, or again with what is wrong.

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig, get, post, resource},
};

use super::{assets, department, departments, failure, how, map, scorecard, sign_in, what_if};

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::scope("")
            .wrap(from_fn(failure::around))
            .service(resource("/assets/{name}").route(get().to(assets::show)))
            .service(resource("/sign-in").route(get().to(sign_in::show)).route(post().to(sign_in::submit)))
            .service(resource("/sign-out").route(post().to(sign_in::leave)))
            .service(resource("/departments").route(get().to(departments::list)))
            .service(
                resource("/departments/new").route(get().to(departments::add)).route(post().to(departments::create)),
            )
            .service(resource("/departments/{department_id}").route(get().to(department::show)))
            .service(
                resource("/departments/{department_id}/edit")
                    .route(get().to(departments::edit))
                    .route(post().to(departments::update)),
            )
            .service(resource("/how").route(get().to(how::show)))
            .service(resource("/map").route(get().to(map::show)))
            .service(resource("/what-if").route(get().to(what_if::show)).route(post().to(what_if::submit)))
            .service(resource("/").route(get().to(scorecard::show)))
            .default_service(web::to(failure::nowhere)),
    );
}
