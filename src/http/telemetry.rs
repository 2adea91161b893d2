//! The middleware around every request: it assigns the request id, writes one log line, updates the metrics, and turns
//! every failure into a problem document, including those of the framework. The cause of a 5xx is logged here and never
//! sent. HEAD is handled as GET: the connection leaves out the body. The form of a problem is in `problem.rs`; logging
//! is set up in `cli/setup.rs`.

use std::{
    future::poll_fn,
    pin::pin,
    time::{Duration, Instant},
};

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use uuid::Uuid;

use super::{
    conditional::unless_known,
    problem::{self, Problem},
    rate_limit,
    redaction::without_tokens,
    request::{self, RequestId, ignore_trailing_slash},
    security_headers as headers,
};
use crate::{app::App, metrics::Request};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The middleware around every request.
pub async fn middleware(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let id = Uuid::now_v7().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    request::warn_of_unknown_proxy(request.request());
    let method = request.method().clone();
    ignore_trailing_slash(&mut request);
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let in_flight = request.app_data::<web::Data<App>>().map(|app| app.metrics.begin_request());
    let began = Instant::now();
    let (response, held) = held(next.call(request)).await;
    let mut response = unless_known(as_problem(response?.map_into_boxed_body(), &id));
    complete(response.headers_mut(), &id);
    if let Some(one) = in_flight {
        one.answered(labels(&response), began.elapsed(), held);
    }
    let path = logged_path(response.request());
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(request_id = %id, %method, path, status = response.status().as_u16(), micros, "request");
    Ok(response)
}

/// What the work returns, and the longest time that it held the worker before it waited for something.
async fn held<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let (mut work, mut longest) = (pin!(work), Duration::ZERO);
    let result = poll_fn(|context| {
        let began = Instant::now();
        let polled = work.as_mut().poll(context);
        longest = longest.max(began.elapsed());
        polled
    })
    .await;
    (result, longest)
}

/// The path for the log; its pattern instead when it contains a secret token.
fn logged_path(request: &HttpRequest) -> String {
    let pattern = request.match_pattern().filter(|pattern| pattern.contains("{token}"));
    pattern.unwrap_or_else(|| without_tokens(request.path()).into_owned())
}

fn complete(headers: &mut HeaderMap, id: &str) {
    headers::secure(headers);
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(HEADER, value);
    }
}

/// The labels of the metrics: never text that the client is free to choose, which would make their number unbounded.
fn labels(response: &ServiceResponse<BoxBody>) -> Request {
    let request = response.request();
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    Request { route, method, status: response.status().as_u16() }
}

/// Turns a failed response into a problem document with the request's id; pages write their own error as HTML.
fn as_problem(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let told = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if told || !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let told = match response.response().error() {
        Some(error) => from_error(error, id),
        None => problem::response(&problem::of_status(status), id),
    };
    let kept: Vec<_> = [ALLOW]
        .into_iter()
        .chain(rate_limit::HEADERS)
        .filter_map(|name| response.headers().get(&name).cloned().map(|value| (name, value)))
        .collect();
    let mut told = response.into_response(told);
    for (name, value) in kept {
        told.headers_mut().insert(name, value);
    }
    told
}

fn from_error(error: &ActixError, id: &str) -> HttpResponse {
    match error.as_error::<Problem>() {
        Some(Problem(error)) => {
            if error.code.status() >= 500 {
                tracing::error!(request_id = %id, cause = error.why(), "a request failed inside");
            }
            problem::response(error, id)
        }
        None => problem::response(&problem::of_status(error.as_response_error().status_code()), id),
    }
}
