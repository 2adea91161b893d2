//! Everybody's confidence in the key results of a meeting. Each person sees and changes only their own ratings, and that
//! others have given theirs, until the facilitator shows all of them together; from then on nobody changes theirs. This
//! is the only place that gives ratings out, and the change log never holds them (`domain/meeting.rs`).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{allowed, rated};
use crate::{
    app::{
        AsOf,
        error::{Code, Error, Result},
        input::{At, BareId, Command, Fields, LIST_MAX, Parsed, Whole},
    },
    domain::{
        check_in::CONFIDENCE_MAX,
        key_result::KeyResult,
        meeting::{Meeting, MeetingConfidence, MeetingConfidenceKey},
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            numbers::count,
            record::Stored,
        },
    },
    store::{
        cycles,
        engine::tx::{Reader, Tx},
        meetings::{self as rows, confidences},
    },
};

/// What a person may know of the confidence in a meeting.
#[derive(Debug, Serialize)]
pub struct ConfidenceView {
    pub meeting_id: Id<Meeting>,
    pub shown: bool,
    /// The key results that people rate.
    pub key_result_ids: Vec<Id<KeyResult>>,
    /// Who has given their confidence.
    pub given_by: Vec<Id<User>>,
    pub own: Vec<Rating>,
    /// `None` until they are shown.
    pub results: Option<Vec<ConfidenceResult>>,
    #[serde(skip)]
    pub version: i64,
    #[serde(skip)]
    pub as_of: AsOf,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct Rating {
    pub key_result_id: Id<KeyResult>,
    pub confidence: u8,
}

/// What everybody rated of a key result.
#[derive(Debug, Serialize)]
pub struct ConfidenceResult {
    pub key_result_id: Id<KeyResult>,
    pub mean: Option<f64>,
    pub ratings: Vec<PersonRating>,
}

#[derive(Debug, Serialize)]
pub struct PersonRating {
    pub user_id: Id<User>,
    pub confidence: u8,
}

/// A person's ratings, which replace those that they gave before.
#[derive(Debug, Clone, Default)]
pub struct PutConfidence {
    pub ratings: Vec<PutRating>,
}

#[derive(Debug, Clone)]
pub struct PutRating {
    pub key_result_id: Id<KeyResult>,
    /// `None` when it was wrong; the fault was noted.
    pub confidence: Option<u8>,
    /// Its index in the list that was sent, for the pointers of faults.
    pub place: usize,
}

impl Command for PutConfidence {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { ratings: fields.with("ratings", Some(Vec::new()), ratings)? })
    }
}

fn ratings(value: &Value, at: &mut At<'_>) -> Option<Vec<PutRating>> {
    let elements = at.elements(value, LIST_MAX)?;
    let read = |(place, element): (usize, &Value)| {
        at.below(&place.to_string()).object(element, |fields| {
            let key_result_id = fields.required::<BareId<KeyResult>>("key_result_id");
            let confidence = fields.required::<Whole<0, CONFIDENCE_MAX>>("confidence");
            let confidence = confidence.and_then(|one| u8::try_from(one.0).ok());
            Some(PutRating { key_result_id: key_result_id?.0, confidence, place })
        })
    };
    Some(elements.iter().enumerate().filter_map(read).collect())
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Meeting>) -> Result<ConfidenceView> {
    let meeting = rows::find(reader, id)?;
    view(reader, &meeting)
}

fn view(reader: &mut Reader<'_>, meeting: &Stored<Meeting>) -> Result<ConfidenceView> {
    let asked: Vec<Id<KeyResult>> = rated(reader, meeting)?.iter().map(Stored::id).collect();
    let all = confidences::of_meeting(reader, meeting.id())?;
    let me = reader.ctx().actor.user_id();
    let own = all.iter().find(|row| Some(row.key.user_id) == me);
    Ok(ConfidenceView {
        meeting_id: meeting.id(),
        shown: meeting.confidence_shown,
        given_by: all.iter().filter(|row| !row.ratings.is_empty()).map(|row| row.key.user_id).collect(),
        own: own.map(|row| ratings_of(row)).unwrap_or_default(),
        results: meeting.confidence_shown.then(|| asked.iter().map(|id| result(*id, &all)).collect()),
        version: own.map_or(0, |row| row.stamp.version),
        key_result_ids: asked,
        as_of: AsOf::now(reader)?,
    })
}

/// A person's ratings, as a list.
#[must_use]
pub fn ratings_of(confidence: &MeetingConfidence) -> Vec<Rating> {
    let ratings = confidence.ratings.iter();
    ratings.map(|(id, confidence)| Rating { key_result_id: *id, confidence: *confidence }).collect()
}

fn result(key_result_id: Id<KeyResult>, all: &[Stored<MeetingConfidence>]) -> ConfidenceResult {
    let rating = |row: &Stored<MeetingConfidence>| {
        let confidence = *row.ratings.get(&key_result_id)?;
        Some(PersonRating { user_id: row.key.user_id, confidence })
    };
    let ratings: Vec<PersonRating> = all.iter().filter_map(rating).collect();
    let sum: f64 = ratings.iter().map(|one| f64::from(one.confidence)).sum();
    let mean = (!ratings.is_empty()).then(|| sum / count(ratings.len()));
    ConfidenceResult { key_result_id, mean, ratings }
}

/// Gives one's confidence; returns also whether it is given for the first time.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `conflict` when the meeting ended or everybody's is shown.
pub fn replace(tx: &mut Tx<'_>, id: Id<Meeting>, put: &Parsed<PutConfidence>) -> Result<(ConfidenceView, bool)> {
    let meeting = rows::find(tx, id)?;
    let cycle = cycles::find(tx, meeting.cycle_id)?;
    let person = tx.ctx().actor.user_id().ok_or_else(|| Error::forbidden("error-api-key-is-no-person"));
    let permission = allowed::allowed(tx.ctx(), &meeting, &cycle).take_part.and(refuse_shown(&meeting));
    let key = MeetingConfidenceKey { meeting_id: id, user_id: person? };
    let current = confidences::get(tx, key)?;
    permission.check_version(tx.ctx(), current.as_ref().map_or(0, |row| row.stamp.version))?;
    let asked: Vec<Id<KeyResult>> = rated(tx, &meeting)?.iter().map(Stored::id).collect();
    let ratings = put.validate_with(tx, |put, faults| Some(chosen(put, &asked, faults)))?;
    let value = MeetingConfidence { ratings };
    let new = current.is_none();
    match current {
        Some(current) => tx.update(current, value)?,
        None => tx.create(key, value)?,
    };
    Ok((view(tx, &meeting)?, new))
}

fn chosen(put: PutConfidence, asked: &[Id<KeyResult>], faults: &mut Vec<Fault>) -> BTreeMap<Id<KeyResult>, u8> {
    let mut ratings = BTreeMap::new();
    for PutRating { key_result_id, confidence, place } in put.ratings {
        let pointer = format!("/ratings/{place}/key_result_id");
        if !asked.contains(&key_result_id) {
            faults.push(Fault::at(pointer, FaultCode::NotFound, "fault-meeting-not-rated"));
        } else if let Some(confidence) = confidence
            && ratings.insert(key_result_id, confidence).is_some()
        {
            faults.push(Fault::at(pointer, FaultCode::Duplicate, "fault-twice"));
        }
    }
    ratings
}

fn refuse_shown(meeting: &Meeting) -> Result<()> {
    if meeting.confidence_shown {
        return Err(Error::new(Code::Conflict, "error-meeting-confidence-shown"));
    }
    Ok(())
}
