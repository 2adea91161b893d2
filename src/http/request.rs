//! The id of a request and the address of its client; also the one change to its path: a slash at the end is ignored.
//! The id is assigned once, by `telemetry.rs`, and connects what the client sees with the log. How many proxies are
//! trusted about the client's address is a setting (`config.rs`).

use std::{net::IpAddr, sync::Once};

use actix_web::{
    HttpMessage, HttpRequest,
    dev::ServiceRequest,
    http::{Uri, uri::PathAndQuery},
    web,
};

use crate::app::App;

const FORWARDED: &str = "x-forwarded-for";

/// The id of a request.
#[derive(Clone)]
pub struct RequestId(pub String);

/// Marks a request whose credential was found valid.
pub struct Authenticated;

/// Notes that the credential of the request is valid, for the rate limit.
pub fn note_authenticated(request: &HttpRequest) {
    request.extensions_mut().insert(Authenticated);
}

/// The id that was assigned to the request.
pub fn id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// The client's address: the peer's, or with proxies the one that the outermost of them saw.
pub fn address(request: &HttpRequest, proxies: usize) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let Some(hops) = proxies.checked_sub(1) else { return peer };
    let forwarded = request.headers().get_all(FORWARDED).filter_map(|value| value.to_str().ok());
    let seen: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    seen.iter().rev().nth(hops).and_then(|address| address.parse().ok()).or(peer)
}

/// Warns once, in the log, when requests come through a proxy although the settings know of none.
pub fn warn_of_unknown_proxy(request: &HttpRequest) {
    static WARNED: Once = Once::new();
    let proxies = request.app_data::<web::Data<App>>().map_or(0, |app| app.proxies);
    if proxies == 0 && request.headers().contains_key(FORWARDED) {
        WARNED.call_once(|| {
            tracing::warn!(
                "requests come through a proxy (X-Forwarded-For) although PERNO_PROXIES is 0: failed sign-ins of \
                 everybody count as those of one network; set PERNO_PROXIES to the number of proxies"
            );
        });
    }
}

/// Routes `/brands/` as `/brands`.
pub fn ignore_trailing_slash(request: &mut ServiceRequest) {
    let uri = request.uri();
    let Some(path) = uri.path().strip_suffix('/').filter(|path| !path.is_empty() && !path.ends_with('/')) else {
        return;
    };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(format!("{path}{query}")).ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}
