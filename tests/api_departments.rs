//! Departments and who belongs to them. Who may change them is in `roles.rs`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::on_both_engines,
};

async fn patch_sales(app: &TestApp, patch: Value) -> Answer {
    app.admin().patch(&format!("/departments/{}", app.company.sales), patch).await
}

async fn seat(app: &TestApp, department: &str, user: &str, seat: Value) -> Answer {
    app.admin().put(&format!("/departments/{department}/members/{user}"), seat).await
}

on_both_engines!(
    async fn admin_creates_a_department_with_defaults(app: TestApp) {
        let answer = app.admin().post("/departments", json!({"name": " Human  Resources "})).await;
        let location = answer.header("location").unwrap().to_owned();
        let department = answer.created();
        assert_eq!(location, format!("/api/v1/departments/{}", id(&department)));
        assert_eq!(department["name"], "Human  Resources");
        assert_eq!((&department["code"], &department["description"]), (&Value::Null, &Value::Null));
        assert_eq!((&department["archived"], &department["version"]), (&json!(false), &json!(1)));
        assert_eq!(department, app.viewer().get(&format!("/departments/{}", id(&department))).await.ok());
    }

    async fn admin_changes_a_department_by_merge_patch(app: TestApp) {
        let body = json!({"code": "SA", "description": "Who sells.\nAnd listens."});
        let changed = patch_sales(&app, body).await.ok();
        assert_eq!((&changed["name"], &changed["code"]), (&json!("Sales"), &json!("SA")));
        assert_eq!(changed["description"], "Who sells.\nAnd listens.");
        let changed = patch_sales(&app, json!({"code": null})).await.ok();
        assert_eq!((&changed["code"], &changed["version"]), (&Value::Null, &json!(3)));
        assert_eq!(changed["description"], "Who sells.\nAnd listens.");
    }

    async fn admin_reads_everything_that_is_wrong_with_a_department(app: TestApp) {
        let body = json!({"code": "", "description": "a\u{7}b", "archived": 0, "lead": "Marco"});
        app.admin().post("/departments", body).await.invalid(&[
            "/name required",
            "/code too_short",
            "/description control_character",
            "/archived wrong_type",
            "/lead unknown_field",
        ]);
        patch_sales(&app, json!({"name": null})).await.invalid(&["/name wrong_type"]);
        patch_sales(&app, json!({"description": "x".repeat(20_001)})).await.invalid(&["/description too_long"]);
    }

    async fn department_with_objectives_in_an_open_cycle_cannot_be_archived_or_deleted(app: TestApp) {
        let path = format!("/departments/{}", app.company.sales);
        let archived = json!({"archived": true, "reason": "Agreed"});
        patch_sales(&app, archived.clone()).await.problem(409, "has_objectives");
        app.admin().delete(&path).await.problem(409, "has_objectives");
        patch_sales(&app, json!({"name": "Vendite"})).await.ok();
        app.admin().delete_because(&format!("/objectives/{}", app.company.objective)).await.no_content();
        patch_sales(&app, archived).await.ok();
    }

    async fn department_with_borrowed_objectives_in_an_open_cycle_cannot_be_archived(app: TestApp) {
        let path = format!("/objectives/{}", app.company.objective);
        app.admin().patch_because(&path, json!({"shared_with": [app.company.logistics]})).await.ok();
        let logistics = format!("/departments/{}", app.company.logistics);
        app.admin().patch_because(&logistics, json!({"archived": true})).await.problem(409, "has_objectives");
        app.admin().delete(&logistics).await.problem(409, "has_objectives");
    }

    async fn department_with_kpis_cannot_be_deleted(app: TestApp) {
        app.admin().delete_because(&format!("/objectives/{}", app.company.objective)).await.no_content();
        let path = format!("/departments/{}", app.company.sales);
        app.admin().delete_because(&path).await.problem(409, "in_use");
        app.admin().delete(&format!("/kpis/{}", app.company.kpi)).await.no_content();
        app.admin().delete_because(&path).await.no_content();
        app.admin().get(&path).await.problem(404, "not_found");
        app.admin().delete(&path).await.problem(404, "not_found");
        app.manager().get("/me").await.ok();
    }

    async fn deleted_department_takes_its_members_along_and_the_log_says_so(app: TestApp) {
        seat(&app, &app.company.logistics, &app.company.viewer.id, json!({})).await.created();
        app.admin().delete_because(&format!("/departments/{}", app.company.logistics)).await.no_content();
        let changes = app.admin().get("/changes?after=1&limit=200").await.ok();
        let last = changes["items"].as_array().unwrap().iter().rev().take(2);
        let told: Vec<_> = last.map(|one| (one["entity"].clone(), one["action"].clone())).collect();
        assert_eq!(told, [(json!("department"), json!("deleted")), (json!("member"), json!("deleted"))]);
    }

    async fn departments_are_found_by_archive_and_text(app: TestApp) {
        app.admin()
            .patch_because(&format!("/departments/{}", app.company.logistics), json!({"archived": true}))
            .await
            .ok();
        let found = async |query: &str| -> Vec<String> {
            let list = app.viewer().get(&format!("/departments?{query}")).await.ok();
            list["items"].as_array().unwrap().iter().map(id).collect()
        };
        assert_eq!(found("archived=false").await, [app.company.sales.as_str()]);
        assert_eq!(found("archived=true").await, [app.company.logistics.as_str()]);
        assert_eq!(found("q=STICS").await, [app.company.logistics.as_str()]);
        assert_eq!(found("q=s&archived=false").await, [app.company.sales.as_str()]);
    }

    async fn admin_puts_a_person_into_a_department(app: TestApp) {
        let (logistics, viewer) = (&app.company.logistics, &app.company.viewer.id);
        let member = seat(&app, logistics, viewer, json!({})).await.created();
        assert_eq!((&member["department_id"], &member["user_id"]), (&json!(logistics), &json!(viewer)));
        assert_eq!((&member["lead"], &member["ambassador"]), (&json!(false), &json!(false)));
        assert_eq!(seat(&app, logistics, viewer, json!({})).await.ok(), member);
        let ambassador = seat(&app, logistics, viewer, json!({"ambassador": true})).await.ok();
        assert_eq!((&ambassador["ambassador"], &ambassador["version"]), (&json!(true), &json!(2)));
        assert_eq!(seat(&app, logistics, viewer, json!({})).await.ok()["ambassador"], json!(false));
        let list = app.viewer().get(&format!("/departments/{logistics}/members")).await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }

    async fn admin_takes_a_person_out_of_a_department(app: TestApp) {
        let path = format!("/departments/{}/members/{}", app.company.sales, app.company.member.id);
        app.admin().delete(&path).await.no_content();
        app.admin().delete(&path).await.problem(404, "not_found");
        let list = app.viewer().get(&format!("/departments/{}/members", app.company.sales)).await.ok();
        let users: Vec<_> = list["items"].as_array().unwrap().iter().map(|one| one["user_id"].clone()).collect();
        assert_eq!(users, [json!(app.company.manager.id)]);
    }

    async fn only_managers_and_above_may_lead(app: TestApp) {
        let (sales, company) = (&app.company.sales, &app.company);
        for person in [&company.viewer, &company.member] {
            seat(&app, sales, &person.id, json!({"lead": true})).await.invalid(&["/lead not_allowed"]);
        }
        for person in [&company.executive, &company.admin] {
            seat(&app, sales, &person.id, json!({"lead": true})).await.created();
        }
    }

    async fn admin_reads_what_is_wrong_with_a_seat(app: TestApp) {
        let body = json!({"lead": null, "ambassador": 1, "role": "lead"});
        let expected = ["/lead wrong_type", "/ambassador wrong_type", "/role unknown_field"];
        seat(&app, &app.company.sales, &app.company.member.id, body).await.invalid(&expected);
    }

    async fn seat_counts_at_the_next_request(app: TestApp) {
        let mut objective = app.company.new_objective();
        objective["department_id"] = json!(app.company.logistics);
        app.manager().post("/objectives", objective.clone()).await.problem(403, "forbidden");
        seat(&app, &app.company.logistics, &app.company.manager.id, json!({})).await.created();
        app.manager().post("/objectives", objective.clone()).await.problem(403, "forbidden");
        seat(&app, &app.company.logistics, &app.company.manager.id, json!({"lead": true})).await.ok();
        app.manager().post("/objectives", objective.clone()).await.created();
        seat(&app, &app.company.logistics, &app.company.manager.id, json!({})).await.ok();
        app.manager().post("/objectives", objective).await.problem(403, "forbidden");
    }
);
