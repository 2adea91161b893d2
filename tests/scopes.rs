//! What an API key may do: every operation is tried with a key of each scope, against `x-scopes` of `openapi.yaml`.
//!
//! Operations without a token take part in `roles.rs`, as do people; how keys are made and end is in `api_keys.rs`.
//! What a batch refuses is refused item by item.

use serde_json::json;

use crate::support::{
    TestApp, client::Client, contract::Contract, engine::on_both_engines, operation::Spec, requests::Place,
};

/// Tries every operation with a key that has this scope alone.
async fn holds(app: &TestApp, scope: &str) {
    let admin = app.admin();
    let key = admin.post("/api-keys", json!({"name": "CRM", "scopes": [scope]})).await.created();
    let program = app.with_token(key["key"].as_str().unwrap());
    let place = Place::new(&admin, &app.company.sales, None).await;
    let mut wrong = Vec::new();
    let specs = Contract::operations().iter().filter(|spec| spec.template.starts_with("/api/v1/") && !spec.anonymous);
    for spec in specs {
        let status = tried(&admin, &program, spec, &place).await;
        let may = spec.words("x-scopes").contains(&scope);
        let expected = if may { (200..300).contains(&status) } else { status == 403 };
        if !expected {
            wrong.push(format!("{}: {status}, x-scopes are {:?}", spec.id, spec.words("x-scopes")));
        }
    }
    assert!(wrong.is_empty(), "{scope}:\n{}", wrong.join("\n"));
}

/// The status of the operation, of its only item for a batch.
async fn tried(admin: &Client<'_>, program: &Client<'_>, spec: &Spec, place: &Place) -> u64 {
    let request = place.request(admin, spec).await;
    let body = request.body.map(|body| (body.to_string().into_bytes(), "application/json"));
    let answer = program.raw(spec.method.parse().unwrap(), &request.path, body).await;
    match answer.body["items"][0]["status"].as_u64() {
        Some(status) if spec.id.starts_with("batches.") => status,
        _ => u64::from(answer.status),
    }
}

on_both_engines!(
    async fn key_that_reads_may_do_what_the_contract_says(app: TestApp) {
        holds(&app, "read").await;
    }

    async fn key_that_writes_check_ins_may_do_what_the_contract_says(app: TestApp) {
        holds(&app, "check-ins:write").await;
    }

    async fn key_that_writes_kpis_may_do_what_the_contract_says(app: TestApp) {
        holds(&app, "kpis:write").await;
    }

    async fn key_that_writes_plans_may_do_what_the_contract_says(app: TestApp) {
        holds(&app, "plan:write").await;
    }

    async fn key_that_writes_people_may_do_what_the_contract_says(app: TestApp) {
        holds(&app, "people:write").await;
    }

    async fn key_of_an_admin_may_do_what_the_contract_says(app: TestApp) {
        holds(&app, "admin").await;
    }
);
