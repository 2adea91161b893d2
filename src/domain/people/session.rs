//! The kinds of sessions of a signed-in person. Both kinds share one table and are listed together, but a token of one
//! kind is not accepted as the other. Sessions begin and end in `app/sign_in/sessions.rs` and `app/sign_in/visits.rs`.
//! The tokens are not stored here.

use crate::domain::values::wire_enum::wire_enum;

wire_enum! {
    /// What a session's token is used for.
    pub enum SessionKind {
        /// A refresh token: exchanged for access tokens, and replaced each time.
        Tokens = "tokens",
        /// A cookie of a browser.
        Browser = "browser",
    }
}
