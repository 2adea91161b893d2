//! Calls the API as a program would, and checks every request and answer against the contract: a request that breaks
//! its schema must be refused, and an answer must be documented in status, headers and body. Methods such as `created`,
//! `problem` and `invalid` assert the expected answer, and show the request when they fail. The contract is read in
//! `contract.rs`; tokens and the clock come from `app.rs`.

use reqwest::Method;
use serde_json::{Value, json};

use super::{app::TestApp, contract::Contract, results::with};

/// A caller of the API.
pub struct Client<'a> {
    app: &'a TestApp,
    token: Option<String>,
    headers: Vec<(&'static str, String)>,
}

/// An answer of the API, with the request for failure messages.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Value,
    request: String,
}

impl<'a> Client<'a> {
    pub fn new(app: &'a TestApp, token: Option<String>) -> Self {
        Self { app, token, headers: Vec::new() }
    }

    /// The same caller, sending one more header with every request.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// A POST without a body.
    pub async fn post_nothing(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Changes what enters a score, and says why.
    pub async fn patch_because(&self, path: &str, body: Value) -> Answer {
        self.patch(path, with(body, &json!({"reason": "Agreed"}))).await
    }

    /// Replaces what enters a score, and says why.
    pub async fn put_because(&self, path: &str, body: Value) -> Answer {
        self.put(path, with(body, &json!({"reason": "Agreed"}))).await
    }

    /// Deletes what enters a score, and says why.
    pub async fn delete_because(&self, path: &str) -> Answer {
        self.delete(&format!("{path}?reason=Agreed")).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| (body.to_string().into_bytes(), "application/json"));
        self.raw(method, path, body).await
    }

    /// A request with any body. Paths are relative to the API's root, except those that begin with two slashes.
    pub async fn raw(&self, method: Method, path: &str, body: Option<(Vec<u8>, &str)>) -> Answer {
        let path = path
            .strip_prefix('/')
            .filter(|rest| rest.starts_with('/'))
            .map_or_else(|| format!("/api/v1{path}"), str::to_owned);
        let named = path.replacen("/?", "?", 1);
        let operation = Contract::find(method.as_str(), named.strip_suffix('/').unwrap_or(&named));
        let plain = |bytes: &[u8]| bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).to_vec();
        let json = body.as_ref().and_then(|(bytes, _)| serde_json::from_slice(&plain(bytes)).ok());
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let wrong = operation
            .as_ref()
            .map(|operation| operation.wrong_in_request(query, body.as_ref().map(|(_, media)| *media), json.as_ref()));
        let mut request = self.app.http.request(method.clone(), format!("{}{path}", self.app.address));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some((bytes, media)) = body {
            request = request.header("content-type", media).body(bytes);
        }
        let answer = Answer::of(request.send().await.unwrap(), format!("{method} {path}")).await;
        let (answer, bytes) = answer;
        match operation {
            Some(operation) => operation.check_response(self.app.engine, answer.status, &answer.headers, &bytes),
            None => Contract::check_problem(answer.status, &answer.headers, &bytes),
        }
        let wrong = wrong.unwrap_or_default();
        assert!(wrong.is_empty() || answer.status >= 400, "{}: accepted although {wrong:?}", answer.request);
        answer
    }
}

impl Answer {
    pub async fn of(response: reqwest::Response, request: String) -> (Self, Vec<u8>) {
        let status = response.status().as_u16();
        let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = response.headers().iter().map(header).collect();
        let bytes = response.bytes().await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        (Self { status, headers, body, request }, bytes)
    }

    /// Asserts the status; returns the body.
    #[track_caller]
    pub fn with(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.request, self.body);
        self.body
    }

    #[track_caller]
    pub fn ok(self) -> Value {
        self.with(200)
    }

    #[track_caller]
    pub fn created(self) -> Value {
        self.with(201)
    }

    #[track_caller]
    pub fn no_content(self) {
        self.with(204);
    }

    /// Asserts a problem with this status and code; returns its body.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}: {}", self.request, self.body);
        self.body
    }

    /// Asserts a 422 with exactly these errors, each as `pointer code`, in any order.
    #[track_caller]
    pub fn invalid(self, expected: &[&str]) {
        let request = self.request.clone();
        let body = self.problem(422, "invalid");
        let told = body["errors"].as_array().unwrap().iter();
        let mut told: Vec<String> =
            told.map(|one| format!("{} {}", one["pointer"].as_str().unwrap(), one["code"].as_str().unwrap())).collect();
        told.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(told, expected, "{request}");
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// The id of an object.
#[track_caller]
pub fn id(body: &Value) -> String {
    body["id"].as_str().unwrap_or_else(|| panic!("no id in {body}")).to_owned()
}
