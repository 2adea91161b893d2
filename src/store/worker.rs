//! The threads that own the connections. A pool serves jobs as they come, each in its own transaction; the one writer of
//! SQLite commits together whatever has queued up, and on PostgreSQL `Turns` does the same for each organisation. A
//! thread that loses its connection opens another for the next job, and so does the rest of its pool: what ended one
//! connection has often ended all. What happens to a group is in `group.rs`.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    iter,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use diesel::connection::{TransactionManager, TransactionManagerStatus};

use super::{
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
    group::{Command, Manager, commit},
};
use crate::domain::organisation::Tenant;

/// The most commands that one commit covers.
const GROUP_MAX: usize = 64;

/// Work on a connection, or on the reason why there is none.
pub type Job = Box<dyn FnOnce(Result<&mut AnyConnection, String>) + Send>;

/// How many connections were lost, known to all who share a fate.
pub type Lost = Arc<AtomicU64>;

pub(super) struct Slot {
    url: DatabaseUrl,
    connection: Option<AnyConnection>,
    /// How many connections the pool had lost when this one was opened.
    opened_after: u64,
    lost: Lost,
}

impl Slot {
    pub(super) fn new(url: &DatabaseUrl, lost: &Lost) -> Self {
        Self { url: url.clone(), connection: None, opened_after: 0, lost: Arc::clone(lost) }
    }

    pub(super) fn get(&mut self) -> Result<&mut AnyConnection, String> {
        let lost = self.lost.load(Ordering::Relaxed);
        if self.opened_after != lost {
            self.connection = None;
        }
        if self.connection.is_none() {
            let opened = self.url.connect().map_err(|error| {
                tracing::error!(%error, "cannot connect to the database");
                error.to_string()
            })?;
            self.connection = Some(opened);
            self.opened_after = lost;
        }
        self.connection.as_mut().ok_or_else(String::new)
    }

    /// After a job: a connection that it broke is closed.
    fn release(&mut self) {
        if self.connection.as_mut().is_some_and(is_broken) {
            self.give_up();
        }
    }

    /// Closes the connection: the next job opens another.
    pub(super) fn give_up(&mut self) {
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

/// Starts `threads` that take jobs from one queue, each with a connection of its own.
///
/// # Errors
/// When the operating system gives no thread.
pub fn start_pool(url: &DatabaseUrl, threads: usize, lost: &Lost) -> Result<Sender<Job>, StoreError> {
    let (sender, receiver) = unbounded::<Job>();
    for number in 0..threads {
        let receiver = receiver.clone();
        let slot = Slot::new(url, lost);
        spawn(format!("perno-db-{number}"), move || serve(slot, &receiver))?;
    }
    Ok(sender)
}

fn serve(mut slot: Slot, jobs: &Receiver<Job>) {
    for job in jobs {
        job(slot.get());
        slot.release();
    }
}

/// Starts the single writer of an SQLite database.
///
/// # Errors
/// When the operating system gives no thread.
pub fn start_writer(url: &DatabaseUrl) -> Result<Sender<Box<dyn Command>>, StoreError> {
    let (sender, receiver) = unbounded::<Box<dyn Command>>();
    let mut slot = Slot::new(url, &Lost::default());
    spawn("perno-db-writer".to_owned(), move || {
        while let Ok(first) = receiver.recv() {
            let group = iter::once(first).chain(receiver.try_iter()).take(GROUP_MAX).collect();
            commit(slot.get(), group);
            slot.release();
        }
    })?;
    Ok(sender)
}

type Waiting = HashMap<Tenant, VecDeque<Box<dyn Command>>>;

/// The writes that wait for their organisation's turn, of which a pool serves one group at a time: more connections would
/// only wait for each other.
#[derive(Clone)]
pub struct Turns {
    /// An organisation is in here while a group of its own is under way.
    waiting: Arc<Mutex<Waiting>>,
    pool: Sender<Job>,
}

impl Turns {
    pub fn new(pool: Sender<Job>) -> Self {
        Self { waiting: Arc::default(), pool }
    }

    /// Has a command done; answers whether there is a pool that will.
    pub fn send(&self, organisation: Option<Tenant>, command: Box<dyn Command>) -> bool {
        let Some(organisation) = organisation else {
            return self.pool.send(Box::new(move |connection| commit(connection, vec![command]))).is_ok();
        };
        match self.lock().entry(organisation) {
            Entry::Occupied(mut queue) => {
                queue.get_mut().push_back(command);
                return true;
            }
            Entry::Vacant(place) => place.insert(VecDeque::new()).push_back(command),
        }
        self.schedule(organisation)
    }

    /// The organisation's next group goes to the end of the pool's queue, so that a busy one holds up nobody else.
    fn schedule(&self, organisation: Tenant) -> bool {
        let turns = self.clone();
        let job: Job = Box::new(move |connection| {
            commit(connection, turns.next_group(organisation));
            if turns.goes_on(organisation) {
                turns.schedule(organisation);
            }
        });
        self.pool.send(job).is_ok()
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

pub(super) fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    thread::Builder::new().name(name).spawn(work).map(drop).map_err(|error| StoreError::unavailable(&error))
}
