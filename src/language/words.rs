//! The messages of pages and errors, in every language, by key. They are in a folder of Project Fluent files for each
//! language and nowhere else; a test checks that all languages have the same keys. Numbers and dates are formatted in
//! `locale.rs`. Words shared by many pages are in `en/main.ftl` and `en/domain.ftl`, the others in a file of their
//! area.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};

use super::{
    bidi::apart,
    elision::{marked, settled},
};
use crate::domain::{
    organisation::Language,
    values::{
        fault::Fault,
        message::{Message, Place},
    },
};

static_loader! {
    static SENTENCES = {
        locales: "./src/language",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Fluent's identifiers of the languages.
static IDENTIFIERS: LazyLock<Vec<(Language, LanguageIdentifier)>> = LazyLock::new(|| {
    let known = Language::ALL.iter().filter_map(|one| Some((*one, one.as_str().parse().ok()?)));
    known.collect()
});

static FALLBACK: LanguageIdentifier = langid!("en");

/// Looks up messages in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.as_str()
    }

    /// The other languages, for a link to switch the language.
    pub fn others(self) -> impl Iterator<Item = Self> {
        Language::ALL.iter().copied().filter(move |one| *one != self.0).map(Self)
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        IDENTIFIERS.iter().find(|(one, _)| *one == self.0).map_or(&FALLBACK, |(_, identifier)| identifier)
    }

    /// Whether articles depend on the number after them (`elision.rs`).
    fn elides(self) -> bool {
        self.say("articles-go-by-numbers") == "yes"
    }

    /// The message of a key.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        SENTENCES.lookup(self.identifier(), key)
    }

    /// The message with its arguments, which are isolated if their direction could affect the rest.
    #[must_use]
    pub fn with(self, key: &str, places: &[(&'static str, &str)]) -> String {
        self.fill(key, places.iter().map(|(name, text)| (*name, self.place(text))))
    }

    /// The message with its arguments, if the key exists.
    #[must_use]
    pub fn try_with(self, key: &str, places: &[(&'static str, &str)]) -> Option<String> {
        let places: HashMap<Cow<'static, str>, FluentValue<'static>> =
            places.iter().map(|(name, text)| (Cow::Borrowed(*name), self.place(text))).collect();
        SENTENCES.try_lookup_with_args(self.identifier(), key, &places).map(settled)
    }

    /// The message for a number of things (`$count`), with the right plural.
    #[must_use]
    pub fn count(self, key: &str, count: usize) -> String {
        let (told, number) = (self.fill(key, [("count", FluentValue::from(count))]), count.to_string());
        if self.elides() { settled(told.replace(&number, &marked(&number))) } else { told }
    }

    fn place(self, text: &str) -> FluentValue<'static> {
        let text = apart(text);
        FluentValue::from(if self.elides() { marked(&text) } else { text }.into_owned())
    }

    fn fill(self, key: &str, places: impl IntoIterator<Item = (&'static str, FluentValue<'static>)>) -> String {
        let places: HashMap<Cow<'static, str>, FluentValue<'static>> =
            places.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        settled(SENTENCES.lookup_with_args(self.identifier(), key, &places))
    }

    /// The message of a key, if the key exists.
    #[must_use]
    pub fn try_say(self, key: &str) -> Option<String> {
        SENTENCES.try_lookup(self.identifier(), key)
    }

    /// The translation of an enumeration's value, such as a status or a role: its key is `<list>-<word>`.
    #[must_use]
    pub fn word(self, list: &str, word: impl std::fmt::Display) -> String {
        self.say(&format!("{list}-{word}").replace('_', "-"))
    }

    /// Translates a message.
    #[must_use]
    pub fn message(self, message: &Message) -> String {
        let told: Vec<(&'static str, String)> =
            message.places.iter().map(|(name, place)| (*name, self.told(place))).collect();
        self.with(message.key, &told.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
    }

    fn told(self, place: &Place) -> String {
        match place {
            Place::Text(text) => text.clone(),
            Place::Number(number) => self.number(*number),
            Place::Day(day) => self.day(*day),
            Place::Word(list, word) => self.word(list, word),
        }
    }

    /// A validation error as a whole sentence. Some members of forms have a message of their own.
    #[must_use]
    pub fn fault(self, fault: &Fault) -> String {
        let member = fault.pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        let special = self.try_say(&format!("field-{}-{member}", fault.code).replace('_', "-"));
        special.unwrap_or_else(|| sentence(&self.message(&fault.message)))
    }
}

/// The text with a capital letter at its beginning.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    let capital = letters.next().map(char::to_uppercase).into_iter().flatten();
    capital.chain(letters).collect()
}

/// Adds a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let whole = sentence_case(text);
    if whole.ends_with('.') { whole } else { format!("{whole}.") }
}
