//! Metrics for Prometheus. They need a token of their own (`PERNO_METRICS_TOKEN`), whatever proxies are in front of the
//! program; without one configured the path gives 404. The instruments are declared in `src/metrics.rs` and updated
//! where things happen.

use actix_web::{HttpRequest, HttpResponse, http::header::AUTHORIZATION, web::Data};

use crate::{
    api::kit::call::AnonymousRequest,
    app::{
        error::{Code, Error, Result},
        sign_in::secrets,
    },
    config::Secret,
    http::problem::Problem,
};

const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The token that a request must send; `None` when nobody may read the metrics.
pub type Token = Option<Secret>;

pub async fn show(request: HttpRequest, anyone: AnonymousRequest) -> std::result::Result<HttpResponse, Problem> {
    authorise(&request)?;
    Ok(HttpResponse::Ok().content_type(TEXT_FORMAT).body(anyone.app.metrics.render()))
}

fn authorise(request: &HttpRequest) -> Result<()> {
    let token = request.app_data::<Data<Token>>().and_then(|token| token.as_ref().as_ref());
    let token = token.ok_or_else(Error::not_found)?;
    let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let sent = sent.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let hash = |text: &[u8]| secrets::hash(text);
    if sent.is_some_and(|(_, sent)| secrets::constant_time_eq(&hash(sent.trim().as_bytes()), &hash(token.as_bytes()))) {
        Ok(())
    } else {
        Err(Error::new(Code::Unauthenticated, "error-metrics-token"))
    }
}
