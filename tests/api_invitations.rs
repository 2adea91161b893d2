//! Invitations: one-time tokens with which a person sets a first or a new password.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    company::PASSWORD,
    engine::on_both_engines,
};

const NEW: &str = "incorrect donkey battery";
const DAY: i64 = 86_400;

/// Adds a person; returns them and the token.
async fn invited(app: &TestApp) -> (Value, String) {
    let user = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer"});
    let user = app.admin().post("/users", user).await.created();
    let token = token(&user);
    (user, token)
}

fn token(body: &Value) -> String {
    body["invite_token"].as_str().unwrap().to_owned()
}

async fn accept(app: &TestApp, token: &str, password: &str) -> Answer {
    app.anonymous().post(&format!("/invites/{token}/accept"), json!({"password": password})).await
}

async fn invite_again(app: &TestApp, user: &str) -> Answer {
    app.admin().post_nothing(&format!("/users/{user}/invite")).await
}

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

on_both_engines!(
    async fn invited_person_sets_a_password_and_signs_in(app: TestApp) {
        let (user, token) = invited(&app).await;
        let accepted = accept(&app, &token, NEW).await.ok();
        assert_eq!((id(&accepted), &accepted["email"]), (id(&user), &json!("ugo@rossi.example")));
        assert!(accepted.get("invite_token").is_none());
        login(&app, "ugo@rossi.example", NEW).await.ok();
    }

    async fn invitation_is_accepted_only_once(app: TestApp) {
        let (_, token) = invited(&app).await;
        accept(&app, &token, NEW).await.ok();
        accept(&app, &token, PASSWORD).await.problem(404, "not_found");
        login(&app, "ugo@rossi.example", NEW).await.ok();
    }

    async fn invitation_expires_after_seven_days(app: TestApp) {
        let (_, token) = invited(&app).await;
        app.advance(7 * DAY);
        accept(&app, &token, NEW).await.problem(404, "not_found");
    }

    async fn invitation_is_open_until_its_last_second(app: TestApp) {
        let (_, token) = invited(&app).await;
        app.advance(7 * DAY - 1);
        accept(&app, &token, NEW).await.ok();
    }

    async fn invitation_survives_a_bad_password(app: TestApp) {
        let (_, token) = invited(&app).await;
        accept(&app, &token, "short").await.invalid(&["/password too_short"]);
        let path = format!("/invites/{token}/accept");
        let expected = ["/password required", "/name unknown_field"];
        app.anonymous().post(&path, json!({"name": "Ugo"})).await.invalid(&expected);
        accept(&app, &token, NEW).await.ok();
    }

    async fn token_that_is_none_is_not_found(app: TestApp) {
        let (_, token) = invited(&app).await;
        let other_start = if token.starts_with('A') { "B" } else { "A" };
        let changed = format!("{other_start}{}", &token[1..]);
        for bad in ["x", "%00", "%C3%A8", &token[..token.len() - 2], &changed, &app.company.viewer.refresh_token] {
            accept(&app, bad, NEW).await.problem(404, "not_found");
            app.anonymous().post(&format!("/invites/{bad}/accept"), json!({})).await.problem(404, "not_found");
        }
    }

    async fn person_invited_again_uses_the_new_token(app: TestApp) {
        let (user, first) = invited(&app).await;
        let again = invite_again(&app, &id(&user)).await.ok();
        assert_eq!(again["version"], json!(2));
        accept(&app, &first, NEW).await.problem(404, "not_found");
        accept(&app, &token(&again), NEW).await.ok();
    }

    async fn new_invitation_resets_the_password(app: TestApp) {
        let viewer = &app.company.viewer;
        let token = token(&invite_again(&app, &viewer.id).await.ok());
        login(&app, &viewer.email, PASSWORD).await.ok();
        app.viewer().get("/me").await.ok();
        accept(&app, &token, NEW).await.ok();
        login(&app, &viewer.email, PASSWORD).await.problem(401, "invalid_credentials");
        login(&app, &viewer.email, NEW).await.ok();
        app.viewer().get("/me").await.problem(401, "unauthenticated");
    }

    async fn deactivated_person_cannot_be_invited(app: TestApp) {
        let (user, token) = invited(&app).await;
        let path = format!("/users/{}", id(&user));
        app.admin().patch(&path, json!({"active": false})).await.ok();
        accept(&app, &token, NEW).await.problem(404, "not_found");
        invite_again(&app, &id(&user)).await.problem(409, "conflict");
        app.admin().patch(&path, json!({"active": true})).await.ok();
        accept(&app, &token, NEW).await.problem(404, "not_found");
        invite_again(&app, &id(&user)).await.ok();
    }

    async fn person_who_was_never_invited_in_cannot_sign_in(app: TestApp) {
        invited(&app).await;
        login(&app, "ugo@rossi.example", PASSWORD).await.problem(401, "invalid_credentials");
    }

    async fn person_added_inactive_gets_no_way_in(app: TestApp) {
        let user = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer", "active": false});
        let token = token(&app.admin().post("/users", user).await.created());
        accept(&app, &token, NEW).await.problem(404, "not_found");
    }

    async fn person_themself_is_the_actor_of_accepting(app: TestApp) {
        let (user, token) = invited(&app).await;
        accept(&app, &token, NEW).await.ok();
        let changes = app.admin().get(&format!("/changes?entity=user&entity_id={}", id(&user))).await.ok();
        let last = changes["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["action"], &last["actor"]["id"]), (&json!("updated"), &user["id"]));
    }
);
