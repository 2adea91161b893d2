//! The steps to an organisation's first scorecard: a purpose, departments, an active cycle, an objective with a key
//! result, a measurement; then revenue and people. Each is ticked when it is done; the first open one is where to go on.
//! A planned cycle asks for no check-ins, so the guide offers to start it. Whether an organisation is still guided is
//! stored with it; admins close the guide.

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter},
        error::Result,
        kpis::{self, KpiFilter},
        listing::everything,
        models, objectives,
        organisations::{self, OrganisationPatch},
        people::users,
    },
    domain::{
        cycle::{Cycle, CycleState},
        department::Department,
        kpi::Category,
        scoring::department_branch::KeyResultView,
        values::{id::Id, record::Stored},
    },
    web::{
        kit::{
            frame::Place,
            page::{Page, redirect},
            visit::Visit,
        },
        scorecard::data::ScorecardData,
    },
};

pub struct FirstStep {
    /// `step-<key>` names the step, `step-<key>-why` the reason for it.
    pub key: &'static str,
    pub path: String,
    pub done: bool,
    /// Whether it is the first open step.
    pub next: bool,
}

pub struct Guide {
    pub steps: Vec<FirstStep>,
    /// The cycle that is to be started.
    pub planned: Option<Stored<Cycle>>,
}

impl Guide {
    /// The steps; `None` for people who cannot take them, and on a day other than today.
    pub fn read(reader: &mut Reader<'_>, place: &Place, facts: Option<&ScorecardData>) -> Result<Option<Self>> {
        if !organisations::allowed(reader.ctx()).given() || place.looks_back() {
            return Ok(None);
        }
        let has_purpose = match &place.brand {
            Some(brand) => models::show(reader, brand.id())?.is_some_and(|model| model.purpose.is_some()),
            None => false,
        };
        let has_departments =
            !everything(|query| departments::list(reader, query), DepartmentFilter::alive())?.is_empty();
        let branches = facts.into_iter().flat_map(|facts| &facts.branches);
        let key_results: Vec<_> = branches
            .flat_map(|branch| &branch.objectives)
            .flat_map(|objective| objective.key_results.iter().map(move |one| (objective.department_id, one)))
            .collect();
        let measured = key_results.iter().any(|(_, one)| one.reading.last_check_in_on.is_some());
        let revenue = facts.is_some_and(|facts| facts.now.revenue.kpis.iter().any(|kpi| kpi.value.is_some()));
        let planned = place.cycle.clone().filter(|cycle| cycle.state == CycleState::Planned);
        let cycle =
            planned.as_ref().map_or_else(|| "/cycles/new".to_owned(), |cycle| format!("/cycles/{}", cycle.id()));
        let in_order = [
            ("purpose", "/guide/purpose".to_owned(), has_purpose),
            ("departments", "/departments/new".to_owned(), has_departments),
            ("cycle", cycle, place.cycle.is_some() && planned.is_none()),
            ("objective", objective_path(reader, place)?, !key_results.is_empty()),
            ("measure", check_in_path(reader, &key_results), measured),
            ("revenue", revenue_path(reader, place)?, revenue),
            ("people", "/settings/people/new".to_owned(), users::everybody(reader)?.len() > 1),
        ];
        let first = in_order.iter().position(|(_, _, done)| !done);
        let step = |(place, (key, path, done))| FirstStep { key, path, done, next: Some(place) == first };
        Ok(Some(Self { steps: in_order.into_iter().enumerate().map(step).collect(), planned }))
    }

    #[must_use]
    pub fn is_done(&self) -> bool {
        self.steps.iter().all(|step| step.done)
    }

    /// Whether there is nothing to measure yet, so that a starting point helps most.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| step.key != "objective" || !step.done)
    }

    /// Whether the guide has led to a score, so that it may be closed.
    #[must_use]
    pub fn may_end(&self) -> bool {
        self.steps.iter().any(|step| step.key == "measure" && step.done)
    }
}

/// Closes the guide, for good.
pub async fn close(visit: Visit) -> Page {
    let form = visit.form().await?;
    let patch = OrganisationPatch { guided: Some(false), ..OrganisationPatch::default() }.into();
    visit.write(&form, move |tx| organisations::update(tx, &patch)).await?;
    Ok(redirect("/?done=guide-closed"))
}

/// Where to measure revenue: at a revenue KPI or, if there is none, where one is added.
fn revenue_path(reader: &mut Reader<'_>, place: &Place) -> Result<String> {
    let Some(brand) = &place.brand else { return Ok("/kpis/new".to_owned()) };
    let filter = KpiFilter { brand_id: Some(brand.id()), category: Some(Category::Revenue), ..KpiFilter::default() };
    let known = everything(|query| kpis::list(reader, query), filter)?;
    Ok(known.first().map_or_else(|| "/kpis/new".to_owned(), |kpi| format!("/kpis/{}", kpi.id())))
}

/// Where to set an objective or, if there is one already, its first key result.
fn objective_path(reader: &mut Reader<'_>, place: &Place) -> Result<String> {
    let Some(key) = place.key() else { return Ok("/objectives/new".to_owned()) };
    let all = objectives::of_all_brands(reader, key.cycle_id)?;
    let first = all.iter().find(|one| one.brand_id == key.brand_id);
    Ok(first.map_or_else(|| "/objectives/new".to_owned(), |one| format!("/key-results/new?objective={}", one.id())))
}

/// Where to check in: among one's own key results or, if none is one's own, among those of a department that has some.
fn check_in_path(reader: &Reader<'_>, key_results: &[(Id<Department>, &KeyResultView)]) -> String {
    let me = reader.ctx().actor.user_id();
    let own = key_results.iter().any(|(_, one)| one.owner_id.is_some() && one.owner_id == me);
    let other = key_results.first().filter(|_| !own);
    other.map_or_else(|| "/check-in".to_owned(), |(department, _)| format!("/check-in?whose={department}"))
}
