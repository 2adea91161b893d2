//! Failed sign-ins, counted by account and by address, so that nobody can try passwords in bulk. The counts are in this
//! node's memory and bounded: with several nodes each counts its own. The sign-in itself is in `sessions.rs`; which
//! address a request comes from is decided in `api/call.rs`.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::error::{Code, Error, Result};
use crate::domain::text::Email;

const WINDOW: TimeDelta = TimeDelta::minutes(15);
const FAILURES_OF_ACCOUNT: usize = 10;
const FAILURES_OF_ADDRESS: usize = 100;
/// When more accounts and addresses than this are counted, those whose failures have run out are forgotten.
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

/// The failures of the last 15 minutes.
#[derive(Clone, Default)]
pub struct Throttle(Arc<Mutex<HashMap<Who, VecDeque<DateTime<Utc>>>>>);

impl Throttle {
    /// Counts a try as a failure until it is known to be none, so that tries at the same moment count too.
    ///
    /// # Errors
    /// `too_many_requests`, with the seconds until the next try, when the account or the address has failed too often.
    pub fn begin(&self, email: &Email, address: Option<IpAddr>, now: DateTime<Utc>) -> Result<()> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for who in both(email, address) {
            let Some(times) = failures.get_mut(&who) else { continue };
            times.retain(|time| now - *time < WINDOW);
            if times.len() >= who.limit() {
                let wait = times.front().map_or(WINDOW, |oldest| WINDOW - (now - *oldest));
                let mut error =
                    Error::new(Code::TooManyRequests, "Too many failed sign-ins; wait before the next try.");
                error.retry_after = u32::try_from(wait.num_seconds() + 1).ok();
                return Err(error);
            }
        }
        if failures.len() >= COUNTED_MAX {
            failures.retain(|_, times| times.back().is_some_and(|last| now - *last < WINDOW));
        }
        for who in both(email, address) {
            failures.entry(who).or_default().push_back(now);
        }
        Ok(())
    }

    /// The try was no failure.
    pub fn forgive(&self, email: &Email, address: Option<IpAddr>) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for who in both(email, address) {
            failures.get_mut(&who).map(VecDeque::pop_back);
        }
    }

    /// The account's failures are forgotten once its password was right.
    pub fn succeeded(&self, email: &Email, address: Option<IpAddr>) {
        self.forgive(email, address);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&Who::Account(email.clone()));
    }
}

fn both(email: &Email, address: Option<IpAddr>) -> impl Iterator<Item = Who> {
    std::iter::once(Who::Account(email.clone())).chain(address.map(Who::Address))
}
