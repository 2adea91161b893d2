//! The program beside the model: takes each step through the API and reads back what the model says.

use actix_web::rt::{System, SystemRunner};
use reqwest::Method;
use serde_json::{Value, json};

use super::model::{KeyResult, Model, Step};
use crate::support::{Engine, TestApp, client::id};

pub struct Program {
    runtime: SystemRunner,
    api: Api,
}

/// The ids that the API gave, in the places of the model.
struct Api {
    app: TestApp,
    objectives: Vec<String>,
    key_results: Vec<Row>,
    /// The number of the last change before the first step.
    began_at: i64,
}

struct Row {
    id: String,
    check_ins: Vec<String>,
}

impl Program {
    pub fn start(engine: Engine) -> Self {
        let runtime = System::new();
        let api = runtime.block_on(async {
            let app = TestApp::new(engine).await;
            let path = format!("/key-results/{}", app.company.key_result);
            app.admin().patch(&path, json!({"title": "0"})).await.ok();
            let began_at = app.last_change().await["revision"].as_i64().unwrap();
            let objectives = vec![app.company.objective.clone()];
            let key_results = vec![Row { id: app.company.key_result.clone(), check_ins: Vec::new() }];
            Api { app, objectives, key_results, began_at }
        });
        Self { runtime, api }
    }

    pub fn step(&mut self, model: &Model, step: &Step) {
        self.runtime.block_on(async {
            self.api.take(model, step).await;
            self.api.check(model).await;
        });
    }
}

impl Api {
    async fn take(&mut self, model: &Model, step: &Step) {
        match step {
            Step::AddObjective { .. }
            | Step::WeighObjective { .. }
            | Step::Share { .. }
            | Step::DeleteObjective { .. } => self.on_objectives(model, step).await,
            Step::CheckIn { .. } | Step::Correct { .. } | Step::Withdraw { .. } => self.on_check_ins(step).await,
            Step::Target { .. } | Step::Measure { .. } | Step::Policy { .. } => self.beside_the_plan(step).await,
            _ => self.on_key_results(model, step).await,
        }
    }

    async fn on_objectives(&mut self, model: &Model, step: &Step) {
        let app = &self.app;
        let objective = |at: usize| format!("/objectives/{}", self.objectives[at]);
        match *step {
            Step::AddObjective { department, shared, weight } => {
                let body = json!({"department_id": self.department(department), "weight": weight,
                    "shared_with": self.shared_with(department, shared)});
                let made = app.objective(body).await;
                self.objectives.push(made);
            }
            Step::WeighObjective { at, weight } => {
                drop(app.admin().patch_because(&objective(at), json!({"weight": weight})).await.ok());
            }
            Step::Share { at, shared } => {
                let department = model.objectives[at].as_ref().unwrap().department;
                let body = json!({"shared_with": self.shared_with(department, shared)});
                drop(app.admin().patch_because(&objective(at), body).await.ok());
            }
            Step::DeleteObjective { at } => {
                let answer = app.admin().delete_because(&objective(at)).await;
                if model.objectives[at].is_some() {
                    answer.problem(409, "has_check_ins");
                } else {
                    answer.no_content();
                }
            }
            _ => unreachable!("{step:?}"),
        }
    }

    async fn on_key_results(&mut self, model: &Model, step: &Step) {
        let app = &self.app;
        let path = |at: usize| format!("/key-results/{}", self.key_results[at].id);
        match *step {
            Step::Add { objective, title, weight, twice } => {
                let body = app.new_key_result(
                    &json!({"objective_id": self.objectives[objective], "title": title.to_string(), "weight": weight}),
                );
                let key = format!("model-{}", model.changes);
                let client = app.admin().with_header("idempotency-key", &key);
                let made = id(&client.post("/key-results", body.clone()).await.created());
                if twice {
                    assert_eq!(id(&client.post("/key-results", body).await.created()), made);
                }
                self.key_results.push(Row { id: made, check_ins: Vec::new() });
            }
            Step::Rename { at, title, stale } => {
                let current = app.admin().get(&path(at)).await.header("etag").unwrap().to_owned();
                let version = model.key_results[at].as_ref().unwrap().version;
                let tag = if stale { format!("\"{}\"", version + 1) } else { current };
                let body = (json!({"title": title.to_string()}).to_string().into_bytes(), "application/json");
                let answer = app.admin().with_header("if-match", &tag).raw(Method::PATCH, &path(at), Some(body)).await;
                assert_eq!(answer.status, if stale { 412 } else { 200 });
            }
            Step::Weigh { at, weight } => {
                drop(app.admin().patch_because(&path(at), json!({"weight": weight})).await.ok());
            }
            Step::Cancel { at } => {
                drop(app.admin().patch_because(&path(at), json!({"state": "cancelled"})).await.ok());
            }
            Step::Delete { at } => {
                let answer = app.admin().delete_because(&path(at)).await;
                if model.key_results[at].is_some() {
                    answer.problem(409, "has_check_ins");
                } else {
                    answer.no_content();
                }
            }
            _ => unreachable!("{step:?}"),
        }
    }

    async fn on_check_ins(&mut self, step: &Step) {
        let app = &self.app;
        match *step {
            Step::CheckIn { at, value } => {
                let made = app.check_in(&self.key_results[at].id, json!({"value": value})).await;
                self.key_results[at].check_ins.push(id(&made));
            }
            Step::Correct { at, value } => {
                drop(app.admin().patch(&self.last_check_in(at), json!({"value": value})).await.ok());
            }
            Step::Withdraw { at } => {
                app.admin().delete(&self.last_check_in(at)).await.no_content();
                self.key_results[at].check_ins.pop();
            }
            _ => unreachable!("{step:?}"),
        }
    }

    async fn beside_the_plan(&self, step: &Step) {
        let app = &self.app;
        match *step {
            Step::Target { target } => {
                let path = format!("/kpis/{}/targets/{}", app.company.kpi, app.company.cycle);
                succeeded(&app.admin().put_because(&path, json!({"target": target})).await);
            }
            Step::Measure { day, value } => {
                let path = format!("/kpis/{}/measurements/2026-01-0{}", app.company.kpi, day + 1);
                match value {
                    Some(value) => succeeded(&app.admin().put(&path, json!({"value": value})).await),
                    None => app.admin().delete(&path).await.no_content(),
                }
            }
            Step::Policy { balance, revenue } => {
                let body = json!({"balance": f64::from(balance) / 10.0, "revenue_weight": f64::from(revenue) / 10.0});
                drop(app.policy(body).await);
            }
            _ => unreachable!("{step:?}"),
        }
    }

    fn department(&self, number: u8) -> &str {
        if number == 0 { &self.app.company.sales } else { &self.app.company.logistics }
    }

    fn shared_with(&self, department: u8, shared: bool) -> Vec<&str> {
        if shared { vec![self.department(1 - department)] } else { Vec::new() }
    }

    fn last_check_in(&self, at: usize) -> String {
        let row = &self.key_results[at];
        format!("/key-results/{}/check-ins/{}", row.id, row.check_ins.last().unwrap())
    }

    async fn check(&self, model: &Model) {
        let viewer = self.app.viewer();
        let list = viewer.get("/key-results?limit=200").await.ok();
        let found: Vec<Value> = list["items"].as_array().unwrap().iter().map(told).collect();
        let rows = self.key_results.iter().zip(&model.key_results);
        let expected: Vec<Value> = rows.filter_map(|(row, one)| Some(wanted(&row.id, one.as_ref()?))).collect();
        assert_eq!(found, expected);
        if let Some(last) = expected.last() {
            assert_eq!(told(&self.app.read_key_result(last[0].as_str().unwrap()).await), *last);
        }
        let objectives = viewer.get("/objectives?limit=200").await.ok();
        let scores: Vec<&Value> = objectives["items"].as_array().unwrap().iter().map(|one| &one["score"]).collect();
        let there = (0..model.objectives.len()).filter(|at| model.objectives[*at].is_some());
        let expected: Vec<Option<f64>> = there.map(|at| model.objective_score(at)).collect();
        assert_eq!(scores.len(), expected.len());
        scores.into_iter().zip(expected).for_each(|(found, expected)| equal(found, expected, "objective"));
        self.check_scorecard(model).await;
        let latest = self.began_at + i64::try_from(model.changes).unwrap();
        let feed = self.app.executive().get(&format!("/changes?after={}&limit=200", latest - 1)).await.ok();
        let revisions: Vec<i64> =
            feed["items"].as_array().unwrap().iter().map(|change| change["revision"].as_i64().unwrap()).collect();
        assert!(
            revisions.iter().all(|revision| *revision == latest) && !revisions.is_empty(),
            "{revisions:?}, not {latest}"
        );
    }

    async fn check_scorecard(&self, model: &Model) {
        let company = &self.app.company;
        let path = format!("/brands/{}/scorecard?cycle_id={}", company.brand, company.cycle);
        let card = self.app.viewer().get(&path).await.ok();
        equal(&card["overall"]["score"], model.score(), "overall");
        equal(&card["revenue"]["score"], model.revenue(), "revenue");
        for number in [0, 1] {
            let departments = card["departments"].as_array().unwrap();
            let one = departments.iter().find(|one| one["id"] == self.department(number)).unwrap();
            equal(&one["score"], model.department_score(number), "department");
        }
    }
}

fn succeeded(answer: &crate::support::client::Answer) {
    assert!(matches!(answer.status, 200 | 201), "{}: {}", answer.status, answer.body);
}

fn equal(found: &Value, expected: Option<f64>, what: &str) {
    match (found.as_f64(), expected) {
        (None, None) => assert!(found.is_null()),
        (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-9, "{what}: {found}, not {expected}"),
        _ => panic!("{what}: {found}, not {expected:?}"),
    }
}

fn told(key_result: &Value) -> Value {
    json!([
        key_result["id"],
        key_result["title"],
        key_result["weight"],
        key_result["version"],
        key_result["state"],
        key_result["current_value"]
    ])
}

fn wanted(id: &str, one: &KeyResult) -> Value {
    let value = one.values.last().map(|value| f64::from(*value));
    let state = if one.cancelled { "cancelled" } else { "active" };
    json!([id, one.title.to_string(), f64::from(one.weight), one.version, state, value])
}
