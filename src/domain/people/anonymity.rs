//! Anonymising a person: their name and addresses are replaced by a neutral, numbered stand-in in the organisation's
//! language. `Anonymiser` replaces every mention in a text: an address always, a name only if it has two words or more,
//! so that a mere "Rosa" stays a colour. Which texts there are is listed in `store/people/anonymise.rs`; who may
//! anonymise whom, and when, is decided in `app/people/personal_data.rs`.

use std::ops::Range;

use regex::{Regex, RegexBuilder, escape};
use serde_json::{Map, Value};

use super::user::User;
use crate::domain::{
    organisation::Language,
    values::text::{Email, NAME_MAX, Name, REASON_MAX, TEXT_MAX},
};

impl User {
    /// Whether this person was anonymised.
    #[must_use]
    pub fn is_anonymised(&self) -> bool {
        self.email.is_of_former_member()
    }

    /// The person with name and address replaced by those of the organisation's former member of that number.
    #[must_use]
    pub fn anonymised(&self, language: Language, number: i64) -> Self {
        let words = match language {
            Language::English => "Former member",
            Language::Italian => "Ex membro",
        };
        Self {
            name: Name::trusted(format!("{words} {number}")),
            email: Email::of_former_member(number),
            ..self.clone()
        }
    }
}

/// A form in which a text may mention the person.
struct Mention {
    kind: Kind,
    /// Matches the name or the address, case-insensitively.
    pattern: Regex,
    /// Matches a part of it that JSON never escapes; may be empty and then matches everything.
    trace: Regex,
    length: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Email,
}

/// Replaces all mentions of a person in texts.
pub struct Anonymiser {
    stand_in: User,
    /// Longer ones first, so that none is found inside another.
    mentions: Vec<Mention>,
}

impl Anonymiser {
    /// `names` and `emails` are all that the person ever had; `stand_in` is the anonymised person.
    #[must_use]
    pub fn new(stand_in: User, names: &[String], emails: &[String]) -> Self {
        let whole =
            names.iter().filter(|name| name.split_whitespace().nth(1).is_some()).map(|name| Mention::name(name));
        let mut mentions: Vec<Mention> = whole.chain(emails.iter().map(|email| Mention::email(email))).collect();
        mentions.sort_by_key(|mention| std::cmp::Reverse(mention.length));
        Self { stand_in, mentions }
    }

    #[must_use]
    pub const fn stand_in(&self) -> &User {
        &self.stand_in
    }

    /// The text without the person; `None` if it does not mention them. The result never exceeds a length limit that
    /// the text kept to: if the stand-in would be too long, an ellipsis replaces the mention.
    #[must_use]
    pub fn text(&self, text: &str) -> Option<String> {
        let long = self.replaced(text, self.stand_in.name.as_str())?;
        let (before, after) = (text.chars().count(), long.chars().count());
        let outgrown = [NAME_MAX, REASON_MAX, TEXT_MAX].iter().any(|bound| before <= *bound && *bound < after);
        if outgrown { self.replaced(text, "…") } else { Some(long) }
    }

    fn replaced(&self, text: &str, by: &str) -> Option<String> {
        let mut result: Option<String> = None;
        for mention in &self.mentions {
            let current = result.as_deref().unwrap_or(text);
            if let Some(without) = mention.replaced(current, by) {
                result = Some(without);
            }
        }
        result
    }

    /// Whether a JSON document may mention the person: a quick check without parsing it, with false positives.
    #[must_use]
    pub fn may_be_in(&self, json: &str) -> bool {
        self.mentions.iter().any(|mention| mention.trace.is_match(json))
    }

    /// Replaces the person in all strings of a JSON value; returns whether anything changed.
    pub fn json(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => match self.text(text) {
                Some(without) => {
                    *text = without;
                    true
                }
                None => false,
            },
            Value::Array(elements) => elements.iter_mut().fold(false, |found, one| self.json(one) | found),
            Value::Object(members) => members.values_mut().fold(false, |found, one| self.json(one) | found),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    /// Replaces name and address in the person's own record; returns whether that changed it.
    pub fn record(&self, record: &mut Map<String, Value>) -> bool {
        let mut changed = false;
        for (member, stand_in) in [("name", self.stand_in.name.as_str()), ("email", self.stand_in.email.as_str())] {
            if let Some(Value::String(text)) = record.get_mut(member)
                && text != stand_in
            {
                stand_in.clone_into(text);
                changed = true;
            }
        }
        changed
    }
}

impl Mention {
    fn name(name: &str) -> Self {
        let words: Vec<String> = name.split_whitespace().map(escape).collect();
        let plain = name.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|part| part.len());
        Self {
            kind: Kind::Name,
            pattern: in_any_case(&words.join(r"\s+")),
            trace: in_any_case(plain.unwrap_or_default()),
            length: name.chars().count(),
        }
    }

    fn email(email: &str) -> Self {
        let pattern = in_any_case(&escape(email));
        Self { kind: Kind::Email, trace: pattern.clone(), pattern, length: email.chars().count() }
    }

    fn replaced(&self, text: &str, by: &str) -> Option<String> {
        let (mut result, mut copied, mut from) = (String::new(), 0, 0);
        while let Some(found) = self.pattern.find_at(text, from) {
            if self.is_whole(text, found.range()) {
                result.push_str(text.get(copied..found.start())?);
                result.push_str(by);
                copied = found.end();
                from = copied;
            } else {
                from = found.start() + found.as_str().chars().next().map_or(1, char::len_utf8);
            }
        }
        result.push_str(text.get(copied..)?);
        (copied > 0).then_some(result)
    }

    /// Whether the match is a whole word or address, not a part of something longer.
    fn is_whole(&self, text: &str, found: Range<usize>) -> bool {
        let before = text.get(..found.start).unwrap_or_default().chars().rev();
        let after = text.get(found.end..).unwrap_or_default().chars();
        !self.goes_on(before, "._+-") && !self.goes_on(after, ".-")
    }

    /// Whether the characters next to a match make it a part of something longer: another letter or digit, or, for an
    /// address, one of `joints` followed by a letter or digit.
    fn goes_on(&self, mut next: impl Iterator<Item = char>, joints: &str) -> bool {
        match next.next() {
            Some(c) if c.is_alphanumeric() => true,
            Some(c) if self.kind == Kind::Email && joints.contains(c) => next.next().is_some_and(char::is_alphanumeric),
            _ => false,
        }
    }
}

#[expect(clippy::expect_used, reason = "an escaped name or address is a pattern, and far below the limit of its size")]
fn in_any_case(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).case_insensitive(true).build().expect("a pattern of escaped text")
}
