//! The figures of a closed cycle: exactly those from just before closing, whatever happens later. Closing is tested in
//! `api_closing`, what cannot be changed afterwards in `api_closed_cycle`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    company::{sign_in, since_january},
    engine::on_both_engines,
    results::{assert_close, by_id, step_ids, two_steps, with},
};

/// Creates a little of everything, with thirds, which no decimal represents exactly.
async fn plan(app: &TestApp) {
    let company = &app.company;
    app.admin().put(&format!("/brands/{}/model", company.brand), json!({"purpose": "Nobody eats alone"})).await.ok();
    app.target(&company.kpi, since_january(json!({"target": 70}))).await;
    app.measure(&company.kpi, "2026-02-01", 31.1).await;
    let margin = app.kpi(json!({})).await;
    app.measure(&margin, "2026-02-03", 17.3).await;
    let objective = app.objective(json!({"department_id": company.logistics, "shared_with": [company.sales]})).await;
    let over = json!({"objective_id": objective, "owner_id": company.manager.id, "weight": 3});
    let steps = app.key_result(with(over.clone(), &two_steps())).await;
    app.check_in(&id(&steps), json!({"steps_done": [step_ids(&steps)[0]], "observed_on": "2026-02-10"})).await;
    let follower = json!({"kpi_id": margin, "measure": {"kind": "number", "start": 10, "target": 31, "unit": "%"},
        "status_override": {"status": "on_track", "reason": "The new list is out"}});
    app.key_result(with(over.clone(), &follower)).await;
    let cancelled = id(&app.key_result(over).await);
    app.admin().patch(&format!("/key-results/{cancelled}"), json!({"state": "cancelled", "reason": "No"})).await.ok();
    for (day, value) in [("2026-01-10", 10.1), ("2026-01-20", 20.7), ("2026-02-01", 31.3), ("2026-02-14", 37.9)] {
        app.check_in(&company.key_result, json!({"value": value, "observed_on": day, "confidence": 2})).await;
    }
    app.check_in(&company.key_result, json!({"value": 99, "observed_on": "2026-02-16"})).await;
}

/// Every answer that depends on a cycle.
async fn answers(app: &TestApp) -> Vec<(String, Value)> {
    let company = &app.company;
    let mut paths = vec![app.scorecard_path("")];
    for department in [&company.sales, &company.logistics] {
        paths.push(app.scorecard_path(&format!("/departments/{department}")));
    }
    for person in [&company.member, &company.manager, &company.viewer] {
        paths.push(app.scorecard_path(&format!("/people/{}", person.id)));
    }
    for every in ["day", "week", "month"] {
        paths.push(format!("{}&every={every}", app.scorecard_path("/trend")));
    }
    for list in ["objectives", "key-results"] {
        paths.push(format!("/{list}?cycle_id={}", company.cycle));
    }
    let mut answers = Vec::new();
    for path in paths {
        let answer = app.viewer().get(&path).await.ok();
        answers.push((path, answer));
    }
    answers
}

/// The answers without what closing changes: the revision, and due check-ins.
fn lasting(answers: &[(String, Value)]) -> Vec<(String, Value)> {
    let mut answers = answers.to_vec();
    for (path, answer) in &mut answers {
        answer.as_object_mut().unwrap().shift_remove("revision");
        answer.as_object_mut().unwrap().shift_remove("known_at");
        if path.starts_with("/key-results") {
            for item in answer["items"].as_array_mut().unwrap() {
                item.as_object_mut().unwrap().shift_remove("due_on").unwrap();
            }
        }
    }
    answers
}

async fn close(app: &TestApp) {
    app.executive().post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
}

/// Moves the clock to another day and signs people in again, since their tokens have expired.
async fn move_on(app: &mut TestApp, day: &str) {
    app.set_day(day);
    let company = app.company.clone();
    app.company.admin = sign_in(app, &company.admin.id, &company.admin.email).await;
    app.company.viewer = sign_in(app, &company.viewer.id, &company.viewer.email).await;
    app.company.executive = sign_in(app, &company.executive.id, &company.executive.email).await;
}

/// Makes changes that would move the figures if they were computed again.
async fn disturb(app: &TestApp, margin: &str) {
    let (admin, company) = (app.admin(), &app.company);
    app.measure(&company.kpi, "2026-02-12", 30.0).await;
    app.measure(margin, "2026-02-12", 30.0).await;
    let renamed = |name: &str| json!({"name": name});
    admin.patch(&format!("/departments/{}", company.sales), renamed("Commerce")).await.ok();
    admin.patch(&format!("/kpis/{}", company.kpi), renamed("Turnover")).await.ok();
    admin.patch(&format!("/kpis/{}", company.kpi), json!({"category": "other"})).await.ok();
    admin.patch("/organisation", json!({"time_zone": "Pacific/Kiritimati"})).await.ok();
    admin.put(&format!("/brands/{}/model", company.brand), json!({"purpose": "Another"})).await.ok();
    admin.post("/departments", renamed("New")).await.created();
    let brand = id(&admin.post("/brands", renamed("New")).await.created());
    let card = format!("/brands/{brand}/scorecard?cycle_id={}", company.cycle);
    assert_eq!(app.viewer().get(&card).await.ok()["departments"], json!([]));
}

on_both_engines!(
    async fn closed_cycle_reads_for_ever_what_it_read_at_its_closing(app: TestApp) {
        let mut app = app;
        plan(&app).await;
        let before = answers(&app).await;
        close(&app).await;
        let after = answers(&app).await;
        assert_eq!(lasting(&after), lasting(&before));
        let revision = app.last_change().await["revision"].clone();
        assert_eq!(after[0].1["revision"], revision);
        assert_eq!(app.scorecard_as_of("2026-02-15").await, after[0].1);
        let margin = app.viewer().get("/kpis?q=margin").await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
        disturb(&app, &margin).await;
        assert_eq!(answers(&app).await, after);
        for day in ["2026-02-17", "2026-05-01"] {
            move_on(&mut app, day).await;
            assert_eq!(answers(&app).await, after, "{day}");
            assert_eq!(app.scorecard_as_of("2026-02-15").await, after[0].1);
            assert_eq!(app.scorecard_as_of("2199-12-31").await, after[0].1);
        }
    }

    async fn trend_is_cut_to_the_days_that_are_asked_for(app: TestApp) {
        plan(&app).await;
        close(&app).await;
        for (every, points) in [("day", 46), ("week", 8), ("month", 3)] {
            let trend = app.viewer().get(&format!("{}&every={every}", app.scorecard_path("/trend"))).await.ok();
            assert_eq!((&trend["every"], &trend["as_of"]), (&json!(every), &json!("2026-02-15")));
            assert_eq!(trend["points"].as_array().unwrap().len(), points, "{every}");
        }
    }

    async fn earlier_day_is_computed_as_ever(app: TestApp) {
        plan(&app).await;
        let before = app.scorecard_as_of("2026-02-11").await;
        close(&app).await;
        app.measure(&app.company.kpi, "2026-02-12", 30.0).await;
        let after = app.scorecard_as_of("2026-02-11").await;
        assert_eq!((&after["overall"], &after["departments"]), (&before["overall"], &before["departments"]));
        assert_ne!(after["revision"], before["revision"]);
        app.measure(&app.company.kpi, "2026-02-10", 30.0).await;
        assert_close(&app.scorecard_as_of("2026-02-11").await["revenue"]["score"], 61.1 / 70.0);
        assert_close(&app.scorecard().await["revenue"]["score"], 31.1 / 70.0);
    }

    async fn cycle_closed_after_its_end_reads_as_of_the_end(app: TestApp) {
        let mut app = app;
        plan(&app).await;
        move_on(&mut app, "2026-04-10").await;
        let before = answers(&app).await;
        close(&app).await;
        let after = answers(&app).await;
        assert_eq!(lasting(&after), lasting(&before));
        assert_eq!(
            (&after[0].1["as_of"], &after[0].1["departments"][0]["status"]),
            (&json!("2026-03-31"), &json!("missed"))
        );
        app.measure(&app.company.kpi, "2026-03-30", 30.0).await;
        for day in ["2026-04-01", "2026-04-10", "2026-12-31"] {
            assert_eq!(app.scorecard_as_of(day).await, after[0].1, "{day}");
        }
        let last_day = app.scorecard_as_of("2026-03-31").await;
        assert_close(&last_day["revenue"]["score"], 61.1 / 70.0);
    }

    async fn snapshot_knows_people_by_their_ids_alone(app: TestApp) {
        plan(&app).await;
        close(&app).await;
        app.admin().patch(&format!("/users/{}", app.company.member.id), json!({"name": "Somebody"})).await.ok();
        let branch = app.viewer().get(&app.scorecard_path(&format!("/people/{}", app.company.member.id))).await.ok();
        assert_eq!(branch["name"], "Somebody");
        assert_eq!(branch["key_results"][0]["id"], app.company.key_result);
        let newcomer = json!({"name": "Nora", "email": "nora@rossi.example", "role": "viewer"});
        let newcomer = id(&app.admin().post("/users", newcomer).await.created());
        let branch = app.viewer().get(&app.scorecard_path(&format!("/people/{newcomer}"))).await.ok();
        assert_eq!((&branch["name"], &branch["key_results"]), (&json!("Nora"), &json!([])));
        assert_eq!((&branch["as_of"], &branch["user_id"]), (&json!("2026-02-15"), &json!(newcomer)));
    }

    async fn department_that_took_no_part_has_no_branch(app: TestApp) {
        app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}})).await;
        close(&app).await;
        let path = app.scorecard_path(&format!("/departments/{}", app.company.logistics));
        app.viewer().get(&path).await.problem(404, "not_found");
        app.stranger().get(&app.scorecard_path("")).await.problem(404, "not_found");
    }

    async fn branches_and_resources_agree(app: TestApp) {
        plan(&app).await;
        close(&app).await;
        app.measure(&app.company.kpi, "2026-02-12", 30.0).await;
        let branch = app.scorecard_path(&format!("/departments/{}", app.company.sales));
        let branch = app.viewer().get(&branch).await.ok();
        for objective in branch["objectives"].as_array().unwrap() {
            let shown = app.viewer().get(&format!("/objectives/{}", id(objective))).await.ok();
            for member in ["score", "expected", "status", "flags"] {
                assert_eq!(shown[member], objective[member], "{member}");
            }
            for key_result in objective["key_results"].as_array().unwrap() {
                let shown = app.read_key_result(&id(key_result)).await;
                for member in ["current_value", "attainment", "status", "flags", "forecast", "last_check_in_on"] {
                    assert_eq!(shown[member], key_result[member], "{member}");
                }
            }
        }
        let shown = app.read_key_result(&app.company.key_result).await;
        assert_eq!(shown["current_value"], 37.9);
    }

    async fn reader_keeps_the_answer_that_it_has(app: TestApp) {
        plan(&app).await;
        let tag = async || app.viewer().get(&app.scorecard_path("")).await.header("etag").unwrap().to_owned();
        let open = tag().await;
        close(&app).await;
        let closed = tag().await;
        assert_ne!(open, closed);
        app.measure(&app.company.kpi, "2026-02-12", 30.0).await;
        assert_eq!(tag().await, closed);
        let known = app.viewer().with_header("if-none-match", &closed);
        assert_eq!(known.get(&app.scorecard_path("")).await.status, 304);
    }

    async fn what_if_asks_what_would_have_been_on_the_day_of_the_closing(app: TestApp) {
        let mut app = app;
        plan(&app).await;
        close(&app).await;
        let card = app.scorecard().await;
        move_on(&mut app, "2026-03-20").await;
        let same = app.simulate(json!({})).await;
        assert_eq!((&same["overall"], &same["departments"]), (&card["overall"], &card["departments"]));
        let reached = app.simulate(json!({"key_results": [{"id": app.company.key_result, "value": 100}]})).await;
        assert!(reached["overall"]["score"].as_f64() > card["overall"]["score"].as_f64());
        assert_eq!(reached["as_of"], "2026-02-15");
        assert_eq!(app.scorecard().await, card);
    }

    async fn every_brand_has_its_own_snapshot(app: TestApp) {
        let brand = id(&app.admin().post("/brands", json!({"name": "Second"})).await.created());
        let objective = app.objective(json!({"brand_id": brand, "department_id": app.company.logistics})).await;
        let key_result = id(&app.key_result(json!({"objective_id": objective})).await);
        app.check_in(&key_result, json!({"value": 30})).await;
        app.check_in(&app.company.key_result, json!({"value": 60})).await;
        close(&app).await;
        let closing = app.last_change().await;
        let scores = closing["after"]["overall_score"].as_object().unwrap();
        assert_eq!(scores.len(), 2);
        let path = format!("/brands/{brand}/scorecard?cycle_id={}", app.company.cycle);
        let card = app.viewer().get(&path).await.ok();
        assert_close(&card["overall"]["score"], 0.3);
        assert_close(&scores[&brand], 0.3);
        assert_close(&app.scorecard().await["overall"]["score"], 0.6);
        let lists = app.viewer().get("/key-results").await.ok();
        assert_close(&by_id(&lists["items"], &key_result)["attainment"], 0.3);
        assert_close(&by_id(&lists["items"], &app.company.key_result)["attainment"], 0.6);
    }

    async fn last_day_of_a_cycle_is_not_taken_for_the_day_after(app: TestApp) {
        let mut app = app;
        plan(&app).await;
        move_on(&mut app, "2026-03-31").await;
        let last = app.viewer().get(&app.scorecard_path("")).await;
        let tag = last.header("etag").unwrap().to_owned();
        app.set_day("2026-04-01");
        let token = sign_in(&app, &app.company.viewer.id, &app.company.viewer.email).await.token;
        let next = app.with_token(&token).with_header("if-none-match", &tag).get(&app.scorecard_path("")).await;
        assert_eq!((next.status, &next.body["departments"][0]["status"]), (200, &json!("missed")));
    }
);
