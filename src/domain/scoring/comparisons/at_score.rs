//! A department, or Revenue, at an asked score: everything in it that counts moves together along its way, towards the
//! target when the score rises and back when it falls, each by the same share of what is left. Milestones move by whole
//! steps and never back; ranges without a tolerance are kept or not. The others make up the difference, so that the
//! score is met exactly wherever that is possible. What was assumed by itself stays. The result is assumptions for
//! `what_if.rs`.

use chrono::NaiveDate;

use crate::domain::{
    key_result::Ambition,
    kpi::target::Aim,
    measure::{Measure, Step},
    scoring::{
        plan::{PlannedKeyResult, observations::steps_done_on},
        tree::{KeyResultNode, KpiNode},
    },
    values::{id::Id, numbers::SLACK},
};

/// Attainments closer than this are the same.
const SAME: f64 = 1e-12;

/// What can be moved.
enum Play {
    /// Any attainment.
    Free,
    /// One of these, rising; the first one is the lowest that can be reached.
    Stepwise(Vec<f64>),
    Fixed,
}

/// A leaf of a score: its share in the score, its attainment, and how it can move.
pub struct MovableLeaf<T> {
    pub of: T,
    share: f64,
    attainment: f64,
    play: Play,
}

/// Where each leaf is moved to, and between which scores anything could be met.
pub struct Solution {
    pub attainments: Vec<f64>,
    pub lowest: f64,
    pub highest: f64,
}

impl<T> MovableLeaf<T> {
    fn bounds(&self) -> (f64, f64) {
        match &self.play {
            Play::Free => (0.0, 1.0),
            Play::Stepwise(options) => {
                (options.first().copied().unwrap_or(0.0), options.last().copied().unwrap_or(self.attainment))
            }
            Play::Fixed => (self.attainment, self.attainment),
        }
    }

    /// Whether this is another attainment than it has.
    #[must_use]
    pub fn moves_to(&self, attainment: f64) -> bool {
        (attainment - self.attainment).abs() > SAME
    }

    const fn is_free(&self) -> bool {
        matches!(self.play, Play::Free)
    }
}

/// The same share of what is left, towards 1 or towards the leaf's lowest.
fn along(attainment: f64, lowest: f64, share: f64) -> f64 {
    if share >= 0.0 { attainment + share * (1.0 - attainment) } else { attainment + share * (attainment - lowest) }
}

/// The share of the way, from -1 to 1, by which items of `(share, attainment, lowest, highest)` reach a sum.
fn share_to(items: &[(f64, f64, f64, f64)], asked: f64) -> f64 {
    let now: f64 = items.iter().map(|(share, at, _, _)| share * at).sum();
    let room: f64 = if asked >= now {
        items.iter().map(|(share, at, _, highest)| share * (highest - at)).sum()
    } else {
        items.iter().map(|(share, at, lowest, _)| share * (at - lowest)).sum()
    };
    if room > 0.0 { ((asked - now) / room).clamp(-1.0, 1.0) } else { 0.0 }
}

/// Moves the leaves so that the sum of share times attainment is as near to what is asked as can be.
#[must_use]
pub fn solve<T>(leaves: &[MovableLeaf<T>], asked: f64) -> Solution {
    let sum = |pick: fn((f64, f64)) -> f64| leaves.iter().map(|leaf| leaf.share * pick(leaf.bounds())).sum::<f64>();
    let (lowest, highest) = (sum(|bounds| bounds.0), sum(|bounds| bounds.1));
    let asked = asked.clamp(lowest, highest);
    let items: Vec<_> =
        leaves.iter().map(|leaf| (leaf.share, leaf.attainment, leaf.bounds().0, leaf.bounds().1)).collect();
    let share = share_to(&items, asked);
    let mut places: Vec<usize> = leaves
        .iter()
        .map(|leaf| match &leaf.play {
            Play::Stepwise(options) => nearest(options, along(leaf.attainment, leaf.bounds().0, share)),
            Play::Free | Play::Fixed => 0,
        })
        .collect();
    settle(leaves, &mut places, asked);
    let rest = asked - held(leaves, &places);
    let free: Vec<_> = leaves.iter().zip(&items).filter(|(leaf, _)| leaf.is_free()).map(|(_, item)| *item).collect();
    let share = share_to(&free, rest);
    let moved = |(leaf, place): (&MovableLeaf<T>, &usize)| match &leaf.play {
        Play::Free => along(leaf.attainment, 0.0, share).clamp(0.0, 1.0),
        Play::Stepwise(options) => options.get(*place).copied().unwrap_or(leaf.attainment),
        Play::Fixed => leaf.attainment,
    };
    Solution { attainments: leaves.iter().zip(&places).map(moved).collect(), lowest, highest }
}

fn nearest(options: &[f64], wanted: f64) -> usize {
    let mut best = 0;
    for (place, option) in options.iter().enumerate() {
        let known = options.get(best).copied().unwrap_or_default();
        if (option - wanted).abs() < (known - wanted).abs() - SAME {
            best = place;
        }
    }
    best
}

/// What the leaves that are not free contribute.
fn held<T>(leaves: &[MovableLeaf<T>], places: &[usize]) -> f64 {
    let at = |(leaf, place): (&MovableLeaf<T>, &usize)| match &leaf.play {
        Play::Free => 0.0,
        Play::Stepwise(options) => leaf.share * options.get(*place).copied().unwrap_or(leaf.attainment),
        Play::Fixed => leaf.share * leaf.attainment,
    };
    leaves.iter().zip(places).map(at).sum()
}

/// Moves single steps until the free leaves can make up the difference, or until that gets no nearer.
fn settle<T>(leaves: &[MovableLeaf<T>], places: &mut [usize], asked: f64) {
    let room: f64 = leaves.iter().filter(|leaf| leaf.is_free()).map(|leaf| leaf.share).sum();
    let missing = |places: &[usize]| {
        let rest = asked - held(leaves, places);
        if rest < 0.0 { rest } else { (rest - room).max(0.0) }
    };
    loop {
        let now = missing(places);
        if now.abs() <= SAME {
            return;
        }
        let up = now > 0.0;
        let mut best: Option<(f64, usize, usize)> = None;
        for (leaf, place) in places.iter().copied().enumerate() {
            let Some(Play::Stepwise(options)) = leaves.get(leaf).map(|leaf| &leaf.play) else { continue };
            let next = if up { Some(place + 1).filter(|next| *next < options.len()) } else { place.checked_sub(1) };
            let Some(next) = next else { continue };
            let mut tried = places.to_vec();
            if let Some(slot) = tried.get_mut(leaf) {
                *slot = next;
            }
            let left = missing(&tried).abs();
            if left < best.map_or(now.abs(), |(known, _, _)| known) - SAME {
                best = Some((left, leaf, next));
            }
        }
        let Some((_, leaf, next)) = best else { return };
        if let Some(slot) = places.get_mut(leaf) {
            *slot = next;
        }
    }
}

/// A key result as a leaf; `fixed` if it was assumed already.
pub(in crate::domain) fn key_result_leaf<'p>(
    node: &KeyResultNode<'p>,
    share: f64,
    fixed: bool,
    date: NaiveDate,
    aspirational_target: f64,
) -> MovableLeaf<&'p PlannedKeyResult> {
    let planned = node.planned;
    let play = match &planned.measure {
        _ if fixed => Play::Fixed,
        Measure::Number { .. } => Play::Free,
        Measure::Range { tolerance, .. } if *tolerance > 0.0 => Play::Free,
        Measure::Range { .. } => Play::Stepwise(vec![0.0, 1.0]),
        Measure::Milestones { .. } => {
            let (_, shares) = steps_left(planned, date);
            let reach = |share: f64| attained(planned.ambition, aspirational_target, share);
            Play::Stepwise(std::iter::once(node.figures.score).chain(shares.into_iter().map(reach)).collect())
        }
    };
    MovableLeaf { of: planned, share, attainment: node.figures.score, play }
}

/// A revenue KPI as a leaf; `fixed` if it was assumed already.
pub(in crate::domain) fn kpi_leaf<'s, 'p>(
    node: &'s KpiNode<'p>,
    share: f64,
    fixed: bool,
) -> MovableLeaf<&'s KpiNode<'p>> {
    let play = match &node.target.aim {
        _ if fixed => Play::Fixed,
        Aim::Range { tolerance, .. } if *tolerance <= 0.0 => Play::Stepwise(vec![0.0, 1.0]),
        Aim::Way { .. } | Aim::Range { .. } => Play::Free,
    };
    MovableLeaf { of: node, share, attainment: node.figures.score, play }
}

fn attained(ambition: Ambition, aspirational_target: f64, progress: f64) -> f64 {
    match ambition {
        Ambition::Committed => progress,
        Ambition::Aspirational => (progress / aspirational_target).min(1.0),
    }
}

/// The steps that are not done, in their order, and the share of the weight that is done after each.
fn steps_left(planned: &PlannedKeyResult, date: NaiveDate) -> (Vec<Id<Step>>, Vec<f64>) {
    let steps = planned.measure.steps();
    let done = steps_done_on(steps, &planned.check_ins, date);
    let is_done = |place: usize| done.get(place).is_some_and(Option::is_some);
    let (mut ids, mut shares, mut more) = (Vec::new(), Vec::new(), Vec::new());
    for (place, step) in steps.iter().enumerate().filter(|(place, _)| !is_done(*place)) {
        more.push(place);
        ids.push(step.id);
        shares.push(planned.measure.done_share(|place, _| is_done(place) || more.contains(&place)));
    }
    (ids, shares)
}

/// The value, or the further steps, at which a key result has an attainment.
#[must_use]
pub fn value_at(
    planned: &PlannedKeyResult,
    now: Option<f64>,
    attainment: f64,
    date: NaiveDate,
    aspirational_target: f64,
) -> (Option<f64>, Option<Vec<Id<Step>>>) {
    let progress = match planned.ambition {
        Ambition::Committed => attainment,
        Ambition::Aspirational => attainment * aspirational_target,
    };
    match &planned.measure {
        Measure::Number { start, target, .. } => (Some(on_way(*start, *target, progress)), None),
        Measure::Range { low, high, tolerance, .. } => (Some(in_range((*low, *high), *tolerance, now, progress)), None),
        Measure::Milestones { .. } => {
            let (ids, shares) = steps_left(planned, date);
            let reach = |share: &f64| attained(planned.ambition, aspirational_target, *share) <= attainment + SAME;
            let count = shares.iter().take_while(|share| reach(share)).count();
            (None, Some(ids.into_iter().take(count).collect()))
        }
    }
}

/// The value at which a KPI has an attainment.
#[must_use]
pub fn kpi_value_at(aim: &Aim, now: Option<f64>, attainment: f64) -> f64 {
    match aim {
        Aim::Way { baseline, target, .. } => on_way(*baseline, *target, attainment),
        Aim::Range { low, high, tolerance } => in_range((*low, *high), *tolerance, now, attainment),
    }
}

fn on_way(from: f64, to: f64, progress: f64) -> f64 {
    if progress >= 1.0 { to } else { from + progress * (to - from) }
}

/// A value in or outside a range, on the side on which it stands now.
fn in_range((low, high): (Option<f64>, Option<f64>), tolerance: f64, now: Option<f64>, progress: f64) -> f64 {
    let gap = match progress {
        _ if tolerance > 0.0 => tolerance * (1.0 - progress),
        _ if progress > 0.0 => 0.0,
        _ => 1.0,
    };
    let is_below = low.is_some_and(|low| high.is_none() || now.is_some_and(|now| now < low));
    let bound = if is_below { low } else { high }.or(low).unwrap_or_default();
    let inside = now.filter(|now| low.is_none_or(|low| *now >= low) && high.is_none_or(|high| *now <= high));
    match inside {
        Some(now) if gap <= SLACK => now,
        _ if is_below => bound - gap,
        _ => bound + gap,
    }
}
