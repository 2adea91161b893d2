//! How firm a score is: the score, its band and its first lever under every neighbouring policy, as the section "How
//! firm is it?" of the scoring rules has it. Department scores do not depend on what is varied, so the plan is
//! evaluated once. The levers of one policy are in `domain/scoring/levers.rs`.

use serde::{Deserialize, Serialize};

use crate::domain::scoring::{
    aggregation::{balanced, logarithm},
    bands::{Band, capped_band},
    method::Method,
    scored_plan::ScoredPlan,
    tree::ObjectiveNode,
};
use crate::domain::{
    department::Department,
    scoring_policy::Policy,
    values::{id::Id, wire_enum::wire_enum},
};

const REVENUE_WEIGHT_STEP: f64 = 0.1;
const BALANCE_STEP: f64 = 0.2;
const WEIGHT_FACTORS: [f64; 2] = [0.75, 1.25];
/// Gains that differ by less are equal.
const TIED: f64 = 1e-12;

/// What the neighbouring policies say, scores in 0..1; no policies and no scores without an overall score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// How many policies were tried, the policy itself included.
    pub rules: usize,
    pub same_band: usize,
    /// In how many the first lever is in the same department, or is Revenue both times.
    pub same_first_lever: usize,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Where the first lever of the policy itself is; `None` if nothing would gain, or as much elsewhere.
    pub first_lever: Option<FirstLever>,
}

wire_enum! {
    /// What a first lever is in.
    pub enum FirstLeverKind {
        Revenue = "revenue",
        Department = "department",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstLever {
    pub kind: FirstLeverKind,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub department_id: Option<Id<Department>>,
}

impl FirstLever {
    const REVENUE: Self = Self { kind: FirstLeverKind::Revenue, department_id: None };

    const fn department(id: Id<Department>) -> Self {
        Self { kind: FirstLeverKind::Department, department_id: Some(id) }
    }
}

/// The policy but for the departments' weights, which are beside it in the order of the tree.
struct Rule {
    policy: Policy,
    weights: Vec<f64>,
}

/// The most that one key result or KPI could add where it is.
struct Rise {
    place: FirstLever,
    /// Departments by index and what reaching it adds to their scores; none for a KPI.
    departments: Vec<(usize, f64)>,
    revenue: f64,
}

/// The scores that the rules combine.
struct Scores {
    departments: Vec<f64>,
    revenue: Option<f64>,
}

struct Outcome {
    score: f64,
    band: Band,
    first: Option<FirstLever>,
}

impl ScoredPlan<'_> {
    #[must_use]
    pub fn robustness(&self) -> Robustness {
        if self.score().is_none() {
            return Robustness::default();
        }
        let scores = Scores {
            departments: self.tree.departments.iter().map(|node| node.counted().score).collect(),
            revenue: self.revenue.map(|revenue| revenue.score),
        };
        let rises = self.rises();
        let weights: Vec<f64> = self.tree.departments.iter().map(|node| node.weight).collect();
        let outcome = |rule: &Rule| {
            let weighed = Weighed::new(&scores, rule);
            let score = weighed.overall(None);
            let band = capped_band(&rule.policy, score, self.anything_red_or_missing());
            Outcome { score, band, first: weighed.first_lever(&rises, score) }
        };
        let itself = outcome(&Rule { policy: self.plan.policy.clone(), weights: weights.clone() });
        let mut found = Robustness { first_lever: itself.first, ..Robustness::default() };
        for policy in neighbours(&self.plan.policy, scores.revenue.is_some()) {
            for weights in weightings(&weights) {
                let other = outcome(&Rule { policy: policy.clone(), weights });
                found.rules += 1;
                found.same_band += usize::from(other.band == itself.band);
                found.same_first_lever += usize::from(other.first == itself.first);
                found.low = Some(found.low.map_or(other.score, |low| low.min(other.score)));
                found.high = Some(found.high.map_or(other.score, |high| high.max(other.score)));
            }
        }
        found
    }

    /// The largest rise of each department, of each shared objective, and of Revenue: no other can be a first lever.
    fn rises(&self) -> Vec<Rise> {
        let mut largest: Vec<f64> = vec![0.0; self.tree.departments.len()];
        let mut rises = Vec::new();
        for objective in &self.tree.objectives {
            let rise = largest_rise(objective);
            if let ([seat], Some(most)) =
                (objective.seats.as_slice(), objective.seats.first().and_then(|seat| largest.get_mut(seat.department)))
            {
                *most = most.max(seat.share * rise);
            } else {
                let seats = objective.seats.iter();
                rises.push(Rise {
                    place: FirstLever::department(objective.planned.department_id),
                    departments: seats.map(|seat| (seat.department, seat.share * rise)).collect(),
                    revenue: 0.0,
                });
            }
        }
        let departments = self.tree.departments.iter().zip(largest).enumerate();
        rises.extend(departments.map(|(department, (node, rise))| Rise {
            place: FirstLever::department(node.planned.id),
            departments: vec![(department, rise)],
            revenue: 0.0,
        }));
        let total: f64 = self.tree.kpis.iter().map(|node| node.target.weight).sum();
        let of_revenue = self.tree.kpis.iter().map(|node| node.target.weight / total * (1.0 - node.figures.score));
        if let Some(revenue) = of_revenue.filter(|rise| rise.is_finite()).reduce(f64::max) {
            rises.push(Rise { place: FirstLever::REVENUE, departments: Vec::new(), revenue });
        }
        rises
    }
}

fn largest_rise(objective: &ObjectiveNode) -> f64 {
    let rises = objective.key_results.iter().map(|node| objective.share_of(node) * (1.0 - node.figures.score));
    rises.fold(0.0, f64::max)
}

/// The scores under a rule, prepared so that a rise of one department is not followed through all of them.
struct Weighed<'s> {
    scores: &'s Scores,
    rule: &'s Rule,
    total: f64,
    /// The mean of the departments' scores; of their logarithms with the geometric method.
    mean: f64,
    /// The departments that count, the lowest first, by index.
    ascending: Vec<(f64, usize)>,
}

impl<'s> Weighed<'s> {
    fn new(scores: &'s Scores, rule: &'s Rule) -> Self {
        let counting =
            || scores.departments.iter().zip(&rule.weights).enumerate().filter(|(_, (_, weight))| **weight > 0.0);
        let total: f64 = counting().map(|(_, (_, weight))| weight).sum();
        let mean = counting().map(|(_, (score, weight))| weight / total * rule.part(*score)).sum();
        let mut ascending: Vec<(f64, usize)> = counting().map(|(place, (score, _))| (*score, place)).collect();
        ascending.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self { scores, rule, total, mean, ascending }
    }

    /// The overall score, after a rise if one is given.
    fn overall(&self, rise: Option<&Rise>) -> f64 {
        let risen = rise.map_or(&[][..], |rise| &rise.departments);
        let (mut mean, mut lowest) = (self.mean, self.lowest_but(risen));
        for (place, more) in risen {
            let (Some(score), Some(weight)) = (self.scores.departments.get(*place), self.rule.weights.get(*place))
            else {
                continue;
            };
            if *weight > 0.0 {
                let after = (score + more).min(1.0);
                mean += weight / self.total * (self.rule.part(after) - self.rule.part(*score));
                lowest = lowest.min(after);
            }
        }
        let Policy { method, balance, .. } = self.rule.policy;
        let purpose = match method {
            Method::Balanced => balanced(mean, lowest, balance),
            Method::Geometric => mean.min(0.0).exp(),
        };
        let more = rise.map_or(0.0, |rise| rise.revenue);
        self.rule.policy.overall(self.scores.revenue.map(|revenue| (revenue + more).min(1.0)), purpose)
    }

    /// The lowest score of the departments that do not rise.
    fn lowest_but(&self, risen: &[(usize, f64)]) -> f64 {
        let stays = |(_, place): &&(f64, usize)| risen.iter().all(|(rises, _)| rises != place);
        self.ascending.iter().find(stays).map_or(1.0, |(score, _)| *score)
    }

    /// Where the largest gain is; `None` when nothing would gain, or as much elsewhere.
    fn first_lever(&self, rises: &[Rise], score: f64) -> Option<FirstLever> {
        let gains: Vec<(FirstLever, f64)> =
            rises.iter().map(|rise| (rise.place, self.overall(Some(rise)) - score)).collect();
        let (place, most) = gains.iter().copied().reduce(|best, one| if one.1 > best.1 { one } else { best })?;
        let tied = gains.iter().any(|(other, gain)| *other != place && most - gain <= TIED);
        (most > TIED && !tied).then_some(place)
    }
}

impl Rule {
    /// What a score counts in the mean.
    fn part(&self, score: f64) -> f64 {
        match self.policy.method {
            Method::Balanced => score,
            Method::Geometric => logarithm(score),
        }
    }
}

/// The policy with every neighbouring revenue weight and balance, and with the geometric method.
fn neighbours(policy: &Policy, with_revenue: bool) -> Vec<Policy> {
    let around =
        |value: f64, step: f64, low: f64, high: f64| [-step, 0.0, step].map(|by| (value + by).clamp(low, high));
    let revenue_weights = if with_revenue {
        around(policy.revenue_weight, REVENUE_WEIGHT_STEP, 0.1, 0.9).to_vec()
    } else {
        vec![policy.revenue_weight]
    };
    let balances = around(policy.balance, BALANCE_STEP, 0.0, 1.0);
    let mut found = Vec::new();
    for revenue_weight in revenue_weights {
        let with = |method, balance| Policy { method, balance, revenue_weight, ..policy.clone() };
        found.extend(balances.map(|balance| with(Method::Balanced, balance)));
        found.push(with(Method::Geometric, policy.balance));
    }
    found
}

/// The weights as they are, and each positive one made smaller and larger in turn.
fn weightings(weights: &[f64]) -> Vec<Vec<f64>> {
    let mut found = vec![weights.to_vec()];
    for (place, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        for factor in WEIGHT_FACTORS {
            let mut changed = weights.to_vec();
            if let Some(one) = changed.get_mut(place) {
                *one = weight * factor;
            }
            found.push(changed);
        }
    }
    found
}
