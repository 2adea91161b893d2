//! KPIs: `list.rs` has the list, `page.rs` shows one, `form.rs` adds, changes and deletes one, `values.rs`
//! sets targets and measurements, `readings.rs` looks up readings. Readings are computed in
//! `domain/scoring`.

use actix_web::web::{ServiceConfig, get, post, resource};

mod form;
mod list;
mod page;
mod readings;
mod values;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/kpis").route(get().to(list::list)))
        .service(resource("/kpis/new").route(get().to(form::add)).route(post().to(form::create)))
        .service(resource("/kpis/{kpi_id}").route(get().to(page::show)))
        .service(resource("/kpis/{kpi_id}/edit").route(get().to(form::edit)).route(post().to(form::update)))
        .service(resource("/kpis/{kpi_id}/delete").route(get().to(form::ask_delete)).route(post().to(form::delete)))
        .service(resource("/kpis/{kpi_id}/measurements").route(post().to(values::measure)))
        .service(
            resource("/kpis/{kpi_id}/measurements/{date}")
                .route(get().to(values::edit_measurement))
                .route(post().to(values::correct)),
        )
        .service(
            resource("/kpis/{kpi_id}/measurements/{date}/delete")
                .route(get().to(values::ask_delete_measurement))
                .route(post().to(values::delete_measurement)),
        )
        .service(
            resource("/kpis/{kpi_id}/targets/{cycle_id}")
                .route(get().to(values::edit_target))
                .route(post().to(values::set_target)),
        )
        .service(
            resource("/kpis/{kpi_id}/targets/{cycle_id}/season")
                .route(get().to(values::edit_target))
                .route(post().to(values::propose_waypoints)),
        )
        .service(
            resource("/kpis/{kpi_id}/targets/{cycle_id}/delete")
                .route(get().to(values::ask_delete_target))
                .route(post().to(values::delete_target)),
        );
}
