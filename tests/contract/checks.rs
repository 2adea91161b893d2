//! Tests of the checks in `support/contract.rs`, with requests and answers that break the contract and some that do
//! not.
//!
//! The server never breaks it, so no other test can show that a breach would be noticed. Nothing is sent; the
//! operations on brands and the health checks serve as examples.

use serde_json::{Value, json};

use crate::support::contract::{Contract, Operation};

const JSON: &str = "application/json; charset=utf-8";
const PROBLEM: &str = "application/problem+json";

fn brand() -> Value {
    json!({
        "id": "0193fa10-0000-7000-8000-000000000000", "name": "Rossi", "archived": false, "version": 1,
        "created_at": "2026-02-15T08:00:00Z", "updated_at": "2026-02-15T08:00:00.123456Z",
    })
}

fn problem(status: u16, code: &str) -> Value {
    json!({
        "type": format!("/problems/{code}"), "title": "T", "status": status, "code": code, "detail": "D", "request_id": "r",
    })
}

fn create() -> Operation {
    Contract::operation("POST", "/api/v1/brands")
}

fn answer(operation: &Operation, status: u16, headers: &[(&str, &str)], body: &Value) -> String {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    operation.wrong_in_response(status, &headers, body.to_string().as_bytes()).join("\n")
}

fn created(body: &Value) -> String {
    answer(&create(), 201, &[("content-type", JSON), ("location", "/api/v1/brands/1"), ("etag", "\"1\"")], body)
}

#[track_caller]
fn tells(wrong: &str, expected: &str) {
    assert!(wrong.contains(expected), "{wrong:?} does not tell {expected:?}");
}

#[test]
fn an_operation_is_found_by_its_path() {
    let id = |method, path| Contract::find(method, path).map(|operation| operation.spec.id.as_str());
    assert_eq!(id("GET", "/api/v1/brands?limit=1"), Some("brands.list"));
    assert_eq!(id("patch", "/api/v1/brands/x"), Some("brands.update"));
    assert_eq!(id("GET", "/healthz").map(|_| ()), Some(()));
    assert_eq!(id("GET", "/brands"), None);
    assert_eq!(id("PUT", "/api/v1/brands"), None);
}

#[test]
fn what_keeps_to_the_contract_passes() {
    assert_eq!(created(&brand()), "");
    assert_eq!(answer(&create(), 403, &[("Content-Type", PROBLEM)], &problem(403, "forbidden")), "");
    assert_eq!(answer(&create(), 500, &[("Content-Type", PROBLEM)], &problem(500, "internal")), "");
    let delete = Contract::operation("DELETE", "/api/v1/brands/0193fa10-0000-7000-8000-000000000000");
    assert!(delete.wrong_in_response(204, &[], b"").is_empty());
    assert!(delete.wrong_in_request("", None, None).is_empty());
    assert!(create().wrong_in_request("", Some(JSON), Some(&json!({"name": "Rossi"}))).is_empty());
    let list = Contract::operation("GET", "/api/v1/brands");
    assert!(list.wrong_in_request("limit=200&archived=true&q=a%20b", None, None).is_empty());
}

#[test]
fn an_undocumented_answer_is_told() {
    tells(&answer(&create(), 200, &[("content-type", JSON)], &brand()), "status 200 is not documented");
    tells(
        &answer(&create(), 418, &[("content-type", PROBLEM)], &problem(418, "invalid")),
        "status 418 is not documented",
    );
    tells(&answer(&create(), 201, &[("content-type", JSON)], &brand()), "the header Location is missing");
    tells(&answer(&create(), 201, &[("content-type", "text/html")], &brand()), "content type \"text/html\"");
    tells(
        &answer(&create(), 403, &[("content-type", PROBLEM)], &problem(404, "not_found")),
        "the problem says status 404",
    );
    let delete = Contract::operation("DELETE", "/api/v1/brands/x");
    tells(&answer(&delete, 204, &[], &json!(1)), "a body where none is documented");
}

#[test]
fn a_body_that_breaks_its_schema_is_told() {
    for (member, value, expected) in [
        ("id", json!("7"), "is not a \"uuid\""),
        ("created_at", json!("yesterday"), "is not a \"date-time\""),
        ("version", json!("1"), "is not of type \"integer\""),
        ("name", Value::Null, "is not of type \"string\""),
        ("secret", json!(1), "'secret' was unexpected"),
    ] {
        let mut body = brand();
        body[member] = value;
        tells(&created(&body), expected);
    }
    tells(&created(&json!({})), "\"id\" is a required property");
}

#[test]
fn a_request_that_breaks_the_contract_is_told() {
    let wrong =
        |content_type, body: Option<Value>| create().wrong_in_request("", content_type, body.as_ref()).join("\n");
    tells(&wrong(Some(JSON), None), "the JSON body is missing");
    tells(&wrong(Some("text/plain"), Some(json!({"name": "Rossi"}))), "content type \"text/plain\"");
    tells(&wrong(Some(JSON), Some(json!({"name": ""}))), "/name: \"\" is shorter than 1 character");
    tells(&wrong(Some(JSON), Some(json!({"nome": "Rossi"}))), "'nome' was unexpected");
    let list = Contract::operation("GET", "/api/v1/brands");
    let query = |query| list.wrong_in_request(query, None, None).join("\n");
    for (given, expected) in [
        ("limit=0", "0 is less than the minimum of 1"),
        ("limit=x", "is not of type \"integer\""),
        ("archived=maybe", "is not of type \"boolean\""),
        ("limit=1&limit=2", "given more than once"),
        ("nope=1", "\"nope\" is not documented"),
    ] {
        tells(&query(given), expected);
    }
    let department = Contract::operation("POST", "/api/v1/departments");
    let described = |text: &str| {
        let body = json!({"name": "Sales", "description": text});
        department.wrong_in_request("", Some(JSON), Some(&body)).join("\n")
    };
    tells(&described("a\rb"), "does not match");
    assert_eq!(described(" \u{2003}a\r\n\tb\u{b}"), "");
    let show = Contract::operation("GET", "/api/v1/brands/7");
    tells(&show.wrong_in_request("", None, None).join("\n"), "path parameter brand_id");
}
