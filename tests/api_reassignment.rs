//! Reassigning everything that a person is in charge of: all or nothing, in one revision, to somebody who may take it.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    company::invite,
    engine::on_both_engines,
};

async fn reassign(app: &TestApp, from: &str, to: &str) -> Answer {
    app.admin().post(&format!("/users/{from}/reassign"), json!({"to": to})).await
}

/// Makes the manager own an objective and a key result, lead Sales, be ambassador of Logistics and keep the Model.
async fn busy_manager(app: &TestApp) -> (String, String) {
    let company = &app.company;
    let objective = app.objective(json!({"owner_id": company.manager.id})).await;
    let key_result = id(&app.key_result(json!({"owner_id": company.manager.id})).await);
    let seat = format!("/departments/{}/members/{}", company.logistics, company.manager.id);
    app.admin().put(&seat, json!({"ambassador": true})).await.created();
    let model = json!({"purpose": "To last.", "custodian_id": company.manager.id});
    app.admin().put(&format!("/brands/{}/model", company.brand), model).await.ok();
    (objective, key_result)
}

async fn seats(app: &TestApp, department: &str) -> Vec<(String, bool, bool)> {
    let members = app.viewer().get(&format!("/departments/{department}/members")).await.ok();
    let seat = |member: &Value| {
        let flag = |name: &str| member[name].as_bool().unwrap();
        (member["user_id"].as_str().unwrap().to_owned(), flag("lead"), flag("ambassador"))
    };
    members["items"].as_array().unwrap().iter().map(seat).collect()
}

on_both_engines!(
    async fn successor_gets_all_that_a_person_was_in_charge_of(app: TestApp) {
        let (objective, key_result) = busy_manager(&app).await;
        let (company, to) = (&app.company, &app.company.executive.id);
        let moved = reassign(&app, &company.manager.id, to).await.ok();
        assert_eq!((&moved["from"], &moved["to"]), (&json!(company.manager.id), &json!(to)));
        assert_eq!((&moved["objectives"], &moved["key_results"]), (&json!([objective]), &json!([key_result])));
        assert_eq!(moved["departments"], json!([company.sales, company.logistics]));
        assert_eq!(moved["brands"], json!([company.brand]));
        for path in [format!("/objectives/{objective}"), format!("/key-results/{key_result}")] {
            assert_eq!(app.viewer().get(&path).await.ok()["owner_id"], json!(to), "{path}");
        }
        let model = app.viewer().get(&format!("/brands/{}/model", company.brand)).await.ok();
        assert_eq!(model["custodian_id"], json!(to));
        assert!(seats(&app, &company.sales).await.contains(&(to.clone(), true, false)));
        assert_eq!(seats(&app, &company.logistics).await, [(to.clone(), false, true)]);
        assert_eq!(
            app.viewer().get(&format!("/key-results/{}", company.key_result)).await.ok()["owner_id"],
            json!(company.member.id)
        );
    }

    async fn seats_of_both_become_one(app: TestApp) {
        busy_manager(&app).await;
        let (company, to) = (&app.company, &app.company.executive.id);
        let seat = |department: &str| format!("/departments/{department}/members/{to}");
        app.admin().put(&seat(&company.sales), json!({"ambassador": true})).await.created();
        app.admin().put(&seat(&company.logistics), json!({"lead": true})).await.created();
        reassign(&app, &company.manager.id, to).await.ok();
        assert!(seats(&app, &company.sales).await.contains(&(to.clone(), true, true)));
        assert_eq!(seats(&app, &company.logistics).await, [(to.clone(), true, true)]);
    }

    async fn everything_moves_in_one_revision_and_is_logged(app: TestApp) {
        busy_manager(&app).await;
        let before = app.last_change().await["revision"].as_i64().unwrap();
        reassign(&app, &app.company.manager.id, &app.company.executive.id).await.ok();
        let changes = app.executive().get(&format!("/changes?after={before}")).await.ok();
        let changes = changes["items"].as_array().unwrap();
        assert!(changes.iter().all(|change| change["revision"] == json!(before + 1)));
        let told =
            |change: &Value| format!("{} {}", change["entity"].as_str().unwrap(), change["action"].as_str().unwrap());
        let seat = ["member created", "member deleted"];
        let expected = ["objective updated", "key_result updated", seat[0], seat[1], seat[0], seat[1], "model updated"];
        assert_eq!(changes.iter().map(told).collect::<Vec<_>>(), expected);
    }

    async fn nothing_to_hand_over_changes_nothing(app: TestApp) {
        let before = app.last_change().await;
        let moved = reassign(&app, &app.company.viewer.id, &app.company.executive.id).await.ok();
        for list in ["objectives", "key_results", "departments", "brands"] {
            assert_eq!(moved[list], json!([]), "{list}");
        }
        assert_eq!(app.last_change().await, before);
    }

    async fn who_left_already_can_be_reassigned(app: TestApp) {
        let path = format!("/users/{}", app.company.member.id);
        app.admin().patch(&path, json!({"active": false})).await.ok();
        let moved = reassign(&app, &app.company.member.id, &app.company.viewer.id).await.ok();
        assert_eq!(moved["key_results"], json!([app.company.key_result]));
    }

    async fn successor_must_be_another_active_person_who_may_lead(app: TestApp) {
        let from = &app.company.manager.id;
        let gone = invite(&app, &app.admin(), "Gino", "executive").await;
        app.admin().patch(&format!("/users/{}", gone.id), json!({"active": false})).await.ok();
        let before = app.last_change().await;
        for to in [from, &gone.id, &app.company.viewer.id] {
            reassign(&app, from, to).await.invalid(&["/to not_allowed"]);
        }
        let told = reassign(&app, from, &app.company.member.id).await.problem(422, "invalid");
        assert_eq!(
            told["errors"][0]["detail"],
            "Marco leads Sales, and Mia is a member; only managers and above may lead. Name another person or change \
             the role first."
        );
        reassign(&app, from, &app.company.stranger.id).await.invalid(&["/to not_found"]);
        let admin = app.admin();
        let path = format!("/users/{from}/reassign");
        admin.post(&path, json!({"too": from})).await.invalid(&["/to required", "/too unknown_field"]);
        admin.post(&path, json!({"to": "7"})).await.invalid(&["/to bad_format"]);
        assert_eq!(app.last_change().await, before);
    }

    async fn viewer_takes_over_what_is_no_lead(app: TestApp) {
        let moved = reassign(&app, &app.company.member.id, &app.company.viewer.id).await.ok();
        assert_eq!(moved["departments"], json!([app.company.sales]));
        assert!(seats(&app, &app.company.sales).await.contains(&(app.company.viewer.id.clone(), false, false)));
    }

    async fn retry_hands_over_once(app: TestApp) {
        let admin = app.admin().with_header("idempotency-key", "leaving");
        let path = format!("/users/{}/reassign", app.company.member.id);
        let body = json!({"to": app.company.executive.id});
        let first = admin.post(&path, body.clone()).await.ok();
        assert_eq!(first["key_results"], json!([app.company.key_result]));
        assert_eq!(admin.post(&path, body).await.ok(), first);
    }
);
