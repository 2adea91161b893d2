//! Cached scorecards and plans, which are updated from the change log: during concurrent writes, every answer equals
//! what is computed from the database alone, on the node that wrote and on another one.
//!
//! The figures themselves are tested in `api_scorecard` and `api_conformance`.

use std::sync::atomic::{AtomicBool, Ordering};

use perno::{
    app::{error::Error, plans},
    domain::{context::Ctx, scoring::scored_plan::ScoredPlan},
};
use serde_json::{Value, json};
use tokio::sync::RwLock;

use crate::support::{TestApp, client::id, engine::on_both_engines};

/// How often each writer writes. Nobody writes while a reader holds the gate.
const ROUNDS: usize = 12;

/// The scorecard and the branch of Sales, computed from the database alone.
async fn computed(app: &TestApp) -> (Value, Value) {
    let organisation = app.admin().get("/organisation").await.ok()["id"].as_str().unwrap().parse().unwrap();
    let ctx = Ctx::system(organisation, app.app.now(), String::new());
    let (brand, cycle) = (app.company.brand.parse().unwrap(), app.company.cycle.parse().unwrap());
    let sales = app.company.sales.parse().unwrap();
    let read = app.app.db.read::<_, Error, _>(ctx, move |reader| {
        let plan = plans::load(reader, brand, cycle)?;
        let scored = ScoredPlan::new(&plan, reader.today());
        let branch = scored.department_branch(sales);
        Ok((serde_json::to_value(scored.scorecard()).unwrap(), serde_json::to_value(branch).unwrap()))
    });
    read.await.unwrap()
}

/// Compares the cached answers with the computed ones if both have the same revision; returns whether they had.
async fn compare(app: &TestApp, node: &str) -> bool {
    let branch_of_sales = app.scorecard_path(&format!("/departments/{}", app.company.sales));
    let get = |path: String| {
        let request = app.http.get(format!("{node}/api/v1{path}")).bearer_auth(&app.company.viewer.token);
        async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
    };
    let (card, branch) = (get(app.scorecard_path("")).await, get(branch_of_sales).await);
    let (fresh_card, fresh_branch) = computed(app).await;
    if card["revision"] != fresh_card["revision"] || branch["revision"] != fresh_branch["revision"] {
        return false;
    }
    assert_eq!(card, fresh_card);
    assert_eq!(branch, fresh_branch);
    true
}

/// Creates, corrects and deletes check-ins.
async fn check_in(app: &TestApp, gate: &RwLock<()>) {
    let path = format!("/key-results/{}/check-ins", app.company.key_result);
    for number in 0..ROUNDS {
        let _turn = gate.read().await;
        let body = json!({"value": number * 7, "observed_on": format!("2026-02-{:02}", 1 + number)});
        let check_in = id(&app.member().post(&path, body).await.created());
        if number % 2 == 0 {
            app.member().patch(&format!("{path}/{check_in}"), json!({"value": number * 5})).await.ok();
        }
        if number % 3 == 0 {
            app.member().delete(&format!("{path}/{check_in}")).await.no_content();
        }
    }
}

/// Creates key results, one of them following a KPI, and cancels or deletes them.
async fn plan(app: &TestApp, gate: &RwLock<()>) {
    for number in 0..ROUNDS {
        let _turn = gate.read().await;
        let follows = (number % 2 == 0).then(|| app.company.kpi.clone());
        let over = json!({"kpi_id": follows, "weight": number + 1});
        let path = format!("/key-results/{}", id(&app.key_result(over).await));
        let said = json!({"status_override": {"status": "at_risk", "reason": "It feels so"}});
        app.admin().patch(&path, said).await.ok();
        if number % 3 == 0 {
            app.admin().patch(&path, json!({"state": "cancelled", "reason": "No time"})).await.ok();
        } else if number % 3 == 1 {
            app.admin().delete_because(&path).await.no_content();
        }
    }
}

/// Records a measurement, each time a second later, and makes changes that reload a plan.
async fn steer(app: &TestApp, gate: &RwLock<()>) {
    app.target(&app.company.kpi, json!({"target": 1_000})).await;
    for number in 0..ROUNDS {
        let _turn = gate.read().await;
        app.advance(1);
        app.measure(&app.company.kpi, &format!("2026-01-{:02}", 1 + number), 40.0).await;
        match number % 4 {
            0 => drop(app.policy(json!({"balance": 0.1 * f64::from(u8::try_from(number).unwrap() % 9)})).await),
            1 => drop(app.objective(json!({"department_id": app.company.logistics})).await),
            2 => {
                let path = format!("/objectives/{}", app.company.objective);
                app.admin().patch(&path, json!({"title": format!("Be there {number}")})).await.ok();
            }
            _ => drop(app.admin().patch("/me", json!({"name": format!("Ada {number}")})).await.ok()),
        }
    }
}

on_both_engines!(
    async fn whatever_is_read_while_people_write_equals_what_is_computed_anew(app: TestApp) {
        let node = app.another_node();
        let other = node.address.clone();
        let (gate, written) = (RwLock::new(()), AtomicBool::new(false));
        let read = |node: String| {
            let (app, gate, written) = (&app, &gate, &written);
            async move {
                while !written.load(Ordering::SeqCst) {
                    compare(app, &node).await;
                    let _quiet = gate.write().await;
                    assert!(compare(app, &node).await, "the revision changed while nobody wrote");
                }
            }
        };
        let writers = async {
            tokio::join!(check_in(&app, &gate), plan(&app, &gate), steer(&app, &gate));
            written.store(true, Ordering::SeqCst);
        };
        tokio::join!(writers, read(app.address.clone()), read(other.clone()));
        assert!(compare(&app, &app.address).await && compare(&app, &other).await);
    }

    async fn other_node_knows_at_once_what_was_written(app: TestApp) {
        let node = app.another_node();
        let other = node.address.clone();
        for value in [10, 20, 30] {
            assert!(compare(&app, &app.address).await && compare(&app, &other).await);
            app.check_in(&app.company.key_result, json!({"value": value})).await;
        }
        let path = format!("/key-results/{}", app.company.key_result);
        app.admin().patch(&path, json!({"title": "Visits and calls"})).await.ok();
        assert!(compare(&app, &app.address).await && compare(&app, &other).await);
    }
);
