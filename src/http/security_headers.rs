//! Security and cache headers, for every answer that has not set its own: it is no page, may not be framed, its content
//! type may not be guessed, and a cached copy must be revalidated. The `ETag` is set in `api/kit/answer.rs`, the
//! request's id in `telemetry.rs`; HSTS is left to the reverse proxy.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

const FIXED: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
];

/// Adds the headers that are missing.
pub fn secure(headers: &mut HeaderMap) {
    let cache = if headers.contains_key(ETAG) { "private, no-cache" } else { "no-store" };
    for (name, value) in FIXED.iter().map(|(name, value)| (name, *value)).chain([(&CACHE_CONTROL, cache)]) {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
}
