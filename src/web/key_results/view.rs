//! Prepares what is shown of one key result: figures in words, the chart of its values, its steps, its check-ins,
//! and what the reader may do according to `app/key_results/allowed.rs`. Handlers and templates belong to
//! `page.rs`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    app::{
        Reader,
        check_ins::{self, CheckInFilter},
        cycles,
        departments::{self, DepartmentFilter},
        error::Result,
        key_results::{self, allowed::KeyResultAllowed, views::KeyResultView},
        kpis, listing, objectives,
        people::users,
        plans,
    },
    domain::{
        check_in::{CheckIn, confidence_status},
        context::Ctx,
        cycle::{Cycle, CycleState},
        key_result::{Ambition, KeyResult, KeyResultState},
        kpi::Kpi,
        measure::Measure,
        objective::Objective,
        scoring::{
            plan::{CycleSpan, observations::kpi_series},
            readings::{
                flags::Flag,
                measure::{MeasureView, StepView},
            },
            status::Status,
        },
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        charts::{
            bar::Bar,
            value_chart::{Drawing, ValueChart, pace},
        },
        check_ins::rows::{CheckInRow, Seen, row_of},
        kit::{form::Form, frame::Place},
        parts::{
            measures,
            pager::Pager,
            status::{DONE, Standing, mark, tone},
        },
    },
};

/// Everything that is read for the page.
pub struct Loaded {
    pub view: KeyResultView,
    pub objective: Stored<Objective>,
    pub cycle: Stored<Cycle>,
    check_ins: Vec<Stored<CheckIn>>,
    kpi: Option<Stored<Kpi>>,
    /// The measurements of the KPI that it follows.
    measured: Vec<(NaiveDate, f64)>,
    people: BTreeMap<String, String>,
    departments: BTreeMap<String, String>,
}

/// A line of the table of figures.
pub struct Fact {
    pub name: String,
    pub value: String,
    pub link: Option<String>,
}

/// A milestone.
pub struct StepLine {
    pub title: String,
    pub told: String,
    pub mark: &'static str,
    pub tone: &'static str,
}

pub struct KeyResultData {
    pub title: String,
    pub description: Option<String>,
    pub version: i64,
    pub objective_id: Id<Objective>,
    pub objective: Fact,
    pub department: Fact,
    pub state: Option<String>,
    pub status: Standing,
    pub override_reason: Option<String>,
    pub flags: Vec<String>,
    pub standing: String,
    pub measure: String,
    pub progress: String,
    /// Whether it counts towards the score.
    pub counts: bool,
    /// For a moonshot, the part of the target that counts as reaching it.
    pub moonshot: Option<String>,
    pub bar: Bar,
    pub due_score: String,
    pub lines: Vec<Fact>,
    pub forecast: Option<String>,
    pub disagrees: Option<String>,
    pub drawing: Option<Drawing>,
    pub told: String,
    /// The KPI that it follows.
    pub kpi: Option<Fact>,
    pub steps: Vec<StepLine>,
    /// What the reader may do.
    pub allowed: KeyResultAllowed,
}

/// A check-in in the history.
pub struct Reported {
    pub on: String,
    pub who: String,
    pub what: String,
    pub confidence: Option<String>,
    pub note: Option<String>,
    /// The address at which the reader may correct it.
    pub correct: Option<String>,
}

/// How many check-ins a page has.
const REPORTS_SHOWN: usize = 50;

impl Loaded {
    pub fn read(reader: &mut Reader<'_>, id: Id<KeyResult>, day: NaiveDate) -> Result<Self> {
        let view = key_results::show_on(reader, id, day)?;
        let objective = objectives::show(reader, view.stored.objective_id)?.stored;
        let cycle = cycles::show(reader, view.stored.cycle_id)?;
        let check_ins = listing::everything(|query| check_ins::list(reader, id, query), CheckInFilter::default())?;
        let kpi = view.stored.kpi_id.map(|kpi| kpis::show(reader, kpi)).transpose()?;
        let mut measured = Vec::new();
        if let Some(kpi) = &kpi {
            let span = CycleSpan::of(&cycle);
            let planned = plans::planned_kpis(reader, kpi.brand_id, &span)?;
            let series = planned.iter().filter(|one| one.id == kpi.id());
            let series = series.flat_map(|one| kpi_series(one, &span, day));
            measured = series.map(|one| (one.on, one.value)).collect();
        }
        let people = users::everybody(reader)?;
        let departments = listing::everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
        Ok(Self {
            people: people.iter().map(|one| (one.id().to_string(), one.name.to_string())).collect(),
            departments: departments.iter().map(|one| (one.id().to_string(), one.name.to_string())).collect(),
            view,
            objective,
            cycle,
            check_ins,
            kpi,
            measured,
        })
    }

    fn department(&self, id: &str) -> String {
        self.departments.get(id).cloned().unwrap_or_default()
    }

    /// The fields of a new check-in, if the reader may make one.
    pub fn row(&self, w: Words, form: &Form, place: &Place, reader: &Reader<'_>) -> Option<CheckInRow> {
        let may = !place.looks_back() && self.allowed(reader.ctx()).check_in.given();
        let seen = Seen { w, form, place };
        let department = self.department(&self.objective.department_id.to_string());
        may.then(|| row_of(&seen, &self.view, &self.objective, &department))
    }

    fn allowed(&self, ctx: &Ctx) -> KeyResultAllowed {
        let has_check_ins = !self.check_ins.is_empty();
        key_results::allowed::allowed(ctx, &self.view.stored, &self.objective, &self.cycle, has_check_ins)
    }

    pub fn facts(&self, w: Words, ctx: &Ctx, place: &Place) -> KeyResultData {
        let (key_result, reading) = (&self.view.stored, &self.view.reading);
        let link = |path: &str, id: String| Some(place.link(&format!("{path}/{id}")));
        let department = self.objective.department_id.to_string();
        let drawing = self.course(place.as_of).map(|course| course.drawn(w));
        let word = key_result.status_override.as_ref().filter(|_| self.view.overridden);
        let disagrees = reading.flags.contains(&Flag::ConfidenceDisagrees).then_some(reading.confidence).flatten();
        let standing = measures::standing(w, &self.view.measure, reading).unwrap_or_else(|| w.say("no-value-yet"));
        let measure = measures::in_words(w, &self.view.measure);
        let told = [("standing", standing.as_str()), ("measure", measure.as_str())];
        let steps = measures::steps(&self.view.measure);
        KeyResultData {
            title: key_result.title.to_string(),
            description: key_result.description.as_ref().map(ToString::to_string),
            version: key_result.stamp.version,
            objective_id: key_result.objective_id,
            objective: Fact {
                name: w.say("objective"),
                value: self.objective.title.to_string(),
                link: link("/objectives", key_result.objective_id.to_string()),
            },
            department: Fact {
                name: w.say("department"),
                value: self.department(&department),
                link: link("/departments", department.clone()),
            },
            state: (key_result.state != KeyResultState::Active).then(|| w.word("key-result", key_result.state)),
            status: Standing::of_status(w, reading.status),
            override_reason: word.map(|word| word.reason.to_string()),
            flags: measures::flags(w, &reading.flags),
            told: w.with(if self.kpi.is_some() { "course-told-kpi" } else { "course-told" }, &told),
            kpi: self.kpi.as_ref().map(|kpi| Fact {
                name: w.say("kpi"),
                value: kpi.name.to_string(),
                link: link("/kpis", kpi.id().to_string()),
            }),
            progress: w.score(reading.attainment),
            counts: key_result.state == KeyResultState::Active,
            moonshot: (key_result.ambition == Ambition::Aspirational && reading.progress > 0.0).then(|| {
                let full = if reading.attainment < 1.0 { reading.progress / reading.attainment } else { 1.0 };
                let (share, all) = (w.percent(reading.progress), w.percent(full));
                let key = if full < 1.0 { "moonshot-part" } else { "moonshot-full" };
                w.with(key, &[("share", &share), ("full", &all)])
            }),
            bar: Bar::new(Some(reading.attainment), Some(reading.expected), tone(reading.status)),
            due_score: w.score(reading.expected),
            lines: self.lines(w, place),
            forecast: self.forecast(w),
            disagrees: disagrees.map(|said| {
                let says = w.word("status", confidence_status(said));
                w.with("confidence-against-pace", &[("confidence", &said.to_string()), ("says", &says)])
            }),
            steps: steps.iter().map(|step| step_line(w, step, steps, place.as_of)).collect(),
            allowed: self.allowed(ctx),
            drawing,
            standing,
            measure,
        }
    }

    fn lines(&self, w: Words, place: &Place) -> Vec<Fact> {
        let (key_result, reading) = (&self.view.stored, &self.view.reading);
        let plain = |key: &str, value: String| Fact { name: w.say(key), value, link: None };
        let owner = key_result.owner_id.map(|id| id.to_string());
        let name = owner.as_ref().and_then(|id| self.people.get(id)).cloned().unwrap_or_else(|| w.say("nobody"));
        let mut lines = vec![
            Fact { name: w.say("owner"), value: name, link: owner.map(|id| place.link(&format!("/people/{id}"))) },
            plain("ambition", w.word("ambition", key_result.ambition)),
            plain(
                "weight",
                if key_result.weight > 0.0 { w.number(key_result.weight) } else { w.say("weight-observed") },
            ),
        ];
        if key_result.ambition == Ambition::Aspirational {
            lines.push(plain("progress", w.percent(reading.progress)));
        }
        if let Some(kpi) = &self.kpi {
            let link = Some(place.link(&format!("/kpis/{}", kpi.id())));
            lines.push(Fact { name: w.say("follows"), value: kpi.name.to_string(), link });
        } else {
            let every = usize::try_from(key_result.check_in_every_days).unwrap_or_default();
            lines.push(plain("cadence", w.count("every-days", every)));
        }
        lines.extend(
            reading.confidence.map(|said| plain("confidence", w.with("of-ten", &[("said", &said.to_string())]))),
        );
        let last = if self.kpi.is_some() { "last-measured" } else { "last-check-in" };
        lines.extend(reading.last_check_in_on.map(|on| plain(last, w.day(on))));
        lines.push(Fact {
            name: w.say("cycle"),
            value: self.cycle.name.to_string(),
            link: Some(place.link_with("/", &[("cycle", self.cycle.id().to_string().as_str())])),
        });
        lines
    }

    fn forecast(&self, w: Words) -> Option<String> {
        let forecast = self.view.reading.forecast.filter(|_| self.cycle.state != CycleState::Closed)?;
        let MeasureView::Plain(Measure::Number { start, target, unit, .. }) = &self.view.measure else { return None };
        let reaches = if target > start { forecast.value >= *target } else { forecast.value <= *target };
        let (value, day) = (w.amount(rounded(forecast.value), unit), w.day(self.cycle.ends_on));
        let aim = w.amount(*target, unit);
        let told = [("value", value.as_str()), ("day", day.as_str()), ("target", aim.as_str())];
        let achieved = self.view.reading.status == Status::Achieved;
        let key = match (reaches, achieved) {
            (true, _) => "forecast-reaches",
            (false, true) => "forecast-value",
            (false, false) => "forecast-misses",
        };
        let mut said = w.with(key, &told);
        if let (Some(needed), false) = (forecast.needed_slope, reaches || achieved) {
            let week = |slope: f64| match unit.as_str() {
                "%" => w.with("forecast-in-points", &[("value", &w.number(rounded(slope * 7.0)))]),
                unit => w.amount(rounded(slope * 7.0), unit),
            };
            let (now, needed) = (week(forecast.slope), week(needed));
            said = format!("{said} {}", w.with("forecast-needs", &[("now", &now), ("needed", &needed)]));
        }
        Some(said)
    }

    fn course(&self, today: NaiveDate) -> Option<ValueChart> {
        let MeasureView::Plain(measure) = &self.view.measure else { return None };
        let mut observed: Vec<(NaiveDate, f64)> = if self.kpi.is_some() {
            self.measured.clone()
        } else {
            self.check_ins.iter().filter_map(|one| Some((one.observed_on, one.value.value?))).collect()
        };
        observed.retain(|(on, _)| *on <= today);
        let last_of_day: BTreeMap<NaiveDate, f64> = observed.into_iter().collect();
        let observed: Vec<(NaiveDate, f64)> = last_of_day.into_iter().collect();
        let (pace, target, range) = match measure {
            Measure::Number { start, target, waypoints, .. } => {
                (pace(self.cycle.starts_on, self.cycle.ends_on, (*start, *target), waypoints), Some(*target), None)
            }
            Measure::Range { low, high, .. } => (Vec::new(), None, Some((*low, *high))),
            Measure::Milestones { .. } => return None,
        };
        let forecast = self.view.reading.forecast.map(|forecast| forecast.value);
        let (first, last) = (self.cycle.starts_on, self.cycle.ends_on);
        Some(ValueChart { first, last, today, observed, pace, target, range, forecast })
    }

    /// A page of the check-ins, the newest first.
    pub fn reports(&self, w: Words, ctx: &Ctx, place: &Place, page: usize) -> (Vec<Reported>, Pager) {
        let steps = measures::steps(&self.view.measure);
        let (id, departments) = (self.view.stored.id(), self.objective.departments());
        let reported = |one: &Stored<CheckIn>| {
            let who = one.author_id.and_then(|id| self.people.get(&id.to_string())).cloned();
            let who = who.or_else(|| one.source.as_ref().map(ToString::to_string));
            let correct = check_ins::allowed::correct(ctx, one, &self.view.stored, &departments, &self.cycle);
            Reported {
                on: w.day(one.observed_on),
                who: who.unwrap_or_else(|| "\u{2013}".to_owned()),
                what: measures::reported(w, one, steps, measures::unit(&self.view.measure)),
                confidence: one.confidence.map(|said| w.with("of-ten", &[("said", &said.to_string())])),
                note: one.note.as_ref().map(ToString::to_string),
                correct: correct.given().then(|| format!("/key-results/{id}/check-ins/{}", one.id())),
            }
        };
        let mut ordered: Vec<&Stored<CheckIn>> =
            self.check_ins.iter().filter(|one| one.observed_on <= place.as_of).collect();
        ordered.sort_by_key(|one| std::cmp::Reverse((one.observed_on, one.id())));
        let page_of = |page: &str| place.link_with(&format!("/key-results/{id}"), &[("page", page)]);
        let pager = Pager::new(page, ordered.len(), REPORTS_SHOWN, page_of);
        (pager.cut(ordered).into_iter().map(reported).collect(), pager)
    }
}

fn step_line(w: Words, step: &StepView, all: &[StepView], today: NaiveDate) -> StepLine {
    let (mark, tone) = match step.done_on {
        Some(_) => (DONE, "good"),
        None if measures::is_late(step, today) => (mark("bad"), "bad"),
        None => (mark("none"), "dim"),
    };
    StepLine { title: step.step.title.clone(), told: measures::step_told(w, step, all, today), mark, tone }
}

/// Rounds to about three digits; a forecast is no more exact than that.
fn rounded(value: f64) -> f64 {
    let size = value.abs();
    let scale = if size >= 100.0 {
        1.0
    } else if size >= 10.0 {
        10.0
    } else {
        100.0
    };
    (value * scale).round() / scale
}
