//! A bar: how far something has come, and a mark where it should be by now. Its figures stand next to it, so screen
//! readers skip it. The macro `bar` in `web/parts/marks.html` draws it, in the colour of a `Standing`. What a bar means
//! is explained by the page.

/// Fill and mark on a scale from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    pub fill: f64,
    pub mark: Option<f64>,
    pub tone: &'static str,
}

impl Bar {
    #[must_use]
    pub fn new(score: Option<f64>, expected: Option<f64>, tone: &'static str) -> Self {
        let on_scale = |share: f64| (share.clamp(0.0, 1.0) * 1_000.0).round() / 10.0;
        Self { fill: on_scale(score.unwrap_or(0.0)), mark: expected.map(on_scale), tone }
    }
}
