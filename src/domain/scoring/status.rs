//! The status of something against what is expected of it by now.
//! It is computed in `domain/scoring/readings/pace.rs`; colours are in `bands.rs`.
//! A person may override it with some of these values.

use crate::domain::values::wire_enum::wire_enum;

wire_enum! {
    pub enum Status {
        Achieved = "achieved",
        Partial = "partial",
        Missed = "missed",
        NotStarted = "not_started",
        NoData = "no_data",
        TooEarly = "too_early",
        OnTrack = "on_track",
        AtRisk = "at_risk",
        OffTrack = "off_track",
    }
}

impl Status {
    /// The values that a person may set instead of the computed status.
    pub const OVERRIDES: &'static [Self] = &[Self::OnTrack, Self::AtRisk, Self::OffTrack];
}
