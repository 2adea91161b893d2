//! The decisions of meetings about a key result or an objective, the newest first, for the pages of these. Each names
//! the meeting that made it.
//! The decisions of one meeting are on its own page.

use crate::{
    app::{
        Reader,
        error::Result,
        listing::everything,
        meetings::{
            self,
            decisions::{self, DecisionFilter},
        },
    },
    domain::{key_result::KeyResult, objective::Objective, values::id::Id},
    language::words::Words,
    web::parts::names::Names,
};

pub struct DecidedRow {
    pub text: String,
    pub link: String,
    /// The meeting and its day.
    pub meeting: String,
    pub owner: Option<String>,
    pub due: Option<String>,
}

pub fn about_key_result(reader: &mut Reader<'_>, w: Words, id: Id<KeyResult>) -> Result<Vec<DecidedRow>> {
    found(reader, w, DecisionFilter { key_result_id: Some(id), ..DecisionFilter::default() })
}

pub fn about_objective(reader: &mut Reader<'_>, w: Words, id: Id<Objective>) -> Result<Vec<DecidedRow>> {
    found(reader, w, DecisionFilter { objective_id: Some(id), ..DecisionFilter::default() })
}

fn found(reader: &mut Reader<'_>, w: Words, filter: DecisionFilter) -> Result<Vec<DecidedRow>> {
    let decisions = everything(|query| decisions::list(reader, query), filter)?;
    if decisions.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::read(reader)?;
    let mut rows = Vec::with_capacity(decisions.len());
    for decision in decisions.iter().rev() {
        let meeting = meetings::show(reader, decision.meeting_id)?;
        let told = [("meeting", meeting.title.as_str()), ("day", &w.day(meeting.held_on))];
        rows.push(DecidedRow {
            text: decision.text.to_string(),
            link: format!("/meetings/{}#decisions", meeting.id()),
            meeting: w.with("meeting-decided-in", &told),
            owner: names.of(decision.owner_id),
            due: decision.due_on.map(|day| w.with("meeting-due-by", &[("day", &w.day(day))])),
        });
    }
    Ok(rows)
}
