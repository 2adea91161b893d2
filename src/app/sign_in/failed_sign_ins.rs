//! Limits failed sign-ins by account and by address, so that nobody can try many passwords. The counts are in the
//! memory of this node and bounded; with several nodes each counts alone. The sign-in itself is in `sessions.rs`; the
//! address of a request is found in `api/kit/call.rs`.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::error::{Code, Error, Result},
    domain::values::text::Email,
};

const WINDOW: TimeDelta = TimeDelta::minutes(15);
const FAILURES_OF_ACCOUNT: usize = 10;
const FAILURES_OF_ADDRESS: usize = 100;
/// When more accounts and addresses than this are counted, those without recent failures are dropped.
const COUNTED_MAX: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    Account(Email),
    Address(IpAddr),
}

impl Who {
    const fn limit(&self) -> usize {
        match self {
            Self::Account(_) => FAILURES_OF_ACCOUNT,
            Self::Address(_) => FAILURES_OF_ADDRESS,
        }
    }
}

/// The failed sign-ins of the last 15 minutes.
#[derive(Clone, Default)]
pub struct Throttle(Arc<Mutex<HashMap<Who, VecDeque<DateTime<Utc>>>>>);

/// An attempt to sign in with a password. It is checked and counted while no other password is verified, so
/// simultaneous attempts count too.
#[derive(Clone)]
pub struct Trial {
    throttle: Throttle,
    email: Email,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
}

impl Trial {
    /// # Errors
    /// As `Throttle::check`.
    pub fn begin(&self) -> Result<()> {
        self.throttle.check(&self.email, self.address, self.now)
    }

    pub fn end(&self, right: bool) {
        if right {
            self.throttle.succeeded(&self.email);
        } else {
            self.throttle.failed(&self.email, self.address, self.now);
        }
    }
}

impl Throttle {
    #[must_use]
    pub fn trial(&self, email: &Email, address: Option<IpAddr>, now: DateTime<Utc>) -> Trial {
        Trial { throttle: self.clone(), email: email.clone(), address, now }
    }

    /// # Errors
    /// `too_many_requests`, with the seconds until the next try, when the account or the address has failed too often.
    fn check(&self, email: &Email, address: Option<IpAddr>, now: DateTime<Utc>) -> Result<()> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for who in both(email, address) {
            let Some(times) = failures.get_mut(&who) else { continue };
            times.retain(|time| now - *time < WINDOW);
            if times.len() >= who.limit() {
                let wait = times.front().map_or(WINDOW, |oldest| WINDOW - (now - *oldest));
                let mut error = Error::new(Code::TooManyRequests, "error-too-many-sign-ins");
                error.retry_after = u32::try_from(wait.num_seconds() + 1).ok();
                return Err(error);
            }
        }
        Ok(())
    }

    fn failed(&self, email: &Email, address: Option<IpAddr>, now: DateTime<Utc>) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= COUNTED_MAX {
            failures.retain(|_, times| times.back().is_some_and(|last| now - *last < WINDOW));
        }
        for who in both(email, address) {
            let limit = who.limit();
            let times = failures.entry(who).or_default();
            times.push_back(now);
            if times.len() > limit {
                times.pop_front();
            }
        }
    }

    /// Clears the failures of an account after the right password.
    pub fn succeeded(&self, email: &Email) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&Who::Account(email.clone()));
    }
}

fn both(email: &Email, address: Option<IpAddr>) -> impl Iterator<Item = Who> {
    std::iter::once(Who::Account(email.clone())).chain(address.map(Who::Address))
}
