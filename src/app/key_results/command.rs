//! Parses key results: a new one, a partial update, and the filters of the list. Rules that need no stored rows are
//! checked here. How a measure is parsed is in `app/input/measure.rs`, what a change may not touch in
//! `edit_rules.rs`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    app::{
        input::{Command, Fields, NewMeasure, Position, SentMeasure, Weight, Whole, is_wrong},
        plans::{counts_from, promise::Why},
    },
    domain::{
        cycle::Cycle,
        key_result::{Ambition, KeyResult, KeyResultState, StatusOverride},
        kpi::Kpi,
        measure::{Measure, MeasureKind, Step},
        objective::Objective,
        people::user::User,
        scoring::{readings::flags::Flag, status::Status},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::Stored,
            text::{Name, Reason, Text},
        },
    },
    store::{engine::tx::new_id, key_results::KeyResultFilter},
};

type Cadence = Whole<1, 366>;

#[derive(Debug, Clone)]
pub struct NewKeyResult {
    pub objective_id: Id<Objective>,
    pub title: Name,
    pub description: Option<Text>,
    pub owner_id: Option<Id<User>>,
    pub weight: f64,
    pub ambition: Ambition,
    pub measure: NewMeasure,
    pub check_in_every_days: u32,
    pub external_ref: Option<Name>,
    pub kpi_id: Option<Id<Kpi>>,
    /// Defaults to active for a lead, and to proposed for other members.
    pub state: Option<KeyResultState>,
    pub status_override: Option<NewOverride>,
    /// Defaults to today in an active cycle.
    pub counts_from: Option<NaiveDate>,
    /// Defaults to the end.
    pub position: Option<i64>,
    pub reason: Option<Reason>,
}

/// A partial update of a key result; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct KeyResultPatch {
    pub objective_id: Option<Id<Objective>>,
    pub title: Option<Name>,
    pub description: Option<Option<Text>>,
    pub owner_id: Option<Option<Id<User>>>,
    pub weight: Option<f64>,
    pub ambition: Option<Ambition>,
    pub measure: Option<SentMeasure>,
    pub check_in_every_days: Option<u32>,
    pub external_ref: Option<Option<Name>>,
    pub kpi_id: Option<Option<Id<Kpi>>>,
    pub state: Option<KeyResultState>,
    pub status_override: Option<Option<NewOverride>>,
    pub counts_from: Option<Option<NaiveDate>>,
    pub position: Option<i64>,
    pub why: Why,
}

/// A status set by a person in place of the computed one.
#[derive(Debug, Clone)]
pub struct NewOverride {
    pub status: Status,
    pub reason: Reason,
}

/// The filters of the list: by stored fields, and by the computed status, flags and due date.
#[derive(Debug, Clone, Default)]
pub struct KeyResultListFilter {
    pub stored: KeyResultFilter,
    /// Any of these; all without one.
    pub statuses: Vec<Status>,
    pub flag: Option<Flag>,
    /// Whether a check-in is due.
    pub due: Option<bool>,
}

impl KeyResultListFilter {
    /// Whether any filter is by figures that are computed.
    pub(super) const fn is_by_figures(&self) -> bool {
        !self.statuses.is_empty() || self.flag.is_some() || self.due.is_some()
    }
}

impl From<KeyResultFilter> for KeyResultListFilter {
    fn from(stored: KeyResultFilter) -> Self {
        Self { stored, ..Self::default() }
    }
}

impl Command for NewKeyResult {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (objective_id, title) = (fields.required("objective_id"), fields.required("title"));
        let (description, owner_id) = (fields.field("description", Some(None)), fields.field("owner_id", Some(None)));
        let weight = fields.field("weight", Some(Weight(1.0)));
        let ambition = fields.field("ambition", Some(Ambition::Committed));
        let measure: Option<NewMeasure> = fields.required("measure");
        let cadence = fields.field("check_in_every_days", Some(Whole::<1, 366>(7)));
        let (external_ref, kpi_id) = (fields.field("external_ref", Some(None)), fields.field("kpi_id", Some(None)));
        let state = fields.optional("state");
        let (status_override, reason) = (status_override(fields), fields.given("reason"));
        let counts_from = fields.field("counts_from", Some(None));
        let position = fields.optional::<Position>("position");
        let (measure, kpi_id) = (measure?, kpi_id?);
        if let Some(fault) = steps_follow(kpi_id, measure.kind()) {
            fields.fault(fault);
        }
        Some(Self {
            objective_id: objective_id?,
            title: title?,
            description: description?,
            owner_id: owner_id?,
            weight: weight?.0,
            ambition: ambition?,
            measure,
            check_in_every_days: days(cadence?),
            external_ref: external_ref?,
            kpi_id,
            state: state?,
            status_override: status_override.flatten(),
            counts_from: counts_from?,
            position: position?.map(|place| place.0),
            reason: reason.flatten(),
        })
    }
}

impl Command for KeyResultPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            objective_id: fields.given("objective_id"),
            title: fields.given("title"),
            description: fields.given("description"),
            owner_id: fields.given("owner_id"),
            weight: fields.given("weight").map(|weight: Weight| weight.0),
            ambition: fields.given("ambition"),
            measure: fields.given("measure"),
            check_in_every_days: fields.given("check_in_every_days").map(days),
            external_ref: fields.given("external_ref"),
            kpi_id: fields.given("kpi_id"),
            state: fields.given("state"),
            status_override: status_override(fields),
            counts_from: fields.given("counts_from"),
            position: fields.given("position").map(|place: Position| place.0),
            why: Why::given(fields),
        })
    }
}

/// `None` when it was not sent or is wrong.
fn status_override(fields: &mut Fields<'_, '_>) -> Option<Option<NewOverride>> {
    let sent = fields.with("status_override", Some(None), |value, at| {
        if value.is_null() {
            return Some(Some(None));
        }
        at.here().object(value, |fields| {
            let (status, reason) = (fields.required::<Status>("status"), fields.required("reason"));
            let status = status?;
            if !Status::OVERRIDES.contains(&status) {
                fields.fault(Fault::at("/status", FaultCode::NotOneOf, "fault-key-result-status-override"));
            }
            Some(Some(Some(NewOverride { status, reason: reason? })))
        })
    });
    sent.flatten()
}

fn days(cadence: Cadence) -> u32 {
    u32::try_from(cadence.0).unwrap_or(u32::MAX)
}

fn steps_follow(kpi_id: Option<Id<Kpi>>, kind: MeasureKind) -> Option<Fault> {
    let fault = || Fault::at("/kpi_id", FaultCode::NotAllowed, "fault-key-result-milestones-follow-kpi");
    (kpi_id.is_some() && kind == MeasureKind::Milestones).then(fault)
}

impl Command for KeyResultListFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.optional("brand_id"), fields.optional("cycle_id"));
        let (department_id, objective_id) = (fields.optional("department_id"), fields.optional("objective_id"));
        let (owner_id, state) = (fields.optional("owner_id"), fields.optional("state"));
        let (q, updated_since) = (fields.optional::<Name>("q"), fields.optional("updated_since"));
        let (statuses, flag, due) = (fields.repeated("status"), fields.optional("flag"), fields.optional("due"));
        let external_ref = fields.optional("external_ref");
        let stored = KeyResultFilter {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            department_id: department_id?,
            objective_id: objective_id?,
            owner_id: owner_id?,
            state: state?,
            external_ref: external_ref?,
            q: q?.map(Name::into_string),
            updated_since: updated_since?,
        };
        Some(Self { stored, statuses: statuses?, flag: flag?, due: due? })
    }
}

impl NewOverride {
    fn said(self, set_at: DateTime<Utc>) -> StatusOverride {
        StatusOverride { status: self.status, reason: self.reason, set_at }
    }
}

impl NewKeyResult {
    /// The new key result in its objective, before it is known who may create it.
    pub(super) fn of(self, objective: &Stored<Objective>, now: DateTime<Utc>) -> KeyResult {
        KeyResult {
            objective_id: objective.id(),
            cycle_id: objective.cycle_id,
            title: self.title,
            description: self.description,
            owner_id: self.owner_id,
            weight: self.weight,
            ambition: self.ambition,
            measure: self.measure.with_ids(|| new_id(now)),
            check_in_every_days: self.check_in_every_days,
            external_ref: self.external_ref,
            kpi_id: self.kpi_id,
            state: self.state.unwrap_or(KeyResultState::Active),
            cancelled_on: None,
            counts_from: self.counts_from,
            status_override: self.status_override.map(|word| word.said(now)),
            carried_from_id: None,
            grade: None,
            grade_comment: None,
            position: self.position.unwrap_or_default(),
        }
    }
}

impl KeyResultPatch {
    /// The key result after the update; what is not allowed is added to the faults.
    pub(super) fn over(self, was: &KeyResult, cycle: &Cycle, now: DateTime<Utc>, faults: &mut Vec<Fault>) -> KeyResult {
        let first = self.counts_from.map(|given| counts_from::of_change(given, cycle, faults));
        let measure = measure_over(self.measure.as_ref(), &was.measure, || new_id(now), faults);
        let kpi_id = self.kpi_id.unwrap_or(was.kpi_id);
        if !is_wrong(faults, "/measure") && !is_wrong(faults, "/kpi_id") {
            faults.extend(steps_follow(kpi_id, measure.kind()));
        }
        let status_override = self.status_override.map(|word| word.map(|word| word.said(now)));
        KeyResult {
            objective_id: self.objective_id.unwrap_or(was.objective_id),
            cycle_id: was.cycle_id,
            title: self.title.unwrap_or_else(|| was.title.clone()),
            description: self.description.unwrap_or_else(|| was.description.clone()),
            owner_id: self.owner_id.unwrap_or(was.owner_id),
            weight: self.weight.unwrap_or(was.weight),
            ambition: self.ambition.unwrap_or(was.ambition),
            measure,
            check_in_every_days: self.check_in_every_days.unwrap_or(was.check_in_every_days),
            external_ref: self.external_ref.unwrap_or_else(|| was.external_ref.clone()),
            kpi_id,
            state: self.state.unwrap_or(was.state),
            cancelled_on: was.cancelled_on,
            counts_from: first.unwrap_or(was.counts_from),
            status_override: status_override.unwrap_or_else(|| was.status_override.clone()),
            carried_from_id: was.carried_from_id,
            grade: was.grade,
            grade_comment: was.grade_comment.clone(),
            position: self.position.unwrap_or(was.position),
        }
    }
}

fn measure_over(
    sent: Option<&SentMeasure>,
    was: &Measure,
    new_step: impl Fn() -> Id<Step>,
    faults: &mut Vec<Fault>,
) -> Measure {
    let made = sent.map_or_else(|| Ok(was.clone()), |sent| sent.over(Some(was), new_step));
    made.unwrap_or_else(|wrong| {
        faults.extend(wrong.into_iter().map(|fault| fault.below("/measure")));
        was.clone()
    })
}
