//! The interface to the database for the rest of the program: `read` on a snapshot, `write` with the change log,
//! `write_series` for many writes in one transaction, `housekeeping` for technical tables. Work that conflicts with
//! another transaction runs again, so it must have no effects outside of its transaction. Transactions begin and end in
//! `group_commit.rs`; what work can access is in `tx.rs`, the threads are in `worker.rs`, connections in
//! `connection.rs`.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crossbeam_channel::Sender;
use diesel::{
    PgConnection, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    dsl::sql,
    sql_types::BigInt,
};
use tokio::sync::oneshot;

use super::{
    callers::{self, Caller, CallerRequest},
    connection::{AnyConnection, DatabaseUrl, write_nothing},
    database_file::DatabaseFile,
    error::StoreError,
    failure::Failure,
    group_commit::{Command, Manager, Work, begin, caught, roll_back},
    migrate,
    pending_changes::Log,
    tx::{Reader, Tx, Writer},
    worker::{Job, Lost, Queue, Turns, WriterJob, start_pool, start_writer},
};
use crate::{
    domain::{context::Ctx, organisation::Tenant, values::id::Id},
    metrics::Metrics,
    store::{people::sessions::Session, search::rebuild},
};

/// How long a request waits for the database by default.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long after a refused write the database counts as unwritable without trying again.
const WRITE_RETRY_DELAY: Duration = Duration::from_secs(5);

enum WriteQueue {
    /// SQLite: one thread that commits in groups.
    Single(Queue<WriterJob>),
    /// PostgreSQL: the pool that also reads, in groups by organisation.
    Pooled(Turns),
}

/// A handle on the database; clones share its threads.
#[derive(Clone)]
pub struct Db {
    readers: Queue<Job>,
    callers: Sender<CallerRequest>,
    writer: Arc<WriteQueue>,
    url: DatabaseUrl,
    file: Option<DatabaseFile>,
    timeout: Duration,
    /// When the database refused a write, if it refused the last one.
    refused: Arc<Mutex<Option<Instant>>>,
    metrics: Metrics,
}

impl Db {
    /// Migrates the schema, builds the search index if there is none yet, and starts the threads.
    ///
    /// # Errors
    /// `Unavailable` if the database cannot be opened, or a migration's own error.
    pub fn open(url: &DatabaseUrl, threads: usize) -> Result<Self, StoreError> {
        url.check_statements_are_kept()?;
        migrate::run(url)?;
        rebuild::missing(url)?;
        let metrics = Metrics::new().map_err(|error| StoreError::unavailable(&error))?;
        let lost = Lost::default();
        let readers = start_pool(url, threads, &lost, &metrics)?;
        let callers = callers::start(url, &lost, &metrics)?;
        let writer = match url {
            DatabaseUrl::Sqlite(_) => WriteQueue::Single(start_writer(url, &metrics)?),
            DatabaseUrl::Postgres(_) => WriteQueue::Pooled(Turns::new(readers.clone(), &metrics)),
        };
        let (writer, refused) = (Arc::new(writer), Arc::default());
        let file = if let DatabaseUrl::Sqlite(path) = url { DatabaseFile::at(path) } else { None };
        Ok(Self { readers, callers, writer, url: url.clone(), file, timeout: TIMEOUT, refused, metrics })
    }

    /// Sets the time-out after which requests fail as `Unavailable`. Work that has not begun by then is dropped; a
    /// write that has begun may still be committed.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Moves all committed data into the main file (a WAL checkpoint), so that this file alone is the data after the
    /// program has stopped. On PostgreSQL it does nothing.
    ///
    /// # Errors
    /// `Unavailable` if the file cannot be opened.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        if let AnyConnection::Sqlite(mut sqlite) = self.url.connect()? {
            sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    }

    #[must_use]
    pub const fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The metrics, including those of the database.
    #[must_use]
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The person behind a session, as of now; `None` if the session has ended.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn caller(&self, organisation: Tenant, session: Id<Session>) -> Result<Option<Caller>, StoreError> {
        let (answer, waiting) = oneshot::channel();
        let asked = CallerRequest { organisation, session, answer };
        self.callers.send(asked).map_err(|error| StoreError::unavailable(&error))?;
        self.within_time(answered(waiting)).await
    }

    /// Reads on one consistent snapshot.
    ///
    /// # Errors
    /// Those of `work`, or `Unavailable`.
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
        self.within_time(answered(waiting)).await
    }

    /// Changes an organisation's data in one transaction, with one new revision of the change log. The writes of an
    /// organisation are serialised, so what `work` has read still holds when it writes.
    ///
    /// # Errors
    /// Those of `work`, or `Unavailable`.
    pub async fn write<T, E, F>(&self, ctx: Ctx, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let organisation = Some(ctx.organisation);
        self.within_time(self.submit(organisation, move |connection, log| written(connection, log, &ctx, &work))).await
    }

    /// Makes many writes in one transaction, each with its own context (actor and time) and its own revision.
    ///
    /// # Errors
    /// Those of `work`, or `Unavailable`.
    pub async fn write_series<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Series<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(None, move |connection, log| work(&mut Series { connection, log })).await
    }

    /// Changes technical tables only, without change log and revision.
    ///
    /// # Errors
    /// Those of `work`, or `Unavailable`.
    pub async fn housekeeping<T, E, F>(&self, ctx: Ctx, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut Writer<'_>) -> Result<T, E> + Send + 'static,
    {
        self.within_time(self.submit(None, move |connection, _| work(&mut Writer::new(connection, &ctx)))).await
    }

    async fn within_time<T, E: Failure>(&self, answer: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let late = |_| Err(StoreError::Unavailable("no answer in time".to_owned()).into());
        tokio::time::timeout(self.timeout, answer).await.unwrap_or_else(late)
    }

    /// Whether the file of an SQLite database is still there, and a database for whoever opens it anew.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn is_in_place(&self) -> Result<(), StoreError> {
        let Some(file) = self.file.clone() else { return Ok(()) };
        let (url, (answer, waiting)) = (self.url.clone(), oneshot::channel());
        let job: Job = Box::new(move |_| {
            let opened = || {
                file.check()?;
                let mut connection = url.connect().map_err(|error| StoreError::unavailable(&error))?;
                let known = sql::<BigInt>("SELECT count(*) FROM organisations").get_result::<i64>(&mut connection);
                known.map(drop).map_err(|error| StoreError::unavailable(&error))
            };
            let _ = answer.send(opened());
        });
        self.readers.send(job)?;
        self.within_time(answered(waiting)).await
    }

    /// Whether the database takes writes. If it refused the last one, a small write is tried, but not immediately: on a
    /// full disk there may still be room for that.
    ///
    /// # Errors
    /// `Unavailable`, for example if the disk is full.
    pub async fn takes_writes(&self) -> Result<(), StoreError> {
        let refused = *self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        match refused {
            None => Ok(()),
            Some(since) if since.elapsed() < WRITE_RETRY_DELAY => {
                Err(StoreError::Unavailable("it refused a write".to_owned()))
            }
            Some(_) => self.within_time(self.submit(None, |connection, _| write_nothing(connection))).await,
        }
    }

    /// Rebuilds the file of SQLite (`VACUUM`), so that it keeps no trace of deleted or overwritten data: copies of
    /// moved rows survive even `secure_delete`. Writes wait meanwhile. PostgreSQL's vacuum does this by itself.
    ///
    /// # Errors
    /// `Unavailable`, or any error of the database.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        let WriteQueue::Single(queue) = &*self.writer else { return Ok(()) };
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

    /// Queues the work; it is committed together with other queued writes, on PostgreSQL those of the same
    /// organisation.
    async fn submit<T, E, F>(&self, organisation: Option<Tenant>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut AnyConnection, &mut Log) -> Result<T, E> + Send + 'static,
    {
        let (answer, waiting) = oneshot::channel();
        let command: Box<dyn Command> = Box::new(Work { work, answer, result: None });
        match &*self.writer {
            WriteQueue::Single(queue) => queue.send(WriterJob::Command(command))?,
            WriteQueue::Pooled(turns) => turns.send(organisation, command)?,
        }
        let result = answered(waiting).await;
        let refused = matches!(&result, Err(error) if matches!(error.cause(), Some(StoreError::Unavailable(_))));
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused.then(Instant::now);
        result
    }
}

/// Writes that share a transaction; each sees the changes of those before it.
pub struct Series<'c> {
    connection: &'c mut AnyConnection,
    log: &'c mut Log,
}

impl Series<'_> {
    /// # Errors
    /// Those of `work`.
    pub fn read<T, E: Failure>(
        &mut self,
        ctx: &Ctx,
        work: impl FnOnce(&mut Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        work(&mut Reader::new(self.connection, ctx))
    }

    /// The next write of the series. If it fails, `work` must fail too.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn write<T, E: Failure>(&mut self, ctx: &Ctx, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        written(self.connection, self.log, ctx, work)
    }
}

/// Runs a use case's write inside an open transaction: takes the organisation's turn, runs it and logs its changes.
fn written<T, E: Failure>(
    connection: &mut AnyConnection,
    log: &mut Log,
    ctx: &Ctx,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let revision = log.turn(connection, ctx.organisation)?;
    let before = rows_written(connection)?;
    let mut tx = Tx::new(connection, ctx, revision);
    let value = work(&mut tx)?;
    let (technical, changes) = (tx.technical(), tx.into_changes());
    log.append(ctx, &changes);
    assert!(
        !changes.is_empty() || !cfg!(debug_assertions) || before + technical == rows_written(connection)?,
        "a write changed rows and recorded no change"
    );
    Ok(value)
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

/// Reads on one consistent snapshot without time-out, on a connection of its own.
pub(in crate::store) fn on_snapshot<T, E: From<StoreError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin_snapshot(connection)?;
    let result = work(connection);
    roll_back(connection);
    result
}

/// Runs work other than a use case, such as restoring a backup, in one transaction on a connection of its own.
pub(in crate::store) fn all_or_nothing<T, E: From<StoreError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection)?;
    let result = work(connection).and_then(|value| {
        Manager::commit_transaction(connection).map(|()| value).map_err(|error| StoreError::from(error).into())
    });
    if result.is_err() {
        roll_back(connection);
    }
    result
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

/// The number of rows written by the connection so far; only read in debug builds, to catch writes without a log entry.
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
