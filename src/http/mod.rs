//! What the REST API and the pages share of HTTP: the body within its bounds, where a request comes from and which id it
//! has. Nothing here knows a resource or a page; those are in `api` and `web`, which never use each other.
//! What one of them alone needs stays there.

pub mod body;
pub mod compression;
pub mod conditional;
pub mod detail;
pub mod problem;
pub mod rate_limit;
pub mod request;
pub mod security_headers;
pub mod telemetry;
