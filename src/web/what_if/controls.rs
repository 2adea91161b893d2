//! Single sliders: where each stands now, where it was moved to, its two ends, and how its value is written. Values are
//! those of the measure itself, in its unit; a way that falls has its target at the right as well. Positions of a
//! browser's slider lie on a grid, so a value that is no further from the present one than half a step was not moved.

use crate::{
    domain::{
        measure::Measure,
        scoring::{department_branch::KeyResultView, readings::measure::MeasureView},
    },
    language::{locale::shown, words::Words},
    web::parts::measures,
};

/// What was asked in the address: short names and values.
#[derive(Debug, Clone, Default)]
pub struct Asked(pub Vec<(String, String)>);

impl Asked {
    pub fn value(&self, name: &str) -> Option<f64> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        value.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

#[derive(Clone)]
pub struct Slider {
    pub name: String,
    pub label: String,
    /// What the two ends mean, in words.
    pub note: String,
    pub least: f64,
    pub most: f64,
    pub step: f64,
    pub was: f64,
    pub value: f64,
    /// Whether lower is better.
    pub falls: bool,
    /// Whether it moves with its department.
    pub locked: bool,
    /// How a value is written, with `{}` for the number.
    pub pattern: String,
    words: Words,
}

impl Slider {
    pub fn moved(&self) -> bool {
        (self.value - self.was).abs() > self.step * 0.5 + 1e-9
    }

    /// Whether it cannot be moved here: it moves with its department, or has nowhere to go.
    pub fn is_fixed(&self) -> bool {
        self.locked || self.most - self.least <= f64::EPSILON
    }

    /// A computed value, as round as the step.
    pub fn rounded(&self, value: f64) -> f64 {
        let steps = (1.0 / self.step).round();
        if self.step < 1.0 { (value * steps).round() / steps } else { (value / self.step).round() * self.step }
    }

    /// The value in words.
    pub fn told(&self) -> String {
        self.tell(self.value)
    }

    pub fn told_before(&self) -> String {
        self.tell(self.was)
    }

    fn tell(&self, value: f64) -> String {
        self.pattern.replacen("{}", &self.words.level(value, self.step), 1)
    }

    fn turned(mut self, asked: &Asked) -> Self {
        let Some(typed) = asked.value(&self.name) else { return self };
        let typed = typed.clamp(self.least, self.most);
        // The last position of the grid stands for the end.
        self.value = if self.most - typed < self.step * 0.999 { self.most } else { typed };
        if !self.moved() {
            self.value = self.was;
        }
        self
    }
}

/// A count as a number.
pub fn count(many: usize) -> f64 {
    u32::try_from(many).map_or(f64::MAX, f64::from)
}

fn plain(w: Words, (name, label): (String, String), (least, most, step): (f64, f64, f64), was: f64) -> Slider {
    let pattern = "{}".to_owned();
    let (note, falls, locked) = (String::new(), false, false);
    Slider { name, label, note, least, most, step, was, value: was, falls, locked, pattern, words: w }
}

/// A score from 0 to 100.
pub fn score(w: Words, named: (String, String), score: f64, asked: &Asked) -> Slider {
    plain(w, named, (0.0, 100.0, 1.0), shown(score)).turned(asked)
}

/// A share of the policy in percent.
pub fn share(w: Words, (name, label): (&str, &str), share: f64, (least, most): (f64, f64), asked: &Asked) -> Slider {
    let named = (name.to_owned(), w.say(label));
    let slider = plain(w, named, (least, most, 1.0), (share * 100.0).round());
    Slider { note: w.say(&format!("{label}-note")), pattern: "{}%".to_owned(), ..slider }.turned(asked)
}

/// A key result: its value, or the number of its steps that are done.
pub fn key_result(w: Words, name: String, one: &KeyResultView, measure: &MeasureView, asked: &Asked) -> Option<Slider> {
    let (named, now) = ((name, one.title.clone()), one.reading.current_value);
    let note = measures::in_words(w, measure);
    let slider = match measure {
        MeasureView::Plain(Measure::Number { start, target, unit, .. }) => {
            let was = now.unwrap_or(*start);
            let (least, most) = (start.min(*target).min(was), start.max(*target).max(was));
            let slider = plain(w, named, (least, most, step_of(most - least)), was);
            Slider { pattern: pattern(w, unit), falls: target < start, ..slider }
        }
        MeasureView::Plain(Measure::Range { low, high, tolerance, unit }) => {
            let (least, most) = span(*low, *high, *tolerance)?;
            let was = now.unwrap_or(if high.is_some() { most } else { least });
            let (least, most) = (least.min(was), most.max(was));
            let slider = plain(w, named, (least, most, step_of(most - least)), was);
            Slider { pattern: pattern(w, unit), falls: low.is_none(), ..slider }
        }
        MeasureView::Plain(Measure::Milestones { .. }) => return None,
        MeasureView::Milestones { steps, .. } => {
            let (done, all) = (steps.iter().filter(|step| step.done_on.is_some()).count(), steps.len());
            let told = w.with("steps-done", &[("done", "{}"), ("all", &all.to_string())]);
            Slider { pattern: told, ..plain(w, named, (count(done), count(all), 1.0), count(done)) }
        }
    };
    Some(Slider { note, ..slider }.turned(asked))
}

/// The ends of a range's slider: as far outside as anything of it counts, and as far inside again where it is open.
fn span(low: Option<f64>, high: Option<f64>, tolerance: f64) -> Option<(f64, f64)> {
    let edge = low.or(high)?;
    let play = if tolerance > 0.0 { tolerance } else { (edge.abs() * 0.1).max(1.0) };
    Some(match (low, high) {
        (Some(low), Some(high)) => (low - play, high + play),
        (Some(low), None) => (low - play, low + play),
        (None, _) => ((edge - 2.0 * play).max(if edge >= 0.0 { 0.0 } else { f64::MIN }), edge + play),
    })
}

/// A round step that makes about a hundred of a distance.
fn step_of(distance: f64) -> f64 {
    let fine = distance / 100.0;
    if fine <= 0.0 || !fine.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(fine.log10().floor());
    let digit = fine / power;
    power
        * if digit > 5.0 {
            10.0
        } else if digit > 2.0 {
            5.0
        } else if digit > 1.0 {
            2.0
        } else {
            1.0
        }
}

/// How an amount is written, with `{}` for its number.
fn pattern(w: Words, unit: &str) -> String {
    let number = w.number(7.0);
    w.amount(7.0, unit).replacen(&number, "{}", 1)
}
