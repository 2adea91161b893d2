//! The own sessions: listing and ending them. How sessions begin, and what their tokens allow, is in `api_auth.rs`.

use serde_json::json;

use crate::support::{browser::Browser, client::id, company::sign_in, engine::on_both_engines};

on_both_engines!(
    async fn person_lists_their_sessions_the_newest_first(app: TestApp) {
        let viewer = &app.company.viewer;
        Browser::of(&app, viewer).await.get("/account").await.ok();
        let sessions = app.viewer().get("/me/sessions").await.ok();
        let items = sessions["items"].as_array().unwrap();
        let shown: Vec<_> = items.iter().map(|one| (one["kind"].clone(), one["current"].clone())).collect();
        assert_eq!(shown, [(json!("browser"), json!(false)), (json!("tokens"), json!(true))]);
        assert!(items[0]["seen_at"].is_string() && items[1]["seen_at"].is_null());
    }

    async fn person_ends_one_of_their_sessions(app: TestApp) {
        let viewer = &app.company.viewer;
        let other = sign_in(&app, &viewer.id, &viewer.email).await;
        let sessions = app.with_token(&other.token).get("/me/sessions").await.ok();
        let own = sessions["items"].as_array().unwrap().iter().find(|one| one["current"] == true).unwrap().clone();
        let path = format!("/me/sessions/{}", id(&own));
        app.admin().delete(&path).await.problem(404, "not_found");
        app.viewer().delete(&path).await.no_content();
        app.with_token(&other.token).get("/me").await.problem(401, "unauthenticated");
        app.viewer().delete(&path).await.problem(404, "not_found");
        app.viewer().get("/me").await.ok();
    }

    async fn person_signs_out_everywhere(app: TestApp) {
        let viewer = &app.company.viewer;
        let browser = Browser::of(&app, viewer).await;
        let other = sign_in(&app, &viewer.id, &viewer.email).await;
        app.viewer().delete("/me/sessions").await.no_content();
        for token in [&viewer.token, &other.token] {
            app.with_token(token).get("/me").await.problem(401, "unauthenticated");
        }
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
        app.member().get("/me").await.ok();
    }

    async fn key_has_no_sessions(app: TestApp) {
        let key = app.admin().post("/api-keys", json!({"name": "CRM", "scopes": ["admin"]})).await.created();
        let program = app.with_token(key["key"].as_str().unwrap());
        program.get("/me/sessions").await.problem(403, "forbidden");
        program.delete("/me/sessions").await.problem(403, "forbidden");
    }
);
