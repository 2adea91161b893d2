//! What was reported between two days on the key results and KPIs that moved the score most, as one line each: who,
//! when, what, and the note. Only the last few of each are shown: all check-ins of a key result are on its own page,
//! `web/key_results/view.rs`.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    app::{
        Reader,
        check_ins::{self, CheckInsFilter},
        error::Result,
        key_results,
        kpis::{self, measurements},
        listing,
        scorecards::score_change::ScoreChangeView,
    },
    domain::{
        check_in::CheckIn,
        key_result::KeyResult,
        kpi::{Kpi, Measurement},
        scoring::levers::LeverKind,
        values::{
            id::Id,
            record::{EntityKey, Stored},
        },
    },
    language::words::Words,
    web::parts::{measures, names::Names},
};

/// Of so many the reports are shown.
const EXPLAINED: usize = 15;

/// Of each so many, the last.
const SHOWN: usize = 3;

/// A check-in or measurement.
pub struct Report {
    pub on: NaiveDate,
    pub who: Option<String>,
    pub what: String,
    pub note: Option<String>,
}

/// The reports by key result or KPI, the newest first.
pub type Reports = HashMap<Uuid, Vec<Report>>;

pub fn read(reader: &mut Reader<'_>, w: Words, change: &ScoreChangeView, names: &Names) -> Result<Reports> {
    let (after, until) = (change.from.as_of.min(change.to.as_of), change.from.as_of.max(change.to.as_of));
    let mut found = Reports::new();
    for value in change.values.iter().take(EXPLAINED) {
        let mut reports = match value.kind {
            LeverKind::KeyResult => of_key_result(reader, w, Id::new(value.id.uuid()), (after, until), names)?,
            LeverKind::Kpi => of_kpi(reader, w, Id::new(value.id.uuid()), (after, until))?,
        };
        reports.retain(|report| after < report.on && report.on <= until);
        reports.sort_by_key(|report| std::cmp::Reverse(report.on));
        reports.truncate(SHOWN);
        found.insert(value.id.uuid(), reports);
    }
    Ok(found)
}

fn of_key_result(
    reader: &mut Reader<'_>,
    w: Words,
    id: Id<KeyResult>,
    (after, until): (NaiveDate, NaiveDate),
    names: &Names,
) -> Result<Vec<Report>> {
    let Ok(view) = key_results::show(reader, id) else { return Ok(Vec::new()) };
    if let Some(kpi) = view.stored.kpi_id {
        return of_kpi(reader, w, kpi, (after, until));
    }
    let filter = CheckInsFilter {
        key_result_id: Some(id),
        observed_from: Some(after),
        observed_to: Some(until),
        ..CheckInsFilter::default()
    };
    let all = listing::everything(|query| check_ins::list_all(reader, query), filter)?;
    let (steps, unit) = (measures::steps(&view.measure), measures::unit(&view.measure));
    let report = |one: &Stored<CheckIn>| Report {
        on: one.observed_on,
        who: names.of(one.author_id).or_else(|| one.source.as_ref().map(ToString::to_string)),
        what: measures::reported(w, one, steps, unit),
        note: one.note.as_ref().map(ToString::to_string),
    };
    Ok(all.iter().rev().map(report).collect())
}

fn of_kpi(
    reader: &mut Reader<'_>,
    w: Words,
    id: Id<Kpi>,
    (after, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Report>> {
    let Ok(kpi) = kpis::show(reader, id) else { return Ok(Vec::new()) };
    let mut all = listing::everything(|query| measurements::list(reader, id, query), ())?;
    all.retain(|one| after < one.key.date && one.key.date <= until);
    let authors = measurements::authors(reader, &all)?;
    let report = |one: &Stored<Measurement>| Report {
        on: one.key.date,
        who: authors.get(&one.key.text()).cloned(),
        what: w.amount(one.value.value, kpi.unit.as_str()),
        note: one.note.as_ref().map(ToString::to_string),
    };
    Ok(all.iter().map(report).collect())
}
