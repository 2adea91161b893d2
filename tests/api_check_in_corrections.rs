//! Correcting check-ins over the API: by the author or a lead, recorded in the change log, and reflected in the score.
//!
//! What a check-in may contain is tested in `api_check_ins`.

use serde_json::json;

use crate::support::{
    TestApp,
    client::id,
    company::invite,
    engine::on_both_engines,
    results::{assert_close, step_ids, two_steps},
};

on_both_engines!(
    async fn author_corrects_their_check_in(app: TestApp) {
        let posted = app.member().post(&path(&app), json!({"value": 10, "note": "Counted twice"})).await.created();
        app.advance(60);
        let path = format!("{}/{}", path(&app), id(&posted));
        let body = json!({"value": 5, "note": null, "observed_on": "2026-02-14", "confidence": 3});
        let corrected = app.member().patch(&path, body).await.ok();
        assert_eq!(
            (&corrected["value"], &corrected["note"], &corrected["version"]),
            (&json!(5.0), &json!(null), &json!(2))
        );
        assert_eq!(corrected["author_id"], app.company.member.id);
        assert_close(&app.read_key_result(&app.company.key_result).await["current_value"], 5.0);
        let change = app.last_change().await;
        assert_eq!((&change["before"], &change["after"]), (&posted, &corrected));
        assert_eq!(app.member().patch(&path, json!({"value": 5})).await.ok()["version"], 2);
    }

    async fn lead_corrects_the_check_in_of_somebody_else(app: TestApp) {
        let posted = app.member().post(&path(&app), json!({"value": 10})).await.created();
        let path = format!("{}/{}", path(&app), id(&posted));
        let corrected = app.manager().patch(&path, json!({"value": 5})).await.ok();
        assert_eq!(corrected["author_id"], app.company.member.id);
        app.executive().patch(&path, json!({"value": 6})).await.ok();
        app.manager().delete(&path).await.no_content();
        app.manager().get(&path).await.problem(404, "not_found");
    }

    async fn others_cannot_correct_a_check_in(app: TestApp) {
        let posted = app.member().post(&path(&app), json!({"value": 10})).await.created();
        let path = format!("{}/{}", path(&app), id(&posted));
        let colleague = invite(&app, &app.admin(), "Luca", "manager").await;
        let seat = format!("/departments/{}/members/{}", app.company.sales, colleague.id);
        app.admin().put(&seat, json!({})).await.created();
        for client in [app.viewer(), app.with_token(&colleague.token)] {
            client.patch(&path, json!({"value": 5})).await.problem(403, "forbidden");
            client.delete(&path).await.problem(403, "forbidden");
        }
        app.stranger().patch(&path, json!({"value": 5})).await.problem(404, "not_found");
    }

    async fn lead_of_any_department_involved_corrects(app: TestApp) {
        let shared =
            app.objective(json!({"department_id": app.company.logistics, "shared_with": [app.company.sales]})).await;
        let key_result = id(&app.key_result(json!({"objective_id": shared})).await);
        let check_in = id(&app.check_in(&key_result, json!({"value": 10})).await);
        let path = format!("/key-results/{key_result}/check-ins/{check_in}");
        app.manager().patch(&path, json!({"value": 5})).await.ok();
        app.member().patch(&path, json!({"value": 5})).await.problem(403, "forbidden");
    }

    async fn correction_that_breaks_a_rule_is_refused(app: TestApp) {
        let check_in = id(&app.check_in(&app.company.key_result, json!({"value": 10})).await);
        let path = format!("{}/{check_in}", path(&app));
        for (body, expected) in [
            (json!({"value": null}), "/value wrong_type"),
            (json!({"observed_on": "2026-02-17"}), "/observed_on too_large"),
            (json!({"observed_on": null}), "/observed_on wrong_type"),
            (json!({"confidence": 11}), "/confidence too_large"),
            (json!({"author_id": app.company.viewer.id}), "/author_id unknown_field"),
            (json!({"steps_done": []}), "/steps_done not_allowed"),
        ] {
            app.admin().patch(&path, body).await.invalid(&[expected]);
        }
    }

    async fn deleted_check_in_gives_the_score_back(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 30, "observed_on": "2026-02-10"})).await;
        let before = app.scorecard().await;
        let later = id(&app.check_in(&app.company.key_result, json!({"value": 90})).await);
        assert_ne!(app.scorecard().await["departments"], before["departments"]);
        app.admin().delete(&format!("{}/{later}", path(&app))).await.no_content();
        let after = app.scorecard().await;
        assert_eq!((&after["departments"], &after["overall"]), (&before["departments"], &before["overall"]));
        let change = app.last_change().await;
        assert_eq!((&change["action"], &change["after"]), (&json!("deleted"), &json!(null)));
        assert_close(&change["before"]["value"], 90.0);
    }

    async fn old_check_in_is_corrected_although_a_step_of_it_is_gone(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let (key_result, ids) = (id(&made), step_ids(&made));
        let check_in = id(&app.check_in(&key_result, json!({"steps_done": ids})).await);
        let fewer = json!({"measure": {"steps": [{"id": ids[0], "title": "Sketch"}]}, "reason": "Nothing to build"});
        app.admin().patch(&format!("/key-results/{key_result}"), fewer).await.ok();
        let path = format!("/key-results/{key_result}/check-ins/{check_in}");
        let corrected = app.admin().patch(&path, json!({"note": "Both on one day"})).await.ok();
        assert_eq!(corrected["steps_done"], json!(ids));
        let unknown = json!({"steps_done": [ids[1], app.company.cycle]});
        app.admin().patch(&path, unknown).await.invalid(&["/steps_done/1 not_found"]);
    }

    async fn value_is_not_corrected_once_a_kpi_is_followed(app: TestApp) {
        let check_in = id(&app.check_in(&app.company.key_result, json!({"value": 10})).await);
        let follow = json!({"kpi_id": app.company.kpi});
        app.admin().patch_because(&format!("/key-results/{}", app.company.key_result), follow).await.ok();
        let path = format!("{}/{check_in}", path(&app));
        app.admin().patch(&path, json!({"value": 5})).await.problem(409, "follows_kpi");
        app.admin().patch(&path, json!({"note": "Before the shop system"})).await.ok();
        app.admin().delete(&path).await.no_content();
    }
);

/// The company's check-ins.
fn path(app: &TestApp) -> String {
    format!("/key-results/{}/check-ins", app.company.key_result)
}
