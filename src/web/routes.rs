//! THE table of pages: address, what is shown, what its form does. Every page answers under its own address also in the
//! browser's history; a form answers 303 to the page that shows what it did, or again with what is wrong.

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig, get, post, resource},
};

use super::{
    assets, cycle, cycle_close, cycles, departments, failure, home, model, model_form, model_versions, objective,
    objective_form, objectives, sign_in,
};

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
            .service(
                resource("/departments/{department_id}/edit")
                    .route(get().to(departments::edit))
                    .route(post().to(departments::update)),
            )
            .configure(objective_pages)
            .configure(model_pages)
            .configure(cycle_pages)
            .service(resource("/").route(get().to(home::show)))
            .default_service(web::to(failure::nowhere)),
    );
}

fn objective_pages(config: &mut ServiceConfig) {
    config
        .service(resource("/objectives").route(get().to(objectives::list)))
        .service(
            resource("/objectives/new").route(get().to(objective_form::add)).route(post().to(objective_form::create)),
        )
        .service(resource("/objectives/{objective_id}").route(get().to(objective::show)))
        .service(
            resource("/objectives/{objective_id}/edit")
                .route(get().to(objective_form::edit))
                .route(post().to(objective_form::update)),
        )
        .service(
            resource("/objectives/{objective_id}/delete")
                .route(get().to(objective::ask_to_delete))
                .route(post().to(objective::delete)),
        );
}

fn model_pages(config: &mut ServiceConfig) {
    config
        .service(resource("/model").route(get().to(model::show)))
        .service(resource("/model/edit").route(get().to(model_form::edit)).route(post().to(model_form::replace)))
        .service(
            resource("/model/publish")
                .route(get().to(model_form::ask_to_publish))
                .route(post().to(model_form::publish)),
        )
        .service(resource("/model/versions").route(get().to(model_versions::list)))
        .service(resource("/model/versions/compare").route(get().to(model_versions::compare)))
        .service(resource("/model/versions/{number}").route(get().to(model_versions::show)));
}

fn cycle_pages(config: &mut ServiceConfig) {
    config
        .service(resource("/cycles").route(get().to(cycles::list)))
        .service(resource("/cycles/new").route(get().to(cycles::add)).route(post().to(cycles::create)))
        .service(resource("/cycles/{cycle_id}").route(get().to(cycle::show)))
        .service(resource("/cycles/{cycle_id}/edit").route(get().to(cycles::edit)).route(post().to(cycles::update)))
        .service(resource("/cycles/{cycle_id}/activate").route(post().to(cycles::activate)))
        .service(
            resource("/cycles/{cycle_id}/delete")
                .route(get().to(cycles::ask_to_delete))
                .route(post().to(cycles::delete)),
        )
        .service(
            resource("/cycles/{cycle_id}/close")
                .route(get().to(cycle_close::ask))
                .route(post().to(cycle_close::submit)),
        );
}
