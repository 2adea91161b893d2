//! Plans the two cycles of the demonstration company: each cycle with its targets and policy, its objectives and key
//! results. Leads plan for their departments; others propose key results, and a lead confirms them. Objectives that
//! departments share are planned by an executive. Measurements and check-ins are in `results`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    entries::{Cycle, KeyResult, Measure, Objective, Target, Waypoint},
    runner::{Moment, Stage, missing},
};
use crate::{
    app::{
        cycles,
        error::Result,
        input::Input,
        key_results::{self, KeyResultPatch},
        kpis::targets,
        objectives, scoring_policies,
    },
    domain::{access::Actor, key_result::KeyResultState, scoring_policy::PolicyKey},
};

impl<'a> Stage<'a, '_> {
    pub fn plan_cycle(&mut self, at: Moment, cycle: &'a Cycle) -> Result<()> {
        let starts_on = self.calendar.date(cycle.starts);
        let input = Input::json(json!({
            "name": self.text(&cycle.name), "starts_on": starts_on,
            "ends_on": starts_on + TimeDelta::days(cycle.length_days),
        }))
        .command();
        let created = self.write(&self.executive()?.key, at, |tx| cycles::create(tx, &input))?;
        self.cycles.learn(&cycle.key, created.id());
        Ok(())
    }

    pub fn start_cycle(&mut self, at: Moment, cycle: &'a Cycle) -> Result<()> {
        let (id, input) = (self.cycles.find(&cycle.key)?, Input::json(json!({"state": cycle.state})).command());
        self.write(&self.executive()?.key, at, |tx| cycles::update(tx, id, &input))?;
        Ok(())
    }

    pub fn set_target(&mut self, at: Moment, cycle: &'a Cycle, (kpi, target): (&str, &Target)) -> Result<()> {
        let (id, cycle) = (self.kpis.find(kpi)?, self.cycles.find(&cycle.key)?);
        let waypoint = |one: &Waypoint| json!({"on": self.calendar.date(one.day), "value": one.value});
        let input = Input::json(json!({
            "baseline": target.baseline, "target": target.target,
            "waypoints": target.waypoints.iter().map(waypoint).collect::<Vec<_>>(),
            "low": target.low, "high": target.high, "tolerance": target.tolerance, "weight": target.weight,
        }))
        .command();
        self.write(&self.executive()?.key, at, |tx| targets::replace(tx, id, cycle, &input))?;
        Ok(())
    }

    pub fn set_policy(&mut self, at: Moment, cycle: &'a Cycle) -> Result<()> {
        let weights = self.company.policy.department_weights.iter();
        let weights = weights
            .map(|(department, weight)| Ok((self.departments.find(department)?.to_string(), json!(weight))))
            .collect::<Result<serde_json::Map<_, _>>>()?;
        let key = PolicyKey { brand_id: self.brand()?, cycle_id: self.cycles.find(&cycle.key)? };
        let input = Input::json(json!({"department_weights": weights})).command();
        self.write(&self.executive()?.key, at, |tx| scoring_policies::replace(tx, key, &input))?;
        Ok(())
    }

    pub fn set_objective(&mut self, at: Moment, cycle: &'a Cycle, objective: &'a Objective) -> Result<()> {
        let input = Input::json(json!({
            "brand_id": self.brand()?, "cycle_id": self.cycles.find(&cycle.key)?,
            "department_id": self.departments.find(&objective.department)?,
            "title": self.text(&objective.title), "description": self.text(&objective.description),
            "contribution": self.text(&objective.contribution),
            "principle_ids": self.principles.find_all(&objective.principles)?,
            "parent_id": self.objectives.get(objective.parent.as_deref())?,
            "shared_with": self.departments.find_all(&objective.shared_with)?,
            "owner_id": self.people.find(&objective.owner)?, "weight": objective.weight,
        }));
        let new = input.command();
        let planner = self.planner_of(objective, at)?;
        let created = self.write_as(planner, at, |tx| objectives::create(tx, &new))?;
        self.objectives.learn(&objective.key, created.stored.id());
        Ok(())
    }

    /// The planner of an objective: its owner, the lead of its department or an executive, the first of them who may.
    fn planner_of(&mut self, objective: &'a Objective, at: Moment) -> Result<Actor> {
        let mut departments = self.departments.find_all(&objective.shared_with)?;
        departments.push(self.departments.find(&objective.department)?);
        let lead = self.company.lead_of(&objective.department).ok_or_else(|| missing("lead"))?;
        self.planner([&objective.owner, &lead.key, &self.executive()?.key], &departments, at)
    }

    pub fn set_key_result(&mut self, at: Moment, objective: &'a Objective, key_result: &'a KeyResult) -> Result<()> {
        let input = Input::json(json!({
            "objective_id": self.objectives.find(&objective.key)?,
            "title": self.text(&key_result.title), "description": self.optional(key_result.description.as_ref()),
            "owner_id": self.people.find(&key_result.owner)?, "weight": key_result.weight,
            "ambition": key_result.ambition, "check_in_every_days": key_result.check_in_every_days,
            "kpi_id": self.kpis.get(key_result.kpi.as_deref())?, "measure": self.measure_of(&key_result.measure),
        }));
        let new = input.command();
        let created = self.write(&key_result.owner, at, |tx| key_results::create(tx, &new))?.stored;
        self.key_results.learn(&key_result.key, created.id());
        for (step, stored) in key_result.measure.steps().iter().zip(created.measure.steps()) {
            self.steps.insert((&key_result.key, &step.key), stored.id);
        }
        if created.state == KeyResultState::Proposed {
            self.proposed.push(&key_result.key);
        }
        Ok(())
    }

    fn measure_of(&self, measure: &'a Measure) -> Value {
        match measure {
            Measure::Number { start, target, unit } => {
                json!({"kind": "number", "start": start, "target": target, "unit": self.text(unit)})
            }
            Measure::Range { low, high, tolerance, unit } => json!({
                "kind": "range", "low": low, "high": high, "tolerance": tolerance, "unit": self.text(unit),
            }),
            Measure::Milestones { steps } => {
                let steps = steps.iter().map(|step| {
                    let due_on = step.due.map(|day| self.calendar.date(day));
                    json!({"title": self.text(&step.title), "weight": step.weight, "due_on": due_on})
                });
                json!({"kind": "milestones", "steps": steps.collect::<Vec<_>>()})
            }
        }
    }

    pub fn confirm(&mut self, at: Moment, objective: &'a Objective, key_result: &'a KeyResult) -> Result<()> {
        if !self.proposed.contains(&key_result.key.as_str()) {
            return Ok(());
        }
        let id = self.key_results.find(&key_result.key)?;
        let patch = KeyResultPatch { state: Some(KeyResultState::Active), ..KeyResultPatch::default() }.into();
        let planner = self.planner_of(objective, at)?;
        self.write_as(planner, at, |tx| key_results::update(tx, id, &patch))?;
        Ok(())
    }
}
