//! Whether a value that a person typed is so far from the last one that they should be asked before it is saved: a
//! slipped decimal mark or a value in the wrong row. It is a question, never a refusal, and only forms ask it; what a
//! program sends is taken as it is. Measurements of KPIs have a rule of their own, as they have no way to go.

use super::Measure;

/// How many times the whole way a value may be away from the last one: ahead, and back.
const FAR: f64 = 2.0;
const FAR_BACK: f64 = 1.0;

/// A value that is so many times the last one, or such a part of it, may have a slipped decimal mark, if it also moved by
/// this share of the whole way.
const TIMES: f64 = 8.0;
const TIMES_FROM: f64 = 0.25;

/// The value before, and the size with which distances from it are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Yardstick {
    pub last: f64,
    size: f64,
    /// The direction of the target from a value before: 1 upwards, -1 downwards, 0 if there is none.
    ahead: f64,
}

impl Yardstick {
    /// Of a key result without values, `last` is where it starts. The size of a number is the whole way from start to
    /// target. A range has no way: its size is its largest bound or its tolerance, and without a value before it is
    /// compared with its nearest bound. Milestones have no values.
    #[must_use]
    pub fn of_measure(measure: &Measure, last: Option<f64>, value: f64) -> Option<Self> {
        match measure {
            Measure::Number { start, target, .. } => {
                let way = target - start;
                let ahead = if last.is_some() { way.signum() } else { 0.0 };
                Some(Self { last: last.unwrap_or(*start), size: way.abs(), ahead })
            }
            Measure::Range { low, high, tolerance, .. } => {
                let bounds = || [*low, *high].into_iter().flatten();
                let nearest = bounds().min_by(|one, other| (one - value).abs().total_cmp(&(other - value).abs()));
                let size = bounds().map(f64::abs).fold(*tolerance, f64::max);
                Some(Self { last: last.or(nearest)?, size, ahead: 0.0 })
            }
            Measure::Milestones { .. } => None,
        }
    }

    /// Of a KPI: the size is the largest measurement so far, and without one nothing can be said. The measurements are
    /// in order of their days.
    #[must_use]
    pub fn of_measurements(measured: &[f64]) -> Option<Self> {
        let size = measured.iter().copied().map(f64::abs).fold(0.0, f64::max);
        Some(Self { last: *measured.last()?, size, ahead: 0.0 })
    }

    #[must_use]
    pub fn is_far(&self, value: f64) -> bool {
        let moved = value - self.last;
        let [less, more] = if value < self.last { [value, self.last] } else { [self.last, value] };
        let slipped = less > 0.0 && more >= TIMES * less && moved.abs() > TIMES_FROM * self.size;
        self.size > 0.0 && (slipped || moved.abs() > FAR * self.size || moved * self.ahead < -FAR_BACK * self.size)
    }

    /// Whether the other way to read what was typed, such as 1.200 as 1,200, is the likelier one.
    #[must_use]
    pub fn prefers(&self, other: f64, value: f64) -> bool {
        (other - self.last).abs() < (value - self.last).abs()
    }
}
