//! The HTTP code that the REST API and the pages share: bodies, client addresses, request ids, problem documents,
//! middleware. Nothing here depends on a resource or a page; those are in `api` and `web`, which never use each other.
//! Code that only one of them needs stays there.

pub mod body;
pub mod compression;
pub mod conditional;
pub mod connections;
pub mod detail;
pub mod offload;
pub mod origin;
pub mod paced_stream;
pub mod problem;
pub mod rate_limit;
pub mod redaction;
pub mod request;
pub mod security_headers;
pub mod telemetry;
