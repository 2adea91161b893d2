//! THE table of pages: address, what is shown, what its form does. Every page answers under its own address also in the
//! browser's history; a form answers 303 to the page that shows what it did, or again with what is wrong.

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig, get, post, resource},
};

use super::{account, assets, departments, failure, home, invitation, search, set_up, settings, sign_in};

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
            .service(resource("/").route(get().to(home::show)))
            .configure(own)
            .configure(administration)
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
