//! Records the results of the demonstration company: measurements, by the lead of the KPI's department or an executive,
//! and check-ins, by the owner of the key result or a substitute. Key results that follow a KPI have no check-ins of
//! their own.

use serde_json::{Map, json};

use super::{
    entries::{CheckIn, KeyResult, Kpi, Measurement},
    runner::{Moment, Stage, missing},
};
use crate::{
    app::{check_ins, error::Result, input::Input, kpis::measurements},
    domain::kpi::MeasurementKey,
};

impl<'a> Stage<'a, '_> {
    pub fn measure(&mut self, at: Moment, kpi: &'a Kpi, measurement: &'a Measurement) -> Result<()> {
        let lead = kpi.department.as_deref().and_then(|department| self.company.lead_of(department));
        let who = lead.map_or_else(|| self.executive(), Ok)?;
        let key = MeasurementKey { kpi_id: self.kpis.find(&kpi.key)?, date: self.calendar.date(measurement.day) };
        let note = self.optional(measurement.note.as_ref());
        let input = Input::json(json!({"value": measurement.value, "note": note})).command();
        self.write(&who.key, at, |tx| measurements::replace(tx, key, &input))?;
        Ok(())
    }

    pub fn check_in(&mut self, at: Moment, key_result: &'a KeyResult, check_in: &'a CheckIn) -> Result<()> {
        let id = self.key_results.find(&key_result.key)?;
        let author = check_in.author.as_ref().unwrap_or(&key_result.owner);
        let mut body = Map::new();
        if let Some(value) = check_in.value {
            body.insert("value".to_owned(), json!(value));
        }
        if let Some(done) = &check_in.steps_done {
            let step = |step: &String| self.steps.get(&(key_result.key.as_str(), step.as_str())).copied();
            let steps = done.iter().map(|key| step(key).ok_or_else(|| missing(key))).collect::<Result<Vec<_>>>()?;
            body.insert("steps_done".to_owned(), json!(steps));
        }
        body.insert("observed_on".to_owned(), json!(self.calendar.date(check_in.day)));
        body.insert("confidence".to_owned(), json!(check_in.confidence));
        body.insert("note".to_owned(), self.optional(check_in.note.as_ref()));
        let check_in = Input::json(body.into()).command();
        self.write(author, at, |tx| check_ins::create(tx, id, &check_in))?;
        Ok(())
    }
}
