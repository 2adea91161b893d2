//! The table of features that have pages; each feature lists its addresses in its own `mod.rs`. A form that succeeds
//! redirects with 303 to a page that shows the result; a refused form is shown again with its faults. The routes of the
//! REST API are in `api/routes.rs`.

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig, get, resource},
};

use super::{
    account, check_ins, cycles, departments, guide, help, how_scores_work, key_results,
    kit::{assets, failure::page as failure_page, live},
    kpis, map, meetings, model, objectives, people, present, saved_views, score_change, scorecard, search, settings,
    sign_in, stars, starting_points, what_if,
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::scope("")
            .wrap(from_fn(failure_page::middleware))
            .service(resource("/assets/{name}").route(get().to(assets::show)))
            .service(resource("/revision").route(get().to(live::revision)))
            .configure(sign_in::routes)
            .configure(scorecard::routes)
            .configure(guide::routes)
            .configure(starting_points::routes)
            .configure(score_change::routes)
            .configure(present::routes)
            .configure(check_ins::routes)
            .configure(meetings::routes)
            .configure(departments::routes)
            .configure(objectives::routes)
            .configure(key_results::routes)
            .configure(kpis::routes)
            .configure(model::routes)
            .configure(cycles::routes)
            .configure(people::routes)
            .configure(how_scores_work::routes)
            .configure(help::routes)
            .configure(map::routes)
            .configure(what_if::routes)
            .configure(search::routes)
            .configure(stars::routes)
            .configure(saved_views::routes)
            .configure(account::routes)
            .configure(settings::routes)
            .default_service(web::to(failure_page::not_found)),
    );
}
