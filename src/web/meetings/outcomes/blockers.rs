//! The blockers that nobody has resolved yet, for the list of meetings and for the page of a person.
//! Each leads to the meeting in which it was raised.
//! Those of one meeting are on its own page.

use crate::{
    domain::{
        meeting::{Blocker, BlockerState},
        values::record::Stored,
    },
    language::words::Words,
    web::{kit::frame::Place, parts::names::Names},
};

/// A blocker that is still in the way.
pub struct OpenBlockerRow {
    pub text: String,
    pub link: String,
    pub owner: Option<String>,
    /// The day, and whether it is past.
    pub due: Option<(String, bool)>,
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
