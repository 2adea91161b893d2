//! The own record and password, and the organisation's record. Other people are in `api_users.rs`.

use serde_json::json;

use crate::support::{
    TestApp,
    client::Answer,
    company::{PASSWORD, sign_in},
    engine::on_both_engines,
};

const NEW: &str = "incorrect donkey battery";

async fn login(app: &TestApp, password: &str) -> Answer {
    let email = &app.company.viewer.email;
    app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

async fn change_password(app: &TestApp, current: &str, new: &str) -> Answer {
    app.viewer().put("/me/password", json!({"current_password": current, "new_password": new})).await
}

on_both_engines!(
    async fn person_reads_the_same_record_as_others_do(app: TestApp) {
        let me = app.viewer().get("/me").await.ok();
        assert_eq!(me, app.admin().get(&format!("/users/{}", app.company.viewer.id)).await.ok());
    }

    async fn person_changes_their_name_and_language(app: TestApp) {
        let was = app.viewer().get("/me").await.ok();
        let me = app.viewer().patch("/me", json!({"name": " Vito Viola ", "language": "it"})).await.ok();
        assert_eq!((&me["name"], &me["language"]), (&json!("Vito Viola"), &json!("it")));
        assert_eq!(me["version"].as_i64(), was["version"].as_i64().map(|version| version + 1));
        assert_eq!(me, app.viewer().get("/me").await.ok());
    }

    async fn person_cannot_change_what_only_admins_may(app: TestApp) {
        for (member, value) in [("role", json!("admin")), ("email", json!("v@rossi.example")), ("active", json!(true))]
        {
            let expected = format!("/{member} unknown_field");
            app.viewer().patch("/me", json!({member: value})).await.invalid(&[&expected]);
        }
    }

    async fn person_reads_what_is_wrong_with_their_change(app: TestApp) {
        let body = json!({"name": null, "language": "de"});
        app.viewer().patch("/me", body).await.invalid(&["/name wrong_type", "/language not_one_of"]);
    }

    async fn person_who_changes_nothing_keeps_the_version(app: TestApp) {
        let was = app.viewer().get("/me").await.ok();
        assert_eq!(app.viewer().patch("/me", json!({"name": was["name"]})).await.ok(), was);
        assert_eq!(app.viewer().patch("/me", json!({})).await.ok(), was);
    }

    async fn person_changes_their_password(app: TestApp) {
        change_password(&app, PASSWORD, NEW).await.no_content();
        login(&app, PASSWORD).await.problem(401, "invalid_credentials");
        login(&app, NEW).await.ok();
    }

    async fn changed_password_ends_the_other_sessions(app: TestApp) {
        let other = sign_in(&app, &app.company.viewer.id, &app.company.viewer.email).await;
        change_password(&app, PASSWORD, NEW).await.no_content();
        app.with_token(&other.token).get("/me").await.problem(401, "unauthenticated");
        let refresh = |token: &str| json!({"refresh_token": token});
        let anonymous = app.anonymous();
        anonymous.post("/auth/refresh", refresh(&other.refresh_token)).await.problem(401, "invalid_token");
        app.viewer().get("/me").await.ok();
        anonymous.post("/auth/refresh", refresh(&app.company.viewer.refresh_token)).await.ok();
    }

    async fn changed_password_closes_an_open_invitation(app: TestApp) {
        let viewer = &app.company.viewer;
        let invited = app.admin().post_nothing(&format!("/users/{}/invite", viewer.id)).await.ok();
        change_password(&app, PASSWORD, NEW).await.no_content();
        let path = format!("/invites/{}/accept", invited["invite_token"].as_str().unwrap());
        app.anonymous().post(&path, json!({"password": PASSWORD})).await.problem(404, "not_found");
        login(&app, NEW).await.ok();
    }

    async fn changed_password_leaves_other_people_signed_in(app: TestApp) {
        change_password(&app, PASSWORD, NEW).await.no_content();
        app.member().get("/me").await.ok();
    }

    async fn person_must_know_the_current_password(app: TestApp) {
        change_password(&app, "wrong horse battery", NEW).await.invalid(&["/current_password not_allowed"]);
        login(&app, PASSWORD).await.ok();
    }

    async fn person_reads_what_is_wrong_with_a_new_password(app: TestApp) {
        change_password(&app, PASSWORD, "eleven long").await.invalid(&["/new_password too_short"]);
        change_password(&app, PASSWORD, &"x".repeat(201)).await.invalid(&["/new_password too_long"]);
        let expected = ["/current_password required", "/new_password required", "/password unknown_field"];
        app.viewer().put("/me/password", json!({"password": NEW})).await.invalid(&expected);
    }

    async fn password_may_be_two_hundred_characters_of_any_script(app: TestApp) {
        let long: String = "Perché una notte così lunga? Γιατί τόσο μεγάλη νύχτα; Почему такая ночь? 夜は長い。"
            .chars()
            .cycle()
            .take(200)
            .collect();
        change_password(&app, PASSWORD, &long).await.no_content();
        login(&app, &long).await.ok();
    }

    async fn password_is_not_trimmed(app: TestApp) {
        change_password(&app, PASSWORD, "  twelve wild geese  ").await.no_content();
        login(&app, "twelve wild geese").await.problem(401, "invalid_credentials");
        login(&app, "  twelve wild geese  ").await.ok();
    }

    async fn admin_changes_the_organisation(app: TestApp) {
        let was = app.viewer().get("/organisation").await.ok();
        assert_eq!((&was["name"], &was["time_zone"], &was["language"]), (&json!("Rossi"), &json!("UTC"), &json!("en")));
        let body = json!({"name": "Rossi e figli", "time_zone": "Europe/Rome", "language": "it"});
        let now = app.admin().patch("/organisation", body).await.ok();
        assert_eq!((&now["name"], &now["time_zone"]), (&json!("Rossi e figli"), &json!("Europe/Rome")));
        assert_eq!((&now["language"], &now["version"]), (&json!("it"), &json!(2)));
        assert_eq!(now, app.viewer().get("/organisation").await.ok());
    }

    async fn admin_reads_what_is_wrong_with_a_change_of_the_organisation(app: TestApp) {
        let body = json!({"name": "", "time_zone": null, "language": 1, "revision": 0});
        let expected = ["/name too_short", "/time_zone wrong_type", "/language wrong_type", "/revision unknown_field"];
        app.admin().patch("/organisation", body).await.invalid(&expected);
    }

    async fn language_of_the_organisation_is_that_of_new_people(app: TestApp) {
        app.admin().patch("/organisation", json!({"language": "it"})).await.ok();
        let ugo = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer"});
        assert_eq!(app.admin().post("/users", ugo).await.created()["language"], "it");
        assert_eq!(app.viewer().get("/me").await.ok()["language"], "en");
    }
);
