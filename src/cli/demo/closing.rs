//! Closes the earlier quarter of the demonstration company, with a retrospective and grades, and carries over what is
//! unfinished. Copies that the current cycle continues are kept; the others are deleted, since their departments
//! planned anew.

use serde_json::{Value, json};

use super::{
    previous_quarter::earlier_key,
    runner::{Moment, Stage, missing},
};
use crate::{
    app::{
        cycles::closing,
        error::Result,
        input::{Input, Parsed},
        objectives,
        plans::promise::Deletion,
    },
    domain::{
        key_result::KeyResult,
        objective::Objective,
        values::{id::Id, record::Stored},
    },
    store::{
        engine::row::Page,
        key_results::{self, KeyResultFilter},
        objectives::{self as objective_rows, ObjectiveFilter},
    },
};

impl Stage<'_, '_> {
    pub fn close_cycle(&mut self, at: Moment) -> Result<()> {
        let earlier = &self.company.earlier;
        let grade = |grade: &super::previous_quarter::Grade| {
            let comment = grade.comment.as_ref().map(|comment| comment.read(self.language));
            Ok(
                json!({"key_result_id": self.key_results.find(&grade.key_result)?, "grade": grade.grade, "comment": comment}),
            )
        };
        let grades = earlier.grades.iter().map(grade).collect::<Result<Vec<Value>>>()?;
        let input = Input::json(json!({
            "retrospective": self.text(&earlier.retrospective), "grades": grades,
            "carry_over_to": self.cycles.find(&self.company.cycle.key)?,
        }))
        .command();
        let cycle = self.cycles.find(&earlier.cycle.key)?;
        self.write(&self.executive()?.key, at, |tx| closing::close(tx, cycle, &input))?;
        self.learn_copies(at)
    }

    /// Records the copies as the current cycle's objectives and key results that began earlier.
    fn learn_copies(&mut self, at: Moment) -> Result<()> {
        let objectives = self.copied_objectives(at)?;
        let key_results = self.copied_key_results(at)?;
        for continued in &self.company.earlier.continued {
            let source = self.objectives.find(&earlier_key(&continued.objective))?;
            let copy = objectives.iter().find(|copy| copy.carried_from_id == Some(source));
            self.objectives.learn(&continued.objective, copy.ok_or_else(|| missing(&continued.objective))?.id());
            for one in &continued.key_results {
                let source = self.key_results.find(&earlier_key(&one.key_result))?;
                let copy = key_results.iter().find(|copy| copy.carried_from_id == Some(source));
                self.key_results.learn(&one.key_result, copy.ok_or_else(|| missing(&one.key_result))?.id());
            }
        }
        Ok(())
    }

    /// Deletes the copies that the current cycle does not continue.
    pub fn drop_the_rest(&mut self, at: Moment) -> Result<()> {
        let continued = self.company.earlier.continued.iter();
        let kept = continued.map(|one| self.objectives.find(&one.objective)).collect::<Result<Vec<Id<Objective>>>>()?;
        let reason = json!({"reason": self.text(&self.company.earlier.dropped)});
        let deletion: Parsed<Deletion> = Input::json(reason).command();
        for copy in self.copied_objectives(at)?.iter().filter(|copy| !kept.contains(&copy.id())) {
            self.write(&self.executive()?.key, at, |tx| objectives::delete(tx, copy.id(), &deletion))?;
        }
        Ok(())
    }

    fn copied_objectives(&mut self, at: Moment) -> Result<Vec<Stored<Objective>>> {
        let cycle_id = Some(self.cycles.find(&self.company.cycle.key)?);
        let filter = ObjectiveFilter { cycle_id, ..ObjectiveFilter::default() };
        let mut rows = self.read(at, |reader| Ok(objective_rows::list(reader, &filter, Page::all())?))?;
        rows.retain(|row| row.carried_from_id.is_some());
        Ok(rows)
    }

    fn copied_key_results(&mut self, at: Moment) -> Result<Vec<Stored<KeyResult>>> {
        let cycle_id = Some(self.cycles.find(&self.company.cycle.key)?);
        let filter = KeyResultFilter { cycle_id, ..KeyResultFilter::default() };
        self.read(at, |reader| Ok(key_results::list(reader, &filter, Page::all())?))
    }
}
