//! Backups: the whole database as one file that either engine can restore. `take` writes it from one consistent
//! snapshot, even while the program is serving requests; `restore` in `restore.rs` loads it. The tables are read from
//! the database's own catalogue (`tables.rs`), so a new table needs no change here; the few exceptions are in
//! `LEFT_OUT`. The file format is in `archive.rs`; where the file is stored is up to `cli`.

mod archive;
mod kinds;
mod load;
mod restore;
mod tables;
mod values;

use std::io::Write;

pub use self::{
    archive::{Header, verify},
    restore::restore,
};

use self::{archive::BackupWriter, tables::BackupTable};
use super::engine::{
    connection::{AnyConnection, DatabaseUrl},
    db,
    error::StoreError,
    migrate,
};

/// The tables that are not backed up, and why.
pub const LEFT_OUT: [(&str, &str); 7] = [
    ("sessions", "whoever was signed in then must not be signed in again by a copy"),
    ("failed_sign_ins", "they count for 15 minutes, against tries to get into the original"),
    ("idempotency_keys", "they answer retries of the last 24 hours, which were meant for the original"),
    ("search_documents", "the search index is built from the other tables"),
    ("search_words", "the search index is built from the other tables"),
    ("migration_lock", "it holds no data"),
    ("__diesel_schema_migrations", "the header names the migrations"),
];

/// The progress is reported every so many rows.
const PROGRESS_ROWS: u64 = 1_000;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("this is no backup of Perno: {0}")]
    Foreign(String),
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    #[error("{0} was made by a newer Perno than this one ({version}); use that version or a later one", version = env!("CARGO_PKG_VERSION"))]
    Newer(&'static str),
    #[error("there is nothing of Perno in this database")]
    NoSchema,
    #[error("the database holds data already ({rows} rows of {table}); restore into an empty one")]
    NotEmpty { table: String, rows: u64 },
    #[error("the column {0} has a type that backups do not know")]
    UnknownType(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for BackupError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The progress of a backup or a restore.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    pub table: &'a str,
    /// The rows of this table so far.
    pub rows: u64,
    /// Whether the table is complete.
    pub table_done: bool,
    /// The rows of all tables so far.
    pub done: u64,
    pub total: u64,
}

/// A callback for the progress.
pub type Listener<'a> = dyn FnMut(Progress<'_>) + 'a;

/// Counts rows, table by table, and reports the progress.
struct Meter<'a> {
    listener: &'a mut Listener<'a>,
    done: u64,
    total: u64,
    rows: u64,
}

impl<'a> Meter<'a> {
    fn new(listener: &'a mut Listener<'a>, total: u64) -> Self {
        Self { listener, done: 0, total, rows: 0 }
    }

    fn row(&mut self, table: &str) {
        self.rows += 1;
        self.done += 1;
        if self.rows.is_multiple_of(PROGRESS_ROWS) {
            self.tell(table, false);
        }
    }

    fn table_done(&mut self, table: &str) {
        self.tell(table, true);
        self.rows = 0;
    }

    fn tell(&mut self, table: &str, table_done: bool) {
        let Self { rows, done, total, .. } = *self;
        (self.listener)(Progress { table, rows, table_done, done, total });
    }
}

/// Writes the whole database to `out` and returns the header.
///
/// # Errors
/// Any error of the database or the file; if the database was migrated by a newer program, or not by Perno at all.
pub fn take<'a>(
    url: &DatabaseUrl,
    taken_at: &str,
    out: impl Write,
    listener: &'a mut Listener<'a>,
) -> Result<Header, BackupError> {
    let mut connection = url.connect()?;
    db::on_snapshot(&mut connection, |connection| {
        let header = header(connection, taken_at)?;
        let mut meter = Meter::new(listener, header.rows());
        let mut writer = BackupWriter::new(out, &header)?;
        for table in &header.tables {
            writer.table(&table.name)?;
            tables::each_row(connection, table, &mut |row| {
                writer.row(&row)?;
                meter.row(&table.name);
                Ok(())
            })?;
            meter.table_done(&table.name);
        }
        writer.finish(&header)?;
        Ok(header)
    })
}

fn header(connection: &mut AnyConnection, taken_at: &str) -> Result<Header, BackupError> {
    let all = tables::all(connection)?;
    if !all.iter().any(|table| table.name == migrate::TABLE) {
        return Err(BackupError::NoSchema);
    }
    let migrations = tables::migrations(connection)?;
    if migrate::unknown(&migrations) {
        return Err(BackupError::Newer("the database"));
    }
    let mut kept: Vec<BackupTable> = all.into_iter().filter(|table| !is_left_out(&table.name)).collect();
    for table in &mut kept {
        table.check()?;
        table.rows = tables::count(connection, &table.name)?;
    }
    Ok(Header::new(taken_at, migrations, kept))
}

fn is_left_out(table: &str) -> bool {
    LEFT_OUT.iter().any(|(name, _)| *name == table)
}
