//! The rows of a meeting's pages: what moved the score, who should act, what people rated, blockers, decisions.
//! They are filled by `view.rs` and `why.rs`.
//! The templates of the folder above draw them.

use crate::web::parts::{departments::ScoreChange, status::Standing};

/// Why the score changed since the last meeting.
pub struct WhyView {
    pub lead: String,
    pub change: Option<ScoreChange>,
    /// With a department: what its key results did together.
    pub own: Option<String>,
    pub rows: Vec<WhyRow>,
    /// How many more moved the score, and by how much together.
    pub rest: Option<(String, ScoreChange)>,
    pub link: String,
}

pub struct WhyRow {
    pub title: String,
    /// `None` for changes of plan or policy.
    pub link: Option<String>,
    pub about: String,
    pub change: ScoreChange,
}

/// Somebody who should do something about a key result or KPI.
pub struct ActRow {
    pub title: String,
    pub link: String,
    pub owner: Option<String>,
    pub about: String,
}

pub struct ActView {
    pub levers: Vec<(String, ActRow)>,
    pub overdue: Vec<ActRow>,
    pub off_track: Vec<(Standing, ActRow)>,
}

/// A key result that people rate.
pub struct RatedRow {
    pub id: String,
    pub title: String,
    pub link: String,
    pub objective: String,
    /// What the reader rated.
    pub own: Option<u8>,
    /// Once it is shown.
    pub result: Option<RatedResult>,
}

impl RatedRow {
    /// Whether the reader rated it so.
    pub fn gave(&self, confidence: impl AsRef<str>) -> bool {
        self.own.is_some_and(|own| own.to_string() == confidence.as_ref())
    }
}

pub struct RatedResult {
    pub mean: Option<(String, Standing)>,
    /// For each confidence from 0 to 10 a dot for everybody who gave it.
    pub dots: Vec<String>,
    pub people: Vec<(String, u8)>,
}

pub struct MeetingBlockerRow {
    pub id: String,
    pub text: String,
    pub owner: Option<String>,
    /// The day, and whether it has passed.
    pub due: Option<(String, bool)>,
    pub about: Option<(String, String)>,
    /// The day of the earlier meeting that raised it.
    pub raised: Option<String>,
    pub resolved: Option<String>,
    pub open: bool,
}

pub struct MeetingDecisionRow {
    pub id: String,
    pub text: String,
    pub owner: Option<String>,
    pub due: Option<String>,
    pub about: Option<(String, String)>,
}
