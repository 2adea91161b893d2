//! The outcome of a simulation: the overall score before and after, the
//! new outlook, Revenue and Purpose, and the departments whose scores
//! change.

use crate::{
    domain::scoring::scorecard::Scorecard,
    language::words::Words,
    web::parts::{
        departments::ScoreChange,
        status::{Standing, changed},
    },
};

pub struct Outcome {
    pub was: String,
    pub then: String,
    pub change: Option<ScoreChange>,
    pub heading: Standing,
    pub lines: Vec<OutcomeLine>,
}

/// A score below the overall one, before and after.
pub struct OutcomeLine {
    pub name: String,
    pub was: String,
    pub then: String,
    pub change: ScoreChange,
}

impl Outcome {
    pub fn new(w: Words, now: &Scorecard, then: &Scorecard) -> Self {
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
        Self {
            was: w.score_or_dash(now.overall.score),
            then: w.score_or_dash(then.overall.score),
            change: changed(then.overall.score, now.overall.score)
                .filter(|points| points.abs() >= 1.0)
                .map(|points| ScoreChange::new(w, points)),
            heading: Standing::of_verdict(w, "outlook", then.overall.outlook),
            lines: pillars.into_iter().chain(departments).filter_map(line).collect(),
        }
    }
}
