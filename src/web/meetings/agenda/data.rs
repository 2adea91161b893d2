//! Reads what a meeting looks at: why the score changed since the last one of the same scope that ended, the scorecard
//! with its levers, the scope's key results, everybody's confidence as far as it may be seen, blockers and decisions.
//! A meeting that ended reads the change as it was known then. `view.rs` turns it into what the pages show.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::why;
use crate::{
    app::{
        Reader, cycles, departments,
        error::Result,
        key_results::{self, KeyResultFilter, views::KeyResultView},
        listing::everything,
        meetings::{
            self, blockers,
            confidence::{self, ConfidenceView},
            decisions::{self, DecisionFilter},
        },
        objectives,
        scorecards::{cache::ScorecardCache, score_change::ScoreChangeView},
    },
    domain::{
        cycle::Cycle,
        key_result::{KeyResult, KeyResultState},
        meeting::{Blocker, Decision, Meeting},
        objective::Objective,
        scoring::scorecard::Scorecard,
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    web::{
        kit::frame::{Place, PlaceQuery},
        parts::{names::Names, status},
    },
};

/// What the pages of a meeting need from the database.
pub struct MeetingData {
    pub place: Place,
    pub meeting: Stored<Meeting>,
    pub cycle: Stored<Cycle>,
    pub department: Option<String>,
    /// The last meeting of the same scope that ended.
    pub previous: Option<Stored<Meeting>>,
    pub change: Option<ScoreChangeView>,
    pub scorecard: Option<Scorecard>,
    /// The active key results of the scope, with their figures of today.
    pub key_results: Vec<KeyResultView>,
    /// The titles of the cycle's objectives.
    pub objectives: BTreeMap<Id<Objective>, String>,
    pub confidence: ConfidenceView,
    /// The titles and objectives of the key results that people rate.
    pub rated: Vec<Stored<KeyResult>>,
    pub blockers: Vec<Stored<Blocker>>,
    /// The days of the meetings in which the blockers were raised.
    pub raised_on: BTreeMap<Id<Meeting>, NaiveDate>,
    pub decisions: Vec<Stored<Decision>>,
    pub names: Names,
}

impl MeetingData {
    pub fn read(reader: &mut Reader<'_>, cache: &ScorecardCache, id: Id<Meeting>) -> Result<Self> {
        let meeting = meetings::show(reader, id)?;
        let place = PlaceQuery::at(meeting.brand_id, meeting.cycle_id).place(reader)?;
        let cycle = cycles::show(reader, meeting.cycle_id)?;
        let before = meetings::before(reader, &meeting)?;
        let previous = before.iter().find(|one| one.has_ended()).cloned();
        let key = PolicyKey { brand_id: meeting.brand_id, cycle_id: meeting.cycle_id };
        let department = match meeting.department_id {
            Some(id) => Some(departments::show(reader, id)?.name.to_string()),
            None => None,
        };
        let decided = DecisionFilter { meeting_id: Some(id), ..DecisionFilter::default() };
        Ok(Self {
            change: why::read(reader, meeting.brand_id, &cycle, previous.as_ref(), Some(&meeting))?,
            scorecard: status::scorecard(reader, cache, &place)?,
            key_results: key_results(reader, &meeting)?,
            objectives: objectives::of_cycle(reader, key)?
                .into_iter()
                .map(|one| (one.id(), one.title.to_string()))
                .collect(),
            confidence: confidence::show(reader, id)?,
            rated: meetings::rated(reader, &meeting)?,
            blockers: blockers::at(reader, &meeting)?,
            raised_on: before.iter().map(|one| (one.id(), one.held_on)).collect(),
            decisions: everything(|query| decisions::list(reader, query), decided)?,
            names: Names::read(reader)?,
            department,
            previous,
            place,
            cycle,
            meeting,
        })
    }

    /// The title of a key result of the scope.
    #[must_use]
    pub fn title(&self, id: Id<KeyResult>) -> Option<String> {
        let active = self.key_results.iter().find(|one| one.stored.id() == id).map(|one| one.stored.title.to_string());
        active.or_else(|| self.rated.iter().find(|one| one.id() == id).map(|one| one.title.to_string()))
    }
}

fn key_results(reader: &mut Reader<'_>, meeting: &Meeting) -> Result<Vec<KeyResultView>> {
    let filter = KeyResultFilter {
        brand_id: Some(meeting.brand_id),
        cycle_id: Some(meeting.cycle_id),
        department_id: meeting.department_id,
        state: Some(KeyResultState::Active),
        ..KeyResultFilter::default()
    };
    everything(|query| key_results::list(reader, query), filter.into())
}
