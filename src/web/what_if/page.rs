//! What if: sliders for departments, revenue, key results and the two most important weights of the policy, the weakest
//! department first. The address holds the scenario, so a link keeps and shares it, with or without JavaScript; a script
//! updates the scores while sliders are moved. Nothing is stored. The meaning of the sliders is in `sliders.rs`, the
//! resulting scores are in `outcome.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    controls::Asked,
    outcome::Outcome,
    sliders::{Ground, Sliders},
};
use crate::{
    app::{
        error::Result,
        plans::policy_in_force,
        scorecards::{self, simulation},
    },
    domain::{department::Department, scoring_policy::PolicyKey, values::id::Id},
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page, redirect},
            visit::Visit,
        },
        parts::{departments::ordered, status},
    },
};

#[derive(Template)]
#[template(path = "web/what_if/page.html")]
struct WhatIfPage {
    w: Words,
    frame: Frame,
    /// `None` if there is nothing to move.
    shown: Option<(Sliders, Outcome)>,
    /// Brand, cycle and department, which the form sends along.
    place: Vec<(&'static str, String)>,
    /// The address without a scenario.
    reset: String,
    /// The department that is shown with all its key results.
    department: Option<String>,
    plans: bool,
    sets_targets: bool,
}

/// The part of the page that the script replaces.
#[derive(Template)]
#[template(path = "web/what_if/outcome.html")]
struct OutcomeOnly {
    w: Words,
    outcome: Outcome,
    plans: bool,
    sets_targets: bool,
}

struct WhatIfData {
    place: Place,
    shown: Option<(Sliders, Outcome)>,
}

fn department_of(visit: &Visit) -> Option<Id<Department>> {
    visit.asked("department").and_then(|id| id.parse().ok())
}

/// Reads the sliders as the address has them, and simulates the scores.
async fn read(visit: &Visit) -> Result<WhatIfData> {
    let place = PlaceQuery::of(visit);
    let (asked, only) = (Asked(visit.all_asked()), department_of(visit));
    let (cache, w, order) = (visit.app.scorecards.clone(), visit.words, visit.user.department_order);
    visit
        .read(move |reader| {
            let mut place = place.place(reader)?;
            place.as_of = place.today;
            let Some(mut now) = status::scorecard(reader, &cache, &place)?.filter(|now| now.overall.score.is_some())
            else {
                return Ok(WhatIfData { place, shown: None });
            };
            ordered(&mut now.departments, order, |one| &one.summary);
            let key = PolicyKey { brand_id: now.brand_id, cycle_id: now.cycle_id };
            let policy = policy_in_force::effective(reader, &key)?;
            let measures = scorecards::measures(reader, &cache.plans, key)?;
            let mut branches = status::branches(reader, &cache, &place)?;
            ordered(&mut branches, order, |branch| &branch.summary);
            let ground = Ground { now: &now, branches: &branches, measures: &measures, policy: &policy, only };
            let mut sliders = Sliders::new(w, &ground, &asked);
            let assumed = sliders.assumptions(now.cycle_id).into();
            let then = simulation::simulate(reader, &cache.plans, now.brand_id, &assumed)?;
            sliders.follow(w, &then);
            let outcome = Outcome::new(w, &place, only, &sliders, (&now, &then));
            Ok(WhatIfData { place, shown: Some((sliders, outcome)) })
        })
        .await
}

pub async fn show(visit: Visit) -> Page {
    let WhatIfData { place, shown } = read(&visit).await?;
    let w = visit.words;
    let department = department_of(&visit).map(|id| id.to_string());
    let only = visit.asked("only").is_some();
    let reset = place.link_with("/what-if", &[("department", department.as_deref().unwrap_or_default())]);
    let sent = visit.all_asked().len();
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    let (plans, sets_targets) = (frame.plans(), frame.sets_targets());
    let Some((sliders, outcome)) = shown else {
        if only {
            return Ok(actix_web::HttpResponse::build(StatusCode::NO_CONTENT).finish());
        }
        let shown = WhatIfPage { w, frame, shown: None, place: Vec::new(), reset, department, plans, sets_targets };
        return page(&visit.request, shown).await;
    };
    if only {
        return page(&visit.request, OutcomeOnly { w, outcome, plans, sets_targets }).await;
    }
    if sent > sliders.scenario().len() + 4 {
        return Ok(redirect(outcome.address));
    }
    let key = frame.place.key();
    let place = [
        ("brand", key.map(|key| key.brand_id.to_string()).filter(|_| frame.place.brands.len() > 1)),
        ("cycle", key.map(|key| key.cycle_id.to_string())),
    ];
    let place = place.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let shown = Some((sliders, outcome));
    page(&visit.request, WhatIfPage { w, frame, shown, place, reset, department, plans, sets_targets }).await
}
