//! Key results of an active cycle: which changes need a reason, how the change log records it, who may change the
//! ambition, and how cancelling takes a key result out of the score.
//!
//! The same rule for the scoring policy is in `api_scoring_policy`.

use serde_json::{Value, json};

use crate::support::{
    client::id,
    engine::on_both_engines,
    results::{assert_close, step_ids, two_steps, with},
};

on_both_engines!(
    async fn promise_is_not_eased_without_a_reason(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        for eased in [
            json!({"measure": {"target": 90}}),
            json!({"measure": {"start": 10}}),
            json!({"weight": 2}),
            json!({"weight": 0}),
            json!({"state": "cancelled"}),
        ] {
            app.manager().patch(&path, eased.clone()).await.invalid(&["/reason required"]);
            app.manager().patch(&path, with(eased, &json!({"reason": " "}))).await.invalid(&["/reason too_short"]);
        }
        app.executive().patch(&path, json!({"ambition": "aspirational"})).await.invalid(&["/reason required"]);
        let both = json!({"weight": 2, "owner_id": app.company.stranger.id});
        app.manager().patch(&path, both).await.invalid(&["/reason required", "/owner_id not_found"]);
    }

    async fn promise_that_becomes_bolder_needs_no_reason(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        app.manager().patch(&path, json!({"measure": {"target": 110}, "title": "More visits"})).await.ok();
        let falling = json!({"measure": {"kind": "number", "start": 10, "target": 5, "unit": "h"}});
        let falling = format!("/key-results/{}", id(&app.key_result(falling).await));
        app.manager().patch(&falling, json!({"measure": {"target": 4}})).await.ok();
        app.manager().patch(&falling, json!({"measure": {"target": 6}})).await.invalid(&["/reason required"]);
    }

    async fn range_and_milestones_are_not_eased_without_a_reason(app: TestApp) {
        let range = json!({"measure": {"kind": "range", "low": 1, "high": 3, "unit": "h"}});
        let range = format!("/key-results/{}", id(&app.key_result(range).await));
        for eased in [json!({"low": 0}), json!({"low": null}), json!({"high": 4}), json!({"tolerance": 1})] {
            app.manager().patch(&range, json!({"measure": eased})).await.invalid(&["/reason required"]);
        }
        app.manager().patch(&range, json!({"measure": {"low": 2}})).await.ok();
        let made = app.key_result(two_steps()).await;
        let (milestones, ids) = (format!("/key-results/{}", id(&made)), step_ids(&made));
        let (sketch, build) = (json!({"id": ids[0], "title": "Sketch"}), json!({"id": ids[1], "title": "Build"}));
        let fewer = json!({"measure": {"steps": [sketch]}});
        app.manager().patch(&milestones, fewer).await.invalid(&["/reason required"]);
        let lighter = json!({"measure": {"steps": [sketch, build]}});
        app.manager().patch(&milestones, lighter).await.invalid(&["/reason required"]);
        let more = json!({"measure": {"steps": [sketch, with(build, &json!({"weight": 3})), {"title": "Show"}]}});
        app.manager().patch(&milestones, more).await.ok();
    }

    async fn plan_that_is_not_active_changes_without_a_reason(app: TestApp) {
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let objective = app.objective(json!({"cycle_id": next})).await;
        let planned = format!("/key-results/{}", id(&app.key_result(json!({"objective_id": objective})).await));
        let eased = json!({"measure": {"target": 50}, "ambition": "aspirational", "weight": 2, "state": "cancelled"});
        app.manager().patch(&planned, eased).await.ok();
        let proposed = app.key_result(json!({"state": "proposed"})).await;
        let proposed = format!("/key-results/{}", id(&proposed));
        app.manager().patch(&proposed, json!({"measure": {"target": 50}, "weight": 2})).await.ok();
    }

    async fn change_log_carries_the_reason_and_the_score_before_and_after(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}})).await;
        let path = format!("/key-results/{}", app.company.key_result);
        let eased = json!({"measure": {"target": 80}, "reason": "The shop in Verona closed"});
        app.manager().patch(&path, eased).await.ok();
        let change = app.last_change().await;
        assert_eq!(change["actor"]["id"], app.company.manager.id);
        assert_eq!((&change["entity"], &change["action"]), (&json!("key_result"), &json!("updated")));
        assert_eq!(change["after"]["reason"], "The shop in Verona closed");
        assert_close(&change["before"]["overall_score"], 0.4);
        assert_close(&change["after"]["overall_score"], 0.5);
        assert_close(&change["before"]["measure"]["target"], 100.0);
        assert_close(&app.scorecard().await["overall"]["score"], 0.5);
    }

    async fn reason_for_any_other_change_is_kept_too(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        app.manager().patch(&path, json!({"title": "Visits to shops", "reason": "Clearer"})).await.ok();
        let change = app.last_change().await;
        assert_eq!((&change["after"]["reason"], &change["after"]["overall_score"]), (&json!("Clearer"), &Value::Null));
    }

    async fn lead_cannot_touch_the_ambition_of_an_active_cycle(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        let bold = json!({"ambition": "aspirational"});
        app.manager().patch(&path, bold.clone()).await.problem(403, "forbidden");
        let reasoned = with(bold, &json!({"reason": "A moonshot"}));
        app.manager().patch(&path, reasoned.clone()).await.problem(403, "forbidden");
        let changed = app.executive().patch(&path, reasoned).await.ok();
        assert_eq!(changed["ambition"], "aspirational");
        app.check_in(&app.company.key_result, json!({"value": 35})).await;
        let read = app.read_key_result(&app.company.key_result).await;
        assert_close(&read["progress"], 0.35);
        assert_close(&read["attainment"], 0.5);
    }

    async fn cancelled_key_result_is_out_of_the_score_from_that_day(app: TestApp) {
        app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}})).await;
        app.check_in(&app.company.key_result, json!({"value": 100, "observed_on": "2026-02-01"})).await;
        let other = id(&app.key_result(json!({})).await);
        assert_close(&app.scorecard().await["overall"]["score"], 0.5);
        let path = format!("/key-results/{other}");
        let cancelled = app.manager().patch(&path, json!({"state": "cancelled", "reason": "Nobody calls"})).await.ok();
        assert_eq!((&cancelled["state"], &cancelled["flags"]), (&json!("cancelled"), &json!([])));
        let change = app.last_change().await;
        assert_close(&change["before"]["overall_score"], 0.5);
        assert_close(&change["after"]["overall_score"], 1.0);
        assert_close(&app.scorecard().await["overall"]["score"], 1.0);
        assert_eq!(app.scorecard().await["departments"][0]["objectives"][0]["key_results"], 1);
        assert_close(&app.scorecard_as_of("2026-02-14").await["overall"]["score"], 0.5);
        assert_close(&app.scorecard_as_of("2026-02-15").await["overall"]["score"], 1.0);
        assert_close(&app.scorecard_as_of("2026-03-31").await["overall"]["score"], 1.0);
        app.admin().post(&format!("{path}/check-ins"), json!({"value": 5})).await.problem(409, "conflict");
        app.manager().patch(&path, json!({"state": "active"})).await.ok();
        assert_close(&app.scorecard().await["overall"]["score"], 0.5);
        assert_close(&app.scorecard_as_of("2026-02-14").await["overall"]["score"], 0.5);
    }

    async fn lead_of_one_department_cannot_cancel_what_is_shared(app: TestApp) {
        let objective = app.objective(json!({"shared_with": [app.company.logistics]})).await;
        let shared = format!("/key-results/{}", id(&app.key_result(json!({"objective_id": objective})).await));
        let cancel = json!({"state": "cancelled", "reason": "We alone say so"});
        app.manager().patch(&shared, cancel.clone()).await.problem(403, "forbidden");
        let seat = format!("/departments/{}/members/{}", app.company.logistics, app.company.manager.id);
        app.admin().put(&seat, json!({"lead": true})).await.created();
        app.manager().patch(&shared, cancel).await.ok();
    }
);
