//! Green, amber, red: the colour of a score by the policy's limits, and the cap on the overall colour, which is never
//! green while something below is red or missing. The limits are in `domain/scoring_policy.rs`; what counts as red or
//! missing is decided in `scorecard.rs`. The pace status is in `domain/scoring/readings/pace.rs`, the overall verdict
//! in `verdict.rs`.

use crate::domain::{
    scoring_policy::Policy,
    values::{numbers::at_least, wire_enum::wire_enum},
};

wire_enum! {
    pub enum Band {
        Green = "green",
        Amber = "amber",
        Red = "red",
    }
}

#[must_use]
pub fn band(policy: &Policy, score: f64) -> Band {
    if at_least(score, policy.green_from) {
        Band::Green
    } else if at_least(score, policy.amber_from) {
        Band::Amber
    } else {
        Band::Red
    }
}

/// The overall band: at most amber while something below is red or missing.
#[must_use]
pub fn capped_band(policy: &Policy, score: f64, anything_red_or_missing: bool) -> Band {
    match band(policy, score) {
        Band::Green if anything_red_or_missing => Band::Amber,
        band => band,
    }
}
