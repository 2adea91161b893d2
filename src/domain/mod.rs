//! What Perno is about, pure: no database, no web, no clock, no environment. One file per noun; `scoring` is the heart.
//! Values are checked once, by their constructors; what exists is valid. How untrusted input becomes values is in
//! `app/input`, how values are kept in `store`; what may be done with them, and in which order, is in `app`.

pub mod access;
pub mod anonymity;
pub mod api_key;
pub mod brand;
pub mod change;
pub mod check_in;
pub mod ctx;
pub mod cycle;
pub mod department;
pub mod fault;
pub mod id;
pub mod key_result;
pub mod kpi;
pub mod measure;
pub mod model;
pub mod model_version;
pub mod numbers;
pub mod objective;
pub mod organisation;
pub mod policy;
pub mod record;
pub mod scoring;
pub mod session;
pub mod text;
pub mod user;
mod wire_enum;
