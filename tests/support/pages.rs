//! Every page that answers GET, parsed from the routes in `src/web`, with addresses that exist in an application:
//! parameters in braces become ids of existing objects. A new page is thereby included in the tests of all pages; only
//! new parameters are added here.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::{Value, json};

use super::{
    client::{Client, id},
    source::SourceFile,
};

/// All routes of the pages.
static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let files = SourceFile::all_below("src/web");
    files.iter().flat_map(routes_of).collect()
});

struct Route {
    pattern: String,
    gets: bool,
    posts: bool,
}

/// Pages that need no session, and routes that are not pages.
const APART: [&str; 7] =
    ["/assets/{name}", "/revision", "/search/suggestions", "/keys/list", "/sign-in", "/set-up", "/invites/{token}"];

/// The address patterns of all pages for people who are signed in.
pub fn patterns() -> Vec<String> {
    let mut found = answering(|route| route.gets);
    found.retain(|pattern| !APART.contains(&pattern.as_str()));
    assert!(found.len() > 50, "{found:?}");
    found
}

/// The address patterns that forms are sent to.
pub fn forms() -> Vec<String> {
    let found = answering(|route| route.posts);
    assert!(found.len() > 40, "{found:?}");
    found
}

/// The address pattern of the form that is sent to an address.
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

fn answering(how: impl Fn(&Route) -> bool) -> Vec<String> {
    ROUTES.iter().filter(|route| how(route)).map(|route| route.pattern.clone()).collect()
}

/// Each `.service(resource("/address").route(get().to(..)).route(post().to(..)))` of a file; the address may be a
/// literal or start with the prefix of a closure such as `let at = |path: &str| resource(format!("/kpis{path}"))`.
fn routes_of(file: &SourceFile) -> Vec<Route> {
    let starts: Vec<usize> = file.code.match_indices(".service(").map(|(at, found)| at + found.len()).collect();
    let ends = starts.iter().skip(1).copied().chain([file.code.len()]);
    let pieces = starts.iter().zip(ends).map(|(&start, end)| start..start + within(&file.code[start..end]));
    let routes = pieces.filter_map(|piece| {
        let (code, text) = (&file.code[piece.clone()], &file.text[piece.clone()]);
        let (gets, posts) = (code.contains("get()"), code.contains("post()"));
        let unknown = || -> ! { panic!("{}: say in tests/support/pages.rs what {text} is", file.path) };
        let literal = text.split_once('"').and_then(|(before, rest)| Some((before, rest.split_once('"')?.0)));
        let (before, path) = literal.unwrap_or_else(|| unknown());
        let maker = before.trim().trim_end_matches('(');
        let prefix = match maker.rsplit("::").next() {
            Some("resource") => "",
            Some("scope") if path.is_empty() => return None,
            _ => prefix(&file.text[..piece.start], maker).unwrap_or_else(|| unknown()),
        };
        (gets || posts).then(|| Route { pattern: format!("{prefix}{path}"), gets, posts })
    });
    routes.collect()
}

/// The distance to the bracket that closes the open one.
fn within(code: &str) -> usize {
    let mut depth = 1_usize;
    let end = code.find(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.unwrap_or(code.len())
}

/// The prefix that the closure with this name adds to an address.
fn prefix<'a>(text: &'a str, maker: &str) -> Option<&'a str> {
    let (_, closure) = text.rsplit_once(&format!("let {maker} = |path: &str| resource("))?;
    match closure.strip_prefix("format!(\"") {
        Some(begun) => begun.split_once("{path}").map(|(prefix, _)| prefix),
        None => closure.starts_with("path").then_some(""),
    }
}

/// The pages without parameters, which exist even in an empty organisation.
pub fn plain() -> Vec<String> {
    patterns().into_iter().filter(|pattern| !pattern.contains('{')).collect()
}

/// All pages of the demonstration company for its admin, some of them in several states.
pub async fn of_demo(admin: &Client<'_>) -> Vec<String> {
    let known = Known::find(admin).await;
    let mut pages: Vec<String> = patterns().iter().map(|pattern| known.fill(pattern)).collect();
    let more = [
        "/check-in?whose={department_id}",
        "/search?q=oil",
        "/search?q=nothing-of-that-name",
        "/?as_of=2026-01-20",
        "/?cycle={closed_cycle}",
        "/score-change?from=2026-10-01",
        "/cycles/{closed_cycle}",
        "/cycles/{planned_cycle}",
        "/map?department={department_id}",
        "/meetings/{planned_meeting}",
        "/meetings?department={department_id}",
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

/// Values for the parameters.
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
        let meetings = all("/meetings").await;
        let meeting = |state: &str| id(meetings.iter().find(|one| one["state"] == state).unwrap());
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
            ("meeting_id", meeting("ended")),
            ("planned_meeting", meeting("planned")),
            ("blocker_id", id(&all("/blockers").await[0])),
            ("decision_id", id(&all("/decisions").await[0])),
            ("number", "1".to_owned()),
            ("starting_point", "trade".to_owned()),
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

/// Objects that the demonstration company lacks, created for the tests.
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
