//! All key results of a brand in a cycle in one table, with filters and columns to sort by that the address keeps.
//! Several can be marked and changed at once, by the bar of `web/bulk`.
//! One key result is in `page.rs`; the objectives of the cycle are listed in `web/objectives/list.rs`.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        bulk_changes::{self, BulkChange},
        departments::{self, DepartmentFilter},
        error::Result,
        input::Parsed,
        key_results::{self, KeyResultPatch, views::KeyResultView},
        listing::everything,
        objectives,
    },
    domain::{
        department::Department,
        key_result::{KeyResult, KeyResultState},
        objective::Objective,
        people::{saved_view::SavedList, star::StarredKind},
        scoring::{readings::flags::Flag, status::Status},
        scoring_policy::PolicyKey,
        values::id::Id,
    },
    language::words::Words,
    web::{
        bulk::{self, Bulk, NOBODY, SelectField},
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::{
            choices::choices,
            names::Names,
            pager::Pager,
            progress::KeyResultProgress,
            sorting::{SortKey, Sorting, changed_address},
        },
        saved_views::row::ViewsRow,
    },
};

/// The columns to sort by.
const SORTED_BY: [&str; 7] = ["title", "department", "owner", "status", "score", "expected", "due"];

/// How many key results a page has.
const SHOWN: usize = 60;

/// The flags of key results.
const FLAGS: [Flag; 4] = [Flag::Stale, Flag::Regressed, Flag::NoData, Flag::ConfidenceDisagrees];

#[derive(Template)]
#[template(path = "web/key_results/list.html")]
struct KeyResultsPage {
    w: Words,
    frame: Frame,
    filter: KeyResultQuery,
    sorting: Sorting,
    views: ViewsRow,
    bulk: Bulk,
    /// The select fields: name, label, options.
    choices: Vec<SelectField>,
    rows: Vec<KeyResultLine>,
    /// The number of key results before filtering.
    all: usize,
    pager: Pager,
}

/// The filter in the query string.
struct KeyResultQuery {
    q: String,
    department: String,
    owner: String,
    status: String,
    state: String,
    due: String,
    flag: String,
}

/// A key result in the table.
struct KeyResultLine {
    progress: KeyResultProgress,
    link: String,
    objective: (String, String),
    department: String,
    expected: String,
    due: Option<String>,
    overdue: bool,
}

struct KeyResultsData {
    views: Vec<KeyResultView>,
    objectives: HashMap<Id<Objective>, String>,
    departments: HashMap<Id<Department>, String>,
    names: Names,
}

impl KeyResultQuery {
    fn of(visit: &Visit) -> Self {
        let asked = |name| visit.asked(name).unwrap_or_default().trim().to_owned();
        Self {
            q: asked("q"),
            department: asked("department"),
            owner: asked("owner"),
            status: asked("status"),
            state: asked("state"),
            due: asked("due"),
            flag: asked("flag"),
        }
    }

    fn value(&self, name: &str) -> &str {
        match name {
            "department" => &self.department,
            "owner" => &self.owner,
            "status" => &self.status,
            "state" => &self.state,
            "due" => &self.due,
            "flag" => &self.flag,
            _ => &self.q,
        }
    }

    fn is_set(&self) -> bool {
        let all = ["q", "department", "owner", "status", "state", "due", "flag"];
        all.iter().any(|name| !self.value(name).is_empty())
    }

    fn lets(&self, view: &KeyResultView) -> bool {
        let (row, reading) = (&view.stored, &view.reading);
        let is = |wanted: &str, text: &str| wanted.is_empty() || wanted == text;
        let owner = row.owner_id.map(|id| id.to_string()).unwrap_or_default();
        is(&self.department, &view.department_id.to_string())
            && is(&self.owner, &owner)
            && is(&self.status, reading.status.as_str())
            && is(&self.state, row.state.as_str())
            && is(&self.due, if view.is_due() { "true" } else { "false" })
            && (self.flag.is_empty() || reading.flags.iter().any(|flag| flag.as_str() == self.flag))
            && row.title.to_string().to_lowercase().contains(&self.q.to_lowercase())
    }
}

fn found(reader: &mut Reader<'_>, place: &Place, key: PolicyKey) -> Result<KeyResultsData> {
    let objectives = objectives::of_cycle(reader, key)?;
    let departments = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
    Ok(KeyResultsData {
        views: key_results::of_cycle_on(reader, key, place.as_of)?,
        objectives: objectives.iter().map(|one| (one.id(), one.title.to_string())).collect(),
        departments: departments.iter().map(|one| (one.id(), one.name.to_string())).collect(),
        names: Names::read(reader)?,
    })
}

impl KeyResultsData {
    fn department(&self, view: &KeyResultView) -> &str {
        self.departments.get(&view.department_id).map_or("", String::as_str)
    }

    fn owner(&self, view: &KeyResultView) -> String {
        self.names.of(view.stored.owner_id).unwrap_or_default()
    }

    fn sort_key(&self, view: &KeyResultView, column: &str) -> SortKey {
        let counts = view.stored.state == KeyResultState::Active;
        match column {
            "department" => SortKey::text(self.department(view)),
            "owner" => SortKey::text(&self.owner(view)),
            "status" if counts => SortKey::place(Status::ALL, &view.reading.status),
            "score" if counts => SortKey::number(Some(view.reading.attainment)),
            "expected" if counts => SortKey::number(Some(view.reading.expected)),
            "status" | "score" | "expected" => SortKey::Nothing,
            "due" => SortKey::text(&view.due_on.map(|day| day.to_string()).unwrap_or_default()),
            _ => SortKey::text(view.stored.title.as_str()),
        }
    }

    fn line(&self, w: Words, place: &Place, view: &KeyResultView) -> KeyResultLine {
        let (row, counts) = (&view.stored, view.stored.state == KeyResultState::Active);
        let objective = self.objectives.get(&row.objective_id).cloned().unwrap_or_default();
        KeyResultLine {
            progress: KeyResultProgress::new(w, view, &self.names),
            link: place.link(&format!("/key-results/{}", row.id())),
            objective: (place.link(&format!("/objectives/{}", row.objective_id)), objective),
            department: self.department(view).to_owned(),
            expected: w.score_or_dash(counts.then_some(view.reading.expected)),
            due: view.due_on.map(|day| w.short_day(day)),
            overdue: view.is_due(),
        }
    }

    /// What can be chosen for the marked key results.
    fn bulk_choices(&self, w: Words) -> Vec<SelectField> {
        let mut owners = self.names.options(w, "");
        if let Some(nobody) = owners.first_mut() {
            NOBODY.clone_into(&mut nobody.0);
        }
        let states = [KeyResultState::Active, KeyResultState::Cancelled];
        vec![("owner_id", w.say("owner"), owners), ("state", w.say("state"), choices(w, "state", &states))]
    }

    /// The select fields, each with those options that occur.
    fn choices(&self, w: Words) -> Vec<SelectField> {
        let sorted = |mut options: Vec<(String, String)>| {
            options.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
            options.dedup();
            options
        };
        let departments = self.views.iter().map(|one| (one.department_id.to_string(), self.department(one).to_owned()));
        let owners = self.views.iter().filter_map(|one| Some((one.stored.owner_id?.to_string(), self.owner(one))));
        let due = [("true", "due-now"), ("false", "due-later")].map(|(value, key)| (value.to_owned(), w.say(key)));
        vec![
            ("department", w.say("department"), sorted(departments.collect())),
            ("owner", w.say("owner"), sorted(owners.collect())),
            ("status", w.say("status"), choices(w, "status", Status::ALL)),
            ("state", w.say("state"), choices(w, "state", KeyResultState::ALL)),
            ("due", w.say("next-check-in"), due.to_vec()),
            ("flag", w.say("flag"), choices(w, "flag", &FLAGS)),
        ]
    }
}

pub async fn list(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, Form::empty(visit.words), Vec::new()).await
}

/// Changes the marked key results, all or none.
pub async fn change(visit: Visit) -> Page {
    let form = visit.form().await?;
    let (w, ids) = (visit.words, bulk::marked::<KeyResult>(&form));
    let items = bulk::items(&form, &["owner_id", "state", "weight", "check_in_every_days"], w);
    let Some(items) = items.filter(|items| !items.is_empty()) else {
        let why = vec![(w.say("bulk-nothing"), Vec::new())];
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, why).await;
    };
    let change: Parsed<BulkChange<KeyResult, KeyResultPatch>> = BulkChange { items }.into();
    match visit.write(&form, move |tx| bulk_changes::change(tx, &change, key_results::update)).await {
        Ok(changed) => Ok(redirect(changed_address(&visit, "/key-results", changed.len()))),
        Err(error) => {
            let known = visit.read(move |reader| key_results::titles(reader, &ids)).await?;
            let title = |id: &Id<KeyResult>| known.get(id).cloned().unwrap_or_default();
            let titles: Vec<String> = bulk::marked(&form).iter().map(title).collect();
            let refusals = bulk::refusals(w, &error, &titles);
            render(&visit, error.status(), form, refusals).await
        }
    }
}

async fn render(visit: &Visit, status: StatusCode, form: Form, refusals: Vec<(String, Vec<String>)>) -> Page {
    let asked = PlaceQuery::of(visit);
    let (place, found, views) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let found = place.key().map(|key| found(reader, &place, key)).transpose()?;
            Ok((place, found, ViewsRow::read(reader, SavedList::KeyResults)?))
        })
        .await?;
    let (w, filter) = (visit.words, KeyResultQuery::of(visit));
    let sorting = Sorting::of(visit, "/key-results", &SORTED_BY);
    let views = ViewsRow::new(SavedList::KeyResults, &views, visit, &place, &sorting);
    let mut lines = Vec::new();
    if let Some(found) = &found {
        let mut views: Vec<&KeyResultView> = found.views.iter().filter(|view| filter.lets(view)).collect();
        let starred = |view: &KeyResultView| place.stars.has(StarredKind::KeyResult, &view.stored.id().to_string());
        views.sort_by_cached_key(|view| (!starred(view), view.stored.title.as_str().to_lowercase()));
        sorting.sort(&mut views, |view, column| found.sort_key(view, column));
        lines.extend(views);
    }
    let address = |page: &str| sorting.address(&[("sort", &sorting.value()), ("page", page)]);
    let pager = Pager::new(Pager::asked(visit), lines.len(), SHOWN, address);
    let rows = pager.cut(lines).into_iter().zip(found.iter().cycle()).map(|(view, found)| found.line(w, &place, view));
    let rows = rows.collect();
    let (may, frame) = (place.is_open() && !place.looks_back(), Frame::new(visit, Nav::Objectives, place)?);
    let bulk = Bulk {
        may: may && frame.plans(),
        action: sorting.to("/key-results/bulk"),
        choices: found.as_ref().map(|found| found.bulk_choices(w)).unwrap_or_default(),
        cadence: true,
        form,
        refusals,
    };
    let shown = KeyResultsPage {
        w,
        bulk,
        rows,
        choices: found.as_ref().map(|found| found.choices(w)).unwrap_or_default(),
        all: found.as_ref().map_or(0, |found| found.views.len()),
        frame,
        filter,
        sorting,
        views,
        pager,
    };
    page_with(&visit.request, status, shown).await
}
