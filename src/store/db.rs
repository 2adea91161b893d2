//! The database as the rest of the program sees it: `read` on a snapshot, `write` with the change log, `write_series` for
//! many writes that stand or fall together, `housekeeping` for technical tables. The only place where a transaction begins,
//! but for the common commit of `worker.rs`. Work that collides on PostgreSQL runs again, so it must do nothing outside of
//! its transaction; on SQLite each write is a savepoint in a group. What work may touch is in `tx.rs`, how connections
//! open in `connection.rs`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use diesel::{
    Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    dsl::sql,
    sql_types::BigInt,
};
use tokio::sync::oneshot;

use super::{
    connection::{AnyConnection, DatabaseUrl, write_nothing},
    error::StoreError,
    migrate,
    schema::organisations,
    tx::{Reader, Tx, Writer},
    worker::{Finish, GroupedJob, Job, Queue, WriterJob, begin, start_pool, start_writer},
};
use crate::{
    domain::{ctx::Ctx, organisation::Tenant},
    metrics::Metrics,
};

type Manager = <AnyConnection as Connection>::TransactionManager;

/// How often a transaction that collided with another is tried again.
const RETRIES: u32 = 3;

/// How long a request waits for the database, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a refused write counts against the database.
const GRUDGE: Duration = Duration::from_secs(5);

/// What a use case may fail with.
pub trait Failure: From<StoreError> + Send + 'static {
    /// What the database said, where that is why.
    fn cause(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn cause(&self) -> Option<&StoreError> {
        Some(self)
    }
}

enum WriteQueue {
    /// SQLite: one thread that commits in groups.
    Grouped(Queue<WriterJob>),
    /// PostgreSQL: the pool that also reads.
    Pooled(Queue<Job>),
}

/// A handle on the database; clones share its threads.
#[derive(Clone)]
pub struct Db {
    readers: Queue<Job>,
    writer: Arc<WriteQueue>,
    url: DatabaseUrl,
    patience: Duration,
    /// Since when the database takes no writes: when it refused the last one that was tried.
    refused: Arc<Mutex<Option<Instant>>>,
    metrics: Metrics,
}

impl Db {
    /// Brings the schema up to date and starts the threads.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be opened, or a migration's own error.
    pub fn open(url: &DatabaseUrl, threads: usize) -> Result<Self, StoreError> {
        migrate::run(url)?;
        let metrics = Metrics::new().map_err(|error| StoreError::unavailable(&error))?;
        let readers = start_pool(url, threads, &metrics)?;
        let writer = match url {
            DatabaseUrl::Sqlite(_) => WriteQueue::Grouped(start_writer(url, &metrics)?),
            DatabaseUrl::Postgres(_) => WriteQueue::Pooled(readers.clone()),
        };
        let (writer, refused) = (Arc::new(writer), Arc::default());
        Ok(Self { readers, writer, url: url.clone(), patience: PATIENCE, refused, metrics })
    }

    /// The same database for requests that wait only so long: then they fail as `Unavailable`. What had not begun is
    /// dropped; a write that had begun may still be done.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Brings everything that was committed into the database's main file, so that this file alone is the data when the
    /// program has stopped. PostgreSQL needs nothing of the kind.
    ///
    /// # Errors
    /// `Unavailable` when the file cannot be opened.
    pub fn settle(&self) -> Result<(), StoreError> {
        if let AnyConnection::Sqlite(mut sqlite) = self.url.connect()? {
            sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    }

    /// The instruments, the database's among them.
    #[must_use]
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    #[must_use]
    pub const fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Reads on one consistent snapshot.
    ///
    /// # Errors
    /// What `work` answers, or `Unavailable`.
    pub async fn read<T, E, F>(&self, ctx: Ctx, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Reader<'_>) -> Result<T, E> + Send + 'static,
    {
        let (answer, waiting) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            if answer.is_closed() {
                return;
            }
            let _ = answer.send(on_connection(connection, |connection| {
                begin_snapshot(connection)?;
                let result = caught(|| work(&mut Reader::new(connection, &ctx)));
                roll_back(connection);
                result
            }));
        });
        self.readers.send(job)?;
        self.soon(answered(waiting)).await
    }

    /// Changes what the organisation knows: all of it or nothing, with one new revision of the change log. The writes of
    /// one organisation take turns, so what `work` has read still holds when it writes.
    ///
    /// # Errors
    /// What `work` answers, or `Unavailable`.
    pub async fn write<T, E, F>(&self, ctx: Ctx, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.soon(self.submit(move |connection| written(connection, &ctx, &work))).await
    }

    /// Does many writes in one transaction: all of them or none, each with a sender, a time and a revision of its own.
    ///
    /// # Errors
    /// What `work` answers, or `Unavailable`.
    pub async fn write_series<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Series<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(move |connection| work(&mut Series { connection })).await
    }

    /// Changes technical tables only.
    ///
    /// # Errors
    /// What `work` answers, or `Unavailable`.
    pub async fn housekeeping<T, E, F>(&self, ctx: Ctx, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Writer<'_>) -> Result<T, E> + Send + 'static,
    {
        self.soon(self.submit(move |connection| work(&mut Writer::new(connection, &ctx)))).await
    }

    async fn soon<T, E: Failure>(&self, answer: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let late = |_| Err(StoreError::Unavailable("no answer in time".to_owned()).into());
        tokio::time::timeout(self.patience, answer).await.unwrap_or_else(late)
    }

    /// Whether the database takes writes. Where it refused the last one, a small one is tried, but not at once: on a full
    /// disk there may still be room for that.
    ///
    /// # Errors
    /// `Unavailable`, when the disk is full for example.
    pub async fn takes_writes(&self) -> Result<(), StoreError> {
        let refused = *self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        match refused {
            None => Ok(()),
            Some(since) if since.elapsed() < GRUDGE => Err(StoreError::Unavailable("it refused a write".to_owned())),
            Some(_) => self.soon(self.submit(write_nothing)).await,
        }
    }

    /// Builds SQLite's file anew from what it holds, so that no trace stays in it of what was deleted or overwritten:
    /// copies of moved rows outlive even `secure_delete`. Writes wait meanwhile. PostgreSQL's vacuum does this by itself.
    ///
    /// # Errors
    /// `Unavailable`, or those of the engine.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        let WriteQueue::Grouped(queue) = &*self.writer else { return Ok(()) };
        let (answer, waiting) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let _ = answer.send(on_connection(connection, |connection| {
                Ok(connection.batch_execute(
                    "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY; PRAGMA wal_checkpoint(TRUNCATE);",
                )?)
            }));
        });
        queue.send(WriterJob::Alone(job))?;
        answered(waiting).await
    }

    async fn submit<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let result = self.queued(work).await;
        let refused = matches!(&result, Err(error) if matches!(error.cause(), Some(StoreError::Unavailable(_))));
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused.then(Instant::now);
        result
    }

    async fn queued<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let (answer, waiting) = oneshot::channel();
        match &*self.writer {
            WriteQueue::Grouped(queue) => queue.send(WriterJob::Grouped(grouped(work, answer)))?,
            WriteQueue::Pooled(queue) => queue.send(Box::new(move |connection| {
                if !answer.is_closed() {
                    let _ = answer.send(on_connection(connection, |connection| retried(connection, &work)));
                }
            }))?,
        }
        answered(waiting).await
    }
}

/// Writes that stand or fall together; each sees what those before it changed.
pub struct Series<'c> {
    connection: &'c mut AnyConnection,
}

impl Series<'_> {
    /// # Errors
    /// What `work` answers.
    pub fn read<T, E: Failure>(
        &mut self,
        ctx: &Ctx,
        work: impl FnOnce(&mut Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        work(&mut Reader::new(self.connection, ctx))
    }

    /// The next write of the series; its failure must be the series' failure.
    ///
    /// # Errors
    /// What `work` answers.
    pub fn write<T, E: Failure>(&mut self, ctx: &Ctx, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        written(self.connection, ctx, work)
    }
}

/// A use case that changes something, inside a transaction that has begun.
fn written<T, E: Failure>(
    connection: &mut AnyConnection,
    ctx: &Ctx,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    take_turn(connection, ctx.organisation)?;
    let before = rows_written(connection)?;
    let mut tx = Tx::new(connection, ctx);
    let value = work(&mut tx)?;
    let (logged, technical) = (tx.has_changes(), tx.technical());
    tx.seal()?;
    assert!(
        logged || !cfg!(debug_assertions) || before + technical == rows_written(connection)?,
        "a write changed rows and recorded no change"
    );
    Ok(value)
}

/// Reads on one consistent snapshot, for as long as it takes, on a connection of its own.
pub(super) fn on_snapshot<T, E: From<StoreError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin_snapshot(connection)?;
    let result = work(connection);
    roll_back(connection);
    result
}

/// Does what no use case does, such as restoring a backup, in one transaction on a connection of its own.
pub(super) fn all_or_nothing<T, E: From<StoreError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection).map_err(StoreError::Unavailable)?;
    let result = work(connection).and_then(|value| {
        Manager::commit_transaction(connection).map(|()| value).map_err(|error| StoreError::from(error).into())
    });
    if result.is_err() {
        roll_back(connection);
    }
    result
}

async fn answered<T, E: Failure>(waiting: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    waiting.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the database thread ended".to_owned()).into()))
}

fn on_connection<T, E: Failure>(
    connection: Result<&mut AnyConnection, String>,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    work(connection.map_err(StoreError::Unavailable)?)
}

/// A command of a group: it runs in a savepoint of its own, so its failure spoils no other, and answers after the commit.
fn grouped<T, E, F>(work: F, answer: oneshot::Sender<Result<T, E>>) -> GroupedJob
where
    T: Send + 'static,
    E: Failure,
    F: Fn(&mut AnyConnection) -> Result<T, E> + Send + 'static,
{
    Box::new(move |connection| {
        if answer.is_closed() {
            return Box::new(|_| ());
        }
        let result = on_connection(connection, |connection| attempt(connection, &work));
        let finish: Finish = Box::new(move |committed| {
            let _ = answer.send(match committed {
                Ok(()) => result,
                Err(why) => result.and(Err(StoreError::Unavailable(why).into())),
            });
        });
        finish
    })
}

fn retried<T, E, F>(connection: &mut AnyConnection, work: &F) -> Result<T, E>
where
    E: Failure,
    F: Fn(&mut AnyConnection) -> Result<T, E>,
{
    let mut result = attempt(connection, work);
    for round in 1..=RETRIES {
        if !matches!(&result, Err(error) if error.cause().is_some_and(StoreError::is_transient)) {
            break;
        }
        let jitter = Duration::from_millis(u64::from(rand_below(10 * round)));
        std::thread::sleep(jitter);
        result = attempt(connection, work);
    }
    result
}

fn rand_below(bound: u32) -> u32 {
    getrandom::u32().unwrap_or(0) % bound.max(1)
}

/// Runs `work` in a transaction, or in a savepoint where one is open already.
fn attempt<T, E: Failure>(
    connection: &mut AnyConnection,
    work: &impl Fn(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    Manager::begin_transaction(connection).map_err(StoreError::from)?;
    let result = caught(|| work(connection)).and_then(|value| {
        Manager::commit_transaction(connection).map(|()| value).map_err(|error| StoreError::from(error).into())
    });
    if result.is_err() {
        roll_back(connection);
    }
    result
}

/// Ends the innermost transaction. An engine that lost it may have ended those around it too, as SQLite does when the disk
/// is full: then the connection is given up, or what follows would be committed by itself.
fn roll_back(connection: &mut AnyConnection) {
    match Manager::rollback_transaction(connection) {
        Ok(()) | Err(diesel::result::Error::NotInTransaction) => {}
        Err(error) => {
            tracing::warn!(%error, "a rollback failed");
            Manager::transaction_manager_status_mut(connection).set_in_error();
        }
    }
}

/// A panic in a use case must not end the thread that owns the connection.
fn caught<T, E: Failure>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().cloned().or(panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(StoreError::Corrupt(format!("a use case panicked: {}", message.unwrap_or_default())).into())
    })
}

fn begin_snapshot(connection: &mut AnyConnection) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Postgres(postgres) => AnsiTransactionManager::begin_transaction_sql::<PgConnection>(
            postgres,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?,
        AnyConnection::Sqlite(_) => Manager::begin_transaction(connection)?,
    }
    Ok(())
}

/// Waits until no other write of the organisation is under way. SQLite has a single writer anyway; on PostgreSQL the row
/// that every write updates last is locked first, or two writes could each break a rule that both have checked.
fn take_turn(connection: &mut AnyConnection, organisation: Tenant) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(postgres) = connection {
        let row = organisations::table.filter(organisations::id.eq(organisation)).select(organisations::id);
        row.for_no_key_update().first::<Tenant>(postgres).optional()?;
    }
    Ok(())
}

/// A figure that grows when the connection writes rows; only looked at in debug builds, to catch unlogged writes.
fn rows_written(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    if !cfg!(debug_assertions) {
        return Ok(0);
    }
    let query = match connection {
        AnyConnection::Sqlite(_) => "total_changes()",
        AnyConnection::Postgres(_) => {
            "(SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_xact_user_tables)"
        }
    };
    Ok(diesel::select(sql::<BigInt>(query)).get_result(connection)?)
}
