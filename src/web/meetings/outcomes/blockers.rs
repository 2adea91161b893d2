//! The blockers that nobody has resolved yet, for the list of meetings, the Scorecard and the pages of people and key results.
//! Each leads to the meeting in which it was raised.
//! Those of one meeting are on its own page.

use crate::{
    app::{
        Reader,
        error::Result,
        listing::everything,
        meetings::blockers::{self, BlockerFilter},
    },
    domain::{
        key_result::KeyResult,
        meeting::{Blocker, BlockerState},
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{kit::frame::Place, parts::names::Names},
};

/// A blocker that is still in the way.
#[derive(Clone)]
pub struct OpenBlockerRow {
    pub text: String,
    pub link: String,
    pub owner: Option<String>,
    /// The day, and whether it is past.
    pub due: Option<(String, bool)>,
}

/// Those in the way of a key result.
///
/// # Errors
/// Those of the database.
pub fn about_key_result(
    reader: &mut Reader<'_>,
    w: Words,
    place: &Place,
    names: &Names,
    id: Id<KeyResult>,
) -> Result<Vec<OpenBlockerRow>> {
    let (key_result_id, state) = (Some(id), Some(BlockerState::Open));
    let filter = BlockerFilter { key_result_id, state, ..BlockerFilter::default() };
    let found = everything(|query| blockers::list(reader, query), filter)?;
    Ok(still_open(w, place, names, &found))
}

/// Those of the blockers that are still in the way.
pub fn still_open(w: Words, place: &Place, names: &Names, blockers: &[Stored<Blocker>]) -> Vec<OpenBlockerRow> {
    let open = blockers.iter().filter(|one| one.state == BlockerState::Open);
    let row = |one: &Stored<Blocker>| OpenBlockerRow {
        text: one.text.to_string(),
        link: format!("/meetings/{}#blockers", one.meeting_id),
        owner: names.of(one.owner_id),
        due: one.due_on.map(|day| (w.day(day), day < place.today)),
    };
    open.map(row).collect()
}
