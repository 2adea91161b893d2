//! Parses objectives: a new one, a partial update, and the filters of the list. Rules that need no stored rows are
//! checked here. Principles, archived brands and departments, and alignment are checked in `app/objectives`,
//! permissions in `allowed.rs`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    app::{
        input::{BareId, Command, Distinct, Fields, Position, Weight, is_wrong},
        plans::{counts_from, promise::Why},
    },
    domain::{
        brand::Brand,
        cycle::Cycle,
        department::Department,
        model::Principle,
        objective::{Objective, ObjectiveState},
        people::user::User,
        scoring::status::Status,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            text::{Name, Reason, Text},
        },
    },
    store::objectives::ObjectiveFilter,
};

#[derive(Debug, Clone)]
pub struct NewObjective {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub department_id: Id<Department>,
    pub title: Name,
    pub description: Option<Text>,
    pub contribution: Text,
    pub principle_ids: Vec<Id<Principle>>,
    pub parent_id: Option<Id<Objective>>,
    pub shared_with: Vec<Id<Department>>,
    pub owner_id: Option<Id<User>>,
    pub weight: f64,
    /// Defaults to today in an active cycle.
    pub counts_from: Option<NaiveDate>,
    /// Defaults to the end.
    pub position: Option<i64>,
    pub reason: Option<Reason>,
}

/// A partial update of an objective; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct ObjectivePatch {
    pub department_id: Option<Id<Department>>,
    pub title: Option<Name>,
    pub description: Option<Option<Text>>,
    pub contribution: Option<Text>,
    pub principle_ids: Option<Vec<Id<Principle>>>,
    pub parent_id: Option<Option<Id<Objective>>>,
    pub shared_with: Option<Vec<Id<Department>>>,
    pub owner_id: Option<Option<Id<User>>>,
    pub weight: Option<f64>,
    pub state: Option<ObjectiveState>,
    pub counts_from: Option<Option<NaiveDate>>,
    pub position: Option<i64>,
    pub why: Why,
}

/// The filters of the list: by stored fields, and by the computed status.
#[derive(Debug, Clone, Default)]
pub struct ObjectiveListFilter {
    pub stored: ObjectiveFilter,
    /// Any of these; all without one.
    pub statuses: Vec<Status>,
}

impl From<ObjectiveFilter> for ObjectiveListFilter {
    fn from(stored: ObjectiveFilter) -> Self {
        Self { stored, ..Self::default() }
    }
}

impl Command for NewObjective {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.required("brand_id"), fields.required("cycle_id"));
        let (department_id, title) = (fields.required("department_id"), fields.required("title"));
        let (description, contribution) = (fields.field("description", Some(None)), fields.required("contribution"));
        let (principle_ids, parent_id) =
            (fields.field("principle_ids", Some(Distinct(vec![]))), fields.field("parent_id", Some(None)));
        let (shared_with, owner_id) =
            (fields.field("shared_with", Some(Distinct(vec![]))), fields.field("owner_id", Some(None)));
        let weight = fields.field("weight", Some(Weight(1.0)));
        let (counts_from, reason) = (fields.field("counts_from", Some(None)), fields.field("reason", Some(None)));
        let position = fields.optional::<Position>("position");
        let (department_id, shared_with) = (department_id?, shared_with?.0);
        if let Some(fault) = shared_with_itself(department_id, &shared_with) {
            fields.fault(fault);
        }
        Some(Self {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            department_id,
            title: title?,
            description: description?,
            contribution: contribution?,
            principle_ids: principles(principle_ids?),
            parent_id: parent_id?,
            shared_with,
            owner_id: owner_id?,
            weight: weight?.0,
            counts_from: counts_from?,
            position: position?.map(|place| place.0),
            reason: reason?,
        })
    }
}

impl Command for ObjectivePatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            department_id: fields.given("department_id"),
            title: fields.given("title"),
            description: fields.given("description"),
            contribution: fields.given("contribution"),
            principle_ids: fields.given("principle_ids").map(principles),
            parent_id: fields.given("parent_id"),
            shared_with: fields.given("shared_with").map(|shared: Distinct<_>| shared.0),
            owner_id: fields.given("owner_id"),
            weight: fields.given("weight").map(|weight: Weight| weight.0),
            state: fields.given("state"),
            counts_from: fields.given("counts_from"),
            position: fields.given("position").map(|place: Position| place.0),
            why: Why::given(fields),
        })
    }
}

impl Command for ObjectiveListFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.optional("brand_id"), fields.optional("cycle_id"));
        let (department_id, owner_id) = (fields.optional("department_id"), fields.optional("owner_id"));
        let (q, updated_since) = (fields.optional::<Name>("q"), fields.optional::<DateTime<Utc>>("updated_since"));
        let statuses = fields.repeated("status");
        let stored = ObjectiveFilter {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            department_id: department_id?,
            parent_id: None,
            carried_from_id: None,
            owner_id: owner_id?,
            q: q?.map(Name::into_string),
            updated_since: updated_since?,
        };
        Some(Self { stored, statuses: statuses? })
    }
}

impl NewObjective {
    /// The objective, which counts from the day on.
    pub(super) fn counting_from(mut self, counts_from: Option<NaiveDate>) -> Objective {
        self.shared_with.sort_unstable();
        let new = self;
        Objective {
            brand_id: new.brand_id,
            cycle_id: new.cycle_id,
            department_id: new.department_id,
            title: new.title,
            description: new.description,
            contribution: new.contribution,
            principle_ids: new.principle_ids,
            parent_id: new.parent_id,
            shared_with: new.shared_with,
            owner_id: new.owner_id,
            weight: new.weight,
            state: ObjectiveState::Active,
            cancelled_on: None,
            counts_from,
            carried_from_id: None,
            position: new.position.unwrap_or_default(),
        }
    }
}

impl ObjectivePatch {
    /// The objective after the update, which is cancelled from `today` on if at all; what is not allowed is added to
    /// the faults.
    pub(super) fn over(
        self,
        was: &Objective,
        cycle: &Cycle,
        today: Option<NaiveDate>,
        faults: &mut Vec<Fault>,
    ) -> Objective {
        let first = self.counts_from.map(|given| counts_from::of_change(given, cycle, faults));
        let department_id = self.department_id.unwrap_or(was.department_id);
        let mut shared_with = self.shared_with.unwrap_or_else(|| was.shared_with.clone());
        if !is_wrong(faults, "/department_id") && !is_wrong(faults, "/shared_with") {
            faults.extend(shared_with_itself(department_id, &shared_with));
        }
        shared_with.sort_unstable();
        let state = self.state.unwrap_or(was.state);
        let cancelled_on = match (was.state, state) {
            (_, ObjectiveState::Active) => None,
            (ObjectiveState::Active, ObjectiveState::Cancelled) => today,
            (ObjectiveState::Cancelled, ObjectiveState::Cancelled) => was.cancelled_on,
        };
        Objective {
            brand_id: was.brand_id,
            cycle_id: was.cycle_id,
            department_id,
            title: self.title.unwrap_or_else(|| was.title.clone()),
            description: self.description.unwrap_or_else(|| was.description.clone()),
            contribution: self.contribution.unwrap_or_else(|| was.contribution.clone()),
            principle_ids: self.principle_ids.unwrap_or_else(|| was.principle_ids.clone()),
            parent_id: self.parent_id.unwrap_or(was.parent_id),
            shared_with,
            owner_id: self.owner_id.unwrap_or(was.owner_id),
            weight: self.weight.unwrap_or(was.weight),
            state,
            cancelled_on,
            counts_from: first.unwrap_or(was.counts_from),
            carried_from_id: was.carried_from_id,
            position: self.position.unwrap_or(was.position),
        }
    }
}

fn shared_with_itself(department: Id<Department>, shared_with: &[Id<Department>]) -> Option<Fault> {
    let fault = || Fault::at("/shared_with", FaultCode::NotAllowed, "fault-objective-shared-with-its-own");
    shared_with.contains(&department).then(fault)
}

fn principles(ids: Distinct<BareId<Principle>>) -> Vec<Id<Principle>> {
    ids.0.into_iter().map(|id| id.0).collect()
}
