//! The table of operations: path, method, handler. An operation that is not listed here does not exist; `openapi.yaml`
//! has the same rows. Any other method on one of these paths gives 405 with `Allow`. The middleware around all handlers
//! is in `http/telemetry.rs`, the server in `cli/http_server.rs`.

use actix_web::{
    Handler, HttpResponse, Resource, Responder,
    dev::HttpServiceFactory,
    http::{Method, header::ALLOW},
    web::{self, ServiceConfig},
};

use super::{
    api_keys, brands, changes,
    check_ins::{self, batches},
    contract, cycles,
    departments::{self, members},
    docs, health, key_results,
    kit::answer::ROOT,
    kpis::{self, measurements, targets},
    meetings::{self, blockers, confidence, decisions},
    metrics,
    model::{self, versions as model_versions},
    objectives,
    organisations::{self, own as organisation},
    people::{auth, invites, me, saved_views, sessions, stars, users},
    scorecard::{self, scoring_policy},
    search, starting_points,
};

/// A path with its methods; any other method gives 405 with `Allow`.
struct Path {
    resource: Resource,
    methods: Vec<Method>,
}

fn path(template: &str) -> Path {
    Path { resource: web::resource(template), methods: Vec::new() }
}

macro_rules! method {
    ($name:ident, $method:ident) => {
        fn $name<F, Args>(mut self, handler: F) -> Self
        where
            F: Handler<Args>,
            Args: actix_web::FromRequest + 'static,
            F::Output: Responder + 'static,
        {
            self.methods.push(Method::$method);
            self.resource = self.resource.route(web::method(Method::$method).to(handler));
            self
        }
    };
}

impl Path {
    method!(get, GET);
    method!(post, POST);
    method!(put, PUT);
    method!(patch, PATCH);
    method!(delete, DELETE);

    fn done(self) -> impl HttpServiceFactory {
        let mut methods: Vec<&str> = self.methods.iter().map(Method::as_str).collect();
        if methods.contains(&"GET") {
            methods.insert(1, "HEAD");
        }
        let allow = methods.join(", ");
        self.resource.default_service(web::to(move || {
            let allow = allow.clone();
            async move { HttpResponse::MethodNotAllowed().insert_header((ALLOW, allow)).finish() }
        }))
    }
}

/// The router tries the paths in order, so the most frequent ones come first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(path("/healthz").get(health::live).done())
        .service(path("/readyz").get(health::ready).done())
        .service(path("/metrics").get(metrics::show).done())
        .service(path("/api/docs").get(docs::show).done())
        .service(path("/api/docs/{resource}").get(docs::resource).done())
        .service(web::scope(ROOT).configure(results).configure(plan).configure(work_together).configure(people));
}

/// Results: check-ins, measurements, scores, the change log.
fn results(config: &mut ServiceConfig) {
    config
        .service(path("/brands/{brand_id}/scorecard").get(scorecard::show).done())
        .service(path("/key-results/{key_result_id}/check-ins").get(check_ins::list).post(check_ins::create).done())
        .service(
            path("/key-results/{key_result_id}/check-ins/{check_in_id}")
                .get(check_ins::show)
                .patch(check_ins::update)
                .delete(check_ins::delete)
                .done(),
        )
        .service(path("/kpis/{kpi_id}/measurements").get(measurements::list).done())
        .service(
            path("/kpis/{kpi_id}/measurements/{date}")
                .get(measurements::show)
                .put(measurements::replace)
                .delete(measurements::delete)
                .done(),
        )
        .service(path("/brands/{brand_id}/scorecard/departments/{department_id}").get(scorecard::department).done())
        .service(path("/brands/{brand_id}/scorecard/people/{user_id}").get(scorecard::person).done())
        .service(path("/brands/{brand_id}/scorecard/trend").get(scorecard::trend).done())
        .service(path("/brands/{brand_id}/scorecard/change").get(scorecard::change).done())
        .service(path("/brands/{brand_id}/scorecard/robustness").get(scorecard::robustness).done())
        .service(path("/brands/{brand_id}/scorecard/simulate").post(scorecard::simulate).done())
        .service(path("/check-ins").get(check_ins::list_all).done())
        .service(path("/measurements").get(measurements::list_all).done())
        .service(path("/targets").get(targets::list).done())
        .service(path("/check-ins/batch").post(batches::check_ins).done())
        .service(path("/measurements/batch").post(batches::measurements).done())
        .service(path("/search").get(search::show).done())
        .service(path("/changes").get(changes::list).done());
}

/// The plan: brands, Models, cycles, objectives, key results, KPIs and their targets, policies.
fn plan(config: &mut ServiceConfig) {
    config
        .service(path("/brands").get(brands::list).post(brands::create).done())
        .service(path("/brands/{brand_id}").get(brands::show).patch(brands::update).delete(brands::delete).done())
        .service(path("/brands/{brand_id}/model").get(model::show).put(model::replace).done())
        .service(
            path("/brands/{brand_id}/model/versions").get(model_versions::list).post(model_versions::create).done(),
        )
        .service(path("/brands/{brand_id}/model/versions/{number}").get(model_versions::show).done())
        .service(path("/starting-points").get(starting_points::list).done())
        .service(path("/starting-points/{starting_point}/take").post(starting_points::take).done())
        .service(path("/cycle-presets").get(cycles::presets).done())
        .service(path("/cycles").get(cycles::list).post(cycles::create).done())
        .service(path("/cycles/{cycle_id}").get(cycles::show).patch(cycles::update).delete(cycles::delete).done())
        .service(path("/cycles/{cycle_id}/close").post(cycles::close).done())
        .service(path("/objectives/batch").post(objectives::change_many).done())
        .service(path("/key-results/batch").post(key_results::change_many).done())
        .service(path("/objectives").get(objectives::list).post(objectives::create).done())
        .service(
            path("/objectives/{objective_id}")
                .get(objectives::show)
                .patch(objectives::update)
                .delete(objectives::delete)
                .done(),
        )
        .service(path("/objectives/{objective_id}/duplicate").post(objectives::duplicate).done())
        .service(path("/key-results").get(key_results::list).post(key_results::create).done())
        .service(
            path("/key-results/{key_result_id}")
                .get(key_results::show)
                .patch(key_results::update)
                .delete(key_results::delete)
                .done(),
        )
        .service(path("/kpis").get(kpis::list).post(kpis::create).done())
        .service(path("/kpis/{kpi_id}").get(kpis::show).patch(kpis::update).delete(kpis::delete).done())
        .service(
            path("/kpis/{kpi_id}/targets/{cycle_id}")
                .get(targets::show)
                .put(targets::replace)
                .delete(targets::delete)
                .done(),
        )
        .service(path("/kpis/{kpi_id}/targets/{cycle_id}/season").get(targets::season).done())
        .service(
            path("/brands/{brand_id}/scoring-policy/{cycle_id}")
                .get(scoring_policy::show)
                .put(scoring_policy::replace)
                .done(),
        );
}

/// Meetings, and what comes out of them.
fn work_together(config: &mut ServiceConfig) {
    config
        .service(path("/meetings").get(meetings::list).post(meetings::create).done())
        .service(
            path("/meetings/{meeting_id}").get(meetings::show).patch(meetings::update).delete(meetings::delete).done(),
        )
        .service(path("/meetings/{meeting_id}/confidence").get(confidence::show).put(confidence::replace).done())
        .service(path("/blockers").get(blockers::list).post(blockers::create).done())
        .service(
            path("/blockers/{blocker_id}").get(blockers::show).patch(blockers::update).delete(blockers::delete).done(),
        )
        .service(path("/decisions").get(decisions::list).post(decisions::create).done())
        .service(
            path("/decisions/{decision_id}")
                .get(decisions::show)
                .patch(decisions::update)
                .delete(decisions::delete)
                .done(),
        );
}

/// People: sign-in, the organisation, people, departments.
fn people(config: &mut ServiceConfig) {
    config
        .service(path("/openapi.yaml").get(contract::show).done())
        .service(path("/organisations").post(organisations::create).done())
        .service(path("/auth/login").post(auth::login).done())
        .service(path("/auth/refresh").post(auth::refresh).done())
        .service(path("/auth/logout").post(auth::logout).done())
        .service(path("/me").get(me::show).patch(me::update).done())
        .service(path("/me/password").put(me::change_password).done())
        .service(path("/me/sessions").get(sessions::list).delete(sessions::delete_all).done())
        .service(path("/me/sessions/{session_id}").delete(sessions::delete).done())
        .service(path("/me/stars").get(stars::list).done())
        .service(path("/me/stars/{entity}/{entity_id}").put(stars::add).delete(stars::remove).done())
        .service(path("/me/views").get(saved_views::list).put(saved_views::replace).done())
        .service(path("/organisation").get(organisation::show).patch(organisation::update).done())
        .service(path("/users").get(users::list).post(users::create).done())
        .service(path("/users/{user_id}").get(users::show).patch(users::update).done())
        .service(path("/users/{user_id}/invite").post(users::invite).done())
        .service(path("/users/{user_id}/reassign").post(users::reassign).done())
        .service(path("/users/{user_id}/export").post(users::export).done())
        .service(path("/users/{user_id}/anonymise").post(users::anonymise).done())
        .service(path("/invites/{token}/accept").post(invites::accept).done())
        .service(path("/api-keys").get(api_keys::list).post(api_keys::create).done())
        .service(path("/api-keys/{key_id}").get(api_keys::show).delete(api_keys::delete).done())
        .service(path("/departments").get(departments::list).post(departments::create).done())
        .service(
            path("/departments/{department_id}")
                .get(departments::show)
                .patch(departments::update)
                .delete(departments::delete)
                .done(),
        )
        .service(path("/departments/{department_id}/members").get(members::list).done())
        .service(
            path("/departments/{department_id}/members/{user_id}").put(members::replace).delete(members::delete).done(),
        );
}
