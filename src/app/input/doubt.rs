//! A question about a typed value that is not wrong but unusual: it is far from what was there before, or its marks may
//! be meant the other way round. Forms ask it before they save; values in JSON are never doubted. What is far is
//! decided in `domain/measure/plausibility.rs`.

use super::values::Measured;
use crate::domain::measure::plausibility::Yardstick;

/// An unusual value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubt {
    pub value: f64,
    /// The other number that it may have been meant as.
    pub other: Option<f64>,
    pub last: f64,
}

impl Doubt {
    /// The doubt about a typed value, if there is one.
    #[must_use]
    pub fn of(yardstick: Yardstick, value: f64, typed: &Measured) -> Option<Self> {
        let other = typed.other_reading().filter(|other| yardstick.prefers(*other, value));
        let last = yardstick.last;
        (other.is_some() || yardstick.is_far(value)).then_some(Self { value, other, last })
    }
}
