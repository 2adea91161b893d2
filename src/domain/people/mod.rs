//! Who acts: people in `user.rs` with their `role.rs`, their sessions, API keys, and what is left of somebody who was anonymised.
//! Seats in departments are in `domain/department.rs`.
//! Who may do what is in `domain/access.rs`.

pub mod anonymity;
pub mod api_key;
pub mod role;
pub mod session;
pub mod user;
