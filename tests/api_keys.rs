//! API keys over the API: shown once, stored as a hash, limited by their scopes, ended by expiry or deletion.
//!
//! How keys and tokens are told apart, and forged keys, are here too; what people may do by role is in `roles.rs`.

use serde_json::{Value, json};

use crate::support::{
    client::{Client, id},
    engine::on_both_engines,
};

async fn key(admin: &Client<'_>, scopes: Value) -> (String, String) {
    let created = admin.post("/api-keys", json!({"name": "CRM", "scopes": scopes})).await.created();
    (id(&created), created["key"].as_str().unwrap().to_owned())
}

on_both_engines!(
    async fn admin_makes_a_key_that_is_shown_once(app: TestApp) {
        let (id, key) = key(&app.admin(), json!(["read"])).await;
        assert!(key.starts_with("perno_") && key.len() == 6 + 43 + 43 + 6, "{key}");
        let shown = app.admin().get(&format!("/api-keys/{id}")).await.ok();
        assert!(shown.get("key").is_none());
        let listed = app.admin().get("/api-keys").await.ok();
        assert_eq!(listed["items"], json!([shown]));
        let log = app.admin().get("/changes?entity=api_key").await.ok();
        assert_eq!(log["items"][0]["action"], "created");
        assert!(!log.to_string().contains(&key));
    }

    async fn only_admins_see_and_make_keys(app: TestApp) {
        let body = json!({"name": "CRM", "scopes": ["read"]});
        app.executive().get("/api-keys").await.problem(403, "forbidden");
        app.executive().post("/api-keys", body).await.problem(403, "forbidden");
        let wrong = json!({"name": "", "scopes": [], "expires_on": "2026-02-14"});
        let answer = app.admin().post("/api-keys", wrong).await;
        answer.invalid(&["/name too_short", "/scopes too_short", "/expires_on too_small"]);
    }

    async fn key_with_read_reads_what_an_executive_may_and_changes_nothing(app: TestApp) {
        let (_, key) = key(&app.admin(), json!(["read"])).await;
        let program = app.with_token(&key);
        program.get("/objectives").await.ok();
        program.get("/changes").await.ok();
        program.get("/api-keys").await.problem(403, "forbidden");
        program.post("/objectives", app.company.new_objective()).await.problem(403, "forbidden");
        let path = format!("/key-results/{}/check-ins", app.company.key_result);
        program.post(&path, json!({"value": 1})).await.problem(403, "forbidden");
        program.get("/me").await.problem(403, "forbidden");
        program.post_nothing("/auth/logout").await.problem(403, "forbidden");
    }

    async fn key_that_writes_check_ins_does_nothing_else(app: TestApp) {
        let (_, key) = key(&app.admin(), json!(["check-ins:write"])).await;
        let program = app.with_token(&key);
        let path = format!("/key-results/{}/check-ins", app.company.key_result);
        let check_in = program.post(&path, json!({"value": 40, "source": "CRM"})).await.created();
        assert_eq!(check_in["author_id"], Value::Null);
        program.get(&path).await.problem(403, "forbidden");
        program.post("/objectives", app.company.new_objective()).await.problem(403, "forbidden");
        let measured = format!("/kpis/{}/measurements/2026-02-01", app.company.kpi);
        program.put(&measured, json!({"value": 1})).await.problem(403, "forbidden");
        let log = app.admin().get("/changes?entity=check_in").await.ok();
        assert_eq!(log["items"][0]["actor"]["kind"], "api_key");
        assert_eq!(log["items"][0]["actor"]["name"], "CRM");
    }

    async fn key_that_writes_people_gets_no_further_than_people(app: TestApp) {
        let (_, key) = key(&app.admin(), json!(["people:write"])).await;
        let program = app.with_token(&key);
        let person = |role: &str| json!({"name": "Nina", "email": format!("nina.{role}@rossi.example"), "role": role});
        let nina = id(&program.post("/users", person("manager")).await.created());
        let path = format!("/users/{nina}");
        program.patch(&path, json!({"name": "Nina Neri"})).await.ok();
        program.post_nothing(&format!("{path}/invite")).await.ok();
        let seat = format!("/departments/{}/members/{nina}", app.company.logistics);
        program.put(&seat, json!({"lead": true})).await.created();
        program.post(&format!("{path}/reassign"), json!({"to": app.company.manager.id})).await.ok();
        let admin = format!("/users/{}", app.company.admin.id);
        for refused in [
            program.post("/users", person("admin")).await,
            program.patch(&path, json!({"role": "admin"})).await,
            program.patch(&admin, json!({"email": "mine@rossi.example"})).await,
            program.post_nothing(&format!("{admin}/invite")).await,
            program.post("/departments", json!({"name": "IT"})).await,
            program.post("/api-keys", json!({"name": "More", "scopes": ["admin"]})).await,
            program.post_nothing(&format!("{path}/export")).await,
        ] {
            assert_eq!(refused.body["detail"], "This API key may not do this; it needs the scope admin.");
            refused.problem(403, "forbidden");
        }
        let refused = program.get("/users").await;
        assert_eq!(refused.body["detail"], "This API key may not do this; it needs the scope read.");
    }

    async fn keys_that_write_kpis_and_plans_do_what_their_scopes_say(app: TestApp) {
        let measured = format!("/kpis/{}/measurements/2026-02-01", app.company.kpi);
        let target = format!("/kpis/{}/targets/{}", app.company.kpi, app.company.cycle);
        let (_, kpis) = key(&app.admin(), json!(["kpis:write"])).await;
        app.with_token(&kpis).put(&measured, json!({"value": 1})).await.created();
        app.with_token(&kpis).put(&target, json!({"target": 5})).await.problem(403, "forbidden");
        let (_, plan) = key(&app.admin(), json!(["plan:write"])).await;
        app.with_token(&plan).put(&target, json!({"target": 5})).await.created();
        app.with_token(&plan).post("/objectives", app.company.new_objective()).await.created();
        app.with_token(&plan).post("/departments", json!({"name": "IT"})).await.problem(403, "forbidden");
        let (_, admin) = key(&app.admin(), json!(["admin"])).await;
        app.with_token(&admin).post("/departments", json!({"name": "IT"})).await.created();
    }

    async fn deleted_or_expired_key_is_refused_at_the_next_request(app: TestApp) {
        let body = json!({"name": "CRM", "scopes": ["read"], "expires_on": "2026-02-16"});
        let created = app.admin().post("/api-keys", body).await.created();
        let program = app.with_token(created["key"].as_str().unwrap());
        program.get("/brands").await.ok();
        let (other, deleted) = key(&app.admin(), json!(["read"])).await;
        app.admin().delete(&format!("/api-keys/{other}")).await.no_content();
        app.with_token(&deleted).get("/brands").await.problem(401, "unauthenticated");
        app.set_day("2026-02-16");
        program.get("/brands").await.ok();
        app.set_day("2026-02-17");
        program.get("/brands").await.problem(401, "unauthenticated");
    }

    async fn mistyped_or_foreign_key_is_refused(app: TestApp) {
        let (id, key) = key(&app.admin(), json!(["admin"])).await;
        for position in [7, 30, 60, 91, 96] {
            let mut bytes = key.clone().into_bytes();
            bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(bytes).unwrap();
            app.with_token(&forged).get("/brands").await.problem(401, "unauthenticated");
        }
        app.with_token("perno_").get("/brands").await.problem(401, "unauthenticated");
        app.stranger().get(&format!("/api-keys/{id}")).await.problem(404, "not_found");
        app.stranger().delete(&format!("/api-keys/{id}")).await.problem(404, "not_found");
    }

    async fn key_tells_when_it_was_last_used(app: TestApp) {
        let (id, key) = key(&app.admin(), json!(["read"])).await;
        let before = app.admin().get(&format!("/api-keys/{id}")).await.ok();
        assert_eq!(before["last_used_at"], Value::Null);
        app.with_token(&key).get("/brands").await.ok();
        let after = app.admin().get(&format!("/api-keys/{id}")).await.ok();
        assert_eq!(after["last_used_at"], "2026-02-15T12:00:00.000000Z");
        assert_eq!(after["version"], before["version"]);
    }
);
