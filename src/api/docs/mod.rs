//! `/api/docs`: the contract as one self-contained page for people. It is rendered from `openapi.yaml` at the first
//! request and kept, plain and compressed. `document.rs` reads the contract, `schema.rs` describes values, `page.html`
//! is the template; nothing is written by hand for single operations. The page works without JavaScript, which only
//! adds a filter.

mod contract_text;
mod document;
mod schema;

use std::{io::Write, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_ENCODING, CONTENT_SECURITY_POLICY, VARY},
};
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use self::document::Reference;
use super::contract::CONTRACT;
use crate::{
    app::error::Error,
    http::{compression::takes_gzip, problem::Problem},
};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

#[derive(Template)]
#[template(path = "api/docs/page.html")]
struct Page {
    reference: Reference,
    style: &'static str,
    script: &'static str,
}

/// The rendered page, with its content security policy.
struct RenderedPage {
    plain: String,
    compressed: Vec<u8>,
    policy: String,
}

static MADE: LazyLock<Result<RenderedPage, String>> = LazyLock::new(make);

fn make() -> Result<RenderedPage, String> {
    let document = serde_yaml_ng::from_str(CONTRACT).map_err(|error| error.to_string())?;
    let page = Page { reference: Reference::of(&document), style: STYLE, script: SCRIPT };
    let plain = page.render().map_err(|error| error.to_string())?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let compressed =
        encoder.write_all(plain.as_bytes()).and_then(|()| encoder.finish()).map_err(|error| error.to_string())?;
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    Ok(RenderedPage { plain, compressed, policy })
}

pub async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let made = MADE.as_ref().map_err(|why| Error::internal(why.as_str()))?;
    let mut response = HttpResponse::Ok();
    response.content_type("text/html; charset=utf-8");
    response.insert_header((CONTENT_SECURITY_POLICY, made.policy.as_str())).insert_header((VARY, "accept-encoding"));
    Ok(if takes_gzip(&request) {
        response.insert_header((CONTENT_ENCODING, "gzip")).body(made.compressed.as_slice())
    } else {
        response.body(made.plain.as_str())
    })
}
