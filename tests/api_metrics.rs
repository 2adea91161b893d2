//! `/metrics`: who may read it, that its figures follow what happens, and that clients cannot fill it with labels of
//! their own. The figures are parsed line by line, as Prometheus does.

use perno::cli::http_server::Options;
use serde_json::json;

use crate::support::{TestApp, app::METRICS_TOKEN, company::PASSWORD, engine::on_both_engines, metrics::Figures};

const NAMES: [&str; 19] = [
    "perno_build_info",
    "perno_database_jobs_queued",
    "perno_database_jobs_running",
    "perno_database_statements_total",
    "perno_database_wait_seconds_bucket",
    "perno_database_wait_seconds_count",
    "perno_http_connections",
    "perno_http_request_duration_seconds_bucket",
    "perno_http_request_duration_seconds_count",
    "perno_http_requests_in_flight",
    "perno_http_requests_total",
    "perno_http_worker_seconds_bucket",
    "perno_http_worker_seconds_count",
    "perno_password_hashes_total",
    "perno_password_hashes_waiting",
    "perno_scorecard_cache_entries",
    "perno_scorecard_cache_hits_total",
    "perno_sign_ins_total",
    "process_start_time_seconds",
];

async fn try_to_sign_in(app: &TestApp, password: &str) -> u16 {
    let body = json!({"email": app.company.viewer.email, "password": password});
    app.anonymous().post("/auth/login", body).await.status
}

on_both_engines!(
    async fn prometheus_reads_every_metric(app: TestApp) {
        app.viewer().get("/me").await.ok();
        app.admin().post("/brands", json!({"name": "Corta"})).await.created();
        let figures = Figures::of(&app).await;
        let missing: Vec<_> = NAMES.into_iter().filter(|name| !figures.names().contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?} of {:?}", figures.names());
        let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
        assert!((figures.get("perno_build_info", &[&version]) - 1.0).abs() < 1e-9);
        assert!((figures.get("process_start_time_seconds", &[]) - 1_771_156_800.0).abs() < 1e-3);
        assert!(figures.get("perno_database_group_size_count", &[]) >= 1.0);
    }

    async fn request_is_counted_by_template_method_and_status(app: TestApp) {
        let before = Figures::of(&app).await;
        let path = format!("/brands/{}", app.company.brand);
        app.viewer().get(&path).await.ok();
        app.viewer().get("/brands/nonsense").await.problem(404, "not_found");
        app.viewer().patch(&path, json!({"name": "X"})).await.problem(403, "forbidden");
        let after = Figures::of(&app).await;
        let route = r#"route="/api/v1/brands/{brand_id}""#;
        for (method, status) in [("GET", "200"), ("GET", "404"), ("PATCH", "403")] {
            let labels = [route, &format!("method=\"{method}\""), &format!("status=\"{status}\"")];
            let grown =
                after.get("perno_http_requests_total", &labels) - before.get("perno_http_requests_total", &labels);
            assert!((grown - 1.0).abs() < 1e-9, "{method} {status}: {grown}");
        }
        let labels = [route, "method=\"GET\"", "le=\"+Inf\""];
        let name = "perno_http_request_duration_seconds_bucket";
        assert!((after.get(name, &labels) - before.get(name, &labels) - 2.0).abs() < 1e-9);
        assert!((after.get("perno_http_requests_in_flight", &[]) - 1.0).abs() < 1e-9, "the one that asks");
        assert!(
            after.get("perno_database_wait_seconds_count", &[]) > before.get("perno_database_wait_seconds_count", &[])
        );
        assert!(after.get("perno_database_jobs_queued", &[]).abs() < 1e-9);
    }

    async fn scorecards_and_sign_ins_are_counted(app: TestApp) {
        let before = Figures::of(&app).await;
        for _ in 0..3 {
            app.viewer().get(&app.scorecard_path("")).await.ok();
        }
        assert_eq!(try_to_sign_in(&app, PASSWORD).await, 200);
        for _ in 0..10 {
            assert_eq!(try_to_sign_in(&app, "a wrong password").await, 401);
        }
        assert_eq!(try_to_sign_in(&app, PASSWORD).await, 429);
        let after = Figures::of(&app).await;
        for (name, label, expected) in [
            ("perno_scorecard_cache_misses_total", "", 1.0),
            ("perno_scorecard_cache_hits_total", "", 2.0),
            ("perno_scorecard_cache_entries", "", 1.0),
            ("perno_password_hashes_total", "", 11.0),
            ("perno_password_hashes_waiting", "", 0.0),
            ("perno_sign_ins_total", "outcome=\"succeeded\"", 1.0),
            ("perno_sign_ins_total", "outcome=\"failed\"", 10.0),
            ("perno_sign_ins_total", "outcome=\"throttled\"", 1.0),
        ] {
            let grown = after.get(name, &[label]) - before.get(name, &[label]);
            assert!((grown - expected).abs() < 1e-9, "{name} {label}: {grown}");
        }
    }

    async fn nobody_fills_it_with_labels(app: TestApp) {
        let ask = |method: &str, path: &str| {
            app.http.request(method.parse().unwrap(), format!("{}{path}", app.address)).bearer_auth("nonsense").send()
        };
        for path in ["/nothing", "/api/v1/nothing", "/api/v1/brands/1", "/metrics"] {
            for method in ["GET", "BREW", "PATCH"] {
                ask(method, path).await.unwrap();
            }
        }
        let before = Figures::of(&app).await.0.len();
        for number in 0..30 {
            for path in ["/nothing", "/api/v1/nothing", "/api/v1/brands", "/metrics"] {
                ask("GET", &format!("{path}/{number}?q={number}")).await.unwrap();
            }
            ask(&format!("BREW{number}"), "/api/v1/brands/1").await.unwrap();
            ask(&format!("BREW{number}"), &format!("/api/v1/{number}")).await.unwrap();
        }
        let after = Figures::of(&app).await;
        assert!(after.0.len() <= before + 40, "{} after {before}", after.0.len());
        let labels = ["route=\"unmatched\"", "status=\"404\""];
        assert!(after.get("perno_http_requests_total", &labels) >= 90.0);
        assert!(after.0.iter().all(|(series, _)| !series.contains("BREW") && !series.contains("/17")));
    }

    async fn only_the_token_opens_it(app: TestApp) {
        app.admin().get("//metrics").await.problem(401, "unauthenticated");
        app.anonymous().get("//metrics").await.problem(401, "unauthenticated");
        app.with_token(&METRICS_TOKEN[1..]).get("//metrics").await.problem(401, "unauthenticated");
        app.with_token(METRICS_TOKEN).get("/me").await.problem(401, "unauthenticated");
        let address = app.serve_with(&Options::default());
        for token in ["", METRICS_TOKEN, &app.company.admin.token] {
            let answer = app.http.get(format!("{address}/metrics")).bearer_auth(token).send().await.unwrap();
            assert_eq!(answer.status(), 404);
        }
    }
);
