//! The head of a request: conditions, the client's address, the origin, languages, encodings. Each line is `name: value`;
//! the first is the path.

#![no_main]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::{
    HttpRequest,
    http::header::{HeaderName, HeaderValue},
    test::TestRequest,
};
use libfuzzer_sys::fuzz_target;
use perno::{
    app::idempotency::Attempt,
    domain::context::Expected,
    http::{compression::takes_gzip, conditional::if_match, origin::Origin, request},
};
use perno_fuzz::refusal;

const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

fuzz_target!(|head: &[u8]| {
    let mut request = TestRequest::default().peer_addr(SocketAddr::from((PEER, 7)));
    for line in head.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let value = value.strip_prefix(b": ").or_else(|| value.strip_prefix(b":")).unwrap_or_default();
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
            request = request.append_header((name, value));
        }
    }
    let request = request.to_http_request();
    conditions(&request, head.len());
    origin(&request);
    takes_gzip(&request);
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let forwarded: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).filter_map(|one| one.trim().parse().ok()).collect();
    for proxies in [0, 1, 2, usize::MAX] {
        let address = request::address(&request, proxies).unwrap();
        assert!(address == PEER || (proxies > 0 && forwarded.contains(&address)), "{address}");
    }
    for value in request.headers().get_all("idempotency-key") {
        let key = value.to_str().unwrap_or_default();
        match Attempt::new(uuid::Uuid::nil(), "/", key, Vec::new()) {
            Ok(_) => assert!(!key.is_empty() && key.len() <= 255),
            Err(error) => refusal(&error, key.len()),
        }
    }
});

fn conditions(request: &HttpRequest, length: usize) {
    match if_match(request.headers()) {
        Ok(None) => assert!(!request.headers().contains_key("if-match")),
        Ok(Some(Expected::Any)) => {}
        Ok(Some(Expected::Versions(versions))) => {
            assert!(versions.len() <= length);
            let tags: Vec<String> = versions.iter().map(|version| format!("W/\"{version}\"")).collect();
            let again = TestRequest::default().append_header(("if-match", tags.join(", "))).to_http_request();
            let Ok(Some(Expected::Versions(read))) = if_match(again.headers()) else { panic!("{tags:?}") };
            assert_eq!(read, versions);
        }
        Err(error) => refusal(&error, length),
    }
}

fn origin(request: &HttpRequest) {
    let Origin { origin, is_local } = Origin::of(request);
    let (scheme, host) = origin.split_once("://").unwrap();
    assert_eq!(scheme == "http", is_local);
    assert_eq!(host, host.to_ascii_lowercase());
    let local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| host.starts_with(name));
    assert!(!is_local || local, "{origin}");
}
