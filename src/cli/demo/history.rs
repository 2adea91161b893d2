//! The history of the demonstration company, as a list of dated deeds: months of figures before the cycles, their
//! planning, check-ins until today, and the closing of the earlier cycle. Times look random but are the same at every
//! creation. How a deed is done, and by whom, is in `runner`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    calendar::{Calendar, WORKING_MINUTES},
    company::Company,
    entries::{
        CheckIn, CompanyMeeting, Cycle, Department, KeyResult, Kpi, Measurement, Membership, Objective, Person,
        Principle, Publication, Raised, Target,
    },
};
use crate::domain::people::role::Role;

/// The day on which the company started to use Perno, before its first figures.
const FOUNDED: i64 = -157;
const MODEL_WRITTEN: i64 = -121;
/// The days on which a cycle and its objectives are planned, relative to its first day.
const CYCLE_PLANNED: i64 = -21;
const OBJECTIVES_FROM: i64 = -18;
/// The number of days in which the objectives are set.
const OBJECTIVES_WITHIN: i64 = 12;
/// The days on which the earlier cycle is closed, and the copies that are not continued are deleted.
const EARLIER_CLOSED: i64 = 1;
const REST_DROPPED: i64 = 2;

/// One write to the database.
#[derive(Clone, Copy)]
pub enum Event<'a> {
    Found,
    AddDepartment(&'a Department),
    AddPerson(&'a Person),
    GiveSeat(&'a Person, &'a Membership),
    AcceptInvitation(&'a Person),
    AddKpi(&'a Kpi),
    Measure(&'a Kpi, &'a Measurement),
    /// With these principles reworded.
    WriteModel(&'a [Principle]),
    PublishModel(&'a Publication),
    PlanCycle(&'a Cycle),
    /// The text is the KPI's key.
    SetTarget(&'a Cycle, &'a str, &'a Target),
    SetPolicy(&'a Cycle),
    SetObjective(&'a Cycle, &'a Objective),
    SetKeyResult(&'a Objective, &'a KeyResult),
    /// Makes a proposed key result active.
    Confirm(&'a Objective, &'a KeyResult),
    StartCycle(&'a Cycle),
    CloseCycle,
    /// Deletes the copies that are not continued.
    DropTheRest,
    CheckIn(&'a KeyResult, &'a CheckIn),
    PlanMeeting(&'a CompanyMeeting),
    /// Opens it, notes what came up, ends it.
    HoldMeeting(&'a CompanyMeeting),
    ResolveBlocker(&'a Raised),
}

pub type Dated<'a> = (DateTime<Utc>, Event<'a>);

struct History<'a> {
    company: &'a Company,
    calendar: &'a Calendar,
    deeds: Vec<Dated<'a>>,
}

/// All deeds, ordered by time.
pub fn history<'a>(company: &'a Company, calendar: &'a Calendar) -> Vec<Dated<'a>> {
    let mut history = History { company, calendar, deeds: Vec::new() };
    history.founding();
    history.figures();
    history.preparation();
    history.plans();
    history.check_ins();
    history.meetings();
    history.deeds.sort_by_key(|(at, _)| *at);
    history.deeds
}

impl<'a> History<'a> {
    fn add(&mut self, day: i64, minute: i64, deed: Event<'a>) {
        self.deeds.push((self.calendar.at(day, minute), deed));
    }

    fn founding(&mut self) {
        let company = self.company;
        self.add(FOUNDED, 10, Event::Found);
        for (department, number) in company.departments.iter().zip(0..) {
            self.add(FOUNDED, 20 + 4 * number, Event::AddDepartment(department));
        }
        let founder = company.with_role(Role::Admin).map(|founder| &founder.key);
        for (person, number) in company.people.iter().zip(0..) {
            if Some(&person.key) != founder {
                self.add(FOUNDED, 60 + 5 * number, Event::AddPerson(person));
                self.add(FOUNDED + 1, 5 + 23 * number, Event::AcceptInvitation(person));
            }
            for seat in &person.memberships {
                self.add(FOUNDED, 61 + 5 * number, Event::GiveSeat(person, seat));
            }
        }
    }

    fn figures(&mut self) {
        let company = self.company;
        for (kpi, number) in company.kpis.iter().zip(0..) {
            self.add(FOUNDED + 3, 60 + 7 * number, Event::AddKpi(kpi));
            for measurement in &kpi.measurements {
                let recorded = measurement.day.max(FOUNDED + 3);
                self.add(recorded, 470 + 6 * number, Event::Measure(kpi, measurement));
            }
        }
    }

    fn preparation(&mut self) {
        let company = self.company;
        let earlier = &company.earlier;
        self.add(MODEL_WRITTEN, 420, Event::WriteModel(&[]));
        for publication in &company.model.publications {
            self.add(publication.day, 310, Event::WriteModel(&publication.rewritten));
            self.add(publication.day, 385, Event::PublishModel(publication));
        }
        self.cycle(&earlier.cycle, earlier.targets.iter().map(|(kpi, target)| (kpi.as_str(), target)).collect());
        self.cycle(&company.cycle, company.kpis.iter().map(|kpi| (kpi.key.as_str(), &kpi.target)).collect());
        self.add(EARLIER_CLOSED, 330, Event::CloseCycle);
        self.add(REST_DROPPED, 40, Event::DropTheRest);
    }

    fn cycle(&mut self, cycle: &'a Cycle, targets: Vec<(&'a str, &'a Target)>) {
        let planned = cycle.starts + CYCLE_PLANNED;
        self.add(planned, 40, Event::PlanCycle(cycle));
        for ((kpi, target), number) in targets.into_iter().zip(0..) {
            self.add(planned, 50 + 3 * number, Event::SetTarget(cycle, kpi, target));
        }
        self.add(planned, 95, Event::SetPolicy(cycle));
        self.add(cycle.starts, 5, Event::StartCycle(cycle));
    }

    fn plans(&mut self) {
        let company = self.company;
        self.plan(&company.earlier.cycle, company.earlier.objectives.iter().collect());
        let new = company.objectives.iter().filter(|objective| !company.earlier.continues(objective));
        self.plan(&company.cycle, new.collect());
    }

    fn plan(&mut self, cycle: &'a Cycle, objectives: Vec<&'a Objective>) {
        let count = i64::try_from(objectives.len()).unwrap_or(1).max(1);
        for (objective, number) in objectives.into_iter().zip(0..) {
            let day = cycle.starts + OBJECTIVES_FROM + number * OBJECTIVES_WITHIN / count;
            let minute = 30 + scatter(&objective.department, 200) + 11 * (number % 4);
            self.add(day, minute, Event::SetObjective(cycle, objective));
            for (key_result, place) in objective.key_results.iter().zip(0..) {
                let minute = scatter(&key_result.owner, 300) + 9 * place;
                self.add(day + 1, minute, Event::SetKeyResult(objective, key_result));
                let minute = scatter(&objective.department, 240) + 200 + 4 * place;
                self.add(day + 2, minute, Event::Confirm(objective, key_result));
            }
        }
    }

    /// Meetings are planned a week before and held in the morning.
    fn meetings(&mut self) {
        let company = self.company;
        for meeting in &company.meetings {
            self.add((meeting.day - 7).min(company.today), 20, Event::PlanMeeting(meeting));
            if meeting.ended {
                self.add(meeting.day, 60, Event::HoldMeeting(meeting));
            }
            for raised in &meeting.blockers {
                if let Some(day) = raised.resolved {
                    self.add(day, 90, Event::ResolveBlocker(raised));
                }
            }
        }
    }

    /// People with several check-ins on a day enter them one after the other, three minutes apart.
    fn check_ins(&mut self) {
        let company = self.company;
        let mut reported: BTreeMap<(&str, i64), i64> = BTreeMap::new();
        for key_result in company.quarters().flat_map(|(_, objective)| &objective.key_results) {
            for check_in in &key_result.check_ins {
                let author = check_in.author.as_ref().unwrap_or(&key_result.owner);
                let before = reported.entry((author, check_in.day)).or_default();
                let sits_down = scatter(author, 360) + scatter(&format!("{author} {}", check_in.day), 90);
                let minute = sits_down + *before * 3;
                *before += 1;
                self.add(check_in.day, minute.min(WORKING_MINUTES), Event::CheckIn(key_result, check_in));
            }
        }
    }
}

/// A pseudo-random number below `below`, always the same for the same text (FNV-1a).
fn scatter(text: &str, below: u32) -> i64 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    i64::from(hash % below.max(1))
}
