//! Changing several things in one request and one transaction: all changes are made, or none. Each is the use case of
//! the thing, so it is permitted, checked, reasoned and recorded as if it came alone; what is wrong is told of every
//! item. Batches of check-ins, of which each item stands for itself, are in `app/check_ins/batches.rs`.

use serde_json::Value;

use super::{
    Tx,
    error::{Code, Error, Result},
    input::{BareId, Command, Field, Fields, Input, Parsed},
};
use crate::domain::values::{
    fault::{Fault, FaultCode},
    id::Id,
};

/// The most items of a request.
pub const ITEMS_MAX: usize = 200;

/// What is to be changed, and how.
#[derive(Debug, Clone)]
pub struct BulkItem<T, P> {
    pub id: Id<T>,
    pub patch: Parsed<P>,
}

#[derive(Debug, Clone)]
pub struct BulkChange<T, P> {
    pub items: Vec<BulkItem<T, P>>,
}

impl<T: Clone, P: Command> Command for BulkChange<T, P> {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let items = fields.with("items", None, |value, at| {
            let elements = at.elements(value, ITEMS_MAX)?;
            let read = |(place, element): (usize, &Value)| {
                let mut at = at.below(&place.to_string());
                if !element.is_object() {
                    at.wrong_type("fault-not-an-object");
                    return None;
                }
                let Some(id) = element.get("id") else {
                    at.fault(Fault::at("/id", FaultCode::Required, "fault-required"));
                    return None;
                };
                let id = BareId::read(id, &mut at.below("id"))?.0;
                Some(BulkItem { id, patch: Input::json(element.clone()).command_beside(&["id"]) })
            };
            let read: Vec<Option<BulkItem<T, P>>> = elements.iter().enumerate().map(read).collect();
            read.into_iter().collect()
        });
        Some(Self { items: items? })
    }
}

/// Makes all changes by the use case `update`; returns what it returns, in order.
///
/// # Errors
/// `invalid`, with what is wrong with each item at `/items/N`.
pub fn change<T, P: Clone, V>(
    tx: &mut Tx<'_>,
    bulk: &Parsed<BulkChange<T, P>>,
    update: impl Fn(&mut Tx<'_>, Id<T>, &Parsed<P>) -> Result<V>,
) -> Result<Vec<V>>
where
    T: Clone,
{
    let items = bulk.validate_plain()?.items;
    let (mut done, mut faults) = (Vec::with_capacity(items.len()), Vec::new());
    for (place, item) in items.iter().enumerate() {
        match update(tx, item.id, &item.patch) {
            Ok(view) => done.push(view),
            // After a refusal by the database nothing more can be tried in this transaction.
            Err(error) if error.code == Code::ExternalRefTaken => {
                faults.extend(of_item(place, error));
                break;
            }
            Err(error) if error.cause().is_some() || error.code == Code::Internal => return Err(error),
            Err(error) => faults.extend(of_item(place, error)),
        }
    }
    if faults.is_empty() { Ok(done) } else { Err(Error::invalid(faults)) }
}

/// What is wrong with an item, as faults of the request.
fn of_item(place: usize, error: Error) -> Vec<Fault> {
    let pointer = format!("/items/{place}");
    if error.faults.is_empty() {
        return vec![if error.code == Code::NotFound {
            Fault::at(format!("{pointer}/id"), FaultCode::NotFound, error.message)
        } else {
            Fault::at(pointer, FaultCode::NotAllowed, error.message)
        }];
    }
    error.faults.into_iter().map(|fault| fault.below(&pointer)).collect()
}
