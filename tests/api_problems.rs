//! Refusals that all operations share: bodies that are not JSON, unknown paths and methods, oversized bodies, wrong
//! media types; impossible ids, characters and numbers. Refusals of single resources are tested with them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    contract::Contract,
    engine::on_both_engines,
    operation::Spec,
    requests::Place,
};

const JSON: &str = "application/json";

async fn brand(app: &TestApp, body: &[u8], media: &str) -> Answer {
    app.executive().raw(Method::POST, "/brands", Some((body.to_vec(), media))).await
}

/// The operations that take a body and need a signed-in caller.
fn with_body() -> impl Iterator<Item = &'static Spec> {
    Contract::operations().iter().filter(|spec| spec.has_body() && !spec.anonymous)
}

on_both_engines!(
    async fn problem_tells_all_its_members(app: TestApp) {
        let answer = app.viewer().post("/brands", json!({"name": "Corta"})).await;
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let request_id = answer.header("x-request-id").unwrap().to_owned();
        let body = answer.problem(403, "forbidden");
        let expected = json!({"type": "/problems/forbidden", "title": body["title"], "status": 403,
            "code": "forbidden", "detail": body["detail"], "request_id": request_id});
        assert_eq!(body, expected);
        assert!(body["detail"].as_str().unwrap().contains("executives"));
    }

    async fn every_answer_has_a_request_id_of_its_own(app: TestApp) {
        let (one, two) = (app.viewer().get("/me").await, app.viewer().get("/me").await);
        assert_ne!(one.header("x-request-id").unwrap(), two.header("x-request-id").unwrap());
    }

    async fn unknown_path_is_not_found(app: TestApp) {
        for path in ["/nothing", "/brands//", "/brands//model", "//api", "//api/v2/brands", "/users/x/y", "/Brands"] {
            app.admin().get(path).await.problem(404, "not_found");
            app.anonymous().post(path, json!({})).await.problem(404, "not_found");
        }
    }

    async fn other_method_is_refused_with_those_allowed(app: TestApp) {
        for (method, path, allow) in [
            (Method::DELETE, "/brands", "GET, HEAD, POST"),
            (Method::PUT, "/me", "GET, HEAD, PATCH"),
            (Method::GET, "/auth/login", "POST"),
            (Method::POST, "/brands/x", "GET, HEAD, PATCH, DELETE"),
            (Method::TRACE, "//healthz", "GET, HEAD"),
            (Method::OPTIONS, "/openapi.yaml", "GET, HEAD"),
        ] {
            let answer = app.anonymous().raw(method, path, None).await;
            assert_eq!(answer.header("allow"), Some(allow), "{path}");
            answer.problem(405, "method_not_allowed");
        }
    }

    async fn every_path_refuses_the_methods_that_are_not_documented(app: TestApp) {
        let place = Place::new(&app.admin(), &app.company.sales, None).await;
        for spec in Contract::operations() {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let same_path = |other: &&Spec| other.template == spec.template;
                let documented = Contract::operations().iter().filter(same_path).any(|other| other.method == method);
                if !documented {
                    let answer = app.admin().raw(method.parse().unwrap(), &place.path(spec), None).await;
                    answer.problem(405, "method_not_allowed");
                }
            }
        }
    }

    async fn body_that_is_no_json_is_refused(app: TestApp) {
        let deep = "[".repeat(10_000);
        let bodies: [&[u8]; 8] = [
            b"",
            b"{",
            b"name=Corta",
            b"{\"name\": \"a\xff\"}",
            b"{\"name\": \"\\ud800\"}",
            b"{\"name\": 1e999}",
            b"{} {}",
            deep.as_bytes(),
        ];
        for body in bodies {
            brand(&app, body, JSON).await.problem(400, "not_json");
        }
    }

    async fn json_that_is_no_object_breaks_a_rule(app: TestApp) {
        for body in ["null", "[]", "\"name\"", "1", "true"] {
            brand(&app, body.as_bytes(), JSON).await.invalid(&[" wrong_type"]);
        }
    }

    async fn body_of_another_type_is_refused(app: TestApp) {
        let body = br#"{"name": "Corta"}"#;
        for media in ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "", "json"] {
            brand(&app, body, media).await.problem(415, "unsupported_media_type");
        }
        let nothing = app.executive().post_nothing("/brands").await;
        nothing.problem(415, "unsupported_media_type");
        brand(&app, body, "Application/JSON; charset=utf-8").await.created();
    }

    async fn body_over_a_mebibyte_is_refused(app: TestApp) {
        let fitting = |length: usize| {
            let frame = r#"{"name": ""}"#.len();
            format!(r#"{{"name": "{}"}}"#, "x".repeat(length - frame)).into_bytes()
        };
        brand(&app, &fitting(1_048_576), JSON).await.invalid(&["/name too_long"]);
        brand(&app, &fitting(1_048_577), JSON).await.problem(413, "too_large");
    }

    async fn every_operation_with_a_body_refuses_what_is_no_json(app: TestApp) {
        let place = Place::new(&app.admin(), &app.company.sales, None).await;
        for spec in with_body() {
            let (method, path) = (spec.method.parse::<Method>().unwrap(), place.path(spec));
            let admin = app.admin();
            let text = admin.raw(method.clone(), &path, Some((b"{}".to_vec(), "text/plain"))).await;
            text.problem(415, "unsupported_media_type");
            let half = admin.raw(method.clone(), &path, Some((b"{".to_vec(), JSON))).await;
            half.problem(400, "not_json");
            let list = admin.raw(method, &path, Some((b"[]".to_vec(), JSON))).await;
            list.invalid(&[" wrong_type"]);
        }
    }

    async fn every_operation_with_a_body_refuses_unknown_members(app: TestApp) {
        let place = Place::new(&app.admin(), &app.company.sales, None).await;
        for spec in with_body() {
            let request = place.request(&app.admin(), spec).await;
            let mut body = request.body.unwrap();
            body["a/b~c"] = json!(1);
            let body = Some((body.to_string().into_bytes(), JSON));
            let answer = app.admin().raw(spec.method.parse().unwrap(), &request.path, body).await;
            answer.invalid(&["/a~1b~0c unknown_field"]);
        }
    }

    async fn malformed_ids_are_not_found_in_a_path_and_told_in_a_body(app: TestApp) {
        let brand = &app.company.brand;
        for bad in ["7", "%00", "%F0%9F%92%A9", &brand[1..], &brand.replace('-', ""), &format!("%7B{brand}%7D")] {
            app.viewer().get(&format!("/brands/{bad}")).await.problem(404, "not_found");
        }
        let mut body = app.company.new_objective();
        body["owner_id"] = json!(format!("urn:uuid:{brand}"));
        app.manager().post("/objectives", body).await.invalid(&["/owner_id bad_format"]);
    }

    async fn control_characters_are_refused(app: TestApp) {
        for bad in ["a\u{0}b", "\u{0}", "a\nb", "a\tb", "a\u{7f}", "a\u{85}b", "\u{1b}[31m"] {
            app.executive().post("/brands", json!({"name": bad})).await.invalid(&["/name control_character"]);
        }
        let mut body = app.company.new_objective();
        body["contribution"] = json!("a\u{0}b");
        app.manager().post("/objectives", body.clone()).await.invalid(&["/contribution control_character"]);
        body["contribution"] = json!("One.\r\n\tTwo.");
        app.manager().post("/objectives", body).await.created();
    }

    async fn marks_stacked_on_a_letter_are_refused_beyond_eight(app: TestApp) {
        let stacked = |marks: &str| format!("a Z{marks} b");
        // In the order in which composed texts have them.
        let most = "\u{321}\u{321}\u{353}\u{353}\u{30d}\u{36b}\u{30d}\u{36b}";
        let more = "\u{30d}\u{353}\u{5b4}".repeat(3);
        let brand = app.executive().post("/brands", json!({"name": stacked(most).repeat(3)})).await.created();
        assert_eq!(brand["name"], stacked(most).repeat(3));
        app.executive().post("/brands", json!({"name": stacked(&more)})).await.invalid(&["/name stacked_marks"]);
        // Composed, each of these is two marks.
        let doubled = stacked(&"\u{344}".repeat(5));
        app.executive().post("/brands", json!({"name": doubled})).await.invalid(&["/name stacked_marks"]);
        let mut body = app.company.new_objective();
        body["contribution"] = json!(stacked(&more));
        app.manager().post("/objectives", body.clone()).await.invalid(&["/contribution stacked_marks"]);
        body["contribution"] = json!("क्षि สวัสดี ที่นี่ שָׁלוֹם ཧཱུྃ Việt 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩‍👩‍👧‍👦");
        app.manager().post("/objectives", body).await.created();
    }

    async fn member_named_by_control_characters_is_told_as_it_is(app: TestApp) {
        let body = json!({"name": "Corta", "\u{0}": 1});
        app.executive().post("/brands", body).await.invalid(&["/\u{0} unknown_field"]);
    }

    async fn text_is_trimmed_and_kept_as_it_is_otherwise(app: TestApp) {
        for (sent, kept) in [
            ("  Corta \u{a0}\u{3000}", "Corta"),
            ("\nCorta\n", "Corta"),
            ("Caffè – “Bar” 🎯 \\ ' % <b>", "Caffè – “Bar” 🎯 \\ ' % <b>"),
            ("a  b", "a  b"),
        ] {
            let brand = app.executive().post("/brands", json!({"name": sent})).await.created();
            assert_eq!(brand["name"], kept);
            assert_eq!(app.viewer().get(&format!("/brands/{}", id(&brand))).await.ok()["name"], kept);
        }
        app.executive().post("/brands", json!({"name": " \u{2003}\t"})).await.invalid(&["/name too_short"]);
    }

    async fn name_has_at_most_two_hundred_characters_of_any_size(app: TestApp) {
        let fitting = "🎯".repeat(200);
        app.executive().post("/brands", json!({"name": fitting})).await.created();
        let body = json!({"name": format!("{fitting}x")});
        app.executive().post("/brands", body).await.invalid(&["/name too_long"]);
    }

    async fn figures_stay_within_their_bounds(app: TestApp) {
        let create = async |weight: Value| {
            let mut body = app.company.new_objective();
            body["weight"] = weight;
            app.manager().post("/objectives", body).await
        };
        assert_eq!(create(json!(1e15)).await.created()["weight"].as_f64(), Some(1e15));
        assert_eq!(create(json!(0)).await.created()["weight"].as_f64(), Some(0.0));
        create(json!(1.1e15)).await.invalid(&["/weight too_large"]);
        create(json!(-1e-300)).await.invalid(&["/weight too_small"]);
        create(json!("1")).await.invalid(&["/weight wrong_type"]);
        create(json!(true)).await.invalid(&["/weight wrong_type"]);
    }

    async fn member_that_comes_twice_counts_as_it_came_last(app: TestApp) {
        let body = br#"{"name": "First", "name": "Last"}"#;
        assert_eq!(brand(&app, body, JSON).await.created()["name"], "Last");
    }

    async fn refusals_come_in_order(app: TestApp) {
        let (anonymous, viewer) = (app.anonymous(), app.viewer());
        anonymous.patch("/brands/7", json!({"name": ""})).await.problem(401, "unauthenticated");
        viewer.patch("/brands/7", json!({"name": ""})).await.problem(404, "not_found");
        let path = format!("/brands/{}", app.company.brand);
        viewer.patch(&path, json!({"name": ""})).await.problem(403, "forbidden");
        app.executive().patch(&path, json!({"name": ""})).await.problem(422, "invalid");
    }
);
