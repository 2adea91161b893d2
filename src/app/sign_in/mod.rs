//! Authentication of people: `sessions.rs` signs programs in by tokens, `visits.rs` browsers by a cookie; both use
//! `passwords.rs`, `tokens.rs`, `secrets.rs` and `failed_sign_ins.rs`, which spares `devices.rs`; `strength.rs`
//! judges new passwords. API keys are in `app/api_keys.rs`, people in `app/people`.

pub mod devices;
pub mod failed_sign_ins;
pub mod passwords;
pub mod secrets;
pub mod sessions;
pub mod strength;
pub mod tokens;
pub mod visits;
