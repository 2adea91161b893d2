//! The straight line between the attainments of two evaluations of the same plan: how much of the change of the score
//! each department, and Revenue, is responsible for, per unit of their own. With `balanced` the score is linear in
//! pieces: the integral of its gradient. With `geometric` the logarithmic mean, which is exact as well.

use crate::domain::{
    scoring::{
        aggregation::{GEOMETRIC_FLOOR, balanced, logarithm},
        method::Method,
    },
    scoring_policy::Policy,
};

/// Scores closer than this are equal.
const TIED: f64 = 1e-12;

/// The way of a department, or of Revenue.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// The share among the departments; of Revenue its weight beside Purpose.
    pub weight: f64,
    pub from: f64,
    pub to: f64,
}

/// The change of the overall score by each unit of change.
pub struct Slopes {
    pub departments: Vec<f64>,
    pub revenue: f64,
}

/// A part of the line, from `begin` to `end` in 0..1, in which the weakest departments stay the same.
struct Piece {
    begin: f64,
    end: f64,
    weakest: Vec<usize>,
}

impl Way {
    fn at(&self, t: f64) -> f64 {
        self.from + t * self.slope()
    }

    fn slope(&self) -> f64 {
        self.to - self.from
    }
}

pub fn slopes(policy: &Policy, departments: &[Way], revenue: Option<Way>) -> Slopes {
    match policy.method {
        Method::Balanced => balanced_slopes(policy, departments, revenue),
        Method::Geometric => geometric_slopes(departments, revenue),
    }
}

fn balanced_slopes(policy: &Policy, departments: &[Way], revenue: Option<Way>) -> Slopes {
    let balance = policy.balance;
    let mut found = Slopes { departments: vec![0.0; departments.len()], revenue: 0.0 };
    for piece in pieces(departments) {
        let purpose = |t: f64| {
            let mean: f64 = departments.iter().map(|way| way.weight * way.at(t)).sum();
            let lowest = piece.weakest.first().and_then(|place| departments.get(*place)).map_or(mean, |way| way.at(t));
            balanced(mean, lowest, balance)
        };
        for (begin, end) in around_crossing(&piece, revenue, purpose) {
            let middle = f64::midpoint(begin, end);
            let (of_revenue, of_purpose) = pillar_slopes(policy, revenue, middle, purpose(middle));
            found.revenue += (end - begin) * of_revenue;
            for (place, (slope, way)) in found.departments.iter_mut().zip(departments).enumerate() {
                let weakest = if piece.weakest.contains(&place) { 1.0 / tied(&piece) } else { 0.0 };
                *slope += (end - begin) * of_purpose * ((1.0 - balance) * way.weight + balance * weakest);
            }
        }
    }
    found
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "the number of departments")]
fn tied(piece: &Piece) -> f64 {
    piece.weakest.len() as f64
}

/// What a unit of Revenue and one of Purpose add to the overall score.
fn pillar_slopes(policy: &Policy, revenue: Option<Way>, t: f64, purpose: f64) -> (f64, f64) {
    let Some(revenue) = revenue else { return (0.0, 1.0) };
    let ahead = revenue.at(t) - purpose;
    let weaker = if ahead.abs() <= TIED {
        0.5
    } else if ahead < 0.0 {
        1.0
    } else {
        0.0
    };
    let mean = 1.0 - policy.balance;
    (mean * revenue.weight + policy.balance * weaker, mean * (1.0 - revenue.weight) + policy.balance * (1.0 - weaker))
}

/// The piece, in two where Revenue and Purpose cross within it.
fn around_crossing(piece: &Piece, revenue: Option<Way>, purpose: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let Piece { begin, end, .. } = *piece;
    let Some(revenue) = revenue else { return vec![(begin, end)] };
    let [first, last] = [begin, end].map(|t| revenue.at(t) - purpose(t));
    if first.abs() <= TIED || last.abs() <= TIED || first.is_sign_positive() == last.is_sign_positive() {
        return vec![(begin, end)];
    }
    let crossing = begin + (end - begin) * first / (first - last);
    vec![(begin, crossing), (crossing, end)]
}

/// The lower envelope of the departments that count; one piece when there are none.
fn pieces(departments: &[Way]) -> Vec<Piece> {
    let counting: Vec<(usize, &Way)> = departments.iter().enumerate().filter(|(_, way)| way.weight > 0.0).collect();
    let mut found = Vec::new();
    let mut begin = 0.0;
    while begin < 1.0 {
        let lowest = counting.iter().map(|(_, way)| way.at(begin)).fold(f64::INFINITY, f64::min);
        let at_bottom = || counting.iter().filter(|(_, way)| way.at(begin) - lowest <= TIED);
        let slope = at_bottom().map(|(_, way)| way.slope()).fold(f64::INFINITY, f64::min);
        let weakest = at_bottom().filter(|(_, way)| way.slope() - slope <= TIED).map(|(place, _)| *place).collect();
        let meets = |(_, way): &(usize, &Way)| {
            let (above, closing) = (way.at(begin) - lowest, slope - way.slope());
            (closing > TIED && above > TIED).then(|| begin + above / closing)
        };
        let end = counting.iter().filter_map(meets).fold(1.0, f64::min);
        found.push(Piece { begin, end, weakest });
        begin = end;
    }
    found
}

fn geometric_slopes(departments: &[Way], revenue: Option<Way>) -> Slopes {
    let share = revenue.map_or(0.0, |revenue| revenue.weight);
    let departments: Vec<Way> =
        departments.iter().map(|way| Way { weight: (1.0 - share) * way.weight, ..*way }).collect();
    let score = |pick: fn(&Way) -> f64| {
        let logarithms = departments.iter().chain(&revenue).map(|way| way.weight * logarithm(pick(way)));
        logarithms.sum::<f64>().exp()
    };
    let mean = logarithmic_mean(score(|way| way.from), score(|way| way.to));
    let slope = |way: &Way| mean * way.weight * logarithm_slope(way);
    Slopes { departments: departments.iter().map(slope).collect(), revenue: revenue.as_ref().map_or(0.0, slope) }
}

/// How much the logarithm changes by each unit of the way; below the floor it does not.
fn logarithm_slope(way: &Way) -> f64 {
    if way.slope().abs() <= TIED {
        1.0 / way.from.max(GEOMETRIC_FLOOR)
    } else {
        (logarithm(way.to) - logarithm(way.from)) / way.slope()
    }
}

/// `(b - a) / (ln b - ln a)`, or `a` when the two are equal.
fn logarithmic_mean(a: f64, b: f64) -> f64 {
    if (b - a).abs() <= TIED { a } else { (b - a) / (b.ln() - a.ln()) }
}
