//! Tables of people: users, their addresses, invitations, seats, sessions, API keys, and who sends a request.
//! `anonymise.rs` takes a person out of all of them and out of the log.
//! Departments themselves are in `store/departments.rs`.

pub mod anonymise;
pub mod api_keys;
pub mod emails;
pub mod invitations;
pub mod members;
pub mod sessions;
pub mod users;
