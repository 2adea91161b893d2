//! Closing a cycle over the API: who may and when, which members the request takes, what the log records, and that a
//! refused closing changes nothing. The snapshot is tested in `api_snapshots`, what cannot be changed afterwards in
//! `api_closed_cycle`, carrying over in `api_carry_over`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::on_both_engines,
    results::assert_close,
};

fn path(app: &TestApp) -> String {
    format!("/cycles/{}/close", app.company.cycle)
}

async fn close(app: &TestApp, body: Value) -> Answer {
    app.executive().post(&path(app), body).await
}

async fn cycle(app: &TestApp, body: Value) -> String {
    id(&app.admin().post("/cycles", body).await.created())
}

async fn last_revision(app: &TestApp) -> Vec<Value> {
    let changes = app.executive().get("/changes?limit=200").await.ok();
    let items = changes["items"].as_array().unwrap();
    let revision = &items.last().unwrap()["revision"];
    items.iter().filter(|one| one["revision"] == *revision).cloned().collect()
}

on_both_engines!(
    async fn executive_closes_a_cycle_with_a_retrospective(app: TestApp) {
        let open = app.viewer().get(&format!("/cycles/{}", app.company.cycle)).await.ok();
        assert_eq!((&open["closed_at"], &open["retrospective"]), (&Value::Null, &Value::Null));
        let answer = close(&app, json!({"retrospective": "  We promised too much.\n"})).await;
        assert_eq!(answer.header("etag"), Some("\"2\""));
        let closed = answer.ok();
        assert_eq!((&closed["state"], &closed["version"]), (&json!("closed"), &json!(2)));
        assert_eq!(closed["closed_at"], "2026-02-15T12:00:00.000000Z");
        assert_eq!(closed["retrospective"], "We promised too much.");
        assert_eq!(app.viewer().get(&format!("/cycles/{}", app.company.cycle)).await.ok(), closed);
        let list = app.viewer().get("/cycles?state=closed").await.ok();
        assert_eq!(list["items"], json!([closed]));
    }

    async fn closed_cycle_cannot_be_closed_again(app: TestApp) {
        close(&app, json!({})).await.ok();
        close(&app, json!({})).await.problem(409, "cycle_closed");
        app.manager().post(&path(&app), json!({})).await.problem(403, "forbidden");
        app.stranger().post(&path(&app), json!({})).await.problem(404, "not_found");
    }

    async fn planned_cycle_can_be_closed_too(app: TestApp) {
        let next = cycle(&app, json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"})).await;
        let closed = app.admin().post(&format!("/cycles/{next}/close"), json!({})).await.ok();
        assert_eq!(closed["state"], "closed");
        let card = format!("/brands/{}/scorecard?cycle_id={next}", app.company.brand);
        let card = app.viewer().get(&card).await.ok();
        assert_eq!((&card["as_of"], &card["overall"]["score"]), (&json!("2026-02-15"), &Value::Null));
    }

    async fn grades_stand_beside_the_figures_and_change_none(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let before = app.scorecard().await;
        let ungraded = app.key_result(json!({})).await;
        assert_eq!((&ungraded["grade"], &ungraded["grade_comment"]), (&Value::Null, &Value::Null));
        app.admin().delete_because(&format!("/key-results/{}", id(&ungraded))).await.no_content();
        let grade = json!({"key_result_id": app.company.key_result, "grade": 0.9, "comment": "Harder than it looks"});
        close(&app, json!({"grades": [grade]})).await.ok();
        let graded = app.read_key_result(&app.company.key_result).await;
        assert_eq!((&graded["grade"], &graded["grade_comment"]), (&json!(0.9), &json!("Harder than it looks")));
        assert_close(&graded["attainment"], 0.4);
        assert_eq!(app.scorecard().await["overall"], before["overall"]);
    }

    async fn everything_wrong_with_a_closing_is_told_at_once(app: TestApp) {
        let other = cycle(&app, json!({"name": "January", "starts_on": "2026-01-01", "ends_on": "2026-01-31"})).await;
        let objective = app.objective(json!({"cycle_id": other})).await;
        let foreign = id(&app.key_result(json!({"objective_id": objective})).await);
        let own = &app.company.key_result;
        let before = last_revision(&app).await;
        let grades = json!([
            {"key_result_id": own, "grade": 1.2},
            {"key_result_id": own, "grade": 0.5, "comment": ""},
            {"key_result_id": foreign, "grade": -0.1},
            {"key_result_id": "seven", "grade": "high", "mark": 1},
            {"grade": null},
            7,
        ]);
        let body = json!({"retrospective": 5, "grades": grades, "carry_over_to": other, "state": "closed"});
        close(&app, body).await.invalid(&[
            "/retrospective wrong_type",
            "/grades/0/grade too_large",
            "/grades/1/key_result_id duplicate",
            "/grades/1/comment too_short",
            "/grades/2/key_result_id not_found",
            "/grades/2/grade too_small",
            "/grades/3/key_result_id bad_format",
            "/grades/3/grade wrong_type",
            "/grades/3/mark unknown_field",
            "/grades/4/key_result_id required",
            "/grades/4/grade wrong_type",
            "/grades/5 wrong_type",
            "/carry_over_to not_allowed",
            "/state unknown_field",
        ]);
        close(&app, json!({"grades": {}, "carry_over_to": app.company.brand}))
            .await
            .invalid(&["/grades wrong_type", "/carry_over_to not_found"]);
        assert_eq!(last_revision(&app).await, before);
        assert_eq!(app.viewer().get(&format!("/cycles/{}", app.company.cycle)).await.ok()["state"], "active");
        assert_eq!(app.read_key_result(own).await["grade"], Value::Null);
        app.check_in(own, json!({"value": 1})).await;
    }

    async fn carry_over_goes_into_another_open_cycle_that_ends_no_earlier(app: TestApp) {
        let earlier = cycle(&app, json!({"name": "Early", "starts_on": "2026-01-01", "ends_on": "2026-03-30"})).await;
        let closed = cycle(&app, json!({"name": "Done", "starts_on": "2026-04-01", "ends_on": "2026-06-30"})).await;
        app.admin().post(&format!("/cycles/{closed}/close"), json!({})).await.ok();
        let theirs = json!({"name": "Theirs", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let theirs = id(&app.stranger().post("/cycles", theirs).await.created());
        for (to, code, says) in [
            (&app.company.cycle, "not_allowed", "name another one"),
            (
                &earlier,
                "not_allowed",
                "“Early” ends on 30 March 2026, before this one; name a cycle that ends on 31 March 2026",
            ),
            (&closed, "not_allowed", "“Done” is closed itself"),
            (&theirs, "not_found", "no such cycle"),
        ] {
            let problem = close(&app, json!({"carry_over_to": to})).await.problem(422, "invalid");
            let error = &problem["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!("/carry_over_to"), &json!(code)));
            assert!(error["detail"].as_str().unwrap().contains(says), "{error}");
        }
        let same_end = cycle(&app, json!({"name": "Beside", "starts_on": "2026-02-01", "ends_on": "2026-03-31"})).await;
        close(&app, json!({"carry_over_to": same_end, "retrospective": null})).await.ok();
    }

    async fn one_revision_tells_of_grades_closing_and_copies(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}})).await;
        let next = cycle(&app, json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"})).await;
        let grades = json!([{"key_result_id": app.company.key_result, "grade": 0.5}]);
        close(&app, json!({"grades": grades, "carry_over_to": next})).await.ok();
        let changes = last_revision(&app).await;
        let told: Vec<(&str, &str)> =
            changes.iter().map(|one| (one["action"].as_str().unwrap(), one["entity"].as_str().unwrap())).collect();
        let expected = [
            ("updated", "key_result"),
            ("updated", "cycle"),
            ("created", "objective"),
            ("created", "key_result"),
            ("created", "scoring_policy"),
        ];
        assert_eq!(told, expected);
        assert_eq!((&changes[0]["before"]["grade"], &changes[0]["after"]["grade"]), (&Value::Null, &json!(0.5)));
        let closing = &changes[1];
        assert_eq!((&closing["before"]["state"], &closing["after"]["state"]), (&json!("active"), &json!("closed")));
        for side in ["before", "after"] {
            assert_close(&closing[side]["overall_score"][&app.company.brand], 0.4);
        }
        assert_eq!(changes[2]["after"]["carried_from_id"], app.company.objective);
        assert_eq!(changes[3]["after"]["carried_from_id"], app.company.key_result);
        assert_eq!(app.scorecard().await["revision"], closing["revision"]);
    }

    async fn closing_with_a_key_is_done_once(app: TestApp) {
        let next = cycle(&app, json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"})).await;
        let post = async |body: &Value| {
            let body = (body.to_string().into_bytes(), "application/json");
            let client = app.executive().with_header("idempotency-key", "close-q1");
            client.raw(reqwest::Method::POST, &path(&app), Some(body)).await
        };
        let body = json!({"retrospective": "Once", "carry_over_to": next});
        let first = post(&body).await;
        let again = post(&body).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.ok(), first.ok());
        let copies = app.viewer().get(&format!("/objectives?cycle_id={next}")).await.ok();
        assert_eq!(copies["items"].as_array().unwrap().len(), 1);
        post(&json!({})).await.invalid(&["/Idempotency-Key not_allowed"]);
    }

    async fn check_in_at_the_same_time_is_in_the_snapshot_or_refused(app: TestApp) {
        for round in 0..4 {
            let next = json!({"name": "Race", "starts_on": "2026-01-01", "ends_on": "2026-03-31", "state": "active"});
            let cycle = cycle(&app, next).await;
            let objective = app.objective(json!({"cycle_id": cycle})).await;
            let key_result = id(&app.key_result(json!({"objective_id": objective})).await);
            let post = |path: String, body: Value| {
                let request = app.http.post(format!("{}/api/v1{path}", app.address)).json(&body);
                request.bearer_auth(&app.company.admin.token).send()
            };
            let (check_ins, close) = (format!("/key-results/{key_result}/check-ins"), format!("/cycles/{cycle}/close"));
            let report = post(check_ins, json!({"value": 70}));
            let (reported, closed) = if round % 2 == 0 {
                tokio::join!(report, post(close, json!({})))
            } else {
                let (closed, reported) = tokio::join!(post(close, json!({})), report);
                (reported, closed)
            };
            assert_eq!(closed.unwrap().status(), 200);
            let card = format!("/brands/{}/scorecard?cycle_id={cycle}", app.company.brand);
            let card = app.viewer().get(&card).await.ok();
            let score = &card["departments"][0]["score"];
            match reported.unwrap().status().as_u16() {
                201 => assert_close(score, 0.7),
                409 => assert_close(score, 0.0),
                other => panic!("{other}"),
            }
            assert_close(&app.read_key_result(&key_result).await["attainment"], score.as_f64().unwrap());
        }
    }
);
