//! Tokens that strangers send: access and refresh tokens, cursors, devices, kept answers. What was not issued, or was
//! changed after that, is refused. Three lines: where to change a token of ours, what to put there, and a token.

#![no_main]

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use libfuzzer_sys::fuzz_target;
use perno::{
    api::kit::cursor::{self, Scope},
    app::{
        Session,
        sign_in::{
            devices,
            secrets::Bearer,
            tokens::{ACCESS_MINUTES, Tokens},
        },
    },
    domain::values::id::Id,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

static TOKENS: LazyLock<Tokens> = LazyLock::new(|| Tokens::new(b"only for fuzzing, where nothing is secret").unwrap());

/// An id of this input alone: the fuzzer sees what is compared, and puts tokens of ours into later inputs.
fn id_of(text: &str) -> Uuid {
    let digest = Sha256::digest(text);
    Uuid::from_bytes(*digest.first_chunk().unwrap())
}

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let at = lines.next().and_then(|at| at.parse::<usize>().ok()).unwrap_or(0);
    let (put, made_up) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let changed = |token: &str| {
        let at = at % (token.len() + 1);
        let end = (at + put.len()).min(token.len());
        format!("{}{put}{}", &token[..at], &token[end..])
    };
    let id = id_of(text);
    access(id, made_up, changed);
    refresh(id, made_up, changed);
    cursors(id, put, made_up, changed);
    known(id, made_up, changed);
    kept(made_up, at);
});

fn access(id: Uuid, made_up: &str, changed: impl Fn(&str) -> String) {
    let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
    assert!(TOKENS.check(made_up, now).is_err(), "nobody issued {made_up:?}");
    let token = TOKENS.issue(Id::new(id), Id::new(id), Id::new(id), now).unwrap();
    let other = changed(&token);
    assert_eq!(TOKENS.check(&other, now).is_ok(), other == token, "{other:?}");
    assert!(TOKENS.check(&token, now + TimeDelta::minutes(ACCESS_MINUTES)).is_err(), "it never expires");
}

fn refresh(id: Uuid, made_up: &str, changed: impl Fn(&str) -> String) {
    if let Some(bearer) = Bearer::<Session>::decode(made_up) {
        assert_eq!(bearer.encode(), made_up, "two texts are one token");
        assert!(!TOKENS.issued(&bearer));
    }
    let token = TOKENS.new_refresh(Id::new(id), Id::new(id)).unwrap().encode();
    let other = changed(&token);
    let issued = Bearer::<Session>::decode(&other).is_some_and(|bearer| TOKENS.issued(&bearer));
    assert_eq!(issued, other == token, "{other:?}");
}

fn cursors(id: Uuid, key: &str, made_up: &str, changed: impl Fn(&str) -> String) {
    let scope = |value: &str| Scope {
        organisation: Id::new(id),
        path: "/api/v1/kpis".to_owned(),
        filters: vec![("q".to_owned(), value.to_owned())],
    };
    let (ours, theirs) = (scope(""), scope(made_up));
    assert!(cursor::open(&TOKENS, &ours, made_up).is_err(), "nobody closed {made_up:?}");
    let closed = cursor::close(&TOKENS, &ours, key);
    assert_eq!(cursor::open(&TOKENS, &ours, &closed).unwrap(), key);
    assert_eq!(cursor::open(&TOKENS, &theirs, &closed).is_ok(), made_up.is_empty(), "a cursor of another list");
    let other = changed(&closed);
    assert_eq!(cursor::open(&TOKENS, &ours, &other).is_ok(), other == closed, "{other:?}");
}

fn known(id: Uuid, cookie: &str, changed: impl Fn(&str) -> String) {
    let user = Id::new(id);
    assert!(devices::known(&TOKENS, cookie, user).is_none(), "nobody signed in with {cookie:?}");
    let remembered = devices::remembered(&TOKENS, Some(cookie), user).unwrap();
    assert!(devices::known(&TOKENS, &remembered, user).is_some());
    assert!(remembered.len() <= cookie.len() + 100, "{remembered:?}");
    let single = devices::remembered(&TOKENS, None, user).unwrap();
    let other = changed(&single);
    let same = other.split('.').any(|part| part == single);
    assert_eq!(devices::known(&TOKENS, &other, user).is_some(), same, "{other:?}");
}

fn kept(made_up: &str, at: usize) {
    assert!(TOKENS.open(made_up.as_bytes()).is_none());
    let mut sealed = TOKENS.close(made_up.as_bytes()).unwrap();
    assert_eq!(TOKENS.open(&sealed).as_deref(), Some(made_up.as_bytes()));
    let at = at % sealed.len();
    sealed[at] ^= 1;
    assert!(TOKENS.open(&sealed).is_none(), "a changed answer is opened");
}
