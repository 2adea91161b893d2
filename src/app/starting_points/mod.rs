//! Starting points: example companies to take whole or to pick from, so that a new organisation need not begin with empty
//! forms. Taking one is one transaction, made of the use cases of departments, objectives, key results and KPIs with
//! their rules; only departments are added by executives too. What is there already under the same name is used and
//! not doubled, so taking one twice adds nothing. The examples are in `catalogue.rs`, what is taken in `command.rs`; `stage.rs` adds it.

pub mod catalogue;
mod command;
mod stage;

use chrono::NaiveDate;
use serde::Serialize;

pub use self::command::{ChosenKpi, Taking};
use self::{
    catalogue::{Catalogue, ExampleKpi, StartingPoint},
    stage::Stage,
};
use super::{
    cycles::{self, CyclePatch, guard, presets},
    error::{Error, Result},
    input::{Command, Fields, Parsed},
    models,
    people::responsible,
    permission::Permission,
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        context::Ctx,
        cycle::{Cycle, CycleState},
        department::Department,
        key_result::KeyResult,
        kpi::Kpi,
        objective::Objective,
        organisation::{Language, Organisation},
        scoring_policy::PolicyKey,
        values::{
            id::Id,
            record::Stored,
            text::{Name, Text},
        },
    },
    store::{
        cycles::{self as cycle_rows, CycleFilter},
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        organisations,
    },
};

/// In which language the starting points are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct StartingPointsQuery {
    /// Defaults to the organisation's.
    pub language: Option<Language>,
}

impl Command for StartingPointsQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { language: fields.optional("language")? })
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Parsed<StartingPointsQuery>) -> Result<&'static [StartingPoint]> {
    let asked = query.validate(reader)?.language;
    let language = asked.map_or_else(|| Ok(organisations::find(reader)?.language), Result::Ok)?;
    Ok(&Catalogue::read(language)?.starting_points)
}

/// Permission to take a starting point.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ManageFramework)
}

/// What taking a starting point added; departments and KPIs that were there already are named too.
#[derive(Debug, Serialize)]
pub struct Taken {
    pub cycle_id: Id<Cycle>,
    pub department_ids: Vec<Id<Department>>,
    pub objective_ids: Vec<Id<Objective>>,
    pub key_result_ids: Vec<Id<KeyResult>>,
    pub kpi_ids: Vec<Id<Kpi>>,
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn take(tx: &mut Tx<'_>, key: &str, taking: &Parsed<Taking>) -> Result<Taken> {
    let examples = Catalogue::read(Language::English)?.find(key)?;
    allowed(tx.ctx()).check()?;
    let taking = taking.validate_with(tx, |taking, faults| {
        faults.extend(taking.faults(examples));
        Some(taking)
    })?;
    let own = organisations::find(tx)?.language;
    let catalogue = Catalogue::read(taking.language.unwrap_or(own))?;
    let point = catalogue.find(key)?;
    if let Some(fault) = responsible::deactivated(tx, "/owner_id", None, taking.owner_id)? {
        return Err(Error::invalid(vec![fault]));
    }
    if let Some(purpose) = &taking.purpose {
        set_purpose(tx, taking.brand_id, purpose)?;
    }
    let (cycle, is_new) = cycle(tx, &taking, own)?;
    let key = PolicyKey { brand_id: taking.brand_id, cycle_id: cycle.id() };
    let owner = taking.owner_id.or(tx.ctx().actor.user_id());
    let mut stage = Stage { tx, key, cycle: &cycle, owner };
    let departments = stage.departments(&taking, point)?;
    stage.weigh(&departments, &catalogue.reason)?;
    let mut taken = Taken {
        cycle_id: cycle.id(),
        department_ids: departments.iter().map(|(id, _)| *id).collect(),
        objective_ids: Vec::new(),
        key_result_ids: Vec::new(),
        kpi_ids: Vec::new(),
    };
    for (department, example) in &departments {
        for objective in example.objectives.iter().filter(|one| taking.names(one)) {
            stage.objective(*department, objective, &mut taken)?;
        }
    }
    for (place, kpi) in point.kpis.iter().enumerate() {
        if let Some(target) = taking.chosen_kpi(kpi) {
            taken.kpi_ids.push(stage.kpi(kpi, target).map_err(|error| below_kpi(error, &taking, kpi, place))?);
        }
    }
    if is_new {
        let started = CyclePatch { state: Some(CycleState::Active), ..CyclePatch::default() };
        cycles::update(stage.tx, cycle.id(), &started.into())?;
    }
    Ok(taken)
}

/// The faults of a target, at its place in the list of KPIs.
fn below_kpi(mut error: Error, taking: &Taking, kpi: &ExampleKpi, place: usize) -> Error {
    let named = taking.kpis.iter().flatten().position(|one| one.key.as_str() == kpi.key).unwrap_or(place);
    let faults = std::mem::take(&mut error.faults);
    error.faults = faults.into_iter().map(|fault| fault.below(&format!("/kpis/{named}"))).collect();
    error
}

/// Sets the purpose of a brand that has none.
fn set_purpose(tx: &mut Tx<'_>, brand: Id<Brand>, purpose: &Text) -> Result<()> {
    if models::show(tx, brand)?.is_some_and(|model| model.purpose.is_some()) {
        return Ok(());
    }
    models::set_purpose(tx, brand, &models::PutPurpose { purpose: purpose.clone() }.into())?;
    Ok(())
}

/// The cycle that everything is added to, and whether it was added itself, planned: it is started at the end, so that
/// nothing in it counts as a change of what was promised.
fn cycle(tx: &mut Tx<'_>, taking: &Taking, own: Language) -> Result<(Stored<Cycle>, bool)> {
    if let Some(id) = taking.cycle_id {
        return Ok((guard::open(tx, id)?, false));
    }
    let today = tx.today();
    let mut open = cycle_rows::list(tx, &CycleFilter::default(), Page::all())?;
    open.retain(|cycle| cycle.state != CycleState::Closed);
    let around = |cycle: &Stored<Cycle>| cycle.starts_on <= today && today <= cycle.ends_on;
    let running = |cycle: &Stored<Cycle>| cycle.state == CycleState::Active;
    open.sort_by_key(|cycle| (running(cycle), around(cycle), cycle.starts_on));
    if let Some(cycle) = open.pop() {
        return Ok((cycle, false));
    }
    let organisation = organisations::find(tx)?;
    let first = first_cycle(&organisation, today, taking.language.unwrap_or(own))?;
    let Cycle { name, starts_on, ends_on, .. } = first;
    let new = cycles::NewCycle { name, starts_on, ends_on, state: CycleState::Planned };
    Ok((cycles::create(tx, &new.into())?, true))
}

/// The cycle that is started where there is none: the quarter around today.
///
/// # Errors
/// `not_found` at the ends of the calendar.
pub fn first_cycle(organisation: &Organisation, today: NaiveDate, language: Language) -> Result<Cycle> {
    let preset = presets::current_quarter(organisation, today, language).ok_or_else(Error::not_found)?;
    Ok(Cycle {
        name: Name::trusted(preset.name),
        starts_on: preset.starts_on,
        ends_on: preset.ends_on,
        state: CycleState::Active,
        closed_at: None,
        closed_on: None,
        retrospective: None,
    })
}
