//! What the transaction under way adds to the change log, of one organisation or of several. An organisation's turn is
//! taken before its first write: on PostgreSQL its row is locked, so that its writers, also those of other nodes, go one
//! after the other and revisions have neither gaps nor overtaking. Revisions and entries are written once for all, last
//! thing before the commit. The entries themselves are made in `store/changes.rs`, the transaction is `group_commit.rs`'s.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::{
    connection::{AnyConnection, each},
    error::StoreError,
    schema::organisations,
};
use crate::{
    domain::{change::Change, ctx::Ctx, organisation::Tenant},
    store::changes::{self, ChangeRow},
};

/// The last revision of an organisation, as it is stored and as it will be.
#[derive(Debug, Clone, Copy)]
struct Turn {
    stored: i64,
    last: i64,
}

#[derive(Default)]
pub struct Log {
    turns: BTreeMap<Tenant, Turn>,
    rows: Vec<ChangeRow>,
}

/// How far a log had come.
pub struct Mark {
    turns: BTreeMap<Tenant, Turn>,
    rows: usize,
}

impl Log {
    /// Waits until no other write of the organisation is under way and answers its last revision. SQLite has a single
    /// writer anyway; an organisation that is about to be founded has none.
    ///
    /// # Errors
    /// Those of the engine.
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

    /// Gives the changes the organisation's next revision.
    pub fn append(&mut self, ctx: &Ctx, recorded: &[Change]) {
        if recorded.is_empty() {
            return;
        }
        let turn = self.turns.entry(ctx.organisation).or_insert(Turn { stored: 0, last: 0 });
        turn.last += 1;
        self.rows.extend(changes::rows(ctx, turn.last, recorded));
    }

    pub fn mark(&self) -> Mark {
        Mark { turns: self.turns.clone(), rows: self.rows.len() }
    }

    /// Forgets what came after the mark, locks included, as the database does when it rolls back.
    pub fn back_to(&mut self, mark: Mark) {
        self.turns = mark.turns;
        self.rows.truncate(mark.rows);
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn flush(self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        for (organisation, turn) in self.turns {
            if turn.last > turn.stored {
                let row = organisations::table.filter(organisations::id.eq(organisation));
                let raised = diesel::update(row).set(organisations::revision.eq(turn.last));
                each!(&mut *connection, inner => raised.execute(inner)?);
            }
        }
        changes::insert(connection, &self.rows)
    }
}
