//! Starting points: what taking one adds, whole and in part, what is there already, and that both languages have the
//! same keys and figures. Who may take one is in `roles`, the pages are in `browser_first_run`.

use perno::app::SignUp;
use serde_json::{Value, json};

use crate::support::{
    Engine, TestApp,
    browser::Browser,
    client::{Client, id},
    company::PASSWORD,
    engine::on_both_engines,
};

/// Everything but texts and units.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let texts = ["name", "example", "purpose", "description", "title", "contribution", "unit"];
            let kept = members.iter().filter(|(name, _)| !texts.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), bare(value))).collect())
        }
        Value::Array(elements) => elements.iter().map(bare).collect(),
        other => other.clone(),
    }
}

async fn items(client: &Client<'_>, path: &str) -> Vec<Value> {
    client.get(path).await.ok()["items"].as_array().unwrap().clone()
}

/// A new organisation without anything in it: the admin's access token and the brand.
async fn empty(app: &TestApp) -> (String, String) {
    let admin = json!({"name": "Ada", "email": "ada@bianchi.example", "password": PASSWORD});
    let made = json!({"name": "Bianchi", "language": "it", "admin": admin});
    let brand = id(&app.anonymous().post("/organisations", made).await.created()["brand"]);
    let login = json!({"email": "ada@bianchi.example", "password": PASSWORD});
    let token = app.anonymous().post("/auth/login", login).await.ok()["access_token"].as_str().unwrap().to_owned();
    (token, brand)
}

#[actix_web::test]
async fn languages_differ_in_texts_only() {
    let app = TestApp::new(Engine::Sqlite).await;
    let english = items(&app.viewer(), "/starting-points?language=en").await;
    let italian = items(&app.viewer(), "/starting-points?language=it").await;
    assert_eq!(english.len(), 6);
    assert_eq!(bare(&json!(english)), bare(&json!(italian)));
    for point in &english {
        let departments = point["departments"].as_array().unwrap();
        assert!((4..=6).contains(&departments.len()), "{}", point["key"]);
        assert!((2..=3).contains(&point["kpis"].as_array().unwrap().len()), "{}", point["key"]);
        for objective in departments.iter().flat_map(|one| one["objectives"].as_array().unwrap()) {
            assert!((2..=3).contains(&objective["key_results"].as_array().unwrap().len()), "{}", objective["key"]);
        }
    }
    let same = |one: &Value, other: &Value| one["purpose"] == other["purpose"] || one["name"] == other["departments"];
    assert!(!english.iter().zip(&italian).any(|(one, other)| same(one, other)), "translated");
}

on_both_engines!(
    async fn admin_takes_a_department_of_a_starting_point_on_its_page(app: TestApp) {
        let points = items(&app.stranger(), "/starting-points").await;
        let trade = points.iter().find(|point| point["key"] == "trade").unwrap();
        let department = &trade["departments"][0];
        let browser = Browser::of(&app, &app.company.stranger).await;
        let chosen = [("departments[]", department["key"].as_str().unwrap())];
        let sent = browser.submit("/starting-points/trade", &chosen).await.sent_to();
        assert_eq!(sent, "/?done=starting-point-taken");
        let names: Vec<Value> =
            items(&app.stranger(), "/departments").await.iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, [department["name"].clone()]);
    }

    async fn every_starting_point_can_be_taken_whole(app: TestApp) {
        for (number, point) in items(&app.viewer(), "/starting-points").await.iter().enumerate() {
            let (brand, key) = (json!({"name": format!("Brand {number}")}), point["key"].as_str().unwrap());
            let brand = id(&app.admin().post("/brands", brand).await.created());
            let body = json!({"brand_id": brand, "cycle_id": app.company.cycle});
            let taken = app.executive().post(&format!("/starting-points/{key}/take"), body).await.ok();
            let count = |list: &str| taken[list].as_array().unwrap().len();
            assert_eq!(count("department_ids"), point["departments"].as_array().unwrap().len(), "{key}");
            assert_eq!(count("kpi_ids"), point["kpis"].as_array().unwrap().len(), "{key}");
            let path = format!("/brands/{brand}/scorecard?cycle_id={}", app.company.cycle);
            let scorecard = app.viewer().get(&path).await.ok();
            assert_eq!(scorecard["overall"]["coverage"], 1.0, "{key}");
            assert_eq!(scorecard["departments"].as_array().unwrap().len(), count("department_ids"), "{key}");
        }
    }

    async fn an_empty_organisation_gets_a_running_quarter(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        let (token, brand) = empty(&app).await;
        let admin = app.with_token(&token);
        let body = json!({"brand_id": brand, "purpose": "Nobody waits."});
        let added = admin.post("/starting-points/trade/take", body).await.ok();
        let cycle = admin.get(&format!("/cycles/{}", added["cycle_id"].as_str().unwrap())).await.ok();
        assert_eq!(cycle["state"], "active");
        assert!(cycle["name"].as_str().unwrap().contains("° trimestre 20"), "{cycle}");
        assert_eq!(admin.get(&format!("/brands/{brand}/model")).await.ok()["purpose"], "Nobody waits.");
        let path = format!("/scoring-policy/{}", cycle["id"].as_str().unwrap());
        let policy = admin.get(&format!("/brands/{brand}{path}")).await.ok();
        assert_eq!(policy["department_weights"].as_object().unwrap().len(), 5);
        let me = admin.get("/me").await.ok();
        let due = items(&admin, "/key-results?due=true&limit=200").await;
        assert_eq!(due.len(), added["key_result_ids"].as_array().unwrap().len(), "never reported is due now");
        assert!(due.iter().all(|one| one["owner_id"] == me["id"] && one["counts_from"].is_null()), "{due:?}");
        let names: Vec<Value> =
            items(&admin, "/departments").await.into_iter().map(|one| one["name"].clone()).collect();
        assert!(names.contains(&json!("Magazzino e consegne")), "in the organisation's language: {names:?}");
    }

    async fn what_is_there_is_used_and_not_doubled(app: TestApp) {
        let brand = json!(app.company.brand);
        let sales = json!({"name": " sales "});
        let known = items(&app.viewer(), "/departments").await.len();
        assert!(items(&app.viewer(), "/departments").await.iter().any(|one| one["name"] == "Sales"), "{sales}");
        let body = json!({"brand_id": brand, "cycle_id": app.company.cycle, "departments": ["sales"],
            "kpis": [{"key": "returning", "target": 71}], "owner_id": app.company.member.id});
        let first = app.executive().post("/starting-points/trade/take", body.clone()).await.ok();
        assert_eq!(first["department_ids"], json!([app.company.sales]));
        assert_eq!(first["objective_ids"].as_array().unwrap().len(), 1);
        assert_eq!(items(&app.viewer(), "/departments").await.len(), known);
        let kpi = first["kpi_ids"][0].as_str().unwrap();
        let path = format!("/kpis/{kpi}/targets/{}", app.company.cycle);
        assert_eq!(app.viewer().get(&path).await.ok()["target"], 71.0);
        let objective = format!("/objectives/{}", first["objective_ids"][0].as_str().unwrap());
        assert_eq!(app.viewer().get(&objective).await.ok()["owner_id"], json!(app.company.member.id));
        let again = app.executive().post("/starting-points/trade/take", body).await.ok();
        assert_eq!(again["objective_ids"], json!([]));
        assert_eq!(again["kpi_ids"], first["kpi_ids"]);
    }

    async fn objectives_alone_bring_their_departments(app: TestApp) {
        let none = json!([]);
        let body = json!({"brand_id": app.company.brand, "cycle_id": app.company.cycle, "objectives": ["complaints"],
            "kpis": none});
        let taken = app.executive().post("/starting-points/trade/take", body).await.ok();
        assert_eq!(taken["department_ids"].as_array().unwrap().len(), 1);
        assert_eq!(taken["objective_ids"].as_array().unwrap().len(), 1);
        assert_eq!(taken["kpi_ids"], none);
    }

    async fn unknown_parts_are_named_and_nothing_is_half_taken(app: TestApp) {
        let before = items(&app.viewer(), "/departments").await.len();
        let body = json!({"brand_id": app.company.brand, "cycle_id": app.company.cycle,
            "departments": ["sales", "astrology"], "kpis": [{"key": "luck"}]});
        let problem = app.executive().post("/starting-points/trade/take", body).await.with(422);
        let pointers: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/departments/1", "/kpis/0/key"]);
        let body = json!({"brand_id": app.company.brand, "cycle_id": app.company.cycle, "kpis": [{"key": "margin", "target": 22}]});
        let problem = app.executive().post("/starting-points/trade/take", body.clone()).await.with(422);
        assert_eq!(problem["errors"][0]["pointer"], "/kpis/0/target", "the target is the baseline");
        app.executive().post("/starting-points/circus/take", body).await.with(404);
        assert_eq!(items(&app.viewer(), "/departments").await.len(), before);
    }

    async fn cycles_are_offered_by_the_fiscal_year(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        app.set_day("2026-11-28");
        let (token, _) = empty(&app).await;
        let admin = app.with_token(&token);
        let names = async |path: &str| -> Vec<String> {
            items(&admin, path).await.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("/cycle-presets?language=en").await, ["Q4 2026", "Q1 2027", "2026", "2027"]);
        assert_eq!(names("/cycle-presets").await[0], "4° trimestre 2026");
        admin.patch("/organisation", json!({"fiscal_year_starts": 4})).await.ok();
        assert_eq!(names("/cycle-presets?language=en").await, ["Q3 2026/27", "Q4 2026/27", "2026/27", "2027/28"]);
        let quarter = items(&admin, "/cycle-presets").await[0].clone();
        assert_eq!([&quarter["starts_on"], &quarter["ends_on"]], [&json!("2026-10-01"), &json!("2026-12-31")]);
        admin.patch("/organisation", json!({"fiscal_year_starts": 13})).await.with(422);
    }

    async fn the_next_cycle_is_proposed_near_the_end(app: TestApp) {
        let app = TestApp::empty(app.engine, SignUp::Closed).await;
        app.set_day("2026-11-21");
        let (token, _) = empty(&app).await;
        let admin = app.with_token(&token);
        let cycle = json!({"name": "Odd", "starts_on": "2026-09-21", "ends_on": "2026-12-20", "state": "active"});
        admin.post("/cycles", cycle).await.created();
        let proposed = async |token: &str| {
            let all = items(&app.with_token(token), "/cycle-presets?language=en").await;
            all.into_iter().find(|one| one["proposed"] == true)
        };
        assert_eq!(proposed(&token).await, None, "29 days before");
        app.set_day("2026-11-22");
        let login = json!({"email": "ada@bianchi.example", "password": PASSWORD});
        let token = app.anonymous().post("/auth/login", login).await.ok()["access_token"].as_str().unwrap().to_owned();
        let admin = app.with_token(&token);
        let next = proposed(&token).await.unwrap();
        let told = [&next["name"], &next["starts_on"], &next["ends_on"]];
        assert_eq!(told, [&json!("Q1 2027"), &json!("2026-12-21"), &json!("2027-03-31")]);
        let added = json!({"name": next["name"], "starts_on": next["starts_on"], "ends_on": next["ends_on"]});
        admin.post("/cycles", added).await.created();
        assert_eq!(proposed(&token).await, None, "a later one exists");
    }

    async fn a_person_is_added_with_their_department(app: TestApp) {
        let body = json!({"name": "Nora", "email": "nora@rossi.example", "role": "manager",
            "department_id": app.company.logistics, "lead": true});
        let nora = id(&app.admin().post("/users", body).await.created());
        let members = items(&app.viewer(), &format!("/departments/{}/members", app.company.logistics)).await;
        let seat = members.iter().find(|one| one["user_id"] == nora.as_str()).unwrap();
        assert_eq!(seat["lead"], true);
        let body = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer",
            "department_id": app.company.logistics, "lead": true});
        let problem = app.admin().post("/users", body).await.with(422);
        assert_eq!(problem["errors"][0]["pointer"], "/lead");
        assert!(items(&app.admin(), "/users?q=Ugo").await.is_empty(), "nothing half written");
    }
);
