//! Search in objectives, key results, KPIs, departments and people, by a part of their name, ignoring case. Each kind
//! is searched by its list query in the store, so search finds what a list filtered by the same text would. The lists
//! with their other filters are in their own files.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use uuid::Uuid;

use super::{
    error::Result,
    input::{Command, Fields, Parsed, Whole},
};
use crate::{
    domain::values::{
        id::Id,
        record::{ById, Entity, EntityKind, Stored},
        text::Name,
    },
    store::{
        cycles,
        departments::{self, DepartmentFilter},
        engine::{row::Page, tx::Reader},
        key_results::{self, KeyResultFilter},
        kpis::{self, KpiFilter},
        objectives::{self, ObjectiveFilter},
        people::users::{self, UserFilter},
    },
};

/// A search result.
#[derive(Debug, Serialize)]
pub struct Hit {
    pub entity: EntityKind,
    #[serde(serialize_with = "text")]
    pub id: Uuid,
    /// The name or title of the entity.
    pub title: String,
}

fn text<S: serde::Serializer>(id: &Uuid, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// The text to search for, and the largest number of results of each kind.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    pub q: Name,
    pub limit: i64,
}

impl Command for SearchQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (q, limit) = (fields.required("q"), fields.field("limit", Some(Whole::<1, 50>(10))));
        Some(Self { q: q?, limit: limit?.0 })
    }
}

/// The entities whose name contains `q`, at most `limit` of each kind, ordered by kind.
pub fn search(reader: &mut Reader<'_>, query: &Parsed<SearchQuery>) -> Result<Vec<Hit>> {
    let SearchQuery { q, limit } = query.validate(reader)?;
    let q = Some(q.into_string());
    let mut hits = Vec::new();
    let filter = ObjectiveFilter { q: q.clone(), ..ObjectiveFilter::default() };
    let found = objectives::list(reader, &filter, Page { after: None, limit })?;
    hits.extend(found.iter().map(|row| hit(row, &row.title)));
    let filter = KeyResultFilter { q: q.clone(), ..KeyResultFilter::default() };
    let found = key_results::list(reader, &filter, Page { after: None, limit })?;
    hits.extend(found.iter().map(|row| hit(row, &row.title)));
    let filter = KpiFilter { q: q.clone(), ..KpiFilter::default() };
    let found = kpis::list(reader, &filter, Page { after: None, limit })?;
    hits.extend(found.iter().map(|row| hit(row, &row.name)));
    let filter = DepartmentFilter { q: q.clone(), ..DepartmentFilter::default() };
    let found = departments::list(reader, &filter, Page { after: None, limit })?;
    hits.extend(found.iter().map(|row| hit(row, &row.name)));
    let filter = UserFilter { q, ..UserFilter::default() };
    let found = users::list(reader, &filter, Page { after: None, limit })?;
    hits.extend(found.iter().map(|row| hit(row, &row.name)));
    Ok(hits)
}

/// Where the objectives and key results among the results belong, by id, since titles recur: the department or
/// objective above, and the cycle.
///
/// # Errors
/// Those of the database.
pub fn belongings(reader: &mut Reader<'_>, hits: &[Hit]) -> Result<HashMap<Uuid, [String; 2]>> {
    let key_results = by_id(key_results::by_ids(reader, &of_kind(hits, EntityKind::KeyResult))?);
    let mut ids = of_kind(hits, EntityKind::Objective);
    ids.extend(key_results.values().map(|one| one.objective_id));
    let objectives = by_id(objectives::by_ids(reader, &ids)?);
    let ids: Vec<_> = objectives.values().map(|one| one.department_id).collect();
    let departments = by_id(departments::by_ids(reader, &ids)?);
    let ids: Vec<_> = objectives.values().map(|one| one.cycle_id).collect();
    let cycles = by_id(cycles::by_ids(reader, &ids)?);
    let belonging = |hit: &Hit| {
        let (above, cycle) = match hit.entity {
            EntityKind::Objective => {
                let objective = objectives.get(&Id::new(hit.id))?;
                (departments.get(&objective.department_id)?.name.to_string(), objective.cycle_id)
            }
            EntityKind::KeyResult => {
                let key_result = key_results.get(&Id::new(hit.id))?;
                (objectives.get(&key_result.objective_id)?.title.to_string(), key_result.cycle_id)
            }
            _ => return None,
        };
        Some((hit.id, [above, cycles.get(&cycle)?.name.to_string()]))
    };
    Ok(hits.iter().filter_map(belonging).collect())
}

fn of_kind<T>(hits: &[Hit], kind: EntityKind) -> Vec<Id<T>> {
    hits.iter().filter(|hit| hit.entity == kind).map(|hit| Id::new(hit.id)).collect()
}

fn by_id<T: Entity<Key = ById<T>>>(rows: Vec<Stored<T>>) -> BTreeMap<Id<T>, Stored<T>> {
    rows.into_iter().map(|row| (row.id(), row)).collect()
}

fn hit<T: Entity<Key = ById<T>>>(row: &Stored<T>, title: &Name) -> Hit {
    Hit { entity: T::KIND, id: row.id().uuid(), title: title.to_string() }
}
