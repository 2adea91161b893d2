//! Adding and changing a key result. The form has a group of fields for each kind of measure; only those of the chosen
//! kind are sent on. People who may change only the text of a key result see only the text. `states.rs` has the actions
//! that change its state.

use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;

use crate::{
    app::{
        Reader, cycles,
        error::{Error, Result},
        key_results::{
            self,
            allowed::{KeyResultAllowed, KeyResultContext},
        },
        kpis::{self, KpiFilter},
        listing,
        objectives::{self, ObjectiveFilter},
        people::users,
    },
    domain::{
        cycle::{Cycle, CycleState},
        key_result::{Ambition, KeyResult, KeyResultState},
        measure::MeasureKind,
        objective::{Objective, ObjectiveState},
        scoring_policy::PolicyKey,
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

/// How many empty rows for further steps or waypoints a form has.
pub const SPARE_ROWS: usize = 2;

pub type KeyResultOptions = Vec<(String, String)>;

/// What the form is about and what can be chosen.
struct KeyResultFormSubject {
    id: Option<String>,
    objective: Stored<Objective>,
    /// Whether only the text may be changed.
    only_text: bool,
    /// Whether the form adds a proposal, as a member does.
    proposes: bool,
    /// Whether changes need a reason, because the key result is active in an active cycle.
    reason: bool,
    owners: KeyResultOptions,
    kpis: KeyResultOptions,
    /// The objectives that it can be moved to, its own among them; none if it cannot be moved.
    objectives: KeyResultOptions,
    /// The first and the last day of the cycle.
    span: (NaiveDate, NaiveDate),
}

#[derive(Template)]
#[template(path = "web/key_results/form.html")]
struct KeyResultFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    about: KeyResultFormSubject,
    ambitions: KeyResultOptions,
    kinds: KeyResultOptions,
    steps: Vec<usize>,
    waypoints: usize,
    back: String,
    action: String,
}

#[derive(Template)]
#[template(path = "web/key_results/choose.html")]
struct ChoosePage {
    w: Words,
    frame: Frame,
    objectives: KeyResultOptions,
}

impl KeyResultFormSubject {
    fn read(
        reader: &mut Reader<'_>,
        w: Words,
        objective: Id<Objective>,
        current: Option<(&Stored<KeyResult>, &KeyResultAllowed)>,
    ) -> Result<Self> {
        let objective = objectives::show(reader, objective)?.stored;
        let cycle = cycles::show(reader, objective.cycle_id)?;
        let actor = &reader.ctx().actor;
        let plans = objectives::allowed::allowed(reader.ctx(), &objective, &cycle).add_key_result.has_right();
        let (me, name) = (actor.user_id(), actor.name.clone());
        let (current, allowed) = current.unzip();
        let mut owners = vec![(String::new(), w.say("nobody"))];
        if plans {
            let people = users::everybody(reader)?;
            let owner = current.and_then(|one| one.owner_id);
            let shown = people.iter().filter(|one| one.active || Some(one.id()) == owner);
            owners.extend(shown.map(|one| (one.id().to_string(), one.name.to_string())));
        } else if let Some(me) = me {
            owners = vec![(me.to_string(), name)];
        }
        let of_brand = KpiFilter { brand_id: Some(objective.brand_id), ..KpiFilter::default() };
        let all = listing::everything(|query| kpis::list(reader, query), of_brand)?;
        let mut kpis = vec![(String::new(), w.say("follows-none"))];
        kpis.extend(all.iter().map(|one| (one.id().to_string(), one.name.to_string())));
        let mut objectives = Vec::new();
        if plans && current.is_some() {
            objectives = objectives_to_move_to(reader, &objective, &cycle)?;
        }
        Ok(Self {
            id: current.map(|one| one.id().to_string()),
            only_text: allowed.is_some_and(KeyResultAllowed::only_text),
            proposes: !plans && current.is_none(),
            reason: cycle.state == CycleState::Active && current.is_some_and(|one| one.state == KeyResultState::Active),
            objective,
            owners,
            kpis,
            objectives,
            span: (cycle.starts_on, cycle.ends_on),
        })
    }
}

/// The objectives to which a key result of an objective can be moved, that one among them.
pub fn objectives_to_move_to(
    reader: &mut Reader<'_>,
    from: &Stored<Objective>,
    cycle: &Stored<Cycle>,
) -> Result<KeyResultOptions> {
    let key = PolicyKey { brand_id: from.brand_id, cycle_id: from.cycle_id };
    let all = objectives::of_cycle(reader, key)?;
    let open = |one: &&Stored<Objective>| {
        let allowed = objectives::allowed::allowed(reader.ctx(), one, cycle).add_key_result.given();
        one.id() == from.id() || (allowed && one.state == ObjectiveState::Active)
    };
    let mut options: KeyResultOptions =
        all.iter().filter(open).map(|one| (one.id().to_string(), one.title.to_string())).collect();
    options.sort_by_cached_key(|(id, title)| (title.to_lowercase(), id.clone()));
    Ok(options)
}

async fn render(visit: &Visit, status: StatusCode, form: Form, about: KeyResultFormSubject) -> Page {
    let asked = PlaceQuery::of(visit);
    let (w, place) = (visit.words, visit.read(move |reader| asked.place(reader)).await?);
    let frame = Frame::new(visit, Nav::Objectives, place)?;
    let back = match &about.id {
        Some(id) => format!("/key-results/{id}"),
        None => format!("/objectives/{}", about.objective.id()),
    };
    let action = match &about.id {
        Some(id) => format!("/key-results/{id}/edit"),
        None => format!("/key-results/new?objective={}", about.objective.id()),
    };
    let known = form.rows("measure/steps");
    let page = KeyResultFormPage {
        w,
        frame,
        about,
        ambitions: Ambition::ALL.iter().map(|one| (one.to_string(), w.word("ambition", one))).collect(),
        kinds: MeasureKind::ALL.iter().map(|one| (one.to_string(), w.word("measure", one))).collect(),
        steps: (0..(known + SPARE_ROWS).max(4)).collect(),
        waypoints: form.rows("measure/waypoints") + SPARE_ROWS,
        back,
        action,
        form,
    };
    page_with(&visit.request, status, page).await
}

async fn about(visit: &Visit, objective: Id<Objective>) -> Result<KeyResultFormSubject> {
    let w = visit.words;
    visit.read(move |reader| KeyResultFormSubject::read(reader, w, objective, None)).await
}

fn asked_objective(visit: &Visit) -> Option<Id<Objective>> {
    visit.asked("objective").and_then(|text| text.parse().ok())
}

pub async fn add(visit: Visit) -> Page {
    key_results::allowed::propose(&visit.ctx, Some(visit.user.id())).check()?;
    let Some(objective) = asked_objective(&visit) else { return choose(&visit).await };
    let about = about(&visit, objective).await?;
    if let Some(like) = visit.asked("like").and_then(|text| text.parse().ok()) {
        let model = visit.read(move |reader| key_results::show(reader, like)).await?.stored;
        let form = Form::of(&model.value, visit.words).leaving_out(&["external_ref", "counts_from"]);
        let steps: Vec<String> =
            (0..form.rows("measure/steps")).map(|step| format!("measure/steps/{step}/id")).collect();
        let form = form.leaving_out(&steps.iter().map(String::as_str).collect::<Vec<_>>());
        return render(&visit, StatusCode::OK, form, about).await;
    }
    let form = Form::empty(visit.words)
        .with("weight", "1")
        .with("check_in_every_days", "7")
        .with("owner_id", &visit.user.id())
        .with("measure/kind", &MeasureKind::Number);
    render(&visit, StatusCode::OK, form, about).await
}

/// Asks which objective the key result belongs to.
async fn choose(visit: &Visit) -> Page {
    let asked = PlaceQuery::of(visit);
    let (place, objectives) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let cycle_id = place.cycle.as_ref().map(Stored::id);
            let filter = ObjectiveFilter { cycle_id, ..ObjectiveFilter::default() };
            let all = listing::everything(|query| objectives::list(reader, query), filter.into())?;
            Ok((place, all.iter().map(|one| (one.stored.id().to_string(), one.stored.title.to_string())).collect()))
        })
        .await?;
    let frame = Frame::new(visit, Nav::Objectives, place)?;
    page_with(&visit.request, StatusCode::OK, ChoosePage { w: visit.words, frame, objectives }).await
}

pub async fn create(visit: Visit) -> Page {
    let objective = asked_objective(&visit).ok_or_else(Error::not_found)?;
    let form = visit.form().await?;
    let key_result = sent(&form.clone().with("objective_id", &objective)).command();
    match visit.write(&form, move |tx| key_results::create(tx, &key_result)).await {
        Ok(made) => {
            let done =
                if made.stored.state == KeyResultState::Proposed { "key-result-proposed" } else { "key-result-added" };
            Ok(redirect(format!("/key-results/{}?done={done}", made.stored.id())))
        }
        Err(error) => {
            let about = about(&visit, objective).await?;
            render(&visit, error.status(), form.refused(&error), about).await
        }
    }
}

/// The form with the fields of the chosen kind of measure only, without those left empty that have a default, and with an
/// empty list where all waypoints were taken away.
fn sent(form: &Form) -> Form {
    const NUMBER: [&str; 3] = ["measure/start", "measure/target", "measure/waypoints"];
    const RANGE: [&str; 3] = ["measure/low", "measure/high", "measure/tolerance"];
    let kind = form.value("measure/kind").parse().ok();
    let others = match kind {
        Some(MeasureKind::Number) => [RANGE.as_slice(), &["measure/steps"]].concat(),
        Some(MeasureKind::Range) => [NUMBER.as_slice(), &["measure/steps"]].concat(),
        Some(MeasureKind::Milestones) => [NUMBER.as_slice(), RANGE.as_slice(), &["measure/unit"]].concat(),
        None => Vec::new(),
    };
    let empty = ["measure/tolerance", "weight", "check_in_every_days", "reason"];
    let unsaid = empty.into_iter().filter(|name| form.value(name).trim().is_empty());
    let sent = form.clone().leaving_out(&others.into_iter().chain(unsaid).collect::<Vec<_>>());
    let straight = kind == Some(MeasureKind::Number) && form.rows("measure/waypoints") == 0;
    if straight { sent.with("measure/waypoints[]", "") } else { sent }
}

async fn current(visit: &Visit, id: Id<KeyResult>) -> Result<(KeyResultFormSubject, Form, KeyResultAllowed)> {
    let w = visit.words;
    visit
        .read(move |reader| {
            let key_result = key_results::show(reader, id)?.stored;
            let allowed = KeyResultContext::read(reader, &key_result)?.allowed(reader.ctx(), &key_result);
            let about = KeyResultFormSubject::read(reader, w, key_result.objective_id, Some((&key_result, &allowed)))?;
            Ok((about, Form::of(&key_result, w), allowed))
        })
        .await
}

/// The form with another value to reach, as What if proposes it: the target of a number, or the bound of a range.
fn with_target(form: Form, wanted: Option<f64>, w: Words) -> Form {
    let Some(wanted) = wanted.filter(|value: &f64| value.is_finite()) else { return form };
    let member = match form.value("measure/kind").parse() {
        Ok(MeasureKind::Number) => "measure/target",
        Ok(MeasureKind::Range) if form.value("measure/high").is_empty() => "measure/low",
        Ok(MeasureKind::Range) => "measure/high",
        Ok(MeasureKind::Milestones) | Err(()) => return form,
    };
    form.leaving_out(&[member]).with(member, &w.typed(wanted))
}

pub async fn edit(visit: Visit) -> Page {
    let (about, form, allowed) = current(&visit, visit.id("key_result_id")?).await?;
    if !allowed.edit.has_right() {
        allowed.plan.check_right()?;
    }
    let wanted = visit.asked("target").and_then(|value| value.parse().ok());
    render(&visit, StatusCode::OK, with_target(form, wanted, visit.words), about).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("key_result_id")?;
    let form = visit.form().await?;
    let patch = sent(&form).command();
    match visit.write(&form, move |tx| key_results::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/key-results/{id}?done=saved"))),
        Err(error) => {
            let form = visit.refused(form, &error, "key_result", &id.to_string()).await?;
            let (about, ..) = current(&visit, id).await?;
            render(&visit, error.status(), form, about).await
        }
    }
}
