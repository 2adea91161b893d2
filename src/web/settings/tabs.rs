//! The bar of tabs on every settings page, and the confirmation that some of them ask for.
//! What a tab shows is in its own folder.
//! Confirmations elsewhere are in `web/kit/confirm.rs`.

use crate::{
    app::error::Result,
    web::kit::{
        frame::{Frame, Nav, PlaceQuery},
        visit::Visit,
    },
};

/// One tab of the bar.
pub struct Tab {
    pub path: &'static str,
    pub key: &'static str,
    pub current: bool,
}

/// The bar of tabs.
pub struct Tabs(pub Vec<Tab>);

impl Tabs {
    /// The tabs that the person may see, with the one at `path` as the current one.
    #[must_use]
    pub fn of(frame: &Frame, path: &str) -> Self {
        let all = [
            ("/settings", "settings-organisation", true),
            ("/settings/people", "settings-people", true),
            ("/settings/departments", "nav-departments", true),
            ("/settings/brands", "settings-brands", true),
            ("/settings/policy", "settings-policy", true),
            ("/settings/api-keys", "settings-keys", frame.manages_keys()),
            ("/settings/changes", "settings-changes", frame.reads_changes()),
        ];
        let seen = all.into_iter().filter(|(_, _, seen)| *seen);
        Self(seen.map(|(own, key, _)| Tab { path: own, key, current: own == path }).collect())
    }
}

/// The frame and the bar of tabs for a page.
pub async fn framed(visit: &Visit, path: &str) -> Result<(Frame, Tabs)> {
    let asked = PlaceQuery::of(visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(visit, Nav::Settings, place)?;
    let tabs = Tabs::of(&frame, path);
    Ok((frame, tabs))
}
