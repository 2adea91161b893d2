//! What the pages for people who are not signed in share. Their forms are bound to an anonymous cookie, which is
//! deleted when a session begins; forms of a session are bound in `web/kit/visit.rs`. The pages are in `page.rs`,
//! `set_up.rs` and `invitation.rs`.

use actix_web::HttpResponse;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::{
    app::{
        error::{Error, Result},
        input::{Input, Parsed},
        sign_in::{
            failed_sign_ins::Source,
            secrets,
            sessions::SignIn,
            visits::{self, SignedInBrowser},
        },
    },
    http::request,
    web::kit::{
        cookies::{DEVICE_DAYS, Purpose, SESSION_DAYS},
        form::Form,
        page::{Page, redirect},
        visit::Visitor,
    },
};

/// The form token, bound to the browser's anonymous cookie.
pub struct Bound {
    pub token: String,
    /// The value of a new cookie, if the browser has none yet.
    fresh: Option<String>,
}

impl Bound {
    /// # Errors
    /// When the system has no random bytes.
    pub fn to(visitor: &Visitor) -> Result<Self> {
        let known = visitor.origin.read(&visitor.request, Purpose::Form).filter(|secret| secret.len() >= 16);
        if let Some(secret) = known {
            return Ok(Self { token: visitor.token_for(&secret)?, fresh: None });
        }
        let secret = URL_SAFE_NO_PAD.encode(secrets::random::<16>()?);
        Ok(Self { token: visitor.token_for(&secret)?, fresh: Some(secret) })
    }

    /// The response, with a new cookie if the browser needs one.
    pub fn keep(self, visitor: &Visitor, mut response: HttpResponse) -> Page {
        if let Some(secret) = self.fresh {
            let cookie = visitor.origin.set(Purpose::Form, secret, 1);
            response.add_cookie(&cookie).map_err(|error| failed(&error))?;
        }
        Ok(response)
    }
}

/// Reads a form that is bound to the anonymous cookie.
///
/// # Errors
/// `forbidden` when the form came from elsewhere.
pub async fn form(visitor: &Visitor) -> Result<Form> {
    let secret = visitor.origin.read(&visitor.request, Purpose::Form).unwrap_or_default();
    visitor.form_bound_to(&secret).await
}

/// Signs in a person who has just chosen a password, and redirects. `devices` is the cookie of a browser that is known
/// to be theirs.
pub async fn enter(visitor: &Visitor, email: &str, password: &str, devices: Option<String>) -> Page {
    let sign_in = Input::json(json!({"email": email, "password": password})).command();
    let cookies = signed_in(visitor, sign_in, devices).await?;
    redirect_with_session(visitor, cookies, "/")
}

/// Signs in and returns the values of the cookies; `devices` is the one that the browser has.
///
/// # Errors
/// As `visits::sign_in`.
pub async fn signed_in(visitor: &Visitor, sign_in: Parsed<SignIn>, devices: Option<String>) -> Result<SignedInBrowser> {
    let source = Source { address: request::address(&visitor.request, visitor.app.proxies), devices };
    visits::sign_in(&visitor.app, sign_in, source, visitor.user_agent(), visitor.request_id.clone()).await
}

/// The browser's cookie of known devices.
pub fn devices(visitor: &Visitor) -> Option<String> {
    visitor.origin.read(&visitor.request, Purpose::Devices)
}

/// Redirects with the cookies of the new session.
pub fn redirect_with_session(visitor: &Visitor, values: SignedInBrowser, next: &str) -> Page {
    let mut response = redirect(next);
    let origin = &visitor.origin;
    let cookies = [
        origin.set(Purpose::Session, values.session, SESSION_DAYS),
        origin.set(Purpose::Devices, values.devices, DEVICE_DAYS),
        origin.unset(Purpose::Form),
    ];
    for cookie in &cookies {
        response.add_cookie(cookie).map_err(|error| failed(&error))?;
    }
    Ok(response)
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::internal(error)
}
