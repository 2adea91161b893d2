//! The contract itself, as it was written: `openapi.yaml` goes into the binary when it is built and comes out
//! unchanged. Nothing is generated from the code, and nothing here reads the document. `tests/support/contract.rs`
//! holds the server against it, `tests/contract.rs` holds it to itself; its rows in code are in `api/routes.rs`.

use actix_web::HttpResponse;

/// As it was written.
pub const CONTRACT: &str = include_str!("../../openapi.yaml");

pub async fn show() -> HttpResponse {
    HttpResponse::Ok().content_type("application/yaml").body(CONTRACT)
}
