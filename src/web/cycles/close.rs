//! Closing a cycle: people grade each key result next to what it reached, write a retrospective, and choose the cycle
//! in which unfinished work goes on. A review then asks for confirmation, since closing cannot be undone. Grades are
//! typed as points from 0 to 100, like scores, and kept as a draft, section by section. What closing does is in
//! `app/cycles/closing.rs`.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader, Tx,
        cycles::{self, closing, guard},
        departments::{self, DepartmentFilter},
        drafts::{self, Draft, DraftForm, SentDraft},
        error::Result,
        key_results::{self, KeyResultFilter, views::KeyResultView},
        listing, objectives,
    },
    domain::{
        brand::Brand,
        cycle::{Cycle, CycleState},
        key_result::KeyResultState,
        objective::Objective,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            draft::{self, DraftNote},
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::markdown::Markdown,
        parts::{names::Names, progress::KeyResultProgress},
    },
};

#[derive(Template)]
#[template(path = "web/cycles/close.html")]
struct ClosePage {
    w: Words,
    frame: Frame,
    form: Form,
    cycle: Stored<Cycle>,
    /// Whether the cycle's last day is still to come.
    early: bool,
    note: DraftNote,
    sections: Vec<DepartmentGrades>,
    targets: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/cycles/close_review.html")]
struct CloseReviewPage {
    w: Words,
    frame: Frame,
    form: Form,
    cycle: Stored<Cycle>,
    early: bool,
    graded: usize,
    all: usize,
    unfinished: usize,
    retrospective: Option<Markdown>,
    target: Option<String>,
}

/// The objectives of a department.
struct DepartmentGrades {
    department: String,
    groups: Vec<ObjectiveGroup>,
    /// Whether its grades were just stored as a draft.
    kept: bool,
}

/// The key results of an objective.
struct ObjectiveGroup {
    department: String,
    objective: String,
    rows: Vec<ClosingRow>,
}

struct ClosingRow {
    /// Its position in the form's list of grades.
    place: usize,
    reached: KeyResultProgress,
}

/// What was read from the database.
struct ClosingData {
    place: Place,
    cycle: Stored<Cycle>,
    objectives: Vec<Stored<Objective>>,
    departments: HashMap<String, String>,
    key_results: Vec<KeyResultView>,
    names: Names,
    draft: Option<Draft>,
}

fn found(reader: &mut Reader<'_>, asked: &PlaceQuery, id: Id<Cycle>) -> Result<ClosingData> {
    let (cycle, place) = (guard::open(reader, id)?, asked.place(reader)?);
    let all = objectives::of_all_brands(reader, id)?;
    let of_brand = |brand: Id<Brand>| all.iter().filter(move |one| one.brand_id == brand).cloned();
    let of_brands = place.brands.iter().flat_map(|brand| of_brand(brand.id())).collect();
    let all = listing::everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
    let state = Some(KeyResultState::Active);
    let filter = KeyResultFilter { cycle_id: Some(id), state, ..KeyResultFilter::default() };
    Ok(ClosingData {
        objectives: of_brands,
        departments: all.iter().map(|one| (one.id().to_string(), one.name.to_string())).collect(),
        key_results: listing::everything(|query| key_results::list(reader, query), filter.into())?,
        names: Names::read(reader)?,
        draft: drafts::find(reader, DraftForm::Closing(id))?,
        place,
        cycle,
    })
}

impl ClosingData {
    fn early(&self) -> bool {
        self.place.today < self.cycle.ends_on
    }

    /// Grouped by department and objective; a key result that already has a grade keeps its position in the form.
    fn sections(&self, w: Words, form: &Form) -> Vec<DepartmentGrades> {
        let typed = form.rows("grades");
        let known: HashMap<&str, usize> =
            (0..typed).map(|place| (form.value(&format!("grades/{place}/key_result_id")), place)).collect();
        let mut free = typed;
        let mut row = |view: &KeyResultView| {
            let place = known.get(view.stored.id().to_string().as_str()).copied().unwrap_or_else(|| {
                free += 1;
                free - 1
            });
            ClosingRow { place, reached: KeyResultProgress::new(w, view, &self.names) }
        };
        let mut groups: Vec<ObjectiveGroup> = Vec::new();
        for objective in &self.objectives {
            let own = self.key_results.iter().filter(|view| view.stored.objective_id == objective.id());
            let department = self.departments.get(&objective.department_id.to_string());
            groups.push(ObjectiveGroup {
                department: department.cloned().unwrap_or_default(),
                objective: objective.title.to_string(),
                rows: own.map(&mut row).collect(),
            });
        }
        groups.retain(|group| !group.rows.is_empty());
        groups.sort_by_cached_key(|group| (group.department.to_lowercase(), group.objective.to_lowercase()));
        let mut sections: Vec<DepartmentGrades> = Vec::new();
        for group in groups {
            match sections.last_mut().filter(|section| section.department == group.department) {
                Some(section) => section.groups.push(group),
                None => {
                    sections.push(DepartmentGrades {
                        department: group.department.clone(),
                        groups: vec![group],
                        kept: false,
                    });
                }
            }
        }
        sections
    }

    /// The cycles in which unfinished work can go on, as (id, name).
    fn targets(&self, w: Words) -> Vec<(String, String)> {
        let fits = |one: &&Stored<Cycle>| {
            one.id() != self.cycle.id() && one.state != CycleState::Closed && one.ends_on >= self.cycle.ends_on
        };
        let mut targets = vec![(String::new(), w.say("carry-nowhere"))];
        targets.extend(self.place.cycles.iter().filter(fits).map(|one| (one.id().to_string(), one.name.to_string())));
        targets
    }
}

async fn read(visit: &Visit) -> Result<ClosingData> {
    let (asked, id) = (PlaceQuery::of(visit), visit.id("cycle_id")?);
    visit.read(move |reader| found(reader, &asked, id)).await
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    show_found(visit, status, form, read(visit).await?, false).await
}

async fn show_found(visit: &Visit, status: StatusCode, form: Form, found: ClosingData, drafted: bool) -> Page {
    let (w, here) = (visit.words, format!("/cycles/{}/close/draft", found.cycle.id()));
    let mut sections = found.sections(w, &form);
    let kept = visit.asked("kept").and_then(|place| sections.get_mut(place.parse::<usize>().ok()?));
    if let Some(section) = kept {
        section.kept = true;
    }
    let shown = ClosePage {
        w,
        early: found.early(),
        note: DraftNote::new(visit, here, found.draft.as_ref().filter(|_| drafted)),
        sections,
        targets: found.targets(w),
        frame: Frame::new(visit, Nav::Cycles, found.place)?,
        cycle: found.cycle,
        form,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn ask(visit: Visit) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    let found = read(&visit).await?;
    let form = draft::filled(visit.words, found.draft.as_ref())?;
    show_found(&visit, StatusCode::OK, form, found, true).await
}

/// The draft of a form that was sent: all of it.
fn sent_draft(form: &Form) -> SentDraft {
    let untouched = |name: &str| name.ends_with("/key_result_id");
    let fields: Vec<(String, String)> = form
        .typed()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let rows = ["grades", "retrospective", "carry_over_to"].map(ToOwned::to_owned).into();
    let touched = fields.iter().any(|(name, _)| !untouched(name));
    SentDraft { rows, fields: if touched { fields } else { Vec::new() } }
}

pub async fn keep_draft(visit: Visit) -> Page {
    let (id, form) = (visit.id("cycle_id")?, visit.form().await?);
    cycles::allowed(&visit.ctx).check()?;
    draft::keep(&visit, DraftForm::Closing(id), sent_draft(&form)).await
}

pub async fn discard_draft(visit: Visit) -> Page {
    let id = visit.id("cycle_id")?;
    visit.form().await?;
    drafts::discard(&visit.app, visit.ctx.clone(), DraftForm::Closing(id)).await?;
    Ok(redirect(format!("/cycles/{id}/close")))
}

/// The review: what closing will do, before it is done.
async fn show_sure(visit: &Visit, form: Form) -> Page {
    let (w, found) = (visit.words, read(visit).await?);
    let retrospective = Some(form.value("retrospective")).filter(|text| !text.trim().is_empty()).map(Markdown::new);
    let target = found.targets(w).into_iter().find(|(id, _)| !id.is_empty() && id == form.value("carry_over_to"));
    let shown = CloseReviewPage {
        w,
        early: found.early(),
        graded: form.rows("grades"),
        all: found.key_results.len(),
        unfinished: found.key_results.iter().filter(|view| view.reading.attainment < 1.0).count(),
        retrospective,
        target: target.map(|(_, name)| name),
        frame: Frame::new(visit, Nav::Cycles, found.place)?,
        cycle: found.cycle,
        form,
    };
    page_with(&visit.request, StatusCode::OK, shown).await
}

/// Checks what was typed and shows the review; closes when the review was confirmed; or goes back to the form.
pub async fn submit(visit: Visit) -> Page {
    let id = visit.id("cycle_id")?;
    let form = visit.form().await?;
    let command = form.converted(&["grade"], |points| points / 100.0).command();
    let (then, words) = (form.value("then").to_owned(), visit.words);
    if let Some(section) = then.strip_prefix("draft-") {
        cycles::allowed(&visit.ctx).check()?;
        draft::keep(&visit, DraftForm::Closing(id), sent_draft(&form)).await?;
        let kept = section.parse::<usize>().unwrap_or_default();
        return Ok(redirect(format!("/cycles/{id}/close?kept={kept}#grades-{kept}")));
    }
    let outcome = match then.as_str() {
        "back" => return show_form(&visit, StatusCode::OK, form).await,
        "close" => {
            let close = move |tx: &mut Tx<'_>| {
                closing::close(tx, id, &command)?;
                drafts::keep_rest(tx, DraftForm::Closing(id), &sent_draft(&Form::empty(words)))
            };
            visit.write(&form, close).await
        }
        _ => visit.read(move |reader| closing::check(reader, id, &command)).await,
    };
    match outcome {
        Ok(()) if then == "close" => Ok(redirect(format!("/cycles/{id}?done=cycle-closed"))),
        Ok(()) => show_sure(&visit, form).await,
        Err(error) => show_form(&visit, error.status(), form.refused(&error)).await,
    }
}
