//! Names for the ids in the change log: the present names and titles of all entities that its entries mention. Deleted
//! entities have no name here. Which kind of entity an id refers to is known by the name of its member. How entries are
//! worded is up to the pages.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::error::Result,
    domain::{
        change::LoggedChange,
        values::{
            id::Id,
            record::{ById, Entity, EntityKind, Stored},
            text::Name,
        },
    },
    store::{
        brands, cycles, departments, engine::tx::Reader, key_results, kpis, meetings, models, objectives, people::users,
    },
};

/// Names by id.
pub type Names = HashMap<Uuid, String>;

/// The kind of entity that a member refers to, by its name; `None` when it is no reference.
fn kind_of(member: &str, entity: EntityKind) -> Option<EntityKind> {
    Some(match member {
        "owner_id" | "user_id" | "author_id" | "custodian_id" | "published_by" | "facilitator_id" => EntityKind::User,
        "department_id" | "shared_with" | "department_weights" => EntityKind::Department,
        "brand_id" => EntityKind::Brand,
        "cycle_id" => EntityKind::Cycle,
        "objective_id" | "parent_id" => EntityKind::Objective,
        "key_result_id" | "key_result_ids" => EntityKind::KeyResult,
        "meeting_id" => EntityKind::Meeting,
        "kpi_id" => EntityKind::Kpi,
        "carried_from_id" => entity,
        _ => return None,
    })
}

fn collect(side: &Value, entity: EntityKind, found: &mut BTreeSet<(EntityKind, Uuid)>) {
    let Value::Object(members) = side else { return };
    for (member, value) in members {
        let Some(kind) = kind_of(member, entity) else { continue };
        let texts: Vec<&str> = match value {
            Value::String(text) => vec![text],
            Value::Array(elements) => elements.iter().filter_map(Value::as_str).collect(),
            Value::Object(keyed) => keyed.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        found.extend(texts.into_iter().filter_map(|text| Some((kind, text.parse().ok()?))));
    }
}

/// The names of all entities that the changes mention.
///
/// # Errors
/// Those of the database.
pub fn of(reader: &mut Reader<'_>, changes: &[LoggedChange]) -> Result<Names> {
    let mut wanted = BTreeSet::new();
    for change in changes {
        wanted.extend(change.entity_id.parse().ok().map(|id| (change.entity, id)));
        for side in [&change.before, &change.after].into_iter().flatten() {
            collect(side, change.entity, &mut wanted);
            let brand = side.get("brand_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            wanted.extend(brand.filter(|_| change.entity == EntityKind::Objective).map(|id| (EntityKind::Model, id)));
        }
    }
    let mut by_kind: BTreeMap<EntityKind, Vec<Uuid>> = BTreeMap::new();
    for (kind, id) in wanted {
        by_kind.entry(kind).or_default().push(id);
    }
    let mut names = Names::new();
    for (kind, ids) in by_kind {
        names.extend(named(reader, kind, &ids)?);
    }
    Ok(names)
}

/// The names of entities of a kind, and of those of their parts that have ids.
fn named(reader: &mut Reader<'_>, kind: EntityKind, ids: &[Uuid]) -> Result<Names> {
    Ok(match kind {
        EntityKind::User => told(&users::by_ids(reader, &typed(ids))?, |one| &one.name),
        EntityKind::Department => told(&departments::by_ids(reader, &typed(ids))?, |one| &one.name),
        EntityKind::Brand => told(&brands::by_ids(reader, &typed(ids))?, |one| &one.name),
        EntityKind::Cycle => told(&cycles::by_ids(reader, &typed(ids))?, |one| &one.name),
        EntityKind::Objective => told(&objectives::by_ids(reader, &typed(ids))?, |one| &one.title),
        EntityKind::Kpi => told(&kpis::by_ids(reader, &typed(ids))?, |one| &one.name),
        EntityKind::Meeting => told(&meetings::by_ids(reader, &typed(ids))?, |one| &one.title),
        EntityKind::KeyResult => {
            let rows = key_results::by_ids(reader, &typed(ids))?;
            let steps = rows.iter().flat_map(|row| row.measure.steps());
            let mut names: Names = steps.map(|step| (step.id.uuid(), step.title.clone())).collect();
            names.extend(told(&rows, |one| &one.title));
            names
        }
        EntityKind::Model => {
            let models = models::of_brands(reader, &typed(ids))?;
            let principles = models.iter().flat_map(|model| &model.principles);
            principles.map(|one| (one.id.uuid(), one.title.to_string())).collect()
        }
        _ => Names::new(),
    })
}

fn typed<T>(ids: &[Uuid]) -> Vec<Id<T>> {
    ids.iter().copied().map(Id::new).collect()
}

fn told<T: Entity<Key = ById<T>>>(rows: &[Stored<T>], name: impl Fn(&T) -> &Name) -> Names {
    rows.iter().map(|row| (row.id().uuid(), name(&row.value).to_string())).collect()
}
