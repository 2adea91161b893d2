//! The latest check-ins in words: since the reader's last visit, and the notes behind the weakest department.
//! They are read for the selected brand, cycle and day.
//! How much each moved the score is on the page of `web/score_change`.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};

use crate::{
    app::{
        Reader,
        check_ins::{self, CheckInsFilter},
        error::Result,
    },
    domain::{
        check_in::CheckIn,
        department::Department,
        key_result::KeyResult,
        scoring::{department_branch::DepartmentBranch, readings::measure::MeasureView},
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::frame::Place,
        parts::{measures, names::Names},
    },
};

/// A check-in.
#[derive(Clone)]
pub struct NewsItem {
    pub on: String,
    pub who: Option<String>,
    pub title: String,
    pub link: String,
    pub what: String,
    pub note: Option<String>,
}

/// The most reports of a list.
const MOST: i64 = 4;

/// Older check-ins are no news.
const RECENT: Days = Days::new(28);

/// What the reports are about, and who may have written them.
pub struct Known<'a> {
    pub branches: &'a [DepartmentBranch],
    pub measures: &'a BTreeMap<Id<KeyResult>, MeasureView>,
    pub names: &'a Names,
}

/// What was reported since the last visit; without one, or when nothing was, the latest.
pub fn latest(
    reader: &mut Reader<'_>,
    w: Words,
    place: &Place,
    previous: Option<DateTime<Utc>>,
    known: &Known<'_>,
) -> Result<Vec<NewsItem>> {
    let since = CheckInsFilter { updated_since: previous, ..recent(place) };
    let mut found = check_ins::latest(reader, &since, false, MOST)?;
    if found.is_empty() && previous.is_some() {
        found = check_ins::latest(reader, &recent(place), false, MOST)?;
    }
    Ok(known.told(w, place, &found))
}

/// The latest check-ins with a note on the key results that count in a department.
pub fn behind(
    reader: &mut Reader<'_>,
    w: Words,
    place: &Place,
    department: Id<Department>,
    known: &Known<'_>,
) -> Result<Vec<NewsItem>> {
    let filter = CheckInsFilter { department_id: Some(department), ..recent(place) };
    let found = check_ins::latest(reader, &filter, true, MOST)?;
    Ok(known.told(w, place, &found))
}

fn recent(place: &Place) -> CheckInsFilter {
    let last = place.cycle.as_ref().map_or(place.as_of, |cycle| place.as_of.min(cycle.ends_on));
    CheckInsFilter {
        brand_id: place.brand.as_ref().map(Stored::id),
        cycle_id: place.cycle.as_ref().map(Stored::id),
        observed_from: last.checked_sub_days(RECENT),
        observed_to: Some(place.as_of),
        ..CheckInsFilter::default()
    }
}

impl Known<'_> {
    /// The reports in words, without those on key results that no longer count.
    fn told(&self, w: Words, place: &Place, found: &[Stored<CheckIn>]) -> Vec<NewsItem> {
        let title = |id: Id<KeyResult>| {
            let mut all = self.branches.iter().flat_map(|branch| &branch.objectives).flat_map(|one| &one.key_results);
            all.find(|one| one.id == id).map(|one| one.title.clone())
        };
        let item = |one: &Stored<CheckIn>| {
            let measure = self.measures.get(&one.key_result_id)?;
            Some(NewsItem {
                on: w.short_day(one.observed_on),
                who: self.names.of(one.author_id).or_else(|| one.source.as_ref().map(ToString::to_string)),
                title: title(one.key_result_id)?,
                link: place.link(&format!("/key-results/{}", one.key_result_id)),
                what: measures::reported(w, one, measures::steps(measure), measures::unit(measure)),
                note: one.note.as_ref().map(ToString::to_string),
            })
        };
        found.iter().filter_map(item).collect()
    }
}
