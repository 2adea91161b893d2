//! What the server refuses before it looks at the contents, and the headers of every answer for browsers and caches:
//! slow or encoded bodies, too many failed sign-ins, scorecards during concurrent writes.
//!
//! Malformed and oversized bodies are tested in `api_problems.rs`.

use actix_web::rt::spawn;
use serde_json::json;

use crate::support::{Engine, TestApp, company::PASSWORD, engine::on_both_engines};

async fn try_to_sign_in(app: &TestApp, email: &str, password: &str) -> crate::support::client::Answer {
    app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

/// During concurrent writes, every scorecard matches its revision.
async fn scorecards_under_writes(engine: Engine) {
    let app = std::rc::Rc::new(TestApp::new(engine).await);
    let company = app.company.clone();
    let writer = {
        let (app, path) = (app.clone(), format!("/key-results/{}/check-ins", company.key_result));
        spawn(async move {
            for value in 1..=40 {
                app.member().post(&path, json!({"value": value})).await.created();
            }
        })
    };
    let path = format!("/brands/{}/scorecard?cycle_id={}", company.brand, company.cycle);
    let mut seen = 0;
    while !writer.is_finished() {
        let scorecard = app.viewer().get(&path).await.ok();
        let after = scorecard["revision"].as_i64().unwrap() - 1;
        let change = app.admin().get(&format!("/changes?after={after}&limit=1")).await.ok()["items"][0].clone();
        if change["entity"] == "check_in" {
            let value = change["after"]["value"].as_f64().unwrap() / 100.0;
            let departments = scorecard["departments"].as_array().unwrap();
            let score = departments.iter().find_map(|department| department["score"].as_f64()).unwrap();
            assert!((score - value).abs() < 1e-9, "{score} instead of {value}");
            seen += 1;
        }
    }
    writer.await.unwrap();
    assert!(seen > 0);
}

on_both_engines!(
    async fn account_waits_after_ten_failures_whoever_it_is(app: TestApp) {
        for email in [app.company.viewer.email.clone(), "nobody@rossi.example".to_owned()] {
            for _ in 0..10 {
                try_to_sign_in(&app, &email, "not the password").await.problem(401, "invalid_credentials");
            }
            let refused = try_to_sign_in(&app, &email, PASSWORD).await;
            let seconds: i64 = refused.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=901).contains(&seconds), "{seconds}");
            refused.problem(429, "too_many_requests");
        }
        try_to_sign_in(&app, &app.company.member.email, PASSWORD).await.ok();
        app.advance(15 * 60);
        try_to_sign_in(&app, &app.company.viewer.email, PASSWORD).await.ok();
    }

    async fn failures_at_the_same_moment_count_too(app: TestApp) {
        let body = json!({"email": app.company.viewer.email, "password": "not the password"});
        let tries: Vec<_> = (0..40)
            .map(|_| {
                let request = app.http.post(format!("{}/api/v1/auth/login", app.address)).json(&body);
                spawn(async move { request.send().await.unwrap().status().as_u16() })
            })
            .collect();
        let mut checked = 0;
        for one in tries {
            checked += u32::from(one.await.unwrap() == 401);
        }
        assert_eq!(checked, 10);
    }

    async fn right_password_forgives_earlier_failures(app: TestApp) {
        let email = app.company.viewer.email.clone();
        for _ in 0..2 {
            for _ in 0..9 {
                try_to_sign_in(&app, &email, "not the password").await.problem(401, "invalid_credentials");
            }
            try_to_sign_in(&app, &email, PASSWORD).await.ok();
        }
    }

    async fn encoded_body_is_refused(app: TestApp) {
        let admin = app.admin().with_header("content-encoding", "gzip");
        admin.post("/brands", json!({"name": "x"})).await.problem(415, "unsupported_media_type");
    }

    async fn every_answer_tells_browsers_and_caches_what_to_do(app: TestApp) {
        let path = format!("/brands/{}", app.company.brand);
        let answers =
            [app.viewer().get(&path).await, app.viewer().get("/brands").await, app.viewer().get("/nothing").await];
        for answer in &answers {
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("x-frame-options"), Some("DENY"));
            assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
        assert_eq!(answers[0].header("cache-control"), Some("private, no-cache"));
        assert_eq!(answers[1].header("cache-control"), Some("no-store"));
    }
);

mod computed_scorecards {
    mod sqlite {
        #[actix_web::test]
        async fn are_right_while_others_write() {
            super::super::scorecards_under_writes(crate::support::Engine::Sqlite).await;
        }
    }

    mod postgres {
        #[actix_web::test]
        async fn are_right_while_others_write() {
            super::super::scorecards_under_writes(crate::support::Engine::Postgres).await;
        }
    }
}
