//! One objective: how it serves the purpose, its key results with their progress, its ties to other objects; and
//! deleting it after a confirmation. The list is in `list.rs`, the form in `form.rs`. `web/parts/progress.rs` puts the
//! progress of a key result into words.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader, cycles, departments,
        error::Result,
        key_results::{self, KeyResultFilter, views::KeyResultView},
        listing::everything,
        models,
        objectives::{self, ObjectiveView, RelatedObjectives, allowed::ObjectiveAllowed},
    },
    domain::{
        cycle::Cycle,
        department::Department,
        model::Principle,
        objective::Objective,
        people::star::StarredKind,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        charts::bar::Bar,
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page, redirect},
            visit::Visit,
        },
        meetings::outcomes::decided::{self, DecidedRow},
        parts::{actions::Actions, names::Names, progress::KeyResultProgress, status::tone},
    },
};

#[derive(Template)]
#[template(path = "web/objectives/page.html")]
struct ObjectivePage {
    w: Words,
    frame: Frame,
    objective: ObjectiveView,
    cycle: Stored<Cycle>,
    bar: Bar,
    department: Link,
    shared: Vec<Link>,
    owner: Option<Link>,
    /// Each with its title, if the Model still has it.
    principles: Vec<(Id<Principle>, Option<String>)>,
    key_results: Vec<KeyResultProgress>,
    parent: Option<Link>,
    children: Vec<Link>,
    carried_from: Option<Link>,
    carried_to: Vec<Link>,
    actions: Actions,
    /// What meetings decided about it.
    decided: Vec<DecidedRow>,
    /// Whether its owner may not change it because others share it.
    only_together: bool,
}

/// Address and name.
type Link = (String, String);

/// What was read from the database.
struct ObjectiveData {
    objective: ObjectiveView,
    cycle: Stored<Cycle>,
    departments: Vec<Link>,
    principles: Vec<(Id<Principle>, Option<String>)>,
    key_results: Vec<KeyResultView>,
    ties: RelatedObjectives,
    parent: Option<Stored<Objective>>,
    carried_from: Option<(Stored<Objective>, Stored<Cycle>)>,
    decided: Vec<DecidedRow>,
    names: Names,
    place: Place,
}

fn found(reader: &mut Reader<'_>, w: Words, asked: &PlaceQuery, id: Id<Objective>) -> Result<ObjectiveData> {
    let place = asked.place(reader)?;
    let objective = objectives::show_on(reader, id, place.as_of)?;
    let stored = &objective.stored;
    let ids = stored.departments();
    let named = departments::by_ids(reader, &ids)?;
    let name = |id: &Id<Department>| named.iter().find(|one| one.id() == *id).map(|one| one.name.to_string());
    let links = ids.iter().filter_map(|id| Some((format!("/departments/{id}"), name(id)?))).collect();
    let parent = stored.parent_id.map(|parent| objectives::show(reader, parent)).transpose()?;
    let carried_from = stored.carried_from_id.map(|from| objectives::show(reader, from)).transpose()?;
    let carried_from = match carried_from {
        Some(from) => Some((cycles::show(reader, from.stored.cycle_id)?, from.stored)),
        None => None,
    };
    Ok(ObjectiveData {
        cycle: cycles::show(reader, stored.cycle_id)?,
        departments: links,
        principles: principles(reader, stored)?,
        key_results: key_results::of_objective_on(reader, id, place.as_of)?,
        ties: objectives::ties(reader, id)?,
        parent: parent.map(|parent| parent.stored),
        carried_from: carried_from.map(|(cycle, from)| (from, cycle)),
        decided: decided::about_objective(reader, w, id)?,
        names: Names::read(reader)?,
        place,
        objective,
    })
}

fn of_objective(reader: &mut Reader<'_>, id: Id<Objective>) -> Result<Vec<KeyResultView>> {
    let filter = KeyResultFilter { objective_id: Some(id), ..KeyResultFilter::default() };
    everything(|query| key_results::list(reader, query), filter.into())
}

fn principles(reader: &mut Reader<'_>, objective: &Objective) -> Result<Vec<(Id<Principle>, Option<String>)>> {
    let model = models::show(reader, objective.brand_id)?;
    let known: Vec<Principle> = model.map(|model| model.value.principles).unwrap_or_default();
    let title = |id: &Id<Principle>| known.iter().find(|one| one.id == *id).map(|one| one.title.to_string());
    Ok(objective.principle_ids.iter().map(|id| (*id, title(id))).collect())
}

fn link(objective: &Stored<Objective>) -> Link {
    (format!("/objectives/{}", objective.id()), objective.title.to_string())
}

pub async fn show(visit: Visit) -> Page {
    let (asked, id) = (PlaceQuery::of(&visit), visit.id("objective_id")?);
    let w = visit.words;
    let found = visit.read(move |reader| found(reader, w, &asked, id)).await?;
    let stored = &found.objective.stored;
    let reading = &found.objective.reading;
    let allowed = objectives::allowed::allowed(&visit.ctx, stored, &found.cycle);
    let actions = actions(&visit, &found.objective.stored, &allowed, found.key_results.len() > 1);
    let mine = stored.owner_id == Some(visit.user.id());
    let only_together = mine && found.departments.len() > 1 && !allowed.change.given();
    let frame = Frame::new(&visit, Nav::Objectives, found.place)?;
    let mut departments = found.departments.into_iter();
    let page_of = ObjectivePage {
        w,
        bar: Bar::new(reading.score, reading.expected, tone(reading.status)),
        department: departments.next().unwrap_or_default(),
        shared: departments.collect(),
        owner: found.names.link(stored.owner_id),
        principles: found.principles,
        key_results: found.key_results.iter().map(|view| KeyResultProgress::new(w, view, &found.names)).collect(),
        parent: found.parent.as_ref().map(link),
        children: found.ties.children.iter().map(link).collect(),
        carried_from: found
            .carried_from
            .map(|(from, cycle)| (link(&from).0, format!("{} · {}", cycle.name, from.title))),
        decided: found.decided,
        only_together,
        carried_to: found.ties.carried_to.iter().map(link).collect(),
        actions,
        cycle: found.cycle,
        objective: found.objective,
        frame,
    };
    page(&visit.request, page_of).await
}

/// What the reader may do with the objective.
fn actions(visit: &Visit, objective: &Stored<Objective>, allowed: &ObjectiveAllowed, several: bool) -> Actions {
    let page = format!("/objectives/{}", objective.id());
    let add = format!("/key-results/new?objective={}", objective.id());
    let (adds, proposes) = (allowed.add_key_result.given(), allowed.propose_key_result.given());
    let (active, change) = (!objective.is_cancelled(), allowed.change.given());
    let plans = objectives::allowed::somewhere(&visit.ctx).given();
    Actions::new(visit.words)
        .main(active && adds, "key-result-add", add.as_str())
        .often(active && !adds && proposes, "key-result-propose", add)
        .often(change, "edit", format!("{page}/edit"))
        .often(plans, "duplicate", format!("{page}/duplicate"))
        .rarely(change && several, "reorder", format!("{page}/order"))
        .rarely(change && active, "objective-cancel", format!("{page}/cancel"))
        .often(change && !active, "objective-activate", format!("{page}/activate"))
        .rarely(change, "delete", format!("{page}/delete"))
        .star(StarredKind::Objective, &objective.id(), page)
}

async fn confirm(visit: &Visit, status: StatusCode, form: Option<Form>) -> Page {
    let (w, id) = (visit.words, visit.id("objective_id")?);
    let (objective, key_results) =
        visit.read(move |reader| Ok((objectives::show(reader, id)?, of_objective(reader, id)?))).await?;
    let stored = &objective.stored;
    let form = form.unwrap_or_else(|| Form::empty(w).with("version", &stored.stamp.version));
    let (title, page) = (stored.title.to_string(), format!("/objectives/{id}"));
    let with = w.say(if key_results.is_empty() { "objective-delete-alone" } else { "objective-delete-with" });
    let paragraphs = vec![w.with("objective-delete-sure", &[("title", &title)]), with];
    let action = format!("{page}/delete");
    let asking = Confirmation {
        reason: true,
        paragraphs,
        items: key_results.iter().map(|view| view.stored.title.to_string()).collect(),
        ..Confirmation::new(Nav::Objectives, w.say("objective-delete"), (title, page), action)
    };
    asking.show(visit, status, form).await
}

pub async fn ask_to_delete(visit: Visit) -> Page {
    let id = visit.id("objective_id")?;
    let objective = visit.read(move |reader| objectives::show(reader, id)).await?;
    objectives::allowed::in_departments(&visit.ctx, &objective.stored.departments()).check()?;
    confirm(&visit, StatusCode::OK, None).await
}

pub async fn delete(visit: Visit) -> Page {
    let id = visit.id("objective_id")?;
    let form = visit.form().await?;
    let deletion = form.command();
    match visit.write(&form, move |tx| objectives::delete(tx, id, &deletion)).await {
        Ok(()) => Ok(redirect("/objectives?done=objective-deleted")),
        Err(error) => {
            let form = visit.refused(form, &error, "objective", &id.to_string()).await?;
            confirm(&visit, error.status(), Some(form)).await
        }
    }
}
