//! What the program writes into its log, and what it never does. It runs as a process of its own, whose log is read.

use reqwest::Method;
use serde_json::json;

use crate::support::{engine::on_both_engines, process::Process};

const NEW: &str = "incorrect donkey battery";

on_both_engines!(
    async fn token_of_an_invitation_stands_in_no_log_line(app: TestApp) {
        let mut app = app;
        let process = Process::start_with(&mut app, ("PERNO_LOG", "trace")).await;
        let invited = app.admin().post_nothing(&format!("/users/{}/invite", app.company.viewer.id)).await.ok();
        let token = invited["invite_token"].as_str().unwrap();
        let tries = [
            (Method::GET, format!("/invites/{token}"), 200),
            (Method::GET, format!("/invites/{token}/"), 200),
            (Method::GET, format!("/invites/{token}//"), 404),
            (Method::GET, format!("/Invites//{token}"), 404),
            (Method::GET, format!("/invites/invites/{token}"), 404),
            (Method::GET, format!("/sign-in?next=%2Finvites%2F{token}"), 200),
            (Method::DELETE, format!("/invites/{token}"), 405),
            (Method::GET, format!("/api/v1/invites/{token}"), 404),
            (Method::GET, format!("/api/v1/invites/{token}/accept"), 405),
            (Method::POST, format!("/api/v1/invites/{token}/accept/now"), 404),
            (Method::POST, format!("/api/v1/invites/{token}/accept"), 422),
        ];
        for (method, path, status) in &tries {
            let request = app.http.request(method.clone(), format!("{}{path}", app.address)).json(&json!({}));
            let answer = request.header("referer", format!("{}/invites/{token}", app.address)).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), *status, "{method} {path}");
        }
        app.anonymous().post(&format!("/invites/{token}/accept"), json!({"password": NEW})).await.ok();
        let lines = process.log_with("\"message\":\"request\"", tries.len() + 1).await;
        let with_token: Vec<_> = lines.iter().filter(|line| line.contains(token)).collect();
        assert!(with_token.is_empty(), "{with_token:#?}");
        assert!(lines.iter().any(|line| line.contains("\"/api/v1/invites/{token}/accept\"")), "{lines:#?}");
    }

    async fn proxy_that_the_settings_do_not_know_is_warned_of_once(app: TestApp) {
        let mut app = app;
        for (proxies, warnings) in [("0", 1), ("1", 0)] {
            let process = Process::start_with(&mut app, ("PERNO_PROXIES", proxies)).await;
            for _ in 0..3 {
                let asked = app.http.get(format!("{}/sign-in", app.address));
                assert_eq!(asked.header("x-forwarded-for", "203.0.113.7").send().await.unwrap().status(), 200);
            }
            let lines = process.log_with("\"path\":\"/sign-in\"", 3).await;
            let told: Vec<_> = lines.iter().filter(|line| line.contains("PERNO_PROXIES")).collect();
            assert_eq!(told.len(), warnings, "{told:#?}");
            assert!(told.iter().all(|line| line.contains("\"level\":\"WARN\"")));
        }
    }
);
