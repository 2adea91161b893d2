//! POSTs with an `Idempotency-Key`: executed once, however often and however simultaneously they come.
//!
//! POSTs without a key are tested with each resource.

use actix_web::rt::spawn;
use serde_json::{Value, json};

use perno::app::SignUp;

use crate::support::{
    Engine, TestApp,
    client::{Answer, id},
    company::PASSWORD,
    engine::on_both_engines,
};

async fn post(app: &TestApp, path: &str, key: &str, body: &Value) -> Answer {
    let body = (body.to_string().into_bytes(), "application/json");
    app.admin().with_header("idempotency-key", key).raw(reqwest::Method::POST, path, Some(body)).await
}

/// Posts without signing in.
async fn knock(app: &TestApp, path: &str, key: &str, body: &Value) -> Answer {
    let body = (body.to_string().into_bytes(), "application/json");
    app.anonymous().with_header("idempotency-key", key).raw(reqwest::Method::POST, path, Some(body)).await
}

async fn count(app: &TestApp) -> usize {
    app.admin().get("/brands?limit=200").await.ok()["items"].as_array().unwrap().len()
}

async fn simultaneous(engine: Engine) {
    let app = std::rc::Rc::new(TestApp::new(engine).await);
    let before = count(&app).await;
    let posts: Vec<_> = (0..12)
        .map(|_| {
            let app = app.clone();
            spawn(async move { post(&app, "/brands", "twelve", &json!({"name": "Once"})).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in posts {
        statuses.push(one.await.unwrap());
    }
    assert!(statuses.contains(&201) && statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    assert_eq!(count(&app).await, before + 1);
}

on_both_engines!(
    async fn same_key_and_body_gives_the_first_answer_again(app: TestApp) {
        let before = count(&app).await;
        let first = post(&app, "/brands", "k1", &json!({"name": "Once"})).await;
        assert_eq!(first.header("idempotent-replayed"), None);
        let again = post(&app, "/brands", "k1", &json!({"name": "Once"})).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(again.created(), first.created());
        assert_eq!(count(&app).await, before + 1);
    }

    async fn same_key_with_another_body_is_refused(app: TestApp) {
        post(&app, "/brands", "k1", &json!({"name": "Once"})).await.created();
        let other = post(&app, "/brands", "k1", &json!({"name": "Twice"})).await;
        other.invalid(&["/Idempotency-Key not_allowed"]);
        post(&app, "/brands", "two words", &json!({"name": "Once"})).await.invalid(&["/Idempotency-Key bad_format"]);
    }

    async fn key_belongs_to_path_and_caller(app: TestApp) {
        post(&app, "/brands", "k1", &json!({"name": "Once"})).await.created();
        post(&app, "/departments", "k1", &json!({"name": "Once"})).await.created();
        let before = count(&app).await;
        let body = (json!({"name": "Once"}).to_string().into_bytes(), "application/json");
        let executive = app.executive().with_header("idempotency-key", "k1");
        executive.raw(reqwest::Method::POST, "/brands", Some(body)).await.created();
        assert_eq!(count(&app).await, before + 1);
    }

    async fn refusal_is_not_kept(app: TestApp) {
        post(&app, "/brands", "k1", &json!({"name": ""})).await.problem(422, "invalid");
        post(&app, "/brands", "k1", &json!({"name": "Once"})).await.created();
    }

    async fn batch_that_changes_nothing_is_kept_too(app: TestApp) {
        let body = json!({"items": [{"external_ref": "nobody's", "value": 1}]});
        let first = post(&app, "/check-ins/batch", "k1", &body).await.ok();
        let again = post(&app, "/check-ins/batch", "k1", &body).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.ok(), first);
    }

    async fn newcomer_whose_answer_was_lost_signs_up_once(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let mut body =
            json!({"name": "Rossi", "admin": {"name": "Ada", "email": "ada@rossi.example", "password": PASSWORD}});
        let first = knock(&app, "/organisations", "k1", &body).await.created();
        let again = knock(&app, "/organisations", "k1", &body).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.created(), first);
        knock(&app, "/organisations", "k2", &body).await.problem(403, "signup_closed");
        body["name"] = json!("Bianchi");
        knock(&app, "/organisations", "k1", &body).await.invalid(&["/Idempotency-Key not_allowed"]);
        body["admin"]["email"] = json!("eve@rossi.example");
        knock(&app, "/organisations", "k1", &body).await.problem(403, "signup_closed");
    }

    async fn invited_person_whose_answer_was_lost_accepts_once(app: TestApp) {
        let user = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer"});
        let user = app.admin().post("/users", user).await.created();
        let path = format!("/invites/{}/accept", user["invite_token"].as_str().unwrap());
        let body = json!({"password": PASSWORD});
        let first = knock(&app, &path, "k1", &body).await.ok();
        let again = knock(&app, &path, "k1", &body).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.ok(), first);
        knock(&app, &path, "k2", &body).await.problem(404, "not_found");
        knock(&app, &path, "k1", &json!({"password": "another donkey battery"}))
            .await
            .invalid(&["/Idempotency-Key not_allowed"]);
    }

    async fn answer_with_a_secret_is_given_again_and_kept_for_a_day(app: TestApp) {
        let body = json!({"name": "CRM", "scopes": ["read"]});
        let first = post(&app, "/api-keys", "k1", &body).await.created();
        let again = post(&app, "/api-keys", "k1", &body).await.created();
        assert_eq!(first["key"], again["key"]);
        let body = (body.to_string().into_bytes(), "application/json");
        let token = app.admin_on("2026-02-17").await;
        let admin = app.with_token(&token).with_header("idempotency-key", "k1");
        let later = admin.raw(reqwest::Method::POST, "/api-keys", Some(body)).await;
        assert_ne!(id(&later.created()), id(&first));
    }
);

mod simultaneous_posts {
    mod sqlite {
        #[actix_web::test]
        async fn make_one_row() {
            super::super::simultaneous(crate::support::Engine::Sqlite).await;
        }
    }

    mod postgres {
        #[actix_web::test]
        async fn make_one_row() {
            super::super::simultaneous(crate::support::Engine::Postgres).await;
        }
    }
}
