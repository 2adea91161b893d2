//! What the people of the demonstration company did, and when: months of figures before the cycle, its preparation,
//! then check-ins until today, in the order of time. Chance is only apparent: every creation gives the same hours.
//! How a deed is done, and by whom, is the business of `stage`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    calendar::{Calendar, WORKING_MINUTES},
    company::{
        CheckIn, Company, Department, KeyResult, Kpi, Measurement, Membership, Objective, Person, Principle,
        Publication,
    },
};
use crate::domain::user::Role;

/// When the company began with Perno: early enough for the first figures.
const FOUNDED: i64 = -157;
const MODEL_WRITTEN: i64 = -35;
const CYCLE_PLANNED: i64 = -21;
const OBJECTIVES_FROM: i64 = -18;
/// How many days it took to agree on the objectives.
const OBJECTIVES_WITHIN: i64 = 12;

/// One write.
#[derive(Clone, Copy)]
pub enum Deed<'a> {
    Found,
    AddDepartment(&'a Department),
    AddPerson(&'a Person),
    GiveSeat(&'a Person, &'a Membership),
    AcceptInvitation(&'a Person),
    AddKpi(&'a Kpi),
    Measure(&'a Kpi, &'a Measurement),
    /// With these principles put into other words.
    WriteModel(&'a [Principle]),
    PublishModel(&'a Publication),
    PlanCycle,
    SetTarget(&'a Kpi),
    SetPolicy,
    SetObjective(&'a Objective),
    SetKeyResult(&'a Objective, &'a KeyResult),
    /// Makes a proposed key result active.
    Confirm(&'a Objective, &'a KeyResult),
    StartCycle,
    CheckIn(&'a KeyResult, &'a CheckIn),
}

pub type Dated<'a> = (DateTime<Utc>, Deed<'a>);

struct History<'a> {
    company: &'a Company,
    calendar: &'a Calendar,
    deeds: Vec<Dated<'a>>,
}

/// All that happened, in the order of time.
pub fn history<'a>(company: &'a Company, calendar: &'a Calendar) -> Vec<Dated<'a>> {
    let mut history = History { company, calendar, deeds: Vec::new() };
    history.founding();
    history.figures();
    history.preparation();
    history.plan();
    history.check_ins();
    history.deeds.sort_by_key(|(at, _)| *at);
    history.deeds
}

impl<'a> History<'a> {
    fn add(&mut self, day: i64, minute: i64, deed: Deed<'a>) {
        self.deeds.push((self.calendar.at(day, minute), deed));
    }

    fn founding(&mut self) {
        let company = self.company;
        self.add(FOUNDED, 10, Deed::Found);
        for (department, number) in company.departments.iter().zip(0..) {
            self.add(FOUNDED, 20 + 4 * number, Deed::AddDepartment(department));
        }
        let founder = company.with_role(Role::Admin).map(|founder| &founder.key);
        for (person, number) in company.people.iter().zip(0..) {
            if Some(&person.key) != founder {
                self.add(FOUNDED, 60 + 5 * number, Deed::AddPerson(person));
                self.add(FOUNDED + 1, 5 + 23 * number, Deed::AcceptInvitation(person));
            }
            for seat in &person.memberships {
                self.add(FOUNDED, 61 + 5 * number, Deed::GiveSeat(person, seat));
            }
        }
    }

    fn figures(&mut self) {
        let company = self.company;
        for (kpi, number) in company.kpis.iter().zip(0..) {
            self.add(FOUNDED + 3, 60 + 7 * number, Deed::AddKpi(kpi));
            for measurement in &kpi.measurements {
                self.add(measurement.day, 470 + 6 * number, Deed::Measure(kpi, measurement));
            }
        }
    }

    fn preparation(&mut self) {
        self.add(MODEL_WRITTEN, 420, Deed::WriteModel(&[]));
        for publication in &self.company.model.publications {
            self.add(publication.day, 310, Deed::WriteModel(&publication.rewritten));
            self.add(publication.day, 385, Deed::PublishModel(publication));
        }
        self.add(CYCLE_PLANNED, 40, Deed::PlanCycle);
        for (kpi, number) in self.company.kpis.iter().zip(0..) {
            self.add(CYCLE_PLANNED, 50 + 3 * number, Deed::SetTarget(kpi));
        }
        self.add(CYCLE_PLANNED, 95, Deed::SetPolicy);
        self.add(0, 5, Deed::StartCycle);
    }

    fn plan(&mut self) {
        let company = self.company;
        let count = i64::try_from(company.objectives.len()).unwrap_or(1).max(1);
        for (objective, number) in company.objectives.iter().zip(0..) {
            let day = OBJECTIVES_FROM + number * OBJECTIVES_WITHIN / count;
            self.add(day, 30 + scatter(&objective.department, 200) + 11 * (number % 4), Deed::SetObjective(objective));
            for (key_result, place) in objective.key_results.iter().zip(0..) {
                let minute = scatter(&key_result.owner, 300) + 9 * place;
                self.add(day + 1, minute, Deed::SetKeyResult(objective, key_result));
                let minute = scatter(&objective.department, 240) + 200 + 4 * place;
                self.add(day + 2, minute, Deed::Confirm(objective, key_result));
            }
        }
    }

    /// Whoever has several numbers to report on a day sits down once and types one after the other.
    fn check_ins(&mut self) {
        let company = self.company;
        let mut reported: BTreeMap<(&str, i64), i64> = BTreeMap::new();
        for key_result in company.objectives.iter().flat_map(|objective| &objective.key_results) {
            for check_in in &key_result.check_ins {
                let author = check_in.author.as_ref().unwrap_or(&key_result.owner);
                let before = reported.entry((author, check_in.day)).or_default();
                let sits_down = scatter(author, 360) + scatter(&format!("{author} {}", check_in.day), 90);
                let minute = sits_down + *before * 3;
                *before += 1;
                self.add(check_in.day, minute.min(WORKING_MINUTES), Deed::CheckIn(key_result, check_in));
            }
        }
    }
}

/// A number below `below` that is always the same for a text and looks like chance (FNV-1a).
fn scatter(text: &str, below: u32) -> i64 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    i64::from(hash % below.max(1))
}
