//! What blockers, decisions and meetings refer to must be of the meeting's own brand and cycle.
//! Whether the ids exist at all is checked where commands are validated, in `app/input`.
//! Deactivated people are refused by `app/people/responsible.rs`.

use crate::{
    app::error::Result,
    domain::{
        key_result::KeyResult,
        meeting::Meeting,
        objective::Objective,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
        },
    },
    store::{engine::tx::Reader, key_results, objectives},
};

/// The fault of a key result that is of another brand or cycle than the meeting.
///
/// # Errors
/// Those of the database.
pub fn foreign_key_result(
    reader: &mut Reader<'_>,
    meeting: &Meeting,
    pointer: impl Into<String>,
    id: Id<KeyResult>,
) -> Result<Option<Fault>> {
    let objective = key_results::find(reader, id)?.objective_id;
    foreign_objective(reader, meeting, pointer, objective)
}

/// The same of an objective.
///
/// # Errors
/// Those of the database.
pub fn foreign_objective(
    reader: &mut Reader<'_>,
    meeting: &Meeting,
    pointer: impl Into<String>,
    id: Id<Objective>,
) -> Result<Option<Fault>> {
    let objective = objectives::find(reader, id)?;
    let own = (objective.brand_id, objective.cycle_id) == (meeting.brand_id, meeting.cycle_id);
    Ok((!own).then(|| Fault::at(pointer, FaultCode::NotAllowed, "fault-meeting-other-cycle")))
}
