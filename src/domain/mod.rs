//! The domain model, pure: no database, no web, no clock, no environment. One file per noun; `scoring` is the core.
//! Values are validated once, by their constructors, so every existing value is valid. Parsing of untrusted input is in
//! `app/input`, storage in `store`; the use cases are in `app`.

pub mod access;
pub mod brand;
pub mod change;
pub mod check_in;
pub mod context;
pub mod cycle;
pub mod department;
pub mod due;
pub mod key_result;
pub mod kpi;
pub mod measure;
pub mod meeting;
pub mod model;
pub mod objective;
pub mod organisation;
pub mod people;
pub mod scoring;
pub mod scoring_policy;
pub mod search;
pub mod values;
