//! HTTP as clients and proxies really speak it: HEAD, weakened and unquoted tags, byte order marks, a slash too many,
//! compression, `Link` to the next page, CORS headers on errors.

use reqwest::Method;
use serde_json::json;

use crate::support::{client::Client, contract::Contract, engine::on_both_engines, requests::Place};

fn json_body(value: &serde_json::Value) -> (Vec<u8>, &'static str) {
    (value.to_string().into_bytes(), "application/json")
}

async fn rename(client: Client<'_>, path: &str) -> u16 {
    client.raw(Method::PATCH, path, Some(json_body(&json!({"name": "Renamed"})))).await.status
}

on_both_engines!(
    async fn head_answers_as_get_without_a_body(app: TestApp) {
        let place = Place::new(&app.admin(), &app.company.sales, None).await;
        for spec in Contract::operations().iter().filter(|spec| spec.method == "GET") {
            let url = format!("{}{}", app.address, place.path(spec).trim_start_matches('/').replacen("", "/", 1));
            let ask = |method| app.http.request(method, &url).bearer_auth(&app.company.admin.token).send();
            let (get, head) = (ask(Method::GET).await.unwrap(), ask(Method::HEAD).await.unwrap());
            assert_eq!((head.status(), head.headers().get("etag")), (get.status(), get.headers().get("etag")), "{url}");
            assert_eq!(head.headers().get("content-type"), get.headers().get("content-type"), "{url}");
            assert!(head.bytes().await.unwrap().is_empty(), "{url}");
        }
    }

    async fn weakened_tag_means_the_version_and_an_unquoted_one_is_explained(app: TestApp) {
        let path = format!("/brands/{}", app.company.brand);
        let tag = app.admin().get(&path).await.header("etag").unwrap().to_owned();
        assert_eq!(rename(app.admin().with_header("if-match", &format!("W/{tag}")), &path).await, 200);
        assert_eq!(rename(app.admin().with_header("if-match", &format!("W/{tag}")), &path).await, 412);
        let client = app.admin().with_header("if-match", "2");
        let refused = client.raw(Method::PATCH, &path, Some(json_body(&json!({"name": "Again"})))).await;
        refused.invalid(&["/If-Match bad_format"]);
    }

    async fn byte_order_mark_before_json_is_ignored(app: TestApp) {
        let body = [b"\xef\xbb\xbf".as_slice(), br#"{"name": "From a spreadsheet"}"#].concat();
        app.admin().raw(Method::POST, "/brands", Some((body, "application/json"))).await.created();
    }

    async fn slash_at_the_end_of_a_path_changes_nothing(app: TestApp) {
        let with = app.admin().get("/brands/?limit=1").await.ok();
        assert_eq!(with["items"].as_array().unwrap().len(), 1);
        app.admin().post("/brands/", json!({"name": "One more"})).await.created();
    }

    async fn json_is_compressed_for_who_accepts_it(app: TestApp) {
        let url = format!("{}/api/v1/openapi.yaml", app.address);
        let list = format!("{}/api/v1/users", app.address);
        let ask = |url: &str| app.http.get(url).bearer_auth(&app.company.admin.token);
        let plain = ask(&list).send().await.unwrap();
        assert_eq!(plain.headers()["vary"], "Accept-Encoding");
        let plain = plain.bytes().await.unwrap();
        assert!(plain.len() > 1_024, "{}", plain.len());
        let small = ask(&list).header("accept-encoding", "gzip").send().await.unwrap();
        assert_eq!(small.headers()["content-encoding"], "gzip");
        let small = small.bytes().await.unwrap();
        assert!(small.len() * 2 < plain.len(), "{} and {}", small.len(), plain.len());
        let me = ask(&list.replace("/users", "/me")).header("accept-encoding", "gzip").send().await.unwrap();
        assert!(!me.headers().contains_key("content-encoding"), "less than 1 KB");
        assert!(ask(&url).send().await.unwrap().status().is_success());
    }

    async fn list_links_to_its_next_page(app: TestApp) {
        let first = app.admin().get("/users?limit=2&active=true").await;
        let link = first.header("link").unwrap().to_owned();
        let next = link.strip_prefix("</api/v1").and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap();
        let second = app.admin().get(next).await.ok();
        let names = |list: &serde_json::Value| {
            list["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
        };
        assert!(names(&second).iter().all(|id| !names(&first.body).contains(id)));
        assert_eq!(app.admin().get("/users?limit=200").await.header("link"), None);
    }

    async fn unknown_parameter_of_a_list_is_told_the_known_ones_once(app: TestApp) {
        let problem = app.admin().get("/key-results?colour=red").await.problem(422, "invalid");
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        let (_, known) = detail.split_once(": ").unwrap();
        let known: Vec<&str> = known.trim_end_matches('.').split(", ").collect();
        assert!(known.contains(&"cursor") && known.contains(&"limit"), "{detail}");
        let mut once = known.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), known.len(), "{detail}");
    }
);
