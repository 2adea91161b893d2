//! Signing up: what it creates, who may do it, what is refused. Most tests use an empty database, since the company of
//! the other tests has signed up already.

use perno::app::SignUp;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::id,
    company::{PASSWORD, sign_up},
    engine::on_both_engines,
};

fn rossi() -> Value {
    json!({"name": "Rossi", "admin": {"name": "Ada", "email": "ada@rossi.example", "password": PASSWORD}})
}

on_both_engines!(
    async fn newcomer_signs_up_with_defaults(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let answer = app.anonymous().post("/organisations", rossi()).await;
        assert_eq!(answer.header("location"), Some("/api/v1/organisation"));
        let body = answer.created();
        let (organisation, user, brand) = (&body["organisation"], &body["user"], &body["brand"]);
        assert_eq!((&organisation["time_zone"], &organisation["language"]), (&json!("UTC"), &json!("en")));
        assert_eq!((&user["role"], &user["active"], &user["language"]), (&json!("admin"), &json!(true), &json!("en")));
        assert_eq!((&brand["name"], &brand["archived"]), (&json!("Rossi"), &json!(false)));
        for one in [organisation, user, brand] {
            assert_eq!((&one["version"], &one["created_at"]), (&json!(1), &one["updated_at"]));
        }
    }

    async fn newcomer_gets_an_organisation_with_nothing_else_in_it(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let (ada, brand) = sign_up(&app, "Rossi", "ada@rossi.example").await;
        let ada = app.with_token(&ada.token);
        for path in ["/departments", "/cycles", "/objectives", "/key-results", "/kpis"] {
            assert_eq!(ada.get(path).await.ok()["items"], json!([]), "{path}");
        }
        assert_eq!(ada.get("/users").await.ok()["items"].as_array().unwrap().len(), 1);
        assert_eq!(id(&ada.get("/brands").await.ok()["items"][0]), brand);
        let changes = ada.get("/changes").await.ok();
        let changes = changes["items"].as_array().unwrap();
        let entities: Vec<_> = changes.iter().map(|one| (one["revision"].clone(), one["entity"].clone())).collect();
        let expected = ["organisation", "user", "brand"].map(|entity| (json!(1), json!(entity)));
        assert_eq!(entities, expected);
        assert_eq!(changes[0]["actor"]["name"], "Ada");
    }

    async fn newcomer_chooses_time_zone_and_language(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let mut body = rossi();
        body["time_zone"] = json!("Europe/Rome");
        body["language"] = json!("it");
        let body = app.anonymous().post("/organisations", body).await.created();
        assert_eq!(body["organisation"]["time_zone"], "Europe/Rome");
        assert_eq!((&body["organisation"]["language"], &body["user"]["language"]), (&json!("it"), &json!("it")));
    }

    async fn newcomer_is_refused_where_there_is_an_organisation(app: TestApp) {
        app.anonymous().post("/organisations", rossi()).await.problem(403, "signup_closed");
        app.anonymous().post("/organisations", json!({})).await.problem(403, "signup_closed");
    }

    async fn newcomers_sign_up_one_after_the_other_where_it_is_open(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Open).await;
        sign_up(&app, "Rossi", "ada@rossi.example").await;
        sign_up(&app, "Verdi", "vera@verdi.example").await;
    }

    async fn newcomer_cannot_take_an_address_of_another_organisation(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Open).await;
        sign_up(&app, "Rossi", "ada@rossi.example").await;
        let mut body = rossi();
        body["admin"]["email"] = json!(" ADA@Rossi.example ");
        app.anonymous().post("/organisations", body).await.problem(409, "email_taken");
    }

    async fn newcomer_reads_everything_that_is_wrong_at_once(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let body = json!({"name": "  ", "time_zone": "Mars/Olympus", "language": "de", "colour": "red",
            "admin": {"email": "ada", "password": "short", "role": "admin"}});
        app.anonymous().post("/organisations", body).await.invalid(&[
            "/name too_short",
            "/time_zone bad_format",
            "/language not_one_of",
            "/colour unknown_field",
            "/admin/name required",
            "/admin/email bad_format",
            "/admin/password too_short",
            "/admin/role unknown_field",
        ]);
    }

    async fn newcomer_reads_what_has_the_wrong_type(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let anonymous = app.anonymous();
        let body = json!({"name": 7, "admin": []});
        anonymous.post("/organisations", body).await.invalid(&["/name wrong_type", "/admin wrong_type"]);
        anonymous.post("/organisations", json!({})).await.invalid(&["/name required", "/admin required"]);
        anonymous.post("/organisations", json!([1])).await.invalid(&[" wrong_type"]);
        let body = json!({"name": "Rossi", "admin": {"name": "Ada", "email": "ada@rossi.example", "password": null}});
        anonymous.post("/organisations", body).await.invalid(&["/admin/password wrong_type"]);
    }

    async fn newcomer_who_was_refused_left_nothing_behind(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        app.anonymous().post("/organisations", json!({"name": "Rossi"})).await.with(422);
        app.anonymous().post("/organisations", rossi()).await.created();
    }

    async fn only_one_of_many_newcomers_founds_the_first_organisation(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let one = |number: u32| {
            let mut body = rossi();
            body["admin"]["email"] = json!(format!("ada{number}@rossi.example"));
            let app = &app;
            async move { app.anonymous().post("/organisations", body).await.status }
        };
        let statuses = [tokio::join!(one(1), one(2), one(3), one(4))];
        let statuses = statuses.map(|(a, b, c, d)| [a, b, c, d]).concat();
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 403).count(), 3, "{statuses:?}");
    }

    async fn only_one_organisation_is_founded_on_several_nodes(app: TestApp) {
        let first = TestApp::empty(app.engine, SignUp::Closed).await;
        let nodes = [first.another_node(), first.another_node(), first.another_node(), first];
        let one = |number: usize| {
            let mut body = rossi();
            body["admin"]["email"] = json!(format!("ada{number}@rossi.example"));
            let node = &nodes[number];
            async move { node.anonymous().post("/organisations", body).await.status }
        };
        let (a, b, c, d) = tokio::join!(one(0), one(1), one(2), one(3));
        let mut statuses = [a, b, c, d];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 403, 403, 403]);
    }
);
