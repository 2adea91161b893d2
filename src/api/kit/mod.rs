//! What every operation is made with: `call.rs` is what a handler gets, `auth.rs` finds out who sends it,
//! `answer.rs` is what a handler gives, `cursor.rs` seals the places of lists. Problem documents and middleware are
//! in `http`.

pub mod answer;
pub mod auth;
pub mod call;
pub mod cursor;
pub mod list;
