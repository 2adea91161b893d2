//! Parses meetings: a new one, a partial update, and the filters of the list. Where the state may go is checked here;
//! references to stored rows are checked in `app/meetings`.
//! Blockers and decisions are parsed beside their use cases.

use chrono::NaiveDate;

use crate::{
    app::input::{Command, Distinct, Fields},
    domain::{
        brand::Brand,
        cycle::Cycle,
        department::Department,
        key_result::KeyResult,
        meeting::{Meeting, MeetingState},
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            text::{Name, Text},
        },
    },
    store::meetings::MeetingFilter,
};

#[derive(Debug, Clone)]
pub struct NewMeeting {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub department_id: Option<Id<Department>>,
    pub title: Name,
    pub held_on: NaiveDate,
    pub facilitator_id: Option<Id<User>>,
    pub key_result_ids: Vec<Id<KeyResult>>,
}

/// A partial update of a meeting; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct MeetingPatch {
    pub title: Option<Name>,
    pub held_on: Option<NaiveDate>,
    pub facilitator_id: Option<Option<Id<User>>>,
    pub key_result_ids: Option<Vec<Id<KeyResult>>>,
    pub state: Option<MeetingState>,
    pub confidence_shown: Option<bool>,
    pub minutes: Option<Option<Text>>,
}

impl Command for NewMeeting {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.required("brand_id"), fields.required("cycle_id"));
        let (department_id, title) = (fields.field("department_id", Some(None)), fields.required("title"));
        let (held_on, facilitator_id) = (fields.required("held_on"), fields.field("facilitator_id", Some(None)));
        let key_result_ids = fields.field("key_result_ids", Some(Distinct(vec![])));
        Some(Self {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            department_id: department_id?,
            title: title?,
            held_on: held_on?,
            facilitator_id: facilitator_id?,
            key_result_ids: key_result_ids?.0,
        })
    }
}

impl NewMeeting {
    /// The meeting, facilitated by `facilitator` unless somebody else is named.
    pub(super) fn planned(self, facilitator: Option<Id<User>>) -> Meeting {
        Meeting {
            brand_id: self.brand_id,
            cycle_id: self.cycle_id,
            department_id: self.department_id,
            title: self.title,
            held_on: self.held_on,
            state: MeetingState::Planned,
            facilitator_id: self.facilitator_id.or(facilitator),
            key_result_ids: self.key_result_ids,
            confidence_shown: false,
            minutes: None,
            ended_on: None,
            ended_revision: None,
        }
    }
}

impl Command for MeetingPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            title: fields.given("title"),
            held_on: fields.given("held_on"),
            facilitator_id: fields.given("facilitator_id"),
            key_result_ids: fields.given("key_result_ids").map(|ids: Distinct<_>| ids.0),
            state: fields.given("state"),
            confidence_shown: fields.given("confidence_shown"),
            minutes: fields.given("minutes"),
        })
    }
}

impl MeetingPatch {
    /// The meeting after the update, with `ending` as its end if it ends now; what is not allowed is added to the faults.
    pub(super) fn over(self, was: &Meeting, ending: (NaiveDate, i64), faults: &mut Vec<Fault>) -> Meeting {
        let state = self.state.unwrap_or(was.state);
        if state == MeetingState::Planned && was.state != MeetingState::Planned {
            faults.push(Fault::at("/state", FaultCode::NotAllowed, "fault-meeting-not-planned-again"));
        }
        let confidence_shown = self.confidence_shown.unwrap_or(was.confidence_shown);
        if was.confidence_shown && !confidence_shown {
            faults.push(Fault::at("/confidence_shown", FaultCode::NotAllowed, "fault-meeting-shown-stays"));
        }
        let (ended_on, ended_revision) = match (was.state, state) {
            (_, MeetingState::Planned | MeetingState::Open) => (None, None),
            (MeetingState::Ended, MeetingState::Ended) => (was.ended_on, was.ended_revision),
            (_, MeetingState::Ended) => (Some(ending.0), Some(ending.1)),
        };
        Meeting {
            title: self.title.unwrap_or_else(|| was.title.clone()),
            held_on: self.held_on.unwrap_or(was.held_on),
            state,
            facilitator_id: self.facilitator_id.unwrap_or(was.facilitator_id),
            key_result_ids: self.key_result_ids.unwrap_or_else(|| was.key_result_ids.clone()),
            confidence_shown,
            minutes: self.minutes.unwrap_or_else(|| was.minutes.clone()),
            ended_on,
            ended_revision,
            ..was.clone()
        }
    }
}

impl Command for MeetingFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.optional("brand_id"), fields.optional("cycle_id"));
        let (department_id, facilitator_id) = (fields.optional("department_id"), fields.optional("facilitator_id"));
        let (state, updated_since) = (fields.optional("state"), fields.optional("updated_since"));
        Some(Self {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            department_id: department_id?,
            facilitator_id: facilitator_id?,
            state: state?,
            updated_since: updated_since?,
        })
    }
}
