//! Runs the deeds of the demonstration company. The actor is loaded with role and seats as for a request; earlier
//! entities are found by their keys in `company.json`. The deeds themselves are in `people`, `plan`, `results` and
//! `closing`, their order in `history`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    calendar::Calendar,
    company::Company,
    entries::{Person, Text},
    history::Event,
};
use crate::{
    app::{
        Reader, Tx,
        error::{Error, Result},
        people::users,
    },
    domain::{
        access::{Action, Actor},
        brand::Brand,
        context::Ctx,
        cycle::Cycle,
        department::Department,
        key_result::KeyResult,
        kpi::Kpi,
        measure::Step,
        meeting::{Blocker, Meeting},
        model::Principle,
        objective::Objective,
        organisation::{Language, Tenant},
        people::{role::Role, user::User},
        values::id::Id,
    },
    store::engine::{db::Series, tx::new_id},
};

/// When something happens in the demonstration.
pub type Moment = DateTime<Utc>;

/// The password of everybody, and its hash.
pub struct Secret<'a> {
    pub password: &'a str,
    pub hash: &'a str,
}

/// The ids of entities by their keys in `company.json`.
pub struct IdsByKey<'a, T>(BTreeMap<&'a str, Id<T>>);

impl<'a, T> IdsByKey<'a, T> {
    const fn nothing() -> Self {
        Self(BTreeMap::new())
    }

    pub fn learn(&mut self, key: &'a str, id: Id<T>) {
        self.0.insert(key, id);
    }

    pub fn find(&self, key: &str) -> Result<Id<T>> {
        self.0.get(key).copied().ok_or_else(|| missing(key))
    }

    pub fn find_all(&self, keys: &[String]) -> Result<Vec<Id<T>>> {
        keys.iter().map(|key| self.find(key)).collect()
    }

    pub fn get(&self, key: Option<&str>) -> Result<Option<Id<T>>> {
        key.map(|key| self.find(key)).transpose()
    }
}

pub struct Stage<'a, 'c> {
    series: &'a mut Series<'c>,
    pub company: &'a Company,
    pub calendar: &'a Calendar,
    pub language: Language,
    pub secret: &'a Secret<'a>,
    organisation: Tenant,
    pub brands: IdsByKey<'a, Brand>,
    pub departments: IdsByKey<'a, Department>,
    pub people: IdsByKey<'a, User>,
    pub invitations: BTreeMap<&'a str, String>,
    pub principles: IdsByKey<'a, Principle>,
    pub cycles: IdsByKey<'a, Cycle>,
    pub kpis: IdsByKey<'a, Kpi>,
    pub objectives: IdsByKey<'a, Objective>,
    pub key_results: IdsByKey<'a, KeyResult>,
    /// By the keys of key result and step.
    pub steps: BTreeMap<(&'a str, &'a str), Id<Step>>,
    /// The keys of key results that wait for a lead's confirmation.
    pub proposed: Vec<&'a str>,
    /// The meetings by their day, and their blockers by text.
    pub meetings: BTreeMap<i64, Id<Meeting>>,
    pub blockers: BTreeMap<&'a str, Id<Blocker>>,
}

impl<'a, 'c> Stage<'a, 'c> {
    /// A stage without entities, for an organisation that is created at `at`.
    pub fn new(
        series: &'a mut Series<'c>,
        (company, calendar): (&'a Company, &'a Calendar),
        language: Language,
        secret: &'a Secret<'a>,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            series,
            company,
            calendar,
            language,
            secret,
            organisation: new_id(at),
            brands: IdsByKey::nothing(),
            departments: IdsByKey::nothing(),
            people: IdsByKey::nothing(),
            invitations: BTreeMap::new(),
            principles: IdsByKey::nothing(),
            cycles: IdsByKey::nothing(),
            kpis: IdsByKey::nothing(),
            objectives: IdsByKey::nothing(),
            key_results: IdsByKey::nothing(),
            steps: BTreeMap::new(),
            proposed: Vec::new(),
            meetings: BTreeMap::new(),
            blockers: BTreeMap::new(),
        }
    }

    pub fn perform(&mut self, at: DateTime<Utc>, deed: Event<'a>) -> Result<()> {
        match deed {
            Event::Found => self.found(at),
            Event::AddDepartment(department) => self.add_department(at, department),
            Event::AddPerson(person) => self.add_person(at, person),
            Event::GiveSeat(person, seat) => self.give_seat(at, person, seat),
            Event::AcceptInvitation(person) => self.accept_invitation(at, person),
            Event::AddKpi(kpi) => self.add_kpi(at, kpi),
            Event::Measure(kpi, measurement) => self.measure(at, kpi, measurement),
            Event::WriteModel(rewritten) => self.write_model(at, rewritten),
            Event::PublishModel(publication) => self.publish_model(at, publication),
            Event::PlanCycle(cycle) => self.plan_cycle(at, cycle),
            Event::SetTarget(cycle, kpi, target) => self.set_target(at, cycle, (kpi, target)),
            Event::SetPolicy(cycle) => self.set_policy(at, cycle),
            Event::SetObjective(cycle, objective) => self.set_objective(at, cycle, objective),
            Event::SetKeyResult(objective, key_result) => self.set_key_result(at, objective, key_result),
            Event::Confirm(objective, key_result) => self.confirm(at, objective, key_result),
            Event::StartCycle(cycle) => self.start_cycle(at, cycle),
            Event::CloseCycle => self.close_cycle(at),
            Event::DropTheRest => self.drop_the_rest(at),
            Event::CheckIn(key_result, check_in) => self.check_in(at, key_result, check_in),
            Event::PlanMeeting(meeting) => self.plan_meeting(at, meeting),
            Event::HoldMeeting(meeting) => self.hold_meeting(at, meeting),
            Event::ResolveBlocker(raised) => self.resolve_blocker(at, raised),
        }
    }

    /// Runs a write as a person.
    pub fn write<T>(&mut self, who: &str, at: DateTime<Utc>, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let actor = self.actor(who, at)?;
        self.write_as(actor, at, work)
    }

    pub fn write_as<T>(
        &mut self,
        actor: Actor,
        at: DateTime<Utc>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let ctx = self.ctx(actor, at);
        self.series.write(&ctx, work)
    }

    /// Runs a read as the system.
    pub fn read<T>(&mut self, at: DateTime<Utc>, work: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let ctx = self.ctx(Actor::system(), at);
        self.series.read(&ctx, work)
    }

    fn actor(&mut self, who: &str, at: DateTime<Utc>) -> Result<Actor> {
        let id = self.people.find(who)?;
        self.read(at, |reader| {
            let user = users::show(reader, id)?;
            users::actor(reader, &user)
        })
    }

    fn ctx(&self, actor: Actor, now: DateTime<Utc>) -> Ctx {
        let (organisation, time_zone) = (self.organisation, self.calendar.time_zone);
        Ctx::new(actor, organisation, time_zone, now, "demo".to_owned())
    }

    /// The first of these people who may plan in all of the departments.
    pub fn planner(
        &mut self,
        people: [&'a str; 3],
        departments: &[Id<Department>],
        at: DateTime<Utc>,
    ) -> Result<Actor> {
        for who in people {
            let actor = self.actor(who, at)?;
            if actor.may(Action::Plan { departments }) {
                return Ok(actor);
            }
        }
        Err(missing("somebody who may plan it"))
    }

    pub fn admin(&self) -> Result<&'a Person> {
        self.company.with_role(Role::Admin).ok_or_else(|| missing("an admin"))
    }

    pub fn executive(&self) -> Result<&'a Person> {
        self.company.with_role(Role::Executive).ok_or_else(|| missing("an executive"))
    }

    pub fn brand(&self) -> Result<Id<Brand>> {
        self.brands.find(&self.company.brand.key)
    }

    pub fn text(&self, text: &'a Text) -> &'a str {
        text.read(self.language)
    }

    pub fn optional(&self, text: Option<&'a Text>) -> Value {
        text.map(|text| self.text(text)).into()
    }
}

/// The error for something that `company.json` refers to but lacks.
pub fn missing(what: &str) -> Error {
    Error::internal(format!("company.json has no {what}"))
}
