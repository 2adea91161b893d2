//! The bars of the waterfall, from 100 down to the score. Each step is a table row with its own bar, so it stays
//! readable on a phone; a bar starts where the one above it ended. The page provides the names and links of the
//! rows.

/// A bar from one share of 100 to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub left: String,
    pub width: String,
}

/// The least width of a bar in percent, so that small steps stay visible.
const THINNEST: f64 = 0.4;

/// The bars of steps that subtract points one after another, starting from 100.
#[must_use]
pub fn steps(points: &[f64]) -> Vec<Span> {
    let mut from = 100.0_f64;
    points
        .iter()
        .map(|taken| {
            from = (from - taken).max(0.0);
            span(from, *taken)
        })
        .collect()
}

/// A bar of the given length, starting at `from`; both in percent.
#[must_use]
pub fn span(from: f64, length: f64) -> Span {
    let length = if length > 0.0 { length.max(THINNEST) } else { 0.0 };
    Span { left: format!("{:.2}", from.min(100.0 - length)), width: format!("{length:.2}") }
}

#[cfg(test)]
mod tests {
    use super::{Span, steps};

    #[test]
    fn each_step_begins_where_the_one_before_ended() {
        let span = |left: &str, width: &str| Span { left: left.to_owned(), width: width.to_owned() };
        assert_eq!(steps(&[10.0, 0.0, 30.0]), [span("90.00", "10.00"), span("90.00", "0.00"), span("60.00", "30.00")]);
    }
}
