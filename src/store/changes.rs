//! The change log: every write appends to it, and it is read in the order of its revisions. A page is never cut within
//! a revision. No entry is changed or deleted here; the one exception is in `store/people/anonymise.rs`. What is
//! recorded is decided in `store/engine/tx.rs`, the revision in `store/engine/pending_changes.rs`; the meaning of an
//! entry is in `domain/change.rs`.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::engine::{
    connection::{AnyConnection, each},
    error::StoreError,
    row::{from_json, to_json, word},
    schema::changes,
    search_pattern::{anywhere, lower},
    tx::Reader,
    types::At,
};
use crate::domain::{
    change::{ActorKind, Change, ChangeAction, LoggedActor, LoggedChange},
    context::Ctx,
    organisation::Tenant,
    people::user::User,
    values::{id::Id, record::EntityKind},
};

/// How many places are looked up by one query.
const PLACES: usize = 500;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
pub(super) struct ChangeRow {
    organisation_id: Tenant,
    revision: i64,
    ordinal: i64,
    at: At,
    actor_kind: String,
    actor_id: Option<Id<User>>,
    actor_name: String,
    action: String,
    entity: String,
    entity_id: String,
    before: Option<String>,
    after: Option<String>,
}

impl TryFrom<ChangeRow> for LoggedChange {
    type Error = StoreError;

    fn try_from(row: ChangeRow) -> Result<Self, StoreError> {
        Ok(Self {
            revision: row.revision,
            at: row.at.0,
            actor: LoggedActor { kind: word(&row.actor_kind)?, id: row.actor_id.map(Id::uuid), name: row.actor_name },
            action: word(&row.action)?,
            entity: word(&row.entity)?,
            entity_id: row.entity_id,
            before: row.before.as_deref().map(from_json).transpose()?,
            after: row.after.as_deref().map(from_json).transpose()?,
        })
    }
}

/// The rows of one revision.
pub(super) fn rows(ctx: &Ctx, revision: i64, recorded: &[Change]) -> impl Iterator<Item = ChangeRow> {
    (1..).zip(recorded).map(move |(ordinal, change)| ChangeRow {
        organisation_id: ctx.organisation,
        revision,
        ordinal,
        at: At(ctx.now),
        actor_kind: ctx.actor.kind.to_string(),
        actor_id: ctx.actor.id.map(Id::new),
        actor_name: ctx.actor.name.clone(),
        action: change.action.to_string(),
        entity: change.entity.to_string(),
        entity_id: change.entity_id.clone(),
        before: change.before.as_ref().map(to_json),
        after: change.after.as_ref().map(to_json),
    })
}

/// Appends entries: on PostgreSQL in one statement, because round trips are expensive; on SQLite row by row, because
/// preparing new statements is.
pub(super) fn insert(connection: &mut AnyConnection, rows: &[ChangeRow]) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Postgres(postgres) if rows.len() > 1 => {
            for part in rows.chunks(1_000) {
                diesel::insert_into(changes::table).values(part).execute(postgres)?;
            }
        }
        connection => {
            for row in rows {
                each!(&mut *connection, inner => diesel::insert_into(changes::table).values(row).execute(inner)?);
            }
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Default)]
pub struct ChangeFilter {
    pub entity: Option<EntityKind>,
    pub entity_id: Option<String>,
}

/// The changes after a revision, in order: about `limit` of them, but always whole revisions.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &ChangeFilter,
    after: i64,
    limit: i64,
) -> Result<Vec<LoggedChange>, StoreError> {
    let matching = || {
        let mut query = changes::table
            .filter(changes::organisation_id.eq(reader.organisation()))
            .filter(changes::revision.gt(after))
            .into_boxed();
        if let Some(entity) = filter.entity {
            query = query.filter(changes::entity.eq(entity.as_str()));
        }
        if let Some(id) = &filter.entity_id {
            query = query.filter(changes::entity_id.eq(id));
        }
        query
    };
    let page = matching();
    let rest = matching();
    let last: Option<i64> = page
        .order((changes::revision, changes::ordinal))
        .offset(limit - 1)
        .limit(1)
        .select(changes::revision)
        .first(reader.connection)
        .optional()?;
    let rows = rest
        .filter(changes::revision.le(last.unwrap_or(i64::MAX)))
        .order((changes::revision, changes::ordinal))
        .select(ChangeRow::as_select())
        .load(reader.connection)?;
    rows.into_iter().map(LoggedChange::try_from).collect()
}

/// The changes of some kinds of things, of those of the second list also their creation: since a time or after a
/// revision, and up to another, the newest first.
///
/// # Errors
/// Any error of the database.
pub fn since(
    reader: &mut Reader<'_>,
    kinds: &[EntityKind],
    beginnings: &[EntityKind],
    (since, after): (DateTime<Utc>, Option<i64>),
    until: i64,
) -> Result<Vec<LoggedChange>, StoreError> {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let begun: Vec<&str> = beginnings.iter().map(|kind| kind.as_str()).collect();
    let other = changes::entity.eq_any(words).and(changes::action.ne(ChangeAction::Created.as_str()));
    let begun = changes::entity.eq_any(begun).and(changes::action.eq(ChangeAction::Created.as_str()));
    let rows = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(other.or(begun))
        .filter(changes::at.ge(At(since)).or(changes::revision.gt(after.unwrap_or(i64::MAX))))
        .filter(changes::revision.le(until))
        .order((changes::revision.desc(), changes::ordinal.desc()))
        .select(ChangeRow::as_select())
        .load(reader.connection)?;
    rows.into_iter().map(LoggedChange::try_from).collect()
}

/// How everything that changed after a revision was before: for each thing the oldest of those changes, without what
/// it became.
///
/// # Errors
/// Any error of the database.
pub fn first_after(
    reader: &mut Reader<'_>,
    kinds: &[EntityKind],
    revision: i64,
) -> Result<Vec<(EntityKind, String, Option<Value>)>, StoreError> {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let rows: Vec<(String, String, i64, i64, String)> = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(changes::revision.gt(revision))
        .filter(changes::entity.eq_any(words))
        .order((changes::revision, changes::ordinal))
        .select((changes::entity, changes::entity_id, changes::revision, changes::ordinal, changes::action))
        .load(reader.connection)?;
    let (mut seen, mut found, mut places) = (HashSet::new(), Vec::new(), Vec::new());
    for (entity, id, revision, ordinal, action) in rows {
        if !seen.insert((entity.clone(), id.clone())) {
            continue;
        }
        if action == ChangeAction::Created.as_str() {
            found.push((word(&entity)?, id, None));
        } else {
            places.push((revision, ordinal));
        }
    }
    for part in places.chunks(PLACES) {
        found.extend(before(reader, part)?);
    }
    Ok(found)
}

/// How things were before the changes at some places.
fn before(reader: &mut Reader<'_>, places: &[Place]) -> Result<Vec<(EntityKind, String, Option<Value>)>, StoreError> {
    let revisions: BTreeSet<i64> = places.iter().map(|(revision, _)| *revision).collect();
    let rows: Vec<(i64, i64, String, String, Option<String>)> = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(changes::revision.eq_any(Vec::from_iter(revisions)))
        .select((changes::revision, changes::ordinal, changes::entity, changes::entity_id, changes::before))
        .load(reader.connection)?;
    let wanted: HashSet<&Place> = places.iter().collect();
    let rows = rows.into_iter().filter(|(revision, ordinal, ..)| wanted.contains(&(*revision, *ordinal)));
    rows.map(|(_, _, entity, id, before)| Ok((word(&entity)?, id, before.as_deref().map(from_json).transpose()?)))
        .collect()
}

/// The changes of one kind of thing in a revision.
///
/// # Errors
/// Any error of the database.
pub fn of_revision(reader: &mut Reader<'_>, revision: i64, kind: EntityKind) -> Result<Vec<LoggedChange>, StoreError> {
    let rows = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(changes::revision.eq(revision))
        .filter(changes::entity.eq(kind.as_str()))
        .order(changes::ordinal)
        .select(ChangeRow::as_select())
        .load(reader.connection)?;
    rows.into_iter().map(LoggedChange::try_from).collect()
}

/// The last revision after a time in which a person changed things of a kind.
///
/// # Errors
/// Any error of the database.
pub fn last_by(
    reader: &mut Reader<'_>,
    person: Id<User>,
    kind: EntityKind,
    since: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let last = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(changes::entity.eq(kind.as_str()))
        .filter(changes::at.gt(At(since)))
        .filter(changes::actor_kind.eq(ActorKind::User.as_str()))
        .filter(changes::actor_id.eq(person))
        .order(changes::revision.desc())
        .select(changes::revision)
        .first(reader.connection)
        .optional()?;
    Ok(last)
}

/// The last revision that there was at a time; 0 if there was none.
///
/// # Errors
/// Any error of the database.
pub fn revision_at(reader: &mut Reader<'_>, at: DateTime<Utc>) -> Result<i64, StoreError> {
    let last = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(changes::at.le(At(at)))
        .order(changes::revision.desc())
        .select(changes::revision)
        .first(reader.connection)
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// The filter of `latest`.
#[derive(Debug, Clone, Default)]
pub struct LatestFilter {
    pub entity: Option<EntityKind>,
    pub entity_id: Option<String>,
    /// A part of the actor's name, in any case.
    pub actor: Option<String>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// The position of a change in the log: its revision and its ordinal within that.
pub type Place = (i64, i64);

/// At most `limit` changes before a position, the newest first.
///
/// # Errors
/// Any error of the database.
pub fn latest(
    reader: &mut Reader<'_>,
    filter: &LatestFilter,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<(Place, LoggedChange)>, StoreError> {
    let mut query = changes::table.filter(changes::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some((revision, ordinal)) = before {
        let earlier = changes::revision.eq(revision).and(changes::ordinal.lt(ordinal));
        query = query.filter(changes::revision.lt(revision).or(earlier));
    }
    if let Some(entity) = filter.entity {
        query = query.filter(changes::entity.eq(entity.as_str()));
    }
    if let Some(id) = &filter.entity_id {
        query = query.filter(changes::entity_id.eq(id));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(lower(changes::actor_name).like(lower(anywhere(actor))).escape('\\'));
    }
    if let Some(from) = filter.from {
        query = query.filter(changes::at.ge(At(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(changes::at.lt(At(until)));
    }
    let rows = query
        .order((changes::revision.desc(), changes::ordinal.desc()))
        .limit(limit)
        .select(ChangeRow::as_select())
        .load(reader.connection)?;
    let placed = |row: ChangeRow| Ok(((row.revision, row.ordinal), LoggedChange::try_from(row)?));
    rows.into_iter().map(placed).collect()
}

/// The names of those who last wrote entities of a kind, by the id in the log; what the program wrote by itself has none.
///
/// # Errors
/// Any error of the database.
pub fn last_authors(
    reader: &mut Reader<'_>,
    kind: EntityKind,
    ids: &[String],
) -> Result<HashMap<String, String>, StoreError> {
    let mut found = HashMap::new();
    for part in ids.chunks(PLACES) {
        let rows: Vec<(String, String)> = changes::table
            .filter(changes::organisation_id.eq(reader.organisation()))
            .filter(changes::entity.eq(kind.as_str()))
            .filter(changes::entity_id.eq_any(part.to_vec()))
            .filter(changes::actor_kind.ne(ActorKind::System.as_str()))
            .order((changes::revision, changes::ordinal))
            .select((changes::entity_id, changes::actor_name))
            .load(reader.connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The changes made by a person and those of their record and seats, in order.
///
/// # Errors
/// Any error of the database.
pub fn of_person(reader: &mut Reader<'_>, person: Id<User>) -> Result<Vec<LoggedChange>, StoreError> {
    let by_them = changes::actor_kind.eq(ActorKind::User.as_str()).and(changes::actor_id.eq(person));
    let record = changes::entity.eq(EntityKind::User.as_str()).and(changes::entity_id.eq(person.to_string()));
    let seats = changes::entity.eq(EntityKind::Member.as_str()).and(changes::entity_id.like(format!("%/{person}")));
    let rows = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(by_them.assume_not_null().or(record).or(seats))
        .order((changes::revision, changes::ordinal))
        .select(ChangeRow::as_select())
        .load(reader.connection)?;
    rows.into_iter().map(LoggedChange::try_from).collect()
}
