//! People: adding, changing and deactivating them. Invitations are in `api_invitations.rs`, the own record in
//! `api_me.rs`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    company::{PASSWORD, invite},
    engine::on_both_engines,
};

fn ugo() -> Value {
    json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer"})
}

async fn change(app: &TestApp, user: &str, patch: Value) -> Answer {
    app.admin().patch(&format!("/users/{user}"), patch).await
}

async fn login(app: &TestApp, email: &str) -> Answer {
    app.anonymous().post("/auth/login", json!({"email": email, "password": PASSWORD})).await
}

on_both_engines!(
    async fn admin_adds_a_person(app: TestApp) {
        let answer = app.admin().post("/users", ugo()).await;
        let location = answer.header("location").unwrap().to_owned();
        let mut user = answer.created();
        assert_eq!(location, format!("/api/v1/users/{}", id(&user)));
        assert_eq!((&user["active"], &user["language"], &user["version"]), (&json!(true), &json!("en"), &json!(1)));
        user.as_object_mut().unwrap().remove("invite_token").unwrap();
        assert_eq!(user, app.viewer().get(&format!("/users/{}", id(&user))).await.ok());
    }

    async fn admin_reads_everything_that_is_wrong_with_a_person(app: TestApp) {
        let body = json!({"name": "x".repeat(201), "email": "a@b@c", "active": "yes", "password": PASSWORD});
        app.admin().post("/users", body).await.invalid(&[
            "/name too_long",
            "/email bad_format",
            "/role required",
            "/active wrong_type",
            "/password unknown_field",
        ]);
        let mut body = ugo();
        body["role"] = json!("owner");
        app.admin().post("/users", body).await.invalid(&["/role not_one_of"]);
    }

    async fn address_can_be_taken_only_once(app: TestApp) {
        app.admin().post("/users", ugo()).await.created();
        let mut again = ugo();
        again["email"] = json!("UGO@rossi.example");
        app.admin().post("/users", again.clone()).await.problem(409, "email_taken");
        app.stranger().post("/users", again).await.problem(409, "email_taken");
        let patch = json!({"email": app.company.admin.email});
        change(&app, &app.company.viewer.id, patch).await.problem(409, "email_taken");
        login(&app, &app.company.viewer.email).await.ok();
    }

    async fn changed_address_is_the_one_to_sign_in_with(app: TestApp) {
        let (viewer, old) = (&app.company.viewer.id, &app.company.viewer.email);
        let changed = change(&app, viewer, json!({"email": "V.Viola@Rossi.example"})).await.ok();
        assert_eq!(changed["email"], "v.viola@rossi.example");
        login(&app, old).await.problem(401, "invalid_credentials");
        login(&app, "v.viola@rossi.example").await.ok();
        app.viewer().get("/me").await.ok();
        let mut body = ugo();
        body["email"] = json!(old);
        app.admin().post("/users", body).await.created();
    }

    async fn admin_who_changes_nothing_keeps_the_version(app: TestApp) {
        let path = format!("/users/{}", app.company.viewer.id);
        let was = app.admin().get(&path).await.ok();
        let same = json!({"email": "VITO@ROSSI.example", "role": "viewer", "active": true});
        assert_eq!(app.admin().patch(&path, same).await.ok(), was);
    }

    async fn deactivated_person_is_given_nothing_and_keeps_what_they_had(app: TestApp) {
        let company = &app.company;
        let (gone, key_result) = (&company.manager.id, format!("/key-results/{}", company.key_result));
        let mine = app.objective(json!({"owner_id": gone})).await;
        let model = format!("/brands/{}/model", company.brand);
        change(&app, gone, json!({"active": false})).await.ok();
        let owner = json!({"owner_id": gone});
        let objective = crate::support::results::with(company.new_objective(), &owner);
        app.admin().post("/objectives", objective).await.invalid(&["/owner_id not_allowed"]);
        app.admin().post("/key-results", app.new_key_result(&owner)).await.invalid(&["/owner_id not_allowed"]);
        app.admin().patch(&key_result, owner).await.invalid(&["/owner_id not_allowed"]);
        app.admin().put(&model, json!({"custodian_id": gone})).await.invalid(&["/custodian_id not_allowed"]);
        let seat = format!("/departments/{}/members/{gone}", company.logistics);
        app.admin().put(&seat, json!({"lead": true})).await.invalid(&["/lead not_allowed"]);
        app.admin().patch(&format!("/objectives/{mine}"), json!({"title": "Still theirs"})).await.ok();
        let seat = format!("/departments/{}/members/{gone}", company.sales);
        app.admin().put(&seat, json!({"lead": true, "ambassador": true})).await.ok();
    }

    async fn deactivated_person_is_out_at_the_next_request(app: TestApp) {
        let viewer = &app.company.viewer;
        assert_eq!(change(&app, &viewer.id, json!({"active": false})).await.ok()["active"], json!(false));
        app.viewer().get("/me").await.problem(401, "unauthenticated");
        let body = json!({"refresh_token": viewer.refresh_token});
        app.anonymous().post("/auth/refresh", body).await.problem(401, "invalid_token");
        login(&app, &viewer.email).await.problem(401, "invalid_credentials");
    }

    async fn person_activated_again_signs_in_again(app: TestApp) {
        let viewer = &app.company.viewer;
        change(&app, &viewer.id, json!({"active": false})).await.ok();
        change(&app, &viewer.id, json!({"active": true})).await.ok();
        app.viewer().get("/me").await.problem(401, "unauthenticated");
        login(&app, &viewer.email).await.ok();
    }

    async fn changed_role_counts_at_the_next_request(app: TestApp) {
        app.executive().post("/brands", json!({"name": "Sub"})).await.created();
        change(&app, &app.company.executive.id, json!({"role": "member"})).await.ok();
        app.executive().post("/brands", json!({"name": "Sub"})).await.problem(403, "forbidden");
        change(&app, &app.company.viewer.id, json!({"role": "executive"})).await.ok();
        app.viewer().post("/brands", json!({"name": "Sub"})).await.created();
    }

    async fn last_active_admin_must_stay(app: TestApp) {
        let admin = &app.company.admin.id;
        change(&app, admin, json!({"role": "executive"})).await.problem(409, "last_admin");
        change(&app, admin, json!({"active": false})).await.problem(409, "last_admin");
        change(&app, admin, json!({"name": "Ada Rossi", "role": "admin"})).await.ok();
        let second = invite(&app, &app.admin(), "Bea", "admin").await;
        change(&app, &second.id, json!({"active": false})).await.ok();
        change(&app, admin, json!({"role": "viewer"})).await.problem(409, "last_admin");
        change(&app, &second.id, json!({"active": true})).await.ok();
        change(&app, admin, json!({"role": "viewer"})).await.ok();
        change(&app, &second.id, json!({"name": "B"})).await.problem(403, "forbidden");
    }

    async fn lead_keeps_a_role_that_may_lead(app: TestApp) {
        let manager = &app.company.manager.id;
        change(&app, manager, json!({"role": "member"})).await.problem(409, "in_use");
        change(&app, manager, json!({"role": "executive"})).await.ok();
        let seat = format!("/departments/{}/members/{manager}", app.company.sales);
        app.admin().put(&seat, json!({"lead": false})).await.ok();
        change(&app, manager, json!({"role": "member"})).await.ok();
    }

    async fn people_are_found_by_role_activity_and_text(app: TestApp) {
        let company = &app.company;
        change(&app, &company.viewer.id, json!({"active": false, "name": "Vito 100%_È"})).await.ok();
        let found = async |query: &str| -> Vec<String> {
            let list = app.member().get(&format!("/users?{query}")).await.ok();
            list["items"].as_array().unwrap().iter().map(id).collect()
        };
        assert_eq!(found("role=manager").await, [company.manager.id.as_str()]);
        assert_eq!(found("active=false").await, [company.viewer.id.as_str()]);
        assert_eq!(found("active=true&role=viewer").await, Vec::<String>::new());
        assert_eq!(found("q=ELENA").await, [company.executive.id.as_str()]);
        for q in ["100%25_", "%C3%88", "vito%40rossi"] {
            assert_eq!(found(&format!("q={q}")).await, [company.viewer.id.as_str()], "{q}");
        }
        assert_eq!(found("q=rossi.example").await.len(), 5);
        assert_eq!(found("q=1000").await, Vec::<String>::new());
    }
);
