//! All objectives of a cycle by department, with their progress, as the scorecard counts them. One objective is in
//! `page.rs`, the form in `form.rs`. The figures are those of the scorecard on the selected day, so that both pages
//! agree.

use std::collections::{BTreeMap, HashMap};

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        bulk_changes::{self, BulkChange},
        error::Result,
        input::Parsed,
        objectives::{self, ObjectivePatch, allowed},
        scorecards::{self, cache::ScorecardCache, queries::ScorecardQuery},
    },
    domain::{
        objective::{Objective, ObjectiveState},
        people::{saved_view::SavedList, star::StarredKind},
        scoring::{
            scorecard::{DepartmentSummary, DepartmentView, ObjectiveSummary, Scorecard},
            status::Status,
        },
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::{bidi::isolated, words::Words},
    web::{
        bulk::{self, Bulk, NOBODY, SelectField},
        charts::bar::Bar,
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::{
            choices::choices,
            departments::ordered,
            names::Names,
            sorting::{SortKey, Sorting, changed_address},
            status::tone,
        },
        saved_views::row::ViewsRow,
        stars::followed::{FollowedLine, followed},
    },
};

#[derive(Template)]
#[template(path = "web/objectives/list.html")]
struct ObjectivesPage {
    w: Words,
    frame: Frame,
    filter: Filter,
    sorting: Sorting,
    views: ViewsRow,
    bulk: Bulk,
    followed: Vec<FollowedLine>,
    departments: Vec<(String, String)>,
    owners: Vec<(String, String)>,
    statuses: Vec<(String, String)>,
    groups: Vec<DepartmentGroup>,
    /// The number of objectives before filtering.
    all: usize,
    /// Those that are cancelled: address, title, and since when in words.
    cancelled: Vec<(String, String, String)>,
}

/// The columns to sort by.
const SORTED_BY: [&str; 5] = ["title", "owner", "status", "score", "expected"];

/// The filter in the query string.
#[derive(Clone, Default)]
struct Filter {
    department: String,
    owner: String,
    status: String,
    q: String,
}

impl Filter {
    fn of(visit: &Visit) -> Self {
        let asked = |name| visit.asked(name).unwrap_or_default().trim().to_owned();
        Self { department: asked("department"), owner: asked("owner"), status: asked("status"), q: asked("q") }
    }

    fn is_set(&self) -> bool {
        ![&self.department, &self.owner, &self.status, &self.q].iter().all(|wanted| wanted.is_empty())
    }

    /// Whether it filters objectives, not only departments.
    fn picks(&self) -> bool {
        ![&self.owner, &self.status, &self.q].iter().all(|wanted| wanted.is_empty())
    }

    fn lets(&self, summary: &ObjectiveSummary, row: Option<&Stored<Objective>>) -> bool {
        let owner = row.and_then(|row| row.owner_id).map(|owner| owner.to_string());
        let text = format!("{}\n{}", summary.title, row.map_or("", |row| row.contribution.as_str())).to_lowercase();
        (self.owner.is_empty() || owner.as_ref() == Some(&self.owner))
            && (self.status.is_empty() || summary.status.as_str() == self.status)
            && text.contains(&self.q.to_lowercase())
    }
}

/// A department with its objectives.
struct DepartmentGroup {
    department: DepartmentSummary,
    rows: Vec<ObjectiveRow>,
    may_plan: bool,
}

struct ObjectiveRow {
    summary: ObjectiveSummary,
    bar: Bar,
    owner: Option<(String, String)>,
    /// The owning department, if the objective is shared with this one.
    from: Option<String>,
    /// The departments it is shared with.
    shared: Vec<String>,
}

/// What was read from the database.
struct ObjectivesData {
    scorecard: Scorecard,
    rows: HashMap<Id<Objective>, Stored<Objective>>,
    names: Names,
}

fn found(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place, key: PolicyKey) -> Result<ObjectivesData> {
    let PolicyKey { brand_id, cycle_id } = key;
    let query = ScorecardQuery::on(cycle_id, place.as_of);
    let scorecard = scorecards::show(reader, cache, brand_id, &query)?.read()?;
    let rows = objectives::of_cycle(reader, key)?.into_iter().map(|row| (row.id(), row)).collect();
    Ok(ObjectivesData { scorecard, rows, names: Names::read(reader)? })
}

pub async fn list(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, Form::empty(visit.words), Vec::new()).await
}

/// Changes the marked objectives, all or none.
pub async fn change(visit: Visit) -> Page {
    let form = visit.form().await?;
    let (w, ids) = (visit.words, bulk::marked::<Objective>(&form));
    let items = bulk::items(&form, &["department_id", "owner_id", "state", "weight"], w);
    let Some(items) = items.filter(|items| !items.is_empty()) else {
        let why = vec![(w.say("bulk-nothing"), Vec::new())];
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, why).await;
    };
    let change: Parsed<BulkChange<Objective, ObjectivePatch>> = BulkChange { items }.into();
    match visit.write(&form, move |tx| bulk_changes::change(tx, &change, objectives::update)).await {
        Ok(changed) => Ok(redirect(changed_address(&visit, "/objectives", changed.len()))),
        Err(error) => {
            let known = visit.read(move |reader| objectives::by_ids(reader, &ids)).await?;
            let title = |id: Id<Objective>| known.iter().find(|one| one.id() == id).map(|one| one.title.to_string());
            let titles: Vec<String> = bulk::marked(&form).into_iter().map(|id| title(id).unwrap_or_default()).collect();
            let refusals = bulk::refusals(w, &error, &titles);
            render(&visit, error.status(), form, refusals).await
        }
    }
}

async fn render(visit: &Visit, status: StatusCode, form: Form, refusals: Vec<(String, Vec<String>)>) -> Page {
    let (asked, cache) = (PlaceQuery::of(visit), visit.app.scorecards.clone());
    let w = visit.words;
    let (place, found, views, followed) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let found = place.key().map(|key| found(reader, &cache, &place, key)).transpose()?;
            let followed = match &place.cycle {
                Some(cycle) => followed(reader, w, &place, Some(cycle.id()))?,
                None => Vec::new(),
            };
            Ok((place, found, ViewsRow::read(reader, SavedList::Objectives)?, followed))
        })
        .await?;
    let (filter, sorting) = (Filter::of(visit), Sorting::of(visit, "/objectives", &SORTED_BY));
    let views = ViewsRow::new(SavedList::Objectives, &views, visit, &place, &sorting);
    let (is_open, looks_back) = (place.is_open(), place.looks_back());
    let frame = Frame::new(visit, Nav::Objectives, place)?;
    let frame_plans = frame.plans();
    let mut shown = ObjectivesPage {
        w,
        frame,
        statuses: Status::ALL.iter().map(|one| (one.as_str().to_owned(), w.word("status", one))).collect(),
        departments: Vec::new(),
        owners: Vec::new(),
        groups: Vec::new(),
        all: 0,
        cancelled: Vec::new(),
        bulk: Bulk {
            may: frame_plans && is_open && !looks_back,
            action: sorting.to("/objectives/bulk"),
            choices: Vec::new(),
            cadence: false,
            form,
            refusals,
        },
        sorting,
        views,
        followed,
        filter,
    };
    if let Some(found) = found {
        shown.fill(visit, &found, is_open);
    }
    page_with(&visit.request, status, shown).await
}

impl ObjectivesPage {
    fn fill(&mut self, visit: &Visit, found: &ObjectivesData, is_open: bool) {
        let departments = &found.scorecard.departments;
        self.all = found.rows.len();
        let w = self.w;
        let line = |one: &Stored<Objective>| {
            let since = one.cancelled_on.map(|day| w.with("cancelled-since", &[("day", &w.day(day))]));
            let told = since.unwrap_or_else(|| w.say("cancelled-always"));
            (one.id(), (format!("/objectives/{}", one.id()), one.title.to_string(), told))
        };
        let cancelled: BTreeMap<_, _> = found.rows.values().filter(|one| one.is_cancelled()).map(line).collect();
        self.cancelled = cancelled.into_values().collect();
        self.departments =
            departments.iter().map(|one| (one.summary.id.to_string(), one.summary.name.clone())).collect();
        self.owners = owners(found);
        self.bulk.choices = bulk_choices(visit, found);
        let wanted = |one: &&DepartmentView| {
            self.filter.department.is_empty() || one.summary.id.to_string() == self.filter.department
        };
        let group = |department: &DepartmentView| DepartmentGroup {
            may_plan: is_open && allowed::in_departments(&visit.ctx, &[department.summary.id]).given(),
            rows: rows(department, found, &self.filter, (&self.sorting, &self.frame.place)),
            department: department.summary.clone(),
        };
        let groups = departments.iter().filter(wanted).map(group);
        self.groups = groups.filter(|group| !self.filter.picks() || !group.rows.is_empty()).collect();
        ordered(&mut self.groups, visit.user.department_order, |group| &group.department);
    }
}

/// What can be chosen for the marked objectives.
fn bulk_choices(visit: &Visit, found: &ObjectivesData) -> Vec<SelectField> {
    let w = visit.words;
    let departments = found.scorecard.departments.iter().map(|one| &one.summary);
    let led = departments.filter(|one| allowed::in_departments(&visit.ctx, &[one.id]).given());
    let mut owners = found.names.options(w, "");
    if let Some(nobody) = owners.first_mut() {
        NOBODY.clone_into(&mut nobody.0);
    }
    vec![
        ("department_id", w.say("department"), led.map(|one| (one.id.to_string(), one.name.clone())).collect()),
        ("owner_id", w.say("owner"), owners),
        ("state", w.say("state"), choices(w, "state", ObjectiveState::ALL)),
    ]
}

fn owners(found: &ObjectivesData) -> Vec<(String, String)> {
    let named = found.rows.values().filter_map(|row| Some((row.owner_id?.to_string(), found.names.of(row.owner_id)?)));
    let mut owners: Vec<_> = named.collect();
    owners.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    owners.dedup();
    owners
}

fn rows(
    department: &DepartmentView,
    found: &ObjectivesData,
    filter: &Filter,
    (sorting, place): (&Sorting, &Place),
) -> Vec<ObjectiveRow> {
    let known = |id| found.scorecard.departments.iter().find(|one| one.summary.id == id).map(|one| &one.summary.name);
    let row = |summary: &ObjectiveSummary| {
        let stored = found.rows.get(&summary.id);
        let own = stored.is_none_or(|stored| stored.department_id == department.summary.id);
        let shared = stored.filter(|_| own).map(|stored| stored.shared_with.iter().filter_map(|id| known(*id)));
        ObjectiveRow {
            bar: Bar::new(summary.score, summary.expected, tone(summary.status)),
            owner: found.names.link(stored.and_then(|stored| stored.owner_id)),
            from: stored.filter(|_| !own).and_then(|stored| known(stored.department_id)).cloned(),
            shared: shared.into_iter().flatten().map(|name| isolated(name)).collect(),
            summary: summary.clone(),
        }
    };
    let wanted = department.objectives.iter().filter(|one| filter.lets(one, found.rows.get(&one.id)));
    let mut rows: Vec<ObjectiveRow> = wanted.map(row).collect();
    let position = |id: &Id<Objective>| found.rows.get(id).map_or(0, |row| row.position);
    let starred = |id: &Id<Objective>| place.stars.has(StarredKind::Objective, &id.to_string());
    rows.sort_by_key(|ObjectiveRow { summary, .. }| (!starred(&summary.id), position(&summary.id), summary.id));
    sorting.sort(&mut rows, |row, column| match column {
        "owner" => SortKey::text(row.owner.as_ref().map_or("", |(_, name)| name)),
        "status" => SortKey::place(Status::ALL, &row.summary.status),
        "score" => SortKey::number(row.summary.score),
        "expected" => SortKey::number(row.summary.expected),
        _ => SortKey::text(&row.summary.title),
    });
    rows
}
