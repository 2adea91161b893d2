//! People and their sessions: `users.rs`, `me.rs`, `invites.rs` and `sessions.rs`, a file for each resource.
//! Seats in departments are in `api/departments`.
//! The use cases are in `app/people` and `app/sign_in`.

pub mod auth;
pub mod invites;
pub mod me;
pub mod sessions;
pub mod users;
