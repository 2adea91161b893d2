//! What if: sliders for key results, the most effective first, and for the two most important weights of the policy. A
//! script updates the scores at once; without JavaScript, sending the form does. Nothing is stored. The meaning of each
//! slider is in `sliders.rs`, the resulting scores are in `outcome.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::{outcome::Outcome, sliders::Sliders};
use crate::{
    app::{error::Result, plans::policy_in_force, scorecards},
    domain::{department::Department, scoring::scorecard::Scorecard, scoring_policy::PolicyKey, values::id::Id},
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
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
    /// The address that the form is sent to.
    action: String,
    /// The department that is shown with all its key results.
    department: Option<String>,
}

/// The part of the page that the script replaces.
#[derive(Template)]
#[template(path = "web/what_if/outcome.html")]
struct OutcomeOnly {
    w: Words,
    outcome: Outcome,
}

struct WhatIfData {
    place: Place,
    shown: Option<(Sliders, Scorecard, Scorecard)>,
}

/// Reads the sliders, and simulates the scores for the values in the form.
async fn read(visit: &Visit, form: Form) -> Result<WhatIfData> {
    let asked = PlaceQuery::of(visit);
    let department = department_of(visit);
    let (cache, w, order) = (visit.app.scorecards.clone(), visit.words, visit.user.department_order);
    visit
        .read(move |reader| {
            let mut place = asked.place(reader)?;
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
            let sliders = Sliders::new(w, &branches, &measures, &policy, department, &form);
            let assumed = sliders.assumptions(now.cycle_id).into();
            let mut then = scorecards::simulate(reader, &cache.plans, now.brand_id, &assumed)?;
            let place_of = |id| now.departments.iter().position(|one| one.summary.id == id);
            then.departments.sort_by_key(|one| place_of(one.summary.id));
            Ok(WhatIfData { place, shown: Some((sliders, now, then)) })
        })
        .await
}

fn department_of(visit: &Visit) -> Option<Id<Department>> {
    visit.asked("department").and_then(|id| id.parse().ok())
}

async fn answer(visit: Visit, form: Form) -> Page {
    let WhatIfData { place, shown } = read(&visit, form).await?;
    let w = visit.words;
    let shown = shown.map(|(sliders, now, then)| (sliders, Outcome::new(w, &now, &then)));
    let department = department_of(&visit).map(|id| id.to_string());
    let chosen = department.as_deref().unwrap_or_default();
    let action = place.link_with("/what-if", &[("department", chosen)]);
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    page(&visit.request, WhatIfPage { w, frame, shown, action, department }).await
}

pub async fn show(visit: Visit) -> Page {
    let form = Form::empty(visit.words);
    answer(visit, form).await
}

pub async fn submit(visit: Visit) -> Page {
    let form = visit.form().await?;
    if visit.asked("only").is_none() {
        return answer(visit, form).await;
    }
    let WhatIfData { shown, .. } = read(&visit, form).await?;
    match shown {
        Some((_, now, then)) => {
            let outcome = Outcome::new(visit.words, &now, &then);
            page(&visit.request, OutcomeOnly { w: visit.words, outcome }).await
        }
        None => Ok(actix_web::HttpResponse::build(StatusCode::NO_CONTENT).finish()),
    }
}
