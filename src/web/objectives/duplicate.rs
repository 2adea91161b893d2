//! Duplicating an objective with its key results: the page asks for title, cycle and department of the copy.
//! It says what is taken along, and from where key results start.
//! `app/objectives/duplicate.rs` makes the copy.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        departments::{self, DepartmentFilter},
        listing::everything,
        objectives::{self, allowed, duplicate},
    },
    domain::{
        cycle::CycleState,
        objective::Objective,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page_with, redirect},
        visit::Visit,
    },
};

#[derive(Template)]
#[template(path = "web/objectives/duplicate.html")]
struct DuplicatePage {
    w: Words,
    frame: Frame,
    form: Form,
    objective: Stored<Objective>,
    /// The titles of the key results that are copied.
    key_results: Vec<String>,
    /// The cycles that are not closed, as (value, text).
    cycles: Vec<(String, String)>,
    departments: Vec<(String, String)>,
}

async fn render(visit: &Visit, status: StatusCode, form: Option<Form>) -> Page {
    allowed::somewhere(&visit.ctx).check()?;
    let (asked, id) = (PlaceQuery::of(visit), visit.id::<Objective>("objective_id")?);
    let (place, objective, key_results, mut departments) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let objective = objectives::show(reader, id)?.stored;
            let key_results = duplicate::copied(reader, id)?;
            let mut all = everything(|query| departments::list(reader, query), DepartmentFilter::alive())?;
            all.retain(|one| allowed::in_departments(reader.ctx(), &[one.id()]).given());
            let named = all.iter().map(|one| (one.id().to_string(), one.name.to_string())).collect::<Vec<_>>();
            Ok((place, objective, key_results, named))
        })
        .await?;
    departments.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    let open = place.cycles.iter().filter(|cycle| cycle.state != CycleState::Closed);
    let cycles: Vec<_> = open.map(|cycle| (cycle.id().to_string(), cycle.name.to_string())).collect();
    let own = objective.cycle_id.to_string();
    let cycle = if cycles.iter().any(|(id, _)| *id == own) { own } else { String::new() };
    let form = form.unwrap_or_else(|| {
        let title = visit.words.with("copy-of", &[("title", objective.title.as_str())]);
        let form = Form::empty(visit.words).with("title", &title).with("cycle_id", &cycle);
        form.with("department_id", &objective.department_id)
    });
    let shown = DuplicatePage {
        w: visit.words,
        frame: Frame::new(visit, Nav::Objectives, place)?,
        form,
        key_results: key_results.iter().map(|one| one.stored.title.to_string()).collect(),
        objective,
        cycles,
        departments,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn ask(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, None).await
}

pub async fn make(visit: Visit) -> Page {
    let id: Id<Objective> = visit.id("objective_id")?;
    let form = visit.form().await?;
    let asked = form.command();
    match visit.write(&form, move |tx| duplicate::duplicate(tx, id, &asked)).await {
        Ok(copy) => Ok(redirect(format!("/objectives/{}?done=objective-duplicated", copy.stored.id()))),
        Err(error) => render(&visit, error.status(), Some(form.refused(&error))).await,
    }
}
