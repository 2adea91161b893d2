//! What Perno is about, pure: no database, no web, no clock, no environment. One file per noun; `scoring` is the heart.
//! Values are checked once, by their constructors; what exists is valid. How untrusted input becomes values is in
//! `app/input`, how values are kept in `store`; what may be done with them, and in which order, is in `app`.

pub mod access;
pub mod brand;
pub mod change;
pub mod check_in;
pub mod ctx;
pub mod cycle;
pub mod department;
pub mod due;
pub mod key_result;
pub mod kpi;
pub mod measure;
pub mod model;
pub mod objective;
pub mod organisation;
pub mod people;
pub mod scoring;
pub mod scoring_policy;
pub mod values;
