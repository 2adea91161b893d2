//! The demonstration company, read over the API after it was created: the story of its scorecard, how much of
//! everything there is, and a change log as if people had worked for months. The terminal output is not tested here.

use std::collections::BTreeSet;

use perno::{
    app::{SignUp, brands, error::Error, input::Input},
    cli::demo::{PASSWORD, seed},
    domain::{context::Ctx, organisation::Language},
};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Client, id},
    engine::{Engine, on_both_engines},
};

/// The company, with its executive signed in.
struct Demo {
    app: TestApp,
    token: String,
    brand: String,
    cycle: String,
}

impl Demo {
    /// The English company, created at noon.
    async fn of(engine: Engine) -> Self {
        Self::open(TestApp::demo(engine).await).await
    }

    async fn open(app: TestApp) -> Self {
        let token = sign_in(&app, "lorenzo.ardenghi@selvargenta.example").await;
        let executive = app.with_token(&token);
        let (brands, cycles) = (executive.get("/brands").await.ok(), executive.get("/cycles?state=active").await.ok());
        let (brand, cycle) = (id(&brands["items"][0]), id(&cycles["items"][0]));
        Self { app, token, brand, cycle }
    }

    fn executive(&self) -> Client<'_> {
        self.app.with_token(&self.token)
    }

    async fn all(&self, list: &str) -> Vec<Value> {
        let filter = if list.contains('?') { '&' } else { '?' };
        let page = self.executive().get(&format!("{list}{filter}limit=200")).await.ok();
        assert_eq!(page["next_cursor"], json!(null), "{list}");
        page["items"].as_array().unwrap().clone()
    }

    /// All objects of a kind in a cycle.
    async fn of_cycle(&self, kind: &str, cycle: &str) -> Vec<Value> {
        self.all(&format!("/{kind}?cycle_id={cycle}")).await
    }

    async fn scored(&self, below: &str) -> Value {
        self.scored_in(&self.cycle, below).await
    }

    async fn scored_in(&self, cycle: &str, below: &str) -> Value {
        let path = format!("/brands/{}/scorecard{below}?cycle_id={cycle}", self.brand);
        self.executive().get(&path).await.ok()
    }

    /// The change log, page by page, as revisions.
    async fn changes(&self) -> Vec<Value> {
        let (mut changes, mut after) = (Vec::new(), 0);
        loop {
            let page = self.executive().get(&format!("/changes?limit=200&after={after}")).await.ok();
            let items = page["items"].as_array().unwrap();
            let Some(last) = items.last() else { return changes };
            after = last["revision"].as_i64().unwrap();
            changes.extend(items.iter().cloned());
        }
    }
}

async fn sign_in(app: &TestApp, email: &str) -> String {
    let body = json!({"email": email, "password": PASSWORD});
    app.anonymous().post("/auth/login", body).await.ok()["access_token"].as_str().unwrap().to_owned()
}

#[track_caller]
fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 5e-7, "{value} instead of {expected}");
}

/// Departments by their codes, with their scores.
const SCORES: [(&str, f64); 6] = [
    ("SAL", 0.804_550),
    ("MKT", 0.798_920),
    ("HR", 0.736_869),
    ("LOG", 0.281_643),
    ("PUR", 0.714_017),
    ("PRO", 0.767_930),
];

fn with_code<'a>(departments: &'a [Value], code: &str) -> &'a Value {
    departments.iter().find(|department| department["code"] == code).unwrap()
}

async fn assert_story(demo: &Demo) {
    let card = demo.scored("").await;
    let overall = &card["overall"];
    assert_eq!(overall["verdict"], "revenue_without_purpose");
    assert_eq!(overall["outlook"], "revenue_without_purpose");
    assert_eq!(card["revenue"]["score"], 1.0);
    near(&card["purpose"]["score"], 0.482_815);
    near(&overall["score"], 0.612_112);
    near(&overall["plain_average"], 0.841_994);
    assert_eq!(card["flags"], json!([]));
    let departments = demo.all("/departments").await;
    let logistics = &with_code(&departments, "LOG")["id"];
    assert_eq!(card["failing_departments"], json!([logistics]));
    for (lever, gain) in card["levers"].as_array().unwrap().iter().zip([0.051_042, 0.040_104, 0.037_173]) {
        assert_eq!(lever["department_id"], *logistics);
        near(&lever["gain"], gain);
    }
    for (code, expected) in SCORES {
        let id = &with_code(&departments, code)["id"];
        let scored = card["departments"].as_array().unwrap().iter().find(|department| department["id"] == *id);
        near(&scored.unwrap()["score"], expected);
    }
}

on_both_engines!(
    async fn executive_reads_that_revenue_alone_is_not_success(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        assert_story(&demo).await;
        let logistics = id(with_code(&demo.all("/departments").await, "LOG"));
        let branch = demo.scored(&format!("/departments/{logistics}")).await;
        assert_eq!(branch["objectives"].as_array().unwrap().len(), 4);
        let trend = demo.scored("/trend").await;
        let points = trend["points"].as_array().unwrap();
        assert_eq!(points.len(), 11);
        assert!(points.windows(2).all(|pair| pair[0]["overall"].as_f64() <= pair[1]["overall"].as_f64()));
    }

    async fn executive_finds_something_of_everything(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        assert_eq!(demo.all("/departments").await.len(), 6);
        assert_eq!(demo.all("/kpis").await.len(), 11);
        assert!(demo.of_cycle("objectives", &demo.cycle).await.len() >= 20);
        let key_results = demo.of_cycle("key-results", &demo.cycle).await;
        assert!(key_results.len() >= 60);
        for kind in ["number", "range", "milestones"] {
            assert!(key_results.iter().filter(|one| one["measure"]["kind"] == kind).count() >= 5, "{kind}");
        }
        for key_result in &key_results {
            assert_eq!(key_result["state"], "active", "{key_result}");
            assert!(!key_result["flags"].as_array().unwrap().contains(&json!("no_data")), "{key_result}");
        }
        let people = demo.all("/users").await;
        for role in ["viewer", "member", "manager", "executive", "admin"] {
            let person = people.iter().find(|person| person["role"] == role).unwrap();
            let token = sign_in(&demo.app, person["email"].as_str().unwrap()).await;
            assert_eq!(demo.app.with_token(&token).get("/me").await.ok()["id"], person["id"]);
        }
    }

    async fn executive_finds_a_decision_in_the_cycle_of_its_meeting(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let found = demo.executive().get("/search?q=second+offer+supplier").await.ok()["items"].clone();
        let decision = found.as_array().unwrap().iter().find(|hit| hit["entity"] == "decision").unwrap();
        assert!(decision["cycle_id"].is_string() && decision["closed"] == false, "{decision}");
    }

    async fn everybody_who_owns_key_results_has_a_check_in_that_is_due(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let owned = demo.of_cycle("key-results", &demo.cycle).await;
        let owners: BTreeSet<&str> = owned.iter().filter_map(|one| one["owner_id"].as_str()).collect();
        assert!(owners.len() > 10, "{owners:?}");
        let due = demo.of_cycle("key-results", &format!("{}&due=true", demo.cycle)).await;
        let several = |owner: &&str| due.iter().filter(|one| one["owner_id"] == **owner).count() > 1;
        assert!(owners.iter().all(several), "{owners:?}");
        let people = demo.all("/users").await;
        let giulia = people.iter().find(|one| one["email"] == "giulia.ferrantini@selvargenta.example").unwrap();
        let of_giulia: Vec<_> = due.iter().filter(|one| one["owner_id"] == giulia["id"]).collect();
        let overdue = of_giulia.iter().filter(|one| one["due_on"].as_str() < Some("2026-02-15")).count();
        assert_eq!((of_giulia.len(), overdue), (6, 2), "{of_giulia:?}");
    }

    async fn executive_reads_how_the_quarter_before_was_closed(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let closed = demo.all("/cycles?state=closed").await;
        assert_eq!((closed.len(), &closed[0]["ends_on"]), (1, &json!("2025-12-06")));
        assert!(closed[0]["retrospective"].as_str().unwrap().starts_with("We sold what we had promised"));
        assert_eq!(closed[0]["closed_at"].as_str().unwrap().get(..10), Some("2025-12-08"));
        let cycle = id(&closed[0]);
        let card = demo.scored_in(&cycle, "").await;
        assert_eq!(
            (&card["as_of"], &card["overall"]["verdict"]),
            (&json!("2025-12-06"), &json!("revenue_without_purpose"))
        );
        assert_eq!((&card["revenue"]["score"], &card["overall"]["coverage"]), (&json!(1.0), &json!(1.0)));
        let departments = demo.all("/departments").await;
        assert_eq!(card["failing_departments"], json!([with_code(&departments, "LOG")["id"]]));
        assert_eq!(card["departments"].as_array().unwrap().len(), departments.len());
        let key_results = demo.of_cycle("key-results", &cycle).await;
        assert_eq!(key_results.len(), 13);
        assert!(key_results.iter().all(|one| one["grade"].is_number() && one["state"] == "active"), "{key_results:?}");
        let trend = demo.scored_in(&cycle, "/trend").await;
        let points = trend["points"].as_array().unwrap();
        assert!(points.windows(2).all(|pair| pair[0]["overall"].as_f64() <= pair[1]["overall"].as_f64()), "{points:?}");
    }

    async fn oil_that_must_arrive_whole_goes_on_from_where_it_stood(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let carried = demo.of_cycle("objectives", &demo.cycle).await;
        let carried: Vec<&Value> = carried.iter().filter(|one| !one["carried_from_id"].is_null()).collect();
        assert_eq!((carried.len(), &carried[0]["title"]), (1, &json!("Oil that arrives as it left the mill")));
        let key_results = demo.all(&format!("/key-results?objective_id={}", id(carried[0]))).await;
        assert_eq!(key_results.len(), 3);
        for key_result in key_results {
            let source = key_result["carried_from_id"].as_str().unwrap();
            let source = demo.executive().get(&format!("/key-results/{source}")).await.ok();
            assert_eq!((&key_result["title"], &key_result["owner_id"]), (&source["title"], &source["owner_id"]));
            if key_result["measure"]["kind"] == "number" {
                assert_eq!(key_result["measure"]["start"], source["current_value"]);
            }
            assert!(!key_result["current_value"].is_null());
        }
    }

    async fn executive_reads_how_the_model_became_sharper(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let versions = demo.all(&format!("/brands/{}/model/versions", demo.brand)).await;
        let [first, second] = versions.as_slice() else { panic!("{versions:?}") };
        assert_eq!(first["strategic_heart"], second["strategic_heart"]);
        let principles = |version: &Value| version["principles"].as_array().unwrap().clone();
        let ids = |version: &Value| principles(version).iter().map(id).collect::<Vec<_>>();
        assert_eq!(ids(first), ids(second));
        let (before, after) = (principles(first), principles(second));
        let changed: Vec<_> = before.iter().zip(&after).filter(|(was, is)| was != is).collect();
        let [(was, is)] = changed.as_slice() else { panic!("{changed:?}") };
        assert!(is["body"].as_str().unwrap().starts_with(was["body"].as_str().unwrap()));
        assert_eq!(first["published_by"], first["custodian_id"]);
        let draft = demo.executive().get(&format!("/brands/{}/model", demo.brand)).await.ok();
        assert_eq!(draft["principles"], second["principles"]);
    }

    async fn log_reads_as_if_people_had_worked_for_months(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let changes = demo.changes().await;
        let of = |entity: &str, action: &str| {
            changes.iter().filter(|one| one["entity"] == entity && one["action"] == action).collect::<Vec<_>>()
        };
        for pair in changes.windows(2) {
            let step = pair[1]["revision"].as_i64().unwrap() - pair[0]["revision"].as_i64().unwrap();
            assert!(step == 0 || step == 1, "{} after {}", pair[1], pair[0]);
            assert!(pair[0]["at"].as_str() <= pair[1]["at"].as_str(), "{} after {}", pair[1], pair[0]);
        }
        assert_eq!(changes[0]["revision"], 1);
        assert!(changes.iter().all(|change| change["actor"]["kind"] == "user"));
        assert!(changes.last().unwrap()["at"].as_str() <= Some("2026-02-15T12:00:00.000000Z"));
        for check_in in of("check_in", "created") {
            assert_eq!(check_in["actor"]["id"], check_in["after"]["author_id"]);
        }
        let confirmed = of("key_result", "updated");
        assert!(confirmed.len() > 20);
        assert!(confirmed.iter().all(|one| one["actor"]["id"] != one["after"]["owner_id"]));
    }

    async fn company_speaks_italian_when_asked(app: TestApp) {
        let empty = TestApp::empty(app.engine, SignUp::Closed).await;
        let five_past_midnight_in_rome = -(12 * 60 + 55) * 60;
        empty.advance(five_past_midnight_in_rome);
        assert!(seed(&empty.app, Language::Italian, |_| ()).await.unwrap());
        let demo = Demo::open(empty).await;
        assert_story(&demo).await;
        assert_eq!(demo.executive().get("/organisation").await.ok()["language"], "it");
        assert_eq!(with_code(&demo.all("/departments").await, "SAL")["name"], "Vendite");
        let purpose = demo.scored("").await["purpose_statement"].as_str().unwrap().to_owned();
        assert!(purpose.starts_with("Riportiamo in vita gli oliveti"), "{purpose}");
        let last = demo.changes().await.pop().unwrap();
        assert!(last["at"].as_str() <= Some("2026-02-14T23:05:00.000000Z"), "{last}");
    }

    async fn starting_again_on_a_later_day_changes_nothing(app: TestApp) {
        let demo = Demo::of(app.engine).await;
        let (cycles, changes) = (demo.all("/cycles").await, demo.changes().await);
        demo.app.set_day("2026-02-17");
        assert!(!seed(&demo.app.app, Language::Italian, |_| ()).await.unwrap());
        let demo = Demo::open(demo.app).await;
        assert_eq!(demo.all("/cycles").await, cycles);
        assert_eq!(demo.changes().await, changes);
        assert_eq!(demo.scored("").await["as_of"], "2026-02-17");
    }

    async fn creation_that_fails_halfway_leaves_nothing_behind(app: TestApp) {
        let changes = app.admin().get("/changes").await.ok();
        let organisation = id(&app.admin().get("/organisation").await.ok()).parse().unwrap();
        let ctx = Ctx::system(organisation, app.app.now(), String::new());
        let halfway: Result<(), Error> = app
            .app
            .db
            .write_series(move |series| {
                series.write(&ctx, |tx| brands::create(tx, &Input::json(json!({"name": "Half"})).command()))?;
                Err(Error::not_found())
            })
            .await;
        assert!(halfway.is_err());
        assert_eq!(app.admin().get("/changes").await.ok(), changes);
    }

    async fn company_of_somebody_else_is_left_alone(app: TestApp) {
        let changes = app.admin().get("/changes").await.ok();
        assert!(!seed(&app.app, Language::English, |_| ()).await.unwrap());
        assert_eq!(app.admin().get("/changes").await.ok(), changes);
        let body = json!({"email": "elena.tarsi@selvargenta.example", "password": PASSWORD});
        app.anonymous().post("/auth/login", body).await.problem(401, "invalid_credentials");
    }
);
