//! Every operation with something that does not exist for the caller: without signing in, with ids of another
//! organisation, with unknown and malformed ids. The requests are generated from the contract, so a new operation is
//! tested by itself.

use crate::support::{
    TestApp,
    client::{Client, id},
    contract::Contract,
    engine::on_both_engines,
    operation::Spec,
    requests::Place,
};
use serde_json::json;

const NOBODYS: &str = "0199a4c0-0000-7000-8000-000000000000";

/// The names of the ids in an operation's path.
fn ids(spec: &'static Spec) -> impl Iterator<Item = &'static str> {
    let names = spec.parameters.iter().filter(|known| known.place == "path").map(|known| known.name.as_str());
    names.filter(|name| name.ends_with("_id"))
}

fn with_ids() -> impl Iterator<Item = &'static Spec> {
    Contract::operations().iter().filter(|spec| ids(spec).next().is_some())
}

async fn status(client: &Client<'_>, spec: &Spec, path: &str, body: Option<&serde_json::Value>) -> u16 {
    let body = body.map(|body| (body.to_string().into_bytes(), "application/json"));
    client.raw(spec.method.parse().unwrap(), path, body).await.status
}

/// Sends every operation with ids as our admin, with one id at a time replaced.
async fn one_replaced(app: &TestApp, other: impl Fn(&str) -> String) {
    let admin = app.admin();
    let ours = Place::new(&admin, &app.company.sales, None).await;
    let mut wrong = Vec::new();
    for spec in with_ids() {
        let body = ours.request(&admin, spec).await.body;
        for name in ids(spec) {
            let mut place = ours.clone();
            place.set(name, other(name));
            let status = status(&admin, spec, &place.path(spec), body.as_ref()).await;
            if status != 404 {
                wrong.push(format!("{} with another {name}: {status}", spec.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

on_both_engines!(
    async fn nobody_reaches_an_operation_that_is_not_anonymous(app: TestApp) {
        for spec in Contract::operations().iter().filter(|spec| !spec.anonymous) {
            let path = format!("/{}", spec.template.replace(['{', '}'], ""));
            assert_eq!(status(&app.anonymous(), spec, &path, None).await, 401, "{}", spec.id);
        }
    }

    async fn stranger_finds_nothing_of_ours(app: TestApp) {
        let ours = Place::new(&app.admin(), &app.company.sales, None).await;
        let mut wrong = Vec::new();
        for spec in with_ids() {
            let request = ours.request(&app.admin(), spec).await;
            let status = status(&app.stranger(), spec, &request.path, request.body.as_ref()).await;
            if status != 404 {
                wrong.push(format!("{}: {status}", spec.id));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn admin_finds_nothing_by_one_foreign_id(app: TestApp) {
        let stranger = app.stranger();
        let department = id(&stranger.post("/departments", json!({"name": "Theirs"})).await.created());
        let theirs = Place::new(&stranger, &department, None).await;
        one_replaced(&app, |name| theirs.get(name).to_owned()).await;
    }

    async fn admin_finds_nothing_by_one_unknown_id(app: TestApp) {
        one_replaced(&app, |_| NOBODYS.to_owned()).await;
    }

    async fn admin_finds_nothing_by_one_malformed_id(app: TestApp) {
        one_replaced(&app, |_| "7".to_owned()).await;
    }

    async fn malformed_body_to_a_foreign_id_is_still_not_found(app: TestApp) {
        let ours = Place::new(&app.admin(), &app.company.sales, None).await;
        for spec in with_ids().filter(|spec| spec.has_body()) {
            let body = json!({"nonsense": true});
            assert_eq!(status(&app.stranger(), spec, &ours.path(spec), Some(&body)).await, 404, "{}", spec.id);
        }
    }

    async fn lists_show_nothing_of_another_organisation(app: TestApp) {
        Place::new(&app.admin(), &app.company.sales, None).await;
        for path in ["/departments", "/cycles", "/objectives", "/key-results", "/kpis"] {
            assert_eq!(app.stranger().get(path).await.ok()["items"], json!([]), "{path}");
        }
        for path in ["/users", "/brands"] {
            assert_eq!(app.stranger().get(path).await.ok()["items"].as_array().unwrap().len(), 1, "{path}");
        }
    }
);
