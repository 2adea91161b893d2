//! Static files that every page loads: one style sheet, one script, one icon, all served from here. Their names contain
//! a hash of their content, so browsers may cache them for ever. This folder holds the base; what only one feature
//! needs is in its folder, and `build.rs` joins them.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
};

use crate::{
    app::sign_in::secrets,
    http::compression::{Encoded, takes_gzip},
};

struct Asset {
    stem: &'static str,
    ending: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset {
        stem: "perno",
        ending: "css",
        kind: "text/css; charset=utf-8",
        content: include_str!(concat!(env!("OUT_DIR"), "/perno.css")),
    },
    Asset {
        stem: "perno",
        ending: "js",
        kind: "text/javascript; charset=utf-8",
        content: include_str!(concat!(env!("OUT_DIR"), "/perno.js")),
    },
    Asset { stem: "icon", ending: "svg", kind: "image/svg+xml", content: include_str!("icon.svg") },
];

/// The addresses of the static files.
pub struct Addresses {
    pub style: String,
    pub script: String,
    pub icon: String,
}

pub static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| {
    let [style, script, icon] = ASSETS.map(|asset| format!("/assets/{}", name(&asset)));
    Addresses { style, script, icon }
});

fn name(asset: &Asset) -> String {
    let hash = secrets::hash(asset.content.as_bytes())
        .into_iter()
        .take(6)
        .fold(0_u64, |hash, byte| hash << 8 | u64::from(byte));
    format!("{}.{hash:012x}.{}", asset.stem, asset.ending)
}

pub async fn show(request: HttpRequest) -> HttpResponse {
    let wanted = request.match_info().get("name").unwrap_or_default();
    let Some(asset) = ASSETS.iter().find(|asset| name(asset) == wanted) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, asset.kind));
    response.insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Encoded::new(asset.content.as_bytes().to_vec(), takes_gzip(&request)).respond(response)
}
