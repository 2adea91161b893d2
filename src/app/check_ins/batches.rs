//! Many check-ins or measurements at once: one transaction, one revision, one answer for each item in order. An item that
//! is wrong is told so and spoils no other. Each item is done by the same use case as a single one, in `check_ins` and
//! `app/kpis/measurements.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::{
        check_ins,
        error::{Error, Result},
        input::Input,
        kpis::measurements,
    },
    domain::{
        cycle::CycleState,
        key_result::KeyResult,
        kpi::{Kpi, MeasurementKey},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Entity},
            text::Name,
        },
    },
    store::{
        cycles,
        engine::tx::{Reader, Tx},
        key_results::{self, Reportable},
        kpis, references,
    },
};

/// The most items of a batch.
const ITEMS_MAX: usize = 1_000;

/// What became of an item.
pub enum Outcome {
    /// The id of the check-in, or of the KPI that was measured.
    Done(Uuid),
    Refused(Error),
}

pub fn check_ins(tx: &mut Tx<'_>, input: &Input) -> Result<Vec<Outcome>> {
    let items = items(input)?;
    let ids: BTreeSet<Id<KeyResult>> = items.iter().filter_map(|item| item.id("key_result_id")).collect();
    let mut known = key_results::reportable(tx, &Vec::from_iter(ids))?;
    each(tx, &items, |tx, item| {
        let id = key_result(tx, item, &known)?;
        if !known.contains_key(&id) {
            known.extend(key_results::reportable(tx, &[id])?);
        }
        let reportable = known.get(&id).ok_or_else(Error::not_found)?;
        Ok(check_ins::create_named(tx, reportable, item, &["key_result_id", "external_ref"])?.id().uuid())
    })
}

pub fn measurements(tx: &mut Tx<'_>, input: &Input) -> Result<Vec<Outcome>> {
    each(tx, &items(input)?, |tx, item| {
        let (kpi_id, date) = measured(tx, item)?;
        let named_by = &["kpi_id", "external_ref", "date", "observed_on"];
        measurements::replace(tx, MeasurementKey { kpi_id, date }, &item.command_beside(named_by))?;
        Ok(kpi_id.uuid())
    })
}

/// What a person typed for several key results at once.
pub fn typed_check_ins(tx: &mut Tx<'_>, typed: &[(Id<KeyResult>, Input)]) -> Result<Vec<Outcome>> {
    let each = typed.iter().map(|(id, input)| outcome(check_ins::create(tx, *id, input).map(|made| made.id().uuid())));
    each.collect()
}

fn items(input: &Input) -> Result<Vec<Input>> {
    input.read_plain(|fields| {
        fields.with("items", None, |value, at| match value {
            Value::Array(items) if items.len() <= ITEMS_MAX => Some(items.iter().cloned().map(Input::json).collect()),
            Value::Array(_) => {
                at.fault(Fault::new(
                    FaultCode::TooLong,
                    format!("must have at most {ITEMS_MAX} items; send several batches"),
                ));
                None
            }
            _ => {
                at.wrong_type("a list");
                None
            }
        })
    })
}

/// Does each item; what the database itself refuses ends the whole batch.
fn each(
    tx: &mut Tx<'_>,
    items: &[Input],
    mut done: impl FnMut(&mut Tx<'_>, &Input) -> Result<Uuid>,
) -> Result<Vec<Outcome>> {
    items.iter().map(|item| outcome(done(tx, item))).collect()
}

fn outcome(done: Result<Uuid>) -> Result<Outcome> {
    match done {
        Ok(id) => Ok(Outcome::Done(id)),
        Err(error) if error.cause().is_some() => Err(error),
        Err(error) => Ok(Outcome::Refused(error)),
    }
}

/// The name that an item gives something by, if it gives one; a wrong type is told when the item is read.
fn external_ref(item: &Input) -> Result<Option<Name>> {
    let Some(text) = item.text_of("external_ref") else { return Ok(None) };
    Name::parse(text).map(Some).map_err(|fault| Error::invalid(vec![fault.below("/external_ref")]))
}

fn refused<T>(pointer: &str, code: FaultCode, detail: &'static str) -> Result<T> {
    Err(Error::invalid(vec![Fault::at(pointer, code, detail)]))
}

/// What an item names: by its id in the member `name`, or by its external reference.
fn named<T: Entity<Key = ById<T>>>(
    reader: &mut Reader<'_>,
    item: &Input,
    name: &str,
    exists: impl FnOnce(&mut Reader<'_>, Id<T>) -> Result<bool>,
    by_reference: impl FnOnce(&mut Reader<'_>, &Name) -> Result<Option<Id<T>>>,
    unknown_reference: &'static str,
) -> Result<Id<T>> {
    let pointer = format!("/{name}");
    match (item.id::<T>(name), external_ref(item)?) {
        (Some(_), Some(_)) => {
            refused("/external_ref", FaultCode::NotAllowed, "Give the id or the reference, not both.")
        }
        (Some(id), None) if exists(reader, id)? => Ok(id),
        (Some(_), None) => {
            refused(&pointer, FaultCode::NotFound, "There is no such thing; use the id of one that exists.")
        }
        (None, Some(reference)) => match by_reference(reader, &reference)? {
            Some(id) => Ok(id),
            None => refused("/external_ref", FaultCode::NotFound, unknown_reference),
        },
        (None, None) if item.has(name) => refused(&pointer, FaultCode::BadFormat, "must be an id, a UUID"),
        (None, None) => refused(&pointer, FaultCode::Required, "is required, or an external_ref"),
    }
}

/// The key result that an item is about; a reference is looked up in the open cycle that contains the day.
fn key_result(tx: &mut Tx<'_>, item: &Input, known: &BTreeMap<Id<KeyResult>, Reportable>) -> Result<Id<KeyResult>> {
    let unknown = "No key result of the open cycle that contains observed_on has this reference.";
    let by_reference = |reader: &mut Reader<'_>, reference: &Name| referenced(reader, reference, item);
    named(tx, item, "key_result_id", |_, id| Ok(known.contains_key(&id)), by_reference, unknown)
}

fn referenced(reader: &mut Reader<'_>, reference: &Name, item: &Input) -> Result<Option<Id<KeyResult>>> {
    let day = item.text_of("observed_on").and_then(crate::app::input::parse_date).unwrap_or_else(|| reader.today());
    for id in key_results::by_external_ref(reader, reference.as_str())? {
        let cycle = key_results::find(reader, id)?.cycle_id;
        let cycle = cycles::find(reader, cycle)?;
        if cycle.state != CycleState::Closed && (cycle.starts_on..=cycle.ends_on).contains(&day) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The KPI and the day that an item is about. The day may be called `date`, as in the resource, or `observed_on`.
fn measured(tx: &mut Tx<'_>, item: &Input) -> Result<(Id<Kpi>, NaiveDate)> {
    let by_reference =
        |reader: &mut Reader<'_>, reference: &Name| Ok(kpis::by_external_ref(reader, reference.as_str())?);
    let exists = |reader: &mut Reader<'_>, id: Id<Kpi>| Ok(references::exists(reader, Kpi::KIND, id.uuid())?);
    let kpi = named(tx, item, "kpi_id", exists, by_reference, "No KPI has this reference.")?;
    let (pointer, day) = match (item.text_of("date"), item.text_of("observed_on")) {
        (Some(_), Some(_)) => return refused("/observed_on", FaultCode::NotAllowed, "Give the day once."),
        (Some(day), None) => ("/date", day),
        (None, Some(day)) => ("/observed_on", day),
        (None, None) => return refused("/date", FaultCode::Required, "is required: the day that was measured"),
    };
    match crate::app::input::parse_date(day) {
        Some(day) => Ok((kpi, day)),
        None => refused(pointer, FaultCode::BadFormat, "must be a date from 1970-01-01 to 2199-12-31"),
    }
}

impl Outcome {
    /// The status that the item alone would have had.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Done(_) => 201,
            Self::Refused(error) => error.code.status(),
        }
    }
}
