//! The rows of the check-in form: the key results due from a person, or from a chosen department, in active cycles,
//! sorted by due day. A row keeps what was typed into it. `app/check_ins/due_list.rs` decides what is due; `page.rs`
//! reads what a row reports.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::{
    app::{
        Reader,
        check_ins::{self, due_list},
        departments::{self, DepartmentFilter},
        error::Result,
        key_results::views::KeyResultView,
        listing::everything,
        objectives,
    },
    domain::{
        cycle::{Cycle, CycleState},
        department::Department,
        key_result::{Ambition, KeyResult},
        measure::Measure,
        objective::Objective,
        scoring::readings::measure::{MeasureView, StepView},
        values::{id::Id, record::Stored},
    },
    language::{bidi::isolated, words::Words},
    web::{
        charts::bar::Bar,
        kit::{form::Form, frame::Place},
        parts::{measures, names::Names, status::tone},
    },
};

/// Whose key results are shown: the person's own, or a department's.
pub struct Whose {
    pub chosen: String,
    pub options: Vec<(String, String)>,
    department: Option<Id<Department>>,
    names: BTreeMap<Id<Department>, String>,
}

/// What is needed to show the rows.
pub struct Seen<'a> {
    pub w: Words,
    pub form: &'a Form,
    pub place: &'a Place,
}

/// A field and what was typed into it.
pub struct Cell {
    pub name: String,
    pub typed: String,
    pub wrong: Option<String>,
}

impl Cell {
    pub fn of(form: &Form, row: &str, field: &str) -> Self {
        let name = if row.is_empty() { field.to_owned() } else { format!("{row}/{field}") };
        Self { typed: form.value(&name).to_owned(), wrong: form.fault(&name).map(ToOwned::to_owned), name }
    }

    fn or(mut self, fallback: String) -> Self {
        if self.typed.is_empty() {
            self.typed = fallback;
        }
        self
    }
}

/// A milestone to tick.
pub struct Tick {
    pub id: String,
    pub title: String,
    pub ticked: bool,
    pub was: bool,
    /// When it was done or is due, in words.
    pub told: String,
    pub late: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one mark of the row")]
pub struct CheckInRow {
    pub id: String,
    pub title: String,
    pub whence: String,
    pub measure: String,
    pub last: Option<String>,
    pub unit: String,
    pub ticks: Vec<Tick>,
    /// Whether the steps that are done are folded away.
    pub folds: bool,
    /// `None` if no check-in is asked for.
    pub due_on: Option<NaiveDate>,
    pub due: Option<String>,
    pub late: bool,
    /// Whether it is due.
    pub waits: bool,
    /// Whether it is the row that gets the focus when the page opens.
    pub first: bool,
    /// Without an expected mark for moonshots, where reaching a part already counts as success.
    pub bar: Bar,
    /// Kind and bounds of the measure, for the script's preview while typing.
    pub preview: Option<[String; 4]>,
    pub value: Cell,
    pub confidence: Cell,
    pub last_confidence: Option<String>,
    pub note: Cell,
    pub observed_on: Cell,
    /// Whether the folded fields are shown because one of them is filled or wrong.
    pub open: bool,
    pub wrong: Option<String>,
    /// The last note: its text, by whom, and when.
    pub noted: Option<(String, Option<String>, String)>,
}

impl CheckInRow {
    /// The field with a fault, and what is wrong.
    pub fn fault(&self) -> Option<(String, String)> {
        let cells = [&self.value, &self.confidence, &self.observed_on, &self.note];
        let of_cell = cells.into_iter().find_map(|cell| Some((cell.name.clone(), cell.wrong.clone()?)));
        let (at, why) = of_cell.or_else(|| Some((self.id.clone(), self.wrong.clone()?)))?;
        Some((at, format!("{}: {why}", self.title)))
    }
}

impl CheckInRow {
    /// The steps that are folded away, and the others.
    pub fn steps(&self) -> (Vec<&Tick>, Vec<&Tick>) {
        self.ticks.iter().partition(|tick| self.folds && tick.was && tick.ticked)
    }
}

impl Whose {
    pub fn read(reader: &mut Reader<'_>, w: Words, wanted: Option<&str>) -> Result<Self> {
        let all = everything(|query| departments::list(reader, query), DepartmentFilter::alive())?;
        let names: BTreeMap<_, _> = all.iter().map(|one| (one.id(), one.name.to_string())).collect();
        let actor = &reader.ctx().actor;
        let mine = |id: &Id<Department>| due_list::reports_for(actor, *id);
        let mut options = vec![(String::new(), w.say("check-in-mine"))];
        options.extend(names.iter().filter(|(id, _)| mine(id)).map(|(id, name)| (id.to_string(), name.clone())));
        let department = wanted.and_then(|text| text.parse().ok()).filter(|id| names.contains_key(id) && mine(id));
        let chosen = department.map(|id| id.to_string()).unwrap_or_default();
        Ok(Self { chosen, options, department, names })
    }

    /// Due rows first, sorted by due day, then the others.
    pub fn rows(&self, reader: &mut Reader<'_>, seen: &Seen<'_>) -> Result<Vec<CheckInRow>> {
        let today = seen.place.today;
        let running = |cycle: &&Stored<Cycle>| cycle.state == CycleState::Active && cycle.starts_on <= today;
        let cycles: Vec<&Stored<Cycle>> = seen.place.cycles.iter().filter(running).collect();
        let mut views = Vec::new();
        for cycle in &cycles {
            views.extend(self.key_results(reader, cycle.id())?);
        }
        let ids: BTreeSet<Id<Objective>> = views.iter().map(|view| view.stored.objective_id).collect();
        let known: BTreeMap<Id<Objective>, Stored<Objective>> =
            objectives::by_ids(reader, &Vec::from_iter(ids))?.into_iter().map(|one| (one.id(), one)).collect();
        let mut rows = Vec::new();
        for view in &views {
            let Some(objective) = known.get(&view.stored.objective_id) else { continue };
            let department = self.names.get(&objective.department_id).map_or("", String::as_str);
            let row = row_of(seen, view, objective, department);
            rows.push(CheckInRow { folds: row.ticks.iter().filter(|tick| tick.was).count() > 1, ..row });
        }
        rows.sort_by(|one, other| (one.due_on, &one.id).cmp(&(other.due_on, &other.id)));
        Ok(rows)
    }

    fn key_results(&self, reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<KeyResultView>> {
        match self.department {
            Some(department) => due_list::from_department(reader, cycle, department),
            None => due_list::from_me(reader, cycle),
        }
    }
}

/// A key result as a row of the form.
pub fn row_of(seen: &Seen<'_>, view: &KeyResultView, objective: &Objective, department: &str) -> CheckInRow {
    let (w, today, reading) = (seen.w, seen.place.today, &view.reading);
    let id = view.stored.id().to_string();
    let [confidence, note] = ["confidence", "note"].map(|field| Cell::of(seen.form, &id, field));
    let observed_on = Cell::of(seen.form, &id, "observed_on");
    let (standing, is_steps) =
        (measures::standing(w, &view.measure, reading), !measures::steps(&view.measure).is_empty());
    let folded = |cell: &Cell| !cell.typed.is_empty() || cell.wrong.is_some();
    let expected = (view.stored.ambition == Ambition::Committed).then_some(reading.expected);
    let open = folded(&confidence) || folded(&note) || observed_on.wrong.is_some();
    let exactly = |(name, why): (&str, &str)| (name == id).then(|| why.to_owned());
    CheckInRow {
        title: view.stored.title.to_string(),
        whence: format!("{} \u{b7} {}", isolated(department), isolated(objective.title.as_str())),
        measure: if is_steps { standing.clone().unwrap_or_default() } else { measures::in_words(w, &view.measure) },
        last: standing.filter(|_| reading.last_check_in_on.is_some() && !is_steps),
        unit: measures::unit_in_general(&view.measure).to_owned(),
        ticks: ticks(seen, &id, view),
        folds: false,
        due_on: view.due_on,
        due: view.due_on.map(|due_on| measures::due(w, due_on, today)),
        late: view.due_on.is_some_and(|due_on| due_on < today),
        waits: view.is_due(),
        first: false,
        bar: Bar::new(Some(reading.progress), expected, tone(reading.status)),
        preview: preview(&view.measure),
        value: Cell::of(seen.form, &id, "value"),
        confidence,
        last_confidence: reading.confidence.map(|last| w.with("confidence-last", &[("last", &last.to_string())])),
        note,
        observed_on: observed_on.or(today.to_string()),
        open,
        wrong: seen.form.faults().find_map(exactly),
        noted: None,
        id,
    }
}

/// Adds the last note of each key result.
pub fn add_notes(reader: &mut Reader<'_>, w: Words, rows: &mut [CheckInRow]) -> Result<()> {
    let ids: Vec<Id<KeyResult>> = rows.iter().filter_map(|row| row.id.parse().ok()).collect();
    let noted = check_ins::last_notes(reader, &ids)?;
    let names = Names::read(reader)?;
    for row in rows {
        let last = row.id.parse().ok().and_then(|id| noted.get(&id));
        row.noted = last.and_then(|last| {
            let who = names.of(last.author_id).or_else(|| last.source.as_ref().map(ToString::to_string));
            Some((last.note.as_ref()?.to_string(), who, w.short_day(last.observed_on)))
        });
    }
    Ok(())
}

/// The steps, ticked as stored or, in a form that was sent, as sent.
fn ticks(seen: &Seen<'_>, id: &str, view: &KeyResultView) -> Vec<Tick> {
    let sent = seen.form.part(id);
    let again = sent.value("kind") == "milestones";
    let all = measures::steps(&view.measure);
    let tick = |step: &StepView| {
        let (id, was) = (step.step.id.to_string(), step.done_on.is_some());
        let now = sent.is("steps[]", &id);
        let ticked = if again && now != sent.is("was[]", &id) { now } else { was };
        let told = measures::step_told(seen.w, step, all, seen.place.today);
        Tick { ticked, id, title: step.step.title.clone(), was, told, late: measures::is_late(step, seen.place.today) }
    };
    all.iter().map(tick).collect()
}

/// The kind and bounds of a measure that the script needs; `None` for milestones.
fn preview(measure: &MeasureView) -> Option<[String; 4]> {
    let number = |bound: &Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    match measure {
        MeasureView::Plain(Measure::Number { start, target, .. }) => {
            Some(["number".to_owned(), start.to_string(), target.to_string(), String::new()])
        }
        MeasureView::Plain(Measure::Range { low, high, tolerance, .. }) => {
            Some(["range".to_owned(), number(low), number(high), tolerance.to_string()])
        }
        _ => None,
    }
}
