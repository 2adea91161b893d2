//! Objectives and key results that a company published about itself (`cases/published_okrs_2017q4.csv`), loaded through
//! the API into their two cycles; the expected scores were computed by hand.
//!
//! The file has no quoted cells, so it is parsed by splitting at commas.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{
    client::{Client, id},
    engine::on_both_engines,
    results::{assert_close, by_id, words},
};

const FILE: &str = include_str!("cases/published_okrs_2017q4.csv");

on_both_engines!(
    async fn company_with_published_okrs_reads_the_scores_worked_out_by_hand(app: TestApp) {
        let admin = app.admin();
        let autumn = json!({"name": "2017 Q4", "starts_on": "2017-10-01", "ends_on": "2017-12-31"});
        let summer = json!({"name": "2018 Q3", "starts_on": "2018-07-01", "ends_on": "2018-09-30"});
        let autumn = id(&admin.post("/cycles", autumn).await.created());
        let summer = id(&admin.post("/cycles", summer).await.created());
        let departments = load(&admin, &app.company.brand, &autumn, &summer).await;
        let card = async |cycle: &str| {
            admin.get(&format!("/brands/{}/scorecard?cycle_id={cycle}", app.company.brand)).await.ok()
        };
        let (autumn_card, summer_card) = (card(&autumn).await, card(&summer).await);
        assert_close(&by_id(&autumn_card["departments"], &departments["Marketing"])["score"], 0.55875);
        assert_close(&by_id(&summer_card["departments"], &departments["Support"])["score"], 0.41 / 0.6);
        let sales = by_id(&autumn_card["departments"], &departments["Sales"]);
        assert_close(&sales["score"], 0.0);
        assert_eq!(sales["status"], "missed");
        assert!(words(&autumn_card["flags"]).contains(&"no_data"));
        let unmeasured = admin.get(&format!("/key-results?cycle_id={autumn}&q=Sales efficiency")).await.ok();
        assert_eq!(words(&unmeasured["items"][0]["flags"]), ["no_data"]);
        assert_eq!(
            admin.get(&format!("/key-results?cycle_id={autumn}")).await.ok()["items"].as_array().unwrap().len(),
            6
        );
    }
);

/// Loads the file; returns the departments' ids by name.
async fn load(admin: &Client<'_>, brand: &str, autumn: &str, summer: &str) -> BTreeMap<String, String> {
    let mut departments = BTreeMap::new();
    let mut objectives: BTreeMap<(String, String), String> = BTreeMap::new();
    for line in FILE.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [department, objective, title, unit, start, target, actual, observed_on] = cells[..] else {
            panic!("{line}");
        };
        if !departments.contains_key(department) {
            let made = admin.post("/departments", json!({"name": department})).await.created();
            departments.insert(department.to_owned(), id(&made));
        }
        let cycle = if department == "Support" { summer } else { autumn };
        let key = (department.to_owned(), objective.to_owned());
        if !objectives.contains_key(&key) {
            let body = json!({"brand_id": brand, "cycle_id": cycle, "department_id": departments[department],
                "title": objective, "contribution": "It was published."});
            objectives.insert(key.clone(), id(&admin.post("/objectives", body).await.created()));
        }
        let measure = json!({"kind": "number", "start": number(start), "target": number(target), "unit": unit});
        let body = json!({"objective_id": objectives[&key], "title": title, "measure": measure});
        let key_result = id(&admin.post("/key-results", body).await.created());
        if !actual.is_empty() {
            let body = json!({"value": number(actual), "observed_on": observed_on});
            admin.post(&format!("/key-results/{key_result}/check-ins"), body).await.created();
        }
    }
    departments
}

fn number(cell: &str) -> Value {
    cell.parse::<f64>().unwrap().into()
}
