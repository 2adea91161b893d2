//! The program's metrics: each layer updates the instruments it is given; `render` writes them all in Prometheus' text
//! format. Every application has its own set, so that tests do not see each other's. Labels have few values: route
//! templates, known methods, statuses; never ids or user input. Who may read them is decided in
//! `api/metrics.rs`.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const GROUPS: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

const DURATION: &str = "perno_http_request_duration_seconds";
const WORKER: &str = "perno_http_worker_seconds";
const WAIT: &str = "perno_database_wait_seconds";
const GROUP: &str = "perno_database_group_size";
const STATEMENTS: &str = "perno_database_statements_total";

/// Each metric's name, kind and meaning.
const DESCRIBED: [(&str, Kind, &str); 18] = [
    ("perno_http_requests_total", Kind::Counter, "Requests answered, by route template, method and status"),
    (DURATION, Kind::Histogram, "Seconds from a request's head to its answer, by route template and method"),
    (
        WORKER,
        Kind::Histogram,
        "The longest time that a request held its worker without a break, by route template and method",
    ),
    ("perno_http_connections", Kind::Gauge, "Open connections"),
    ("perno_http_requests_in_flight", Kind::Gauge, "Requests being answered now"),
    ("perno_database_jobs_queued", Kind::Gauge, "Jobs that wait for a database connection now"),
    ("perno_database_jobs_running", Kind::Gauge, "Jobs that a database connection works on now"),
    (WAIT, Kind::Histogram, "Seconds that jobs waited for a database connection"),
    (GROUP, Kind::Histogram, "Writes that were committed together"),
    (STATEMENTS, Kind::Counter, "Statements sent to the database"),
    ("perno_scorecard_cache_hits_total", Kind::Counter, "Scorecards answered from memory"),
    ("perno_scorecard_cache_misses_total", Kind::Counter, "Scorecards computed"),
    ("perno_scorecard_cache_entries", Kind::Gauge, "Scorecards in memory"),
    ("perno_password_hashes_total", Kind::Counter, "Password hashes computed"),
    ("perno_password_hashes_waiting", Kind::Gauge, "Password hashes that wait for their turn or are computed now"),
    ("perno_sign_ins_total", Kind::Counter, "Sign-ins by outcome: succeeded, failed, throttled"),
    ("perno_build_info", Kind::Gauge, "1, with the version of the program"),
    ("process_start_time_seconds", Kind::Gauge, "When the program started, in seconds since 1970"),
];

#[derive(Clone, Copy)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// The instruments; clones share them.
#[derive(Clone)]
pub struct Metrics(Arc<Instruments>);

impl std::ops::Deref for Metrics {
    type Target = Instruments;

    fn deref(&self) -> &Instruments {
        &self.0
    }
}

pub struct Instruments {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    requests: RwLock<HashMap<Request, RequestMeters>>,
    in_flight: Gauge,
    pub connections: Gauge,
    started: Gauge,
    /// The queue of the threads that read, and on PostgreSQL also write.
    pub pool: QueueMeters,
    /// The queue of SQLite's writer.
    pub writer: QueueMeters,
    pub group_size: GroupMeter,
    pub statements: StatementMeter,
    pub scorecards: CacheMeters,
    pub passwords: PasswordMeters,
    pub sign_ins: SignInMeters,
}

/// The labels of a request.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Request {
    /// The template of the path, such as `/api/v1/brands/{brand_id}`; `unmatched` if no route matches.
    pub route: String,
    pub method: &'static str,
    pub status: u16,
}

#[derive(Clone)]
struct RequestMeters {
    answered: Counter,
    duration: Histogram,
    worker: Histogram,
}

/// A guard for a request that is being answered, until it is dropped.
pub struct InFlight(Metrics);

impl InFlight {
    /// `held`: the longest time that the request kept its worker from other requests.
    pub fn answered(self, request: Request, took: Duration, held: Duration) {
        let known = self.0.requests.read().unwrap_or_else(PoisonError::into_inner).get(&request).cloned();
        let meters = known.unwrap_or_else(|| self.0.meters_of(request));
        meters.answered.increment(1);
        meters.duration.record(took);
        meters.worker.record(held);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.decrement(1.0);
    }
}

#[derive(Clone)]
pub struct QueueMeters {
    queued: Gauge,
    running: Gauge,
    wait: Histogram,
}

impl QueueMeters {
    pub fn queued(&self) {
        self.queued.increment(1.0);
    }

    pub fn began(&self, queued_at: Instant) {
        self.queued.decrement(1.0);
        self.running.increment(1.0);
        self.wait.record(queued_at.elapsed());
    }

    pub fn ended(&self) {
        self.running.decrement(1.0);
    }
}

/// The number of writes committed together.
#[derive(Clone)]
pub struct GroupMeter(Histogram);

impl GroupMeter {
    pub fn record(&self, size: usize) {
        self.0.record(u32::try_from(size).unwrap_or(u32::MAX));
    }
}

/// The number of statements sent by the connections, including those that begin and end transactions.
#[derive(Clone)]
pub struct StatementMeter(Counter);

impl StatementMeter {
    pub fn sent(&self) {
        self.0.increment(1);
    }
}

#[derive(Clone)]
pub struct CacheMeters {
    pub hits: Counter,
    pub misses: Counter,
    pub entries: Gauge,
}

#[derive(Clone)]
pub struct PasswordMeters {
    pub hashes: Counter,
    pub waiting: Gauge,
}

#[derive(Clone)]
pub struct SignInMeters {
    pub succeeded: Counter,
    pub failed: Counter,
    pub throttled: Counter,
}

/// Registers instruments by name.
struct Register<'r>(&'r PrometheusRecorder);

impl Register<'_> {
    fn key(name: &'static str, labels: &[(&'static str, &str)]) -> Key {
        let labels = labels.iter().map(|(name, value)| Label::new(*name, (*value).to_owned()));
        Key::from_parts(name, labels.collect::<Vec<_>>())
    }

    fn counter(&self, name: &'static str, labels: &[(&'static str, &str)]) -> Counter {
        self.0.register_counter(&Self::key(name, labels), &METADATA)
    }

    fn gauge(&self, name: &'static str, labels: &[(&'static str, &str)]) -> Gauge {
        self.0.register_gauge(&Self::key(name, labels), &METADATA)
    }

    fn histogram(&self, name: &'static str, labels: &[(&'static str, &str)]) -> Histogram {
        self.0.register_histogram(&Self::key(name, labels), &METADATA)
    }

    fn queue(&self, name: &str) -> QueueMeters {
        let labels = [("queue", name)];
        QueueMeters {
            queued: self.gauge("perno_database_jobs_queued", &labels),
            running: self.gauge("perno_database_jobs_running", &labels),
            wait: self.histogram(WAIT, &labels),
        }
    }

    fn sign_ins(&self, outcome: &str) -> Counter {
        self.counter("perno_sign_ins_total", &[("outcome", outcome)])
    }
}

static METADATA: Metadata<'static> = Metadata::new("perno", Level::INFO, None);

impl Metrics {
    /// # Errors
    /// Never, since the buckets are not empty.
    pub fn new() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Full(WORKER.to_owned()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Full(WAIT.to_owned()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Full(GROUP.to_owned()), &GROUPS)?
            .build_recorder();
        describe(&recorder);
        let register = Register(&recorder);
        register.gauge("perno_build_info", &[("version", env!("CARGO_PKG_VERSION"))]).set(1.0);
        let instruments = Instruments {
            requests: RwLock::default(),
            in_flight: register.gauge("perno_http_requests_in_flight", &[]),
            connections: register.gauge("perno_http_connections", &[]),
            started: register.gauge("process_start_time_seconds", &[]),
            pool: register.queue("pool"),
            writer: register.queue("writer"),
            group_size: GroupMeter(register.histogram(GROUP, &[])),
            statements: StatementMeter(register.counter(STATEMENTS, &[])),
            scorecards: CacheMeters {
                hits: register.counter("perno_scorecard_cache_hits_total", &[]),
                misses: register.counter("perno_scorecard_cache_misses_total", &[]),
                entries: register.gauge("perno_scorecard_cache_entries", &[]),
            },
            passwords: PasswordMeters {
                hashes: register.counter("perno_password_hashes_total", &[]),
                waiting: register.gauge("perno_password_hashes_waiting", &[]),
            },
            sign_ins: SignInMeters {
                succeeded: register.sign_ins("succeeded"),
                failed: register.sign_ins("failed"),
                throttled: register.sign_ins("throttled"),
            },
            handle: recorder.handle(),
            recorder,
        };
        Ok(Self(Arc::new(instruments)))
    }

    pub fn started(&self, at: DateTime<Utc>) {
        self.started.set(Duration::from_secs(at.timestamp().try_into().unwrap_or(0)).as_secs_f64());
    }

    /// Counts a request as being answered until the guard is dropped.
    #[must_use]
    pub fn begin_request(&self) -> InFlight {
        self.in_flight.increment(1.0);
        InFlight(self.clone())
    }

    fn meters_of(&self, request: Request) -> RequestMeters {
        let register = Register(&self.recorder);
        let Request { route, method, status } = &request;
        let labels = [("route", route.as_str()), ("method", *method)];
        let counted = [("route", route.as_str()), ("method", *method), ("status", &status.to_string())];
        let meters = RequestMeters {
            answered: register.counter("perno_http_requests_total", &counted),
            duration: register.histogram(DURATION, &labels),
            worker: register.histogram(WORKER, &labels),
        };
        self.requests.write().unwrap_or_else(PoisonError::into_inner).insert(request, meters.clone());
        meters
    }

    /// All metrics in Prometheus' text format.
    #[must_use]
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Aggregates the recorded values of histograms; without it memory would grow while nobody reads the metrics.
    pub fn add_up(&self) {
        self.handle.run_upkeep();
    }
}

fn describe(recorder: &PrometheusRecorder) {
    for (name, kind, meaning) in DESCRIBED {
        match kind {
            Kind::Counter => recorder.describe_counter(name.into(), None, meaning.into()),
            Kind::Gauge => recorder.describe_gauge(name.into(), None, meaning.into()),
            Kind::Histogram => recorder.describe_histogram(name.into(), None, meaning.into()),
        }
    }
}
