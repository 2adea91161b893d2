//! The change log: gapless revisions, the contents of a change, pages, and what must never be in it.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    company::{PASSWORD, sign_in},
    engine::on_both_engines,
    results::with,
};

async fn changes(app: &TestApp, query: &str) -> Vec<Value> {
    app.admin().get(&format!("/changes?{query}")).await.ok()["items"].as_array().unwrap().clone()
}

/// The revision of the last change.
async fn revision(app: &TestApp) -> i64 {
    revisions(&changes(app, "limit=200").await).last().copied().unwrap()
}

async fn since(app: &TestApp, revision: i64) -> Vec<Value> {
    changes(app, &format!("limit=200&after={revision}")).await
}

fn revisions(changes: &[Value]) -> Vec<i64> {
    changes.iter().map(|change| change["revision"].as_i64().unwrap()).collect()
}

on_both_engines!(
    async fn revisions_count_from_one_without_gaps(app: TestApp) {
        app.admin().post("/brands", json!({"name": ""})).await.with(422);
        app.viewer().post("/brands", json!({"name": "Corta"})).await.with(403);
        app.admin().delete(&format!("/brands/{}", app.company.brand)).await.with(409);
        app.admin().post("/brands", json!({"name": "Corta"})).await.created();
        let mut seen = revisions(&changes(&app, "limit=200").await);
        seen.dedup();
        assert_eq!(seen, (1..=i64::try_from(seen.len()).unwrap()).collect::<Vec<_>>());
    }

    async fn organisations_count_each_for_itself(app: TestApp) {
        let before = revision(&app).await;
        app.stranger().post("/brands", json!({"name": "Theirs"})).await.created();
        assert_eq!(revision(&app).await, before);
        let theirs = app.stranger().get("/changes").await.ok();
        assert_eq!(revisions(theirs["items"].as_array().unwrap()), [1, 1, 1, 2]);
    }

    async fn creation_tells_who_when_and_what(app: TestApp) {
        let before = revision(&app).await;
        app.advance(1);
        let brand = app.executive().post("/brands", json!({"name": "Corta"})).await.created();
        let actor = json!({"kind": "user", "id": app.company.executive.id, "name": "Elena"});
        let expected = json!([{"revision": before + 1, "at": "2026-02-15T12:00:01.000000Z", "actor": actor,
            "action": "created", "entity": "brand", "entity_id": brand["id"], "before": null, "after": brand}]);
        assert_eq!(json!(since(&app, before).await), expected);
    }

    async fn change_tells_both_sides(app: TestApp) {
        let (path, before) = (format!("/departments/{}", app.company.sales), revision(&app).await);
        let was = app.admin().get(&path).await.ok();
        let now = app.admin().patch(&path, json!({"code": "SA"})).await.ok();
        let change = since(&app, before).await.remove(0);
        assert_eq!((&change["action"], &change["before"], &change["after"]), (&json!("updated"), &was, &now));
    }

    async fn deletion_tells_what_was_there(app: TestApp) {
        let (path, before) = (format!("/departments/{}", app.company.logistics), revision(&app).await);
        let was = app.admin().get(&path).await.ok();
        app.admin().delete_because(&path).await.no_content();
        let change = since(&app, before).await.remove(0);
        let was = with(was, &json!({"overall_score": 0.0}));
        assert_eq!((&change["action"], &change["before"]), (&json!("deleted"), &was));
        assert_eq!(change["after"], json!({"overall_score": 0.0, "reason": "Agreed"}));
    }

    async fn compound_keys_are_joined_by_a_slash(app: TestApp) {
        let key = format!("{}/{}", app.company.sales, app.company.manager.id);
        let found = changes(&app, &format!("entity=member&entity_id={key}")).await;
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0]["entity_id"], &found[0]["after"]["lead"]), (&json!(key), &json!(true)));
        let model = format!("/brands/{}/model", app.company.brand);
        app.executive().put(&model, json!({"purpose": "To last."})).await.ok();
        assert_eq!(changes(&app, "entity=model").await[0]["entity_id"], json!(app.company.brand));
    }

    async fn derived_values_are_no_part_of_the_log(app: TestApp) {
        let entry = changes(&app, "entity=objective").await.remove(0);
        for derived in ["score", "expected", "status", "flags"] {
            assert!(entry["after"].get(derived).is_none(), "{derived}");
        }
    }

    async fn one_write_is_one_revision_whatever_it_changes(app: TestApp) {
        let before = revision(&app).await;
        app.manager().delete_because(&format!("/objectives/{}", app.company.objective)).await.no_content();
        let last = since(&app, before).await;
        let told: Vec<_> = last.iter().map(|one| (one["revision"].clone(), one["entity"].clone())).collect();
        let expected = ["key_result", "objective"].map(|entity| (json!(before + 1), json!(entity)));
        assert_eq!(told, expected);
    }

    async fn pages_follow_each_other_and_never_split_a_revision(app: TestApp) {
        let all = changes(&app, "limit=200").await;
        for limit in [1, 2, 3, 5] {
            let (mut walked, mut after) = (Vec::new(), json!(0));
            loop {
                let page = app.admin().get(&format!("/changes?limit={limit}&after={}", text(&after))).await.ok();
                let items = page["items"].as_array().unwrap();
                assert!(walked.last().is_none_or(|last: &Value| last["revision"] != items[0]["revision"]));
                walked.extend(items.clone());
                after = page["next_cursor"].clone();
                if after.is_null() {
                    break;
                }
            }
            assert_eq!(walked, all, "limit {limit}");
        }
        assert_eq!(revisions(&changes(&app, "limit=1").await), [1, 1, 1]);
        assert_eq!(revisions(&changes(&app, "limit=1&after=1").await), [2]);
    }

    async fn page_after_the_last_revision_is_empty(app: TestApp) {
        let last = revision(&app).await;
        let page = app.admin().get(&format!("/changes?after={last}")).await.ok();
        assert_eq!(page, json!({"items": [], "next_cursor": null}));
        app.admin().get("/changes?after=9007199254740991").await.ok();
    }

    async fn changes_are_found_by_entity(app: TestApp) {
        let people = changes(&app, "entity=user&limit=200").await;
        assert!(people.iter().all(|change| change["entity"] == "user"));
        let vito = changes(&app, &format!("entity_id={}", app.company.viewer.id)).await;
        assert!(vito.len() >= 2 && vito.iter().all(|change| change["entity_id"] == json!(app.company.viewer.id)));
        let page = app.admin().get("/changes?entity=cycle&limit=1").await.ok();
        assert_eq!((page["items"].as_array().unwrap().len(), &page["next_cursor"]), (1, &Value::Null));
    }

    async fn bad_parameters_are_refused(app: TestApp) {
        let admin = app.admin();
        let expected = ["/after too_small", "/limit too_large", "/entity not_one_of", "/entity_id control_character"];
        admin.get("/changes?after=-1&limit=201&entity=session&entity_id=%00").await.invalid(&expected);
        admin.get("/changes?after=x").await.invalid(&["/after wrong_type"]);
        admin.get("/changes?after=9007199254740992").await.invalid(&["/after too_large"]);
        admin.get("/changes?cursor=1").await.invalid(&["/cursor unknown_field"]);
    }

    async fn only_executives_and_admins_read_the_log(app: TestApp) {
        app.manager().get("/changes").await.problem(403, "forbidden");
        app.manager().get("/changes?limit=0").await.problem(403, "forbidden");
        app.executive().get("/changes").await.ok();
    }

    async fn name_of_the_actor_stays_as_it_was(app: TestApp) {
        let brand = id(&app.executive().post("/brands", json!({"name": "Corta"})).await.created());
        app.executive().patch("/me", json!({"name": "Elena Esposito"})).await.ok();
        app.executive().patch(&format!("/brands/{brand}"), json!({"name": "Lunga"})).await.ok();
        let names: Vec<_> = changes(&app, &format!("entity_id={brand}")).await;
        let names: Vec<_> = names.iter().map(|change| change["actor"]["name"].clone()).collect();
        assert_eq!(names, ["Elena", "Elena Esposito"]);
    }

    async fn secrets_are_never_in_the_log(app: TestApp) {
        let viewer = &app.company.viewer;
        let new = "incorrect donkey battery";
        let passwords = json!({"current_password": PASSWORD, "new_password": new});
        app.viewer().put("/me/password", passwords).await.no_content();
        let invited = app.admin().post_nothing(&format!("/users/{}/invite", viewer.id)).await.ok();
        let invitation = invited["invite_token"].as_str().unwrap();
        app.anonymous().post(&format!("/invites/{invitation}/accept"), json!({"password": PASSWORD})).await.ok();
        let session = sign_in(&app, &viewer.id, &viewer.email).await;
        let log = json!(changes(&app, "limit=200").await).to_string();
        for secret in [PASSWORD, new, invitation, &session.token, &session.refresh_token, "argon2", "_hash", "_token"] {
            assert!(!log.contains(secret), "{secret}");
        }
        assert!(log.contains(&viewer.email));
    }

    async fn signing_in_and_out_are_no_changes(app: TestApp) {
        let before = revision(&app).await;
        let session = sign_in(&app, &app.company.viewer.id, &app.company.viewer.email).await;
        app.anonymous().post("/auth/refresh", json!({"refresh_token": session.refresh_token})).await.ok();
        app.with_token(&session.token).post_nothing("/auth/logout").await.no_content();
        assert_eq!(revision(&app).await, before);
    }
);

/// A revision as a query parameter: a number, or the text of a cursor.
fn text(after: &Value) -> String {
    after.as_str().map_or_else(|| after.to_string(), ToOwned::to_owned)
}
