//! Users, their sessions, API keys, and the anonymising of former members.
//! Membership of departments is in `domain/department.rs`.
//! Permissions are in `domain/access.rs`.

pub mod anonymity;
pub mod api_key;
pub mod role;
pub mod saved_view;
pub mod session;
pub mod star;
pub mod user;
