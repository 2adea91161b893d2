//! What scoring settings make of today's results: the scores as they are beside those that would be. Nothing is stored; the
//! figures are those of `app/scorecards`.
//! The page around it is in `page.rs`.

use crate::{
    app::{
        Reader,
        error::{Error, Result},
        scorecards::{self, queries::ScorecardQuery},
    },
    domain::{
        scoring::{
            bands::Band,
            scorecard::{DepartmentSummary, Scorecard},
        },
        scoring_policy::PolicyKey,
    },
    language::words::Words,
    web::kit::{form::Form, visit::Visit},
};

/// The settings that are numbers, in the order in which they are shown.
pub const NUMBERS: [&str; 7] =
    ["balance", "revenue_weight", "department_bar", "revenue_bar", "green_from", "amber_from", "aspirational_target"];

/// A score before and after.
pub struct PreviewLine {
    pub label: String,
    pub now: String,
    pub now_band: &'static str,
    /// The new one and by how much it differs.
    pub then: Option<(String, &'static str, String)>,
}

/// A department with its weight.
pub struct DepartmentLine {
    pub field: String,
    pub line: PreviewLine,
}

pub struct Preview {
    pub overall: PreviewLine,
    pub pillars: Vec<PreviewLine>,
    pub departments: Vec<DepartmentLine>,
    /// The outlook in words, and the new one where it differs.
    pub outlook: String,
    pub outlook_then: Option<String>,
    /// Whether new settings were tried.
    pub tried: bool,
}

/// The form and what it would do, if new settings are to be tried; the form tells what is wrong with them.
pub async fn of(visit: &Visit, key: PolicyKey, form: Form, try_it: bool) -> Result<(Form, Preview)> {
    let cache = visit.app.scorecards.clone();
    let query = ScorecardQuery::today(key.cycle_id);
    let show = move |reader: &mut Reader<'_>| scorecards::show(reader, &cache, key.brand_id, &query);
    let now: Scorecard = visit.read(show).await?.read()?;
    let form = with_weights(form, &now);
    if !try_it {
        return Ok((form, compared(visit.words, &now, None)));
    }
    let simulation = assumed(visit.words, key, &form, &now).command();
    let plans = visit.app.scorecards.plans.clone();
    match visit.read(move |reader| scorecards::simulate(reader, &plans, key.brand_id, &simulation)).await {
        Ok(then) => Ok((form, compared(visit.words, &now, Some(&then)))),
        Err(error) if error.faults.is_empty() => Err(error),
        Err(error) => {
            let preview = compared(visit.words, &now, None);
            Ok((if form.error.is_some() { form } else { form.refused(&at_the_form(error)) }, preview))
        }
    }
}

/// The form with a weight for every department that takes part.
fn with_weights(form: Form, card: &Scorecard) -> Form {
    card.departments.iter().fold(form, |form, department| {
        let field = weight_field(&department.summary);
        if form.has(&field) { form } else { form.with(&field, &1) }
    })
}

fn weight_field(department: &DepartmentSummary) -> String {
    format!("department_weights/{}", department.id)
}

/// The settings as the what-if takes them: one level deeper, with the cycle beside them.
fn assumed(w: Words, key: PolicyKey, form: &Form, card: &Scorecard) -> Form {
    let weights = card.departments.iter().map(|department| weight_field(&department.summary));
    let names = NUMBERS.iter().map(|name| (*name).to_owned()).chain(["method".to_owned()]).chain(weights);
    names.fold(Form::empty(w).with("cycle_id", &key.cycle_id), |assumed, name| {
        assumed.with(&format!("policy/{name}"), form.value(&name))
    })
}

fn at_the_form(mut error: Error) -> Error {
    for fault in &mut error.faults {
        if let Some(own) = fault.pointer.strip_prefix("/policy") {
            fault.pointer = own.to_owned();
        }
    }
    error
}

const fn class(band: Option<Band>) -> &'static str {
    match band {
        Some(Band::Green) => "good",
        Some(Band::Amber) => "warn",
        Some(Band::Red) => "bad",
        None => "",
    }
}

type Scored = (Option<f64>, Option<Band>);

fn line(w: Words, label: String, (score, band): Scored, then: Option<Scored>) -> PreviewLine {
    let differs = |new: Option<f64>| match (score, new) {
        (Some(old), Some(new)) => w.change((new - old) * 100.0),
        _ => String::new(),
    };
    PreviewLine {
        label,
        now: w.score_or_dash(score),
        now_band: class(band),
        then: then.map(|(new, band)| (w.score_or_dash(new), class(band), differs(new))),
    }
}

fn compared(w: Words, now: &Scorecard, then: Option<&Scorecard>) -> Preview {
    let both = |label: String, of: fn(&Scorecard) -> Scored| line(w, label, of(now), then.map(of));
    let departments = now.departments.iter().map(|department| {
        let summary = &department.summary;
        let new = then.and_then(|card| card.departments.iter().find(|one| one.summary.id == summary.id));
        let scored = |one: &DepartmentSummary| (one.score, one.band);
        let line = line(w, summary.name.clone(), scored(summary), new.map(|one| scored(&one.summary)));
        DepartmentLine { field: weight_field(summary), line }
    });
    let outlook = |card: &Scorecard| w.word("verdict", card.overall.outlook);
    Preview {
        overall: both(w.say("policy-overall"), |card| (card.overall.score, card.overall.band)),
        pillars: vec![
            both(w.say("revenue"), |card| (card.revenue.score, card.revenue.band)),
            both(w.say("purpose"), |card| (card.purpose.score, None)),
        ],
        departments: departments.collect(),
        outlook: outlook(now),
        outlook_then: then.map(outlook).filter(|new| *new != outlook(now)),
        tried: then.is_some(),
    }
}
