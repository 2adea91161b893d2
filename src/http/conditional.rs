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

use crate::{
    app::error::{Error, Result},
    domain::{
        context::Expected,
        values::fault::{Fault, FaultCode},
    },
};

/// The tags in a header that lists several.
fn tags<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Vec<&'h str> {
    let values = headers.get_all(name).filter_map(|value| value.to_str().ok());
    values.flat_map(between_commas).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

/// What stands between the commas that are not inside quotes.
fn between_commas(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    value.split(move |letter| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
}

/// The versions that `If-Match` allows; `None` without the header. Compressing proxies weaken tags (`W/"3"`), which
/// changes nothing; a tag of ours has a number in quotes, any other one matches nothing.
///
/// # Errors
/// `invalid` for a tag without quotes.
pub fn if_match(headers: &HeaderMap) -> Result<Option<Expected>> {
    if !headers.contains_key(IF_MATCH) {
        return Ok(None);
    }
    let mut versions = Vec::new();
    for tag in tags(headers, &IF_MATCH) {
        if tag == "*" {
            return Ok(Some(Expected::Any));
        }
        let quoted = strong(tag).strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        let Some(quoted) = quoted else {
            return Err(Error::invalid(vec![Fault::at("/If-Match", FaultCode::BadFormat, "fault-if-match")]));
        };
        versions.extend(quoted.split('.').next().and_then(|version| version.parse::<i64>().ok()));
    }
    Ok(Some(Expected::Versions(versions)))
}

/// The tag without the mark of a weak one.
fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Replaces an answer that the client has already by 304.
pub fn unless_known(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let request = response.request();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD) && response.status() == StatusCode::OK;
    let Some(tag) = response.headers().get(ETAG).filter(|_| reads).cloned() else { return response };
    let known = tags(request.headers(), &IF_NONE_MATCH);
    let current = tag.to_str().map(strong).unwrap_or_default();
    if !known.iter().any(|one| *one == "*" || strong(one) == current) {
        return response;
    }
    response.into_response(HttpResponse::NotModified().insert_header((ETAG, tag)).finish())
}
