//! The organisations used for measuring, created by the program's own write path: departments with signed-in people,
//! objectives with five key results each, and check-ins on them. Access tokens are issued here with the server's
//! secret.

use chrono::{DateTime, Days, NaiveDate, Utc};
use perno::{
    app::sign_in::tokens::Tokens,
    domain::{
        brand::Brand,
        check_in::CheckIn,
        context::Ctx,
        cycle::{Cycle, CycleState},
        department::{Department, Member, MemberKey},
        key_result::{Ambition, KeyResult, KeyResultState},
        measure::Measure as Measured,
        objective::{Objective, ObjectiveState},
        organisation::{FiscalYear, Language, Organisation, Tenant, TimeZone},
        people::{role::Role, session::SessionKind, user::User},
        values::{
            id::Id,
            record::ById,
            text::{Email, Name, Text},
        },
    },
    store::{
        engine::{
            db::Db,
            error::StoreError,
            tx::{Tx, new_id},
        },
        people::sessions::{self, Session},
    },
};

use crate::{Outcome, server::SECRET};

/// Key results per objective, as many as are recommended.
const BY_OBJECTIVE: usize = 5;

/// The most key results written in one transaction.
const PORTION: usize = 1_000;

#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub departments: usize,
    pub people: usize,
    pub key_results: usize,
    /// Check-ins per key result.
    pub check_ins: u64,
}

#[derive(Debug, Clone)]
pub struct Company {
    pub organisation: Tenant,
    pub brand: Id<Brand>,
    pub cycle: Id<Cycle>,
    pub departments: Vec<Id<Department>>,
    pub people: Vec<(Id<User>, Id<Session>)>,
    pub key_results: Vec<Id<KeyResult>>,
}

#[expect(clippy::disallowed_methods, reason = "the server has the machine's clock, so what it reads has too")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

impl Company {
    pub async fn found(db: &Db, shape: Shape) -> Outcome<Self> {
        let at = now();
        let ctx = Ctx::system(new_id(at), at, "benchmark".to_owned());
        let mut company = db.write::<_, StoreError, _>(ctx.clone(), move |tx| founded(tx, shape)).await?;
        let people = company.people.clone();
        let signed_in = move |writer: &mut perno::store::engine::tx::Writer<'_>| {
            people.iter().try_for_each(|(user_id, id)| {
                let (created_at, expires_at) = (at, at + Days::new(30));
                let session = Session {
                    id: *id,
                    user_id: *user_id,
                    token_hash: vec![0; 32],
                    created_at,
                    expires_at,
                    kind: SessionKind::Tokens,
                    user_agent: None,
                    seen_at: None,
                    previous_at: None,
                };
                sessions::insert(writer, &session)
            })
        };
        db.housekeeping::<_, StoreError, _>(ctx.clone(), signed_in).await?;
        let mut planned = 0;
        while planned < shape.key_results {
            let (more, part) = (PORTION.min(shape.key_results - planned), company.clone());
            let work = move |tx: &mut Tx<'_>| plan(tx, &part, planned, more, shape.check_ins);
            company.key_results.extend(db.write::<_, StoreError, _>(ctx.clone(), work).await?);
            planned += more;
        }
        Ok(company)
    }

    /// A new access token for one of the people.
    pub fn token(&self, person: usize) -> Outcome<String> {
        let (user, session) = self.people.get(person % self.people.len()).ok_or("nobody")?;
        let tokens = Tokens::new(SECRET.as_bytes()).map_err(|error| error.why())?;
        Ok(tokens.issue(self.organisation, *user, *session, now()).map_err(|error| error.why())?)
    }

    /// A new access token for the executive, who is the first of the people.
    pub fn executive(&self) -> Outcome<String> {
        self.token(0)
    }

    pub fn scorecard(&self) -> String {
        format!("/api/v1/brands/{}/scorecard?cycle_id={}", self.brand, self.cycle)
    }

    /// The key results that a person may check in on: those of their department.
    pub fn key_results_of(&self, person: usize) -> impl Iterator<Item = Id<KeyResult>> {
        let (departments, department) = (self.departments.len(), person % self.departments.len());
        let theirs = move |(place, _): &(usize, &Id<KeyResult>)| place / BY_OBJECTIVE % departments == department;
        self.key_results.iter().enumerate().filter(theirs).map(|(_, id)| *id)
    }
}

fn name(text: String) -> Name {
    Name::trusted(text)
}

fn founded(tx: &mut Tx<'_>, shape: Shape) -> Result<Company, StoreError> {
    let (organisation, today) = (tx.organisation(), tx.today());
    let of = Organisation {
        name: name("Benchmark".to_owned()),
        time_zone: TimeZone::UTC,
        language: Language::English,
        fiscal_year_starts: FiscalYear::CALENDAR,
        guided: false,
    };
    tx.create(ById { id: organisation }, of)?;
    let (brand, cycle) = (tx.new_id(), tx.new_id());
    tx.create(ById { id: brand }, Brand { name: name("Benchmark".to_owned()), archived: false })?;
    let (starts_on, ends_on) = (today - Days::new(45), today + Days::new(45));
    let quarter = Cycle {
        name: name("Quarter".to_owned()),
        starts_on,
        ends_on,
        state: CycleState::Active,
        closed_at: None,
        closed_on: None,
        retrospective: None,
    };
    tx.create(ById { id: cycle }, quarter)?;
    let mut departments = Vec::new();
    for number in 0..shape.departments {
        let id = tx.new_id();
        let of =
            Department { name: name(format!("Department {number}")), code: None, description: None, archived: false };
        tx.create(ById { id }, of)?;
        departments.push(id);
    }
    let mut people = Vec::new();
    for number in 0..shape.people {
        let (id, session) = (tx.new_id(), tx.new_id());
        let person = User {
            department_order: perno::domain::people::user::DepartmentOrder::Weakest,
            name: name(format!("Person {number}")),
            email: Email::trusted(format!("person{number}.{id}@example.org")),
            role: if number == 0 { Role::Executive } else { Role::Member },
            active: true,
            language: Language::English,
        };
        tx.create(ById { id }, person)?;
        if let Some(department_id) = departments.get(number % shape.departments).copied() {
            tx.create(MemberKey { department_id, user_id: id }, Member { lead: false, ambassador: false })?;
        }
        people.push((id, session));
    }
    Ok(Company { organisation, brand, cycle, departments, people, key_results: Vec::new() })
}

/// Creates the next key results with their objectives and check-ins.
fn plan(
    tx: &mut Tx<'_>,
    company: &Company,
    from: usize,
    more: usize,
    check_ins: u64,
) -> Result<Vec<Id<KeyResult>>, StoreError> {
    let mut objective_id = tx.new_id();
    let mut ids = Vec::with_capacity(more);
    for number in from..from + more {
        if number.is_multiple_of(BY_OBJECTIVE) {
            objective_id = tx.new_id();
            let department = company.departments.get(number / BY_OBJECTIVE % company.departments.len()).copied();
            let of = objective(company, department.ok_or(StoreError::NotFound)?, number);
            tx.create(ById { id: objective_id }, of)?;
        }
        let (id, owner) = (tx.new_id(), company.people.get(number % company.people.len()).map(|person| person.0));
        tx.create(ById { id }, key_result(objective_id, company.cycle, owner, number))?;
        for day in (1..=check_ins).rev() {
            let check_in = tx.new_id();
            let value = f64::from(u32::try_from(number * 37 % 900).unwrap_or(0)) / 10.0;
            tx.create(ById { id: check_in }, observed(id, owner, value, tx.today() - Days::new(day * 7)))?;
        }
        ids.push(id);
    }
    Ok(ids)
}

fn objective(company: &Company, department_id: Id<Department>, number: usize) -> Objective {
    Objective {
        position: 0,
        brand_id: company.brand,
        cycle_id: company.cycle,
        department_id,
        title: name(format!("Objective {number} of the department")),
        description: None,
        contribution: Text::trusted("It serves the purpose, as an objective must.".to_owned()),
        principle_ids: Vec::new(),
        parent_id: None,
        shared_with: Vec::new(),
        owner_id: None,
        weight: 1.0,
        state: ObjectiveState::Active,
        cancelled_on: None,
        counts_from: None,
        carried_from_id: None,
    }
}

fn key_result(
    objective_id: Id<Objective>,
    cycle_id: Id<Cycle>,
    owner_id: Option<Id<User>>,
    number: usize,
) -> KeyResult {
    KeyResult {
        position: 0,
        objective_id,
        cycle_id,
        title: name(format!("Key result {number}, which is measured by a number")),
        description: None,
        owner_id,
        weight: 1.0,
        ambition: if number.is_multiple_of(4) { Ambition::Aspirational } else { Ambition::Committed },
        measure: Measured::Number { start: 0.0, target: 100.0, unit: "%".to_owned(), waypoints: Vec::new() },
        check_in_every_days: 7,
        external_ref: None,
        kpi_id: None,
        state: KeyResultState::Active,
        cancelled_on: None,
        counts_from: None,
        status_override: None,
        carried_from_id: None,
        grade: None,
        grade_comment: None,
    }
}

fn observed(key_result_id: Id<KeyResult>, author_id: Option<Id<User>>, value: f64, on: NaiveDate) -> CheckIn {
    CheckIn {
        key_result_id,
        author_id,
        value: Some(value),
        steps_done: Vec::new(),
        steps_undone: Vec::new(),
        observed_on: on,
        confidence: Some(7),
        note: None,
        source: None,
    }
}
