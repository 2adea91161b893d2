//! The progress of a key result as lists show it: in the measure's own words, as a score, as a bar.
//! Everything else about a key result is on its own page.
//! The figures are computed in `domain/scoring`.

use super::{names::Names, status::tone};
use crate::{
    app::key_results::views::KeyResultView,
    domain::{
        key_result::{Ambition, KeyResultState},
        measure::Measure,
        scoring::{
            readings::{flags::Flag, measure::MeasureView},
            status::Status,
        },
    },
    language::words::Words,
    web::charts::bar::Bar,
};

/// A key result in a list.
pub struct KeyResultProgress {
    pub id: String,
    pub title: String,
    /// Address and name.
    pub owner: Option<(String, String)>,
    /// The measured value and the wanted one, in words.
    pub measured: String,
    pub score: String,
    pub bar: Bar,
    pub status: Status,
    pub state: KeyResultState,
    /// `None` if it is 1, as for most.
    pub weight: Option<f64>,
    pub flags: Vec<Flag>,
    pub grade: Option<f64>,
    pub comment: Option<String>,
}

impl KeyResultProgress {
    #[must_use]
    pub fn new(w: Words, view: &KeyResultView, names: &Names) -> Self {
        let (key_result, reading) = (&view.stored, &view.reading);
        let counting = key_result.state == KeyResultState::Active;
        Self {
            id: key_result.id().to_string(),
            title: key_result.title.to_string(),
            owner: names.link(key_result.owner_id),
            measured: match key_result.ambition {
                Ambition::Aspirational => format!("{} ({})", measured(w, view), w.say("aspires")),
                Ambition::Committed => measured(w, view),
            },
            score: w.score_or_dash(counting.then_some(reading.attainment)),
            bar: Bar::new(
                counting.then_some(reading.attainment),
                counting.then_some(reading.expected),
                tone(reading.status),
            ),
            status: reading.status,
            state: key_result.state,
            weight: Some(key_result.weight).filter(|weight| (weight - 1.0).abs() > f64::EPSILON),
            flags: reading.flags.clone(),
            grade: key_result.grade,
            comment: key_result.grade_comment.as_ref().map(ToString::to_string),
        }
    }

    /// Whether it counts towards the score.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.state == KeyResultState::Active
    }
}

fn measured(w: Words, view: &KeyResultView) -> String {
    let value = view.reading.current_value;
    let against = |unit: &str, wanted: String| match value {
        Some(value) => w.with("reached-value", &[("value", &w.amount(value, unit)), ("wanted", &wanted)]),
        None => w.with("reached-nothing", &[("wanted", &wanted)]),
    };
    match &view.measure {
        MeasureView::Milestones { steps, .. } => {
            let done = steps.iter().filter(|step| step.done_on.is_some()).count();
            w.with("reached-steps", &[("done", &done.to_string()), ("all", &steps.len().to_string())])
        }
        MeasureView::Plain(Measure::Milestones { steps }) => {
            w.with("reached-steps", &[("done", "0"), ("all", &steps.len().to_string())])
        }
        MeasureView::Plain(Measure::Number { target, unit, .. }) => {
            against(unit, w.with("reached-target", &[("target", &w.amount(*target, unit))]))
        }
        MeasureView::Plain(Measure::Range { low, high, unit, .. }) => {
            let ends = [low, high].map(|end| end.map(|end| w.amount(end, unit)));
            against(unit, within(w, ends))
        }
    }
}

fn within(w: Words, ends: [Option<String>; 2]) -> String {
    match ends {
        [Some(low), Some(high)] => w.with("reached-within", &[("low", &low), ("high", &high)]),
        [Some(low), None] => w.with("reached-above", &[("low", &low)]),
        [None, Some(high)] => w.with("reached-below", &[("high", &high)]),
        [None, None] => String::new(),
    }
}
