//! Conditional requests (RFC 9110): `If-Match`, the version that a change expects, and 304 for reads when nothing
//! is new. The `ETag` itself is made in `api/kit/answer.rs`; the use cases compare versions, with `expect` of
//! `app`.

use actix_web::{
    HttpResponse,
    body::BoxBody,
    dev::ServiceResponse,
    http::{
        Method, StatusCode,
        header::{ETAG, HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH},
    },
};

use crate::domain::context::Expected;

/// The tags in a header that lists several.
fn tags<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Vec<&'h str> {
    let values = headers.get_all(name).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

/// The versions that `If-Match` allows; `None` without the header. Weak and malformed tags match nothing.
pub fn if_match(headers: &HeaderMap) -> Option<Expected> {
    headers.get(IF_MATCH)?;
    let tags = tags(headers, &IF_MATCH);
    if tags.contains(&"*") {
        return Some(Expected::Any);
    }
    let version = |tag: &&str| tag.strip_prefix('"')?.strip_suffix('"')?.split('.').next()?.parse().ok();
    Some(Expected::Versions(tags.iter().filter_map(version).collect()))
}

/// Replaces an answer that the client has already by 304.
pub fn unless_known(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let request = response.request();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD) && response.status() == StatusCode::OK;
    let Some(tag) = response.headers().get(ETAG).filter(|_| reads).cloned() else { return response };
    let strong = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    let known = tags(request.headers(), &IF_NONE_MATCH);
    let current = tag.to_str().map(strong).unwrap_or_default();
    if !known.iter().any(|one| *one == "*" || strong(one) == current) {
        return response;
    }
    response.into_response(HttpResponse::NotModified().insert_header((ETAG, tag)).finish())
}
