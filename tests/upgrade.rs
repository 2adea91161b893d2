//! Upgrading old data: the database of a small company, as the first release of the program left it, opened by today's
//! program. `upgrade/make.py` explains how the files were made; they never change. Backups of it are tested in
//! `backup.rs`.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::support::{TestApp, company::PASSWORD};

const SCORECARD: &str = include_str!("upgrade/scorecard.json");

/// An SQLite file with migration 000001 only.
pub fn first_schema() -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&include_bytes!("upgrade/first_schema.db.gz")[..]).read_to_end(&mut bytes).unwrap();
    bytes
}

/// The scorecard that the program answered at that time.
pub fn first_scorecard() -> Value {
    serde_json::from_str(SCORECARD).unwrap()
}

/// Signs the company's executive in on the day after; the person is in the old file.
pub async fn sign_in(app: &TestApp) -> String {
    app.set_day("2026-11-21");
    let body = json!({"email": "elena@rossi.example", "password": PASSWORD});
    app.anonymous().post("/auth/login", body).await.ok()["access_token"].as_str().unwrap().to_owned()
}

/// What depends on the day: the old answer is of the day before the company was written down, when its policy was not in
/// force yet.
const OF_THE_DAY: [&str; 2] = ["as_of", "expected"];

/// Asserts that every figure of the old answer is in the new one, which may have more.
#[track_caller]
pub fn assert_tells(now: &Value, then: &Value, place: &str) {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            for (name, value) in then {
                if OF_THE_DAY.contains(&name.as_str()) {
                    continue;
                }
                assert_tells(now.get(name).unwrap_or(&Value::Null), value, &format!("{place}/{name}"));
            }
        }
        (Value::Array(now), Value::Array(then)) => {
            assert_eq!(now.len(), then.len(), "{place}");
            for (index, value) in then.iter().enumerate() {
                assert_tells(&now[index], value, &format!("{place}/{index}"));
            }
        }
        _ => assert_eq!(now, then, "{place}"),
    }
}

pub async fn assert_scores_as_then(app: &TestApp, token: &str) {
    let then = first_scorecard();
    let (brand, cycle) = (then["brand_id"].as_str().unwrap(), then["cycle_id"].as_str().unwrap());
    let path = format!("/brands/{brand}/scorecard?cycle_id={cycle}&as_of=2026-11-22");
    assert_tells(&app.with_token(token).get(&path).await.ok(), &then, "");
}

/// What the first release wrote into the change log is understood: of every revision the scorecard can be read.
#[actix_web::test]
async fn scorecards_of_the_first_schema_are_read_as_they_were_known() {
    let app = TestApp::on_file(&first_schema()).await;
    let token = sign_in(&app).await;
    let executive = app.with_token(&token);
    let then = first_scorecard();
    let (brand, cycle) = (then["brand_id"].as_str().unwrap(), then["cycle_id"].as_str().unwrap());
    let kpi = then["revenue"]["kpis"][0]["id"].as_str().unwrap();
    let path = format!("/brands/{brand}/scorecard?cycle_id={cycle}&as_of=2026-11-22");
    let known_at = executive.get(&path).await.ok()["known_at"].clone();
    executive.put_because(&format!("/kpis/{kpi}/targets/{cycle}"), json!({"target": 900_000})).await.ok();
    for department in executive.get("/departments").await.ok()["items"].as_array().unwrap() {
        let weight = json!({"department_weights": {department["id"].as_str().unwrap(): 2}});
        executive.put_because(&format!("/brands/{brand}/scoring-policy/{cycle}"), weight).await.ok();
    }
    for list in ["objectives", "key-results", "kpis"] {
        for one in executive.get(&format!("/{list}?brand_id={brand}")).await.ok()["items"].as_array().unwrap() {
            let name = if list == "kpis" { "name" } else { "title" };
            executive.patch(&format!("/{list}/{}", one["id"].as_str().unwrap()), json!({name: "Other"})).await.ok();
        }
    }
    let card = executive.get(&format!("{path}&known_at={known_at}")).await.ok();
    assert_tells(&card, &then, "");
    for revision in 17..known_at.as_i64().unwrap() {
        executive.get(&format!("{path}&known_at={revision}")).await.ok();
    }
}

#[actix_web::test]
async fn company_of_the_first_schema_goes_on_with_todays_program() {
    let app = TestApp::on_file(&first_schema()).await;
    let token = sign_in(&app).await;
    assert_scores_as_then(&app, &token).await;
    let executive = app.with_token(&token);
    let key_results = executive.get("/key-results?q=storia").await.ok();
    let key_result = key_results["items"][0]["id"].as_str().unwrap();
    let check_in = json!({"value": 36, "observed_on": "2026-11-20"});
    executive.post(&format!("/key-results/{key_result}/check-ins"), check_in).await.created();
    let after = executive.get(&format!("/key-results/{key_result}")).await.ok();
    assert_eq!(after["current_value"], 36.0);
    let last = executive.get("/changes?after=47").await.ok();
    assert_eq!((last["items"][0]["revision"].as_i64(), last["items"].as_array().unwrap().len()), (Some(48), 1));
}
