//! Meetings: planning, opening, ending, opening again; what is noted in them, and when it may change no more. Nobody's
//! confidence is told to anybody else before the facilitator shows it: by no answer, change or export.
//!
//! Who may do what is in `roles.rs`, the meeting held by two browsers in `browser_meeting.rs`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, Client, id},
    engine::on_both_engines,
    results::with,
};

/// A meeting of Sales on the day of the tests, with more or other members.
async fn meeting(app: &TestApp, over: Value) -> String {
    let company = &app.company;
    let body = json!({"brand_id": company.brand, "cycle_id": company.cycle, "department_id": company.sales,
        "title": "Weekly", "held_on": "2026-02-15"});
    id(&app.manager().post("/meetings", with(body, &over)).await.created())
}

async fn end(app: &TestApp, meeting: &str) -> Value {
    app.manager().patch(&format!("/meetings/{meeting}"), json!({"state": "ended"})).await.ok()
}

/// What the export of the member's data has of their confidence.
async fn exported(app: &TestApp, by: &Client<'_>) -> Value {
    by.post_nothing(&format!("/users/{}/export", app.company.member.id)).await.ok()["confidences"].clone()
}

fn ratings(app: &TestApp, confidence: u8) -> Value {
    json!({"ratings": [{"key_result_id": app.company.key_result, "confidence": confidence}]})
}

on_both_engines!(
    async fn meeting_is_planned_opened_ended_and_opened_again(app: TestApp) {
        let path = format!("/meetings/{}", meeting(&app, json!({})).await);
        let planned = app.viewer().get(&path).await.ok();
        assert_eq!(
            (&planned["state"], &planned["facilitator_id"]),
            (&json!("planned"), &json!(app.company.manager.id))
        );
        app.manager().patch(&path, json!({"state": "open"})).await.ok();
        app.manager().patch(&path, json!({"state": "planned"})).await.invalid(&["/state not_allowed"]);
        let before = app.last_change().await["revision"].clone();
        let ended = app.manager().patch(&path, json!({"state": "ended", "minutes": "We met."})).await.ok();
        assert_eq!((&ended["ended_on"], &ended["ended_revision"]), (&json!("2026-02-15"), &before));
        app.manager().patch(&path, json!({"title": "Other"})).await.problem(409, "conflict");
        app.manager().delete(&path).await.problem(409, "conflict");
        let opened = app.manager().patch(&path, json!({"state": "open", "title": "Other"})).await.ok();
        assert_eq!((&opened["ended_on"], &opened["ended_revision"]), (&Value::Null, &Value::Null));
        assert_eq!((&opened["title"], &opened["minutes"]), (&json!("Other"), &json!("We met.")));
    }

    async fn end_of_a_meeting_explains_what_came_after_it(app: TestApp) {
        let ended = end(&app, &meeting(&app, json!({})).await).await;
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let change = format!(
            "/brands/{}/scorecard/change?cycle_id={}&from={}&from_known_at={}",
            app.company.brand,
            app.company.cycle,
            ended["ended_on"].as_str().unwrap(),
            ended["ended_revision"]
        );
        let change = app.viewer().get(&change).await.ok();
        assert_eq!(change["values"][0]["id"], json!(app.company.key_result));
        assert!(change["values"][0]["points"].as_f64().unwrap() > 0.0);
    }

    async fn list_is_filtered_by_scope_state_and_facilitator(app: TestApp) {
        let own = meeting(&app, json!({})).await;
        let whole = json!({"brand_id": app.company.brand, "cycle_id": app.company.cycle, "title": "All hands",
            "held_on": "2026-02-20", "facilitator_id": app.company.member.id});
        app.manager().post("/meetings", whole.clone()).await.problem(403, "forbidden");
        let whole = id(&app.executive().post("/meetings", whole).await.created());
        end(&app, &own).await;
        let (sales, member) = (&app.company.sales, &app.company.member.id);
        for (query, expected) in [
            (format!("department_id={sales}"), vec![own.clone()]),
            (format!("facilitator_id={member}"), vec![whole.clone()]),
            ("state=ended".to_owned(), vec![own.clone()]),
            (format!("cycle_id={}&brand_id={}", app.company.cycle, app.company.brand), vec![own, whole]),
        ] {
            let listed = app.viewer().get(&format!("/meetings?{query}")).await.ok();
            let ids: Vec<String> = listed["items"].as_array().unwrap().iter().map(id).collect();
            assert_eq!(ids, expected, "{query}");
        }
    }

    async fn confidence_of_others_is_nowhere_before_it_is_shown(app: TestApp) {
        let path = format!("/meetings/{}", meeting(&app, json!({})).await);
        let confidence = format!("{path}/confidence");
        app.manager().patch(&path, json!({"confidence_shown": true})).await.problem(409, "conflict");
        let own = app.member().put(&confidence, ratings(&app, 3)).await.created();
        assert_eq!(own["own"], ratings(&app, 3)["ratings"]);
        assert_eq!((&own["results"], &own["given_by"]), (&Value::Null, &json!([app.company.member.id])));
        app.member().put(&confidence, ratings(&app, 4)).await.ok();
        for client in [app.viewer(), app.manager(), app.admin(), app.executive()] {
            let seen = client.get(&confidence).await.ok();
            assert_eq!((&seen["results"], &seen["own"], &seen["shown"]), (&Value::Null, &json!([]), &json!(false)));
            assert!(!client.get(&path).await.ok().to_string().contains("\"confidence\""));
        }
        for change in app.admin().get("/changes?entity=meeting_confidence").await.ok()["items"].as_array().unwrap() {
            for side in [&change["before"], &change["after"]] {
                assert!(side["ratings"].is_null() && side["confidence"].is_null(), "{change}");
            }
        }
        assert_eq!(exported(&app, &app.admin()).await, json!([]));
        assert_eq!(exported(&app, &app.member()).await[0]["ratings"], ratings(&app, 4)["ratings"]);

        app.manager().put(&confidence, ratings(&app, 8)).await.created();
        app.member().patch(&path, json!({"confidence_shown": true})).await.problem(403, "forbidden");
        app.manager().patch(&path, json!({"confidence_shown": true})).await.ok();
        let shown = app.viewer().get(&confidence).await.ok();
        let result = &shown["results"][0];
        assert_eq!((&result["mean"], result["ratings"].as_array().unwrap().len()), (&json!(6.0), 2));
        assert_eq!(exported(&app, &app.admin()).await[0]["ratings"], ratings(&app, 4)["ratings"]);
        app.member().put(&confidence, ratings(&app, 9)).await.problem(409, "conflict");
        let hidden = json!({"confidence_shown": false});
        app.manager().patch(&path, hidden).await.invalid(&["/confidence_shown not_allowed"]);
    }

    async fn confidence_is_of_the_meetings_key_results_once_each(app: TestApp) {
        let other = id(&app.key_result(json!({"title": "Calls"})).await);
        let chosen = meeting(&app, json!({"key_result_ids": [app.company.key_result]})).await;
        let path = format!("/meetings/{chosen}/confidence");
        let asked = app.viewer().get(&path).await.ok();
        assert_eq!(asked["key_result_ids"], json!([app.company.key_result]));
        let wrong = json!({"ratings": [{"key_result_id": other, "confidence": 1},
            {"key_result_id": app.company.key_result, "confidence": 1},
            {"key_result_id": app.company.key_result, "confidence": 2}]});
        let faults = ["/ratings/0/key_result_id not_found", "/ratings/2/key_result_id duplicate"];
        app.member().put(&path, wrong).await.invalid(&faults);
        app.member().put(&path, ratings(&app, 11)).await.invalid(&["/ratings/0/confidence too_large"]);
        let all = meeting(&app, json!({})).await;
        let asked = app.viewer().get(&format!("/meetings/{all}/confidence")).await.ok();
        assert_eq!(asked["key_result_ids"], json!([app.company.key_result, other]));
    }

    async fn blocker_is_resolved_after_the_meeting_and_decision_stays(app: TestApp) {
        let meeting = meeting(&app, json!({})).await;
        let blocker = json!({"meeting_id": meeting, "text": "No van.", "owner_id": app.company.viewer.id,
            "due_on": "2026-02-20", "key_result_id": app.company.key_result});
        let blocker = format!("/blockers/{}", id(&app.member().post("/blockers", blocker).await.created()));
        let decision = json!({"meeting_id": meeting, "text": "Rent one.", "objective_id": app.company.objective});
        let decision = format!("/decisions/{}", id(&app.member().post("/decisions", decision).await.created()));
        app.member().patch(&blocker, json!({"text": "No van at all."})).await.ok();
        end(&app, &meeting).await;
        app.member().patch(&blocker, json!({"text": "Two vans."})).await.problem(409, "conflict");
        app.member().delete(&blocker).await.problem(409, "conflict");
        let resolved = app.member().patch(&blocker, json!({"state": "resolved"})).await.ok();
        assert_eq!(resolved["resolved_on"], json!("2026-02-15"));
        let again = app.member().patch(&blocker, json!({"state": "open"})).await.ok();
        assert_eq!(again["resolved_on"], Value::Null);
        app.member().patch(&decision, json!({"due_on": "2026-03-01"})).await.problem(409, "conflict");
        let about = format!("/decisions?objective_id={}", app.company.objective);
        assert_eq!(app.viewer().get(&about).await.ok()["items"].as_array().unwrap().len(), 1);
        let open = format!("/blockers?state=open&owner_id={}", app.company.viewer.id);
        assert_eq!(app.viewer().get(&open).await.ok()["items"].as_array().unwrap().len(), 1);
    }

    async fn what_is_noted_belongs_to_the_meetings_brand_and_cycle(app: TestApp) {
        let meeting = meeting(&app, json!({})).await;
        let cycle = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let cycle = id(&app.admin().post("/cycles", cycle).await.created());
        let elsewhere = app.objective(json!({"cycle_id": cycle})).await;
        let body = json!({"meeting_id": meeting, "text": "Rent one.", "objective_id": elsewhere,
            "key_result_id": app.company.key_result});
        let faults = ["/objective_id not_allowed", "/objective_id not_allowed"];
        app.member().post("/decisions", body).await.invalid(&faults);
        let nobody = json!({"meeting_id": cycle, "text": "", "owner_id": meeting});
        let faults = ["/meeting_id not_found", "/owner_id not_found", "/text too_short"];
        app.member().post("/blockers", nobody).await.invalid(&faults);
        app.admin().delete(&format!("/cycles/{}", app.company.cycle)).await.problem(409, "in_use");
    }

    async fn everything_in_a_closed_cycle_is_only_read(app: TestApp) {
        let meeting = meeting(&app, json!({})).await;
        let blocker = json!({"meeting_id": meeting, "text": "No van."});
        let blocker = id(&app.member().post("/blockers", blocker.clone()).await.created());
        app.admin().post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
        let closed = |answer: Answer| answer.problem(409, "cycle_closed");
        closed(app.manager().patch(&format!("/meetings/{meeting}"), json!({"state": "open"})).await);
        closed(app.member().put(&format!("/meetings/{meeting}/confidence"), ratings(&app, 3)).await);
        closed(app.member().patch(&format!("/blockers/{blocker}"), json!({"state": "resolved"})).await);
        closed(app.member().post("/decisions", json!({"meeting_id": meeting, "text": "Stop."})).await);
    }

    async fn whoever_leaves_hands_over_meetings_to_come_and_open_blockers(app: TestApp) {
        let (held, coming) = (meeting(&app, json!({})).await, meeting(&app, json!({"held_on": "2026-02-22"})).await);
        let body = json!({"meeting_id": held, "text": "No van.", "owner_id": app.company.manager.id});
        let open = id(&app.member().post("/blockers", body.clone()).await.created());
        let done = id(&app.member().post("/blockers", body).await.created());
        app.member().patch(&format!("/blockers/{done}"), json!({"state": "resolved"})).await.ok();
        end(&app, &held).await;
        let reassign = format!("/users/{}/reassign", app.company.manager.id);
        let moved = app.admin().post(&reassign, json!({"to": app.company.executive.id})).await.ok();
        assert_eq!((&moved["meetings"], &moved["blockers"]), (&json!([coming]), &json!([open])));
    }

    async fn meeting_is_deleted_with_all_that_was_noted(app: TestApp) {
        let path = format!("/meetings/{}", meeting(&app, json!({})).await);
        app.member().put(&format!("{path}/confidence"), ratings(&app, 3)).await.created();
        let note = json!({"meeting_id": path.replace("/meetings/", ""), "text": "No van."});
        let blocker = id(&app.member().post("/blockers", note.clone()).await.created());
        app.member().post("/decisions", note).await.created();
        app.manager().delete(&path).await.no_content();
        app.viewer().get(&format!("/blockers/{blocker}")).await.problem(404, "not_found");
    }
);
