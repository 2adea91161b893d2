//! The row of actions below a page's title: what the reader may do with the thing shown. Actions that they may not do
//! are left out. It is drawn by `marks::actions` in `web/parts/marks.html`; who may do what is decided in `app`, by the
//! `allowed` of each entity.

use crate::{domain::people::star::StarredKind, language::words::Words};

/// A link of the row.
pub struct ActionLink {
    pub text: String,
    pub link: String,
    pub class: &'static str,
}

pub struct Actions {
    words: Words,
    pub links: Vec<ActionLink>,
    /// The kind and id of the thing to follow, and the address of its page.
    pub star: Option<(StarredKind, String, String)>,
}

impl Actions {
    #[must_use]
    pub const fn new(words: Words) -> Self {
        Self { words, links: Vec::new(), star: None }
    }

    fn with(mut self, may: bool, class: &'static str, key: &str, link: String) -> Self {
        if may {
            self.links.push(ActionLink { text: self.words.say(key), link, class });
        }
        self
    }

    /// What the page is mostly opened for.
    #[must_use]
    pub fn main(self, may: bool, key: &str, link: impl Into<String>) -> Self {
        self.with(may, "button", key, link.into())
    }

    /// What is done often.
    #[must_use]
    pub fn often(self, may: bool, key: &str, link: impl Into<String>) -> Self {
        self.with(may, "button quiet", key, link.into())
    }

    /// The thing can be followed.
    #[must_use]
    pub fn star(self, kind: StarredKind, id: &impl ToString, here: String) -> Self {
        Self { star: Some((kind, id.to_string(), here)), ..self }
    }

    /// What is done rarely.
    #[must_use]
    pub fn rarely(self, may: bool, key: &str, link: impl Into<String>) -> Self {
        self.with(may, "", key, link.into())
    }
}
