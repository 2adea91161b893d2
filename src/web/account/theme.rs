//! The theme: light, dark, or as the system says.
//! It belongs to a browser, not to a person, so a cookie keeps it (`web/kit/cookies.rs`).
//! `web/kit/layout.html` writes it into the page, and the base style does the rest.

use actix_web::http::header::REFERER;

use crate::{
    app::error::Error,
    web::kit::{
        cookies::{DEVICE_DAYS, Purpose, THEMES},
        page::{Page, redirect},
        visit::Visit,
    },
};

/// Keeps the theme and returns to the page where it was chosen.
pub async fn choose(visit: Visit) -> Page {
    let form = visit.form().await?;
    let theme = THEMES.into_iter().find(|theme| *theme == form.value("theme"));
    let from = visit.request.headers().get(REFERER).and_then(|value| value.to_str().ok());
    let from = from.and_then(|from| from.strip_prefix(&visit.origin.origin)).filter(|path| path.starts_with('/'));
    let mut response = redirect(from.unwrap_or("/"));
    let cookie = match theme {
        Some(theme) => visit.origin.set(Purpose::Theme, theme.to_owned(), DEVICE_DAYS),
        None => visit.origin.unset(Purpose::Theme),
    };
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}
