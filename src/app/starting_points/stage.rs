//! Adds the parts of a starting point to a brand's cycle, each by the use case that adds one by hand. A department, an
//! objective or a KPI that is there already under the same name is used instead, with what was set for it. Which parts
//! are taken is decided in `mod.rs`.

use serde_json::{Value, json};

use super::{
    Taken, Taking,
    catalogue::{ExampleDepartment, ExampleKeyResult, ExampleKpi, ExampleObjective, StartingPoint},
};
use crate::{
    app::{
        error::{Error, Result},
        input::{Input, Measured},
        key_results, kpis,
        kpis::targets,
        objectives,
        scoring_policies::{self, PutPolicy},
    },
    domain::{
        cycle::Cycle,
        department::Department,
        kpi::{Kpi, target::TargetKey},
        objective::{Objective, ObjectiveState},
        people::user::User,
        scoring_policy::PolicyKey,
        values::{
            id::Id,
            record::{ById, Stored},
            text::{Name, Reason, Text},
        },
    },
    store::{
        brands::{self, BrandFilter},
        departments::{self, DepartmentFilter},
        engine::{row::Page, tx::Tx},
        kpis::{self as kpi_rows, KpiFilter},
        objectives::{self as objective_rows, ObjectiveFilter},
    },
};

/// Where things are added, and who owns them.
pub struct Stage<'a, 'c> {
    pub tx: &'a mut Tx<'c>,
    pub key: PolicyKey,
    pub cycle: &'a Stored<Cycle>,
    pub owner: Option<Id<User>>,
}

/// A department with the example of it.
type TakenDepartment<'p> = (Id<Department>, &'p ExampleDepartment);

/// Whether two names mean the same thing.
fn alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl Stage<'_, '_> {
    /// The departments that are taken, those that are not there yet added.
    pub fn departments<'p>(&mut self, taking: &Taking, point: &'p StartingPoint) -> Result<Vec<TakenDepartment<'p>>> {
        let alive = DepartmentFilter { archived: Some(false), ..DepartmentFilter::default() };
        let known = departments::list(self.tx, &alive, Page::all())?;
        let mut all = Vec::new();
        for example in point.departments.iter().filter(|one| taking.takes_department(one)) {
            let same = known.iter().find(|one| alike(one.name.as_str(), &example.name));
            let id = match same {
                Some(same) => same.id(),
                None => self.add_department(example)?,
            };
            all.push((id, example));
        }
        Ok(all)
    }

    fn add_department(&mut self, example: &ExampleDepartment) -> Result<Id<Department>> {
        let id = self.tx.new_id();
        let department = Department {
            name: Name::trusted(example.name.clone()),
            code: None,
            description: Some(Text::trusted(example.description.clone())),
            archived: false,
        };
        Ok(self.tx.create(ById { id }, department)?.id())
    }

    /// Weighs the departments in the cycle. Those that took part without being named still do, with the weight 1.
    pub fn weigh(&mut self, taken: &[TakenDepartment<'_>], reason: &str) -> Result<()> {
        let current = scoring_policies::show(self.tx, self.key)?;
        let mut policy = current.map(|stored| stored.value).unwrap_or_default();
        let was = policy.clone();
        if policy.department_weights.is_empty() {
            let used = self.used_departments(taken)?;
            policy.department_weights.extend(used.into_iter().map(|id| (id, 1.0)));
        }
        for (id, example) in taken {
            policy.department_weights.entry(*id).or_insert(example.weight);
        }
        if policy != was {
            let put = PutPolicy { policy, why: Some(Reason::trusted(reason.to_owned())).into() };
            scoring_policies::replace(self.tx, self.key, &put.into())?;
        }
        Ok(())
    }

    /// The departments that take part already, beside those that are taken: where the policy names none and there is a
    /// single brand, all; else those with objectives.
    fn used_departments(&mut self, taken: &[TakenDepartment<'_>]) -> Result<Vec<Id<Department>>> {
        let brand_filter = BrandFilter { archived: Some(false), ..BrandFilter::default() };
        let several = brands::list(self.tx, &brand_filter, Page::all())?.len() > 1;
        let mut used = if several {
            scoring_policies::departments_with_objectives(self.tx, self.key)?
        } else {
            let alive = DepartmentFilter { archived: Some(false), ..DepartmentFilter::default() };
            departments::list(self.tx, &alive, Page::all())?.iter().map(Stored::id).collect()
        };
        used.retain(|id| taken.iter().all(|(taken, _)| taken != id));
        Ok(used)
    }

    /// Adds an objective with its key results, if the department has none of that title.
    pub fn objective(
        &mut self,
        department: Id<Department>,
        example: &ExampleObjective,
        taken: &mut Taken,
    ) -> Result<()> {
        let filter = ObjectiveFilter {
            brand_id: Some(self.key.brand_id),
            cycle_id: Some(self.key.cycle_id),
            department_id: Some(department),
            ..ObjectiveFilter::default()
        };
        let known = objective_rows::list(self.tx, &filter, Page::all())?;
        let same =
            |one: &Stored<Objective>| one.state == ObjectiveState::Active && alike(one.title.as_str(), &example.title);
        if known.iter().any(same) {
            return Ok(());
        }
        let new = Input::json(json!({
            "brand_id": self.key.brand_id, "cycle_id": self.key.cycle_id, "department_id": department,
            "title": example.title, "contribution": example.contribution, "owner_id": self.owner,
        }));
        let objective = objectives::create(self.tx, &new.command())?.stored.id();
        taken.objective_ids.push(objective);
        for key_result in &example.key_results {
            let new = Input::json(self.key_result(objective, key_result)?).command();
            taken.key_result_ids.push(key_results::create(self.tx, &new)?.stored.id());
        }
        Ok(())
    }

    fn key_result(&self, objective: Id<Objective>, example: &ExampleKeyResult) -> Result<Value> {
        let measure = serde_json::to_value(&example.measure).map_err(Error::internal)?;
        Ok(json!({"objective_id": objective, "title": example.title, "owner_id": self.owner, "measure": measure}))
    }

    /// Adds a KPI with its target in the cycle; a target that is set already stays.
    pub fn kpi(&mut self, example: &ExampleKpi, target: Option<&Measured>) -> Result<Id<Kpi>> {
        let filter = KpiFilter { brand_id: Some(self.key.brand_id), ..KpiFilter::default() };
        let known = kpi_rows::list(self.tx, &filter, Page::all())?;
        let kpi = if let Some(kpi) = known.into_iter().find(|one| alike(one.name.as_str(), &example.name)) {
            kpi
        } else {
            let new = Input::json(json!({
                "brand_id": self.key.brand_id, "name": example.name, "category": example.category,
                "unit": example.unit, "aggregation": example.aggregation, "better": example.better,
            }));
            kpis::create(self.tx, &new.command())?
        };
        let key = TargetKey { kpi_id: kpi.id(), cycle_id: self.cycle.id() };
        if kpi_rows::targets::get(self.tx, &key)?.is_none() {
            let wrong = |fault: crate::domain::values::fault::Fault| Error::invalid(vec![fault.below("/target")]);
            let target = match target {
                Some(given) => given.in_unit(kpi.unit.as_str()).map_err(wrong)?,
                None => example.target_in(self.cycle),
            };
            let mut put = json!({"target": target});
            if let (Some(baseline), Some(members)) = (example.baseline, put.as_object_mut()) {
                members.insert("baseline".to_owned(), json!(baseline));
            }
            targets::replace(self.tx, key.kpi_id, key.cycle_id, &Input::json(put).command())?;
        }
        Ok(kpi.id())
    }
}
