//! What a use case gets to access the database: a `Reader` on one consistent snapshot, a `Writer` that may also change
//! technical tables, or a `Tx`, whose other changes are versioned and logged as they are made. An update that changes
//! nothing keeps its version and is not logged. New ids are generated here. Transactions begin and end in
//! `group_commit.rs`; changes get their revision in `pending_changes.rs`.

use std::{
    ops::{Deref, DerefMut},
    sync::Mutex,
};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::{ContextV7, Timestamp, Uuid};

use super::{connection::AnyConnection, error::StoreError};
use crate::domain::{
    change::{Change, ChangeAction},
    context::Ctx,
    organisation::Tenant,
    values::{
        id::Id,
        record::{Entity, EntityKey, Stamp, Stored},
    },
};

/// Keeps ids in the order of their creation, even within one millisecond.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// Generates an id with the timestamp `now`.
#[must_use]
pub fn new_id<T>(now: DateTime<Utc>) -> Id<T> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Id::new(Uuid::new_v7(Timestamp::from_unix(&ORDER, seconds, now.timestamp_subsec_nanos())))
}

/// Reads the rows of one organisation on one snapshot.
pub struct Reader<'c> {
    pub(in crate::store) connection: &'c mut AnyConnection,
    ctx: &'c Ctx,
    /// The organisation's last revision, set inside a write, which has not stored it yet.
    pub(in crate::store) revision: Option<i64>,
}

impl<'c> Reader<'c> {
    pub(in crate::store) const fn new(connection: &'c mut AnyConnection, ctx: &'c Ctx) -> Self {
        Self { connection, ctx, revision: None }
    }

    #[must_use]
    pub const fn ctx(&self) -> &'c Ctx {
        self.ctx
    }

    #[must_use]
    pub const fn organisation(&self) -> Tenant {
        self.ctx.organisation
    }

    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.ctx.today()
    }
}

/// A reader that may also change technical tables (sessions, invitations), which have no log and no revision.
pub struct Writer<'c>(Reader<'c>);

impl<'c> Writer<'c> {
    pub(in crate::store) const fn new(connection: &'c mut AnyConnection, ctx: &'c Ctx) -> Self {
        Self(Reader::new(connection, ctx))
    }
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// How an entity is stored; implemented beside each table's queries and called only by `Tx`.
pub trait Table: Entity {
    /// # Errors
    /// `Duplicate` or `Referenced` if the database refuses the row.
    fn insert(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError>;

    /// Replaces the row of the previous version.
    ///
    /// # Errors
    /// `Stale` if the stored version is not the previous one; `Duplicate` or `Referenced` as for `insert`.
    fn update(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError>;

    /// # Errors
    /// `Referenced` if other rows refer to it.
    fn delete(reader: &mut Reader<'_>, key: &Self::Key) -> Result<(), StoreError>;
}

/// A transaction that changes an organisation's data. Each change of a row is recorded; all get one revision at the
/// end.
pub struct Tx<'c> {
    writer: Writer<'c>,
    changes: Vec<Change>,
    technical: i64,
}

impl<'c> Tx<'c> {
    pub(in crate::store) const fn new(connection: &'c mut AnyConnection, ctx: &'c Ctx, revision: i64) -> Self {
        let writer = Writer(Reader { connection, ctx, revision: Some(revision) });
        Self { writer, changes: Vec::new(), technical: 0 }
    }

    #[must_use]
    pub fn new_id<T>(&self) -> Id<T> {
        new_id(self.ctx().now)
    }

    /// Stores a new entity.
    ///
    /// # Errors
    /// As the table's `insert`.
    pub fn create<T: Table>(&mut self, key: T::Key, value: T) -> Result<Stored<T>, StoreError> {
        let row = Stored { key, value, stamp: Stamp::first(self.ctx().now) };
        T::insert(self, &row)?;
        self.changes.push(Change::between(None, Some(&row)));
        Ok(row)
    }

    /// Replaces `current` by `value`. If they are equal, the version stays and nothing is recorded.
    ///
    /// # Errors
    /// As the table's `update`.
    pub fn update<T: Table>(&mut self, current: Stored<T>, value: T) -> Result<Stored<T>, StoreError> {
        if current.value == value { Ok(current) } else { self.replace(&current, value) }
    }

    /// Gives the entity a new version although its value stays, because something that is not part of it was changed.
    ///
    /// # Errors
    /// As the table's `update`.
    pub fn touch<T: Table>(&mut self, current: &Stored<T>) -> Result<Stored<T>, StoreError> {
        self.replace(current, current.value.clone())
    }

    fn replace<T: Table>(&mut self, current: &Stored<T>, value: T) -> Result<Stored<T>, StoreError> {
        let row = Stored { key: current.key.clone(), value, stamp: current.stamp.next(self.ctx().now) };
        T::update(self, &row)?;
        self.changes.push(Change::between(Some(current), Some(&row)));
        Ok(row)
    }

    /// Adds a note, such as a reason, beside the entity's own members to the change recorded last.
    pub fn note(&mut self, member: &str, before: Option<Value>, after: Option<Value>) {
        if let Some(change) = self.changes.last_mut() {
            change.note(member, before, after);
        }
    }

    /// # Errors
    /// As the table's `delete`.
    pub fn delete<T: Table>(&mut self, current: &Stored<T>) -> Result<(), StoreError> {
        T::delete(self, &current.key)?;
        self.changes.push(Change::between(Some(current), None));
        Ok(())
    }

    /// Replaces `current` by `value` and logs only the new value, not the old one.
    ///
    /// # Errors
    /// As the table's `update`.
    pub fn anonymise<T: Table>(&mut self, current: &Stored<T>, value: T) -> Result<Stored<T>, StoreError> {
        let row = self.replace(current, value)?;
        if let Some(change) = self.changes.last_mut() {
            (change.action, change.before) = (ChangeAction::Anonymised, None);
        }
        Ok(row)
    }

    /// Records an action on an entity that does not change it.
    pub fn record<T: Entity>(&mut self, action: ChangeAction, key: &T::Key) {
        let (entity, entity_id) = (T::KIND, key.text());
        self.changes.push(Change { action, entity, entity_id, before: None, after: None });
    }

    /// The recorded changes, for the log.
    pub(in crate::store) fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    /// Counts written rows of a technical table, which need no log entry.
    pub(in crate::store) fn count_technical(&mut self, rows: usize) {
        self.technical += i64::try_from(rows).unwrap_or(i64::MAX);
    }

    pub(in crate::store) const fn technical(&self) -> i64 {
        self.technical
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Writer<'c>;

    fn deref(&self) -> &Self::Target {
        &self.writer
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.writer
    }
}
