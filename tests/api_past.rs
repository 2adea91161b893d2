//! The past stays as it was: a change in an active cycle leaves earlier days alone, a correction does not, and any
//! scorecard that was shown can be read again with its day and revision. The random writes are in `past/writes.rs`; how
//! single changes are taken back is in `domain_past.rs`.

mod writes;

use perno::app::SignUp;
use serde_json::{Value, json};

use self::writes::{Quarter, assert_same};
use crate::support::{
    TestApp,
    backup::Backup,
    client::id,
    company::{sign_in, since_january},
    engine::on_both_engines,
    results::assert_close,
};

/// The score on a day.
async fn score(app: &TestApp, day: &str) -> Value {
    app.scorecard_as_of(day).await["overall"]["score"].clone()
}

/// Sales at 50 of 100 since January, alone in the score.
async fn half(app: &TestApp) {
    app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}, "correction": true})).await;
    app.check_in(&app.company.key_result, json!({"value": 50, "observed_on": "2026-01-05"})).await;
}

on_both_engines!(
    async fn change_holds_from_its_day_on_and_a_correction_for_every_day(app: TestApp) {
        half(&app).await;
        let token = app.admin_on("2026-03-01").await;
        let admin = app.with_token(&token);
        let path = format!("/key-results/{}", app.company.key_result);
        let card = |day: &str| format!("{}&as_of={day}", app.scorecard_path(""));
        let score = async |day: &str| admin.get(&card(day)).await.ok()["overall"]["score"].clone();
        admin.patch_because(&path, json!({"measure": {"kind": "number", "target": 200}})).await.ok();
        assert_close(&score("2026-03-01").await, 0.25);
        assert_close(&score("2026-02-28").await, 0.5);
        let correction = json!({"measure": {"kind": "number", "start": 40}, "correction": true});
        admin.patch_because(&path, correction).await.ok();
        assert_close(&score("2026-03-01").await, 10.0 / 160.0);
        assert_close(&score("2026-02-28").await, 10.0 / 60.0);
        let last = admin.get("/changes?limit=200").await.ok();
        let last = last["items"].as_array().unwrap().last().unwrap();
        assert_eq!(last["after"]["correction"], true);
        admin.patch(&path, json!({"weight": 2, "correction": true})).await.invalid(&["/reason required"]);
        let trend = admin.get(&format!("{}&every=day", app.scorecard_path("/trend"))).await.ok();
        let point = |place: usize| trend["points"][place]["overall"].clone();
        assert_close(&point(58), 10.0 / 60.0);
        assert_close(&point(59), 10.0 / 160.0);
    }

    async fn what_is_new_counts_from_today_or_from_the_day_that_is_given(app: TestApp) {
        half(&app).await;
        let new = json!({"title": "Calls"});
        let from_today = app.key_result(new.clone()).await;
        assert_eq!(from_today["counts_from"], "2026-02-15");
        assert_close(&score(&app, "2026-02-15").await, 0.25);
        assert_close(&score(&app, "2026-02-14").await, 0.5);
        let path = format!("/key-results/{}", id(&from_today));
        app.manager().patch(&path, json!({"counts_from": "2026-02-01"})).await.invalid(&["/reason required"]);
        app.manager()
            .patch_because(&path, json!({"counts_from": "2026-04-01"}))
            .await
            .invalid(&["/counts_from not_allowed"]);
        app.manager().patch_because(&path, json!({"counts_from": "2026-02-01"})).await.ok();
        assert_close(&score(&app, "2026-02-01").await, 0.25);
        assert_close(&score(&app, "2026-01-31").await, 0.5);
        let early = json!({"objective_id": app.company.objective, "title": "Letters", "counts_from": "2026-01-01",
            "measure": {"kind": "number", "start": 0, "target": 10, "unit": ""}});
        app.manager().post("/key-results", early.clone()).await.invalid(&["/reason required"]);
        assert_eq!(
            app.manager().post("/key-results", since_january(early)).await.created()["counts_from"],
            Value::Null
        );
        assert_close(&score(&app, "2026-01-31").await, 0.25);
        let next = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let next = id(&app.admin().post("/cycles", next).await.created());
        let objective = json!({"cycle_id": next, "title": "Later"});
        let later = app.objective(objective).await;
        assert_eq!(app.viewer().get(&format!("/objectives/{later}")).await.ok()["counts_from"], Value::Null);
    }

    async fn cancelled_after_the_end_is_not_in_the_final_reading(app: TestApp) {
        half(&app).await;
        let other = id(&app.key_result(since_january(json!({"title": "Calls"}))).await);
        assert_close(&score(&app, "2026-03-31").await, 0.25);
        let token = app.admin_on("2026-04-03").await;
        let admin = app.with_token(&token);
        admin.patch_because(&format!("/key-results/{other}"), json!({"state": "cancelled"})).await.ok();
        let card = async |day: &str| admin.get(&format!("{}&as_of={day}", app.scorecard_path(""))).await.ok();
        assert_close(&card("2026-03-31").await["overall"]["score"], 0.5);
        assert_close(&card("2026-03-30").await["overall"]["score"], 0.25);
        admin.post(&format!("/cycles/{}/close", app.company.cycle), json!({})).await.ok();
        assert_close(&card("2026-04-03").await["overall"]["score"], 0.5);
    }

    async fn revision_that_is_still_to_come_is_refused(app: TestApp) {
        let path = app.scorecard_path("");
        let card = app.scorecard().await;
        assert_eq!(card["known_at"], card["revision"]);
        let next = card["revision"].as_i64().unwrap() + 1;
        app.viewer().get(&format!("{path}&known_at={next}")).await.invalid(&["/known_at too_large"]);
        app.viewer().get(&format!("{path}&known_at=-1")).await.invalid(&["/known_at too_small"]);
        app.viewer().get(&format!("{path}&known_at=0")).await.problem(404, "not_found");
    }

    async fn key_result_cancelled_by_itself_stays_so_when_its_objective_comes_back(app: TestApp) {
        let (one, other) = (app.company.key_result.clone(), id(&app.key_result(json!({"title": "Calls"})).await));
        let mistake = json!({"state": "cancelled", "correction": true, "reason": "Entered twice"});
        app.manager().patch(&format!("/key-results/{other}"), mistake.clone()).await.ok();
        let objective = format!("/objectives/{}", app.company.objective);
        app.manager().patch(&objective, mistake).await.ok();
        app.manager().patch_because(&objective, json!({"state": "active"})).await.ok();
        assert_eq!(app.read_key_result(&one).await["state"], "active");
        assert_eq!(app.read_key_result(&other).await["state"], "cancelled");
    }

    async fn every_scorecard_of_a_quarter_reads_the_same_for_ever(app: TestApp) {
        let mut quarter = Quarter::begin(&app).await;
        while quarter.writes < 500 {
            quarter.next_day().await;
        }
        let admin = app.with_token(&quarter.token);
        assert!(quarter.refused < quarter.writes, "{} of the writes were refused", quarter.refused);
        for shown in &quarter.shown {
            assert_same(&admin.get(&shown.path()).await.ok(), &shown.card, &shown.path());
        }
        let backup = Backup::of(&app.database_url());
        let other = TestApp::empty(app.engine, SignUp::Closed).await;
        backup.restored(&other.database_url());
        other.set_day(&quarter.day());
        let token = sign_in(&other, "", &app.company.admin.email).await.token;
        for shown in &quarter.shown {
            assert_same(&other.with_token(&token).get(&shown.path()).await.ok(), &shown.card, &shown.path());
        }
    }
);
