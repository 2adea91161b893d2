//! Changing several objectives or key results at once: all or none, each with its reason and its entry in the change log,
//! through the API and by the check boxes of the lists.

use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, client::id, engine::on_both_engines};

async fn two(app: &TestApp) -> [String; 2] {
    [app.company.key_result.clone(), id(&app.key_result(json!({"title": "Calls"})).await)]
}

async fn weights(app: &TestApp, ids: &[String]) -> Vec<f64> {
    let mut weights = Vec::new();
    for id in ids {
        weights.push(app.read_key_result(id).await["weight"].as_f64().unwrap());
    }
    weights
}

on_both_engines!(
    async fn lead_changes_several_key_results_in_one_revision(app: TestApp) {
        let ids = two(&app).await;
        let item = |id: &String| json!({"id": id, "weight": 3, "check_in_every_days": 14, "reason": "Agreed"});
        let items: Vec<Value> = ids.iter().map(item).collect();
        let changed = app.manager().post("/key-results/batch", json!({"items": items})).await.ok();
        let told: Vec<&Value> = changed["items"].as_array().unwrap().iter().map(|one| &one["weight"]).collect();
        assert_eq!(told, [&json!(3.0), &json!(3.0)]);
        let log = app.admin().get("/changes?entity=key_result&limit=200").await.ok();
        let log = log["items"].as_array().unwrap();
        let [.., one, other] = log.as_slice() else { panic!("{log:?}") };
        assert_eq!((&one["revision"], &one["after"]["reason"]), (&other["revision"], &json!("Agreed")));
        assert!(other["after"].get("overall_score").is_some(), "{other}");
    }

    async fn one_bad_row_leaves_everything_as_it_was(app: TestApp) {
        let ids = two(&app).await;
        let elsewhere = app.objective(json!({"department_id": app.company.logistics})).await;
        let foreign = id(&app.key_result(json!({"objective_id": elsewhere})).await);
        let items = json!([
            {"id": ids[0], "weight": 2, "reason": "Agreed"},
            {"id": ids[1], "weight": 2},
            {"id": foreign, "title": "Mine now"},
            {"id": app.company.sales, "weight": 1},
            {"id": ids[1], "weight": -1, "colour": "red", "reason": "Why not"},
        ]);
        let faults = [
            "/items/1/reason required",
            "/items/2 not_allowed",
            "/items/3/id not_found",
            "/items/4/weight too_small",
            "/items/4/colour unknown_field",
        ];
        app.manager().post("/key-results/batch", json!({"items": items})).await.invalid(&faults);
        assert_eq!(weights(&app, &ids).await, [1.0, 1.0]);
        app.manager()
            .post("/key-results/batch", json!({"items": [{"weight": 2}, 3]}))
            .await
            .invalid(&["/items/0/id required", "/items/1 wrong_type"]);
        let many: Vec<Value> = (0..201).map(|_| json!({"id": ids[0]})).collect();
        app.manager().post("/key-results/batch", json!({"items": many})).await.invalid(&["/items too_long"]);
    }

    async fn executive_moves_objectives_to_another_department_at_once(app: TestApp) {
        let other = app.objective(json!({"title": "Be heard"})).await;
        let change = |id: &String| json!({"id": id, "department_id": app.company.logistics, "reason": "Reorganised"});
        let items = json!({"items": [change(&app.company.objective), change(&other)]});
        app.manager()
            .post("/objectives/batch", items.clone())
            .await
            .invalid(&["/items/0 not_allowed", "/items/1 not_allowed"]);
        let key = "b1";
        let executive = app.executive().with_header("Idempotency-Key", key);
        let changed = executive.post("/objectives/batch", items.clone()).await.ok();
        assert_eq!(changed["items"][1]["department_id"], json!(app.company.logistics));
        assert_eq!(executive.post("/objectives/batch", items).await.ok(), changed);
    }

    async fn lead_marks_rows_of_the_list_and_changes_them(app: TestApp) {
        let ids = two(&app).await;
        let lead = Browser::of(&app, &app.company.manager).await;
        let (page, action) = ("/key-results?sort=title", "/key-results/bulk?sort=title");
        let mark = |weight: &'static str, reason: &'static str| {
            let marked = ids.iter().map(|id| ("marked[]", id.as_str()));
            marked.chain([("weight", weight), ("reason", reason), ("owner_id", "none")]).collect::<Vec<_>>()
        };
        let refused = lead.submit_at(page, action, &mark("2,5", "")).await.refused(422);
        assert_eq!(refused.count("main td.mark-cell input[checked]"), 2, "{refused}");
        assert_eq!(refused.value("weight"), "2,5");
        let refused = lead.submit_at(page, action, &mark("2.5", "")).await.refused(422);
        let why = "The cycle is active: say why this changes. Visits, Calls";
        assert_eq!(refused.texts("details.bulk[open] .refused li"), [why]);
        assert_eq!(weights(&app, &ids).await, [1.0, 1.0]);
        let sent = lead.submit_at(page, action, &mark("2.5", "Agreed")).await.sent_to();
        assert_eq!(sent, "/key-results?sort=title&done=changed-several");
        assert_eq!(weights(&app, &ids).await, [2.5, 2.5]);
        assert_eq!(app.read_key_result(&ids[0]).await["owner_id"], Value::Null);
        let none = lead.submit_at(page, action, &[("weight", "2")]).await.refused(422);
        assert_eq!(none.texts("details.bulk .refused li"), ["Select at least one row, and say what changes."]);
        let viewer = Browser::of(&app, &app.company.viewer).await.get("/key-results").await.ok();
        assert_eq!(viewer.count("details.bulk, .mark-cell"), 0, "{viewer}");
    }

    async fn lead_changes_the_owner_of_several_objectives_on_the_list(app: TestApp) {
        let other = app.objective(json!({"title": "Be heard"})).await;
        let lead = Browser::of(&app, &app.company.manager).await;
        let owner = app.company.member.id.as_str();
        let fields = [("marked[]", app.company.objective.as_str()), ("marked[]", &other), ("owner_id", owner)];
        let sent = lead.submit_at("/objectives", "/objectives/bulk", &fields).await.sent_to();
        assert_eq!(sent, "/objectives?done=changed-several");
        for id in [&app.company.objective, &other] {
            assert_eq!(app.viewer().get(&format!("/objectives/{id}")).await.ok()["owner_id"], json!(owner));
        }
    }
);
