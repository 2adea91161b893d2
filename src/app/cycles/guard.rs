//! The gate before every change inside a cycle: a closed cycle can only be read.
//! Use cases of all that belongs to a cycle go through it.
//! Closing itself is in `closing.rs`.

use crate::{
    app::error::{Code, Error, Result},
    domain::{
        cycle::{Cycle, CycleState},
        values::{id::Id, message::Message, record::Stored},
    },
    store::{cycles, engine::tx::Reader},
};

/// Told of a closed cycle in general.
pub(in crate::app) const ONLY_READ: &str = "error-cycle-closed";

/// The cycle, if it may still be changed.
///
/// # Errors
/// `not_found`; `cycle_closed`.
pub fn open(reader: &mut Reader<'_>, id: Id<Cycle>) -> Result<Stored<Cycle>> {
    unless_closed(reader, id, ONLY_READ)
}

/// The same for what goes beyond the cycle and would change it; `why` is the key of the sentence that says why it cannot.
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
