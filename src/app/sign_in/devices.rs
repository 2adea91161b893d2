//! Known devices: browsers with which somebody has signed in before. Each holds a cookie for a long time, so that
//! strangers who try passwords cannot lock out the owner of an account (`failed_sign_ins.rs`). It proves no identity: a
//! password is needed all the same. The value is sealed by the program's secret and bound to the account; nothing is
//! stored on the server. The cookie itself is in `web/kit/cookies.rs`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{secrets, tokens::Tokens};
use crate::{
    app::error::Result,
    domain::{people::user::User, values::id::Id},
};

/// The most people who are remembered in one browser.
const PEOPLE_MAX: usize = 5;

/// Tells the browsers of one person apart.
type DeviceId = [u8; 16];

/// The device of a person, if they have signed in before with the browser that sent the cookie.
#[must_use]
pub fn known(tokens: &Tokens, cookie: &str, user: Id<User>) -> Option<DeviceId> {
    parts(cookie).find_map(|part| opened(tokens, part, user))
}

/// The cookie of a browser with which a person signs in: theirs comes first, then those of others.
///
/// # Errors
/// `unavailable` when there are no random bytes.
pub fn remembered(tokens: &Tokens, cookie: Option<&str>, user: Id<User>) -> Result<String> {
    let cookie = cookie.unwrap_or_default();
    let device = known(tokens, cookie, user).map_or_else(secrets::random, Ok)?;
    let others = parts(cookie).filter(|part| opened(tokens, part, user).is_none()).map(ToOwned::to_owned);
    let all: Vec<String> = [sealed(tokens, &device, user)].into_iter().chain(others).take(PEOPLE_MAX).collect();
    Ok(all.join("."))
}

fn parts(cookie: &str) -> impl Iterator<Item = &str> {
    cookie.split('.').filter(|part| !part.is_empty()).take(PEOPLE_MAX)
}

fn sealed(tokens: &Tokens, device: &DeviceId, user: Id<User>) -> String {
    URL_SAFE_NO_PAD.encode([device.as_slice(), &tokens.seal_device(device, user)].concat())
}

fn opened(tokens: &Tokens, part: &str, user: Id<User>) -> Option<DeviceId> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    let (device, seal) = bytes.split_first_chunk::<16>()?;
    secrets::constant_time_eq(seal, &tokens.seal_device(device, user)).then_some(*device)
}
