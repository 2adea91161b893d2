//! Reading the change log: the page of changes after a revision, for executives and admins. A page never ends within a
//! revision, so it may be longer than asked for. Nothing is recorded here: that is the `Tx` of `store/tx.rs`, and
//! numbering is `store/changes.rs`. What an entry holds is in `domain/change.rs`.

use super::{
    error::Result,
    input::{Input, Whole},
    require,
};
use crate::{
    domain::{access::Action, change::LoggedChange, text::Name},
    store::{
        changes::{self, ChangeFilter},
        tx::Reader,
    },
};

/// The largest revision that may be named: every JSON reader knows whole numbers up to it.
const REVISION_MAX: i64 = 9_007_199_254_740_991;

/// The changes after a revision, and the revision after which the next page begins.
///
/// # Errors
/// `forbidden`, `invalid`.
pub fn list(reader: &mut Reader<'_>, query: &Input) -> Result<(Vec<LoggedChange>, Option<i64>)> {
    require(reader.ctx(), Action::ReadChanges)?;
    let (filter, after, limit) = query.read(reader, |fields| {
        let after = fields.field("after", Some(Whole::<0, REVISION_MAX>(0)));
        let limit = fields.field("limit", Some(Whole::<1, 200>(50)));
        let (entity, entity_id) = (fields.optional("entity"), fields.optional::<Name>("entity_id"));
        let filter = ChangeFilter { entity: entity?, entity_id: entity_id?.map(Name::into_string) };
        Some((filter, after?.0, limit?.0))
    })?;
    let items = changes::list(reader, &filter, after, limit)?;
    let last = items.last().map(|change| change.revision);
    let full = i64::try_from(items.len()).is_ok_and(|count| count >= limit);
    let more = match last.filter(|_| full) {
        Some(last) => !changes::list(reader, &filter, last, 1)?.is_empty(),
        None => false,
    };
    Ok((items, last.filter(|_| more)))
}

/// How an entity changed after it had a version, for who was overtaken while changing it: whoever may change a thing may
/// read that.
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
