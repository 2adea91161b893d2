//! People and their personal data: `users.rs` adds, invites and changes people, `names.rs` finds the names of what the
//! change log mentions, `responsible.rs` says who may take something on, `reassignment.rs` hands over a person's
//! responsibilities, `personal_data.rs` exports and anonymises the data, `stars.rs`
//! and `saved_views.rs` keep what is theirs alone. Signing in is in `app/sign_in`.

pub mod command;
pub mod names;
pub mod personal_data;
pub mod reassignment;
pub mod responsible;
pub mod saved_views;
pub mod stars;
pub mod users;
