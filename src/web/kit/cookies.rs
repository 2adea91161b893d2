//! The cookies: one for the session, an anonymous one that the forms of signed-out pages are bound to, one that tells
//! who has signed in with this browser before, which no sign-out deletes (`app/sign_in/devices.rs`), and one for the
//! theme that was chosen in this browser. Over TLS their names have the `__Host-` prefix, so no other site can set
//! them; on localhost without TLS the names are plain. Nothing else is stored in the browser.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::http::origin::Origin;

/// How long a browser keeps a session's cookie after its last use.
pub const SESSION_DAYS: i64 = 30;

/// How long a browser is known after its last sign-in: as long as browsers keep a cookie.
pub const DEVICE_DAYS: i64 = 400;

/// The themes that can be chosen; without one the system decides.
pub const THEMES: [&str; 2] = ["light", "dark"];

/// A cookie's purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Session,
    Form,
    Devices,
    Theme,
}

impl Purpose {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Session => ("__Host-perno", "perno"),
            Self::Form => ("__Host-perno-form", "perno-form"),
            Self::Devices => ("__Host-perno-devices", "perno-devices"),
            Self::Theme => ("__Host-perno-theme", "perno-theme"),
        }
    }
}

impl Origin {
    /// The value of a cookie in the request.
    pub fn read(&self, request: &HttpRequest, purpose: Purpose) -> Option<String> {
        request.cookie(self.name(purpose)).map(|cookie| cookie.value().to_owned())
    }

    /// The theme that was chosen in this browser.
    pub fn theme(&self, request: &HttpRequest) -> Option<&'static str> {
        let kept = self.read(request, Purpose::Theme)?;
        THEMES.into_iter().find(|theme| *theme == kept)
    }

    const fn name(&self, purpose: Purpose) -> &'static str {
        let (host, plain) = purpose.names();
        if self.is_local { plain } else { host }
    }

    /// A cookie with a value.
    pub fn set(&self, purpose: Purpose, value: String, days: i64) -> Cookie<'static> {
        Cookie::build(self.name(purpose), value)
            .path("/")
            .http_only(true)
            .secure(!self.is_local)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(days))
            .finish()
    }

    /// A cookie that deletes the one in the browser.
    pub fn unset(&self, purpose: Purpose) -> Cookie<'static> {
        let mut cookie = self.set(purpose, String::new(), 0);
        cookie.make_removal();
        cookie
    }
}
