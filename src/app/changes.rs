//! Reading the change log, for executives and admins: the changes after a revision, or the latest ones first. A page
//! never ends within a revision, so it may be longer than the limit. Changes are recorded by the `Tx` of
//! `store/engine/tx.rs` and numbered in `store/changes.rs`. What an entry holds is in `domain/change.rs`.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{
    error::Result,
    input::{Command, Fields, Parsed, Whole},
    listing::bad_cursor,
    permission::Permission,
};
use crate::{
    domain::{
        access::Action,
        change::LoggedChange,
        context::Ctx,
        values::{record::EntityKind, text::Name},
    },
    store::{
        changes::{self, ChangeFilter, LatestFilter},
        engine::tx::Reader,
    },
};

/// Permission to read the change log.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ReadChanges)
}

/// The last revision that there was at a time; 0 if there was none.
///
/// # Errors
/// Those of the database.
pub fn known_at(reader: &mut Reader<'_>, at: DateTime<Utc>) -> Result<i64> {
    Ok(changes::revision_at(reader, at)?)
}

/// How many changes a page of the pages for people shows.
const PAGE: i64 = 50;

/// The largest revision in a query: 2^53 - 1, the largest integer that every JSON parser reads exactly.
pub(in crate::app) const REVISION_MAX: i64 = 9_007_199_254_740_991;

/// A query of the API: which changes, and after which revision.
#[derive(Debug, Clone)]
pub struct ChangesQuery {
    pub filter: ChangeFilter,
    pub after: i64,
    pub limit: i64,
}

impl Command for ChangesQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let after = fields.field("after", Some(Whole::<0, REVISION_MAX>(0)));
        let limit = fields.field("limit", Some(Whole::<1, 200>(50)));
        let (entity, entity_id) = (fields.optional("entity"), fields.optional::<Name>("entity_id"));
        let filter = ChangeFilter { entity: entity?, entity_id: entity_id?.map(Name::into_string) };
        Some(Self { filter, after: after?.0, limit: limit?.0 })
    }
}

/// A search of people in the log: by kind of entity, a single entity, a part of the actor's name, a day.
#[derive(Debug, Clone)]
pub struct LogQuery {
    pub entity: Option<EntityKind>,
    pub entity_id: Option<Name>,
    pub actor: Option<Name>,
    pub day: Option<NaiveDate>,
}

impl Command for LogQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (entity, entity_id) = (fields.optional("entity"), fields.optional("entity_id"));
        let (actor, day) = (fields.optional("actor"), fields.optional("day"));
        Some(Self { entity: entity?, entity_id: entity_id?, actor: actor?, day: day? })
    }
}

/// The changes after a revision, and the revision after which the next page begins.
///
/// # Errors
/// `forbidden`, `invalid`.
pub fn list(reader: &mut Reader<'_>, query: &Parsed<ChangesQuery>) -> Result<(Vec<LoggedChange>, Option<i64>)> {
    allowed(reader.ctx()).check()?;
    let ChangesQuery { filter, after, limit } = query.validate(reader)?;
    let items = changes::list(reader, &filter, after, limit)?;
    let last = items.last().map(|change| change.revision);
    let full = i64::try_from(items.len()).is_ok_and(|count| count >= limit);
    let more = match last.filter(|_| full) {
        Some(last) => !changes::list(reader, &filter, last, 1)?.is_empty(),
        None => false,
    };
    Ok((items, last.filter(|_| more)))
}

/// A page of the log for people, the newest first, filtered by kind, a part of the actor's name and day. Also returns
/// the place before which the next page begins.
///
/// # Errors
/// `forbidden`, `invalid`.
pub fn latest(
    reader: &mut Reader<'_>,
    query: &Parsed<LogQuery>,
    before: Option<&str>,
) -> Result<(Vec<LoggedChange>, Option<String>)> {
    allowed(reader.ctx()).check()?;
    let zone = reader.ctx().time_zone;
    let midnight = |day: NaiveDate| zone.at(day, NaiveTime::MIN);
    let LogQuery { entity, entity_id, actor, day } = query.validate(reader)?;
    let filter = LatestFilter {
        entity,
        entity_id: entity_id.map(Name::into_string),
        actor: actor.map(Name::into_string),
        from: day.map(midnight),
        until: day.and_then(|day| day.succ_opt()).map(midnight),
    };
    let place = before.map(|text| place(text).ok_or_else(bad_cursor)).transpose()?;
    let mut found = changes::latest(reader, &filter, place, PAGE + 1)?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = found.last().filter(|_| more).map(|((revision, ordinal), _)| format!("{revision}.{ordinal}"));
    Ok((found.into_iter().map(|(_, change)| change).collect(), next))
}

fn place(text: &str) -> Option<changes::Place> {
    let (revision, ordinal) = text.split_once('.')?;
    Some((revision.parse().ok()?, ordinal.parse().ok()?))
}

/// The changes to an entity after a version of it, for somebody whose own change was refused as stale. Needs no right
/// to read the log: whoever may change an entity may see this.
///
/// # Errors
/// Those of the database.
pub fn since(reader: &mut Reader<'_>, entity: &str, entity_id: &str, version: i64) -> Result<Vec<LoggedChange>> {
    let filter = ChangeFilter { entity: entity.parse().ok(), entity_id: Some(entity_id.to_owned()) };
    let version_of = |value: &Option<serde_json::Value>| value.as_ref()?.get("version")?.as_i64();
    let mut changes = changes::list(reader, &filter, 0, i64::MAX)?;
    changes.retain(|change| version_of(&change.after).is_some_and(|after| after > version));
    Ok(changes)
}
