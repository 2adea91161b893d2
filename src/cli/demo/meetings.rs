//! The meetings of the demonstration company: planned some days before, held with everybody's confidence, blockers and
//! decisions, ended with minutes; one is still to come. A blocker is resolved on the day that `company.json` names.
//! When all this happens is in `history.rs`.

use serde_json::json;

use super::{
    entries::{CompanyMeeting, Raised},
    runner::{Moment, Stage},
};
use crate::app::{
    error::Result,
    input::Input,
    meetings::{self, blockers, confidence, decisions},
};

impl<'a> Stage<'a, '_> {
    pub fn plan_meeting(&mut self, at: Moment, meeting: &'a CompanyMeeting) -> Result<()> {
        let body = json!({
            "brand_id": self.brand()?,
            "cycle_id": self.cycles.find(&self.company.cycle.key)?,
            "title": self.text(&meeting.title),
            "held_on": self.calendar.date(meeting.day),
            "facilitator_id": self.people.find(&meeting.facilitator)?,
            "key_result_ids": self.key_results.find_all(&meeting.rated)?,
        });
        let new = Input::json(body).command();
        let planned = self.write(&meeting.facilitator, at, |tx| meetings::create(tx, &new))?;
        self.meetings.insert(meeting.day, planned.id());
        Ok(())
    }

    /// Opens the meeting, and notes everything that came up, each by who said it.
    pub fn hold_meeting(&mut self, at: Moment, meeting: &'a CompanyMeeting) -> Result<()> {
        let Some(id) = self.meetings.get(&meeting.day).copied() else { return Ok(()) };
        self.change_meeting(at, meeting, json!({"state": "open"}))?;
        for (who, given) in &meeting.confidence {
            let rating = |(key, confidence): (&String, &u8)| -> Result<_> {
                Ok(json!({"key_result_id": self.key_results.find(key)?, "confidence": confidence}))
            };
            let ratings = meeting.rated.iter().zip(given).map(rating).collect::<Result<Vec<_>>>()?;
            let put = Input::json(json!({"ratings": ratings})).command();
            self.write(who, at, |tx| confidence::replace(tx, id, &put))?;
        }
        for raised in &meeting.blockers {
            let body = json!({
                "meeting_id": id,
                "text": self.text(&raised.text),
                "owner_id": self.people.find(&raised.owner)?,
                "due_on": self.calendar.date(raised.due),
                "key_result_id": self.key_results.find(&raised.key_result)?,
            });
            let new = Input::json(body).command();
            let blocker = self.write(&raised.by, at, |tx| blockers::create(tx, &new))?;
            self.blockers.insert(self.text(&raised.text), blocker.id());
        }
        for decided in &meeting.decisions {
            let body = json!({
                "meeting_id": id,
                "text": self.text(&decided.text),
                "key_result_id": self.key_results.get(decided.key_result.as_deref())?,
                "objective_id": self.objectives.get(decided.objective.as_deref())?,
                "owner_id": self.people.get(decided.owner.as_deref())?,
                "due_on": decided.due.map(|day| self.calendar.date(day)),
            });
            let new = Input::json(body).command();
            self.write(&decided.by, at, |tx| decisions::create(tx, &new))?;
        }
        let minutes = self.optional(meeting.minutes.as_ref());
        self.change_meeting(at, meeting, json!({"confidence_shown": true}))?;
        self.change_meeting(at, meeting, json!({"state": "ended", "minutes": minutes}))
    }

    fn change_meeting(&mut self, at: Moment, meeting: &CompanyMeeting, change: serde_json::Value) -> Result<()> {
        let Some(id) = self.meetings.get(&meeting.day).copied() else { return Ok(()) };
        let patch = Input::json(change).command();
        self.write(&meeting.facilitator, at, |tx| meetings::update(tx, id, &patch))?;
        Ok(())
    }

    pub fn resolve_blocker(&mut self, at: Moment, raised: &'a Raised) -> Result<()> {
        let Some(id) = self.blockers.get(self.text(&raised.text)).copied() else { return Ok(()) };
        let patch = Input::json(json!({"state": "resolved"})).command();
        self.write(&raised.owner, at, |tx| blockers::update(tx, id, &patch))?;
        Ok(())
    }
}
