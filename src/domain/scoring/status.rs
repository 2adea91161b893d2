//! The words for where something stands against what is expected of it by now.
//! Which one it is, is decided in `domain/scoring/readings/pace.rs`; colours are in `bands.rs`.
//! A person may say some of them over what is computed.

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
    /// What a person may say instead of the computed status.
    pub const OVERRIDES: &'static [Self] = &[Self::OnTrack, Self::AtRisk, Self::OffTrack];
}
