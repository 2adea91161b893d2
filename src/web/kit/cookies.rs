//! The two cookies: one for the session, and an anonymous one that the forms of signed-out pages are bound to. Over TLS
//! their names have the `__Host-` prefix, so no other site can set them; on localhost without TLS the names are plain.
//! Nothing else is stored in the browser.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

/// How long a browser keeps a session's cookie after its last use.
pub const SESSION_DAYS: i64 = 30;

/// A cookie's purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Session,
    Form,
}

impl Purpose {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Session => ("__Host-perno", "perno"),
            Self::Form => ("__Host-perno-form", "perno-form"),
        }
    }
}

/// The origin of the pages as browsers see it, and whether that is this machine without TLS.
pub struct Origin {
    pub origin: String,
    local: bool,
}

impl Origin {
    /// From the public address if one is configured, else from the request. Browsers leave out the usual port.
    pub fn of(request: &HttpRequest, public: Option<&str>) -> Self {
        let info = request.connection_info();
        let host = request.head().headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or(info.host());
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let local = public.is_none_or(|public| public.starts_with("http://"))
            && matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        let (scheme, usual) = if local { ("http", ":80") } else { ("https", ":443") };
        let host = host.strip_suffix(usual).unwrap_or(host).to_ascii_lowercase();
        let origin =
            public.map_or_else(|| format!("{scheme}://{host}"), |public| public.trim_end_matches('/').to_owned());
        Self { origin, local }
    }

    /// The value of a cookie in the request.
    pub fn read(&self, request: &HttpRequest, purpose: Purpose) -> Option<String> {
        request.cookie(self.name(purpose)).map(|cookie| cookie.value().to_owned())
    }

    const fn name(&self, purpose: Purpose) -> &'static str {
        let (host, plain) = purpose.names();
        if self.local { plain } else { host }
    }

    /// A cookie with a value.
    pub fn set(&self, purpose: Purpose, value: String, days: i64) -> Cookie<'static> {
        Cookie::build(self.name(purpose), value)
            .path("/")
            .http_only(true)
            .secure(!self.local)
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
