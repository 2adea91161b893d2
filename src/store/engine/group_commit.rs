//! Group commit: queued commands share a transaction, which makes durability cheap, and each is answered after the
//! commit. If one fails, all are rolled back and run again, each in a savepoint, so that its failure does not affect
//! the others; if one conflicts with another transaction, they are run again one by one. The queues are in `worker.rs`;
//! the work of a command is built in `db.rs`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

use diesel::{
    Connection, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};
use tokio::sync::oneshot;

use super::{connection::AnyConnection, error::StoreError, failure::Failure, pending_changes::Log};

pub(in crate::store) type Manager = <AnyConnection as Connection>::TransactionManager;

/// How often a transaction is retried after a conflict.
const RETRIES: u32 = 3;

/// Work in a transaction that is committed together with others.
pub trait Command: Send {
    /// Runs the work inside the open transaction and keeps the result.
    ///
    /// # Errors
    /// Why the transaction must be rolled back.
    fn run(&mut self, connection: &mut AnyConnection, log: &mut Log) -> Result<(), Broken>;

    /// Sends the result to the caller, or an error if it was not committed.
    fn finish(self: Box<Self>, committed: &Result<(), String>);
}

/// Why a command's work must be rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The work failed.
    Failed,
    /// It conflicted with another transaction and may succeed if retried.
    Collided,
}

/// A command made of a closure and the channel for its result.
pub struct Work<T, E, F> {
    pub work: F,
    pub answer: oneshot::Sender<Result<T, E>>,
    pub result: Option<Result<T, E>>,
}

impl<T, E, F> Command for Work<T, E, F>
where
    T: Send,
    E: Failure,
    F: Fn(&mut AnyConnection, &mut Log) -> Result<T, E> + Send,
{
    fn run(&mut self, connection: &mut AnyConnection, log: &mut Log) -> Result<(), Broken> {
        if self.answer.is_closed() {
            return Ok(());
        }
        let result = caught(|| (self.work)(connection, log));
        let broken = match &result {
            Ok(_) => Ok(()),
            Err(error) if error.cause().is_some_and(StoreError::is_transient) => Err(Broken::Collided),
            Err(_) => Err(Broken::Failed),
        };
        self.result = Some(result);
        broken
    }

    fn finish(self: Box<Self>, committed: &Result<(), String>) {
        let lost = |why: &String| Err(StoreError::Unavailable(why.clone()).into());
        let _ = self.answer.send(match (self.result, committed) {
            (Some(Ok(_)) | None, Err(why)) => lost(why),
            (Some(result), _) => result,
            (None, Ok(())) => lost(&"the command was not run".to_owned()),
        });
    }
}

/// Why a transaction was not committed.
enum Undone {
    Collided,
    /// A command failed that was not in a savepoint of its own.
    CommandFailed,
    Lost(String),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        if error.is_transient() { Self::Collided } else { Self::Lost(error.to_string()) }
    }
}

/// Commits the commands together and answers each.
pub fn commit(connection: Result<&mut AnyConnection, String>, mut group: Vec<Box<dyn Command>>) {
    let connection = match connection {
        Ok(connection) => connection,
        Err(why) => return finish(group, &Err(why)),
    };
    let mut outcome = attempt(connection, &mut group, in_a_row);
    if matches!(outcome, Err(Undone::CommandFailed)) && group.len() > 1 {
        outcome = attempt(connection, &mut group, in_savepoints);
    }
    if matches!(outcome, Err(Undone::Collided)) && group.len() > 1 {
        return group.into_iter().for_each(|command| commit(Ok(&mut *connection), vec![command]));
    }
    for round in 1..=RETRIES {
        if !matches!(outcome, Err(Undone::Collided)) {
            break;
        }
        thread::sleep(Duration::from_millis(u64::from(rand_below(10 * round))));
        outcome = attempt(connection, &mut group, in_a_row);
    }
    finish(
        group,
        &outcome.map_err(|undone| match undone {
            Undone::Collided => "the transaction collided with others again and again".to_owned(),
            Undone::CommandFailed => "the command failed".to_owned(),
            Undone::Lost(why) => why,
        }),
    );
}

fn finish(group: Vec<Box<dyn Command>>, committed: &Result<(), String>) {
    for command in group {
        command.finish(committed);
    }
}

fn rand_below(bound: u32) -> u32 {
    getrandom::u32().unwrap_or(0) % bound.max(1)
}

type Run = fn(&mut AnyConnection, &mut [Box<dyn Command>], &mut Log) -> Result<(), Undone>;

fn attempt(connection: &mut AnyConnection, group: &mut [Box<dyn Command>], run: Run) -> Result<(), Undone> {
    begin(connection)?;
    let mut log = Log::default();
    let done = run(connection, group, &mut log).and_then(|()| Ok(log.flush(connection)?));
    let committed = done.and_then(|()| {
        Manager::commit_transaction(connection).map_err(|error| {
            tracing::error!(%error, "a commit failed");
            StoreError::from(error).into()
        })
    });
    if committed.is_err() {
        roll_back(connection);
    }
    committed
}

fn in_a_row(connection: &mut AnyConnection, group: &mut [Box<dyn Command>], log: &mut Log) -> Result<(), Undone> {
    group.iter_mut().try_for_each(|command| {
        command.run(connection, log).map_err(|broken| match broken {
            Broken::Collided => Undone::Collided,
            Broken::Failed => Undone::CommandFailed,
        })
    })
}

fn in_savepoints(connection: &mut AnyConnection, group: &mut [Box<dyn Command>], log: &mut Log) -> Result<(), Undone> {
    for command in group {
        let mark = log.mark();
        Manager::begin_transaction(connection).map_err(StoreError::from)?;
        match command.run(connection, log) {
            Ok(()) => Manager::commit_transaction(connection).map_err(StoreError::from)?,
            Err(Broken::Collided) => {
                roll_back(connection);
                return Err(Undone::Collided);
            }
            Err(Broken::Failed) => {
                roll_back(connection);
                log.back_to(mark);
            }
        }
    }
    Ok(())
}

/// Begins a transaction. On SQLite it takes the write lock at once: a transaction that reads first and writes later
/// fails if another wrote in between.
pub(in crate::store) fn begin(connection: &mut AnyConnection) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql::<SqliteConnection>(sqlite, "BEGIN IMMEDIATE")?;
        }
        AnyConnection::Postgres(_) => Manager::begin_transaction(connection)?,
    }
    Ok(())
}

/// Rolls back the innermost transaction. If that fails, the engine may have ended the outer ones too, as SQLite does
/// when the disk is full: the connection is then marked as broken, so that nothing after it is committed by itself.
pub(in crate::store) fn roll_back(connection: &mut AnyConnection) {
    match Manager::rollback_transaction(connection) {
        Ok(()) | Err(diesel::result::Error::NotInTransaction) => {}
        Err(error) => {
            tracing::warn!(%error, "a rollback failed");
            Manager::transaction_manager_status_mut(connection).set_in_error();
        }
    }
}

/// Turns a panic in a use case into an error, so that it does not end the thread that owns the connection.
pub(in crate::store) fn caught<T, E: Failure>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().cloned().or(panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(StoreError::Corrupt(format!("a use case panicked: {}", message.unwrap_or_default())).into())
    })
}
