//! Why a score changed between two readings: what each key result and KPI did, and what changes of plan and policy did,
//! with the entries of the change log that hold in one of the readings and not in the other. The parts are computed in
//! `domain/scoring/comparisons/score_change`, the plans of both readings are loaded by `app/plans`.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ScorecardRequest,
    cache::{ScorecardCache, What, Which},
    computed,
    computed::Computed,
    queries::{ChangeQuery, ScorecardQuery},
};
use crate::{
    app::{
        error::Result,
        input::Parsed,
        plans::{self, history::Dates, known::check_revision},
    },
    domain::{
        brand::Brand,
        change::{ChangeAction, LoggedActor, LoggedChange},
        cycle::Cycle,
        department::Department,
        key_result::KeyResult,
        scoring::{
            comparisons::score_change::{
                Leaf, Reading, ScoreChange, explain,
                leaves::{LeafReading, leaves},
            },
            entering,
            levers::LeverKind,
            plan::Plan,
            scored_plan::ScoredPlan,
        },
        scoring_policy::PolicyKey,
        values::{
            id::Id,
            record::{EntityKey, EntityKind, Stored, rfc3339},
        },
    },
    store::{brands, cycles, engine::tx::Reader, organisations},
};

/// Points smaller than this are nothing.
const NOTHING: f64 = 1e-9;

/// Without a day to begin with: what happened in the past week.
const WEEK: Days = Days::new(7);

/// The answer. All parts together are `change`, in points of 100; without a score in either reading there are none.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreChangeView {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub from: ReadingView,
    pub to: ReadingView,
    pub change: Option<f64>,
    pub values: Vec<ValueView>,
    pub plan: PartView,
    pub policy: PartView,
    /// The score of the first day as known now, if it was asked for as known earlier.
    #[serde(skip)]
    pub from_with_late: Option<f64>,
    /// The departments' names.
    #[serde(skip)]
    pub departments: BTreeMap<Id<Department>, String>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct ReadingView {
    pub as_of: NaiveDate,
    pub known_at: i64,
    pub score: Option<f64>,
}

/// What a key result or KPI did.
#[derive(Debug, Clone, Serialize)]
pub struct ValueView {
    pub kind: LeverKind,
    /// That of a key result or of a KPI.
    pub id: Id<()>,
    pub title: String,
    pub department_ids: Vec<Id<Department>>,
    /// The attainment in the first reading; `None` if it is not in it.
    pub from: Option<f64>,
    pub to: Option<f64>,
    pub points: f64,
}

/// What changes of the plan or of the policy did together, and which they are, the oldest first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PartView {
    pub points: Option<f64>,
    pub changes: Vec<EntryView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    pub revision: i64,
    #[serde(serialize_with = "rfc3339")]
    pub at: DateTime<Utc>,
    pub actor: LoggedActor,
    pub action: ChangeAction,
    pub entity: EntityKind,
    pub entity_id: String,
    pub title: Option<String>,
    #[serde(skip)]
    pub logged: LoggedChange,
}

/// What moved the score within the seven days before a day, in points of 100; all together are the change.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct WeekOfChange {
    pub revenue: f64,
    /// Every key result counts in the department of its objective.
    pub departments: BTreeMap<Id<Department>, f64>,
    pub plan: f64,
    pub policy: f64,
}

/// A reading: the plan as it stood on a day, as known at a revision.
pub(super) struct Loaded {
    plan: Plan,
    as_of: NaiveDate,
    known_at: i64,
}

impl Loaded {
    pub(super) fn load(
        reader: &mut Reader<'_>,
        key: PolicyKey,
        cycle: &Stored<Cycle>,
        (as_of, known_at): (NaiveDate, Option<i64>),
    ) -> Result<Self> {
        let (plan, past) = plans::load_with_past(reader, key.brand_id, key.cycle_id, known_at)?;
        let as_of = cycle.last_day(as_of);
        let known_at = plan.revision;
        Ok(Self { plan: past.on(&plan, as_of).into_owned(), as_of, known_at })
    }

    pub(super) fn reading(&self) -> Reading<'_> {
        Reading { plan: &self.plan, as_of: self.as_of }
    }

    fn view(&self, score: Option<f64>) -> ReadingView {
        ReadingView { as_of: self.as_of, known_at: self.known_at, score }
    }
}

/// Explains the change of a brand's score in a cycle; of a closed cycle until the day of its closing.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the query.
pub fn show(reader: &mut Reader<'_>, brand: Id<Brand>, query: &Parsed<ChangeQuery>) -> Result<ScoreChangeView> {
    brands::find(reader, brand)?;
    let ChangeQuery { cycle_id, from, to, from_known_at, to_known_at } = query.validate(reader)?;
    check_revision(reader, from_known_at, "/from_known_at")?;
    check_revision(reader, to_known_at, "/to_known_at")?;
    let cycle = cycles::find(reader, cycle_id)?;
    let key = PolicyKey { brand_id: brand, cycle_id };
    let to = to.unwrap_or_else(|| reader.today());
    let begin = from.unwrap_or_else(|| week_before(to, &cycle));
    let late = match from_known_at {
        Some(_) => Some(Loaded::load(reader, key, &cycle, (begin, to_known_at))?),
        None => None,
    };
    let from = Loaded::load(reader, key, &cycle, (begin, from_known_at))?;
    let to = Loaded::load(reader, key, &cycle, (to, to_known_at))?;
    let [plan, policy] = entries(reader, key, &from, &to)?;
    let explained = explain(from.reading(), to.reading());
    let score = |loaded: &Loaded| ScoredPlan::new(&loaded.plan, loaded.as_of).score();
    let points = |pick: fn(&ScoreChange) -> f64| explained.as_ref().map(pick);
    Ok(ScoreChangeView {
        brand_id: brand,
        cycle_id,
        from_with_late: late.as_ref().and_then(score),
        from: from.view(score(&from)),
        to: to.view(score(&to)),
        change: points(|change| 100.0 * (change.to - change.from)),
        values: explained.as_ref().map(|change| values(change, &from, &to)).unwrap_or_default(),
        plan: PartView { points: points(|change| change.plan), changes: plan },
        policy: PartView { points: points(|change| change.policy), changes: policy },
        departments: to.plan.departments.iter().map(|one| (one.id, one.name.clone())).collect(),
    })
}

/// The day a week before, or the cycle's first.
fn week_before(day: NaiveDate, cycle: &Cycle) -> NaiveDate {
    day.checked_sub_days(WEEK).unwrap_or(day).max(cycle.starts_on).min(day)
}

/// What moved the score in the past week, once the cycle has ended in its last week: the parts of [`show`] by department,
/// from the cache if it was computed before. Without a score on either day there is none.
///
/// # Errors
/// `invalid` for the query.
pub fn week(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    brand: Id<Brand>,
    query: &Parsed<ScorecardQuery>,
) -> Result<Computed> {
    let asked = ScorecardRequest::of(reader, brand, query)?;
    let which = asked.which(reader, What::WeekOfChange)?;
    if let Some(known) = cache.get(&which) {
        return Ok(known);
    }
    let to = asked.cycle.last_day(asked.as_of).min(asked.cycle.ends_on);
    let from = week_before(to, &asked.cycle);
    let answer = cache.plans.with_past(reader, brand, asked.key.cycle_id, |plan, past| {
        let [before, after] = [from, to].map(|day| past.on(plan, day));
        let explained = explain(Reading { plan: &before, as_of: from }, Reading { plan: &after, as_of: to });
        let found = explained.map(|change| by_department(&change, [&before, &after]));
        computed(&found, plan.revision, asked.as_of)
    })?;
    cache.put(Which { revision: answer.revision, ..which }, answer.clone());
    Ok(answer)
}

fn by_department(change: &ScoreChange, plans: [&Plan; 2]) -> WeekOfChange {
    let mut found = WeekOfChange { plan: change.plan, policy: change.policy, ..WeekOfChange::default() };
    let objectives = || plans.into_iter().flat_map(|plan| &plan.objectives);
    let homes: HashMap<Id<KeyResult>, Id<Department>> = objectives()
        .flat_map(|one| one.key_results.iter().map(|key_result| (key_result.id, one.department_id)))
        .collect();
    for (leaf, points) in &change.values {
        match leaf {
            Leaf::Kpi(_) => found.revenue += points,
            Leaf::KeyResult(id) => {
                if let Some(home) = homes.get(id) {
                    *found.departments.entry(*home).or_default() += points;
                }
            }
        }
    }
    found
}

/// The parts of the values that are not nothing, the largest first.
fn values(change: &ScoreChange, from: &Loaded, to: &Loaded) -> Vec<ValueView> {
    let [before, after] = [from, to].map(|loaded| leaves(loaded.reading()));
    let view = |(leaf, points): (&Leaf, &f64)| {
        let (kind, id) = match leaf {
            Leaf::KeyResult(id) => (LeverKind::KeyResult, Id::new(id.uuid())),
            Leaf::Kpi(id) => (LeverKind::Kpi, Id::new(id.uuid())),
        };
        let LeafReading { title, department_ids, .. } = after.get(leaf).or_else(|| before.get(leaf))?.clone();
        let [from, to] = [&before, &after].map(|leaves| leaves.get(leaf).map(|one| one.attainment));
        Some(ValueView { kind, id, title, department_ids, from, to, points: *points })
    };
    let mut views: Vec<ValueView> =
        change.values.iter().filter(|(_, points)| points.abs() > NOTHING).filter_map(view).collect();
    views.sort_by(|one, other| other.points.abs().total_cmp(&one.points.abs()));
    views
}

/// The changes of the plan and of the policy that hold in one of the readings and not in the other.
fn entries(reader: &mut Reader<'_>, key: PolicyKey, from: &Loaded, to: &Loaded) -> Result<[Vec<EntryView>; 2]> {
    let newest = organisations::revision(reader)?;
    let dates = Dates::of(reader, to.plan.cycle, newest)?;
    let mut found = [Vec::new(), Vec::new()];
    let since = (from.as_of.min(to.as_of), from.known_at.min(to.known_at));
    for change in plans::history::changes_since(reader, since, from.known_at.max(to.known_at))? {
        let holds_from = dates.holds_from(&change).or_else(|| Dates::counts_from(&change));
        let holds = |loaded: &Loaded| {
            let day = loaded.as_of.min(loaded.plan.cycle.ends_on);
            change.revision <= loaded.known_at && holds_from.is_none_or(|first| first <= day)
        };
        if holds(from) != holds(to) && concerns(&change, key, [&from.plan, &to.plan]) {
            for (part, list) in found.iter_mut().enumerate() {
                if touches(&change, part == 1) {
                    list.push(entry(&change, &to.plan));
                }
            }
        }
    }
    Ok(found)
}

/// Whether the change is of something in these plans.
fn concerns(change: &LoggedChange, key: PolicyKey, plans: [&Plan; 2]) -> bool {
    let member = |name: &str| [&change.after, &change.before].into_iter().flatten().find_map(|side| text(side, name));
    let objective = |id: &str| plans.iter().any(|plan| plan.objectives.iter().any(|one| one.id.to_string() == id));
    let key_result = |id: &str| {
        let mut all = plans.iter().flat_map(|plan| &plan.objectives).flat_map(|one| &one.key_results);
        all.any(|one| one.id.to_string() == id)
    };
    let kpi = |id: &str| plans.iter().any(|plan| plan.kpis.iter().any(|one| one.id.to_string() == id));
    match change.entity {
        EntityKind::Brand | EntityKind::Department => true,
        EntityKind::Cycle => change.entity_id == key.cycle_id.to_string(),
        EntityKind::ScoringPolicy => change.entity_id == key.text(),
        EntityKind::Objective => {
            let of = |name, id: String| member(name).as_deref() == Some(&id);
            of("brand_id", key.brand_id.to_string()) && of("cycle_id", key.cycle_id.to_string())
        }
        EntityKind::KeyResult => {
            key_result(&change.entity_id) || member("objective_id").is_some_and(|id| objective(&id))
        }
        EntityKind::Kpi => kpi(&change.entity_id),
        EntityKind::Target => {
            let (of, cycle) = change.entity_id.split_once('/').unwrap_or_default();
            cycle == key.cycle_id.to_string() && kpi(of)
        }
        _ => false,
    }
}

fn text(document: &Value, name: &str) -> Option<String> {
    document.get(name)?.as_str().map(ToOwned::to_owned)
}

/// Whether the change is of the plan or of the policy: the departments' weights belong to the plan.
fn touches(change: &LoggedChange, policy: bool) -> bool {
    let of_policy = change.entity == EntityKind::ScoringPolicy;
    let member = |side: &Option<Value>, name: &str| side.as_ref().and_then(|value| value.get(name).cloned());
    let differs = |name: &&&str| member(&change.before, name) != member(&change.after, name);
    let changed = || entering::members(change.entity).iter().filter(differs);
    let whole = change.action != ChangeAction::Updated;
    if policy {
        of_policy && changed().any(|name| *name != "department_weights")
    } else if of_policy {
        changed().any(|name| *name == "department_weights")
    } else {
        whole || changed().next().is_some()
    }
}

fn entry(change: &LoggedChange, plan: &Plan) -> EntryView {
    let named = |side: &Option<Value>| {
        side.as_ref().and_then(|document| text(document, "title").or_else(|| text(document, "name")))
    };
    let of_kpi = || {
        let (id, _) = change.entity_id.split_once('/')?;
        plan.kpis.iter().find(|kpi| kpi.id.to_string() == id).map(|kpi| kpi.name.clone())
    };
    EntryView {
        revision: change.revision,
        at: change.at,
        actor: change.actor.clone(),
        action: change.action,
        entity: change.entity,
        entity_id: change.entity_id.clone(),
        title: named(&change.after).or_else(|| named(&change.before)).or_else(of_kpi),
        logged: change.clone(),
    }
}
