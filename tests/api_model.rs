//! A brand's Marketing Model: replaced as a whole, by its custodian, executives and admins.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    engine::on_both_engines,
};

fn model() -> Value {
    json!({"purpose": "Ten good minutes a day.", "strategic_heart": "The table.", "values": ["Care", "Candour"],
        "principles": [{"title": "Time before speed", "body": "Never hurry."}, {"title": "Look up", "body": "Greet."}],
        "canvases": [{"phase": 4, "title": "Who", "body": "Three generations."}]})
}

async fn put(app: &TestApp, model: Value) -> Answer {
    app.executive().put(&format!("/brands/{}/model", app.company.brand), model).await
}

async fn read(app: &TestApp) -> Value {
    app.viewer().get(&format!("/brands/{}/model", app.company.brand)).await.ok()
}

/// The ids of the principles.
fn principles(model: &Value) -> Vec<String> {
    model["principles"].as_array().unwrap().iter().map(id).collect()
}

on_both_engines!(
    async fn model_never_written_reads_as_an_empty_one(app: TestApp) {
        let expected = json!({"brand_id": app.company.brand, "purpose": null, "strategic_heart": null, "values": [],
            "principles": [], "canvases": [], "custodian_id": null, "version": 0, "created_at": null,
            "updated_at": null});
        assert_eq!(read(&app).await, expected);
    }

    async fn executive_writes_the_model(app: TestApp) {
        let written = put(&app, model()).await.ok();
        assert_eq!((&written["version"], &written["brand_id"]), (&json!(1), &json!(app.company.brand)));
        assert_eq!(written["values"], json!(["Care", "Candour"]));
        assert_eq!(written["canvases"], model()["canvases"]);
        assert_eq!(written["principles"][1]["title"], "Look up");
        assert_ne!(principles(&written)[0], principles(&written)[1]);
        assert_eq!(read(&app).await, written);
    }

    async fn model_is_replaced_as_a_whole(app: TestApp) {
        put(&app, model()).await.ok();
        let written = put(&app, json!({"purpose": "To last."})).await.ok();
        assert_eq!((&written["purpose"], &written["strategic_heart"]), (&json!("To last."), &Value::Null));
        assert_eq!((&written["principles"], &written["values"]), (&json!([]), &json!([])));
        assert_eq!(written["version"], json!(2));
    }

    async fn model_written_again_as_it_is_keeps_the_version(app: TestApp) {
        let mut written = put(&app, model()).await.ok();
        let mut same = model();
        same["principles"] = written["principles"].clone();
        assert_eq!(put(&app, same).await.ok(), written);
        written["version"] = json!(2);
        let renamed = put(&app, model()).await.ok();
        assert_ne!(principles(&renamed), principles(&written));
    }

    async fn principles_keep_their_ids_when_they_are_sent_along(app: TestApp) {
        let first = principles(&put(&app, model()).await.ok());
        let body = json!({"principles": [{"title": "New", "body": "First."},
            {"id": first[1], "title": "Look further up", "body": "Greet all."}]});
        let second = put(&app, body).await.ok();
        assert_eq!(principles(&second)[1], first[1]);
        assert_eq!(second["principles"][1]["title"], "Look further up");
        assert!(!first.contains(&principles(&second)[0]));
    }

    async fn principle_with_an_id_that_is_not_there_is_refused(app: TestApp) {
        let gone = principles(&put(&app, model()).await.ok());
        put(&app, json!({})).await.ok();
        let body = json!({"principles": [{"id": gone[0], "title": "Back", "body": "Again."},
            {"id": "7", "title": "Back", "body": "Again."}]});
        put(&app, body).await.invalid(&["/principles/0/id not_found", "/principles/1/id bad_format"]);
    }

    async fn principle_that_comes_twice_is_refused(app: TestApp) {
        let first = principles(&put(&app, model()).await.ok());
        let twice = json!({"id": first[0], "title": "Twice", "body": "Again."});
        put(&app, json!({"principles": [twice, twice]})).await.invalid(&["/principles/1/id duplicate"]);
    }

    async fn executive_reads_everything_that_is_wrong_with_a_model(app: TestApp) {
        let body = json!({"purpose": " ", "strategic_heart": 1, "values": ["", 7, "x".repeat(201)],
            "principles": [{"title": "No body"}, "x"], "canvases": [{"phase": 5, "title": "t", "body": "b", "by": 1},
            {"phase": 1.5, "title": "t", "body": "b"}], "custodian_id": app.company.stranger.id, "version": 1});
        put(&app, body).await.invalid(&[
            "/purpose too_short",
            "/strategic_heart wrong_type",
            "/values/0 too_short",
            "/values/1 wrong_type",
            "/values/2 too_long",
            "/principles/0/body required",
            "/principles/1 wrong_type",
            "/canvases/0/phase too_large",
            "/canvases/0/by unknown_field",
            "/canvases/1/phase wrong_type",
            "/custodian_id not_found",
            "/version unknown_field",
        ]);
    }

    async fn custodian_edits_the_model_whatever_their_role(app: TestApp) {
        let path = format!("/brands/{}/model", app.company.brand);
        app.viewer().put(&path, model()).await.problem(403, "forbidden");
        put(&app, json!({"custodian_id": app.company.viewer.id})).await.ok();
        app.member().put(&path, model()).await.problem(403, "forbidden");
        let mut body = model();
        body["custodian_id"] = json!(app.company.viewer.id);
        app.viewer().put(&path, body).await.ok();
        app.viewer().put(&path, model()).await.ok();
        app.viewer().put(&path, model()).await.problem(403, "forbidden");
    }

    async fn custodian_of_one_brand_is_not_that_of_another(app: TestApp) {
        put(&app, json!({"custodian_id": app.company.viewer.id})).await.ok();
        let other = id(&app.executive().post("/brands", json!({"name": "Corta"})).await.created());
        app.viewer().put(&format!("/brands/{other}/model"), model()).await.problem(403, "forbidden");
    }

    async fn line_breaks_are_kept_in_texts_and_refused_in_titles(app: TestApp) {
        let body = json!({"purpose": "One.\r\n\tTwo.", "values": ["a\tb"]});
        put(&app, body).await.invalid(&["/values/0 control_character"]);
        let written = put(&app, json!({"purpose": "One.\r\n\tTwo."})).await.ok();
        assert_eq!(written["purpose"], "One.\n\tTwo.");
    }

    async fn purpose_stands_on_the_scorecard(app: TestApp) {
        put(&app, model()).await.ok();
        let path = format!("/brands/{}/scorecard?cycle_id={}", app.company.brand, app.company.cycle);
        assert_eq!(app.viewer().get(&path).await.ok()["purpose_statement"], "Ten good minutes a day.");
    }
);
