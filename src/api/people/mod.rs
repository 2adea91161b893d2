//! People and their sessions, a file for each resource: `users.rs`, `me.rs`, `invites.rs`, `sessions.rs`, `stars.rs`,
//! `saved_views.rs`, and `auth.rs` to sign in and out. Seats in departments are in `api/departments`; the use cases are in `app/people` and
//! `app/sign_in`.

pub mod auth;
pub mod invites;
pub mod me;
pub mod saved_views;
pub mod sessions;
pub mod stars;
pub mod users;
