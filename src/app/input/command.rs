//! Commands: the typed input of a use case, or the filters of a list. The program itself builds them directly. Input
//! from outside is parsed before the use case runs, but the use case must check the address and the permission first,
//! so a `Parsed` keeps the faults until then. How single members are read is in `fields.rs`.

use super::{Fields, Findings};
use crate::{
    app::error::{Error, Result},
    domain::values::{
        fault::{Fault, FaultCode},
        message::{Message, Place},
    },
    store::{engine::tx::Reader, references},
};

/// A type that can be parsed from the members of an input.
pub trait Command: Clone {
    /// `None` when a required member is missing or wrong; every fault was noted.
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

impl Command for () {
    fn read(_: &mut Fields<'_, '_>) -> Option<Self> {
        Some(())
    }
}

/// A parsed command: its value, and every fault that was found.
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
    /// The value before it is checked, for a use case that must look something up first.
    #[must_use]
    pub const fn peek(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The command, if it has no faults and every entity that it refers to exists.
    ///
    /// # Errors
    /// `invalid` with all faults.
    pub fn validate(&self, reader: &mut Reader<'_>) -> Result<T> {
        self.validate_with(reader, |value, _| Some(value))
    }

    /// Like `validate`, but `make` converts the command, with what the use case has read from the database; it may add
    /// faults.
    ///
    /// # Errors
    /// `invalid` with all faults.
    pub fn validate_with<U>(
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

    /// The command, for commands that refer to no stored entity.
    ///
    /// # Errors
    /// `invalid` with all faults.
    pub fn validate_plain(&self) -> Result<T> {
        self.validate_plain_with(|value, _| Some(value))
    }

    /// Like `validate_plain`, but `make` converts the command; it may add faults.
    ///
    /// # Errors
    /// `invalid` with all faults.
    pub fn validate_plain_with<U>(&self, make: impl FnOnce(T, &mut Vec<Fault>) -> Option<U>) -> Result<U> {
        let mut faults = self.findings.faults.clone();
        let value = self.value.clone().and_then(|value| make(value, &mut faults));
        concluded(value, faults)
    }
}

/// Whether there is a fault already of the member at a pointer, or of a part of it.
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
