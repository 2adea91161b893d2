//! Exporting personal data: everything stored about a person, without secrets, for themselves and for admins; the
//! change log records the export.

use serde_json::{Value, json};

use crate::support::{TestApp, engine::on_both_engines};

async fn export(app: &TestApp, person: &str) -> Value {
    app.admin().post_nothing(&format!("/users/{person}/export")).await.ok()
}

on_both_engines!(
    async fn admin_exports_everything_that_is_held_about_a_person(app: TestApp) {
        let (company, admin) = (&app.company, app.admin());
        let model = json!({"purpose": "To last.", "custodian_id": company.member.id});
        admin.put(&format!("/brands/{}/model", company.brand), model).await.ok();
        let versions = format!("/brands/{}/model/versions", company.brand);
        let version = app.member().post(&versions, json!({"note": "The first."})).await.created();
        let objective = app.objective(json!({"owner_id": company.member.id})).await;
        let check_ins = format!("/key-results/{}/check-ins", company.key_result);
        let member = app.member().with_header("idempotency-key", "weekly");
        let check_in = member.post(&check_ins, json!({"value": 40, "note": "Rain."})).await.created();
        let seat = admin.get(&format!("/departments/{}/members", company.sales)).await.ok();
        let data = export(&app, &company.member.id).await;
        assert_eq!(data["user"], admin.get(&format!("/users/{}", company.member.id)).await.ok());
        assert_eq!(data["has_password"], true);
        assert_eq!(data["seats"], json!([seat["items"][1]]));
        assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
        assert_eq!(data["invited_until"], Value::Null);
        assert_eq!(data["objectives"], json!([{"id": objective, "title": "Be where customers are"}]));
        assert_eq!(data["key_results"], json!([{"id": company.key_result, "title": "Visits"}]));
        assert_eq!(data["custodian_of"], json!([company.brand]));
        let published = json!({"brand_id": company.brand, "number": 1, "note": "The first.",
            "created_at": version["created_at"]});
        assert_eq!(data["model_versions"], json!([published]));
        assert_eq!(data["check_ins"], json!([check_in]));
        let path = format!("/api/v1{check_ins}");
        assert_eq!(
            (&data["kept_answers"][0]["path"], &data["kept_answers"][0]["key"]),
            (&json!(path), &json!("weekly"))
        );
        let changes = data["changes"].as_array().unwrap();
        let told: Vec<_> = changes
            .iter()
            .map(|change| (change["entity"].as_str().unwrap(), change["actor"]["name"].as_str().unwrap()))
            .collect();
        let expected =
            [("user", "Ada"), ("user", "Mia"), ("member", "Ada"), ("model_version", "Mia"), ("check_in", "Mia")];
        assert_eq!(told, expected);
    }

    async fn person_exports_their_own_data_and_nobody_elses(app: TestApp) {
        let path = |person: &str| format!("/users/{person}/export");
        let own = app.viewer().post_nothing(&path(&app.company.viewer.id)).await.ok();
        assert_eq!(own["user"]["id"], json!(app.company.viewer.id));
        app.executive().post_nothing(&path(&app.company.viewer.id)).await.problem(403, "forbidden");
        app.stranger().post_nothing(&path(&app.company.viewer.id)).await.problem(404, "not_found");
    }

    async fn log_notes_each_export(app: TestApp) {
        export(&app, &app.company.viewer.id).await;
        let change = app.last_change().await;
        assert_eq!((&change["action"], &change["entity"]), (&json!("exported"), &json!("user")));
        assert_eq!(
            (&change["entity_id"], &change["before"], &change["after"]),
            (&json!(app.company.viewer.id), &Value::Null, &Value::Null)
        );
        let user = app.viewer().get("/me").await.ok();
        assert_eq!(user["version"], export(&app, &app.company.viewer.id).await["user"]["version"]);
    }

    async fn export_of_an_invited_person_says_until_when_and_holds_no_secret(app: TestApp) {
        let body = json!({"name": "Nina", "email": "nina@rossi.example", "role": "viewer"});
        let invited = app.admin().post("/users", body).await.created();
        let data = export(&app, invited["id"].as_str().unwrap()).await;
        assert_eq!(
            (&data["has_password"], &data["invited_until"]),
            (&json!(false), &json!("2026-02-22T12:00:00.000000Z"))
        );
        let text = export(&app, &app.company.member.id).await.to_string();
        for secret in ["argon2", "token_hash", "password_hash", "invite_token"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
);
