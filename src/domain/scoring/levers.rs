//! Levers: what the overall score would gain if a single key result or KPI were reached. A change is followed along its
//! path to the root only; a key result of a shared objective changes all its departments at once. Gains do not add up:
//! for several changes together see `comparisons/what_if.rs`. The points each one takes from 100 now are in
//! `waterfall.rs`; the formulas are in `aggregation.rs`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::{
    aggregation::{balanced, logarithm, weighted_mean},
    method::Method,
    scored_plan::ScoredPlan,
    tree::{KeyResultNode, KpiNode, ObjectiveNode},
};
use crate::domain::{
    department::Department,
    values::{id::Id, numbers::SLACK, wire_enum::wire_enum},
};

wire_enum! {
    pub enum LeverKind {
        KeyResult = "key_result",
        Kpi = "kpi",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lever {
    pub kind: LeverKind,
    /// The id of the key result or KPI.
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    pub id: Uuid,
    pub title: String,
    pub department_id: Option<Id<Department>>,
    pub gain: f64,
    pub attainment: f64,
}

fn as_text<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

/// A department that takes part and has nothing that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    pub department_id: Id<Department>,
    /// What the overall score would gain if the department had something, and reached all of it.
    pub gain: f64,
}

const MOST_LEVERS: usize = 10;

/// Computes the overall score if the scores of a few departments changed, without evaluating the plan again.
pub(in crate::domain) struct Evaluator<'s, 'p> {
    scored: &'s ScoredPlan<'p>,
    score: f64,
    purpose: f64,
    /// `(share of the weights, score)` of every department, by its index in the tree.
    departments: Vec<(f64, f64)>,
    /// Indexes of the departments that count, the weakest first.
    ascending: Vec<usize>,
    mean: f64,
}

impl<'s, 'p> Evaluator<'s, 'p> {
    /// `None` without an overall score.
    pub fn new(scored: &'s ScoredPlan<'p>) -> Option<Self> {
        let score = scored.score()?;
        let total = scored.total_department_weight();
        let nodes = &scored.tree.departments;
        let departments: Vec<(f64, f64)> =
            nodes.iter().map(|node| (node.weight / total, node.counted().score)).collect();
        let mut lowest_first: Vec<(f64, usize)> = departments
            .iter()
            .enumerate()
            .filter(|(_, (share, _))| *share > 0.0)
            .map(|(place, (_, score))| (*score, place))
            .collect();
        lowest_first.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let mean = match scored.plan.policy.method {
            Method::Balanced => weighted_mean(departments.iter().copied()),
            Method::Geometric => weighted_mean(departments.iter().map(|(share, score)| (*share, logarithm(*score)))),
        };
        Some(Self {
            scored,
            score,
            purpose: scored.purpose?.score,
            ascending: lowest_first.into_iter().map(|(_, place)| place).collect(),
            departments,
            mean: mean?,
        })
    }

    /// What reaching this key result alone would add to the overall score.
    pub fn key_result_gain(&self, objective: &ObjectiveNode, key_result: &KeyResultNode) -> f64 {
        let rise = objective.share_of(key_result) * (1.0 - key_result.figures.score);
        if rise <= 0.0 {
            return 0.0;
        }
        let changed =
            |place: usize| objective.seats.iter().find(|seat| seat.department == place).map(|seat| seat.share);
        let risen = |score: f64, share: f64| (score + share * rise).min(1.0);
        let shift: f64 = objective
            .seats
            .iter()
            .filter_map(|seat| {
                let (weight, score) = self.departments.get(seat.department).copied()?;
                let risen = risen(score, seat.share);
                Some(match self.scored.plan.policy.method {
                    Method::Balanced => weight * (risen - score),
                    Method::Geometric => weight * (logarithm(risen) - logarithm(score)),
                })
            })
            .sum();
        let purpose = match self.scored.plan.policy.method {
            Method::Balanced => balanced(self.mean + shift, self.minimum_with(changed, risen), self.balance()),
            Method::Geometric => (self.mean + shift).min(0.0).exp(),
        };
        self.gain(self.scored.revenue.map(|revenue| revenue.score), purpose)
    }

    /// The lowest score after the change. Departments are visited in ascending order, so the first unchanged one ends
    /// the search.
    fn minimum_with(&self, changed: impl Fn(usize) -> Option<f64>, risen: impl Fn(f64, f64) -> f64) -> f64 {
        let mut lowest = 1.0_f64;
        for place in &self.ascending {
            let Some((_, score)) = self.departments.get(*place).copied() else {
                continue;
            };
            let Some(share) = changed(*place) else {
                return lowest.min(score);
            };
            lowest = lowest.min(risen(score, share));
        }
        lowest
    }

    /// What a department at 1 would add to the overall score.
    fn department_gain(&self, place: usize) -> f64 {
        let (share, score) = self.departments.get(place).copied().unwrap_or_default();
        let purpose = match self.scored.plan.policy.method {
            Method::Balanced => {
                let lowest = self.minimum_with(|other| (other == place).then_some(1.0), |_, _| 1.0);
                balanced(self.mean + share * (1.0 - score), lowest, self.balance())
            }
            Method::Geometric => (self.mean - share * logarithm(score)).min(0.0).exp(),
        };
        self.gain(self.scored.revenue.map(|revenue| revenue.score), purpose)
    }

    /// What reaching this KPI alone would add to the overall score.
    pub fn kpi_gain(&self, kpi: &KpiNode) -> f64 {
        let total: f64 = self.scored.tree.kpis.iter().map(|node| node.target.weight).sum();
        let Some(revenue) = self.scored.revenue else {
            return 0.0;
        };
        let risen = revenue.score + kpi.target.weight / total * (1.0 - kpi.figures.score);
        self.gain(Some(risen.min(1.0)), self.purpose)
    }

    fn gain(&self, revenue: Option<f64>, purpose: f64) -> f64 {
        (self.scored.plan.policy.overall(revenue, purpose) - self.score).max(0.0)
    }

    fn balance(&self) -> f64 {
        self.scored.plan.policy.balance
    }
}

enum Source<'s, 'p> {
    KeyResult(&'s ObjectiveNode<'p>, &'s KeyResultNode<'p>),
    Kpi(&'s KpiNode<'p>),
}

impl Source<'_, '_> {
    const fn id(&self) -> Uuid {
        match self {
            Self::KeyResult(_, node) => node.planned.id.uuid(),
            Self::Kpi(node) => node.planned.id.uuid(),
        }
    }

    fn lever(&self, gain: f64) -> Lever {
        match self {
            Self::KeyResult(objective, node) => Lever {
                kind: LeverKind::KeyResult,
                id: self.id(),
                title: node.planned.title.clone(),
                department_id: Some(objective.planned.department_id),
                gain,
                attainment: node.figures.score,
            },
            Self::Kpi(node) => Lever {
                kind: LeverKind::Kpi,
                id: self.id(),
                title: node.planned.name.clone(),
                department_id: node.planned.department_id,
                gain,
                attainment: node.figures.score,
            },
        }
    }
}

/// Collects the largest of the offered gains.
struct Largest<'s, 'p> {
    found: Vec<(f64, Source<'s, 'p>)>,
    /// Lower gains cannot be among the largest.
    floor: f64,
}

impl<'s, 'p> Largest<'s, 'p> {
    fn offer(&mut self, gain: f64, source: Source<'s, 'p>) {
        if gain > SLACK && gain >= self.floor {
            self.found.push((gain, source));
            if self.is_full() {
                self.validate();
            }
        }
    }

    /// Sorting now and then keeps the list short in a large plan.
    fn is_full(&self) -> bool {
        self.found.len() >= 4 * MOST_LEVERS
    }

    /// Sorted by gain, largest first; gains equal within the slack are ordered by id.
    fn validate(&mut self) {
        let rank = |(gain, source): &(f64, Source)| ((gain / SLACK).round(), source.id());
        self.found.sort_by(|one, other| {
            let ((one_gain, one_id), (other_gain, other_id)) = (rank(one), rank(other));
            other_gain.total_cmp(&one_gain).then(one_id.cmp(&other_id))
        });
        self.found.truncate(MOST_LEVERS);
        if let (MOST_LEVERS, Some((least, _))) = (self.found.len(), self.found.last()) {
            self.floor = least - SLACK;
        }
    }
}

impl ScoredPlan<'_> {
    /// The departments that take part and have nothing that counts, the largest gain first.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let Some(evaluator) = Evaluator::new(self) else {
            return Vec::new();
        };
        let places = self.tree.departments.iter().enumerate();
        let empty = places.filter(|(_, node)| node.takes_part() && node.figures.is_none());
        let mut gaps: Vec<Gap> = empty
            .map(|(place, node)| Gap { department_id: node.planned.id, gain: evaluator.department_gain(place) })
            .collect();
        gaps.sort_by(|one, other| other.gain.total_cmp(&one.gain).then(one.department_id.cmp(&other.department_id)));
        gaps
    }

    /// Sorted by gain, largest first; gains equal within the slack are ordered by id.
    #[must_use]
    pub fn levers(&self) -> Vec<Lever> {
        let Some(evaluator) = Evaluator::new(self) else {
            return Vec::new();
        };
        let mut largest = Largest { found: Vec::new(), floor: 0.0 };
        for objective in &self.tree.objectives {
            for node in &objective.key_results {
                largest.offer(evaluator.key_result_gain(objective, node), Source::KeyResult(objective, node));
            }
        }
        for node in &self.tree.kpis {
            largest.offer(evaluator.kpi_gain(node), Source::Kpi(node));
        }
        largest.validate();
        largest.found.iter().map(|(gain, source)| source.lever(*gain)).collect()
    }
}
