//! What all handlers share: `call.rs` reads the request, `authentication.rs` authenticates its sender, `answer.rs` and
//! `list.rs` write the answer, `cursor.rs` signs the cursors of lists. Problem documents and middleware are in
//! `http`.

pub mod answer;
pub mod authentication;
pub mod call;
pub mod cursor;
pub mod list;
