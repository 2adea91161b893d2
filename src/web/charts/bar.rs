//! A bar: how far something has come, and the mark of where it is expected to be by now. It stands beside its figures, so
//! screen readers leave it out; its template is the macro `bar` in `web/parts/marks.html`. Its colour is that of a
//! `Standing`. What a bar means is written by the page that shows it.

/// On a scale from 0 to 100.
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
