//! What a use case is given, as a type: a command or the filters of a list. Pages, programs and jobs make one themselves;
//! what somebody sent is parsed in front of the use case, which comes to it only after it has looked at the address and at
//! who asks: until then a `Parsed` keeps what is wrong. How single members are read is in `fields.rs`.

use super::{Fields, Findings};
use crate::{
    app::error::{Error, Result},
    domain::values::{
        fault::{Fault, FaultCode},
        message::{Message, Place},
    },
    store::{engine::tx::Reader, references},
};

/// What can be read from members that somebody sent.
pub trait Command: Clone {
    /// `None` where a member that it cannot be without is missing or wrong; every fault was noted.
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

impl Command for () {
    fn read(_: &mut Fields<'_, '_>) -> Option<Self> {
        Some(())
    }
}

/// A command as it was sent: its value, and all that is wrong with it.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    pub(super) value: Option<T>,
    pub(super) findings: Findings,
}

impl<T> From<T> for Parsed<T> {
    fn from(value: T) -> Self {
        Self { value: Some(value), findings: Findings::default() }
    }
}

impl<T: Clone> Parsed<T> {
    /// What was read, for a use case that must look something up before it settles the rest.
    #[must_use]
    pub const fn peek(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The command, if nothing is wrong with it and everything exists that it refers to.
    ///
    /// # Errors
    /// `invalid` with all that is wrong.
    pub fn settle(&self, reader: &mut Reader<'_>) -> Result<T> {
        self.settle_with(reader, |value, _| Some(value))
    }

    /// What `make` makes of the command with what is stored; it notes what is wrong then.
    ///
    /// # Errors
    /// `invalid` with all that is wrong.
    pub fn settle_with<U>(
        &self,
        reader: &mut Reader<'_>,
        make: impl FnOnce(T, &mut Vec<Fault>) -> Option<U>,
    ) -> Result<U> {
        let mut faults = self.findings.faults.clone();
        let value = self.value.clone().and_then(|value| make(value, &mut faults));
        for reference in &self.findings.references {
            if !references::exists(reader, reference.kind, reference.id)? {
                let kind = Place::Word("entity", reference.kind.to_string());
                faults.push(Fault::at(
                    reference.pointer.clone(),
                    FaultCode::NotFound,
                    Message::new("fault-no-such").with("kind", kind),
                ));
            }
        }
        concluded(value, faults)
    }

    /// The command, which refers to nothing that is stored.
    ///
    /// # Errors
    /// `invalid` with all that is wrong.
    pub fn settle_plain(&self) -> Result<T> {
        concluded(self.value.clone(), self.findings.faults.clone())
    }
}

/// Whether something is wrong already with the member at a pointer.
#[must_use]
pub fn is_wrong(faults: &[Fault], member: &str) -> bool {
    faults.iter().any(|fault| {
        fault.pointer.strip_prefix(member).is_some_and(|rest| matches!(rest.bytes().next(), None | Some(b'/')))
    })
}

fn concluded<T>(value: Option<T>, faults: Vec<Fault>) -> Result<T> {
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        _ => Err(Error::invalid(faults)),
    }
}
