//! What ids in the change log stand for: the names and titles, as they are now, of all that its entries speak of. What is
//! gone has no name here. Which member of an entry names what is told by the member's own name.
//! How entries are told is for the pages.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::error::Result,
    domain::{
        change::LoggedChange,
        model::ModelKey,
        values::{id::Id, record::EntityKind},
    },
    store::{
        brands, cycles, departments,
        engine::{error::StoreError, tx::Reader},
        key_results, kpis, models, objectives,
        people::users,
    },
};

/// Names by id.
pub type Names = HashMap<Uuid, String>;

/// What a member of an entity names.
fn kind_of(member: &str, entity: EntityKind) -> Option<EntityKind> {
    Some(match member {
        "owner_id" | "user_id" | "author_id" | "custodian_id" | "published_by" => EntityKind::User,
        "department_id" | "shared_with" | "department_weights" => EntityKind::Department,
        "brand_id" => EntityKind::Brand,
        "cycle_id" => EntityKind::Cycle,
        "objective_id" | "parent_id" => EntityKind::Objective,
        "key_result_id" => EntityKind::KeyResult,
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

/// The names of everything that the changes speak of.
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
    let mut names = Names::new();
    for (kind, id) in wanted {
        match named(reader, kind, id) {
            Ok(found) => names.extend(found),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(names)
}

/// The name of one thing, with those of its parts that have ids.
fn named(reader: &mut Reader<'_>, kind: EntityKind, id: Uuid) -> std::result::Result<Vec<(Uuid, String)>, StoreError> {
    let name = match kind {
        EntityKind::User => users::find(reader, Id::new(id))?.name.to_string(),
        EntityKind::Department => departments::find(reader, Id::new(id))?.name.to_string(),
        EntityKind::Brand => brands::find(reader, Id::new(id))?.name.to_string(),
        EntityKind::Cycle => cycles::find(reader, Id::new(id))?.name.to_string(),
        EntityKind::Objective => objectives::find(reader, Id::new(id))?.title.to_string(),
        EntityKind::Kpi => kpis::find(reader, Id::new(id))?.name.to_string(),
        EntityKind::KeyResult => {
            let key_result = key_results::find(reader, Id::new(id))?;
            let steps = key_result.measure.steps().iter().map(|step| (step.id.uuid(), step.title.clone()));
            return Ok(steps.chain([(id, key_result.title.to_string())]).collect());
        }
        EntityKind::Model => {
            let model = models::find(reader, &ModelKey { brand_id: Id::new(id) })?;
            return Ok(model.principles.iter().map(|one| (one.id.uuid(), one.title.to_string())).collect());
        }
        _ => return Ok(Vec::new()),
    };
    Ok(vec![(id, name)])
}
