//! The entries that the open transaction adds to the change log, of one or several organisations. An organisation's
//! turn is taken before its first write: on PostgreSQL its row is locked, so that its writers, on other nodes too, are
//! serialised and revisions have no gaps and stay in order. Revisions, entries and what they change in the search index
//! are written together, right before the commit. The rows are built in `store/changes.rs`, the index is in
//! `store/search`; transactions are in `group_commit.rs`.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::{
    connection::{AnyConnection, each},
    error::StoreError,
    schema::organisations,
};
use crate::{
    domain::{
        change::Change,
        context::Ctx,
        organisation::Tenant,
        search::documents::{IndexEntry, entry},
    },
    store::{
        changes::{self, ChangeRow},
        search::index,
    },
};

/// The last revision of an organisation: as stored, and with the changes of this transaction.
#[derive(Debug, Clone, Copy)]
struct Turn {
    stored: i64,
    last: i64,
}

#[derive(Default)]
pub struct Log {
    turns: BTreeMap<Tenant, Turn>,
    rows: Vec<ChangeRow>,
    found_by: Vec<(Tenant, IndexEntry)>,
}

/// A position in a log to return to.
pub struct Mark {
    turns: BTreeMap<Tenant, Turn>,
    rows: usize,
    found_by: usize,
}

impl Log {
    /// Locks the organisation against other writers and returns its last revision, or 0 if it does not exist yet.
    /// SQLite has a single writer and needs no lock.
    ///
    /// # Errors
    /// Any error of the database.
    pub fn turn(&mut self, connection: &mut AnyConnection, organisation: Tenant) -> Result<i64, StoreError> {
        if let Some(turn) = self.turns.get(&organisation) {
            return Ok(turn.last);
        }
        let row = organisations::table.filter(organisations::id.eq(organisation)).select(organisations::revision);
        let stored = match connection {
            AnyConnection::Postgres(postgres) => row.for_no_key_update().first::<i64>(postgres).optional()?,
            AnyConnection::Sqlite(sqlite) => row.first::<i64>(sqlite).optional()?,
        };
        let stored = stored.unwrap_or(0);
        self.turns.insert(organisation, Turn { stored, last: stored });
        Ok(stored)
    }

    /// Adds the changes under the organisation's next revision.
    pub fn append(&mut self, ctx: &Ctx, recorded: &[Change]) {
        if recorded.is_empty() {
            return;
        }
        let turn = self.turns.entry(ctx.organisation).or_insert(Turn { stored: 0, last: 0 });
        turn.last += 1;
        self.rows.extend(changes::rows(ctx, turn.last, recorded));
        self.found_by.extend(recorded.iter().filter_map(entry).map(|entry| (ctx.organisation, entry)));
    }

    pub fn mark(&self) -> Mark {
        Mark { turns: self.turns.clone(), rows: self.rows.len(), found_by: self.found_by.len() }
    }

    /// Drops everything after the mark, including locks, as the database does at a rollback.
    pub fn back_to(&mut self, mark: Mark) {
        self.turns = mark.turns;
        self.rows.truncate(mark.rows);
        self.found_by.truncate(mark.found_by);
    }

    /// Writes the revisions, the entries and the search index.
    ///
    /// # Errors
    /// Any error of the database.
    pub fn flush(self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        for (organisation, turn) in self.turns {
            if turn.last > turn.stored {
                let row = organisations::table.filter(organisations::id.eq(organisation));
                let raised = diesel::update(row).set(organisations::revision.eq(turn.last));
                each!(&mut *connection, inner => raised.execute(inner)?);
            }
        }
        changes::insert(connection, &self.rows)?;
        index::write(connection, self.found_by)
    }
}
