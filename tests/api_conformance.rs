//! Every worked case of `cases/scoring.json`, `robustness.json`, `kpi_targets.json` and `expected.json`, built through the API as a client would:
//! departments, objectives, key results, check-ins, KPIs, targets, measurements, policy. The scorecard, and how firm it
//! is, must match the expected figures to 1e-9.
//!
//! Each case has a cycle and departments of its own in the one organisation; the policy names its departments, so those
//! of other cases take no part. `domain_conformance.rs` tests the same file without the API.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::support::{
    TestApp,
    client::{Client, id},
    conformance::compare,
    engine::on_both_engines,
    results::{step_ids, with},
};

on_both_engines!(
    async fn client_who_builds_the_worked_cases_reads_their_figures(app: TestApp) {
        let cases: Vec<Value> = serde_json::from_str(include_str!("cases/scoring.json")).unwrap();
        assert!(cases.len() >= 22);
        let token = app.admin_on("2026-04-10").await;
        let admin = app.with_token(&token);
        for case in &cases {
            let builder = Builder::new(&app, &admin, case).await;
            builder.build(case).await;
            let path = format!("/brands/{}/scorecard?cycle_id={}", app.company.brand, builder.cycle);
            let as_of = case["as_of"].as_str().unwrap();
            let card = admin.get(&format!("{path}&as_of={as_of}")).await.ok();
            compare(case["name"].as_str().unwrap(), &case["expected"], &figures(&card));
        }
    }

    async fn client_who_builds_the_worked_cases_reads_how_firm_they_are(app: TestApp) {
        let cases: Vec<Value> = serde_json::from_str(include_str!("cases/robustness.json")).unwrap();
        assert_eq!(cases.len(), 7);
        let token = app.admin_on("2026-04-10").await;
        let admin = app.with_token(&token);
        for case in &cases {
            let builder = Builder::new(&app, &admin, case).await;
            builder.build(case).await;
            let path = format!("/brands/{}/scorecard/robustness?cycle_id={}", app.company.brand, builder.cycle);
            let found = admin.get(&format!("{path}&as_of={}", case["as_of"].as_str().unwrap())).await.ok();
            compare(case["name"].as_str().unwrap(), &case["expected"], &found);
        }
    }

    async fn client_who_sets_the_worked_targets_reads_their_attainment(app: TestApp) {
        let cases: Vec<Value> = serde_json::from_str(include_str!("cases/kpi_targets.json")).unwrap();
        assert!(cases.len() >= 14);
        let token = app.admin_on("2026-04-10").await;
        let admin = app.with_token(&token);
        for case in &cases {
            let cycle = with(case["cycle"].clone(), &json!({"name": "Case"}));
            let cycle = id(&admin.post("/cycles", cycle).await.created());
            let kpi = json!({"brand_id": app.company.brand, "name": "Case", "category": "revenue", "unit": "",
                "aggregation": case["aggregation"], "better": case["better"]});
            let kpi = id(&admin.post("/kpis", kpi).await.created());
            admin.put(&format!("/kpis/{kpi}/targets/{cycle}"), case["target"].clone()).await.created();
            for seen in list(&case["measurements"]) {
                let path = format!("/kpis/{kpi}/measurements/{}", seen["on"].as_str().unwrap());
                admin.put(&path, json!({"value": seen["value"]})).await.created();
            }
            let path = format!("/brands/{}/scorecard?cycle_id={cycle}", app.company.brand);
            let card = admin.get(&format!("{path}&as_of={}", case["as_of"].as_str().unwrap())).await.ok();
            let [seen] = list(&card["revenue"]["kpis"]) else { panic!("{card}") };
            let mut expected = case["expected"].clone();
            expected.as_object_mut().unwrap().remove("raw");
            compare(case["name"].as_str().unwrap(), &expected, seen);
        }
    }

    async fn client_who_sets_the_worked_waypoints_reads_what_is_expected(app: TestApp) {
        let cases: Vec<Value> = serde_json::from_str(include_str!("cases/expected.json")).unwrap();
        assert!(cases.len() >= 10);
        let token = app.admin_on("2026-04-10").await;
        let admin = app.with_token(&token);
        for case in &cases {
            let cycle = with(case["cycle"].clone(), &json!({"name": "Case"}));
            let cycle = id(&admin.post("/cycles", cycle).await.created());
            let objective = with(app.company.new_objective(), &json!({"cycle_id": cycle}));
            let objective = id(&admin.post("/objectives", objective).await.created());
            let waypoints = &case["waypoints"];
            let measure = json!({"kind": "number", "start": case["start"], "target": case["target"], "unit": "t",
                "waypoints": waypoints});
            let key_result = json!({"objective_id": objective, "title": "Case", "measure": measure});
            let key_result = admin.post("/key-results", key_result).await.created();
            let better = if case["start"].as_f64() > case["target"].as_f64() { "lower" } else { "higher" };
            let kpi = json!({"brand_id": app.company.brand, "name": "Case", "category": "revenue", "unit": "t",
                "aggregation": "last", "better": better});
            let kpi = id(&admin.post("/kpis", kpi).await.created());
            let target = json!({"baseline": case["start"], "target": case["target"], "waypoints": waypoints});
            admin.put(&format!("/kpis/{kpi}/targets/{cycle}"), target).await.created();
            let day = case["as_of"].as_str().unwrap();
            let path = format!("/brands/{}/scorecard", app.company.brand);
            let card = admin.get(&format!("{path}?cycle_id={cycle}&as_of={day}")).await.ok();
            let branch = format!("{path}/departments/{}?cycle_id={cycle}&as_of={day}", app.company.sales);
            let branch = admin.get(&branch).await.ok();
            let found = &branch["objectives"][0]["key_results"][0];
            assert_eq!(found["id"], key_result["id"]);
            let expected = json!({"expected": case["expected"]});
            compare(case["name"].as_str().unwrap(), &expected, &card["revenue"]);
            compare(case["name"].as_str().unwrap(), &expected, found);
        }
    }

    async fn how_firm_a_score_was_stays_when_its_cycle_is_closed(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        let path = app.scorecard_path("/robustness");
        let open = app.viewer().get(&path).await.ok();
        assert_eq!(open["first_lever"], json!({"kind": "department", "department_id": app.company.logistics}));
        app.admin().post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
        assert_eq!(app.viewer().get(&path).await.ok(), open);
    }

    async fn score_that_is_not_there_is_not_firm(app: TestApp) {
        app.admin().delete_because(&format!("/objectives/{}", app.company.objective)).await.no_content();
        let found = app.viewer().get(&app.scorecard_path("/robustness")).await.ok();
        let expected = json!({"rules": 0, "same_band": 0, "same_first_lever": 0, "low": null, "high": null,
            "first_lever": null});
        assert_eq!(found, expected);
    }
);

/// Builds one case.
struct Builder<'a> {
    admin: &'a Client<'a>,
    brand: &'a str,
    cycle: String,
}

impl<'a> Builder<'a> {
    async fn new(app: &'a TestApp, admin: &'a Client<'a>, case: &Value) -> Self {
        let cycle = with(case["cycle"].clone(), &json!({"name": "Case"}));
        let cycle = id(&admin.post("/cycles", cycle).await.created());
        Self { admin, brand: &app.company.brand, cycle }
    }

    async fn build(&self, case: &Value) {
        let mut weights = Map::new();
        for source in list(&case["departments"]) {
            let department = id(&self.admin.post("/departments", json!({"name": source["name"]})).await.created());
            for source in list(&source["objectives"]) {
                self.objective(&department, source).await;
            }
            weights.insert(department, source["weight"].clone());
        }
        for source in list(&case["revenue_kpis"]) {
            self.kpi(source).await;
        }
        let path = format!("/brands/{}/scoring-policy/{}", self.brand, self.cycle);
        self.admin.put(&path, with(policy(&case["policy"]), &json!({"department_weights": weights}))).await.ok();
    }

    async fn objective(&self, department: &str, source: &Value) {
        let body = json!({"brand_id": self.brand, "cycle_id": self.cycle, "department_id": department,
            "title": "Objective", "contribution": "It is a case.", "weight": or(&source["weight"], 1)});
        let objective = id(&self.admin.post("/objectives", body).await.created());
        for source in list(&source["key_results"]) {
            self.key_result(&objective, source).await;
        }
    }

    async fn key_result(&self, objective: &str, source: &Value) {
        let body = json!({"objective_id": objective, "title": "Key result", "measure": measure(&source["measure"]),
            "weight": or(&source["weight"], 1), "ambition": or(&source["ambition"], "committed")});
        let key_result = self.admin.post("/key-results", body).await.created();
        let path = format!("/key-results/{}/check-ins", id(&key_result));
        for entry in list(&source["check_ins"]) {
            let body = json!({"value": entry["value"], "observed_on": entry["on"]});
            self.admin.post(&path, body).await.created();
        }
        if key_result["measure"]["kind"] != "milestones" {
            return;
        }
        for (step, source) in step_ids(&key_result).iter().zip(list(&source["measure"]["steps"])) {
            if source["done_on"].is_string() {
                let body = json!({"steps_done": [step], "observed_on": source["done_on"]});
                self.admin.post(&path, body).await.created();
            }
        }
    }

    async fn kpi(&self, source: &Value) {
        let body = json!({"brand_id": self.brand, "name": source["name"], "category": "revenue", "unit": "",
            "aggregation": source["aggregation"]});
        let kpi = id(&self.admin.post("/kpis", body).await.created());
        let target = json!({"baseline": source["baseline"], "target": source["target"], "weight": source["weight"]});
        self.admin.put(&format!("/kpis/{kpi}/targets/{}", self.cycle), target).await.created();
        for entry in list(&source["measurements"]) {
            let path = format!("/kpis/{kpi}/measurements/{}", entry["on"].as_str().unwrap());
            self.admin.put(&path, json!({"value": entry["value"]})).await.created();
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn or(value: &Value, fallback: impl Into<Value>) -> Value {
    if value.is_null() { fallback.into() } else { value.clone() }
}

/// Converts the policy's numbers, which the file writes as text.
fn policy(source: &Value) -> Value {
    let mut members = source.as_object().cloned().unwrap_or_default();
    for value in members.values_mut() {
        if let Some(number) = value.as_str().and_then(|text| text.parse::<f64>().ok()) {
            *value = number.into();
        }
    }
    Value::Object(members)
}

/// The measure as the API takes it, without the days on which steps were done.
fn measure(source: &Value) -> Value {
    if source["kind"] != "milestones" {
        return with(source.clone(), &json!({"unit": ""}));
    }
    let step = |step: &Value| json!({"title": step["title"], "weight": step["weight"]});
    json!({"kind": "milestones", "steps": list(&source["steps"]).iter().map(step).collect::<Vec<_>>()})
}

/// The scorecard in the format of the file.
fn figures(card: &Value) -> Value {
    let departments: BTreeMap<&str, &str> =
        list(&card["departments"]).iter().map(|one| (text(&one["id"]), text(&one["name"]))).collect();
    let scores: BTreeMap<&str, &Value> =
        list(&card["departments"]).iter().map(|one| (text(&one["name"]), &one["score"])).collect();
    let bar = |bar: &'_ Value| -> (String, Value) {
        let name =
            if bar["kind"] == "department" { departments[text(&bar["department_id"])] } else { text(&bar["kind"]) };
        (name.to_owned(), bar["points"].clone())
    };
    let waterfall: BTreeMap<String, Value> = list(&card["waterfall"]).iter().map(bar).collect();
    let overall = &card["overall"];
    json!({
        "overall": overall["score"],
        "purpose_index": card["purpose"]["score"],
        "revenue_index": card["revenue"]["score"],
        "plain_average": overall["plain_average"],
        "coverage": overall["coverage"],
        "verdict": overall["verdict"],
        "departments": scores,
        "flags": card["flags"],
        "band": overall["band"],
        "interval": overall["interval"],
        "waterfall": waterfall,
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
