//! Cursors: the key after which the next page begins, signed so that a changed cursor is refused. The signature covers
//! the list: organisation, path and filters, but not the limit, so the page size may change between pages. The signing
//! key is in `app/sign_in/tokens.rs`; pages are cut in `app/listing.rs`. The change log uses plain revisions instead
//! (`api/changes.rs`).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    app::{
        error::Result,
        listing::bad_cursor,
        sign_in::{secrets, tokens::Tokens},
    },
    domain::organisation::Tenant,
};

const SEAL: usize = 16;

/// The list that a cursor is valid for.
pub struct Scope {
    pub organisation: Tenant,
    pub path: String,
    pub filters: Vec<(String, String)>,
}

fn seal(tokens: &Tokens, scope: &Scope, key: &str) -> Vec<u8> {
    let organisation = scope.organisation.uuid();
    let mut parts: Vec<&[u8]> = vec![organisation.as_bytes(), scope.path.as_bytes(), key.as_bytes()];
    for (name, value) in &scope.filters {
        parts.extend([name.as_bytes(), value.as_bytes()]);
    }
    let mut seal = tokens.seal_cursor(&parts);
    seal.truncate(SEAL);
    seal
}

/// The cursor for the page after `key`.
pub fn close(tokens: &Tokens, scope: &Scope, key: &str) -> String {
    URL_SAFE_NO_PAD.encode([seal(tokens, scope, key).as_slice(), key.as_bytes()].concat())
}

/// The key that a cursor holds.
pub fn open(tokens: &Tokens, scope: &Scope, cursor: &str) -> Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad_cursor())?;
    let (given, key) = bytes.split_at_checked(SEAL).ok_or_else(bad_cursor)?;
    let key = std::str::from_utf8(key).map_err(|_| bad_cursor())?;
    if secrets::constant_time_eq(given, &seal(tokens, scope, key)) { Ok(key.to_owned()) } else { Err(bad_cursor()) }
}
