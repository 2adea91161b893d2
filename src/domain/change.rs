//! One entry of the change log: who did what to which entity, with the entity before and after. The log is the audit
//! trail, the change feed and the cache key of everything derived from the data. The actor's name is kept as it was at
//! the time; a note, such as a reason, is stored among the entity's members. Entries are recorded by
//! `store/engine/tx.rs` and numbered by `store/engine/pending_changes.rs`; the kinds of entities are in
//! `domain/values/record.rs`.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::values::{
    id::Id,
    record::{Entity, EntityKey, EntityKind, Stored, rfc3339},
    wire_enum::wire_enum,
};

wire_enum! {
    /// What was done to an entity.
    pub enum ChangeAction {
        Created = "created",
        Updated = "updated",
        Deleted = "deleted",
        /// Everything that is stored about a person was exported.
        Exported = "exported",
        /// A person's name and addresses were removed, from the change log too.
        Anonymised = "anonymised",
    }
}

wire_enum! {
    /// What kind of actor made a change.
    pub enum ActorKind {
        User = "user",
        ApiKey = "api_key",
        System = "system",
    }
}

/// A change recorded by a write that has no revision yet.
#[derive(Debug, Clone)]
pub struct Change {
    pub action: ChangeAction,
    pub entity: EntityKind,
    pub entity_id: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Change {
    /// The change from `before` to `after`; at least one of them must be `Some`.
    #[must_use]
    pub fn between<T: Entity>(before: Option<&Stored<T>>, after: Option<&Stored<T>>) -> Self {
        let action = match (before, after) {
            (None, _) => ChangeAction::Created,
            (Some(_), Some(_)) => ChangeAction::Updated,
            (Some(_), None) => ChangeAction::Deleted,
        };
        let json = |stored: &Stored<T>| serde_json::to_value(stored).unwrap_or_default();
        Self {
            action,
            entity: T::KIND,
            entity_id: before.or(after).map(|stored| stored.key.text()).unwrap_or_default(),
            before: before.map(json),
            after: after.map(json),
        }
    }

    /// Adds a member, such as the reason for the change, beside the entity's own members in `before` or `after`. If the
    /// entity did not exist on that side, the note stands there alone.
    pub fn note(&mut self, member: &str, before: Option<Value>, after: Option<Value>) {
        for (side, value) in [(&mut self.before, before), (&mut self.after, after)] {
            let Some(value) = value else { continue };
            if let Value::Object(object) = side.get_or_insert_with(|| Value::Object(Map::new())) {
                object.insert(member.to_owned(), value);
            }
        }
    }
}

/// Who made a change, as stored in the log: the name stays readable after the person has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedActor {
    pub kind: ActorKind,
    /// The id of the person or of the API key.
    #[serde(serialize_with = "id_text")]
    pub id: Option<Uuid>,
    pub name: String,
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn id_text<S: Serializer>(id: &Option<Uuid>, serializer: S) -> Result<S::Ok, S::Error> {
    id.map(Id::<()>::new).serialize(serializer)
}

/// A change in the log.
#[derive(Debug, Clone, Serialize)]
pub struct LoggedChange {
    pub revision: i64,
    #[serde(serialize_with = "rfc3339")]
    pub at: DateTime<Utc>,
    pub actor: LoggedActor,
    pub action: ChangeAction,
    pub entity: EntityKind,
    pub entity_id: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}
