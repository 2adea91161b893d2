//! Check-ins over the API: what each kind of measure accepts, on which days, from whom, and which check-in counts.
//!
//! Correcting and deleting them is in `api_check_in_corrections`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    company::{invite, sign_in},
    engine::on_both_engines,
    results::{assert_close, step_ids, two_steps},
};

on_both_engines!(
    async fn owner_checks_in_with_the_defaults(app: TestApp) {
        let path = path(&app.company.key_result);
        let made = app.member().post(&path, json!({"value": 12.5})).await.created();
        let expected = json!({"key_result_id": app.company.key_result, "author_id": app.company.member.id, "value": 12.5,
            "steps_done": [], "steps_undone": [], "observed_on": "2026-02-15", "confidence": null, "note": null,
            "source": null, "version": 1});
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(app.viewer().get(&format!("{path}/{}", id(&made))).await.ok(), made);
        let change = app.last_change().await;
        assert_eq!(
            (&change["entity"], &change["entity_id"], &change["after"]),
            (&json!("check_in"), &made["id"], &made)
        );
    }

    async fn number_and_range_want_a_value(app: TestApp) {
        let range = json!({"measure": {"kind": "range", "high": 3, "unit": ""}});
        let range = id(&app.key_result(range).await);
        for key_result in [&app.company.key_result, &range] {
            for (body, expected) in [
                (json!({}), "/value required"),
                (json!({"value": null}), "/value wrong_type"),
                (json!({"value": "12"}), "/value wrong_type"),
                (json!({"value": 1e16}), "/value too_large"),
                (json!({"value": 1, "steps_done": []}), "/steps_done not_allowed"),
            ] {
                posted(&app, key_result, body).await.invalid(&[expected]);
            }
        }
    }

    async fn milestones_want_steps(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let (key_result, ids) = (id(&made), step_ids(&made));
        for (body, expected) in [
            (json!({}), "/steps_done required"),
            (json!({"steps_done": [], "value": 1}), "/value not_allowed"),
            (json!({"steps_done": [ids[0], app.company.cycle]}), "/steps_done/1 not_found"),
            (json!({"steps_undone": [app.company.cycle]}), "/steps_undone/0 not_found"),
            (json!({"steps_done": [ids[0], ids[0]]}), "/steps_done/1 duplicate"),
            (json!({"steps_done": [ids[0]], "steps_undone": [ids[1], ids[0]]}), "/steps_undone/1 duplicate"),
            (json!({"steps_done": ["first"]}), "/steps_done/0 bad_format"),
            (json!({"steps_done": ids[0]}), "/steps_done wrong_type"),
        ] {
            posted(&app, &key_result, body).await.invalid(&[expected]);
        }
        let none_new = posted(&app, &key_result, json!({"steps_done": [], "confidence": 4})).await.created();
        assert_eq!(none_new["steps_done"], json!([]));
        assert_eq!(app.read_key_result(&key_result).await["confidence"], 4);
    }

    async fn steps_stay_done_until_a_later_check_in_undoes_them(app: TestApp) {
        let made = app.key_result(two_steps()).await;
        let (key_result, ids) = (id(&made), step_ids(&made));
        app.check_in(&key_result, json!({"steps_done": [ids[0]], "observed_on": "2026-02-01"})).await;
        app.check_in(&key_result, json!({"steps_done": [ids[1]], "observed_on": "2026-02-05"})).await;
        assert_close(&app.read_key_result(&key_result).await["progress"], 1.0);
        app.check_in(&key_result, json!({"steps_undone": [ids[1]], "observed_on": "2026-02-03"})).await;
        assert_close(&app.read_key_result(&key_result).await["progress"], 1.0);
        app.check_in(&key_result, json!({"steps_undone": [ids[1]]})).await;
        assert_close(&app.read_key_result(&key_result).await["progress"], 0.25);
    }

    async fn bad_members_are_told_at_once(app: TestApp) {
        let body = json!({"value": "x", "observed_on": "2026-02-30", "confidence": 11, "note": "\u{0}", "source": "",
            "mood": "fine"});
        posted(&app, &app.company.key_result, body).await.invalid(&[
            "/value wrong_type",
            "/observed_on bad_format",
            "/confidence too_large",
            "/note control_character",
            "/source too_short",
            "/mood unknown_field",
        ]);
    }

    async fn confidence_is_a_whole_number_from_0_to_10(app: TestApp) {
        for confidence in [json!(0), json!(10), json!(null)] {
            app.check_in(&app.company.key_result, json!({"value": 1, "confidence": confidence})).await;
        }
        for (confidence, expected) in [
            (json!(-1), "/confidence too_small"),
            (json!(11), "/confidence too_large"),
            (json!(7.5), "/confidence wrong_type"),
            (json!("7"), "/confidence wrong_type"),
        ] {
            let body = json!({"value": 1, "confidence": confidence});
            posted(&app, &app.company.key_result, body).await.invalid(&[expected]);
        }
    }

    async fn check_in_tells_what_was_observed_until_tomorrow(app: TestApp) {
        let observed = |day: &str| json!({"value": 1, "observed_on": day});
        app.check_in(&app.company.key_result, observed("2026-02-16")).await;
        app.check_in(&app.company.key_result, observed("2025-12-24")).await;
        let refused = posted(&app, &app.company.key_result, observed("2026-02-17")).await;
        refused.invalid(&["/observed_on too_large"]);
    }

    async fn today_is_the_day_in_the_time_zone_of_the_organisation(app: TestApp) {
        app.admin().patch("/organisation", json!({"time_zone": "Pacific/Auckland"})).await.ok();
        let made = app.check_in(&app.company.key_result, json!({"value": 1})).await;
        assert_eq!(made["observed_on"], "2026-02-16");
        app.check_in(&app.company.key_result, json!({"value": 1, "observed_on": "2026-02-17"})).await;
        let late = posted(&app, &app.company.key_result, json!({"value": 1, "observed_on": "2026-02-18"})).await;
        late.invalid(&["/observed_on too_large"]);
        assert_eq!(app.scorecard().await["as_of"], "2026-02-16");
    }

    async fn day_turns_at_midnight_in_the_time_zone_of_the_organisation(app: TestApp) {
        app.admin().patch("/organisation", json!({"time_zone": "Europe/Rome"})).await.ok();
        app.advance(11 * 3600 - 1);
        let admin = &app.company.admin;
        let token = sign_in(&app, &admin.id, &admin.email).await.token;
        let (client, path) = (app.with_token(&token), path(&app.company.key_result));
        assert_eq!(client.post(&path, json!({"value": 1})).await.created()["observed_on"], "2026-02-15");
        app.advance(1);
        assert_eq!(client.post(&path, json!({"value": 1})).await.created()["observed_on"], "2026-02-16");
    }

    async fn latest_check_in_is_by_day_observed_then_by_arrival(app: TestApp) {
        let key_result = &app.company.key_result;
        for (value, day, current) in [
            (10, "2026-02-10", 10.0),
            (20, "2026-02-09", 10.0),
            (30, "2026-02-10", 30.0),
            (40, "2026-02-11", 40.0),
            (50, "2026-02-16", 40.0),
        ] {
            app.check_in(key_result, json!({"value": value, "observed_on": day})).await;
            assert_close(&app.read_key_result(key_result).await["current_value"], current);
        }
        let path = format!("/departments/{}", app.company.sales);
        let branch = app.viewer().get(&format!("{}&as_of=2026-02-09", app.scorecard_path(&path))).await.ok();
        assert_close(&branch["objectives"][0]["key_results"][0]["current_value"], 20.0);
    }

    async fn members_check_in_on_what_they_own_or_share(app: TestApp) {
        let luca = invite(&app, &app.admin(), "Luca", "member").await;
        let in_logistics = format!("/departments/{}/members/{}", app.company.logistics, luca.id);
        app.admin().put(&in_logistics, json!({})).await.created();
        let body = json!({"value": 1});
        let of_sales = path(&app.company.key_result);
        app.viewer().post(&of_sales, body.clone()).await.problem(403, "forbidden");
        app.with_token(&luca.token).post(&of_sales, body.clone()).await.problem(403, "forbidden");
        app.manager().post(&of_sales, body.clone()).await.created();
        app.executive().post(&of_sales, body.clone()).await.created();
        let shared = app.objective(json!({"shared_with": [app.company.logistics]})).await;
        let shared = path(&id(&app.key_result(json!({"objective_id": shared})).await));
        app.with_token(&luca.token).post(&shared, body.clone()).await.created();
        app.member().post(&shared, body.clone()).await.created();
        let elsewhere = app.objective(json!({"department_id": app.company.logistics})).await;
        let owned = json!({"objective_id": elsewhere, "owner_id": app.company.member.id});
        let owned = path(&id(&app.key_result(owned).await));
        app.member().post(&owned, body.clone()).await.created();
        let foreign = path(&id(&app.key_result(json!({"objective_id": elsewhere})).await));
        app.member().post(&foreign, body.clone()).await.problem(403, "forbidden");
        app.manager().post(&foreign, body).await.problem(403, "forbidden");
    }

    async fn check_in_on_a_proposal_is_kept_until_it_counts(app: TestApp) {
        let proposed = app.member().post("/key-results", app.new_key_result(&json!({}))).await.created();
        app.member().post(&path(&id(&proposed)), json!({"value": 100})).await.created();
        app.check_in(&app.company.key_result, json!({"value": 0})).await;
        assert_close(&app.scorecard().await["departments"][0]["score"], 0.0);
        app.manager().patch(&format!("/key-results/{}", id(&proposed)), json!({"state": "active"})).await.ok();
        assert_close(&app.scorecard().await["departments"][0]["score"], 0.5);
    }

    async fn reader_lists_check_ins_in_the_order_of_arrival(app: TestApp) {
        let key_result = &app.company.key_result;
        let mut ids = Vec::new();
        for day in ["2026-02-10", "2026-02-01", "2026-02-05"] {
            ids.push(id(&app.check_in(key_result, json!({"value": 1, "observed_on": day})).await));
        }
        assert_eq!(listed(&app, "").await.0, ids);
        let (first, next) = listed(&app, "?limit=2").await;
        assert_eq!(first, ids[..2]);
        let (rest, end) = listed(&app, &format!("?limit=2&cursor={}", next.as_str().unwrap())).await;
        assert_eq!((&rest[..], end), (&ids[2..], Value::Null));
        app.advance(60);
        app.admin().patch(&format!("{}/{}", path(key_result), ids[1]), json!({"note": "Late"})).await.ok();
        assert_eq!(listed(&app, "?updated_since=2026-02-15T12:01:00Z").await.0, ids[1..2]);
        assert_eq!(listed(&app, "?updated_since=2026-02-15T13:00:00%2B01:00").await.0, ids);
        let bad = app.viewer().get(&format!("{}?updated_since=today&limit=0&day=1", path(key_result))).await;
        bad.invalid(&["/updated_since bad_format", "/limit too_small", "/day unknown_field"]);
    }

    async fn check_ins_of_what_does_not_exist_are_not_found(app: TestApp) {
        let check_in = id(&app.check_in(&app.company.key_result, json!({"value": 1})).await);
        let other = id(&app.key_result(json!({})).await);
        app.viewer().get(&format!("{}/{check_in}", path(&other))).await.problem(404, "not_found");
        app.viewer().get(&path(&app.company.cycle)).await.problem(404, "not_found");
        app.admin().post(&path(&app.company.cycle), json!({"mood": 5})).await.problem(404, "not_found");
        app.admin().delete(&format!("{}/{other}", path(&other))).await.problem(404, "not_found");
        app.stranger().get(&path(&app.company.key_result)).await.problem(404, "not_found");
        app.stranger().post(&path(&app.company.key_result), json!({"value": 1})).await.problem(404, "not_found");
    }
);

fn path(key_result: &str) -> String {
    format!("/key-results/{key_result}/check-ins")
}

async fn posted(app: &TestApp, key_result: &str, body: Value) -> Answer {
    app.admin().post(&path(key_result), body).await
}

/// The ids on a page of the company's key result, and the cursor of the next page.
async fn listed(app: &TestApp, query: &str) -> (Vec<String>, Value) {
    let page = app.viewer().get(&format!("{}{query}", path(&app.company.key_result))).await.ok();
    (page["items"].as_array().unwrap().iter().map(id).collect(), page["next_cursor"].clone())
}
