//! The row of actions below a page's title: what the reader may do with the thing shown. Actions that they may not do
//! are left out. It is drawn by `marks::actions` in `web/parts/marks.html`; who may do what is decided in `app`, by the
//! `allowed` of each entity.

use crate::language::words::Words;

/// A link of the row.
pub struct ActionLink {
    pub text: String,
    pub link: String,
    pub class: &'static str,
}

pub struct Actions {
    words: Words,
    pub links: Vec<ActionLink>,
}

impl Actions {
    #[must_use]
    pub const fn new(words: Words) -> Self {
        Self { words, links: Vec::new() }
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

    /// What is done rarely.
    #[must_use]
    pub fn rarely(self, may: bool, key: &str, link: impl Into<String>) -> Self {
        self.with(may, "", key, link.into())
    }
}
