//! What the clean-up deletes and what it leaves: expired sessions, answers kept for retries and failed sign-ins go,
//! those still in use stay.

use perno::jobs::clean_up::{self, Removed};
use serde_json::json;

use crate::support::{browser::Browser, company::sign_in, engine::on_both_engines};

/// A day in which nothing has expired yet.
const TWO_HOURS: i64 = 2 * 3_600;
const DAY: i64 = 24 * 3_600;

on_both_engines!(
    async fn clean_up_deletes_only_what_has_expired(app: TestApp) {
        let viewer = &app.company.viewer;
        let keyed = app.admin().with_header("idempotency-key", "k1");
        keyed.post("/brands", json!({"name": "Once"})).await.created();
        app.advance(TWO_HOURS);
        assert_eq!(clean_up::run(&app.app).await.unwrap(), Removed::default());

        app.advance(2 * DAY);
        assert_eq!(clean_up::run(&app.app).await.unwrap(), Removed { answers: 1, ..Removed::default() });

        app.advance(29 * DAY);
        let (browser, tokens) = (Browser::of(&app, viewer).await, sign_in(&app, &viewer.id, &viewer.email).await);
        let removed = clean_up::run(&app.app).await.unwrap();
        assert!(removed.sessions > 0 && removed.answers == 0, "{removed:?}");
        assert_eq!(clean_up::run(&app.app).await.unwrap(), Removed::default());
        let left = app.with_token(&tokens.token).get("/me/sessions").await.ok();
        assert_eq!(left["items"].as_array().unwrap().len(), 2);
        browser.get("/account").await.ok();
    }

    async fn clean_up_reaches_every_organisation(app: TestApp) {
        let keyed = app.stranger().with_header("idempotency-key", "k1");
        keyed.post("/brands", json!({"name": "Elsewhere"})).await.created();
        app.advance(2 * DAY);
        assert_eq!(clean_up::run(&app.app).await.unwrap().answers, 1);
    }

    async fn clean_up_forgets_failed_sign_ins_that_count_no_longer(app: TestApp) {
        let wrong = json!({"email": app.company.viewer.email, "password": "not the password"});
        app.anonymous().post("/auth/login", wrong.clone()).await.problem(401, "invalid_credentials");
        app.advance(15 * 60 - 1);
        assert_eq!(clean_up::run(&app.app).await.unwrap(), Removed::default());
        app.anonymous().post("/auth/login", wrong).await.problem(401, "invalid_credentials");
        app.advance(1);
        assert_eq!(clean_up::run(&app.app).await.unwrap(), Removed { failed_sign_ins: 3, ..Removed::default() });
        app.advance(15 * 60);
        assert_eq!(clean_up::run(&app.app).await.unwrap(), Removed { failed_sign_ins: 3, ..Removed::default() });
    }

    async fn clean_up_deletes_drafts_that_nobody_touched_for_a_month(app: TestApp) {
        let browser = Browser::of(&app, &app.company.member).await;
        let token = browser.get("/check-in").await.ok().token();
        let value = format!("{}/value", app.company.key_result);
        let pairs = [("token".to_owned(), token), (value, "40".to_owned())];
        assert_eq!(browser.post("/check-in/draft", &pairs, true).await.status, 204);
        app.advance(30 * DAY - 1);
        assert_eq!(clean_up::run(&app.app).await.unwrap().drafts, 0);
        app.advance(1);
        assert_eq!(clean_up::run(&app.app).await.unwrap().drafts, 1);
    }

    async fn clean_up_deletes_expired_invitations_that_nothing_shows(app: TestApp) {
        let viewer = &app.company.viewer;
        let ugo = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer"});
        app.admin().post("/users", ugo).await.created();
        app.admin().post_nothing(&format!("/users/{}/invite", viewer.id)).await.ok();
        app.advance(7 * DAY - 1);
        assert_eq!(clean_up::run(&app.app).await.unwrap().invitations, 0);
        app.advance(1);
        assert_eq!(clean_up::run(&app.app).await.unwrap().invitations, 1);
        let people = Browser::of(&app, &app.company.admin).await.get("/settings/people").await.ok();
        assert_eq!(people.texts("main td .tag, main th .tag"), ["invitation expired"]);
    }
);
