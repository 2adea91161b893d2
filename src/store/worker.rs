//! The threads that own the connections. A pool serves jobs as they come, each in its own transaction; the one writer of
//! SQLite commits together whatever has queued up, so that durability is nearly free. A thread that loses its connection
//! opens another for the next job, and so does the rest of its pool: what ended one connection has often ended all.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use diesel::{
    Connection, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};

use super::{
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
};

/// The most commands that one commit covers.
const GROUP_MAX: usize = 64;

/// Work on a connection, or on the reason why there is none.
pub type Job = Box<dyn FnOnce(Result<&mut AnyConnection, String>) + Send>;

/// What answers the caller once the commit's outcome is known.
pub type Finish = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Work whose answer waits for the common commit.
pub type GroupedJob = Box<dyn FnOnce(Result<&mut AnyConnection, String>) -> Finish + Send>;

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
    use diesel::connection::TransactionManagerStatus;
    let status = <AnyConnection as Connection>::TransactionManager::transaction_manager_status_mut(connection);
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
pub fn start_writer(url: &DatabaseUrl) -> Result<Sender<GroupedJob>, StoreError> {
    let (sender, receiver) = unbounded::<GroupedJob>();
    let mut slot = Slot::new(url, &Arc::default());
    spawn("perno-db-writer".to_owned(), move || {
        while let Ok(first) = receiver.recv() {
            let group = std::iter::once(first).chain(receiver.try_iter()).take(GROUP_MAX).collect();
            commit_together(&mut slot, group);
            slot.release();
        }
    })?;
    Ok(sender)
}

fn commit_together(slot: &mut Slot, group: Vec<GroupedJob>) {
    let connection = match slot.get().and_then(|connection| begin(connection).map(|()| connection)) {
        Ok(connection) => connection,
        Err(why) => {
            for job in group {
                job(Err(why.clone()))(Err(why.clone()));
            }
            return;
        }
    };
    let finishes: Vec<Finish> = group.into_iter().map(|job| job(Ok(&mut *connection))).collect();
    let outcome = commit(connection);
    for finish in finishes {
        finish(outcome.clone());
    }
}

/// Takes the write lock at once: a transaction that reads first and writes later fails when another wrote between.
fn begin(connection: &mut AnyConnection) -> Result<(), String> {
    let begun = match connection {
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql::<SqliteConnection>(sqlite, "BEGIN IMMEDIATE")
        }
        AnyConnection::Postgres(_) => <AnyConnection as Connection>::TransactionManager::begin_transaction(connection),
    };
    begun.map_err(|error| error.to_string())
}

fn commit(connection: &mut AnyConnection) -> Result<(), String> {
    <AnyConnection as Connection>::TransactionManager::commit_transaction(connection).map_err(|error| {
        tracing::error!(%error, "a commit failed");
        let _ = <AnyConnection as Connection>::TransactionManager::rollback_transaction(connection);
        error.to_string()
    })
}

pub(super) fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    thread::Builder::new().name(name).spawn(work).map(drop).map_err(|error| StoreError::unavailable(&error))
}
