//! The REST API beside a plain model of it: random steps on the key results of an objective, after each of which list,
//! single resource, score and change log must say what the model says. A failure is reduced to the fewest steps.
//!
//! `PERNO_TEST_MODEL_STEPS` sets how many steps are taken on each engine; 100,000 take about an hour.

use actix_web::rt::{System, SystemRunner};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp, client::id, engine::model_steps};

/// The steps of one case.
const CASE: u32 = 30;

/// A key result, from 0 to 100.
#[derive(Debug, Clone)]
struct Expected {
    title: u8,
    weight: u8,
    version: i64,
    values: Vec<i8>,
}

impl Expected {
    /// The share of the way to 100, by the last value.
    fn attainment(&self) -> f64 {
        self.values.last().map_or(0.0, |value| f64::from(*value) / 100.0).clamp(0.0, 1.0)
    }
}

/// What the API should hold.
#[derive(Debug, Clone, Default)]
struct Model {
    key_results: Vec<Expected>,
    /// How many changes the log has got.
    changes: u64,
}

#[derive(Debug, Clone)]
enum Step {
    /// Sent twice with the same key, it creates one.
    Add {
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
    /// Refused once there are check-ins.
    Delete {
        at: usize,
    },
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Step> {
        let add =
            (any::<u8>(), 1..9_u8, any::<bool>()).prop_map(|(title, weight, twice)| Step::Add { title, weight, twice });
        if model.key_results.is_empty() {
            return add.boxed();
        }
        let at = 0..model.key_results.len();
        prop_oneof![
            2 => add,
            2 => (at.clone(), 0..4_u8, any::<bool>()).prop_map(|(at, title, stale)| Step::Rename { at, title, stale }),
            2 => (at.clone(), 1..4_u8).prop_map(|(at, weight)| Step::Weigh { at, weight }),
            4 => (at.clone(), any::<i8>()).prop_map(|(at, value)| Step::CheckIn { at, value }),
            1 => at.prop_map(|at| Step::Delete { at }),
        ]
        .boxed()
    }

    fn preconditions(model: &Self, step: &Step) -> bool {
        match step {
            Step::Add { .. } => model.key_results.len() < 20,
            Step::Rename { at, .. } | Step::Weigh { at, .. } | Step::CheckIn { at, .. } | Step::Delete { at } => {
                *at < model.key_results.len()
            }
        }
    }

    fn apply(mut model: Self, step: &Step) -> Self {
        match *step {
            Step::Add { title, weight, .. } => {
                model.key_results.push(Expected { title, weight, version: 1, values: Vec::new() });
                model.changes += 1;
            }
            Step::Rename { at, title, stale } => model.change(at, !stale, |one| (&mut one.title, title)),
            Step::Weigh { at, weight } => model.change(at, true, |one| (&mut one.weight, weight)),
            Step::CheckIn { at, value } => {
                model.key_results[at].values.push(value);
                model.changes += 1;
            }
            Step::Delete { at } => {
                if model.key_results[at].values.is_empty() {
                    model.key_results.remove(at);
                    model.changes += 1;
                }
            }
        }
        model
    }
}

impl Model {
    /// A change gives a new version, but not when it changes nothing.
    fn change(&mut self, at: usize, allowed: bool, member: impl Fn(&mut Expected) -> (&mut u8, u8)) {
        let one = &mut self.key_results[at];
        let (was, new) = member(one);
        if allowed && *was != new {
            *was = new;
            one.version += 1;
            self.changes += 1;
        }
    }

    /// The weighted mean of the attainments; `None` without key results.
    fn score(&self) -> Option<f64> {
        let weight = |one: &Expected| f64::from(one.weight);
        let weights: f64 = self.key_results.iter().map(weight).sum();
        let sum: f64 = self.key_results.iter().map(|one| weight(one) * one.attainment()).sum();
        (weights > 0.0).then(|| sum / weights)
    }
}

/// The program, with the ids that it gave.
struct Program {
    runtime: SystemRunner,
    app: TestApp,
    objective: String,
    ids: Vec<String>,
    /// The number of the last change before the first step.
    began_at: i64,
}

impl Program {
    fn start(engine: Engine) -> Self {
        let runtime = System::new();
        let (app, objective, began_at) = runtime.block_on(async {
            let app = TestApp::new(engine).await;
            let objective = app.objective(json!({"title": "Beside its model"})).await;
            let began_at = app.last_change().await["revision"].as_i64().unwrap();
            (app, objective, began_at)
        });
        Self { runtime, app, objective, ids: Vec::new(), began_at }
    }

    async fn take(app: &TestApp, objective: &str, ids: &mut Vec<String>, step: &Step, model: &Model) {
        match *step {
            Step::Add { title, weight, twice } => {
                let body = app
                    .new_key_result(&json!({"objective_id": objective, "title": title.to_string(), "weight": weight}));
                let key = format!("model-{}", model.changes);
                let client = app.admin().with_header("idempotency-key", &key);
                let made = id(&client.post("/key-results", body.clone()).await.created());
                if twice {
                    assert_eq!(id(&client.post("/key-results", body).await.created()), made);
                }
                ids.push(made);
            }
            Step::Rename { at, title, stale } => {
                let path = format!("/key-results/{}", ids[at]);
                let current = app.admin().get(&path).await.header("etag").unwrap().to_owned();
                let tag = if stale { format!("\"{}\"", model.key_results[at].version + 1) } else { current };
                let body = (json!({"title": title.to_string()}).to_string().into_bytes(), "application/json");
                let answer = app.admin().with_header("if-match", &tag).raw(Method::PATCH, &path, Some(body)).await;
                assert_eq!(answer.status, if stale { 412 } else { 200 });
            }
            Step::Weigh { at, weight } => {
                let body = json!({"weight": weight, "reason": "The model says so."});
                app.admin().patch(&format!("/key-results/{}", ids[at]), body).await.ok();
            }
            Step::CheckIn { at, value } => drop(app.check_in(&ids[at], json!({"value": value})).await),
            Step::Delete { at } => {
                let answer = app.admin().delete(&format!("/key-results/{}", ids[at])).await;
                if answer.status == 204 {
                    ids.remove(at);
                } else {
                    answer.problem(409, "has_check_ins");
                }
            }
        }
    }

    async fn check(&self, model: &Model) {
        let list = self.app.viewer().get(&format!("/key-results?objective_id={}&limit=200", self.objective)).await.ok();
        let found: Vec<Value> = list["items"].as_array().unwrap().iter().map(told).collect();
        let expected: Vec<Value> = self.ids.iter().zip(&model.key_results).map(|(id, one)| wanted(id, one)).collect();
        assert_eq!(found, expected);
        if let Some(id) = self.ids.last() {
            assert_eq!(told(&self.app.read_key_result(id).await), *expected.last().unwrap());
        }
        let objective = self.app.viewer().get(&format!("/objectives/{}", self.objective)).await.ok();
        match model.score() {
            Some(score) => {
                assert!((objective["score"].as_f64().unwrap() - score).abs() < 1e-9, "{objective} not {score}");
            }
            None => assert!(objective["score"].is_null()),
        }
        let latest = self.began_at + i64::try_from(model.changes).unwrap();
        let feed = self.app.executive().get(&format!("/changes?after={}&limit=200", latest - 1)).await.ok();
        let revisions: Vec<i64> =
            feed["items"].as_array().unwrap().iter().map(|change| change["revision"].as_i64().unwrap()).collect();
        assert!(
            revisions.iter().all(|revision| *revision == latest) && !revisions.is_empty(),
            "{revisions:?}, not {latest}"
        );
    }
}

fn told(key_result: &Value) -> Value {
    json!([
        key_result["id"],
        key_result["title"],
        key_result["weight"],
        key_result["version"],
        key_result["current_value"]
    ])
}

fn wanted(id: &str, one: &Expected) -> Value {
    let value = one.values.last().map(|value| f64::from(*value));
    json!([id, one.title.to_string(), f64::from(one.weight), one.version, value])
}

struct Machine<const POSTGRES: bool>;

impl<const POSTGRES: bool> StateMachineTest for Machine<POSTGRES> {
    type SystemUnderTest = Program;
    type Reference = Model;

    fn init_test(_: &Model) -> Program {
        Program::start(if POSTGRES { Engine::Postgres } else { Engine::Sqlite })
    }

    fn apply(mut program: Program, model: &Model, step: Step) -> Program {
        let Program { runtime, app, objective, ids, .. } = &mut program;
        runtime.block_on(Program::take(app, objective, ids, &step, model));
        program.runtime.block_on(program.check(model));
        program
    }
}

fn beside_its_model<const POSTGRES: bool>() {
    let config = Config { cases: (model_steps() / CASE).max(1), failure_persistence: None, ..Config::default() };
    let cases = Model::sequential_strategy(usize::try_from(CASE).unwrap());
    let ran = TestRunner::new(config.clone()).run(&cases, |(initial, steps, seen)| {
        Machine::<POSTGRES>::test_sequential(config.clone(), initial, steps, seen);
        Ok(())
    });
    ran.unwrap();
}

mod sqlite {
    #[test]
    fn api_does_what_its_model_says() {
        super::beside_its_model::<false>();
    }
}

mod postgres {
    #[test]
    fn api_does_what_its_model_says() {
        super::beside_its_model::<true>();
    }
}
