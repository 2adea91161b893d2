//! One department: its standing, its objectives and key results with the points that each costs and what reaching it
//! would bring, its people and its KPIs. A department that takes no part in the cycle still shows its people and KPIs.
//! The list and the form that changes a department are in `list.rs`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, members},
        error::{Code, Result},
        key_results,
        kpis::{self, KpiFilter},
        listing, objectives,
        people::users,
        scorecards::{self, cache::ScorecardCache, queries::ScorecardQuery},
    },
    domain::{
        access::Action,
        context::Ctx,
        department::{Department, Member},
        key_result::KeyResultState,
        kpi::Kpi,
        people::{star::StarredKind, user::User},
        scoring::{
            department_branch::{DepartmentBranch, KeyResultView, ObjectiveView},
            scorecard::Scorecard,
            trend::Trend,
        },
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        charts::bar::Bar,
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::{
            actions::Actions,
            departments::{ScoreChange, Spark, standing_of},
            measures::wanted,
            status::{self, Standing, changed},
        },
    },
};

#[derive(Template)]
#[template(path = "web/departments/page.html")]
struct DepartmentPage {
    w: Words,
    frame: Frame,
    department: Stored<Department>,
    standing: Option<Standing>,
    score: String,
    expected: String,
    change: Option<ScoreChange>,
    spark: Spark,
    flags: Vec<String>,
    objectives: Vec<DepartmentObjectiveRow>,
    members: Vec<MemberRow>,
    kpis: Vec<KpiRow>,
    actions: Actions,
    /// Whether there is a cycle that the department could take part in.
    has_cycle: bool,
}

struct DepartmentObjectiveRow {
    title: String,
    link: String,
    shared: bool,
    standing: Standing,
    score: String,
    expected: String,
    points: String,
    key_results: Vec<KeyResultRow>,
}

struct KeyResultRow {
    title: String,
    link: String,
    owner: Option<(String, String)>,
    standing: Standing,
    score: String,
    expected: String,
    bar: Bar,
    points: String,
    gain: String,
    flags: Vec<String>,
}

struct MemberRow {
    name: String,
    link: String,
    lead: bool,
    ambassador: bool,
}

struct KpiRow {
    name: String,
    link: String,
    category: String,
    figures: Option<(String, String)>,
}

/// What the page needs from the database.
struct DepartmentData {
    department: Stored<Department>,
    branch: Option<DepartmentBranch>,
    now: Option<Scorecard>,
    week_before: Option<Scorecard>,
    trend: Option<Trend>,
    members: Vec<(Stored<Member>, Stored<User>)>,
    kpis: Vec<Stored<Kpi>>,
    /// Members, and owners of the key results shown.
    people: BTreeMap<Id<User>, Stored<User>>,
}

impl DepartmentData {
    fn read(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place, id: Id<Department>) -> Result<Self> {
        let department = departments::show(reader, id)?;
        let now = status::scorecard(reader, cache, place)?;
        let mut branch = branch(reader, cache, place, id)?;
        if let (Some(branch), Some(key)) = (&mut branch, place.key()) {
            put_in_order(reader, branch, key)?;
        }
        let seats = listing::everything(|query| members::list(reader, id, query), ())?;
        let objectives = branch.iter().flat_map(|branch| &branch.objectives);
        let owners = objectives.flat_map(|objective| &objective.key_results).filter_map(|one| one.owner_id);
        let people = people(reader, owners.chain(seats.iter().map(|seat| seat.key.user_id)))?;
        let seated = seats.into_iter().filter_map(|seat| Some((people.get(&seat.key.user_id)?.clone(), seat)));
        let mut members: Vec<_> = seated.map(|(user, seat)| (seat, user)).collect();
        members.sort_by_key(|(seat, user)| (!seat.lead, !seat.ambassador, user.name.to_string()));
        let brand_id = place.brand.as_ref().map(Stored::id);
        let of_department = KpiFilter { department_id: Some(id), brand_id, ..KpiFilter::default() };
        let kpis = listing::everything(|query| kpis::list(reader, query), of_department)?;
        let week_before = match &now {
            Some(now) => status::week_before(reader, cache, place, now)?,
            None => None,
        };
        let trend = status::trend(reader, cache, place)?;
        Ok(Self { department, branch, now, week_before, trend, members, kpis, people })
    }
}

fn people(reader: &mut Reader<'_>, ids: impl Iterator<Item = Id<User>>) -> Result<BTreeMap<Id<User>, Stored<User>>> {
    let ids: BTreeSet<Id<User>> = ids.collect();
    Ok(users::by_ids(reader, &Vec::from_iter(ids))?.into_iter().map(|user| (user.id(), user)).collect())
}

/// Puts objectives and their key results into the order that was chosen by hand.
fn put_in_order(reader: &mut Reader<'_>, branch: &mut DepartmentBranch, key: PolicyKey) -> Result<()> {
    let places: HashMap<_, _> = objectives::of_cycle(reader, key)?.iter().map(|one| (one.id(), one.position)).collect();
    branch.objectives.sort_by_key(|one| (places.get(&one.id).copied().unwrap_or_default(), one.id));
    let ids: Vec<_> = branch.objectives.iter().flat_map(|one| &one.key_results).map(|one| one.id).collect();
    let places = key_results::positions(reader, &ids)?;
    for objective in &mut branch.objectives {
        objective.key_results.sort_by_key(|one| (places.get(&one.id).copied().unwrap_or_default(), one.id));
    }
    Ok(())
}

/// `None` for a department that takes no part in the cycle.
fn branch(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    place: &Place,
    id: Id<Department>,
) -> Result<Option<DepartmentBranch>> {
    let Some((brand, cycle)) = status::plan_of(place) else { return Ok(None) };
    let query = ScorecardQuery::on(cycle.id(), place.as_of);
    match scorecards::department(reader, &cache.plans, brand, id, &query) {
        Ok(branch) => Ok(Some(branch.read()?)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id::<Department>("department_id")?;
    let asked = PlaceQuery::of(&visit);
    let cache = visit.app.scorecards.clone();
    let (place, facts) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let facts = DepartmentData::read(reader, &cache, &place, id)?;
            Ok((place, facts))
        })
        .await?;
    let w = visit.words;
    let summary = facts.branch.as_ref().map(|branch| &branch.summary);
    let before = facts.week_before.iter().flat_map(|one| &one.departments).find(|one| one.summary.id == id);
    let change = before.and_then(|before| changed(summary?.score, before.summary.score));
    let objectives = facts.branch.iter().flat_map(|branch| &branch.objectives);
    let frame = Frame::new(&visit, Nav::Departments, place.clone())?;
    let shown = DepartmentPage {
        w,
        actions: actions(w, &visit.ctx, &frame, id, facts.branch.as_ref().is_some_and(|one| one.objectives.len() > 1)),
        standing: summary.map(|summary| standing_of(w, &place, summary)),
        score: w.score_or_dash(summary.and_then(|summary| summary.score)),
        expected: w.score_or_dash(summary.map(|summary| summary.expected)),
        change: change.map(|points| ScoreChange::new(w, points)),
        spark: Spark::of(facts.trend.as_ref(), id),
        flags: summary.iter().flat_map(|one| &one.flags).map(|flag| w.word("flag", flag)).collect(),
        objectives: objectives.map(|one| objective_row(w, &place, &facts, one)).collect(),
        members: facts.members.iter().map(|(seat, user)| member_row(seat, user)).collect(),
        kpis: facts.kpis.iter().map(|kpi| kpi_row(w, &place, &facts, kpi)).collect(),
        has_cycle: place.cycle.is_some(),
        department: facts.department,
        frame,
    };
    page(&visit.request, shown).await
}

/// What the reader may do with the department; a lead adds objectives, its members check in.
fn actions(w: Words, ctx: &Ctx, frame: &Frame, id: Id<Department>, several: bool) -> Actions {
    let (place, text) = (&frame.place, id.to_string());
    let reports = ctx.actor.may(Action::CheckIn { owner: None, departments: &[id] });
    Actions::new(w)
        .main(
            frame.plans_for(id) && place.is_open(),
            "objective-add",
            place.link_with("/objectives/new", &[("department", &text)]),
        )
        .often(reports && place.is_open(), "check-in-new", format!("/check-in?whose={text}"))
        .often(frame.changes_departments(), "edit", format!("/departments/{text}/edit"))
        .rarely(
            several && frame.plans_for(id) && place.is_open(),
            "reorder",
            place.link(&format!("/departments/{text}/order")),
        )
        .rarely(frame.changes_people(), "department-people", format!("/settings/departments/{text}"))
        .rarely(true, "department-map", place.link_with("/map", &[("department", &text)]))
        .rarely(true, "nav-meetings", place.link_with("/meetings", &[("department", &text)]))
        .star(StarredKind::Department, &id, format!("/departments/{text}"))
}

fn taken(w: Words, points: f64) -> String {
    if points < 0.05 { "\u{2013}".to_owned() } else { w.points(points) }
}

fn objective_row(w: Words, place: &Place, facts: &DepartmentData, one: &ObjectiveView) -> DepartmentObjectiveRow {
    DepartmentObjectiveRow {
        title: one.title.clone(),
        link: place.link(&format!("/objectives/{}", one.id)),
        shared: one.shared,
        standing: Standing::of_status(w, one.reading.status),
        score: w.score_or_dash(one.reading.score),
        expected: w.score_or_dash(one.reading.expected),
        points: w.points(one.points),
        key_results: one.key_results.iter().map(|one| key_result_row(w, place, facts, one)).collect(),
    }
}

fn key_result_row(w: Words, place: &Place, facts: &DepartmentData, one: &KeyResultView) -> KeyResultRow {
    let reading = &one.reading;
    let owner = one.owner_id.and_then(|id| Some((facts.people.get(&id)?.name.to_string(), format!("/people/{id}"))));
    let mut standing = Standing::of_status(w, reading.status);
    let counting = one.state == KeyResultState::Active;
    if !counting {
        standing = Standing::plain(w.word("state", one.state));
    }
    KeyResultRow {
        title: one.title.clone(),
        link: place.link(&format!("/key-results/{}", one.id)),
        owner: owner.map(|(name, path)| (name, place.link(&path))),
        bar: Bar::new(counting.then_some(reading.attainment), counting.then_some(reading.expected), standing.tone),
        standing,
        score: w.score_or_dash(counting.then_some(reading.attainment)),
        expected: w.score_or_dash(counting.then_some(reading.expected)),
        points: taken(w, one.points),
        gain: if one.gain < 5e-4 { "\u{2013}".to_owned() } else { format!("+{}", w.points(one.gain * 100.0)) },
        flags: reading.flags.iter().map(|flag| w.word("flag", flag)).collect(),
    }
}

fn member_row(seat: &Stored<Member>, user: &Stored<User>) -> MemberRow {
    MemberRow {
        name: user.name.to_string(),
        link: format!("/people/{}", user.id()),
        lead: seat.lead,
        ambassador: seat.ambassador,
    }
}

fn kpi_row(w: Words, place: &Place, facts: &DepartmentData, kpi: &Stored<Kpi>) -> KpiRow {
    let scored = facts.now.iter().flat_map(|now| &now.revenue.kpis).find(|one| one.id == kpi.id());
    let value =
        |value: Option<f64>| value.map_or_else(|| "\u{2013}".to_owned(), |value| w.amount(value, kpi.unit.as_str()));
    KpiRow {
        name: kpi.name.to_string(),
        link: place.link(&format!("/kpis/{}", kpi.id())),
        category: w.word("category", kpi.category),
        figures: scored.map(|one| (value(one.value), wanted(w, kpi.unit.as_str(), one.target, (one.low, one.high)))),
    }
}
