//! Signing in and out, refreshing, and which access tokens are accepted. The own record and password are in
//! `api_me.rs`, invitations in `api_invitations.rs`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use perno::{app::sign_in::tokens::Tokens, domain::values::id::Id};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::Answer,
    company::{PASSWORD, sign_in},
    engine::on_both_engines,
};

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post("/auth/refresh", json!({"refresh_token": token})).await
}

fn token(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap().to_owned()
}

/// The status of `/me` for an `Authorization` header.
async fn me_with(app: &TestApp, header: &str) -> u16 {
    let request = app.http.get(format!("{}/api/v1/me", app.address)).header(AUTHORIZATION, header);
    request.send().await.unwrap().status().as_u16()
}

on_both_engines!(
    async fn person_signs_in(app: TestApp) {
        let tokens = login(&app, &app.company.viewer.email, PASSWORD).await.ok();
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
        let me = app.with_token(&token(&tokens, "access_token")).get("/me").await.ok();
        assert_eq!(me["id"], json!(app.company.viewer.id));
    }

    async fn person_signs_in_whatever_the_case_of_the_address(app: TestApp) {
        login(&app, "VITO@rossi.Example", PASSWORD).await.ok();
    }

    async fn person_with_wrong_credentials_cannot_tell_which_part_is_wrong(app: TestApp) {
        app.admin().patch(&format!("/users/{}", app.company.member.id), json!({"active": false})).await.ok();
        let unaccepted = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer"});
        app.admin().post("/users", unaccepted).await.created();
        let tries = [
            (app.company.viewer.email.as_str(), "wrong horse battery"),
            (app.company.viewer.email.as_str(), "x"),
            (app.company.member.email.as_str(), PASSWORD),
            ("nobody@rossi.example", PASSWORD),
            ("ugo@rossi.example", PASSWORD),
        ];
        let mut told = Vec::new();
        for (email, password) in tries {
            let mut body = login(&app, email, password).await.problem(401, "invalid_credentials");
            body["request_id"] = Value::Null;
            told.push(body);
        }
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:#?}");
    }

    async fn person_reads_what_is_wrong_with_a_sign_in(app: TestApp) {
        let anonymous = app.anonymous();
        anonymous.post("/auth/login", json!({})).await.invalid(&["/email required", "/password required"]);
        let body = json!({"email": "ada", "password": 1, "remember": true});
        let expected = ["/email bad_format", "/password wrong_type", "/remember unknown_field"];
        anonymous.post("/auth/login", body).await.invalid(&expected);
        anonymous.post("/auth/refresh", json!({})).await.invalid(&["/refresh_token required"]);
        anonymous.post("/auth/refresh", json!({"refresh_token": 1})).await.invalid(&["/refresh_token wrong_type"]);
    }

    async fn person_has_several_sessions(app: TestApp) {
        let (first, second) = (&app.company.viewer.token, login(&app, &app.company.viewer.email, PASSWORD).await.ok());
        app.with_token(&token(&second, "access_token")).post_nothing("/auth/logout").await.no_content();
        app.with_token(first).get("/me").await.ok();
    }

    async fn refreshing_answers_new_tokens_for_the_same_session(app: TestApp) {
        let old = &app.company.viewer;
        let new = refresh(&app, &old.refresh_token).await.ok();
        assert_ne!(token(&new, "refresh_token"), old.refresh_token);
        app.with_token(&token(&new, "access_token")).post_nothing("/auth/logout").await.no_content();
        app.viewer().get("/me").await.problem(401, "unauthenticated");
    }

    async fn refresh_token_that_comes_twice_ends_the_session(app: TestApp) {
        let new = refresh(&app, &app.company.viewer.refresh_token).await.ok();
        app.with_token(&token(&new, "access_token")).get("/me").await.ok();
        refresh(&app, &app.company.viewer.refresh_token).await.problem(401, "invalid_token");
        refresh(&app, &token(&new, "refresh_token")).await.problem(401, "invalid_token");
        app.with_token(&token(&new, "access_token")).get("/me").await.problem(401, "unauthenticated");
    }

    async fn refresh_token_that_was_valid_long_ago_ends_the_session(app: TestApp) {
        let oldest = &app.company.viewer.refresh_token;
        let mut newest = oldest.clone();
        for _ in 0..3 {
            newest = token(&refresh(&app, &newest).await.ok(), "refresh_token");
        }
        refresh(&app, oldest).await.problem(401, "invalid_token");
        refresh(&app, &newest).await.problem(401, "invalid_token");
        app.viewer().get("/me").await.problem(401, "unauthenticated");
    }

    async fn made_up_refresh_token_ends_nobodys_session(app: TestApp) {
        let good = &app.company.viewer.refresh_token;
        let newer = token(&refresh(&app, good).await.ok(), "refresh_token");
        for place in [32, 47, 48, 63] {
            for of in [good, &newer] {
                let mut bytes = URL_SAFE_NO_PAD.decode(of).unwrap();
                bytes[place] ^= 1;
                refresh(&app, &URL_SAFE_NO_PAD.encode(bytes)).await.problem(401, "invalid_token");
            }
        }
        app.viewer().get("/me").await.ok();
        refresh(&app, &newer).await.ok();
    }

    async fn refresh_token_is_valid_for_thirty_days_after_its_last_use(app: TestApp) {
        app.advance(29 * 86_400);
        let new = refresh(&app, &app.company.viewer.refresh_token).await.ok();
        app.advance(29 * 86_400);
        let new = refresh(&app, &token(&new, "refresh_token")).await.ok();
        app.advance(30 * 86_400);
        refresh(&app, &token(&new, "refresh_token")).await.problem(401, "invalid_token");
    }

    async fn refresh_token_that_is_none_is_refused(app: TestApp) {
        let good = &app.company.viewer.refresh_token;
        let other_start = if good.starts_with('A') { "B" } else { "A" };
        let changed = format!("{other_start}{}", &good[1..]);
        for bad in ["", "x", "é\u{0}", &good[..good.len() - 2], &changed, &app.company.viewer.token] {
            refresh(&app, bad).await.problem(401, "invalid_token");
        }
        refresh(&app, good).await.ok();
    }

    async fn person_who_signs_out_is_out_at_once(app: TestApp) {
        app.viewer().post_nothing("/auth/logout").await.no_content();
        app.viewer().get("/me").await.problem(401, "unauthenticated");
        app.viewer().post_nothing("/auth/logout").await.problem(401, "unauthenticated");
        refresh(&app, &app.company.viewer.refresh_token).await.problem(401, "invalid_token");
    }

    async fn what_changes_on_one_node_holds_on_another_at_once(app: TestApp) {
        let node = app.another_node();
        let there = || node.with_token(&app.company.viewer.token);
        assert_eq!(there().get("/me").await.ok()["role"], "viewer");
        let path = format!("/users/{}", app.company.viewer.id);
        app.admin().patch(&path, json!({"role": "admin"})).await.ok();
        there().get("/api-keys").await.ok();
        app.viewer().post_nothing("/auth/logout").await.no_content();
        there().get("/me").await.problem(401, "unauthenticated");
    }

    async fn access_token_ends_after_ten_minutes(app: TestApp) {
        app.advance(599);
        app.viewer().get("/me").await.ok();
        app.advance(1);
        app.viewer().get("/me").await.problem(401, "unauthenticated");
        sign_in(&app, &app.company.viewer.id, &app.company.viewer.email).await;
    }

    async fn forged_access_token_is_refused(app: TestApp) {
        let good = app.company.viewer.token.clone();
        let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
        let admins = app.company.admin.token.split('.').nth(1).unwrap();
        let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
        for forged in [
            format!("{header}.{admins}.{signature}"),
            format!("{header}.{payload}."),
            format!("{none}.{payload}."),
            format!("{none}.{payload}.{signature}"),
            format!("{header}.{payload}"),
            String::new(),
            "x".repeat(5_000),
        ] {
            assert_eq!(me_with(&app, &format!("Bearer {forged}")).await, 401, "{forged}");
        }
    }

    async fn access_token_signed_by_somebody_else_is_refused(app: TestApp) {
        let now: DateTime<Utc> = "2026-02-15T12:00:00Z".parse().unwrap();
        let organisation = app.admin().get("/organisation").await.ok()["id"].as_str().unwrap().parse().unwrap();
        let admin = app.company.admin.id.parse().unwrap();
        let signer = Tokens::new(b"another secret that nobody has to keep").unwrap();
        let forged = signer.issue(organisation, admin, Id::new(uuid::Uuid::nil()), now).unwrap();
        app.with_token(&forged).get("/me").await.problem(401, "unauthenticated");
        let unknown_session = app.app.tokens.issue(organisation, admin, Id::new(uuid::Uuid::nil()), now).unwrap();
        app.with_token(&unknown_session).get("/me").await.problem(401, "unauthenticated");
    }

    async fn access_token_without_its_scheme_is_refused(app: TestApp) {
        let good = &app.company.viewer.token;
        for header in [good.clone(), format!("Basic {good}"), "Bearer".to_owned(), "Bearer ".to_owned()] {
            assert_eq!(me_with(&app, &header).await, 401, "{header}");
        }
        assert_eq!(me_with(&app, &format!("bearer {good}")).await, 200);
    }

    async fn refused_sender_is_told_which_scheme_to_use(app: TestApp) {
        let answer = app.anonymous().get("/me").await;
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answer.problem(401, "unauthenticated");
    }
);
