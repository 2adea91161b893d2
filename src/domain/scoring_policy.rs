//! The scoring policy of a brand in a cycle: how scores are combined, the bars and the colour bands, the weights of the
//! departments. `Policy::default()` applies where none was ever set, and to any setting that a stored policy lacks. The
//! formulas are in `domain/scoring/method.rs`, `domain/scoring/bands.rs` and `domain/scoring/verdict.rs`; who may
//! set a policy, with what reason, is in `app/scoring_policies.rs`.

use std::{
    collections::BTreeMap,
    ops::{Bound, RangeBounds},
};

use serde::{Deserialize, Serialize};

use super::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    scoring::{
        aggregation::Weighted,
        method::{self, Method},
    },
    values::{
        fault::{Fault, FaultCode, check_weight, ok_or_faults},
        id::Id,
        record::{Entity, EntityKey, EntityKind},
    },
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    pub method: Method,
    pub balance: f64,
    pub revenue_weight: f64,
    pub aspirational_target: f64,
    pub department_bar: f64,
    pub revenue_bar: f64,
    pub green_from: f64,
    pub amber_from: f64,
    pub department_weights: BTreeMap<Id<Department>, f64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            method: Method::Balanced,
            balance: 0.5,
            revenue_weight: 0.5,
            aspirational_target: 0.7,
            department_bar: 0.7,
            revenue_bar: 1.0,
            green_from: 0.7,
            amber_from: 0.4,
            department_weights: BTreeMap::new(),
        }
    }
}

impl Policy {
    /// Validates the policy. `others_take_part` says whether a department that `department_weights` does not name has
    /// an objective in that brand's cycle: its weight is 1, so even if all named weights are 0 there is a positive one.
    ///
    /// # Errors
    /// One fault for each rule that the policy breaks.
    pub fn checked(self, others_take_part: bool) -> Result<Self, Vec<Fault>> {
        let above_zero = (Bound::Excluded(0.0), Bound::Included(1.0));
        let mut errors: Vec<Fault> = [
            check_share("/balance", self.balance),
            check_bounds("/revenue_weight", self.revenue_weight, 0.1..=0.9, "fault-revenue-weight-bounds"),
            check_bounds(
                "/aspirational_target",
                self.aspirational_target,
                above_zero,
                "fault-aspirational-target-bounds",
            ),
            check_share("/department_bar", self.department_bar),
            check_share("/revenue_bar", self.revenue_bar),
            check_share("/green_from", self.green_from),
            check_share("/amber_from", self.amber_from),
        ]
        .into_iter()
        .flatten()
        .collect();
        if self.amber_from >= self.green_from {
            errors.push(Fault::at("/amber_from", FaultCode::TooLarge, "fault-amber-above-green"));
        }
        for (department, weight) in &self.department_weights {
            errors.extend(check_weight(&format!("/department_weights/{department}"), *weight));
        }
        let none_positive = self.department_weights.values().all(|weight| *weight <= 0.0);
        if !self.department_weights.is_empty() && none_positive && !others_take_part {
            errors.push(Fault::at("/department_weights", FaultCode::TooSmall, "fault-no-positive-weight"));
        }
        ok_or_faults(self, errors)
    }

    /// The purpose index over the departments; `None` without any positive weight.
    pub fn purpose_index(&self, departments: impl IntoIterator<Item = Weighted> + Clone) -> Option<f64> {
        self.method.purpose_index(self.balance, departments)
    }

    /// The overall score; without revenue it is the purpose index.
    #[must_use]
    pub fn overall(&self, revenue: Option<f64>, purpose: f64) -> f64 {
        revenue.map_or(purpose, |revenue| self.method.overall(self.balance, self.revenue_weight, revenue, purpose))
    }

    /// The mean of the two pillars, weighted as the policy says.
    #[must_use]
    pub fn pillar_mean(&self, revenue: f64, purpose: f64) -> f64 {
        method::pillar_mean(self.revenue_weight, revenue, purpose)
    }

    /// The department's weight; 1 if the policy does not name it.
    #[must_use]
    pub fn department_weight(&self, department: Id<Department>) -> f64 {
        self.department_weights.get(&department).copied().unwrap_or(1.0)
    }
}

fn check_share(pointer: &str, value: f64) -> Option<Fault> {
    check_bounds(pointer, value, 0.0..=1.0, "fault-share-bounds")
}

fn check_bounds(pointer: &str, value: f64, bounds: impl RangeBounds<f64>, allowed: &'static str) -> Option<Fault> {
    if bounds.contains(&value) {
        return None;
    }
    let code = if value < 0.5 { FaultCode::TooSmall } else { FaultCode::TooLarge };
    Some(Fault::at(pointer, code, allowed))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyKey {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
}

impl EntityKey for PolicyKey {
    fn text(&self) -> String {
        format!("{}/{}", self.brand_id, self.cycle_id)
    }
}

impl Entity for Policy {
    const KIND: EntityKind = EntityKind::ScoringPolicy;
    type Key = PolicyKey;
}
