//! Objectives over the API: who may plan them, what is refused, what they read. The tests act as the people of
//! `support/company.rs`, on both engines. Whether each answer keeps to the contract is checked on the way by
//! `support/client.rs`; how an objective's figures come about is tested without a server, in `domain_corners.rs`.

use serde_json::json;

use crate::support::{client::id, engine::on_both_engines};

on_both_engines!(
    async fn viewer_cannot_create_an_objective(app: TestApp) {
        let body = app.company.new_objective();
        app.viewer().post("/objectives", body).await.problem(403, "forbidden");
    }

    async fn manager_creates_an_objective_in_the_department_they_lead(app: TestApp) {
        let created = app.manager().post("/objectives", app.company.new_objective()).await.created();
        let read = app.viewer().get(&format!("/objectives/{}", id(&created))).await.ok();
        assert_eq!(created, read);
        assert_eq!(created["flags"], json!(["objective_without_key_results"]));
    }
);
