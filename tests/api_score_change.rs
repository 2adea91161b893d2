//! Why a score changed, over the API: every worked case of `cases/change.json`, built as it was and then changed as a
//! client would; the entries of the change log that belong to a change; days and revisions that make no sense. The
//! formula is tested in `domain_score_change.rs`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::support::{
    TestApp,
    client::{Client, id},
    company::since_january,
    conformance::compare,
    engine::on_both_engines,
    results::{assert_close, step_ids, with},
};

/// A worked case in the company: the ids by the names of the file.
struct Case<'a> {
    admin: &'a Client<'a>,
    brand: &'a str,
    cycle: String,
    departments: BTreeMap<String, String>,
    objectives: BTreeMap<String, String>,
    key_results: BTreeMap<String, String>,
    steps: BTreeMap<String, String>,
    kpis: BTreeMap<String, String>,
    /// What was reported already.
    seen: Vec<Value>,
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl<'a> Case<'a> {
    async fn begin(app: &'a TestApp, admin: &'a Client<'a>, source: &Value) -> Self {
        let cycle = with(source["from"]["plan"]["cycle"].clone(), &json!({"name": "Case"}));
        Self {
            admin,
            brand: &app.company.brand,
            cycle: id(&admin.post("/cycles", cycle).await.created()),
            departments: BTreeMap::new(),
            objectives: BTreeMap::new(),
            key_results: BTreeMap::new(),
            steps: BTreeMap::new(),
            kpis: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    /// Makes the plan, the policy and the reports as one end of the case has them.
    async fn become_like(&mut self, end: &Value) {
        let mut weights = Map::new();
        for department in list(&end["plan"]["departments"]) {
            let name = text(&department["name"]);
            if !self.departments.contains_key(&name) {
                let made = self.admin.post("/departments", json!({"name": name})).await.created();
                self.departments.insert(name.clone(), id(&made));
            }
            weights.insert(self.departments[&name].clone(), department["weight"].clone());
            for (position, objective) in list(&department["objectives"]).iter().enumerate() {
                self.objective(&name, position, objective).await;
            }
        }
        for kpi in list(&end["plan"]["revenue_kpis"]) {
            self.kpi(kpi).await;
        }
        let mut policy = end["policy"].clone();
        for value in policy.as_object_mut().unwrap().values_mut() {
            if let Some(number) = value.as_str().and_then(|text| text.parse::<f64>().ok()) {
                *value = number.into();
            }
        }
        let path = format!("/brands/{}/scoring-policy/{}", self.brand, self.cycle);
        self.admin.put(&path, with(policy, &json!({"department_weights": weights}))).await.ok();
        self.report(&end["seen"]).await;
    }

    async fn objective(&mut self, department: &str, position: usize, source: &Value) {
        let key = format!("{department}/{position}");
        if !self.objectives.contains_key(&key) {
            let body = json!({"brand_id": self.brand, "cycle_id": self.cycle, "weight": source["weight"],
                "department_id": self.departments[department], "title": "Objective", "contribution": "A case."});
            let made = self.admin.post("/objectives", body).await.created();
            self.objectives.insert(key.clone(), id(&made));
        }
        let objective = self.objectives[&key].clone();
        for source in list(&source["key_results"]) {
            self.key_result(&objective, source).await;
        }
        let there: Vec<String> = list(&source["key_results"]).iter().map(|one| text(&one["id"])).collect();
        let kept = self.admin.get(&format!("/key-results?objective_id={objective}")).await.ok();
        for one in list(&kept["items"]) {
            let name = self.key_results.iter().find(|(_, id)| **id == text(&one["id"])).unwrap().0;
            if !there.contains(name) {
                let cancelled = json!({"state": "cancelled"});
                self.admin.patch(&format!("/key-results/{}", text(&one["id"])), cancelled).await.ok();
            }
        }
    }

    async fn key_result(&mut self, objective: &str, source: &Value) {
        let name = text(&source["id"]);
        let mut measure = source["measure"].clone();
        if measure_is_milestones(source) {
            for step in measure["steps"].as_array_mut().unwrap() {
                let known = self.steps.get(&text(&step["id"])).cloned();
                step.as_object_mut().unwrap().shift_remove("id");
                if let Some(known) = known {
                    step["id"] = json!(known);
                }
            }
        } else {
            measure["unit"] = json!("");
        }
        let weight = source["weight"].as_f64().unwrap_or(1.0);
        if let Some(id) = self.key_results.get(&name) {
            let patch = json!({"measure": measure, "weight": weight});
            self.admin.patch(&format!("/key-results/{id}"), patch).await.ok();
            return;
        }
        let ambition = source["ambition"].as_str().unwrap_or("committed");
        let body = json!({"objective_id": objective, "title": name, "measure": measure, "weight": weight,
            "ambition": ambition});
        let made = self.admin.post("/key-results", body).await.created();
        if measure_is_milestones(source) {
            let steps = list(&source["measure"]["steps"]).iter().map(|step| text(&step["id"]));
            self.steps.extend(steps.zip(step_ids(&made)));
        }
        self.key_results.insert(name, id(&made));
    }

    async fn kpi(&mut self, source: &Value) {
        let name = text(&source["name"]);
        if !self.kpis.contains_key(&name) {
            let body = json!({"brand_id": self.brand, "name": name, "category": "revenue", "unit": "",
                "aggregation": source["aggregation"]});
            self.kpis.insert(name.clone(), id(&self.admin.post("/kpis", body).await.created()));
        }
        let path = format!("/kpis/{}/targets/{}", self.kpis[&name], self.cycle);
        let put = self.admin.put(&path, json!({"target": source["target"], "weight": source["weight"]})).await;
        assert!(put.status < 300, "{}", put.body);
    }

    async fn report(&mut self, seen: &Value) {
        for (name, entries) in seen["key_results"].as_object().unwrap() {
            let path = format!("/key-results/{}/check-ins", self.key_results[name]);
            let values = list(entries).iter().map(|one| json!({"value": one["value"], "observed_on": one["on"]}));
            let steps = entries.as_object().into_iter().flatten();
            let steps = steps.map(|(step, on)| json!({"steps_done": [self.steps[step]], "observed_on": on}));
            for body in values.chain(steps).collect::<Vec<_>>() {
                let known = json!([name, body]);
                if !self.seen.contains(&known) {
                    self.admin.post(&path, body).await.created();
                    self.seen.push(known);
                }
            }
        }
        for (name, entries) in seen["kpis"].as_object().unwrap() {
            for entry in list(entries) {
                let path = format!("/kpis/{}/measurements/{}", self.kpis[name], text(&entry["on"]));
                self.admin.put(&path, json!({"value": entry["value"]})).await;
            }
        }
    }

    async fn known_at(&self) -> i64 {
        let path = format!("/brands/{}/scorecard?cycle_id={}", self.brand, self.cycle);
        self.admin.get(&path).await.ok()["known_at"].as_i64().unwrap()
    }

    /// The answer in the format of the file: of everything that has a name the points, 0 for what is not named.
    fn told(&self, change: &Value) -> Value {
        let points = |kind: &str, id: &String| {
            let found = list(&change["values"]).iter().find(|one| one["kind"] == kind && one["id"] == json!(id));
            found.map_or(json!(0.0), |one| one["points"].clone())
        };
        let key_results = self.key_results.iter().map(|(name, id)| (name.clone(), points("key_result", id)));
        let kpis = self.kpis.iter().map(|(name, id)| (format!("kpi:{name}"), points("kpi", id)));
        let values: Map<String, Value> = key_results.chain(kpis).collect();
        json!({"from": change["from"]["score"], "to": change["to"]["score"], "values": values,
            "plan": change["plan"]["points"], "policy": change["policy"]["points"]})
    }
}

fn measure_is_milestones(key_result: &Value) -> bool {
    key_result["measure"]["kind"] == "milestones"
}

on_both_engines!(
    async fn client_who_builds_the_worked_changes_reads_their_parts(app: TestApp) {
        let cases: Vec<Value> = serde_json::from_str(include_str!("cases/change.json")).unwrap();
        assert_eq!(cases.len(), 17);
        let token = app.admin_on("2026-04-10").await;
        let admin = app.with_token(&token);
        for source in &cases {
            let mut case = Case::begin(&app, &admin, source).await;
            case.become_like(&source["from"]).await;
            let known_at = case.known_at().await;
            case.become_like(&source["to"]).await;
            let [from, to] = ["from", "to"].map(|end| text(&source[end]["as_of"]));
            let path = format!("/brands/{}/scorecard/change?cycle_id={}", case.brand, case.cycle);
            let change = admin.get(&format!("{path}&from={from}&to={to}&from_known_at={known_at}")).await.ok();
            compare(source["name"].as_str().unwrap(), &source["expected"], &case.told(&change));
        }
    }

    async fn change_names_who_moved_it_and_what_was_changed(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "correction": true})).await;
        app.check_in(&company.key_result, json!({"value": 50, "observed_on": "2026-02-05"})).await;
        app.check_in(&company.key_result, json!({"value": 60, "observed_on": "2026-02-14"})).await;
        app.manager()
            .patch_because(&format!("/key-results/{}", company.key_result), json!({"title": "Talks"}))
            .await
            .ok();
        let other = id(&app.key_result(json!({"title": "Calls"})).await);
        app.check_in(&other, json!({"value": 100})).await;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "balance": 0.2})).await;
        let change = app.viewer().get(&app.scorecard_path("/change")).await.ok();
        assert_eq!((&change["from"]["as_of"], &change["to"]["as_of"]), (&json!("2026-02-08"), &json!("2026-02-15")));
        assert_close(&change["from"]["score"], 0.5);
        assert_close(&change["to"]["score"], 0.8);
        assert_close(&change["change"], 30.0);
        let [talks, calls] = list(&change["values"]) else { panic!("{change}") };
        assert_eq!((&talks["title"], &talks["from"], &talks["to"]), (&json!("Calls"), &Value::Null, &json!(1.0)));
        assert_eq!((&calls["title"], &calls["from"], &calls["to"]), (&json!("Talks"), &json!(0.5), &json!(0.6)));
        assert_eq!(talks["department_ids"], json!([company.sales]));
        let parts = [&change["plan"]["points"], &change["policy"]["points"], &talks["points"], &calls["points"]];
        assert!((parts.iter().map(|part| part.as_f64().unwrap()).sum::<f64>() - 30.0).abs() < 1e-9, "{change}");
        let named = |part: &str| -> Vec<(Value, Value)> {
            list(&change[part]["changes"]).iter().map(|one| (one["entity"].clone(), one["title"].clone())).collect()
        };
        assert_eq!(named("plan"), [(json!("key_result"), json!("Calls"))]);
        assert_eq!(named("policy"), [(json!("scoring_policy"), Value::Null)]);
        assert_eq!(change["plan"]["changes"][0]["actor"]["name"], "Ada");
    }

    async fn correction_is_a_change_between_what_was_known_and_what_is(app: TestApp) {
        let company = &app.company;
        app.policy(json!({"department_weights": {company.sales.as_str(): 1}, "correction": true})).await;
        app.check_in(&company.key_result, json!({"value": 50, "observed_on": "2026-02-05"})).await;
        let known_at = app.scorecard().await["known_at"].clone();
        let path = format!("/key-results/{}", company.key_result);
        let target = json!({"measure": {"kind": "number", "target": 200}, "correction": true});
        app.manager().patch_because(&path, target).await.ok();
        let week = app.viewer().get(&app.scorecard_path("/change")).await.ok();
        assert_eq!((&week["change"], &week["plan"]["changes"]), (&json!(0.0), &json!([])));
        let path = format!("{}&from=2026-02-15&from_known_at={known_at}", app.scorecard_path("/change"));
        let change = app.viewer().get(&path).await.ok();
        assert_close(&change["plan"]["points"], -25.0);
        assert_eq!(change["plan"]["changes"][0]["entity_id"], json!(company.key_result));
    }

    async fn change_without_a_score_has_no_parts(app: TestApp) {
        let objective = format!("/objectives/{}", app.company.objective);
        app.admin().delete_because(&objective).await.no_content();
        let change = app.viewer().get(&app.scorecard_path("/change")).await.ok();
        assert_eq!(
            (&change["to"]["score"], &change["change"], &change["values"]),
            (&Value::Null, &Value::Null, &json!([]))
        );
        assert_eq!(change["plan"]["points"], Value::Null);
        let path = app.scorecard_path("/change");
        app.viewer().get(&format!("{path}&from=yesterday")).await.invalid(&["/from bad_format"]);
        app.viewer().get(&format!("{path}&to_known_at=99999")).await.invalid(&["/to_known_at too_large"]);
    }

    async fn change_of_a_closed_cycle_ends_with_its_closing(app: TestApp) {
        app.target(&app.company.kpi, since_january(json!({"target": 70}))).await;
        app.check_in(&app.company.key_result, json!({"value": 50, "observed_on": "2026-02-12"})).await;
        let open = app.viewer().get(&format!("{}&to=2026-02-15", app.scorecard_path("/change"))).await.ok();
        app.admin().post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
        let closed = app.viewer().get(&format!("{}&to=2026-02-15", app.scorecard_path("/change"))).await.ok();
        assert_eq!((&closed["change"], &closed["values"]), (&open["change"], &open["values"]));
    }
);
