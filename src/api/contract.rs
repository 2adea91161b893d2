//! Serves the contract: `openapi.yaml` is embedded in the program and sent unchanged. Nothing in it is generated from
//! the code. `tests/support/contract.rs` checks the server against it, `tests/contract.rs` checks the document itself;
//! the same operations in code are in `api/routes.rs`.

use actix_web::HttpResponse;

/// The text of `openapi.yaml`.
pub const CONTRACT: &str = include_str!("../../openapi.yaml");

pub async fn show() -> HttpResponse {
    HttpResponse::Ok().content_type("application/yaml").body(CONTRACT)
}
