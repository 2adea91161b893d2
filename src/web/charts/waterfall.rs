//! The bars of the waterfall, from 100 down to the score. Each step is a table row with its own bar, so it stays
//! readable on a phone; a bar starts where the one above it ended. The axis begins a little below the score, so that
//! the steps use the width; a total is therefore a mark at its place and no bar. The page provides names and links.

/// A bar, or the mark of a total, in hundredths of the width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub left: String,
    pub width: String,
}

/// The least width of a bar in percent, so that small steps stay visible.
const THINNEST: f64 = 0.4;

/// The width of a total's mark.
const MARK: f64 = 1.0;

/// The axis shows at least so many points, so that a last missing point does not look like a gulf.
const NARROWEST: f64 = 10.0;

/// The part of the scale that is shown: from somewhat below the score to 100.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    points: f64,
}

impl Axis {
    /// Of a score in points of 100.
    #[must_use]
    pub fn down_to(score: f64) -> Self {
        Self { points: (1.08 * (100.0 - score)).clamp(NARROWEST, 100.0) }
    }

    fn at(self, points: f64) -> f64 {
        (100.0 - (100.0 - points) * 100.0 / self.points).clamp(0.0, 100.0)
    }

    /// The bars of steps that subtract points one after another, starting from 100.
    #[must_use]
    pub fn steps(self, points: &[f64]) -> Vec<Span> {
        let mut to = 100.0_f64;
        points
            .iter()
            .map(|taken| {
                let (end, start) = (self.at(to), self.at(to - taken));
                to -= taken;
                span(start, end - start)
            })
            .collect()
    }

    /// The mark of a total, in points.
    #[must_use]
    pub fn total(self, points: f64) -> Span {
        span((self.at(points) - MARK / 2.0).max(0.0), MARK)
    }
}

fn span(from: f64, length: f64) -> Span {
    let length = if length > 0.0 { length.max(THINNEST) } else { 0.0 };
    Span { left: format!("{:.2}", from.min(100.0 - length)), width: format!("{length:.2}") }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Span};

    #[test]
    fn each_step_begins_where_the_one_before_ended() {
        let span = |left: &str, width: &str| Span { left: left.to_owned(), width: width.to_owned() };
        let whole = Axis::down_to(0.0).steps(&[10.0, 0.0, 30.0]);
        assert_eq!(whole, [span("90.00", "10.00"), span("90.00", "0.00"), span("60.00", "30.00")]);
        let half = Axis { points: 50.0 };
        assert_eq!(half.steps(&[10.0, 30.0]), [span("80.00", "20.00"), span("20.00", "60.00")]);
        assert_eq!(half.total(60.0), span("19.50", "1.00"));
    }

    #[test]
    fn axis_leaves_room_below_the_score() {
        let axis = Axis::down_to(60.0);
        assert!(axis.at(60.0) > 5.0 && axis.at(60.0) < 10.0);
        assert!(Axis::down_to(100.0).at(99.0) > 85.0);
    }
}
