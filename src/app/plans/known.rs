//! What was known at an earlier revision: rows as they are now, turned back to how the change log says they were. What
//! was created later is left out, what was changed or deleted later is as it was before. Of which day a plan is read is
//! another question, answered in `history.rs`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    app::error::{Error, Result},
    domain::{
        check_in::CheckIn,
        cycle::Cycle,
        key_result::KeyResult,
        kpi::{Kpi, Measurement},
        scoring::entering,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{Entity, EntityKey, EntityKind, Stored},
        },
    },
    store::{
        changes::{self, ChangeFilter},
        check_ins::Observation,
        engine::tx::Reader,
        organisations,
    },
};

/// # Errors
/// `invalid` at the pointer for a revision that is still to come.
pub fn check_revision(reader: &mut Reader<'_>, revision: Option<i64>, pointer: &'static str) -> Result<()> {
    let newest = organisations::revision(reader)?;
    if revision.is_some_and(|revision| revision > newest) {
        return Err(Error::invalid(vec![Fault::at(pointer, FaultCode::TooLarge, "fault-known-at-to-come")]));
    }
    Ok(())
}

/// The changes that are not known yet, by what they change: how it was before, or nothing if it was not there.
#[derive(Default)]
pub struct Known {
    /// `None` for the newest.
    revision: Option<i64>,
    before: BTreeMap<(EntityKind, String), Option<Value>>,
}

impl Known {
    /// What is known now.
    pub fn newest() -> Self {
        Self::default()
    }

    /// What was known at a revision.
    ///
    /// # Errors
    /// Those of the database.
    pub fn at(reader: &mut Reader<'_>, revision: i64) -> Result<Self> {
        let reported = [EntityKind::CheckIn, EntityKind::Measurement, EntityKind::Model];
        let kinds = [entering::KINDS.as_slice(), &reported].concat();
        let before = changes::first_after(reader, &kinds, revision)?;
        let before = before.into_iter().map(|(kind, key, before)| ((kind, key), before)).collect();
        Ok(Self { revision: Some(revision), before })
    }

    /// The revision, `newest` if it is that.
    pub fn revision(&self, newest: i64) -> i64 {
        self.revision.unwrap_or(newest)
    }

    /// How something was: `None` if nothing about it changed since.
    pub fn before(&self, kind: EntityKind, key: &impl EntityKey) -> Option<Option<&Value>> {
        if self.before.is_empty() {
            return None;
        }
        self.before.get(&(kind, key.text())).map(Option::as_ref)
    }

    /// The rows as they were, together with those that were deleted since and belong to them; in no particular order.
    ///
    /// # Errors
    /// `internal` for an entry of the log that cannot be read.
    pub fn rows<T>(&self, now: Vec<Stored<T>>, belongs: impl Fn(&T) -> bool) -> Result<Vec<Stored<T>>>
    where
        T: Entity + DeserializeOwned,
        T::Key: DeserializeOwned,
    {
        if self.before.is_empty() {
            return Ok(now);
        }
        let mut rows: Vec<Stored<T>> = now.into_iter().filter(|row| self.before(T::KIND, &row.key).is_none()).collect();
        rows.extend(self.changed::<T>()?.into_iter().filter(|row| belongs(&row.value)));
        Ok(rows)
    }

    /// The rows of a kind that were different.
    fn changed<T>(&self) -> Result<Vec<Stored<T>>>
    where
        T: Entity + DeserializeOwned,
        T::Key: DeserializeOwned,
    {
        let of_kind = self.before.range((T::KIND, String::new())..).take_while(|((kind, _), _)| *kind == T::KIND);
        let documents = of_kind.filter_map(|(_, before)| before.clone());
        documents.map(|document| serde_json::from_value(document).map_err(Error::internal)).collect()
    }

    /// The key results as they were, in order of id; with the times at which status overrides were set, which are not
    /// in the log's members.
    ///
    /// # Errors
    /// As [`Known::rows`].
    pub fn key_results(
        &self,
        reader: &mut Reader<'_>,
        now: Vec<Stored<KeyResult>>,
        cycle: Id<Cycle>,
        belongs: impl Fn(&KeyResult) -> bool,
    ) -> Result<Vec<Stored<KeyResult>>> {
        let mut rows = self.rows(now, belongs)?;
        rows.sort_by_key(Stored::id);
        for row in rows.iter_mut().filter(|row| self.before(EntityKind::KeyResult, &row.key).is_some()) {
            row.value.cycle_id = cycle;
            if let Some(word) = &mut row.value.status_override {
                word.set_at = self.override_set_at(reader, row.key.id)?.unwrap_or(row.stamp.updated_at);
            }
        }
        Ok(rows)
    }

    fn override_set_at(&self, reader: &mut Reader<'_>, id: Id<KeyResult>) -> Result<Option<DateTime<Utc>>> {
        let filter = ChangeFilter { entity: Some(EntityKind::KeyResult), entity_id: Some(id.to_string()) };
        let all = changes::list(reader, &filter, 0, i64::MAX)?;
        let word = |side: &Option<Value>| side.as_ref().and_then(|value| value.get("status_override").cloned());
        let known = all.iter().filter(|change| self.revision.is_none_or(|revision| change.revision <= revision));
        Ok(known.filter(|change| word(&change.before) != word(&change.after)).map(|change| change.at).next_back())
    }

    /// The observations as they were, in order of arrival.
    ///
    /// # Errors
    /// As [`Known::rows`].
    pub fn observations(
        &self,
        mut now: Vec<Observation>,
        belongs: impl Fn(Id<KeyResult>) -> bool,
    ) -> Result<Vec<Observation>> {
        if self.before.is_empty() {
            return Ok(now);
        }
        now.retain(|one| !self.before.contains_key(&(EntityKind::CheckIn, one.id.to_string())));
        let changed = self.changed::<CheckIn>()?.into_iter().filter(|one| belongs(one.key_result_id));
        now.extend(changed.map(|one| Observation {
            id: one.id(),
            key_result_id: one.key_result_id,
            observed_on: one.observed_on,
            value: one.value.value,
            steps_done: one.value.steps_done,
            steps_undone: one.value.steps_undone,
            confidence: one.value.confidence,
            recorded_at: one.stamp.created_at,
        }));
        now.sort_by_key(|one| one.id);
        Ok(now)
    }

    /// Something of each measurement as it was, in order of KPI and day.
    ///
    /// # Errors
    /// As [`Known::rows`].
    pub fn measured<V>(
        &self,
        mut now: Vec<(Id<Kpi>, NaiveDate, V)>,
        belongs: impl Fn(Id<Kpi>, NaiveDate) -> bool,
        pick: impl Fn(&Stored<Measurement>) -> V,
    ) -> Result<Vec<(Id<Kpi>, NaiveDate, V)>> {
        if self.before.is_empty() {
            return Ok(now);
        }
        let unchanged = |kpi: &Id<Kpi>, date: &NaiveDate| {
            !self.before.contains_key(&(EntityKind::Measurement, format!("{kpi}/{date}")))
        };
        now.retain(|(kpi, date, _)| unchanged(kpi, date));
        let changed = self.changed::<Measurement>()?.into_iter().filter(|one| belongs(one.key.kpi_id, one.key.date));
        now.extend(changed.map(|one| (one.key.kpi_id, one.key.date, pick(&one))));
        now.sort_by_key(|(kpi, date, _)| (*kpi, *date));
        Ok(now)
    }
}
