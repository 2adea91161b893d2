//! What tests of results do often: create a key result, check in, set a target, measure, read the scorecard.
//!
//! Everything here succeeds or panics; a test of a refusal sends its own request. Figures are compared to 1e-9.

use serde_json::{Value, json};

use super::{app::TestApp, client::id, company::sign_in};

/// An object, with members of another one added or replaced.
pub fn with(mut base: Value, over: &Value) -> Value {
    for (name, value) in over.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

#[track_caller]
pub fn assert_close(found: &Value, expected: f64) {
    let number = found.as_f64().unwrap_or_else(|| panic!("{found} instead of {expected}"));
    assert!((number - expected).abs() <= 1e-9, "{number} instead of {expected}");
}

/// The texts of a list, such as `flags`.
#[track_caller]
pub fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// The element of a list with this id.
#[track_caller]
pub fn by_id<'v>(list: &'v Value, id: &str) -> &'v Value {
    let found = list.as_array().unwrap().iter().find(|one| one["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {list}"))
}

/// A measure of two milestones, with weights 1 and 3.
pub fn two_steps() -> Value {
    json!({"measure": {"kind": "milestones", "steps": [{"title": "Sketch"}, {"title": "Build", "weight": 3}]}})
}

/// The ids of a key result's steps.
pub fn step_ids(key_result: &Value) -> Vec<String> {
    key_result["measure"]["steps"].as_array().unwrap().iter().map(id).collect()
}

impl TestApp {
    /// The body of a new key result of Sales, from 0 to 100.
    pub fn new_key_result(&self, over: &Value) -> Value {
        let measure = json!({"kind": "number", "start": 0, "target": 100, "unit": ""});
        with(json!({"objective_id": self.company.objective, "title": "Calls", "measure": measure}), over)
    }

    pub async fn key_result(&self, over: Value) -> Value {
        self.admin().post("/key-results", self.new_key_result(&over)).await.created()
    }

    pub async fn read_key_result(&self, id: &str) -> Value {
        self.viewer().get(&format!("/key-results/{id}")).await.ok()
    }

    /// Creates an objective of the company in its cycle.
    pub async fn objective(&self, over: Value) -> String {
        id(&self.admin().post("/objectives", with(self.company.new_objective(), &over)).await.created())
    }

    pub async fn check_in(&self, key_result: &str, body: Value) -> Value {
        self.admin().post(&format!("/key-results/{key_result}/check-ins"), body).await.created()
    }

    /// Checks in on the company's key result, and on one of a new objective of Logistics.
    pub async fn sales_and_logistics_at(&self, sales: f64, logistics: f64) -> String {
        let objective = self.objective(json!({"department_id": self.company.logistics})).await;
        let other = id(&self.key_result(json!({"objective_id": objective})).await);
        self.check_in(&self.company.key_result, json!({"value": sales})).await;
        self.check_in(&other, json!({"value": logistics})).await;
        other
    }

    /// Creates a KPI of Sales whose last measurement counts.
    pub async fn kpi(&self, over: Value) -> String {
        let body = json!({"brand_id": self.company.brand, "department_id": self.company.sales, "name": "Margin",
            "category": "process", "unit": "%", "aggregation": "last"});
        id(&self.admin().post("/kpis", with(body, &over)).await.created())
    }

    pub async fn target(&self, kpi: &str, body: Value) {
        let path = format!("/kpis/{kpi}/targets/{}", self.company.cycle);
        self.admin().put(&path, body).await.created();
    }

    pub async fn measure(&self, kpi: &str, date: &str, value: f64) {
        let path = format!("/kpis/{kpi}/measurements/{date}");
        self.admin().put(&path, json!({"value": value})).await.created();
    }

    pub fn policy_path(&self) -> String {
        format!("/brands/{}/scoring-policy/{}", self.company.brand, self.company.cycle)
    }

    /// Sets the policy of the company's active cycle.
    pub async fn policy(&self, body: Value) -> Value {
        let body = with(body, &json!({"reason": "As the test wants it"}));
        self.admin().put(&self.policy_path(), body).await.ok()
    }

    /// A path below the brand's scorecard, with the company's cycle as parameter.
    pub fn scorecard_path(&self, below: &str) -> String {
        format!("/brands/{}/scorecard{below}?cycle_id={}", self.company.brand, self.company.cycle)
    }

    pub async fn scorecard(&self) -> Value {
        self.viewer().get(&self.scorecard_path("")).await.ok()
    }

    pub async fn scorecard_as_of(&self, day: &str) -> Value {
        self.viewer().get(&format!("{}&as_of={day}", self.scorecard_path(""))).await.ok()
    }

    pub async fn simulate(&self, assumed: Value) -> Value {
        let body = with(json!({"cycle_id": self.company.cycle}), &assumed);
        self.viewer().post(&format!("/brands/{}/scorecard/simulate", self.company.brand), body).await.ok()
    }

    /// The last change in the log.
    pub async fn last_change(&self) -> Value {
        let changes = self.executive().get("/changes?limit=200").await.ok();
        assert_eq!(changes["next_cursor"], Value::Null, "more changes than a page holds");
        changes["items"].as_array().unwrap().last().unwrap().clone()
    }

    /// Moves the clock forward and signs the admin in again, since the company's tokens have expired by then.
    pub async fn admin_on(&self, day: &str) -> String {
        self.set_day(day);
        sign_in(self, &self.company.admin.id, &self.company.admin.email).await.token
    }
}
