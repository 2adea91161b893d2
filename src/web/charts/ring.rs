//! Sectors of rings around a centre: shares of the full turn become SVG paths, clockwise from the top. A sector is
//! filled outwards in proportion to its score, so its length says the same as its colour. What the rings mean is
//! explained by the page.

use std::f64::consts::TAU;

/// Both coordinates of the drawing's centre.
const CENTRE: f64 = 400.0;

/// A sector's part of the full turn: where it begins and ends, as shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slice {
    pub from: f64,
    pub to: f64,
}

impl Slice {
    pub const FULL: Self = Self { from: 0.0, to: 1.0 };

    /// Splits the slice in proportion to the weights, or equally where all of them are 0.
    #[must_use]
    pub fn split(self, weights: &[f64]) -> Vec<Self> {
        let total: f64 = weights.iter().sum();
        let ones: f64 = weights.iter().map(|_| 1.0).sum();
        let mut from = self.from;
        let part = |weight: &f64| {
            let share = if total > 0.0 { weight / total } else { 1.0 / ones };
            let to = from + share * (self.to - self.from);
            let slice = Self { from, to };
            from = to;
            slice
        };
        weights.iter().map(part).collect()
    }

    #[must_use]
    pub fn width(self) -> f64 {
        self.to - self.from
    }

    /// Whether its middle lies in the lower half, where text along it would be upside down.
    #[must_use]
    pub fn is_below(self) -> bool {
        let middle = f64::midpoint(self.from, self.to);
        (0.25..0.75).contains(&middle)
    }
}

fn point(share: f64, radius: f64) -> String {
    let angle = share * TAU;
    format!("{:.1} {:.1}", CENTRE + radius * angle.sin(), CENTRE - radius * angle.cos())
}

/// The path of a sector between two radii, with a gap in pixels to its neighbours.
#[must_use]
pub fn sector(slice: Slice, inner: f64, outer: f64, gap: f64) -> String {
    let narrowed = |radius: f64| {
        let margin = (gap / 2.0 / radius / TAU).min(slice.width() / 2.5);
        // SVG draws no arc that ends where it begins, so a full turn keeps a tiny gap.
        (slice.from + margin.max(0.0005), slice.to - margin.max(0.0005))
    };
    let ((outer_from, outer_to), (inner_from, inner_to)) = (narrowed(outer), narrowed(inner));
    let large = u8::from(slice.width() > 0.5);
    format!(
        "M{}A{outer:.1} {outer:.1} 0 {large} 1 {}L{}A{inner:.1} {inner:.1} 0 {large} 0 {}Z",
        point(outer_from, outer),
        point(outer_to, outer),
        point(inner_to, inner),
        point(inner_from, inner),
    )
}

/// The path for text along the slice; it runs backwards in the lower half, which keeps the text upright.
#[must_use]
pub fn baseline(slice: Slice, radius: f64) -> String {
    let large = u8::from(slice.width() > 0.5);
    if slice.is_below() {
        let radius = radius + 6.0;
        format!("M{}A{radius:.1} {radius:.1} 0 {large} 0 {}", point(slice.to, radius), point(slice.from, radius))
    } else {
        let radius = radius - 6.0;
        format!("M{}A{radius:.1} {radius:.1} 0 {large} 1 {}", point(slice.from, radius), point(slice.to, radius))
    }
}

/// The text, cut to what fits along the slice; `None` when not even a few letters fit.
#[must_use]
pub fn fitting(text: &str, slice: Slice, radius: f64, letter: f64) -> Option<String> {
    let room = slice.width() * TAU * radius / letter - 0.3;
    let fits = (1_u32..).take_while(|letters| f64::from(*letters) <= room).take(60).count();
    let whole = text.chars().count();
    if whole <= fits {
        return Some(text.to_owned());
    }
    (fits >= 5).then(|| format!("{}\u{2026}", text.chars().take(fits - 1).collect::<String>().trim_end()))
}

/// Wraps the text into at most `lines` lines of at most `letters` letters, and cuts the rest.
#[must_use]
pub fn wrapped(text: &str, letters: usize, lines: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match all.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= letters) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => all.push(word.to_owned()),
        }
    }
    let cut = all.len() > lines;
    all.truncate(lines);
    let last = all.len().saturating_sub(1);
    let fits = |line: &String| line.chars().count() <= letters;
    let short = |(place, line): (usize, String)| {
        let ends = (cut && place == last) || !fits(&line);
        let kept: String = line.chars().take(letters).collect();
        if ends { format!("{kept}\u{2026}") } else { kept }
    };
    all.into_iter().enumerate().map(short).collect()
}

#[cfg(test)]
mod tests {
    use super::{Slice, fitting, sector, wrapped};

    #[test]
    fn slices_follow_the_weights() {
        let parts = Slice::FULL.split(&[1.0, 3.0]);
        assert_eq!(parts, [Slice { from: 0.0, to: 0.25 }, Slice { from: 0.25, to: 1.0 }]);
        assert_eq!(Slice::FULL.split(&[0.0, 0.0])[1], Slice { from: 0.5, to: 1.0 });
        assert!(Slice::FULL.split(&[]).is_empty());
    }

    #[test]
    fn sector_of_a_quarter_goes_from_the_top_to_the_right() {
        let path = sector(Slice { from: 0.0, to: 0.25 }, 100.0, 200.0, 0.0);
        assert!(path.starts_with("M400.6 200.0A200.0 200.0 0 0 1 600.0 399.4L"), "{path}");
    }

    #[test]
    fn label_is_cut_or_left_out_where_it_does_not_fit() {
        let eighth = Slice { from: 0.0, to: 0.125 };
        assert_eq!(fitting("Sales", eighth, 100.0, 8.0).unwrap(), "Sales");
        assert_eq!(fitting("Human resources", Slice { from: 0.0, to: 0.02 }, 100.0, 8.0), None);
    }

    #[test]
    fn text_is_wrapped_at_words_and_cut_where_there_is_no_more_room() {
        assert_eq!(wrapped("bring the groves back", 10, 3), ["bring the", "groves", "back"]);
        assert_eq!(wrapped("bring the groves back", 10, 2), ["bring the", "groves\u{2026}"]);
        assert_eq!(wrapped(&"W".repeat(200), 5, 2), ["WWWWW\u{2026}"]);
        assert!(wrapped(" ", 5, 2).is_empty());
    }
}
