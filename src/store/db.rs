//! The database as the rest of the program sees it: `read` on a snapshot, `write` with the change log, `write_series` for
//! many writes that stand or fall together, `housekeeping` for technical tables. Work that collides with somebody else's
//! runs again, so it must do nothing outside of its transaction. How transactions begin and end is in `group.rs`, what
//! work may touch in `tx.rs`, who owns the connections in `worker.rs`, how they open in `connection.rs`.

use std::sync::Arc;

use crossbeam_channel::Sender;
use diesel::{
    PgConnection, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    dsl::sql,
    sql_types::BigInt,
};
use tokio::sync::oneshot;

use super::{
    callers::{self, Asked, Caller},
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
    group::{Command, Manager, Work, caught, roll_back},
    log::Log,
    migrate,
    sessions::Session,
    tx::{Reader, Tx, Writer},
    worker::{Job, Lost, Turns, start_pool, start_writer},
};
use crate::domain::{ctx::Ctx, id::Id, organisation::Tenant};

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
    Single(Sender<Box<dyn Command>>),
    /// PostgreSQL: the pool that also reads, in groups by organisation.
    Pooled(Turns),
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
            DatabaseUrl::Sqlite(_) => WriteQueue::Single(start_writer(url)?),
            DatabaseUrl::Postgres(_) => WriteQueue::Pooled(Turns::new(readers.clone())),
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
        self.submit(Some(ctx.organisation), move |connection, log| written(connection, log, &ctx, &work)).await
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
        self.submit(None, move |connection, log| work(&mut Series { connection, log })).await
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
        self.submit(None, move |connection, _| work(&mut Writer::new(connection, &ctx))).await
    }

    /// Has the work done in a transaction, together with what else waits for the organisation's turn.
    async fn submit<T, E, F>(&self, organisation: Option<Tenant>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
        F: Fn(&mut AnyConnection, &mut Log) -> Result<T, E> + Send + 'static,
    {
        let (answer, waiting) = oneshot::channel();
        let command: Box<dyn Command> = Box::new(Work { work, answer, result: None });
        let sent = match &*self.writer {
            WriteQueue::Single(queue) => queue.send(command).is_ok(),
            WriteQueue::Pooled(turns) => turns.send(organisation, command),
        };
        if sent { answered(waiting).await } else { Err(StoreError::Unavailable("shutting down".to_owned()).into()) }
    }
}

/// Writes that stand or fall together; each sees what those before it changed.
pub struct Series<'c> {
    connection: &'c mut AnyConnection,
    log: &'c mut Log,
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
        written(self.connection, self.log, ctx, work)
    }
}

/// A use case that changes something, inside a transaction that has begun.
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
