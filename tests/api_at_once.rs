//! Concurrent writes: each is applied or refused as if it came alone, on both engines.

use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::support::{
    TestApp,
    client::{Answer, id},
    company::invite,
    engine::on_both_engines,
};

/// Sends the same kind of PATCH for each number at the same time.
async fn patch_all(app: &TestApp, path: &str, bodies: Vec<Value>) -> Vec<Answer> {
    let path = format!("{}/api/v1{path}", app.address);
    let send = |body: Value| {
        let request = app.http.patch(&path).bearer_auth(&app.company.admin.token).json(&body);
        actix_web::rt::spawn(async move { Answer::of(request.send().await.unwrap(), "PATCH".to_owned()).await.0 })
    };
    let under_way: Vec<_> = bodies.into_iter().map(send).collect();
    let mut answers = Vec::new();
    for one in under_way {
        answers.push(one.await.unwrap());
    }
    answers
}

on_both_engines!(
    async fn many_changes_of_one_thing_all_count(app: TestApp) {
        let path = format!("/brands/{}", app.company.brand);
        let bodies = (1..=20).map(|number| json!({"name": format!("Brand {number}")})).collect();
        let answers = patch_all(&app, &path, bodies).await;
        let versions: BTreeSet<i64> =
            answers.into_iter().map(|answer| answer.ok()["version"].as_i64().unwrap()).collect();
        assert_eq!(versions, (2..=21).collect());
        let changes = app.admin().get(&format!("/changes?limit=200&entity_id={}", app.company.brand)).await.ok();
        let versions: Vec<_> =
            changes["items"].as_array().unwrap().iter().map(|one| one["after"]["version"].as_i64().unwrap()).collect();
        assert_eq!(versions, (1..=21).collect::<Vec<_>>());
    }

    async fn admins_who_demote_each_other_leave_one(app: TestApp) {
        let first = invite(&app, &app.admin(), "Bea", "admin").await;
        let second = invite(&app, &app.admin(), "Cleo", "admin").await;
        let active = json!({"active": true, "role": "admin"});
        for _ in 0..5 {
            let demote = |by: &str, whom: &str| {
                let path = format!("{}/api/v1/users/{whom}", app.address);
                app.http.patch(path).bearer_auth(by).json(&json!({"role": "viewer"})).send()
            };
            let tokens = [&app.company.admin.token, &first.token, &second.token];
            let ids = [&first.id, &second.id, &app.company.admin.id];
            let (one, two, three) =
                tokio::join!(demote(tokens[0], ids[0]), demote(tokens[1], ids[1]), demote(tokens[2], ids[2]));
            let statuses = [one, two, three].map(|answer| answer.unwrap().status().as_u16());
            let users = app.with_token(tokens[0]).get("/users?role=admin").await.ok();
            let left: Vec<String> = users["items"].as_array().unwrap().iter().map(id).collect();
            assert!(!left.is_empty(), "{statuses:?}");
            let by = [(ids[2], tokens[0]), (ids[0], tokens[1]), (ids[1], tokens[2])];
            let (_, token) = by.into_iter().find(|(id, _)| left.contains(id)).unwrap();
            for id in ids {
                app.with_token(token).patch(&format!("/users/{id}"), active.clone()).await.ok();
            }
        }
    }

    async fn objectives_aligned_to_each_other_at_once_make_no_loop(app: TestApp) {
        let first = app.company.objective.clone();
        let second = id(&app.admin().post("/objectives", app.company.new_objective()).await.created());
        for _ in 0..5 {
            let align = |one: &str, to: &str| {
                let path = format!("{}/api/v1/objectives/{one}", app.address);
                let request = app.http.patch(path).bearer_auth(&app.company.admin.token);
                request.json(&json!({"parent_id": to})).send()
            };
            let (one, two) = tokio::join!(align(&first, &second), align(&second, &first));
            let mut statuses = [one, two].map(|answer| answer.unwrap().status().as_u16());
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 422]);
            for id in [&first, &second] {
                app.admin().patch(&format!("/objectives/{id}"), json!({"parent_id": null})).await.ok();
            }
        }
    }

    async fn department_is_archived_or_gets_an_objective_but_not_both(app: TestApp) {
        let path = format!("/departments/{}", app.company.logistics);
        for _ in 0..5 {
            let mut body = app.company.new_objective();
            body["department_id"] = json!(app.company.logistics);
            let token = &app.company.admin.token;
            let archived = json!({"archived": true, "reason": "Agreed"});
            let archive = app.http.patch(format!("{}/api/v1{path}", app.address)).json(&archived);
            let create = app.http.post(format!("{}/api/v1/objectives", app.address)).json(&body);
            let (archived, created) = tokio::join!(archive.bearer_auth(token).send(), create.bearer_auth(token).send());
            let statuses = [archived, created].map(|answer| answer.unwrap().status().as_u16());
            assert!(matches!(statuses, [200, 422] | [409, 201]), "{statuses:?}");
            let list = app.admin().get(&format!("/objectives?department_id={}", app.company.logistics)).await.ok();
            for objective in list["items"].as_array().unwrap() {
                app.admin().delete(&format!("/objectives/{}", id(objective))).await.no_content();
            }
            app.admin().patch_because(&path, json!({"archived": false})).await.ok();
        }
    }

    async fn one_refresh_token_used_twice_at_once_gives_at_most_one_new(app: TestApp) {
        let refresh = || {
            let body = json!({"refresh_token": app.company.viewer.refresh_token});
            app.http.post(format!("{}/api/v1/auth/refresh", app.address)).json(&body).send()
        };
        let (one, two) = tokio::join!(refresh(), refresh());
        let mut statuses = [one, two].map(|answer| answer.unwrap().status().as_u16());
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        app.viewer().get("/me").await.problem(401, "unauthenticated");
    }

    async fn one_invitation_accepted_twice_at_once_counts_once(app: TestApp) {
        let path = format!("/users/{}/invite", app.company.viewer.id);
        let invited = app.admin().post_nothing(&path).await.ok();
        let path = format!("{}/api/v1/invites/{}/accept", app.address, invited["invite_token"].as_str().unwrap());
        let accept = |password: &str| app.http.post(&path).json(&json!({"password": password})).send();
        let (one, two) = tokio::join!(accept("three lazy otters"), accept("four lazy otters"));
        let mut statuses = [one, two].map(|answer| answer.unwrap().status().as_u16());
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404]);
    }
);
