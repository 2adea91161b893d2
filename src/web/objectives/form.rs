//! The form that adds or changes an objective. Brand and cycle come first, since other choices depend on them: the
//! principles of the Model, the objectives to align to. Deleting is in `page.rs`. `app/objectives` decides what an
//! objective may be and who may plan it.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter},
        error::Result,
        listing::everything,
        models,
        objectives::{self, allowed},
    },
    domain::{
        context::Ctx,
        model::Principle,
        objective::Objective,
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::names::Names,
    },
};

#[derive(Template)]
#[template(path = "web/objectives/form.html")]
struct ObjectiveFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    /// The objective's id; `None` when one is added.
    id: Option<String>,
    options: ObjectiveOptions,
    owners: Vec<(String, String)>,
    /// The address that the form is sent to.
    action: String,
}

/// The fields that are folded away while they are left as they are.
const FOLDED: [&str; 6] = ["description", "parent_id", "shared_with[]", "weight", "counts_from", "reason"];

impl ObjectiveFormPage {
    /// Whether something was entered into a field that is folded away, or is wrong there.
    fn unfolds(&self) -> bool {
        let entered = |name: &str| self.form.chosen(name).any(|value| name != "weight" || value.trim() != "1");
        FOLDED.iter().any(|name| self.form.fault(name).is_some() || (*name != "reason" && entered(name)))
    }
}

/// What can be chosen, as (value, text).
#[derive(Default)]
struct ObjectiveOptions {
    departments: Vec<(String, String)>,
    principles: Vec<(String, String)>,
    parents: Vec<(String, String)>,
}

/// Which brand, cycle and objective the form is about.
#[derive(Clone, Copy)]
struct Of {
    key: PolicyKey,
    id: Option<Id<Objective>>,
}

fn options(reader: &mut Reader<'_>, w: Words, form: &Form, of: Of) -> Result<ObjectiveOptions> {
    let all = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
    let kept = |id: &str| form.is("department_id", id) || form.is("shared_with[]", id);
    let may = |ctx: &Ctx, id| allowed::in_departments(ctx, &[id]).given();
    let mut offered: Vec<(String, String)> = all
        .iter()
        .filter(|one| kept(&one.id().to_string()) || (!one.archived && may(reader.ctx(), one.id())))
        .map(|one| (one.id().to_string(), one.name.to_string()))
        .collect();
    offered.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    let name = |id| all.iter().find(|one| one.id() == id).map(|one| one.name.to_string()).unwrap_or_default();
    let mut parents: Vec<(String, String)> = objectives::of_cycle(reader, of.key)?
        .iter()
        .filter(|one| Some(one.id()) != of.id)
        .map(|one| (one.id().to_string(), format!("{}: {}", name(one.department_id), one.title)))
        .collect();
    parents.sort_by_cached_key(|(id, text)| (text.to_lowercase(), id.clone()));
    let parent = form.value("parent_id");
    if let (Ok(id), false) = (parent.parse(), parents.iter().any(|(id, _)| id == parent)) {
        let elsewhere = objectives::show(reader, id).map(|one| one.stored.title.to_string());
        parents.extend(elsewhere.ok().map(|title| (parent.to_owned(), title)));
    }
    parents.insert(0, (String::new(), w.say("objective-no-parent")));
    Ok(ObjectiveOptions { departments: offered, principles: principles(reader, w, form, of.key)?, parents })
}

/// The Model's principles, and those that the objective still names, so that saving drops none unseen.
fn principles(reader: &mut Reader<'_>, w: Words, form: &Form, key: PolicyKey) -> Result<Vec<(String, String)>> {
    let model = models::show(reader, key.brand_id)?;
    let known: Vec<Principle> = model.map(|model| model.value.principles).unwrap_or_default();
    let mut offered: Vec<_> = known.iter().map(|one| (one.id.to_string(), one.title.to_string())).collect();
    for chosen in form.chosen("principle_ids[]") {
        if !offered.iter().any(|(id, _)| id == chosen) {
            offered.push((chosen.to_owned(), w.say("principle-dropped")));
        }
    }
    Ok(offered)
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, objective: Option<&Stored<Objective>>) -> Page {
    let (asked, w, id) = (PlaceQuery::of(visit), visit.words, objective.map(Stored::id));
    let own = objective.map(|one| PolicyKey { brand_id: one.brand_id, cycle_id: one.cycle_id });
    let filled = form.clone();
    let (place, options, names) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let options = match own.or(place.key()) {
                Some(key) => options(reader, w, &filled, Of { key, id })?,
                None => ObjectiveOptions::default(),
            };
            Ok((place, options, Names::read(reader)?))
        })
        .await?;
    let action = id.map_or_else(|| new_address(&place), |id| format!("/objectives/{id}/edit"));
    let shown = ObjectiveFormPage {
        w,
        owners: names.options(w, form.value("owner_id")),
        frame: Frame::new(visit, Nav::Objectives, place)?,
        id: id.map(|id| id.to_string()),
        form,
        options,
        action,
    };
    page_with(&visit.request, status, shown).await
}

/// The address of the form for a new objective; it names brand and cycle, so that a later change of the default does no
/// harm.
fn new_address(place: &Place) -> String {
    let of = place.key().map(|key| (key.brand_id.to_string(), key.cycle_id.to_string()));
    let (brand, cycle) = of.unwrap_or_default();
    place.link_with("/objectives/new", &[("brand", &brand), ("cycle", &cycle)])
}

pub async fn add(visit: Visit) -> Page {
    allowed::somewhere(&visit.ctx).check()?;
    let form = Form::empty(visit.words).with("weight", &1).with("owner_id", &visit.user.id());
    let form = match visit.asked("department") {
        Some(department) => form.with("department_id", &department),
        None => form,
    };
    let form = match visit.asked("parent") {
        Some(parent) => form.with("parent_id", &parent),
        None => form,
    };
    show_form(&visit, StatusCode::OK, form, None).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let objective = form.command();
    match visit.write(&form, move |tx| objectives::create(tx, &objective)).await {
        Ok(added) => Ok(redirect(format!("/objectives/{}?done=objective-added", added.stored.id()))),
        Err(error) => show_form(&visit, error.status(), form.refused(&error), None).await,
    }
}

pub async fn edit(visit: Visit) -> Page {
    let id = visit.id("objective_id")?;
    let objective = visit.read(move |reader| objectives::show(reader, id)).await?;
    allowed::in_departments(&visit.ctx, &objective.stored.departments()).check()?;
    let form = Form::of(&objective.stored, visit.words);
    show_form(&visit, StatusCode::OK, form, Some(&objective.stored)).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("objective_id")?;
    let form = visit.form().await?;
    let objective = form.command();
    match visit.write(&form, move |tx| objectives::update(tx, id, &objective)).await {
        Ok(_) => Ok(redirect(format!("/objectives/{id}?done=saved"))),
        Err(error) => {
            let objective = visit.read(move |reader| objectives::show(reader, id)).await?;
            let form = visit.refused(form, &error, "objective", &id.to_string()).await?;
            show_form(&visit, error.status(), form, Some(&objective.stored)).await
        }
    }
}
