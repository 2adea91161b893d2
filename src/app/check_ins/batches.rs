//! Batches of check-ins or measurements: one transaction, one revision, and one outcome for each item in order. A
//! faulty item is refused without affecting the others. Each item goes through the same use case as a single one, in
//! `check_ins` and `app/kpis/measurements.rs`; it names its key result or KPI by id or by external reference. What a
//! person types into a form is saved by `app/check_ins/typed.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::{
        check_ins::{self, ReportedCheckIn},
        error::{Error, Result},
        input::{Command, Fields, Input, Parsed, parse_date},
        kpis::measurements::{self, PutMeasurement},
    },
    domain::{
        cycle::{Cycle, CycleState},
        key_result::KeyResult,
        kpi::{Kpi, MeasurementKey},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::Message,
            record::Entity,
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

/// The largest number of items in a batch.
const ITEMS_MAX: usize = 1_000;

/// The outcome of an item.
pub enum Outcome {
    /// The id of the check-in, or of the KPI that was measured.
    Created(Uuid),
    /// The same, for what was there before: replaced, or sent again as it was.
    Replaced(Uuid),
    Refused(Error),
}

/// A batch of check-ins.
#[derive(Debug, Clone)]
pub struct CheckInBatch(Vec<CheckInItem>);

#[derive(Debug, Clone)]
struct CheckInItem {
    key_result: EntityRef<KeyResult>,
    /// The cycle of an external reference.
    cycle: std::result::Result<Option<Id<Cycle>>, Fault>,
    reported: Parsed<ReportedCheckIn>,
}

/// A batch of measurements.
#[derive(Debug, Clone)]
pub struct MeasurementBatch(Vec<MeasurementItem>);

#[derive(Debug, Clone)]
struct MeasurementItem {
    kpi: EntityRef<Kpi>,
    day: std::result::Result<NaiveDate, Fault>,
    put: Parsed<PutMeasurement>,
}

/// How an item names its key result or KPI.
#[derive(Debug, Clone)]
enum EntityRef<T> {
    Id(Id<T>),
    Reference(Name),
    /// The name is missing or malformed.
    Not(Fault),
}

impl Command for CheckInBatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let item = |item: Input| CheckInItem {
            key_result: EntityRef::of(&item, "key_result_id"),
            cycle: cycle_of(&item),
            reported: item.command_beside(&["key_result_id", "external_ref", "cycle_id"]),
        };
        Some(Self(items(fields)?.into_iter().map(item).collect()))
    }
}

impl Command for MeasurementBatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let item = |item: Input| MeasurementItem {
            kpi: EntityRef::of(&item, "kpi_id"),
            day: day_of(&item),
            put: item.command_beside(&["kpi_id", "external_ref", "date", "observed_on"]),
        };
        Some(Self(items(fields)?.into_iter().map(item).collect()))
    }
}

fn cycle_of(item: &Input) -> std::result::Result<Option<Id<Cycle>>, Fault> {
    let wrong = |code, message: &'static str| Err(Fault::at("/cycle_id", code, message));
    match item.id("cycle_id") {
        Some(_) if item.has("key_result_id") => wrong(FaultCode::NotAllowed, "fault-batch-cycle-and-id"),
        Some(id) => Ok(Some(id)),
        None if item.has("cycle_id") => wrong(FaultCode::BadFormat, "fault-batch-id-format"),
        None => Ok(None),
    }
}

/// The day of an item, which may be named `date`, as in the resource, or `observed_on`.
fn day_of(item: &Input) -> std::result::Result<NaiveDate, Fault> {
    let (pointer, day) = match (item.text_of("date"), item.text_of("observed_on")) {
        (Some(_), Some(_)) => {
            return Err(Fault::at("/observed_on", FaultCode::NotAllowed, "fault-batch-day-twice"));
        }
        (Some(day), None) => ("/date", day),
        (None, Some(day)) => ("/observed_on", day),
        (None, None) => return Err(Fault::at("/date", FaultCode::Required, "fault-batch-day-required")),
    };
    parse_date(day).ok_or_else(|| Fault::at(pointer, FaultCode::BadFormat, "fault-batch-day-format"))
}

impl<T> EntityRef<T> {
    /// Reads the id in the member `name`, or the external reference.
    fn of(item: &Input, name: &str) -> Self {
        let at = |member: &str, code, message: &'static str| Self::Not(Fault::at(format!("/{member}"), code, message));
        let reference = match item.text_of("external_ref").map(Name::parse).transpose() {
            Ok(reference) => reference,
            Err(fault) => return Self::Not(fault.below("/external_ref")),
        };
        match (item.id(name), reference) {
            (Some(_), Some(_)) => at("external_ref", FaultCode::NotAllowed, "fault-batch-id-and-reference"),
            (Some(id), None) => Self::Id(id),
            (None, Some(reference)) => Self::Reference(reference),
            (None, None) if item.has(name) => at(name, FaultCode::BadFormat, "fault-batch-id-format"),
            (None, None) => at(name, FaultCode::Required, "fault-batch-id-required"),
        }
    }
}

pub fn check_ins(tx: &mut Tx<'_>, batch: &Parsed<CheckInBatch>) -> Result<Vec<Outcome>> {
    let CheckInBatch(items) = batch.validate_plain()?;
    let ids = items.iter().filter_map(|item| if let EntityRef::Id(id) = item.key_result { Some(id) } else { None });
    let ids: BTreeSet<Id<KeyResult>> = ids.collect();
    let mut known = key_results::reportable(tx, &Vec::from_iter(ids))?;
    each(tx, &items, |tx, item| {
        let id = key_result(tx, item, &known)?;
        if !known.contains_key(&id) {
            known.extend(key_results::reportable(tx, &[id])?);
        }
        let reportable = known.get(&id).ok_or_else(Error::not_found)?;
        Ok(Outcome::Created(check_ins::create_found(tx, reportable, &item.reported)?.id().uuid()))
    })
}

pub fn measurements(tx: &mut Tx<'_>, batch: &Parsed<MeasurementBatch>) -> Result<Vec<Outcome>> {
    let MeasurementBatch(items) = batch.validate_plain()?;
    each(tx, &items, |tx, item| {
        let kpi_id = kpi(tx, item)?;
        let date = item.day.clone().map_err(|fault| Error::invalid(vec![fault]))?;
        let (_, is_new) = measurements::replace(tx, MeasurementKey { kpi_id, date }, &item.put)?;
        Ok(if is_new { Outcome::Created(kpi_id.uuid()) } else { Outcome::Replaced(kpi_id.uuid()) })
    })
}

fn items(fields: &mut Fields<'_, '_>) -> Option<Vec<Input>> {
    fields.with("items", None, |value, at| match value {
        Value::Array(items) if items.len() <= ITEMS_MAX => Some(items.iter().cloned().map(Input::json).collect()),
        Value::Array(_) => {
            let told = Message::new("fault-batch-too-many-items").with("most", ITEMS_MAX.to_string());
            at.fault(Fault::new(FaultCode::TooLong, told));
            None
        }
        _ => {
            at.wrong_type("fault-not-a-list");
            None
        }
    })
}

/// Runs each item. An error of the database itself ends the whole batch.
fn each<T>(
    tx: &mut Tx<'_>,
    items: &[T],
    mut done: impl FnMut(&mut Tx<'_>, &T) -> Result<Outcome>,
) -> Result<Vec<Outcome>> {
    items.iter().map(|item| outcome(done(tx, item))).collect()
}

fn outcome(done: Result<Outcome>) -> Result<Outcome> {
    match done {
        Ok(outcome) => Ok(outcome),
        Err(error) if error.cause().is_some() => Err(error),
        Err(error) => Ok(Outcome::Refused(error)),
    }
}

fn refused<T>(pointer: &str, code: FaultCode, detail: &'static str) -> Result<T> {
    Err(Error::invalid(vec![Fault::at(pointer, code, detail)]))
}

/// The id that an item names, directly, where it must exist, or by external reference.
fn found<T>(
    reader: &mut Reader<'_>,
    named: &EntityRef<T>,
    name: &str,
    exists: impl FnOnce(&mut Reader<'_>, Id<T>) -> Result<bool>,
    by_reference: impl FnOnce(&mut Reader<'_>, &Name) -> Result<Option<Id<T>>>,
    unknown_reference: &'static str,
) -> Result<Id<T>> {
    match named {
        EntityRef::Id(id) if exists(reader, *id)? => Ok(*id),
        EntityRef::Id(_) => refused(&format!("/{name}"), FaultCode::NotFound, "fault-batch-id-unknown"),
        EntityRef::Reference(reference) => match by_reference(reader, reference)? {
            Some(id) => Ok(id),
            None => refused("/external_ref", FaultCode::NotFound, unknown_reference),
        },
        EntityRef::Not(fault) => Err(Error::invalid(vec![fault.clone()])),
    }
}

/// The key result of an item; a reference is looked up in the open cycle that contains the day, or in the one that the
/// item names.
fn key_result(
    tx: &mut Tx<'_>,
    item: &CheckInItem,
    known: &BTreeMap<Id<KeyResult>, Reportable>,
) -> Result<Id<KeyResult>> {
    let day = item.reported.peek().and_then(|reported| reported.observed_on);
    let cycle = item.cycle.clone().map_err(|fault| Error::invalid(vec![fault]))?;
    let by_reference = |reader: &mut Reader<'_>, reference: &Name| referenced(reader, reference, cycle, day);
    let exists = |_: &mut Reader<'_>, id: Id<KeyResult>| Ok(known.contains_key(&id));
    found(tx, &item.key_result, "key_result_id", exists, by_reference, "fault-batch-reference-of-no-key-result")
}

fn referenced(
    reader: &mut Reader<'_>,
    reference: &Name,
    in_cycle: Option<Id<Cycle>>,
    day: Option<NaiveDate>,
) -> Result<Option<Id<KeyResult>>> {
    let day = day.unwrap_or_else(|| reader.today());
    let mut named = None;
    for id in key_results::by_external_ref(reader, reference.as_str())? {
        let cycle = key_results::find(reader, id)?.cycle_id;
        let cycle = cycles::find(reader, cycle)?;
        let contains_day = (cycle.starts_on..=cycle.ends_on).contains(&day);
        if cycle.state == CycleState::Closed || !contains_day || in_cycle.is_some_and(|id| id != cycle.id()) {
            continue;
        }
        if named.replace(id).is_some() {
            return refused("/external_ref", FaultCode::Ambiguous, "fault-batch-reference-ambiguous");
        }
    }
    Ok(named)
}

/// The KPI of an item.
fn kpi(tx: &mut Tx<'_>, item: &MeasurementItem) -> Result<Id<Kpi>> {
    let by_reference =
        |reader: &mut Reader<'_>, reference: &Name| Ok(kpis::by_external_ref(reader, reference.as_str())?);
    let exists = |reader: &mut Reader<'_>, id: Id<Kpi>| Ok(references::exists(reader, Kpi::KIND, id.uuid())?);
    found(tx, &item.kpi, "kpi_id", exists, by_reference, "fault-batch-reference-of-no-kpi")
}

impl Outcome {
    /// The HTTP status that the item would have had alone.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Created(_) => 201,
            Self::Replaced(_) => 200,
            Self::Refused(error) => error.code.status(),
        }
    }
}
