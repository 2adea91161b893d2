//! THE table of pages: address, what is shown, what its form does. Every page answers under its own address also in the
//! browser's history; a form answers 303 to the page that shows what it did, or again with what is wrong.
//! The operations of the REST API are in `api/routes.rs`.

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig, get, post, resource},
};

use super::{
    account, assets, check_in, corrections, cycle, cycle_close, cycles, department, departments, failure, how,
    invitation, key_result, key_result_form, key_result_states, kpi_form, kpi_values, kpis, live, map, model,
    model_form, model_versions, objective, objective_form, objectives, people, scorecard, search, set_up, settings,
    sign_in, what_if,
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
            .service(resource("/departments/{department_id}").route(get().to(department::show)))
            .service(
                resource("/departments/{department_id}/edit")
                    .route(get().to(departments::edit))
                    .route(post().to(departments::update)),
            )
            .configure(objective_pages)
            .configure(model_pages)
            .configure(cycle_pages)
            .service(resource("/check-in").route(get().to(check_in::show)).route(post().to(check_in::submit)))
            .configure(key_results)
            .configure(kpi_pages)
            .service(resource("/people").route(get().to(people::list)))
            .service(resource("/people/{user_id}").route(get().to(people::show)))
            .configure(own)
            .configure(administration)
            .service(resource("/revision").route(get().to(live::revision)))
            .service(resource("/how").route(get().to(how::show)))
            .service(resource("/map").route(get().to(map::show)))
            .service(resource("/what-if").route(get().to(what_if::show)).route(post().to(what_if::submit)))
            .service(resource("/").route(get().to(scorecard::show)))
            .default_service(web::to(failure::nowhere)),
    );
}

/// Coming in, one's account, search.
fn own(config: &mut ServiceConfig) {
    config
        .service(resource("/set-up").route(get().to(set_up::show)).route(post().to(set_up::submit)))
        .service(resource("/invites/{token}").route(get().to(invitation::show)).route(post().to(invitation::accept)))
        .service(resource("/account").route(get().to(account::show)).route(post().to(account::update)))
        .service(resource("/account/password").route(post().to(account::change_password)))
        .service(resource("/account/sessions/end").route(post().to(account::end_all)))
        .service(resource("/account/sessions/{session_id}/end").route(post().to(account::end_session)))
        .service(resource("/search").route(get().to(search::show)));
}

/// Settings.
fn administration(config: &mut ServiceConfig) {
    use settings::{api_keys, brands, changes, members, people, person, policy};
    let page = |path: &str| resource(path.to_owned());
    config
        .service(page("/settings").route(get().to(settings::show)).route(post().to(settings::update)))
        .service(page("/settings/people").route(get().to(people::list)))
        .service(page("/settings/people/new").route(get().to(people::add)).route(post().to(people::create)))
        .service(page("/settings/people/{user_id}").route(get().to(person::show)).route(post().to(person::update)))
        .service(page("/settings/people/{user_id}/invite").route(post().to(person::invite)))
        .service(
            page("/settings/people/{user_id}/reassign")
                .route(get().to(person::ask_reassign))
                .route(post().to(person::reassign)),
        )
        .service(page("/settings/people/{user_id}/export").route(post().to(person::export)))
        .service(
            page("/settings/people/{user_id}/anonymise")
                .route(get().to(person::ask_anonymise))
                .route(post().to(person::anonymise)),
        )
        .service(page("/settings/departments").route(get().to(members::list)))
        .service(
            page("/settings/departments/{department_id}").route(get().to(members::show)).route(post().to(members::add)),
        )
        .service(page("/settings/departments/{department_id}/members/{user_id}").route(post().to(members::update)))
        .service(
            page("/settings/departments/{department_id}/members/{user_id}/remove")
                .route(get().to(members::ask_remove))
                .route(post().to(members::remove)),
        )
        .service(page("/settings/brands").route(get().to(brands::list)))
        .service(page("/settings/brands/new").route(get().to(brands::add)).route(post().to(brands::create)))
        .service(page("/settings/brands/{brand_id}").route(get().to(brands::edit)).route(post().to(brands::update)))
        .service(page("/settings/policy").route(get().to(policy::show)))
        .service(page("/settings/policy/{brand_id}/{cycle_id}").route(post().to(policy::update)))
        .service(page("/settings/api-keys").route(get().to(api_keys::list)))
        .service(page("/settings/api-keys/new").route(get().to(api_keys::add)).route(post().to(api_keys::create)))
        .service(
            page("/settings/api-keys/{key_id}/delete")
                .route(get().to(api_keys::ask_delete))
                .route(post().to(api_keys::delete)),
        )
        .service(page("/settings/changes").route(get().to(changes::list)));
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
