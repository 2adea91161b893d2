//! `/api/docs`: the contract as self-contained pages for people, one to begin with and one for each tag. They are
//! rendered from `openapi.yaml` at the first request and kept, plain and compressed. `document.rs` reads the contract,
//! `schema.rs` describes values, `getting_started.md` is how to begin; nothing is written by hand for single
//! operations. The pages work without JavaScript, which only adds a filter.

mod contract_text;
mod document;
mod schema;

use std::{collections::BTreeMap, io::Write, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_ENCODING, CONTENT_SECURITY_POLICY, VARY},
};
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use self::document::{AboutApi, OperationGroup, Reference};
use super::contract::CONTRACT;
use crate::{
    app::error::Error,
    http::{compression::takes_gzip, problem::Problem},
};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

#[derive(Template)]
#[template(path = "api/docs/index.html")]
struct IndexPage<'r> {
    about: &'r AboutApi,
    reference: &'r Reference,
    style: &'static str,
    script: &'static str,
}

#[derive(Template)]
#[template(path = "api/docs/resource.html")]
struct ResourcePage<'r> {
    about: &'r AboutApi,
    group: &'r OperationGroup,
    /// The addresses and names of the other pages.
    others: Vec<(&'r str, &'r str)>,
    style: &'static str,
    script: &'static str,
}

/// A rendered page.
struct RenderedPage {
    plain: String,
    compressed: Vec<u8>,
}

/// All pages, with their content security policy.
struct RenderedReference {
    index: RenderedPage,
    /// By the last part of the address.
    resources: BTreeMap<String, RenderedPage>,
    policy: String,
}

static MADE: LazyLock<Result<RenderedReference, String>> = LazyLock::new(make);

fn make() -> Result<RenderedReference, String> {
    let document = serde_yaml_ng::from_str(CONTRACT).map_err(|error| error.to_string())?;
    let reference = Reference::of(&document);
    let (about, style, script) = (&reference.about, STYLE, SCRIPT);
    let index = rendered(&IndexPage { about, reference: &reference, style, script })?;
    let resource = |group: &OperationGroup| {
        let others = reference.groups.iter().filter(|other| other.slug != group.slug);
        let others = others.map(|other| (other.slug.as_str(), other.name.as_str())).collect();
        Ok((group.slug.clone(), rendered(&ResourcePage { about, group, others, style, script })?))
    };
    let resources = reference.groups.iter().map(resource).collect::<Result<_, String>>()?;
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    Ok(RenderedReference { index, resources, policy })
}

fn rendered(page: &impl Template) -> Result<RenderedPage, String> {
    let plain = page.render().map_err(|error| error.to_string())?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let compressed =
        encoder.write_all(plain.as_bytes()).and_then(|()| encoder.finish()).map_err(|error| error.to_string())?;
    Ok(RenderedPage { plain, compressed })
}

fn made() -> Result<&'static RenderedReference, Problem> {
    Ok(MADE.as_ref().map_err(|why| Error::internal(why.as_str()))?)
}

pub async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let made = made()?;
    Ok(answer(&request, &made.index, &made.policy))
}

/// The page of one tag.
pub async fn resource(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let made = made()?;
    let page = request.match_info().get("resource").and_then(|slug| made.resources.get(slug));
    Ok(answer(&request, page.ok_or_else(Error::not_found)?, &made.policy))
}

fn answer(request: &HttpRequest, page: &'static RenderedPage, policy: &'static str) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type("text/html; charset=utf-8");
    response.insert_header((CONTENT_SECURITY_POLICY, policy)).insert_header((VARY, "accept-encoding"));
    if takes_gzip(request) {
        response.insert_header((CONTENT_ENCODING, "gzip")).body(page.compressed.as_slice())
    } else {
        response.body(page.plain.as_str())
    }
}
