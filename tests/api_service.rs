//! Endpoints for operations: liveness, readiness, and the contract.

use crate::support::engine::on_both_engines;

on_both_engines!(
    async fn anybody_sees_that_it_lives_and_is_ready(app: TestApp) {
        for path in ["//healthz", "//readyz"] {
            let answer = app.anonymous().get(path).await;
            assert_eq!(answer.header("content-type"), Some("application/json"));
            assert_eq!(answer.ok(), serde_json::json!({"status": "ok"}));
        }
    }

    async fn health_is_not_below_the_root_of_the_api(app: TestApp) {
        app.anonymous().get("/healthz").await.problem(404, "not_found");
    }

    async fn anybody_reads_the_contract_as_it_was_written(app: TestApp) {
        let answer = app.anonymous().get("/openapi.yaml").await;
        assert_eq!(answer.header("content-type"), Some("application/yaml"));
        let text = app.http.get(format!("{}/api/v1/openapi.yaml", app.address)).send().await.unwrap().text().await;
        assert_eq!(text.unwrap(), include_str!("../openapi.yaml"));
    }

    async fn bad_token_does_not_matter_where_none_is_needed(app: TestApp) {
        app.with_token("nonsense").get("//healthz").await.ok();
        assert_eq!(app.with_token("nonsense").get("/openapi.yaml").await.status, 200);
    }
);
