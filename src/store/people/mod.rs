//! The tables of people: users, their addresses, invitations, memberships, sessions, failed sign-ins, API keys.
//! `anonymise.rs` anonymises a person in all texts of the organisation and in the change log. Departments themselves
//! are in `store/departments.rs`.

pub mod anonymise;
pub mod api_keys;
pub mod email_addresses;
pub mod failed_sign_ins;
pub mod invitations;
pub mod members;
pub mod saved_views;
pub mod sessions;
pub mod stars;
pub mod users;
