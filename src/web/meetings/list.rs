//! The meetings of the selected brand and cycle: those to come, those that ended with what came out of them, and the
//! blockers that nobody has resolved yet. A department narrows it down.
//! Planning one is in `form.rs`.

use std::collections::BTreeMap;

use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter},
        error::Result,
        listing::everything,
        meetings::{
            self, MeetingFilter, allowed,
            blockers::{self, BlockerFilter},
            decisions::{self, DecisionFilter},
        },
    },
    domain::{
        department::Department,
        meeting::{Blocker, Meeting, MeetingState},
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        meetings::outcomes::blockers::{OpenBlockerRow, still_open},
        parts::names::Names,
    },
};

#[derive(Template)]
#[template(path = "web/meetings/list.html")]
struct MeetingListPage {
    w: Words,
    frame: Frame,
    coming: Vec<MeetingRow>,
    ended: Vec<MeetingRow>,
    blockers: Vec<OpenBlockerRow>,
    /// The department that is shown, and all that have meetings.
    department: Option<String>,
    plans: bool,
}

pub struct MeetingRow {
    pub link: String,
    pub minutes: Option<String>,
    pub title: String,
    pub scope: String,
    pub day: String,
    pub state: String,
    pub open: bool,
    pub facilitator: Option<String>,
    /// What came out of it, in words.
    pub outcome: Vec<String>,
}

/// What the lists of meetings need from the database.
pub struct MeetingList {
    meetings: Vec<Stored<Meeting>>,
    blockers: Vec<Stored<Blocker>>,
    /// How many decisions each meeting made.
    decisions: BTreeMap<Id<Meeting>, usize>,
    departments: BTreeMap<Id<Department>, String>,
    names: Names,
}

impl MeetingList {
    /// The meetings of a brand's cycle, of a department alone if there is one.
    pub fn read(reader: &mut Reader<'_>, key: Option<PolicyKey>, department: Option<Id<Department>>) -> Result<Self> {
        let filter = MeetingFilter {
            brand_id: key.map(|key| key.brand_id),
            cycle_id: key.map(|key| key.cycle_id),
            department_id: department,
            ..MeetingFilter::default()
        };
        let mut found = match key {
            Some(_) => everything(|query| meetings::list(reader, query), filter)?,
            None => Vec::new(),
        };
        found.sort_by_key(|one| (one.held_on, one.id()));
        let ids: Vec<Id<Meeting>> = found.iter().map(Stored::id).collect();
        let mut raised = everything(|query| blockers::list(reader, query), BlockerFilter::default())?;
        raised.retain(|one| ids.contains(&one.meeting_id));
        let mut decided = BTreeMap::new();
        for one in everything(|query| decisions::list(reader, query), DecisionFilter::default())? {
            *decided.entry(one.meeting_id).or_default() += 1;
        }
        let all = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
        Ok(Self {
            meetings: found,
            blockers: raised,
            decisions: decided,
            departments: all.into_iter().map(|one| (one.id(), one.name.to_string())).collect(),
            names: Names::read(reader)?,
        })
    }

    /// The rows of those that ended, or of the others.
    #[must_use]
    pub fn rows(&self, w: Words, ended: bool) -> Vec<MeetingRow> {
        let rows = self.meetings.iter().filter(|one| one.has_ended() == ended).map(|one| self.row(w, one));
        if ended { rows.rev().collect() } else { rows.collect() }
    }

    fn row(&self, w: Words, meeting: &Stored<Meeting>) -> MeetingRow {
        let id = meeting.id();
        let raised = self.blockers.iter().filter(|one| one.meeting_id == id).count();
        let decided = self.decisions.get(&id).copied().unwrap_or_default();
        let outcome = [("meeting-count-decisions", decided), ("meeting-count-blockers", raised)];
        MeetingRow {
            link: format!("/meetings/{id}"),
            minutes: meeting.has_ended().then(|| format!("/meetings/{id}/minutes")),
            title: meeting.title.to_string(),
            scope: match meeting.department_id {
                Some(department) => self.departments.get(&department).cloned().unwrap_or_default(),
                None => w.say("meeting-company"),
            },
            day: w.day(meeting.held_on),
            state: w.word("meeting-state", meeting.state),
            open: meeting.state == MeetingState::Open,
            facilitator: self.names.of(meeting.facilitator_id),
            outcome: outcome.iter().filter(|(_, count)| *count > 0).map(|(key, count)| w.count(key, *count)).collect(),
        }
    }
}

pub async fn list(visit: Visit) -> Page {
    let (asked, w) = (PlaceQuery::of(&visit), visit.words);
    let department = visit.asked("department").and_then(|id| id.parse().ok());
    let (place, found) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let found = MeetingList::read(reader, place.key(), department)?;
            Ok((place, found))
        })
        .await?;
    let shown = MeetingListPage {
        w,
        coming: found.rows(w, false),
        ended: found.rows(w, true),
        blockers: still_open(w, &place, &found.names, &found.blockers),
        department: department.and_then(|id| found.departments.get(&id).cloned()),
        plans: place.is_open() && allowed::somewhere(&visit.ctx).given(),
        frame: Frame::new(&visit, Nav::Meetings, place)?,
    };
    page(&visit.request, shown).await
}
