//! The scoring methods: how a method combines departments into the purpose index, and Revenue with Purpose into the
//! overall score. *Half your average, half your weakest link.* The means are computed in `aggregation.rs`, the points
//! lost in `waterfall.rs`. The settings come from the policy, in `domain/scoring_policy.rs`.

use super::aggregation::{Weighted, balanced, logarithm, mean_logarithm, minimum, weighted_mean};
use crate::domain::values::wire_enum::wire_enum;

wire_enum! {
    /// How departments, and then Revenue and Purpose, are combined into one score.
    pub enum Method {
        Balanced = "balanced",
        Geometric = "geometric",
    }
}

impl Method {
    /// The purpose index over the departments; `None` without any positive weight.
    pub fn purpose_index(self, balance: f64, departments: impl IntoIterator<Item = Weighted> + Clone) -> Option<f64> {
        match self {
            Self::Balanced => {
                let mean = weighted_mean(departments.clone())?;
                Some(balanced(mean, minimum(departments)?, balance))
            }
            Self::Geometric => mean_logarithm(departments).map(|mean| mean.exp().min(1.0)),
        }
    }

    /// The overall score of two pillars, of which Revenue has the weight `rho`.
    #[must_use]
    pub fn overall(self, balance: f64, rho: f64, revenue: f64, purpose: f64) -> f64 {
        match self {
            Self::Balanced => balanced(pillar_mean(rho, revenue, purpose), revenue.min(purpose), balance),
            Self::Geometric => pillar_mean(rho, logarithm(revenue), logarithm(purpose)).exp().min(1.0),
        }
    }
}

/// `rho * revenue + (1 - rho) * purpose`
#[must_use]
pub fn pillar_mean(rho: f64, revenue: f64, purpose: f64) -> f64 {
    (rho * revenue + (1.0 - rho) * purpose).clamp(revenue.min(purpose), revenue.max(purpose))
}
