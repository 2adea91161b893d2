//! Random plans for the properties of scoring: a few departments with own and shared objectives, all kinds of measures,
//! weights of 0, missing data, proposed and cancelled key results, key results that follow KPIs. A plan is decoded from
//! a list of numbers ("dice"), which proptest generates quickly and shrinks well.

use perno::domain::{
    key_result::{Ambition, KeyResultState},
    kpi::{
        Aggregation, Category,
        target::{Aim, Target},
    },
    measure::{Measure, Step},
    scoring::{
        method::Method,
        plan::{CheckInEntry, MeasurementEntry, Plan, PlannedKeyResult, PlannedKpi, PlannedObjective},
    },
};
use proptest::prelude::*;

use crate::domain_plans::{Ids, check_in, cycle, day, department, key_result, kpi, number, objective, plan, way};

pub const AS_OF: u64 = 45;

/// The numbers that a plan is decoded from; after the last one, zeros follow.
#[derive(Clone, Debug)]
pub struct Dice(std::vec::IntoIter<u16>);

impl Dice {
    pub fn below(&mut self, sides: u16) -> u16 {
        self.0.next().unwrap_or(0) % sides
    }

    pub fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        items[usize::from(self.below(u16::try_from(items.len()).unwrap()))].clone()
    }

    pub fn chance(&mut self, one_in: u16) -> bool {
        self.below(one_in) == one_in - 1
    }

    /// A number from `low` to `high`, in steps of a hundredth of the distance.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.below(101)) / 100.0
    }

    fn weight(&mut self) -> f64 {
        self.one_of(&[1.0, 1.0, 2.0, 0.37, 5.0, 0.0])
    }

    fn day(&mut self) -> chrono::NaiveDate {
        day(u64::from(self.below(90)))
    }
}

pub fn dice() -> impl Strategy<Value = Dice> {
    prop::collection::vec(any::<u16>(), 150).prop_map(|numbers| Dice(numbers.into_iter()))
}

/// Plans for day 45 of 90, with both methods.
pub fn plans() -> impl Strategy<Value = Plan> {
    dice().prop_map(|mut dice| random_balanced_or_geometric(&mut dice))
}

/// A plan for day 45 of 90.
pub fn random_plan(dice: &mut Dice) -> Plan {
    let mut ids = Ids::default();
    let mut made = plan(&mut ids, cycle(day(0), day(90)));
    made.policy.balance = dice.one_of(&[0.5, 0.0, 1.0, 0.3]);
    made.policy.revenue_weight = dice.one_of(&[0.5, 0.1, 0.9, 0.42]);
    made.policy.aspirational_target = dice.one_of(&[0.7, 1.0]);
    made.kpis = (0..dice.below(3)).map(|_| random_kpi(&mut ids, dice)).collect();
    for _ in 0..=dice.below(4) {
        let department = department(&mut ids);
        made.policy.department_weights.insert(department.id, dice.weight());
        made.departments.push(department);
    }
    for _ in 0..dice.below(6) {
        let objective = random_objective(&mut ids, &made, dice);
        made.objectives.push(objective);
    }
    made
}

pub fn random_balanced_or_geometric(dice: &mut Dice) -> Plan {
    let mut plan = random_plan(dice);
    plan.policy.method = dice.one_of(&[Method::Balanced, Method::Geometric]);
    plan
}

fn random_objective(ids: &mut Ids, plan: &Plan, dice: &mut Dice) -> PlannedObjective {
    let mut made = objective(ids, dice.one_of(&plan.departments).id);
    if dice.chance(3) {
        made.shared_with = (0..dice.below(3)).map(|_| dice.one_of(&plan.departments).id).collect();
    }
    made.weight = dice.weight();
    made.key_results = (0..dice.below(4)).map(|_| random_key_result(ids, plan, dice)).collect();
    made
}

fn random_key_result(ids: &mut Ids, plan: &Plan, dice: &mut Dice) -> PlannedKeyResult {
    let kind = dice.below(7);
    let measure = match kind {
        0 => Measure::number(8.0, 3.0, String::new(), Vec::new()).unwrap(),
        1 => Measure::range(Some(20.0), Some(60.0), dice.one_of(&[0.0, 15.0]), String::new()).unwrap(),
        2 => random_milestones(ids, dice),
        _ => number(),
    };
    let mut made = key_result(ids, measure);
    made.weight = dice.weight();
    made.ambition = dice.one_of(&[Ambition::Committed, Ambition::Aspirational]);
    match dice.below(10) {
        8 => made.state = KeyResultState::Proposed,
        9 => {
            made.state = KeyResultState::Cancelled;
            made.cancelled_on = Some(dice.day());
        }
        _ => {}
    }
    if kind > 2 && dice.chance(4) {
        made.kpi_id = plan.kpis.first().map(|kpi| kpi.id);
    }
    if made.kpi_id.is_none() {
        made.check_ins = (0..dice.below(4)).map(|_| random_check_in(&made.measure, dice)).collect();
    }
    made
}

fn random_milestones(ids: &mut Ids, dice: &mut Dice) -> Measure {
    let step = |_| Step {
        id: ids.next(),
        title: String::new(),
        weight: dice.one_of(&[1.0, 2.5]),
        due_on: dice.chance(2).then(|| dice.day()),
    };
    Measure::milestones((0..3).map(step).collect()).unwrap()
}

fn random_check_in(measure: &Measure, dice: &mut Dice) -> CheckInEntry {
    let made = check_in(dice.day(), 0.0);
    let ids: Vec<_> = measure.steps().iter().map(|step| step.id).collect();
    match measure {
        Measure::Milestones { .. } if dice.chance(4) => {
            CheckInEntry { value: None, steps_undone: vec![dice.one_of(&ids)], ..made }
        }
        Measure::Milestones { .. } => CheckInEntry { value: None, steps_done: vec![dice.one_of(&ids)], ..made },
        Measure::Number { start, target, .. } => {
            CheckInEntry { value: Some(start + (target - start) * dice.between(-0.5, 1.5)), ..made }
        }
        Measure::Range { .. } => CheckInEntry { value: Some(dice.between(0.0, 80.0)), ..made },
    }
}

fn random_target(dice: &mut Dice) -> Target {
    let weight = dice.weight();
    if dice.chance(4) {
        let (low, high) = dice.one_of(&[(None, Some(40.0)), (Some(20.0), None), (Some(10.0), Some(60.0))]);
        return Target {
            aim: Aim::Range { low, high, tolerance: dice.one_of(&[0.0, 20.0]) },
            weight,
            counts_from: None,
        };
    }
    way(0.0, dice.one_of(&[100.0, 40.0, -10.0]), weight)
}

fn random_kpi(ids: &mut Ids, dice: &mut Dice) -> PlannedKpi {
    let mut made = kpi(ids, dice.one_of(&[Category::Revenue, Category::Revenue, Category::Trust]));
    made.aggregation = dice.one_of(Aggregation::ALL);
    made.target = Some(random_target(dice));
    made.measurements =
        (0..dice.below(4)).map(|_| MeasurementEntry { on: dice.day(), value: dice.between(-20.0, 120.0) }).collect();
    made
}
