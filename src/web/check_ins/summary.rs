//! What a batch of check-ins did, above the page on which it was made: the scores of departments and of the whole,
//! from before it to after it, what each key result brought, and the button that takes the batch back. The figures are
//! computed in `domain/scoring/comparisons/check_in_effect.rs`; when a batch can be taken back is decided in
//! `app/check_ins/recent.rs`.

use std::collections::BTreeMap;

use crate::{
    app::{
        Reader,
        check_ins::recent::{self, Deed, RecentBatch, RecentCheckIn},
        error::Result,
        scorecards,
    },
    domain::{
        key_result::KeyResult, scoring::readings::measure::MeasureView, scoring_policy::PolicyKey, values::id::Id,
    },
    language::{bidi::isolated, words::Words},
    web::{
        kit::frame::Place,
        parts::{departments::ScoreChange, measures},
    },
};

pub struct BatchSummary {
    pub revision: i64,
    /// Whether it was made a moment ago, so that it is shown as a whole and gets the focus.
    pub fresh: bool,
    /// Whether it was taken back, so that its values no longer hold.
    pub taken_back: bool,
    /// The scores that moved, a line for each brand and cycle.
    pub moved: Vec<(String, Option<ScoreChange>)>,
    /// How many check-ins there are, and what was done to them.
    pub said: String,
    pub rows: Vec<SummaryRow>,
    pub button: String,
    pub until: String,
}

/// A key result of the batch.
pub struct SummaryRow {
    pub id: String,
    pub title: String,
    pub what: String,
    pub change: Option<ScoreChange>,
}

/// How many key results are shown one by one.
const ROWS_MAX: usize = 100;

/// The batch of a revision that the address names, or else the last one of the person.
pub fn read(reader: &mut Reader<'_>, w: Words, place: &Place, saved: Option<i64>) -> Result<Option<BatchSummary>> {
    let batch = match saved {
        Some(revision) => recent::batch(reader, revision)?,
        None => recent::last(reader)?,
    };
    batch.map(|batch| summary(reader, w, place, &batch, saved.is_some())).transpose()
}

fn summary(reader: &mut Reader<'_>, w: Words, place: &Place, batch: &RecentBatch, fresh: bool) -> Result<BatchSummary> {
    let mut touched: BTreeMap<PolicyKey, Vec<Id<KeyResult>>> = BTreeMap::new();
    for item in &batch.items {
        let key = PolicyKey { brand_id: item.brand_id, cycle_id: item.key_result.cycle_id };
        touched.entry(key).or_default().push(item.key_result.id());
    }
    let several = touched.len() > 1;
    let (mut moved, mut parts) = (Vec::new(), BTreeMap::new());
    for (key, ids) in &touched {
        let effect = scorecards::effect_of_revision(reader, *key, batch.revision, ids)?;
        let whole = if several { named(place, *key) } else { w.say("the-company") };
        let change = effect.change.map(|points| ScoreChange::exact(w, points)).filter(|change| change.tone != "dim");
        moved.push((measures::effect(w, &effect, &whole), change));
        parts.extend(effect.parts);
    }
    let row = |item: &RecentCheckIn| SummaryRow {
        id: item.key_result.id().to_string(),
        title: item.key_result.title.to_string(),
        what: reported(w, place, item),
        change: parts.get(&item.key_result.id()).map(|points| ScoreChange::exact(w, *points)),
    };
    let (said, button) = match batch.deed {
        Deed::Made => ("check-ins-saved", "undo"),
        Deed::TakenBack => ("check-ins-taken-back", "redo"),
        Deed::Corrected => ("check-ins-corrected", "undo"),
    };
    let until = reader.ctx().time_zone.clock(batch.until).format("%H:%M").to_string();
    Ok(BatchSummary {
        revision: batch.revision,
        fresh,
        taken_back: batch.deed == Deed::TakenBack,
        moved,
        said: w.count(said, batch.items.len()),
        rows: batch.items.iter().take(ROWS_MAX).map(row).collect(),
        button: w.say(button),
        until: w.with("undo-until", &[("time", &until)]),
    })
}

fn named(place: &Place, key: PolicyKey) -> String {
    let brand = place.brands.iter().find(|one| one.id() == key.brand_id).map(|one| one.name.to_string());
    let cycle = place.cycles.iter().find(|one| one.id() == key.cycle_id).map(|one| one.name.to_string());
    isolated(&[brand, cycle].into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn reported(w: Words, place: &Place, item: &RecentCheckIn) -> String {
    let measure = MeasureView::new(&item.key_result.measure, &[], place.today);
    measures::reported(w, &item.check_in, measures::steps(&measure), measures::unit(&measure))
}
