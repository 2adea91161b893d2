//! What kinds of sessions a signed-in person has. Both live in one table and are listed together, yet the token of one kind
//! is worth nothing where the other is asked for. How they begin and end is in `app/sign_in/sessions.rs` and
//! `app/sign_in/visits.rs`. Their tokens are not here.

use crate::domain::values::wire_enum::wire_enum;

wire_enum! {
    /// What a session's token is good for.
    pub enum SessionKind {
        /// Traded for access tokens, and replaced each time.
        Tokens = "tokens",
        /// A browser's cookie.
        Browser = "browser",
    }
}
