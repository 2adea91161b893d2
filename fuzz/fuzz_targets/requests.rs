//! Whole requests to the program, with a small company in its database: whatever is sent, the program answers, and its own
//! mistakes (500) are none of the answers. The first line is method and path, then headers, an empty line, and the body.
//! In all of them `@` and a name stand for what no stranger can guess: ids, and the tokens of a signed-in admin.

#![no_main]

use std::{cell::RefCell, mem::ManuallyDrop, sync::Arc};

use actix_web::{
    App as Web,
    body::to_bytes,
    http::{
        Method, StatusCode, Uri,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue},
    },
    middleware::from_fn,
    rt::{System, SystemRunner},
    test::{TestRequest, init_service, try_call_service},
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use libfuzzer_sys::fuzz_target;
use perno::{
    api::{metrics::Token, routes::routes},
    app::{
        App, Session, SignUp,
        input::Input,
        sign_in::{
            failed_sign_ins::Source,
            secrets::Bearer,
            tokens::{ACCESS_MINUTES, Tokens},
            visits,
        },
    },
    http::{compression, origin::PublicUrl, rate_limit::Allowance, telemetry},
    store::engine::db::Db,
    web as pages,
};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

const EMAIL: &str = "ada@rossi.example";
const PASSWORD: &str = "seven olives under a lemon tree";

/// After so many requests the company begins anew, so that a finding does not depend on all that was sent before.
const AGE_MAX: u32 = 2_000;

type Send = Box<dyn Fn(TestRequest) -> Response>;

struct Response {
    status: StatusCode,
    content_type: String,
    has_policy: bool,
    body: Vec<u8>,
}

/// A program with a company in it.
struct Company {
    send: Send,
    /// What stands for what in a request, the longest names first.
    names: Vec<(&'static str, String)>,
    age: u32,
    _database: NamedTempFile,
}

thread_local! {
    /// The last one is not dropped: at the end of the thread the runtime that it needs for that is gone.
    static COMPANY: RefCell<Option<ManuallyDrop<Company>>> = const { RefCell::new(None) };
}

fuzz_target!(|text: &str| {
    COMPANY.with_borrow_mut(|company| {
        if company.as_ref().is_none_or(|company| company.age > AGE_MAX) {
            drop(company.take().map(ManuallyDrop::into_inner));
            *company = Some(ManuallyDrop::new(Company::found()));
        }
        if let Some(company) = company {
            company.age += 1;
            if let Some(request) = company.request(text) {
                answered(&(company.send)(request));
            }
        }
    });
});

/// What must be true of every answer.
fn answered(response: &Response) {
    let Response { status, content_type, has_policy, body } = response;
    assert!(!status.is_server_error(), "{status}: {}", String::from_utf8_lossy(body));
    if content_type.starts_with("text/html") {
        assert!(*has_policy, "a page without a policy");
        assert!(std::str::from_utf8(body).is_ok());
    } else if status.is_client_error() {
        assert_eq!(content_type, "application/problem+json", "{status}");
        let problem: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(problem["status"], status.as_u16());
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
}

impl Company {
    fn found() -> Self {
        let database = NamedTempFile::new().unwrap();
        let url = format!("sqlite://{}", database.path().display()).parse().unwrap();
        let tokens = Tokens::new(b"only for fuzzing, where nothing is secret").unwrap();
        let noon: DateTime<Utc> = "2026-02-15T12:00:00Z".parse().unwrap();
        let app = App::new(Db::open(&url, 2).unwrap(), Arc::new(move || noon), tokens, SignUp::Closed, 1);
        let runner = System::new();
        let send = serving(runner, app.clone());
        let mut company = Self { send, names: Vec::new(), age: 0, _database: database };
        company.sign_up(&app, noon);
        company.plan();
        company.names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        company
    }

    fn sign_up(&mut self, app: &App, now: DateTime<Utc>) {
        let admin = json!({"name": "Ada", "email": EMAIL, "password": PASSWORD});
        let made = self.post("organisations", &json!({"name": "Rossi", "admin": admin}));
        self.names.push(("brand", id(&made["brand"])));
        self.names.push(("user", id(&made["user"])));
        let sign_in = Input::json(json!({"email": EMAIL, "password": PASSWORD})).command();
        let browser = System::new().block_on(visits::sign_in(app, sign_in, Source::default(), None, String::new()));
        let browser = browser.unwrap();
        let session = Bearer::<Session>::decode(&browser.session).unwrap();
        let nonce = [7; 16];
        let seal = app.tokens.seal_form(&nonce, &session.id.to_string());
        self.names.push(("form", URL_SAFE_NO_PAD.encode([nonce.as_slice(), &seal].concat())));
        let signed_in = self.post("auth/login", &json!({"email": EMAIL, "password": PASSWORD}));
        let token = signed_in["access_token"].as_str().unwrap().to_owned();
        assert!(app.tokens.check(&token, now + TimeDelta::minutes(ACCESS_MINUTES - 1)).is_ok());
        self.names.push(("token", token));
        self.names.push(("session", browser.session));
        self.names.push(("devices", browser.devices));
    }

    fn plan(&mut self) {
        let of = |company: &Self, name: &str| company.named(name);
        let department = self.post("departments", &json!({"name": "Sales"}));
        self.names.push(("department", id(&department)));
        let days = json!({"name": "Q1", "starts_on": "2026-01-01", "ends_on": "2026-03-31", "state": "active"});
        let cycle = self.post("cycles", &days);
        self.names.push(("cycle", id(&cycle)));
        let objective = json!({"brand_id": of(self, "brand"), "cycle_id": of(self, "cycle"),
            "department_id": of(self, "department"), "title": "Be there", "contribution": "It serves the purpose."});
        let objective = self.post("objectives", &objective);
        self.names.push(("objective", id(&objective)));
        let measure = json!({"kind": "number", "start": 0, "target": 100, "unit": "visits"});
        let result = json!({"objective_id": of(self, "objective"), "title": "Visits", "measure": measure});
        let result = self.post("key-results", &result);
        self.names.push(("result", id(&result)));
        let kpi = json!({"brand_id": of(self, "brand"), "name": "Revenue", "category": "revenue", "unit": "EUR",
            "aggregation": "sum"});
        let kpi = self.post("kpis", &kpi);
        self.names.push(("kpi", id(&kpi)));
    }

    fn named(&self, name: &str) -> String {
        self.names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let mut request = TestRequest::post().uri(&format!("/api/v1/{path}")).set_json(body);
        if let Some((_, token)) = self.names.iter().find(|(name, _)| *name == "token") {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        let response = (self.send)(request);
        assert!(response.status.is_success(), "{path}: {}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap()
    }

    fn request(&self, text: &str) -> Option<TestRequest> {
        let text =
            self.names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("@{name}"), value));
        let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
        let mut lines = head.split('\n');
        let (method, path) = lines.next()?.split_once(' ')?;
        let uri: Uri = path.parse().ok().filter(|uri: &Uri| uri.path().starts_with('/'))?;
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let mut request =
            TestRequest::default().method(method).uri(&uri.to_string()).peer_addr(([192, 0, 2, 7], 7).into());
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                request = request.append_header((name, value));
            }
        }
        Some(request.set_payload(body.to_owned()))
    }
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

/// The program, as `cli/http_server.rs` puts it together, without sockets.
fn serving(runner: SystemRunner, app: App) -> Send {
    let service = runner.block_on(init_service(
        Web::new()
            .app_data(web::Data::new(app))
            .app_data(web::Data::new(None::<Allowance>))
            .app_data(web::Data::new(PublicUrl::default()))
            .app_data(web::Data::<Token>::new(None))
            .wrap(from_fn(telemetry::middleware))
            .wrap(from_fn(compression::middleware))
            .configure(routes)
            .configure(pages::routes::routes),
    ));
    Box::new(move |request| {
        runner.block_on(async {
            let response = try_call_service(&service, request.to_request()).await.unwrap();
            let text = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
            Response {
                status: response.status(),
                content_type: text(CONTENT_TYPE).unwrap_or_default().to_owned(),
                has_policy: response.headers().contains_key(CONTENT_SECURITY_POLICY),
                body: to_bytes(response.into_body()).await.map(|body| body.to_vec()).unwrap_or_default(),
            }
        })
    })
}
