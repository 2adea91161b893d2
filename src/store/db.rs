//! The database as the rest of the program sees it: `read` on a snapshot, `write` with the change log, `write_series` for
//! many writes that stand or fall together, `housekeeping` for technical tables. The only place where a transaction begins,
//! but for the common commit of `worker.rs`. Work that collides on PostgreSQL runs again, so it must do nothing outside of
//! its transaction; on SQLite each write is a savepoint in a group. What work may touch is in `tx.rs`, how connections
//! open in `connection.rs`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use crossbeam_channel::Sender;
use diesel::{
    Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    dsl::sql,
    sql_types::BigInt,
};
use tokio::sync::oneshot;

use super::{
    callers::{self, Asked, Caller},
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
    migrate,
    schema::organisations,
    sessions::Session,
    tx::{Reader, Tx, Writer},
    worker::{Finish, GroupedJob, Job, Lost, start_pool, start_writer},
};
use crate::domain::{ctx::Ctx, id::Id, organisation::Tenant};

type Manager = <AnyConnection as Connection>::TransactionManager;

/// How often a transaction that collided with another is tried again.
const RETRIES: u32 = 3;

/// What a use case may fail with.
pub trait Failure: From<StoreError> + Send + 'static {
    /// Whether the same transaction may succeed when it is tried again.
    fn is_transient(&self) -> bool;
}

impl Failure for StoreError {
    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

enum WriteQueue {
    /// SQLite: one thread that commits in groups.
    Grouped(Sender<GroupedJob>),
    /// PostgreSQL: the pool that also reads.
    Pooled(Sender<Job>),
}

/// A handle on the database; clones share its threads.
#[derive(Clone)]
pub struct Db {
    readers: Sender<Job>,
    callers: Sender<Asked>,
    writer: Arc<WriteQueue>,
    url: DatabaseUrl,
}

impl Db {
    /// Brings the schema up to date and starts the threads.
    ///
    /// # Errors
    /// `Unavailable` when the database cannot be opened, or a migration's own error.
    pub fn open(url: &DatabaseUrl, threads: usize) -> Result<Self, StoreError> {
        migrate::run(url)?;
        let lost = Lost::default();
        let readers = start_pool(url, threads, &lost)?;
        let callers = callers::start(url, &lost)?;
        let writer = match url {
            DatabaseUrl::Sqlite(_) => WriteQueue::Grouped(start_writer(url)?),
            DatabaseUrl::Postgres(_) => WriteQueue::Pooled(readers.clone()),
        };
        Ok(Self { readers, callers, writer: Arc::new(writer), url: url.clone() })
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

    #[must_use]
    pub const fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Who calls in a session, as of now; `None` when it has ended.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn caller(&self, organisation: Tenant, session: Id<Session>) -> Result<Option<Caller>, StoreError> {
        let (answer, waiting) = oneshot::channel();
        let asked = Asked { organisation, session, answer };
        self.callers.send(asked).map_err(|error| StoreError::unavailable(&error))?;
        answered(waiting).await
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
            let _ = answer.send(on_connection(connection, |connection| {
                begin_snapshot(connection)?;
                let result = caught(|| work(&mut Reader::new(connection, &ctx)));
                roll_back(connection);
                result
            }));
        });
        self.readers.send(job).map_err(|error| StoreError::unavailable(&error))?;
        answered(waiting).await
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
        self.submit(move |connection| written(connection, &ctx, &work)).await
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
        self.submit(move |connection| work(&mut Writer::new(connection, &ctx))).await
    }

    async fn submit<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let (answer, waiting) = oneshot::channel();
        let sent = match &*self.writer {
            WriteQueue::Grouped(queue) => queue.send(grouped(work, answer)).is_ok(),
            WriteQueue::Pooled(queue) => queue
                .send(Box::new(move |connection| {
                    let _ = answer.send(on_connection(connection, |connection| retried(connection, &work)));
                }))
                .is_ok(),
        };
        if sent { answered(waiting).await } else { Err(StoreError::Unavailable("shutting down".to_owned()).into()) }
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
        if !matches!(&result, Err(error) if error.is_transient()) {
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
