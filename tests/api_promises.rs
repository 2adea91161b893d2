//! Key results of an active cycle: which changes need a reason, how the change log records it, who may change the
//! ambition, and how cancelling takes a key result out of the score.
//!
//! The same rule for the scoring policy is in `api_scoring_policy`.

use std::collections::BTreeSet;

use perno::domain::{scoring::entering, values::record::EntityKind};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    engine::on_both_engines,
    results::{assert_close, step_ids, two_steps, with},
};

/// Members of everything that enter no score, and the notes of the change log.
const OF_ALL: [&str; 8] =
    ["id", "brand_id", "cycle_id", "version", "created_at", "updated_at", "reason", "overall_score"];

/// The other members that enter no score.
const BESIDE: [(EntityKind, &[&str]); 7] = [
    (EntityKind::Cycle, &["name", "closed_at", "retrospective"]),
    (EntityKind::Brand, &["name"]),
    (EntityKind::Department, &["name", "code", "description"]),
    (
        EntityKind::Objective,
        &[
            "title",
            "description",
            "contribution",
            "principle_ids",
            "parent_id",
            "owner_id",
            "carried_from_id",
            "position",
        ],
    ),
    (
        EntityKind::KeyResult,
        &[
            "title",
            "description",
            "owner_id",
            "check_in_every_days",
            "external_ref",
            "status_override",
            "carried_from_id",
            "grade",
            "grade_comment",
            "position",
        ],
    ),
    (EntityKind::Kpi, &["department_id", "name", "unit", "channel", "market", "external_ref"]),
    (EntityKind::Target, &["kpi_id"]),
];

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

    async fn better_words_need_no_reason(app: TestApp) {
        let path = format!("/key-results/{}", app.company.key_result);
        app.manager().patch(&path, json!({"measure": {"unit": "calls"}, "title": "More visits"})).await.ok();
        app.manager().patch(&path, json!({"measure": {"target": 110}})).await.invalid(&["/reason required"]);
    }

    async fn whatever_enters_a_score_changes_only_with_a_reason(app: TestApp) {
        let company = &app.company;
        let spare = id(&app.admin().post("/departments", json!({"name": "Press"})).await.created());
        let moved = app.objective(json!({"department_id": company.logistics})).await;
        let kpi = app.kpi(json!({"category": "revenue"})).await;
        app.target(&kpi, json!({"target": 100})).await;
        let (other, elsewhere) = (app.kpi(json!({})).await, app.objective(json!({})).await);
        let [key_result, objective, measured, cycle] = [
            format!("/key-results/{}", company.key_result),
            format!("/objectives/{moved}"),
            format!("/kpis/{kpi}"),
            format!("/cycles/{}", company.cycle),
        ];
        let changes = [
            (&key_result, json!({"measure": {"start": 5}})),
            (&key_result, json!({"measure": {"target": 120}})),
            (&key_result, json!({"measure": {"waypoints": [{"on": "2026-02-01", "value": 20}]}})),
            (&key_result, json!({"weight": 2})),
            (&key_result, json!({"ambition": "aspirational"})),
            (&key_result, json!({"kpi_id": other})),
            (&key_result, json!({"counts_from": "2026-02-01"})),
            (&key_result, json!({"objective_id": elsewhere})),
            (&key_result, json!({"state": "cancelled"})),
            (&objective, json!({"weight": 0.5})),
            (&objective, json!({"counts_from": "2026-02-01"})),
            (&objective, json!({"state": "cancelled"})),
            (&objective, json!({"state": "active"})),
            (&objective, json!({"shared_with": [company.sales]})),
            (&objective, json!({"department_id": spare, "shared_with": []})),
            (&measured, json!({"aggregation": "mean"})),
            (&measured, json!({"category": "trust"})),
            (&cycle, json!({"starts_on": "2025-12-31"})),
            (&cycle, json!({"ends_on": "2026-04-30"})),
        ];
        for (path, body) in changes {
            app.executive().patch(path, body.clone()).await.invalid(&["/reason required"]);
            app.executive().patch_because(path, body.clone()).await.ok();
            noted(&app, &body).await;
        }
        let against = ["/better not_allowed", "/reason required"];
        app.executive().patch(&measured, json!({"better": "lower"})).await.invalid(&against);
        let press = format!("/departments/{spare}");
        app.executive().patch(&objective, json!({"department_id": company.logistics, "reason": "Back"})).await.ok();
        app.admin().patch(&press, json!({"archived": true})).await.invalid(&["/reason required"]);
        app.admin().patch(&press, json!({"archived": true, "reason": "Agreed"})).await.ok();
        noted(&app, &json!("archived")).await;
    }

    async fn every_member_of_what_makes_a_plan_enters_a_score_or_is_said_not_to(app: TestApp) {
        let company = &app.company;
        app.target(&company.kpi, json!({"target": 100})).await;
        app.policy(json!({"balance": 0.4})).await;
        let mut seen = BTreeSet::new();
        for change in app.executive().get("/changes?limit=200").await.ok()["items"].as_array().unwrap() {
            let kind: EntityKind = change["entity"].as_str().unwrap().parse().unwrap();
            if !entering::KINDS.contains(&kind) {
                continue;
            }
            seen.insert(kind);
            for member in change["after"].as_object().unwrap().keys() {
                let enters = entering::members(kind).contains(&member.as_str());
                let beside = BESIDE.iter().any(|(of, members)| *of == kind && members.contains(&member.as_str()));
                assert!(enters != (beside || OF_ALL.contains(&member.as_str())), "{kind}: {member}");
            }
        }
        assert_eq!(seen.len(), entering::KINDS.len());
    }

    async fn target_changes_only_with_a_reason(app: TestApp) {
        let kpi = app.kpi(json!({"category": "revenue"})).await;
        let target = format!("/kpis/{kpi}/targets/{}", app.company.cycle);
        app.executive().put(&target, json!({"target": 100})).await.created();
        for body in [
            json!({"target": 90}),
            json!({"target": 90, "baseline": 10}),
            json!({"target": 90, "baseline": 10, "waypoints": [{"on": "2026-02-01", "value": 20}]}),
            json!({"target": 90, "baseline": 10, "weight": 2}),
            json!({"low": 90}),
            json!({"low": 90, "high": 100}),
            json!({"low": 90, "high": 100, "tolerance": 5}),
            json!({"low": 90, "high": 100, "tolerance": 5, "counts_from": "2026-02-01"}),
        ] {
            app.executive().put(&target, body.clone()).await.invalid(&["/reason required"]);
            app.executive().put_because(&target, body.clone()).await.ok();
            noted(&app, &body).await;
        }
    }

    async fn what_enters_a_score_is_deleted_only_with_a_reason(app: TestApp) {
        let dropped = app.objective(json!({})).await;
        app.key_result(json!({"objective_id": dropped})).await;
        let unneeded = id(&app.key_result(json!({})).await);
        let (kpi, gone) =
            (app.kpi(json!({"category": "revenue"})).await, app.kpi(json!({"category": "revenue"})).await);
        app.target(&kpi, json!({"target": 100})).await;
        app.target(&gone, json!({"target": 100})).await;
        let target = format!("/kpis/{kpi}/targets/{}", app.company.cycle);
        let [unneeded, dropped, gone] =
            [format!("/key-results/{unneeded}"), format!("/objectives/{dropped}"), format!("/kpis/{gone}")];
        for path in [&target, &unneeded, &dropped, &gone] {
            app.executive().delete(path).await.invalid(&["/reason required"]);
            app.executive().delete_because(path).await.no_content();
            noted(&app, &json!(path)).await;
        }
    }

    async fn key_result_that_was_a_mistake_counts_on_no_day(app: TestApp) {
        let [mistaken, at_once] = [id(&app.key_result(json!({})).await), id(&app.key_result(json!({})).await)]
            .map(|id| format!("/key-results/{id}"));
        app.check_in(&app.company.key_result, json!({"value": 60, "observed_on": "2026-02-01"})).await;
        app.manager().patch_because(&at_once, json!({"state": "cancelled"})).await.ok();
        let token = app.admin_on("2026-02-20").await;
        let admin = app.with_token(&token);
        let objective = format!("{}&as_of=2026-02-15", app.scorecard_path(""));
        let score = |card: Value| card["departments"][0]["objectives"][0]["score"].clone();
        assert_close(&score(admin.get(&objective).await.ok()), 0.3);
        let mistake = json!({"state": "cancelled", "correction": true});
        admin.patch_because(&mistaken, mistake).await.ok();
        assert_close(&score(admin.get(&objective).await.ok()), 0.6);
    }

    async fn active_cycle_with_check_ins_stays_active(app: TestApp) {
        let cycle = format!("/cycles/{}", app.company.cycle);
        let planned = json!({"state": "planned", "reason": "Too early"});
        app.executive().patch(&cycle, json!({"state": "planned"})).await.invalid(&["/reason required"]);
        app.executive().patch(&cycle, planned.clone()).await.ok();
        app.executive().patch(&cycle, json!({"state": "active"})).await.ok();
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        app.executive().patch(&cycle, planned).await.problem(409, "has_check_ins");
    }

    async fn range_and_milestones_are_not_eased_without_a_reason(app: TestApp) {
        let range = json!({"measure": {"kind": "range", "low": 1, "high": 3, "unit": "h"}});
        let range = format!("/key-results/{}", id(&app.key_result(range).await));
        for eased in [json!({"low": 0}), json!({"low": null}), json!({"high": 4}), json!({"tolerance": 1})] {
            app.manager().patch(&range, json!({"measure": eased})).await.invalid(&["/reason required"]);
        }
        let made = app.key_result(two_steps()).await;
        let (milestones, ids) = (format!("/key-results/{}", id(&made)), step_ids(&made));
        let (sketch, build) = (json!({"id": ids[0], "title": "Sketch"}), json!({"id": ids[1], "title": "Build"}));
        let fewer = json!({"measure": {"steps": [sketch]}});
        app.manager().patch(&milestones, fewer).await.invalid(&["/reason required"]);
        let lighter = json!({"measure": {"steps": [sketch, build]}});
        app.manager().patch(&milestones, lighter).await.invalid(&["/reason required"]);
        let more = json!({"measure": {"steps": [sketch, with(build, &json!({"weight": 3})), {"title": "Show"}]}});
        app.manager().patch(&milestones, more).await.invalid(&["/reason required"]);
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

    async fn key_result_cancelled_on_its_first_day_is_out_of_the_score(app: TestApp) {
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
        assert_close(&app.scorecard_as_of("2026-02-15").await["overall"]["score"], 1.0);
        assert_close(&app.scorecard_as_of("2026-03-31").await["overall"]["score"], 1.0);
        app.admin().post(&format!("{path}/check-ins"), json!({"value": 5})).await.problem(409, "conflict");
        app.manager().patch_because(&path, json!({"state": "active"})).await.ok();
        assert_close(&app.scorecard().await["overall"]["score"], 0.5);
        assert_close(&app.scorecard_as_of("2026-02-14").await["departments"][0]["score"], 1.0);
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

/// Holds that the last change says why, and what it did to the score.
async fn noted(app: &TestApp, what: &Value) {
    let change = app.last_change().await;
    assert_eq!(change["after"]["reason"], "Agreed", "{what}: {change}");
    assert!(change["before"].get("overall_score").is_some(), "{what}: {change}");
}
