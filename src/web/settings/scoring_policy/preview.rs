//! Previews scoring settings: today's scores next to those under the new settings.
//! Nothing is stored; the scores are simulated by `app/scorecards`.
//! The page is in `page.rs`.

use crate::{
    app::{
        Reader,
        error::{Error, Result},
        scorecards::{self, queries::ScorecardQuery, simulation},
    },
    domain::{
        brand::Brand,
        cycle::Cycle,
        scoring::scorecard::{DepartmentSummary, OverallView, Scorecard},
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{form::Form, visit::Visit},
        parts::status::{Standing, cycle_has_ended},
    },
};

/// The numeric settings, in the order of the form.
pub const NUMBERS: [&str; 7] =
    ["balance", "revenue_weight", "department_bar", "revenue_bar", "green_from", "amber_from", "aspirational_target"];

/// A score before and after.
pub struct PreviewLine {
    pub label: String,
    pub now: String,
    pub now_tone: &'static str,
    /// The new score, and the tone and text of the difference.
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
    /// The outlook in words; `outlook_then` is the new one, if it differs.
    pub outlook: String,
    pub outlook_then: Option<String>,
    /// What the colours say.
    pub colours: String,
    /// Whether new settings were previewed.
    pub tried: bool,
}

/// The form, with faults if its settings are invalid, and the preview; `try_it` simulates the settings of the form.
pub async fn of(
    visit: &Visit,
    (brand, cycle): (Id<Brand>, &Stored<Cycle>),
    form: Form,
    try_it: bool,
) -> Result<(Form, Preview)> {
    let key = PolicyKey { brand_id: brand, cycle_id: cycle.id() };
    let cache = visit.app.scorecards.clone();
    let query = ScorecardQuery::today(key.cycle_id);
    let show = move |reader: &mut Reader<'_>| scorecards::show(reader, &cache, key.brand_id, &query);
    let now: Scorecard = visit.read(show).await?.read()?;
    let form = with_weights(form, &now);
    let ended = cycle_has_ended(cycle, now.as_of);
    if !try_it {
        return Ok((form, compared(visit.words, ended, &now, None)));
    }
    let asked = assumed(visit.words, key, &form, &now).command();
    let plans = visit.app.scorecards.plans.clone();
    match visit.read(move |reader| simulation::simulate(reader, &plans, key.brand_id, &asked)).await {
        Ok(then) => Ok((form, compared(visit.words, ended, &now, Some(&then.scorecard)))),
        Err(error) if error.faults.is_empty() => Err(error),
        Err(error) => {
            let preview = compared(visit.words, ended, &now, None);
            Ok((if form.error.is_some() { form } else { form.refused(&at_the_form(error)) }, preview))
        }
    }
}

/// Adds a weight of 1 for every department that takes part and has none in the form.
fn with_weights(form: Form, card: &Scorecard) -> Form {
    card.departments.iter().fold(form, |form, department| {
        let field = weight_field(&department.summary);
        if form.has(&field) { form } else { form.with(&field, &1) }
    })
}

fn weight_field(department: &DepartmentSummary) -> String {
    format!("department_weights/{}", department.id)
}

/// The settings as input of the what-if simulation: below `policy`, next to the cycle.
fn assumed(w: Words, key: PolicyKey, form: &Form, card: &Scorecard) -> Form {
    let weights = card.departments.iter().map(|department| weight_field(&department.summary));
    let names = NUMBERS.iter().map(|name| (*name).to_owned()).chain(["method".to_owned()]).chain(weights);
    let form = form.converted(&NUMBERS, |points| points / 100.0);
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

/// A score with the tone that it has on every page.
type Scored = (Option<f64>, &'static str);

fn line(w: Words, label: String, (score, now_tone): Scored, then: Option<Scored>) -> PreviewLine {
    let differs = |new: Option<f64>| match (score, new) {
        (Some(old), Some(new)) => w.change((new - old) * 100.0),
        _ => String::new(),
    };
    PreviewLine {
        label,
        now: w.score_or_dash(score),
        now_tone,
        then: then.map(|(new, tone)| (w.score_or_dash(new), tone, differs(new))),
    }
}

fn compared(w: Words, ended: bool, now: &Scorecard, then: Option<&Scorecard>) -> Preview {
    let tone = |status, score, band| Standing::of_figures(w, ended, status, score, band).tone;
    let both = |label: String, of: &dyn Fn(&Scorecard) -> Scored| line(w, label, of(now), then.map(of));
    let departments = now.departments.iter().map(|department| {
        let summary = &department.summary;
        let new = then.and_then(|card| card.departments.iter().find(|one| one.summary.id == summary.id));
        let scored = |one: &DepartmentSummary| (one.score, tone(one.status, one.score, one.band));
        let line = line(w, summary.name.clone(), scored(summary), new.map(|one| scored(&one.summary)));
        DepartmentLine { field: weight_field(summary), line }
    });
    let list = if ended { "verdict" } else { "outlook" };
    let outlook = |card: &Scorecard| w.word(list, if ended { card.overall.verdict } else { card.overall.outlook });
    let band = Standing::of_band(w, then.unwrap_or(now).overall.band).word;
    Preview {
        overall: both(w.say("policy-overall"), &|card| {
            let OverallView { status, score, band, .. } = card.overall;
            (score, tone(status, score, band))
        }),
        pillars: vec![
            both(w.say("revenue"), &|card| {
                let revenue = &card.revenue;
                (revenue.score, tone(revenue.status, revenue.score, revenue.band))
            }),
            both(w.say("purpose"), &|card| (card.purpose.score, "")),
        ],
        departments: departments.collect(),
        outlook: outlook(now),
        outlook_then: then.map(outlook).filter(|new| *new != outlook(now)),
        colours: w.with("policy-effect-colours", &[("band", &band)]),
        tried: then.is_some(),
    }
}
