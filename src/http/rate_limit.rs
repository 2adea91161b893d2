//! The rate limit: how many requests a caller may send in a minute, off unless it is configured. Callers are told apart
//! by their credential, in a header or a session's cookie, once it was found valid, else by their address as the
//! outermost known proxy saw it: made-up credentials gain nothing. Health checks are never counted. Failed sign-ins
//! have their own limit in `app/sign_in/failed_sign_ins.rs`, which is always on.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    Error as ActixError, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use governor::{
    Quota, RateLimiter, clock::Clock, clock::DefaultClock, middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

use quick_cache::sync::Cache;

use super::{
    problem::Problem,
    request::{self, Authenticated},
};
use crate::app::{
    App,
    error::{Code, Error},
    sign_in::secrets,
};

/// When more callers than this are counted, those with their full allowance are dropped.
const COUNTED_MAX: usize = 100_000;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// The headers of the limit, which a problem document keeps when it replaces a response.
pub const HEADERS: [HeaderName; 3] = [LIMIT, REMAINING, RESET];

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Caller {
    Credential(Vec<u8>),
    Address(Option<IpAddr>),
}

/// The credential that a request carries, as a hash, found valid or not.
fn credential(request: &ServiceRequest) -> Option<Vec<u8>> {
    let sent = [AUTHORIZATION, COOKIE].iter().find_map(|name| request.headers().get(name))?;
    Some(secrets::hash(sent.as_bytes()))
}

fn address(request: &ServiceRequest) -> Caller {
    let proxies = request.app_data::<web::Data<App>>().map_or(0, |app| app.proxies);
    Caller::Address(request::address(request.request(), proxies))
}

type Counts = RateLimiter<Caller, DefaultKeyedStateStore<Caller>, DefaultClock, StateInformationMiddleware>;

/// The allowance of each caller.
#[derive(Clone)]
pub struct Allowance {
    counts: Arc<Counts>,
    /// The credentials that were found valid, as hashes.
    valid: Arc<Cache<Vec<u8>, ()>>,
    /// Until when addresses that sent too many made-up credentials may send no more of them.
    refused: Arc<Cache<Caller, Instant>>,
    per_minute: NonZeroU32,
}

impl Allowance {
    #[must_use]
    pub fn per_minute(requests: NonZeroU32) -> Self {
        let counts = RateLimiter::keyed(Quota::per_minute(requests)).with_middleware();
        Self {
            counts: Arc::new(counts),
            valid: Arc::new(Cache::new(COUNTED_MAX)),
            refused: Arc::new(Cache::new(COUNTED_MAX)),
            per_minute: requests,
        }
    }

    /// Seconds until the address may send a credential that is not known yet.
    fn refusal(&self, address: &Caller) -> Option<u64> {
        let left = self.refused.get(address)?.checked_duration_since(Instant::now())?;
        Some(left.as_secs() + 1)
    }

    /// Counts a request with a credential that was not known before: a valid one has an allowance of its own, others
    /// use up that of the address. Returns how many are left.
    fn settle(&self, credential: Vec<u8>, address: Caller, authenticated: bool) -> u32 {
        if authenticated {
            self.valid.insert(credential.clone(), ());
            return self.spend(&Caller::Credential(credential)).unwrap_or(0);
        }
        let left = self.spend(&address).unwrap_or(0);
        if left == 0 {
            self.refused.insert(address, Instant::now() + Duration::from_mins(1) / self.per_minute.get());
        }
        left
    }

    /// Takes one request from the caller's allowance. Returns how many are left, or as the error the seconds until the
    /// next one.
    fn spend(&self, caller: &Caller) -> Result<u32, u64> {
        if self.counts.len() > COUNTED_MAX {
            self.counts.retain_recent();
        }
        match self.counts.check_key(caller) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(until) => Err(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1),
        }
    }
}

/// The middleware; it does nothing unless an `Allowance` is configured.
pub async fn middleware(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let allowance = request.app_data::<web::Data<Option<Allowance>>>().and_then(|data| data.get_ref().clone());
    let Some(allowance) = allowance.filter(|_| !matches!(request.path(), "/healthz" | "/readyz")) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let (sent, address) = (credential(&request), address(&request));
    let unknown = sent.clone().filter(|credential| allowance.valid.get(credential).is_none());
    let admitted = match (&unknown, sent) {
        (Some(_), _) => allowance.refusal(&address).map_or(Ok(0), Err),
        (None, Some(credential)) => allowance.spend(&Caller::Credential(credential)),
        (None, None) => allowance.spend(&address),
    };
    let (mut response, left, reset) = match admitted {
        Ok(mut left) => {
            let response = next.call(request).await?.map_into_boxed_body();
            if let Some(credential) = unknown {
                let authenticated = response.request().extensions().contains::<Authenticated>();
                left = allowance.settle(credential, address, authenticated);
            }
            (response, left, 60)
        }
        Err(seconds) => (refused(request, seconds), 0, seconds),
    };
    tell(response.headers_mut(), allowance.per_minute.get(), left, reset);
    Ok(response)
}

fn refused(request: ServiceRequest, seconds: u64) -> ServiceResponse<BoxBody> {
    let mut error = Error::new(Code::TooManyRequests, "error-rate-limit");
    error.retry_after = u32::try_from(seconds).ok();
    let (request, _) = request.into_parts();
    ServiceResponse::new(request, HttpResponse::from_error(Problem(error)))
}

fn tell(headers: &mut HeaderMap, limit: u32, left: u32, reset: u64) {
    for (name, value) in [(LIMIT, u64::from(limit)), (REMAINING, u64::from(left)), (RESET, reset)] {
        headers.insert(name, HeaderValue::from(value));
    }
}
