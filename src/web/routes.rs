//! THE table of pages: address, what is shown, what its form does. Every page answers under its own address also in the
//! browser's history; a form answers 303 to the page that shows what it did, or again with what is wrong.

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig, get, post, resource},
};

use super::{
    assets, check_in, corrections, departments, failure, home, key_result, key_result_form, key_result_states,
    kpi_form, kpi_values, kpis, people, sign_in,
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
            .service(resource("/check-in").route(get().to(check_in::show)).route(post().to(check_in::submit)))
            .configure(key_results)
            .configure(kpi_pages)
            .service(resource("/people").route(get().to(people::list)))
            .service(resource("/people/{user_id}").route(get().to(people::show)))
            .service(resource("/").route(get().to(home::show)))
            .default_service(web::to(failure::nowhere)),
    );
}

fn key_results(config: &mut ServiceConfig) {
    let at = |path: &str| resource(format!("/key-results/{path}"));
    config
        .service(at("new").route(get().to(key_result_form::add)).route(post().to(key_result_form::create)))
        .service(at("{key_result_id}").route(get().to(key_result::show)))
        .service(at("{key_result_id}/check-in").route(post().to(key_result::check_in)))
        .service(
            at("{key_result_id}/edit").route(get().to(key_result_form::edit)).route(post().to(key_result_form::update)),
        )
        .service(at("{key_result_id}/activate").route(post().to(key_result_states::activate)))
        .service(
            at("{key_result_id}/cancel")
                .route(get().to(key_result_states::ask_cancel))
                .route(post().to(key_result_states::cancel)),
        )
        .service(
            at("{key_result_id}/status")
                .route(get().to(key_result_states::ask_status))
                .route(post().to(key_result_states::status)),
        )
        .service(
            at("{key_result_id}/delete")
                .route(get().to(key_result_states::ask_delete))
                .route(post().to(key_result_states::delete)),
        )
        .service(
            at("{key_result_id}/check-ins/{check_in_id}")
                .route(get().to(corrections::edit))
                .route(post().to(corrections::update)),
        )
        .service(
            at("{key_result_id}/check-ins/{check_in_id}/delete")
                .route(get().to(corrections::ask_delete))
                .route(post().to(corrections::delete)),
        );
}

fn kpi_pages(config: &mut ServiceConfig) {
    let at = |path: &str| resource(format!("/kpis{path}"));
    config
        .service(at("").route(get().to(kpis::list)))
        .service(at("/new").route(get().to(kpi_form::add)).route(post().to(kpi_form::create)))
        .service(at("/{kpi_id}").route(get().to(kpis::show)))
        .service(at("/{kpi_id}/edit").route(get().to(kpi_form::edit)).route(post().to(kpi_form::update)))
        .service(at("/{kpi_id}/delete").route(get().to(kpi_form::ask_delete)).route(post().to(kpi_form::delete)))
        .service(at("/{kpi_id}/measurements").route(post().to(kpi_values::measure)))
        .service(
            at("/{kpi_id}/measurements/{date}")
                .route(get().to(kpi_values::edit_measurement))
                .route(post().to(kpi_values::correct)),
        )
        .service(
            at("/{kpi_id}/measurements/{date}/delete")
                .route(get().to(kpi_values::ask_delete_measurement))
                .route(post().to(kpi_values::delete_measurement)),
        )
        .service(
            at("/{kpi_id}/targets/{cycle_id}")
                .route(get().to(kpi_values::edit_target))
                .route(post().to(kpi_values::set_target)),
        )
        .service(
            at("/{kpi_id}/targets/{cycle_id}/delete")
                .route(get().to(kpi_values::ask_delete_target))
                .route(post().to(kpi_values::delete_target)),
        );
}
