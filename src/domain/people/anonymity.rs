//! What becomes of a person's name and addresses when they are anonymised: a neutral stand-in, in the organisation's
//! language, told apart by a number. `Anonymiser` puts it in the place of every mention in a text: an address always, a
//! name when it has two words or more, so that a mere "Rosa" stays a colour. Which texts there are is known to
//! `store/people/anonymise.rs`; who may anonymise whom, and when, is ruled in `app/people/personal_data.rs`.

use serde_json::{Map, Value};

use super::user::User;
use crate::domain::{
    organisation::Language,
    values::text::{Email, NAME_MAX, Name, REASON_MAX, TEXT_MAX},
};

impl User {
    /// Whether this was a person whose name and address were removed for good.
    #[must_use]
    pub fn is_anonymised(&self) -> bool {
        self.email.is_of_former_member()
    }

    /// The person without name and address, as the organisation's former member of that number.
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

/// A way in which a text may name the person.
struct Mention {
    kind: Kind,
    /// A space stands for any run of blanks.
    pattern: Vec<char>,
    /// A part that every mention contains, in whichever case; empty where there is none that is quickly looked for.
    anchor: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Email,
}

/// Takes a person out of texts.
pub struct Anonymiser {
    stand_in: User,
    /// Longer ones first, so that none is found within another.
    mentions: Vec<Mention>,
}

impl Anonymiser {
    /// `names` and `emails` are all that the person ever had; `stand_in` is what they become.
    #[must_use]
    pub fn new(stand_in: User, names: &[String], emails: &[String]) -> Self {
        let whole =
            names.iter().filter(|name| name.split_whitespace().nth(1).is_some()).map(|name| Mention::name(name));
        let mut mentions: Vec<Mention> = whole.chain(emails.iter().map(|email| Mention::email(email))).collect();
        mentions.sort_by_key(|mention| std::cmp::Reverse(mention.pattern.len()));
        Self { stand_in, mentions }
    }

    #[must_use]
    pub const fn stand_in(&self) -> &User {
        &self.stand_in
    }

    /// The text without the person; `None` when it does not name them. It never grows beyond a length that it kept to:
    /// where the stand-in would be too long, an ellipsis stands for it.
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

    /// Whether a JSON document may name the person, found out without reading it.
    #[must_use]
    pub fn may_be_in(&self, json: &str) -> bool {
        self.mentions.iter().any(|mention| mention.may_be_in(json))
    }

    /// Takes the person out of all texts of a JSON value; answers whether it named them.
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

    /// Takes the person out of their own record; answers whether that changed it.
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
        let pattern = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
        let plain = name.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|part| part.len());
        Self { kind: Kind::Name, pattern, anchor: plain.unwrap_or_default().to_owned() }
    }

    fn email(email: &str) -> Self {
        Self { kind: Kind::Email, pattern: email.chars().collect(), anchor: email.to_owned() }
    }

    fn may_be_in(&self, text: &str) -> bool {
        let (mut rest, anchor) = (text.as_bytes(), self.anchor.as_bytes());
        let Some(first) = anchor.first() else { return true };
        while let Some(at) = rest.iter().position(|byte| byte.eq_ignore_ascii_case(first)) {
            rest = rest.get(at..).unwrap_or_default();
            if rest.get(..anchor.len()).is_some_and(|here| here.eq_ignore_ascii_case(anchor)) {
                return true;
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        false
    }

    fn replaced(&self, text: &str, by: &str) -> Option<String> {
        if !self.may_be_in(text) {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        let (mut result, mut at, mut found) = (String::new(), 0, false);
        while let Some(one) = chars.get(at) {
            if let Some(end) = self.end_of_mention(&chars, at) {
                result.push_str(by);
                (at, found) = (end, true);
            } else {
                result.push(*one);
                at += 1;
            }
        }
        found.then_some(result)
    }

    /// Where a mention that begins at `start` ends.
    fn end_of_mention(&self, text: &[char], start: usize) -> Option<usize> {
        let mut end = start;
        for expected in &self.pattern {
            let rest = text.get(end..)?;
            if *expected == ' ' {
                end += rest.iter().position(|c| !c.is_whitespace()).filter(|blanks| *blanks > 0)?;
            } else {
                rest.first().filter(|c| same_letter(**c, *expected))?;
                end += 1;
            }
        }
        let before = text.get(..start)?.iter().rev();
        let after = text.get(end..)?.iter();
        (!self.goes_on(before, "._+-") && !self.goes_on(after, ".-")).then_some(end)
    }

    /// Whether what stands next to a mention makes it a part of something longer: another letter, or in an address one
    /// of `joints` with a letter behind it.
    fn goes_on<'c>(&self, mut next: impl Iterator<Item = &'c char>, joints: &str) -> bool {
        match next.next() {
            Some(c) if c.is_alphanumeric() => true,
            Some(c) if self.kind == Kind::Email && joints.contains(*c) => {
                next.next().is_some_and(|c| c.is_alphanumeric())
            }
            _ => false,
        }
    }
}

fn same_letter(one: char, other: char) -> bool {
    one == other || one.to_lowercase().eq(other.to_lowercase())
}
