//! What every answer says to browsers and caches: nothing here is a page, nothing may be framed or guessed, and what is
//! kept must be asked for again. Tags are set in `api/kit/answer.rs`, the request's id in `telemetry.rs`; how long TLS
//! must be used is for the reverse proxy to say.

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

/// Adds what is missing.
pub fn secure(headers: &mut HeaderMap) {
    let cache = if headers.contains_key(ETAG) { "private, no-cache" } else { "no-store" };
    for (name, value) in FIXED.iter().map(|(name, value)| (name, *value)).chain([(&CACHE_CONTROL, cache)]) {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
}
