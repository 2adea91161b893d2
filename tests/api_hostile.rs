//! Requests from attackers or broken programs: forged tokens, malformed bodies, members that clients may not set, names
//! meant to become headers.
//!
//! Honest mistakes are tested with each resource, foreign ids in `api_foreign.rs`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use perno::app::sign_in::secrets;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, app::SECRET, engine::on_both_engines};

fn part(token: &str, index: usize) -> Value {
    let text = URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// A token with another header and other claims, signed with the right key.
fn signed(header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_secret(&secrets::seal(SECRET, &[b"access tokens"]));
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

/// Fifteen tokens that the server never issued.
fn forged(app: &TestApp) -> Vec<(&'static str, String)> {
    let token = &app.company.viewer.token;
    let claims = part(token, 1);
    let honest = Header { typ: Some("at+jwt".to_owned()), ..Header::new(Algorithm::HS256) };
    let plain = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let pieces: Vec<&str> = token.split('.').collect();
    let another = EncodingKey::from_secret(b"another secret");
    let mut no_exp = claims.clone();
    no_exp.as_object_mut().unwrap().remove("exp");
    let sign = |header: Header| signed(&header, &claims);
    vec![
        ("alg none", format!("{}.{}.", plain(&json!({"alg": "none", "typ": "at+jwt"})), pieces[1])),
        ("no signature", format!("{}.{}.", pieces[0], pieces[1])),
        ("another key", jsonwebtoken::encode(&honest, &claims, &another).unwrap()),
        ("another algorithm", sign(Header { alg: Algorithm::HS512, ..honest.clone() })),
        (
            "changed claims",
            format!("{}.{}.{}", pieces[0], plain(&with(claims.clone(), "sub", json!(app.company.admin.id))), pieces[2]),
        ),
        ("typ of another token", sign(Header { typ: Some("JWT".to_owned()), ..honest.clone() })),
        ("no typ", sign(Header { typ: None, ..honest.clone() })),
        ("critical extension", sign(Header { crit: Some(vec!["exp".to_owned()]), ..honest.clone() })),
        ("names a key", sign(Header { kid: Some("../../dev/null".to_owned()), ..honest.clone() })),
        ("names a place of keys", sign(Header { jku: Some("https://example.org/keys".to_owned()), ..honest.clone() })),
        ("another issuer", signed(&honest, &with(claims.clone(), "iss", json!("somebody")))),
        ("another audience", signed(&honest, &with(claims.clone(), "aud", json!("perno-web")))),
        ("expired", signed(&honest, &with(claims.clone(), "exp", json!(1_000_000_000)))),
        ("never expires", signed(&honest, &no_exp)),
        ("another person in the session", signed(&honest, &with(claims.clone(), "sub", json!(app.company.admin.id)))),
        ("refresh token", app.company.viewer.refresh_token.clone()),
    ]
}

/// Bodies that are not JSON or have a wrong shape, each with the expected status.
fn broken() -> Vec<(&'static str, Vec<u8>, &'static str, u16)> {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let wide = json!({"name": "x".repeat(1_048_576)}).to_string();
    let json = "application/json";
    vec![
        ("nothing", Vec::new(), json, 400),
        ("half an object", b"{\"name\": ".to_vec(), json, 400),
        ("two values", b"{} {}".to_vec(), json, 400),
        ("no quotes", b"{name: 1}".to_vec(), json, 400),
        ("not a number", b"{\"name\": NaN}".to_vec(), json, 400),
        ("infinite", b"{\"name\": 1e999}".to_vec(), json, 400),
        ("broken UTF-8", b"{\"name\": \"\xff\xfe\"}".to_vec(), json, 400),
        ("half a surrogate", b"{\"name\": \"\\ud800\"}".to_vec(), json, 400),
        ("a raw control character", b"{\"name\": \"\x01\"}".to_vec(), json, 400),
        ("nested without end", deep.into_bytes(), json, 400),
        ("too large", wide.into_bytes(), json, 413),
        ("a list", b"[]".to_vec(), json, 422),
        ("text", b"\"name\"".to_vec(), json, 422),
        ("null", b"null".to_vec(), json, 422),
        ("an escaped NUL", b"{\"name\": \"a\\u0000b\"}".to_vec(), json, 422),
        ("an escaped control character", b"{\"name\": \"a\\u0007b\"}".to_vec(), json, 422),
        ("line breaks in a name", b"{\"name\": \"a\\r\\nSet-Cookie: b\"}".to_vec(), json, 422),
        ("a wrong type", b"{\"name\": {\"$gt\": \"\"}}".to_vec(), json, 422),
        ("a form", b"name=x".to_vec(), "application/x-www-form-urlencoded", 415),
        ("XML", b"<name>x</name>".to_vec(), "application/xml", 415),
        ("no type", b"{\"name\": \"x\"}".to_vec(), "", 415),
    ]
}

on_both_engines!(
    async fn forged_token_lets_nobody_in(app: TestApp) {
        app.viewer().get("/me").await.ok();
        let forged = forged(&app);
        assert!(forged.len() > 15);
        for (name, token) in forged {
            let answer = app.with_token(&token).get("/me").await;
            assert_eq!((answer.status, name), (401, name), "{}", answer.body);
        }
        let access = json!({"refresh_token": app.company.viewer.token});
        app.anonymous().post("/auth/refresh", access).await.problem(401, "invalid_token");
    }

    async fn unknown_address_costs_as_much_as_a_wrong_password(app: TestApp) {
        app.admin().patch(&format!("/users/{}", app.company.viewer.id), json!({"active": false})).await.ok();
        let wrong = [
            (app.company.member.email.as_str(), "not the password"),
            (app.company.viewer.email.as_str(), "not the password"),
            ("nobody@rossi.example", "not the password"),
        ];
        for (email, password) in wrong {
            let before = app.app.passwords.computed();
            let body = json!({"email": email, "password": password});
            app.anonymous().post("/auth/login", body).await.problem(401, "invalid_credentials");
            assert_eq!(app.app.passwords.computed(), before + 1, "{email}");
        }
    }

    async fn broken_body_is_refused_and_leaves_nothing(app: TestApp) {
        let before = app.admin().get("/changes?limit=200").await.ok();
        assert!(broken().len() > 20);
        for (name, bytes, media, status) in broken() {
            let answer = app.admin().raw(Method::POST, "/departments", Some((bytes, media))).await;
            assert_eq!((answer.status, name), (status, name), "{}", answer.body);
        }
        assert_eq!(app.admin().get("/changes?limit=200").await.ok(), before);
    }

    async fn nobody_sets_what_is_not_theirs_to_set(app: TestApp) {
        let company = &app.company;
        for member in ["role", "active", "email", "organisation_id", "id", "version"] {
            let body = json!({member: "admin"});
            app.viewer().patch("/me", body).await.invalid(&[&format!("/{member} unknown_field")]);
        }
        for member in ["score", "expected", "status", "flags", "version", "created_at", "organisation_id", "brand_id"] {
            let path = format!("/objectives/{}", company.objective);
            app.admin().patch(&path, json!({member: 1})).await.invalid(&[&format!("/{member} unknown_field")]);
        }
        for member in ["attainment", "progress", "current_value", "cancelled_on", "cycle_id", "version"] {
            let path = format!("/key-results/{}", company.key_result);
            app.admin().patch(&path, json!({member: 1})).await.invalid(&[&format!("/{member} unknown_field")]);
        }
        let check_ins = format!("/key-results/{}/check-ins", company.key_result);
        let body = json!({"value": 1, "author_id": company.admin.id});
        app.member().post(&check_ins, body).await.invalid(&["/author_id unknown_field"]);
    }

    async fn name_that_looks_like_a_header_stays_a_name(app: TestApp) {
        let name = "x\u{2028}Location: https://example.org \u{202e} <script>alert(1)</script>";
        let created = app.admin().post("/brands", json!({"name": name})).await;
        assert!(created.header("location").unwrap().starts_with("/api/v1/brands/"));
        assert_eq!(created.created()["name"], name);
        let answer = app.viewer().with_header("x-request-id", "mine").get("/me").await;
        assert_ne!(answer.header("x-request-id"), Some("mine"));
    }

    async fn origin_that_is_not_configured_gets_no_permission(app: TestApp) {
        let preflight = |address: String, origin: &'static str| {
            let request = app.http.request(Method::OPTIONS, format!("{address}/api/v1/brands"));
            request.header("origin", origin).header("access-control-request-method", "GET").send()
        };
        let allowed = |answer: reqwest::Response| answer.headers().get("access-control-allow-origin").cloned();
        let answer = preflight(app.address.clone(), "https://bi.example.org").await.unwrap();
        assert_eq!((answer.status().as_u16(), allowed(answer)), (405, None));
        let options = perno::cli::http_server::Options {
            cors_origins: vec!["https://bi.example.org".to_owned()],
            ..Default::default()
        };
        let address = app.serve_with(&options);
        let answer = preflight(address.clone(), "https://bi.example.org").await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), allowed(answer).unwrap().to_str().unwrap()),
            (200, "https://bi.example.org")
        );
        let refused = app.http.get(format!("{address}/api/v1/me")).header("origin", "https://bi.example.org");
        let refused = refused.send().await.unwrap();
        assert_eq!(refused.status().as_u16(), 401);
        assert!(refused.headers()["access-control-expose-headers"].to_str().unwrap().contains("ratelimit-reset"));
        assert_eq!(allowed(refused).unwrap(), "https://bi.example.org");
        assert_eq!(allowed(preflight(address, "https://evil.example.org").await.unwrap()), None);
    }

    async fn caller_above_the_configured_rate_waits(app: TestApp) {
        let options = perno::cli::http_server::Options {
            requests_per_minute: std::num::NonZeroU32::new(3),
            ..Default::default()
        };
        let address = app.serve_with(&options);
        let get = |path: &str, token: &str| app.http.get(format!("{address}{path}")).bearer_auth(token).send();
        let token = app.company.viewer.token.clone();
        for left in ["2", "1", "0"] {
            let answer = get("/api/v1/me", &token).await.unwrap();
            assert_eq!(
                (answer.status().as_u16(), answer.headers()["ratelimit-remaining"].to_str().unwrap()),
                (200, left)
            );
        }
        let refused = get("/api/v1/me", &token).await.unwrap();
        assert_eq!(refused.status().as_u16(), 429);
        assert_eq!(refused.headers()["ratelimit-limit"], "3");
        assert!(refused.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 61);
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["code"], "too_many_requests");
        assert_eq!(get("/api/v1/me", &app.company.member.token).await.unwrap().status().as_u16(), 200);
        assert_eq!(get("/healthz", &token).await.unwrap().status().as_u16(), 200);
    }

    async fn callers_behind_a_known_proxy_are_counted_one_by_one(app: TestApp) {
        let mut app = app;
        app.app.proxies = 1;
        let options = perno::cli::http_server::Options {
            requests_per_minute: std::num::NonZeroU32::new(1),
            ..Default::default()
        };
        let address = app.serve_with(&options);
        for (caller, status) in [("192.0.2.1", 401), ("192.0.2.1", 429), ("192.0.2.2", 401)] {
            let asked = app.http.get(format!("{address}/api/v1/me")).header("x-forwarded-for", caller);
            assert_eq!(asked.send().await.unwrap().status().as_u16(), status, "{caller}");
        }
        for (session, status) in [("perno=one", 401), ("perno=one", 429), ("perno=two", 429)] {
            let asked = app.http.get(format!("{address}/api/v1/me")).header("cookie", session);
            assert_eq!(asked.send().await.unwrap().status().as_u16(), status, "{session}");
        }
    }
);
