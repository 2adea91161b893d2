//! What the pages of a meeting show, in words: the sections of the meeting, which the minutes print without forms.
//! The rows are declared in `rows.rs`, the data are read by `data.rs`.
//! What the reader may do is decided in `app/meetings/allowed.rs`.

use super::{
    data::MeetingData,
    rows::{ActRow, ActView, MeetingBlockerRow, MeetingDecisionRow, RatedResult, RatedRow, WhyView},
    why::{self, Since, link},
};
use crate::{
    app::{key_results::views::KeyResultView, meetings::confidence::ConfidenceResult},
    domain::{
        check_in::confidence_status,
        key_result::KeyResult,
        meeting::{Blocker, Decision},
        objective::Objective,
        scoring::{levers::Lever, status::Status},
        values::{id::Id, numbers::whole, record::Stored},
    },
    language::words::Words,
    web::parts::{markdown::Markdown, status::Standing},
};

/// So many rows of each kind are shown.
const MOST: usize = 6;

pub struct MeetingSections {
    pub title: String,
    pub scope: String,
    pub day: String,
    pub state: String,
    pub facilitator: Option<String>,
    pub why: Option<WhyView>,
    /// `None` once it has ended: who should act is a question of today.
    pub act: Option<ActView>,
    pub rated: Vec<RatedRow>,
    pub shown: bool,
    /// Who has given their confidence.
    pub given_by: Vec<String>,
    pub gave: bool,
    pub blockers: Vec<MeetingBlockerRow>,
    pub decisions: Vec<MeetingDecisionRow>,
    pub minutes: Option<Markdown>,
}

impl MeetingSections {
    pub fn new(w: Words, data: &MeetingData) -> Self {
        let meeting = &data.meeting;
        Self {
            title: meeting.title.to_string(),
            scope: data.department.clone().unwrap_or_else(|| w.say("meeting-company")),
            day: w.day(meeting.held_on),
            state: w.word("meeting-state", meeting.state),
            facilitator: data.names.of(meeting.facilitator_id),
            why: data.change.as_ref().map(|change| why::of(w, &data.place, change, &since(data))),
            act: (!meeting.has_ended()).then(|| act(w, data)),
            rated: data.rated.iter().map(|one| rated(w, data, one)).collect(),
            shown: data.confidence.shown,
            given_by: data.confidence.given_by.iter().filter_map(|id| data.names.of(Some(*id))).collect(),
            gave: !data.confidence.own.is_empty(),
            blockers: data.blockers.iter().map(|one| blocker(w, data, one)).collect(),
            decisions: data.decisions.iter().map(|one| decision(w, data, one)).collect(),
            minutes: meeting.minutes.as_ref().map(Markdown::new),
        }
    }
}

/// What the change of the score is told since, and of whom.
fn since(data: &MeetingData) -> Since<'_> {
    let own = data.meeting.department_id.zip(data.department.as_deref());
    Since { meeting: data.previous.is_some(), ended: data.meeting.has_ended(), own }
}

fn act(w: Words, data: &MeetingData) -> ActView {
    let today = data.place.today;
    let row = |view: &KeyResultView, about: String| ActRow {
        title: view.stored.title.to_string(),
        link: data.place.link(&format!("/key-results/{}", view.stored.id())),
        owner: data.names.of(view.stored.owner_id),
        about,
    };
    let mut overdue: Vec<&KeyResultView> =
        data.key_results.iter().filter(|one| one.due_on.is_some_and(|day| day < today)).collect();
    overdue.sort_by_key(|one| one.due_on);
    let due = |one: &&KeyResultView| {
        let day = one.due_on.map(|day| w.day(day)).unwrap_or_default();
        row(one, w.with("meeting-due-since", &[("day", &day)]))
    };
    let mut off_track: Vec<&KeyResultView> =
        data.key_results.iter().filter(|one| one.reading.status == Status::OffTrack).collect();
    off_track.sort_by(|one, other| one.reading.attainment.total_cmp(&other.reading.attainment));
    let off = |one: &&KeyResultView| {
        let at = w.with("lever-now", &[("at", &w.percent(one.reading.attainment))]);
        (Standing::of_status(w, one.reading.status), row(one, at))
    };
    let levers = data.scorecard.iter().flat_map(|scorecard| &scorecard.levers);
    let ours = |lever: &&Lever| data.meeting.department_id.is_none_or(|id| lever.department_id == Some(id));
    ActView {
        levers: levers.filter(ours).take(MOST).map(|one| lever(w, data, one)).collect(),
        overdue: overdue.iter().take(2 * MOST).map(due).collect(),
        off_track: off_track.iter().take(2 * MOST).map(off).collect(),
    }
}

/// The gain of a lever, and who holds it.
fn lever(w: Words, data: &MeetingData, lever: &Lever) -> (String, ActRow) {
    let owned = data.key_results.iter().find(|one| one.stored.id().to_string() == lever.id.to_string());
    let row = ActRow {
        title: lever.title.clone(),
        link: link(&data.place, lever.kind, lever.id),
        owner: owned.and_then(|one| data.names.of(one.stored.owner_id)),
        about: w.with("lever-now", &[("at", &w.percent(lever.attainment))]),
    };
    (format!("+{}", w.points(lever.gain * 100.0)), row)
}

fn rated(w: Words, data: &MeetingData, key_result: &Stored<KeyResult>) -> RatedRow {
    let id = key_result.id();
    let results = data.confidence.results.iter().flatten();
    RatedRow {
        id: id.to_string(),
        title: key_result.title.to_string(),
        link: data.place.link(&format!("/key-results/{id}")),
        objective: data.objectives.get(&key_result.objective_id).cloned().unwrap_or_default(),
        own: data.confidence.own.iter().find(|one| one.key_result_id == id).map(|one| one.confidence),
        result: results.filter(|one| one.key_result_id == id).map(|one| result(w, data, one)).next(),
    }
}

fn result(w: Words, data: &MeetingData, result: &ConfidenceResult) -> RatedResult {
    let mut people: Vec<(String, u8)> = result
        .ratings
        .iter()
        .map(|one| (data.names.of(Some(one.user_id)).unwrap_or_default(), one.confidence))
        .collect();
    people.sort_by(|one, other| one.1.cmp(&other.1).then_with(|| one.0.cmp(&other.0)));
    let dots = |confidence: u8| "●".repeat(people.iter().filter(|(_, given)| *given == confidence).count());
    let mean = result.mean.map(|mean| {
        let nearest = whole(mean.round()).and_then(|mean| u8::try_from(mean).ok()).unwrap_or_default();
        (w.decimals(mean, 1), Standing::of_status(w, confidence_status(nearest)))
    });
    RatedResult { mean, dots: (0..=10).map(dots).collect(), people }
}

fn blocker(w: Words, data: &MeetingData, blocker: &Stored<Blocker>) -> MeetingBlockerRow {
    let late = |day| blocker.is_open() && day < data.place.today;
    MeetingBlockerRow {
        id: blocker.id().to_string(),
        text: blocker.text.to_string(),
        owner: data.names.of(blocker.owner_id),
        due: blocker.due_on.map(|day| (w.day(day), late(day))),
        about: blocker.key_result_id.and_then(|id| about(data, id)),
        raised: data.raised_on.get(&blocker.meeting_id).map(|day| w.day(*day)),
        resolved: blocker.resolved_on.map(|day| w.day(day)),
        open: blocker.is_open(),
    }
}

fn decision(w: Words, data: &MeetingData, decision: &Stored<Decision>) -> MeetingDecisionRow {
    let objective =
        |id: Id<Objective>| Some((data.place.link(&format!("/objectives/{id}")), data.objectives.get(&id).cloned()?));
    let about = decision.key_result_id.and_then(|id| about(data, id));
    MeetingDecisionRow {
        id: decision.id().to_string(),
        text: decision.text.to_string(),
        owner: data.names.of(decision.owner_id),
        due: decision.due_on.map(|day| w.day(day)),
        about: about.or_else(|| decision.objective_id.and_then(objective)),
    }
}

/// The address and title of a key result.
fn about(data: &MeetingData, id: Id<KeyResult>) -> Option<(String, String)> {
    Some((data.place.link(&format!("/key-results/{id}")), data.title(id)?))
}
