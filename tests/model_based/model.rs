//! The plain model: objectives of two departments with their key results, a revenue KPI and the policy, in vectors. It
//! computes the score as the rule is written, without anything that the program uses.

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

/// An objective; `None` where it was deleted, so that places stay.
#[derive(Debug, Clone)]
pub struct Objective {
    /// 0 for Sales, 1 for Logistics.
    pub department: u8,
    /// Shared with the other department.
    pub shared: bool,
    pub weight: u8,
}

/// A key result, from 0 to 100.
#[derive(Debug, Clone)]
pub struct KeyResult {
    pub objective: usize,
    pub title: u8,
    pub weight: u8,
    pub version: i64,
    pub cancelled: bool,
    /// The check-ins, all of the same day.
    pub values: Vec<i8>,
}

/// What the API should hold.
#[derive(Debug, Clone)]
pub struct Model {
    pub objectives: Vec<Option<Objective>>,
    pub key_results: Vec<Option<KeyResult>>,
    /// The target of the revenue KPI, whose value is a sum.
    pub target: Option<u8>,
    /// What was measured on each of the first days.
    pub measured: [Option<i8>; 4],
    /// Balance and weight of Revenue, in tenths.
    pub policy: Option<(u8, u8)>,
    /// How many changes the log has got.
    pub changes: u64,
}

#[derive(Debug, Clone)]
pub enum Step {
    AddObjective {
        department: u8,
        shared: bool,
        weight: u8,
    },
    WeighObjective {
        at: usize,
        weight: u8,
    },
    Share {
        at: usize,
        shared: bool,
    },
    /// Refused once one of its key results has check-ins.
    DeleteObjective {
        at: usize,
    },
    /// Sent twice with the same key, it creates one.
    Add {
        objective: usize,
        title: u8,
        weight: u8,
        twice: bool,
    },
    Rename {
        at: usize,
        title: u8,
        stale: bool,
    },
    Weigh {
        at: usize,
        weight: u8,
    },
    CheckIn {
        at: usize,
        value: i8,
    },
    /// Corrects the last check-in.
    Correct {
        at: usize,
        value: i8,
    },
    /// Deletes the last check-in.
    Withdraw {
        at: usize,
    },
    Cancel {
        at: usize,
    },
    /// Refused once there are check-ins.
    Delete {
        at: usize,
    },
    Target {
        target: u8,
    },
    Measure {
        day: usize,
        value: Option<i8>,
    },
    Policy {
        balance: u8,
        revenue: u8,
    },
}

impl Default for Model {
    /// The company of the tests: an objective of Sales with a key result that was renamed, nothing reported.
    fn default() -> Self {
        Self {
            objectives: vec![Some(Objective { department: 0, shared: false, weight: 1 })],
            key_results: vec![Some(KeyResult { version: 2, ..KeyResult::new(0, 0, 1) })],
            target: None,
            measured: [None; 4],
            policy: None,
            changes: 0,
        }
    }
}

impl KeyResult {
    pub const fn new(objective: usize, title: u8, weight: u8) -> Self {
        Self { objective, title, weight, version: 1, cancelled: false, values: Vec::new() }
    }

    /// The share of the way to 100, by the last value.
    fn attainment(&self) -> f64 {
        self.values.last().map_or(0.0, |value| f64::from(*value) / 100.0).clamp(0.0, 1.0)
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Step> {
        let (objective, at) = (0..model.objectives.len(), 0..model.key_results.len());
        let weight = || 0..4_u8;
        prop_oneof![
            2 => (0..2_u8, any::<bool>(), weight())
                .prop_map(|(department, shared, weight)| Step::AddObjective { department, shared, weight }),
            1 => (objective.clone(), weight()).prop_map(|(at, weight)| Step::WeighObjective { at, weight }),
            1 => (objective.clone(), any::<bool>()).prop_map(|(at, shared)| Step::Share { at, shared }),
            1 => objective.clone().prop_map(|at| Step::DeleteObjective { at }),
            4 => (objective, any::<u8>(), weight(), any::<bool>())
                .prop_map(|(objective, title, weight, twice)| Step::Add { objective, title, weight, twice }),
            2 => (at.clone(), 0..4_u8, any::<bool>()).prop_map(|(at, title, stale)| Step::Rename { at, title, stale }),
            2 => (at.clone(), weight()).prop_map(|(at, weight)| Step::Weigh { at, weight }),
            8 => (at.clone(), any::<i8>()).prop_map(|(at, value)| Step::CheckIn { at, value }),
            2 => (at.clone(), any::<i8>()).prop_map(|(at, value)| Step::Correct { at, value }),
            2 => at.clone().prop_map(|at| Step::Withdraw { at }),
            1 => at.clone().prop_map(|at| Step::Cancel { at }),
            1 => at.prop_map(|at| Step::Delete { at }),
            1 => (1..200_u8).prop_map(|target| Step::Target { target }),
            2 => (0..4_usize, any::<Option<i8>>()).prop_map(|(day, value)| Step::Measure { day, value }),
            1 => (0..11_u8, 1..10_u8).prop_map(|(balance, revenue)| Step::Policy { balance, revenue }),
        ]
        .boxed()
    }

    fn preconditions(model: &Self, step: &Step) -> bool {
        let there = |at: &usize| matches!(model.objectives.get(*at), Some(Some(_)));
        let key_result = |at: &usize| model.key_results.get(*at).and_then(Option::as_ref);
        match step {
            Step::AddObjective { .. } => model.objectives.len() < 12,
            Step::WeighObjective { at, .. } | Step::Share { at, .. } | Step::DeleteObjective { at } => there(at),
            Step::Add { objective, .. } => there(objective) && model.key_results.len() < 24,
            Step::Rename { at, .. } | Step::Weigh { at, .. } | Step::Delete { at } => key_result(at).is_some(),
            Step::CheckIn { at, .. } | Step::Cancel { at } => key_result(at).is_some_and(|one| !one.cancelled),
            Step::Correct { at, .. } | Step::Withdraw { at } => {
                key_result(at).is_some_and(|one| !one.cancelled && !one.values.is_empty())
            }
            Step::Target { .. } | Step::Policy { .. } => true,
            Step::Measure { day, value } => value.is_some() || model.measured[*day].is_some(),
        }
    }

    fn apply(mut model: Self, step: &Step) -> Self {
        let changed = match *step {
            Step::AddObjective { department, shared, weight } => {
                model.objectives.push(Some(Objective { department, shared, weight }));
                true
            }
            Step::WeighObjective { at, weight } => put(&mut model.objective(at).weight, weight),
            Step::Share { at, shared } => put(&mut model.objective(at).shared, shared),
            Step::DeleteObjective { at } => model.delete_objective(at),
            Step::Add { objective, title, weight, .. } => {
                model.key_results.push(Some(KeyResult::new(objective, title, weight)));
                true
            }
            Step::Rename { at, title, stale } => !stale && model.change(at, |one| put(&mut one.title, title)),
            Step::Weigh { at, weight } => model.change(at, |one| put(&mut one.weight, weight)),
            Step::CheckIn { at, value } => {
                model.key_result(at).values.push(value);
                true
            }
            Step::Correct { at, value } => put(model.key_result(at).values.last_mut().unwrap(), value),
            Step::Withdraw { at } => model.key_result(at).values.pop().is_some(),
            Step::Cancel { at } => model.change(at, |one| put(&mut one.cancelled, true)),
            Step::Delete { at } => {
                let free = model.key_result(at).values.is_empty();
                if free {
                    model.key_results[at] = None;
                }
                free
            }
            Step::Target { target } => put(&mut model.target, Some(target)),
            Step::Measure { day, value } => put(&mut model.measured[day], value),
            Step::Policy { balance, revenue } => put(&mut model.policy, Some((balance, revenue))),
        };
        model.changes += u64::from(changed);
        model
    }
}

/// Puts a value and says whether that changed anything.
fn put<T: PartialEq>(place: &mut T, value: T) -> bool {
    let changed = *place != value;
    *place = value;
    changed
}

impl Model {
    fn objective(&mut self, at: usize) -> &mut Objective {
        self.objectives[at].as_mut().unwrap()
    }

    fn key_result(&mut self, at: usize) -> &mut KeyResult {
        self.key_results[at].as_mut().unwrap()
    }

    /// A change gives a new version, but not when it changes nothing.
    fn change(&mut self, at: usize, change: impl Fn(&mut KeyResult) -> bool) -> bool {
        let one = self.key_result(at);
        let changed = change(one);
        one.version += i64::from(changed);
        changed
    }

    fn delete_objective(&mut self, at: usize) -> bool {
        let of_it = |one: &Option<KeyResult>| one.as_ref().is_some_and(|one| one.objective == at);
        if self.key_results.iter().flatten().any(|one| one.objective == at && !one.values.is_empty()) {
            return false;
        }
        self.key_results.iter_mut().filter(|one| of_it(one)).for_each(|one| *one = None);
        self.objectives[at] = None;
        true
    }

    pub fn objective_score(&self, at: usize) -> Option<f64> {
        let of_it = self.key_results.iter().flatten().filter(|one| one.objective == at && !one.cancelled);
        mean(of_it.map(|one| (f64::from(one.weight), one.attainment())))
    }

    pub fn department_score(&self, department: u8) -> Option<f64> {
        let theirs = self.objectives.iter().enumerate().filter_map(|(at, one)| {
            let one = one.as_ref().filter(|one| one.shared || one.department == department)?;
            Some((f64::from(one.weight), self.objective_score(at)?))
        });
        mean(theirs)
    }

    /// Revenue; `None` without a target.
    pub fn revenue(&self) -> Option<f64> {
        let sum: f64 = self.measured.iter().flatten().map(|value| f64::from(*value)).sum();
        self.target.map(|target| (sum / f64::from(target)).clamp(0.0, 1.0))
    }

    /// Half the average, half the weakest link, at the default policy; nothing stands in for departments without plans.
    pub fn score(&self) -> Option<f64> {
        let (balance, share) =
            self.policy.map_or((0.5, 0.5), |(balance, share)| (f64::from(balance) / 10.0, f64::from(share) / 10.0));
        let balanced =
            |a: f64, b: f64, weight: f64| (1.0 - balance) * (weight * a + (1.0 - weight) * b) + balance * a.min(b);
        let departments = [self.department_score(0), self.department_score(1)];
        departments.iter().flatten().next()?;
        let purpose = balanced(departments[0].unwrap_or(0.0), departments[1].unwrap_or(0.0), 0.5);
        Some(self.revenue().map_or(purpose, |revenue| balanced(revenue, purpose, share)))
    }
}

/// The weighted mean of weights and values; `None` when nothing weighs.
fn mean(of: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (weights, sum) =
        of.fold((0.0, 0.0), |(weights, sum), (weight, value)| (weights + weight, weight.mul_add(value, sum)));
    (weights > 0.0).then(|| sum / weights)
}
