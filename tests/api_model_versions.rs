//! Published versions of a brand's Marketing Model: numbered without gaps, immutable, published by whoever may write
//! the Model. The draft is tested in `api_model.rs`, permissions also in `roles.rs`.

use actix_web::rt::spawn;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::{Engine, on_both_engines},
};

fn model() -> Value {
    json!({"purpose": "Ten good minutes a day.", "strategic_heart": "The table.", "values": ["Care", "Candour"],
        "principles": [{"title": "Time before speed", "body": "Never hurry."}],
        "canvases": [{"phase": 4, "title": "Who", "body": "Three generations."}]})
}

fn versions(app: &TestApp) -> String {
    format!("/brands/{}/model/versions", app.company.brand)
}

async fn draft(app: &TestApp, model: Value) -> Value {
    app.executive().put(&format!("/brands/{}/model", app.company.brand), model).await.ok()
}

async fn publish(app: &TestApp, note: &str) -> Answer {
    app.executive().post(&versions(app), json!({"note": note})).await
}

async fn all_at_once(engine: Engine) {
    let app = std::rc::Rc::new(TestApp::new(engine).await);
    let writers: Vec<_> = (0..12)
        .map(|number| {
            let app = app.clone();
            spawn(async move {
                draft(&app, json!({"purpose": format!("Purpose {number}.")})).await;
                publish(&app, "At once.").await.status
            })
        })
        .collect();
    let mut published = 0;
    for writer in writers {
        let status = writer.await.unwrap();
        assert!([201, 409].contains(&status), "{status}");
        published += usize::from(status == 201);
    }
    let listed = app.viewer().get(&versions(&app)).await.ok();
    let listed = listed["items"].as_array().unwrap();
    let numbers: Vec<_> = listed.iter().map(|version| version["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=u64::try_from(published).unwrap()).collect::<Vec<_>>());
    assert!(listed.windows(2).all(|pair| pair[0]["purpose"] != pair[1]["purpose"]), "{listed:?}");
}

on_both_engines!(
    async fn executive_publishes_the_draft_as_it_is(app: TestApp) {
        let draft = draft(&app, model()).await;
        let answer = publish(&app, "The first.").await;
        let path = format!("{}/1", versions(&app));
        assert_eq!(answer.header("location"), Some(format!("/api/v1{path}").as_str()));
        let version = answer.created();
        for member in ["brand_id", "purpose", "strategic_heart", "values", "principles", "canvases", "custodian_id"] {
            assert_eq!(version[member], draft[member], "{member}");
        }
        assert_eq!((&version["number"], &version["note"]), (&json!(1), &json!("The first.")));
        assert_eq!((&version["published_by"], &version["version"]), (&json!(app.company.executive.id), &json!(1)));
        assert_eq!(app.viewer().get(&path).await.ok(), version);
    }

    async fn version_stays_as_it_was_when_the_draft_goes_on(app: TestApp) {
        draft(&app, model()).await;
        let first = publish(&app, "The first.").await.created();
        let mut changed = model();
        changed["purpose"] = json!("Eleven good minutes a day.");
        draft(&app, changed).await;
        assert_eq!(app.viewer().get(&format!("{}/1", versions(&app))).await.ok(), first);
        let second = publish(&app, "One minute more.").await.created();
        assert_eq!((&second["number"], &second["purpose"]), (&json!(2), &json!("Eleven good minutes a day.")));
        let listed = app.viewer().get(&versions(&app)).await.ok();
        assert_eq!(listed["items"], json!([first, second]));
        app.viewer().get(&format!("{}/3", versions(&app))).await.problem(404, "not_found");
        app.viewer().get(&format!("{}/first", versions(&app))).await.problem(404, "not_found");
    }

    async fn scorecard_shows_the_purpose_of_the_draft(app: TestApp) {
        draft(&app, model()).await;
        publish(&app, "The first.").await.created();
        draft(&app, json!({"purpose": "To last."})).await;
        assert_eq!(app.scorecard().await["purpose_statement"], "To last.");
    }

    async fn nothing_new_is_not_published(app: TestApp) {
        let told = publish(&app, "None yet.").await.problem(409, "conflict");
        assert!(told["detail"].as_str().unwrap().contains("states no purpose"), "{told}");
        draft(&app, json!({"strategic_heart": "The table."})).await;
        publish(&app, "No purpose.").await.problem(409, "conflict");
        draft(&app, model()).await;
        publish(&app, "The first.").await.created();
        let told = publish(&app, "The same.").await.problem(409, "conflict");
        assert!(told["detail"].as_str().unwrap().contains("Version 1 is the draft as it stands"), "{told}");
    }

    async fn version_needs_a_note_and_takes_nothing_else(app: TestApp) {
        draft(&app, model()).await;
        let executive = app.executive();
        executive.post(&versions(&app), json!({})).await.invalid(&["/note required"]);
        executive
            .post(&versions(&app), json!({"note": " ", "number": 7}))
            .await
            .invalid(&["/note too_short", "/number unknown_field"]);
    }

    async fn custodian_publishes_whatever_their_role(app: TestApp) {
        let mut kept = model();
        kept["custodian_id"] = json!(app.company.viewer.id);
        draft(&app, kept).await;
        app.member().post(&versions(&app), json!({"note": "Mine."})).await.problem(403, "forbidden");
        let version = app.viewer().post(&versions(&app), json!({"note": "Mine."})).await.created();
        assert_eq!(version["published_by"], json!(app.company.viewer.id));
    }

    async fn api_key_publishes_as_nobody(app: TestApp) {
        draft(&app, model()).await;
        let key = app.admin().post("/api-keys", json!({"name": "Sync", "scopes": ["admin"]})).await.created();
        let client = app.with_token(key["key"].as_str().unwrap());
        let version = client.post(&versions(&app), json!({"note": "Synced."})).await.created();
        assert_eq!(version["published_by"], Value::Null);
    }

    async fn log_tells_of_each_version(app: TestApp) {
        draft(&app, model()).await;
        let version = publish(&app, "The first.").await.created();
        let change = app.last_change().await;
        assert_eq!((&change["action"], &change["entity"]), (&json!("created"), &json!("model_version")));
        assert_eq!(change["entity_id"], json!(format!("{}/1", app.company.brand)));
        assert_eq!(change["after"], version);
    }

    async fn retry_publishes_once(app: TestApp) {
        draft(&app, model()).await;
        let executive = app.executive().with_header("idempotency-key", "v1");
        let first = executive.post(&versions(&app), json!({"note": "The first."})).await.created();
        assert_eq!(executive.post(&versions(&app), json!({"note": "The first."})).await.created(), first);
    }

    async fn brands_number_their_versions_apart_and_take_them_along(app: TestApp) {
        draft(&app, model()).await;
        publish(&app, "The first.").await.created();
        let other = id(&app.executive().post("/brands", json!({"name": "Corta"})).await.created());
        let path = format!("/brands/{other}/model");
        app.executive().put(&path, model()).await.ok();
        let version = app.executive().post(&format!("{path}/versions"), json!({"note": "Ours."})).await.created();
        assert_eq!(version["number"], 1);
        app.executive().delete(&format!("/brands/{other}")).await.no_content();
        app.viewer().get(&format!("{path}/versions")).await.problem(404, "not_found");
        let gone =
            app.executive().get(&format!("/changes?limit=200&entity=model_version&entity_id={other}/1")).await.ok();
        let last = gone["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["action"], &last["before"]), (&json!("deleted"), &version));
    }

    async fn versions_published_at_once_have_no_gaps(app: TestApp) {
        all_at_once(app.engine).await;
    }
);
