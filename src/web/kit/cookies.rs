//! The two cookies: the session's, and the anonymous one that a sign-in form is bound to. Over TLS they have the `__Host-`
//! prefix, so that nobody else's page can set them; on `http://localhost` and `http://127.0.0.1` alone, where there is
//! no TLS, a plain name. Nothing else is ever kept in the browser.

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

/// How browsers reach the server: the origin of its pages, and whether that is without TLS on this very machine.
pub struct Origin {
    pub origin: String,
    local: bool,
}

impl Origin {
    /// From the public address where one is set, else from the request itself.
    pub fn of(request: &HttpRequest, public: Option<&str>) -> Self {
        let info = request.connection_info();
        let host = request.head().headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or(info.host());
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let local = public.is_none_or(|public| public.starts_with("http://"))
            && matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        let scheme = if local { "http" } else { "https" };
        let origin =
            public.map_or_else(|| format!("{scheme}://{host}"), |public| public.trim_end_matches('/').to_owned());
        Self { origin, local }
    }

    /// The value of a cookie that the browser sent.
    pub fn read(&self, request: &HttpRequest, purpose: Purpose) -> Option<String> {
        request.cookie(self.name(purpose)).map(|cookie| cookie.value().to_owned())
    }

    const fn name(&self, purpose: Purpose) -> &'static str {
        let (host, plain) = purpose.names();
        if self.local { plain } else { host }
    }

    /// A cookie to set.
    pub fn set(&self, purpose: Purpose, value: String, days: i64) -> Cookie<'static> {
        Cookie::build(self.name(purpose), value)
            .path("/")
            .http_only(true)
            .secure(!self.local)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(days))
            .finish()
    }

    /// A cookie to take away.
    pub fn unset(&self, purpose: Purpose) -> Cookie<'static> {
        let mut cookie = self.set(purpose, String::new(), 0);
        cookie.make_removal();
        cookie
    }
}
