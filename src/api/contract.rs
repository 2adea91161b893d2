//! The contract itself, as it was written.

use actix_web::HttpResponse;

const CONTRACT: &str = include_str!("../../openapi.yaml");

pub async fn show() -> HttpResponse {
    HttpResponse::Ok().content_type("application/yaml").body(CONTRACT)
}
