//! Every page that answers GET, as `src/web/routes.rs` has them, with addresses that exist in an application: what is in
//! braces becomes the id of something that is there. A new page is in the tests of all pages by itself; only what its
//! address newly needs is added here.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

use super::{client::Client, client::id};

/// What is met without a session, or is no page.
const APART: [&str; 5] = ["/assets/{name}", "/revision", "/sign-in", "/set-up", "/invites/{token}"];

/// The addresses with `{parameters}` of all pages for people who are signed in.
pub fn patterns() -> Vec<String> {
    let mut found = answering("get()");
    found.retain(|pattern| !APART.contains(&pattern.as_str()));
    assert!(found.len() > 50, "{found:?}");
    found
}

/// The addresses with `{parameters}` that forms are sent to.
pub fn forms() -> Vec<String> {
    let found = answering("post()");
    assert!(found.len() > 40, "{found:?}");
    found
}

/// The form that is sent to an address.
pub fn form_at(address: &str) -> Option<String> {
    let parts: Vec<&str> = address.split('?').next().unwrap().split('/').collect();
    let fits = |pattern: &str| {
        let known: Vec<&str> = pattern.split('/').collect();
        known.len() == parts.len() && known.iter().zip(&parts).all(|(one, part)| one.starts_with('{') || one == part)
    };
    let mut fitting: Vec<String> = forms().into_iter().filter(|pattern| fits(pattern)).collect();
    fitting.sort_by_key(|pattern| pattern.matches('{').count());
    fitting.into_iter().next()
}

fn answering(method: &str) -> Vec<String> {
    let mut routes = String::new();
    read_routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut routes);
    let pieces = routes.split("resource(\"").skip(1).filter(|piece| piece.contains(method));
    pieces.map(|piece| piece.split('"').next().unwrap().to_owned()).collect()
}

/// The tables of addresses: `routes.rs` and the `mod.rs` of each feature.
fn read_routes(folder: &Path, routes: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_routes(&path, routes);
        } else if path.ends_with("mod.rs") || path.ends_with("routes.rs") {
            routes.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The pages whose address needs nothing, as in an organisation where nothing is yet.
pub fn plain() -> Vec<String> {
    patterns().into_iter().filter(|pattern| !pattern.contains('{')).collect()
}

/// All pages of the demonstration company for its admin, and some of them in other states.
pub async fn of_demo(admin: &Client<'_>) -> Vec<String> {
    let known = Known::find(admin).await;
    let mut pages: Vec<String> = patterns().iter().map(|pattern| known.fill(pattern)).collect();
    let more = [
        "/check-in?whose={department_id}",
        "/search?q=oil",
        "/search?q=nothing-of-that-name",
        "/?as_of=2026-01-20",
        "/?cycle={closed_cycle}",
        "/cycles/{closed_cycle}",
        "/cycles/{planned_cycle}",
        "/map?department={department_id}",
        "/model/versions/compare?a=1&b=draft",
        "/key-results/{milestones}",
        "/key-results/{range}",
        "/key-results/{follower}",
        "/key-results/{proposed}",
        "/key-results/new?objective={objective_id}",
    ];
    pages.extend(more.iter().map(|pattern| known.fill(pattern)));
    pages
}

/// What stands for the parameters.
struct Known(BTreeMap<&'static str, String>);

impl Known {
    async fn find(admin: &Client<'_>) -> Self {
        let all = async |path: &str| admin.get(path).await.ok()["items"].as_array().unwrap().clone();
        let cycles = all("/cycles").await;
        let cycle = |state: &str| id(cycles.iter().find(|one| one["state"] == state).unwrap());
        let active = cycle("active");
        let departments = all("/departments").await;
        let sales = departments.iter().find(|one| one["name"] == "Sales").unwrap();
        let members = all(&format!("/departments/{}/members", id(sales))).await;
        let key_results = all(&format!("/key-results?cycle_id={active}&limit=200")).await;
        let of_kind =
            |kind: &str| key_results.iter().find(|one| one["measure"]["kind"] == kind && one["kpi_id"].is_null());
        let number = of_kind("number").unwrap();
        let check_ins = all(&format!("/key-results/{}/check-ins", id(number))).await;
        let follower = key_results.iter().find(|one| !one["kpi_id"].is_null()).unwrap();
        let kpi = text(&follower["kpi_id"]);
        let measurements = all(&format!("/kpis/{kpi}/measurements")).await;
        let mut known = BTreeMap::from([
            ("department_id", id(sales)),
            ("user_id", text(&members[0]["user_id"])),
            ("brand_id", id(&all("/brands").await[0])),
            ("cycle_id", active),
            ("closed_cycle", cycle("closed")),
            ("objective_id", text(&number["objective_id"])),
            ("key_result_id", id(number)),
            ("check_in_id", id(&check_ins[0])),
            ("milestones", id(of_kind("milestones").unwrap())),
            ("range", id(of_kind("range").unwrap())),
            ("follower", id(follower)),
            ("date", text(&measurements[0]["date"])),
            ("kpi_id", kpi),
            ("number", "1".to_owned()),
        ]);
        known.extend(made(admin, number).await);
        Self(known)
    }

    fn fill(&self, pattern: &str) -> String {
        let mut path = pattern.to_owned();
        let other = match pattern {
            "/key-results/{key_result_id}/delete" => Some(("{key_result_id}", "proposed")),
            "/cycles/{cycle_id}/delete" => Some(("{cycle_id}", "planned_cycle")),
            _ => None,
        };
        if let Some((parameter, name)) = other {
            path = path.replace(parameter, &self.0[name]);
        }
        for (name, value) in &self.0 {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "{path}: say in tests/support/pages.rs what stands there");
        path
    }
}

/// What the demonstration company lacks, made for the tests.
async fn made(admin: &Client<'_>, number: &Value) -> Vec<(&'static str, String)> {
    let cycle = json!({"name": "Later", "starts_on": "2027-01-01", "ends_on": "2027-03-31"});
    let proposed = json!({"objective_id": number["objective_id"], "title": "Only proposed", "state": "proposed",
        "measure": {"kind": "number", "start": 0, "target": 10, "unit": "visits"}});
    let key = json!({"name": "Spreadsheet", "scopes": ["read"]});
    vec![
        ("planned_cycle", id(&admin.post("/cycles", cycle).await.created())),
        ("proposed", id(&admin.post("/key-results", proposed).await.created())),
        ("key_id", id(&admin.post("/api-keys", key).await.created())),
    ]
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
