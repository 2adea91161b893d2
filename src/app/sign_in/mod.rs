//! Who somebody is: `sessions.rs` signs programs in by tokens, `visits.rs` browsers by a cookie; `passwords.rs`,
//! `tokens.rs`, `secrets.rs` and `throttle.rs` are what both need. API keys are in `app/api_keys.rs`, people in
//! `app/people`.

pub mod passwords;
pub mod secrets;
pub mod sessions;
pub mod throttle;
pub mod tokens;
pub mod visits;
