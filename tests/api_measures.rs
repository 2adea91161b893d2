//! Measures over the API: what each kind requires and refuses, each fault with its pointer, and how a PATCH merges
//! them.
//!
//! Progress is computed by the domain and tested in `api_conformance` and `api_key_result_figures`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::on_both_engines,
    results::{step_ids, two_steps, with},
};

on_both_engines!(
    async fn number_that_breaks_a_rule_is_refused(app: TestApp) {
        let number = json!({"kind": "number", "start": 0, "target": 10, "unit": "h"});
        for (over, expected) in [
            (json!({"target": 0}), "/measure/target not_allowed"),
            (json!({"start": 1e16}), "/measure/start too_large"),
            (json!({"target": -1e16}), "/measure/target too_small"),
            (json!({"start": "0"}), "/measure/start wrong_type"),
            (json!({"unit": null}), "/measure/unit wrong_type"),
            (json!({"low": 1}), "/measure/low unknown_field"),
        ] {
            sent(&app, &with(number.clone(), &over)).await.invalid(&[expected]);
        }
        sent(&app, &json!({"kind": "number"})).await.invalid(&[
            "/measure/start required",
            "/measure/target required",
            "/measure/unit required",
        ]);
        sent(&app, &with(number, &json!({"start": 1e15, "target": -1e15}))).await.created();
    }

    async fn range_that_breaks_a_rule_is_refused(app: TestApp) {
        let range = json!({"kind": "range", "low": 1, "high": 3, "unit": ""});
        for (over, expected) in [
            (json!({"low": null, "high": null}), "/measure/low required"),
            (json!({"low": 4}), "/measure/high too_small"),
            (json!({"tolerance": -1}), "/measure/tolerance too_small"),
            (json!({"high": 1e16}), "/measure/high too_large"),
            (json!({"low": "1"}), "/measure/low wrong_type"),
            (json!({"start": 1}), "/measure/start unknown_field"),
        ] {
            sent(&app, &with(range.clone(), &over)).await.invalid(&[expected]);
        }
        sent(&app, &json!({"kind": "range", "unit": ""})).await.invalid(&["/measure/low required"]);
        let made = sent(&app, &json!({"kind": "range", "high": 3, "unit": ""})).await.created();
        let whole = json!({"kind": "range", "low": null, "high": 3.0, "tolerance": 0.0, "unit": ""});
        assert_eq!(made["measure"], whole);
        sent(&app, &with(range, &json!({"low": 3}))).await.created();
    }

    async fn milestones_that_break_a_rule_are_refused(app: TestApp) {
        for (step, expected) in [
            (json!({"title": "Go", "weight": 0}), "/measure/steps/0/weight too_small"),
            (json!({"title": "Go", "weight": -1}), "/measure/steps/0/weight too_small"),
            (json!({"title": "Go", "weight": 1e16}), "/measure/steps/0/weight too_large"),
            (json!({"title": ""}), "/measure/steps/0/title too_short"),
            (json!({"weight": 1}), "/measure/steps/0/title required"),
            (json!({"title": "Go", "due_on": "2026-02-30"}), "/measure/steps/0/due_on bad_format"),
            (json!({"title": "Go", "due_on": "2200-01-01"}), "/measure/steps/0/due_on bad_format"),
            (json!({"title": "Go", "id": app.company.cycle}), "/measure/steps/0/id not_found"),
            (json!({"title": "Go", "done_on": "2026-02-01"}), "/measure/steps/0/done_on unknown_field"),
            (json!("Go"), "/measure/steps/0 wrong_type"),
        ] {
            sent(&app, &json!({"kind": "milestones", "steps": [step]})).await.invalid(&[expected]);
        }
        sent(&app, &json!({"kind": "milestones", "steps": []})).await.invalid(&["/measure/steps too_short"]);
        sent(&app, &json!({"kind": "milestones"})).await.invalid(&["/measure/steps required"]);
    }

    async fn faults_of_several_steps_are_told_at_once(app: TestApp) {
        let steps = json!([{"title": "Go", "weight": 0}, {"weight": 2, "due_on": "soon"}, {"title": "Arrive"}]);
        sent(&app, &json!({"kind": "milestones", "steps": steps})).await.invalid(&[
            "/measure/steps/0/weight too_small",
            "/measure/steps/1/title required",
            "/measure/steps/1/due_on bad_format",
        ]);
    }

    async fn measure_of_no_known_kind_is_refused_for_its_kind_alone(app: TestApp) {
        let body = json!({"kind": "speed", "start": 0, "target": 10, "unit": ""});
        sent(&app, &body).await.invalid(&["/measure/kind not_one_of"]);
        sent(&app, &json!({"start": 0, "target": 10, "unit": ""})).await.invalid(&["/measure/kind required"]);
        sent(&app, &json!(null)).await.invalid(&["/measure wrong_type"]);
    }

    async fn steps_keep_their_order_and_get_ids(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let ids = step_ids(&made);
        let expected = json!([
            {"id": ids[0], "title": "Sketch", "weight": 1.0, "due_on": null, "done_on": null},
            {"id": ids[1], "title": "Build", "weight": 3.0, "due_on": null, "done_on": null}]);
        assert_eq!(made["measure"]["steps"], expected);
    }

    async fn patch_of_a_number_or_range_merges(app: TestApp) {
        let number = &app.company.key_result;
        let merged = patched(&app, number, json!({"target": 120})).await.ok();
        assert_eq!(merged["measure"], json!({"kind": "number", "start": 0.0, "target": 120.0, "unit": "visits"}));
        patched(&app, number, json!({"target": 0})).await.invalid(&["/measure/target not_allowed"]);
        patched(&app, number, json!({"low": 0})).await.invalid(&["/measure/low unknown_field"]);
        let range = json!({"measure": {"kind": "range", "low": 1, "high": 3, "tolerance": 2, "unit": "h"}});
        let range = id(&app.key_result(range).await);
        let merged = patched(&app, &range, json!({"kind": "range", "low": null, "tolerance": 1})).await.ok();
        let whole = json!({"kind": "range", "low": null, "high": 3.0, "tolerance": 1.0, "unit": "h"});
        assert_eq!(merged["measure"], whole);
        patched(&app, &range, json!({"high": null})).await.invalid(&["/measure/low required"]);
    }

    async fn patch_of_milestones_replaces_the_steps_by_id(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let (path, ids) = (id(&made), step_ids(&made));
        app.check_in(&path, json!({"steps_done": [ids[1]], "observed_on": "2026-02-03"})).await;
        let steps =
            json!([{"id": ids[1], "title": "Build it", "weight": 3}, {"title": "Show", "due_on": "2026-03-01"}]);
        let merged = patched(&app, &path, json!({"steps": steps})).await.ok();
        let shown = step_ids(&merged)[1].clone();
        assert!(!ids.contains(&shown));
        let expected = json!([
            {"id": ids[1], "title": "Build it", "weight": 3.0, "due_on": null, "done_on": "2026-02-03"},
            {"id": shown, "title": "Show", "weight": 1.0, "due_on": "2026-03-01", "done_on": null}]);
        assert_eq!(merged["measure"]["steps"], expected);
        assert_eq!(merged["progress"], 0.75);
        let twice = json!([{"id": shown, "title": "Show"}, {"id": shown, "title": "Show"}]);
        patched(&app, &path, json!({"steps": twice})).await.invalid(&["/measure/steps/1/id duplicate"]);
        let nameless = json!([{"id": shown}]);
        patched(&app, &path, json!({"steps": nameless})).await.invalid(&["/measure/steps/0/title required"]);
        let gone = json!([{"id": ids[0], "title": "Sketch"}]);
        patched(&app, &path, json!({"steps": gone})).await.invalid(&["/measure/steps/0/id not_found"]);
        patched(&app, &path, json!({"steps": []})).await.invalid(&["/measure/steps too_short"]);
    }

    async fn measure_of_another_kind_replaces_until_there_are_check_ins(app: TestApp) {
        let key_result = &app.company.key_result;
        let range = json!({"kind": "range", "high": 3, "unit": ""});
        let replaced = patched(&app, key_result, range.clone()).await.ok();
        assert_eq!(replaced["measure"]["low"], Value::Null);
        patched(&app, key_result, json!({"kind": "number", "target": 3}))
            .await
            .invalid(&["/measure/start required", "/measure/unit required"]);
        app.check_in(key_result, json!({"value": 2})).await;
        let number = json!({"kind": "number", "start": 0, "target": 3, "unit": ""});
        patched(&app, key_result, number.clone()).await.problem(409, "measure_kind_fixed");
        let path = format!("/key-results/{key_result}");
        let no_reason = app.manager().patch(&path, json!({"measure": number})).await;
        no_reason.problem(409, "measure_kind_fixed");
        patched(&app, key_result, with(range, &json!({"tolerance": 1}))).await.ok();
    }

    async fn milestones_cannot_follow_a_kpi(app: TestApp) {
        let body = app.new_key_result(&with(two_steps(), &json!({"kpi_id": app.company.kpi})));
        app.admin().post("/key-results", body).await.invalid(&["/kpi_id not_allowed"]);
        let path = format!("/key-results/{}", id(&app.key_result(two_steps()).await));
        let follow = json!({"kpi_id": app.company.kpi});
        app.admin().patch_because(&path, follow).await.invalid(&["/kpi_id not_allowed"]);
    }
);

async fn sent(app: &TestApp, measure: &Value) -> Answer {
    app.manager().post("/key-results", app.new_key_result(&json!({"measure": measure}))).await
}

async fn patched(app: &TestApp, key_result: &str, measure: Value) -> Answer {
    let body = json!({"measure": measure, "reason": "We know better now"});
    app.manager().patch(&format!("/key-results/{key_result}"), body).await
}
