//! Refuses changes inside a closed cycle, which is read-only. All use cases that
//! change something in a cycle check here first. Closing itself is in
//! `closing.rs`.

use crate::{
    app::error::{Code, Error, Result},
    domain::{
        cycle::{Cycle, CycleState},
        values::{id::Id, message::Message, record::Stored},
    },
    store::{cycles, engine::tx::Reader},
};

/// The key of the general message about a closed cycle.
pub(in crate::app) const ONLY_READ: &str = "error-cycle-closed";

/// The cycle, if it is not closed.
///
/// # Errors
/// `not_found`; `cycle_closed`.
pub fn open(reader: &mut Reader<'_>, id: Id<Cycle>) -> Result<Stored<Cycle>> {
    unless_closed(reader, id, ONLY_READ)
}

/// The same for a change outside the cycle that would affect it; `why` is the key of the message that says why it is
/// refused.
///
/// # Errors
/// `not_found`; `cycle_closed`.
pub(in crate::app) fn unless_closed(
    reader: &mut Reader<'_>,
    id: Id<Cycle>,
    why: &'static str,
) -> Result<Stored<Cycle>> {
    let cycle = cycles::find(reader, id)?;
    refuse_closed(cycle.state, cycle.name.as_str(), why)?;
    Ok(cycle)
}

/// # Errors
/// `cycle_closed`.
pub(in crate::app) fn refuse_closed(state: CycleState, name: &str, why: &'static str) -> Result<()> {
    if state == CycleState::Closed {
        return Err(Error::new(Code::CycleClosed, Message::new(why).with("cycle", name)));
    }
    Ok(())
}
