//! The outcome of a simulation: the overall score before and after, the new outlook, Revenue and Purpose, the
//! departments whose scores change, and every value that was assumed for it, with the form in which it can be made a
//! target.

use super::sliders::Sliders;
use crate::{
    app::scorecards::simulation::SimulatedScorecard,
    domain::{department::Department, scoring::scorecard::Scorecard, values::id::Id},
    language::words::Words,
    web::{
        kit::frame::Place,
        parts::{
            departments::ScoreChange,
            status::{Standing, changed},
        },
    },
};

pub struct Outcome {
    pub was: String,
    pub then: String,
    pub change: Option<ScoreChange>,
    pub heading: Standing,
    pub lines: Vec<OutcomeLine>,
    pub moved: Vec<MovedValue>,
    /// How many more values would change.
    pub more: usize,
    /// The address of this scenario.
    pub address: String,
    /// The positions of key results that move with their department, by the names of their sliders.
    pub positions: Vec<(String, String)>,
}

/// A score below the overall one, before and after.
pub struct OutcomeLine {
    pub name: String,
    pub was: String,
    pub then: String,
    pub change: ScoreChange,
}

/// A key result or KPI at another value.
pub struct MovedValue {
    pub title: String,
    pub link: String,
    pub was: String,
    pub then: String,
    /// The form that makes the value a target.
    pub target: Option<String>,
    /// Whether that would make the target easier to reach.
    pub eases: bool,
    /// Whether it is a KPI.
    pub is_kpi: bool,
}

/// The most values that are listed.
const MOST_VALUES: usize = 40;

impl Outcome {
    pub fn new(
        w: Words,
        place: &Place,
        only: Option<Id<Department>>,
        sliders: &Sliders,
        (now, simulated): (&Scorecard, &SimulatedScorecard),
    ) -> Self {
        let then = &simulated.scorecard;
        let pillars = [
            (w.say("purpose"), now.purpose.score, then.purpose.score),
            (w.say("revenue"), now.revenue.score, then.revenue.score),
        ];
        let departments = then.departments.iter().map(|one| {
            let before = now.departments.iter().find(|other| other.summary.id == one.summary.id);
            (one.summary.name.clone(), before.and_then(|one| one.summary.score), one.summary.score)
        });
        let line = |(name, was, then): (String, Option<f64>, Option<f64>)| {
            let points = changed(then, was).filter(|points| points.abs() >= 1.0)?;
            let (was, then) = (w.score_or_dash(was), w.score_or_dash(then));
            Some(OutcomeLine { name, was, then, change: ScoreChange::new(w, points) })
        };
        let scenario = sliders.scenario();
        let pairs: Vec<(&str, &str)> = scenario.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut moved = moved(w, place, sliders, now, simulated);
        let more = moved.len().saturating_sub(MOST_VALUES);
        moved.truncate(MOST_VALUES);
        let locked =
            sliders.groups.iter().flat_map(|group| &group.key_results).filter(|one| one.shown && one.slider.locked);
        Self {
            was: w.score_or_dash(now.overall.score),
            then: w.score_or_dash(then.overall.score),
            change: changed(then.overall.score, now.overall.score)
                .filter(|points| points.abs() >= 1.0)
                .map(|points| ScoreChange::new(w, points)),
            heading: Standing::of_verdict(w, "outlook", then.overall.outlook),
            lines: pillars.into_iter().chain(departments).filter_map(line).collect(),
            moved,
            more,
            address: address(place, now, only, &pairs),
            positions: locked.map(|one| (one.slider.name.clone(), one.slider.value.to_string())).collect(),
        }
    }
}

/// The address of a scenario; it names brand and cycle as soon as it holds anything, so that it stays the same for
/// everybody.
fn address(place: &Place, now: &Scorecard, only: Option<Id<Department>>, moved: &[(&str, &str)]) -> String {
    let only = only.map(|id| id.to_string()).unwrap_or_default();
    if moved.is_empty() {
        return place.link_with("/what-if", &[("department", &only)]);
    }
    let (brand, cycle) = (now.brand_id.to_string(), now.cycle_id.to_string());
    let mut pairs = vec![("cycle", cycle.as_str()), ("department", &only)];
    pairs.extend((place.brands.len() > 1).then_some(("brand", brand.as_str())));
    pairs.extend(moved);
    place.link_with("/what-if", &pairs)
}

fn moved(
    w: Words,
    place: &Place,
    sliders: &Sliders,
    now: &Scorecard,
    simulated: &SimulatedScorecard,
) -> Vec<MovedValue> {
    let all = sliders.groups.iter().flat_map(|group| &group.key_results);
    let key_results = all.filter(|one| one.slider.moved()).map(|one| {
        let page = format!("/key-results/{}", one.id);
        let value = one.slider.value.to_string();
        MovedValue {
            title: one.slider.label.clone(),
            link: place.link(&page),
            was: one.slider.told_before(),
            then: one.slider.told(),
            eases: one.is_below_target(),
            target: one.has_target().then(|| place.link_with(&format!("{page}/edit"), &[("target", &value)])),
            is_kpi: false,
        }
    });
    let kpis = simulated.assumed.kpis.iter().filter_map(|assumed| {
        let kpi = now.revenue.kpis.iter().find(|kpi| kpi.id == assumed.id)?;
        let form = format!("/kpis/{}/targets/{}", assumed.id, now.cycle_id);
        let reached = simulated.scorecard.revenue.kpis.iter().find(|kpi| kpi.id == assumed.id);
        Some(MovedValue {
            title: kpi.name.clone(),
            link: place.link(&format!("/kpis/{}", assumed.id)),
            was: kpi.value.map_or_else(|| "\u{2013}".to_owned(), |value| w.number(value)),
            then: w.number(assumed.value),
            eases: reached.is_none_or(|kpi| kpi.attainment < 1.0),
            target: Some(place.link_with(&form, &[("target", &assumed.value.to_string())])),
            is_kpi: true,
        })
    });
    key_results.chain(kpis).collect()
}
