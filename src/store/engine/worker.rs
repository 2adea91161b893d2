//! The threads that own the connections. A pool runs jobs as they come, each in its own transaction; the single writer
//! of SQLite commits everything queued together, and on PostgreSQL `Turns` does the same for each organisation. When a
//! thread loses its connection, it and the rest of its pool reconnect for their next job, because the cause usually
//! affects all connections. How a group is committed is in `group_commit.rs`.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    iter,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use diesel::connection::{TransactionManager, TransactionManagerStatus};

use super::{
    connection::{AnyConnection, DatabaseUrl, count_statements},
    error::StoreError,
    group_commit::{Command, Manager, commit},
};
use crate::{
    domain::organisation::Tenant,
    metrics::{GroupMeter, Metrics, QueueMeters, StatementMeter},
};

/// The most commands that one commit covers.
const GROUP_MAX: usize = 64;

/// Work on a connection, or on the reason why there is none.
pub type Job = Box<dyn FnOnce(Result<&mut AnyConnection, String>) + Send>;

/// A job of the single writer of SQLite.
pub enum WriterJob {
    Command(Box<dyn Command>),
    /// Runs alone, outside of any transaction.
    Alone(Job),
}

/// A queue of work for the threads.
pub struct Queue<J> {
    sender: Sender<(Instant, J)>,
    meters: QueueMeters,
}

impl<J> Clone for Queue<J> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), meters: self.meters.clone() }
    }
}

impl<J> Queue<J> {
    /// # Errors
    /// `Unavailable` if no thread is left to run it.
    pub fn send(&self, job: J) -> Result<(), StoreError> {
        self.meters.queued();
        self.sender.send((Instant::now(), job)).map_err(|_| StoreError::Unavailable("shutting down".to_owned()))
    }
}

/// The number of connections lost, shared by a pool.
pub type Lost = Arc<AtomicU64>;

pub(in crate::store) struct Slot {
    url: DatabaseUrl,
    connection: Option<AnyConnection>,
    /// The pool's number of lost connections when this one was opened.
    opened_after: u64,
    lost: Lost,
    statements: StatementMeter,
}

impl Slot {
    pub(in crate::store) fn new(url: &DatabaseUrl, lost: &Lost, metrics: &Metrics) -> Self {
        let statements = metrics.statements.clone();
        Self { url: url.clone(), connection: None, opened_after: 0, lost: Arc::clone(lost), statements }
    }

    pub(in crate::store) fn get(&mut self) -> Result<&mut AnyConnection, String> {
        let lost = self.lost.load(Ordering::Relaxed);
        if self.opened_after != lost {
            self.connection = None;
        }
        if self.connection.is_none() {
            let mut opened = self.url.connect().map_err(|error| {
                tracing::error!(%error, "cannot connect to the database");
                error.to_string()
            })?;
            count_statements(&mut opened, self.statements.clone());
            self.connection = Some(opened);
            self.opened_after = lost;
        }
        self.connection.as_mut().ok_or_else(String::new)
    }

    /// Whether statements outside of a transaction may run on different connections to the server.
    pub(in crate::store) const fn is_pooled(&self) -> bool {
        self.url.is_pooled()
    }

    /// A number that differs for every connection opened here.
    pub(in crate::store) const fn opened_after(&self) -> u64 {
        self.opened_after
    }

    /// Closes the connection if the last job broke it.
    fn release(&mut self) {
        if self.connection.as_mut().is_some_and(is_broken) {
            self.give_up();
        }
    }

    /// Closes the connection; the next job opens another.
    pub(in crate::store) fn give_up(&mut self) {
        if self.connection.take().is_some() {
            tracing::warn!("a database connection was lost");
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn is_broken(connection: &mut AnyConnection) -> bool {
    let status = Manager::transaction_manager_status_mut(connection);
    !matches!(status, TransactionManagerStatus::Valid(valid) if valid.transaction_depth().is_none())
}

/// Starts `threads` threads that take jobs from one queue, each with its own connection.
///
/// # Errors
/// If the operating system cannot start a thread.
pub fn start_pool(url: &DatabaseUrl, threads: usize, lost: &Lost, metrics: &Metrics) -> Result<Queue<Job>, StoreError> {
    let (sender, receiver) = unbounded();
    let meters = metrics.pool.clone();
    for number in 0..threads {
        let (receiver, meters) = (receiver.clone(), meters.clone());
        let slot = Slot::new(url, lost, metrics);
        spawn(format!("perno-db-{number}"), move || serve(slot, &receiver, &meters))?;
    }
    Ok(Queue { sender, meters })
}

fn serve(mut slot: Slot, jobs: &Receiver<(Instant, Job)>, meters: &QueueMeters) {
    for (queued_at, job) in jobs {
        meters.began(queued_at);
        job(slot.get());
        meters.ended();
        slot.release();
    }
}

/// Starts the single writer of an SQLite database.
///
/// # Errors
/// If the operating system cannot start a thread.
pub fn start_writer(url: &DatabaseUrl, metrics: &Metrics) -> Result<Queue<WriterJob>, StoreError> {
    let (sender, receiver) = unbounded();
    let meters = metrics.writer.clone();
    let mut single = Single { slot: Slot::new(url, &Lost::default(), metrics), sizes: metrics.group_size.clone() };
    let queue = Queue { sender, meters: meters.clone() };
    spawn("perno-db-writer".to_owned(), move || {
        while let Ok(first) = receiver.recv() {
            let queued: Vec<(Instant, WriterJob)> =
                iter::once(first).chain(receiver.try_iter()).take(GROUP_MAX).collect();
            for (queued_at, _) in &queued {
                meters.began(*queued_at);
            }
            let count = queued.len();
            single.serve(queued.into_iter().map(|(_, job)| job));
            (0..count).for_each(|_| meters.ended());
        }
    })?;
    Ok(queue)
}

/// The single writer: its connection and the metric of group sizes.
struct Single {
    slot: Slot,
    sizes: GroupMeter,
}

impl Single {
    fn serve(&mut self, jobs: impl Iterator<Item = WriterJob>) {
        let mut group = Vec::new();
        for job in jobs {
            match job {
                WriterJob::Command(command) => group.push(command),
                WriterJob::Alone(job) => {
                    self.commit(std::mem::take(&mut group));
                    job(self.slot.get());
                    self.slot.release();
                }
            }
        }
        self.commit(group);
    }

    fn commit(&mut self, group: Vec<Box<dyn Command>>) {
        if !group.is_empty() {
            self.sizes.record(group.len());
            commit(self.slot.get(), group);
            self.slot.release();
        }
    }
}

type Waiting = HashMap<Tenant, VecDeque<Box<dyn Command>>>;

/// The writes waiting for their organisation's turn. A pool runs one group of an organisation at a time: more
/// connections would only wait for each other.
#[derive(Clone)]
pub struct Turns {
    /// Has an entry for every organisation with a group queued or running.
    waiting: Arc<Mutex<Waiting>>,
    pool: Queue<Job>,
    sizes: GroupMeter,
}

impl Turns {
    pub fn new(pool: Queue<Job>, metrics: &Metrics) -> Self {
        Self { waiting: Arc::default(), pool, sizes: metrics.group_size.clone() }
    }

    /// Queues a command.
    ///
    /// # Errors
    /// `Unavailable` if no thread is left to run it.
    pub fn send(&self, organisation: Option<Tenant>, command: Box<dyn Command>) -> Result<(), StoreError> {
        let Some(organisation) = organisation else {
            return self.pool.send(Box::new(move |connection| commit(connection, vec![command])));
        };
        match self.lock().entry(organisation) {
            Entry::Occupied(mut queue) => {
                queue.get_mut().push_back(command);
                return Ok(());
            }
            Entry::Vacant(place) => place.insert(VecDeque::new()).push_back(command),
        }
        self.schedule(organisation)
    }

    /// Queues the organisation's next group at the end of the pool's queue, so that a busy organisation does not hold
    /// up others.
    fn schedule(&self, organisation: Tenant) -> Result<(), StoreError> {
        let turns = self.clone();
        self.pool.send(Box::new(move |connection| {
            let group = turns.next_group(organisation);
            turns.sizes.record(group.len());
            commit(connection, group);
            if turns.goes_on(organisation) {
                let _ = turns.schedule(organisation);
            }
        }))
    }

    fn next_group(&self, organisation: Tenant) -> Vec<Box<dyn Command>> {
        let mut waiting = self.lock();
        let Some(queue) = waiting.get_mut(&organisation) else { return Vec::new() };
        queue.drain(..queue.len().min(GROUP_MAX)).collect()
    }

    fn goes_on(&self, organisation: Tenant) -> bool {
        let mut waiting = self.lock();
        let empty = waiting.get(&organisation).is_none_or(VecDeque::is_empty);
        if empty {
            waiting.remove(&organisation);
        }
        !empty
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(in crate::store) fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    thread::Builder::new().name(name).spawn(work).map(drop).map_err(|error| StoreError::unavailable(&error))
}
