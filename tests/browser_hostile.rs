//! Hostile or unusual texts: scripts, characters that change the writing direction, endless words, stacked accents. On
//! no page may they run, or push anything out of the window. How the API treats them is in `api_hostile.rs`.

use perno::domain::organisation::Language;
use serde_json::{Value, json};

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{DESK, PHONE, in_chromium},
    client::id,
};

const NAME: usize = 200;
const TEXT: usize = 10_000;
/// Finds what no page may contain, and traces that foreign scripts would have left.
const HARM: &str = "const own = [...document.scripts].filter((one) => !one.src.startsWith(location.origin + '/assets/'));
    const armed = [...document.querySelectorAll('*')].filter((one) => [...one.attributes].some((told) =>
      told.name.startsWith('on') || ['href', 'src', 'action', 'xlink:href'].includes(told.name) && /^\\s*(javascript|data|vbscript):/i.test(told.value)));
    return [window.hit ?? null, own.length, armed.map((one) => one.outerHTML.slice(0, 100)).join(' | ').toWellFormed()]";

/// The corpus, each text cut or repeated to fill a field of that length.
fn corpus() -> Vec<(&'static str, String)> {
    vec![
        ("script", "<script>window.hit=1</script>\"><script>alert(1)</script>".to_owned()),
        ("picture", "<img src=x onerror=window.hit=1>'\" onmouseover=\"window.hit=1".to_owned()),
        ("drawing", "<svg onload=window.hit=1><animate onbegin=window.hit=1 /></svg>".to_owned()),
        (
            "link",
            "[press](javascript:window.hit=1) <a href=\"javascript:window.hit=1\">x</a> <javascript:window.hit=1>"
                .to_owned(),
        ),
        ("direction", "\u{202e}\u{2066}gnitekram\u{200f} שלום مرحبا \u{202d}backwards".to_owned()),
        ("endless", "W".repeat(TEXT)),
        ("stacked", format!("Z{}", "\u{30d}\u{353}\u{36b}\u{321}".repeat(2)).repeat(TEXT / 9)),
        ("emoji", "👩‍👩‍👧‍👦🏳️‍🌈".repeat(TEXT / 11)),
        ("entities", "&lt;b&gt; &amp;amp; &#60;script&#62; &nbsp; %3Cscript%3E \\u003cscript\\u003e".to_owned()),
        (
            "template",
            "{{ 7*7 }} {% raw %} ${7*7} #{7*7} { $name } {{constructor.constructor('window.hit=1')()}}".to_owned(),
        ),
    ]
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// Creates a department, an objective, a key result with a check-in and a KPI with that name; returns their pages.
async fn plant(app: &TestApp, text: &str) -> Vec<String> {
    let (admin, company) = (app.admin(), &app.company);
    let (name, long) = (cut(text, NAME), cut(text, TEXT));
    let department = id(&admin.post("/departments", json!({"name": name, "description": long})).await.created());
    let person = json!({"name": name, "email": format!("{department}@rossi.example"), "role": "manager"});
    let person = id(&admin.post("/users", person).await.created());
    admin.put(&format!("/departments/{department}/members/{person}"), json!({"lead": true})).await.created();
    let objective = json!({"brand_id": company.brand, "cycle_id": company.cycle, "department_id": department,
        "owner_id": person, "title": name, "contribution": long, "description": long, "shared_with": [company.sales]});
    let objective = id(&admin.post("/objectives", objective).await.created());
    let measure = json!({"kind": "number", "start": 0, "target": 100, "unit": name});
    let key_result =
        json!({"objective_id": objective, "title": name, "description": long, "owner_id": person, "measure": measure});
    let key_result = id(&admin.post("/key-results", key_result).await.created());
    let steps = json!({"kind": "milestones", "steps": [{"title": name}, {"title": "Last"}]});
    let milestones = json!({"objective_id": objective, "title": name, "owner_id": company.admin.id, "measure": steps});
    let milestones = id(&admin.post("/key-results", milestones).await.created());
    app.check_in(&key_result, json!({"value": 30, "note": long, "confidence": 3})).await;
    let kpi = json!({"brand_id": company.brand, "department_id": department, "name": name, "category": "revenue",
        "unit": name, "aggregation": "sum"});
    let kpi = id(&admin.post("/kpis", kpi).await.created());
    admin.put(&format!("/kpis/{kpi}/targets/{}", company.cycle), json!({"target": 10})).await.created();
    admin
        .put(&format!("/kpis/{kpi}/measurements/2026-01-05"), json!({"value": 4, "note": cut(text, 2_000)}))
        .await
        .created();
    vec![
        format!("/departments/{department}"),
        format!("/objectives/{objective}"),
        format!("/objectives/{objective}/edit"),
        format!("/key-results/{key_result}"),
        format!("/key-results/{milestones}"),
        format!("/people/{person}"),
        format!("/kpis/{kpi}"),
        format!("/map?department={department}"),
    ]
}

/// Writes a Model that contains all texts, and renames brand, cycle, organisation and admin to one each.
async fn name_the_rest(app: &TestApp, corpus: &[(&str, String)]) {
    let (admin, company) = (app.admin(), &app.company);
    let all: Vec<&str> = corpus.iter().map(|(_, text)| text.as_str()).collect();
    let principles: Vec<Value> =
        all.iter().map(|text| json!({"title": cut(text, NAME), "body": cut(text, TEXT)})).collect();
    let canvases: Vec<Value> =
        all.iter().map(|text| json!({"phase": 1, "title": cut(text, NAME), "body": cut(text, TEXT)})).collect();
    let values: Vec<String> = all.iter().map(|text| cut(text, NAME)).collect();
    let purpose = all.iter().map(|text| cut(text, 300)).collect::<Vec<_>>().join("\n\n");
    let model = json!({"purpose": purpose, "strategic_heart": purpose, "values": values, "principles": principles, "canvases": canvases});
    let model_path = format!("/brands/{}/model", company.brand);
    admin.put(&model_path, model).await.ok();
    admin.post(&format!("{model_path}/versions"), json!({"note": purpose})).await.created();
    for (path, name) in [
        (format!("/brands/{}", company.brand), all[5]),
        (format!("/cycles/{}", company.cycle), all[6]),
        ("/organisation".to_owned(), all[0]),
        ("/me".to_owned(), all[5]),
    ] {
        admin.patch(&path, json!({"name": cut(name, NAME)})).await.ok();
    }
}

async fn look_at(chromium: &Chromium, page: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    chromium.go(page).await;
    let harm = chromium.ask(HARM).await;
    if harm != json!([null, 0, ""]) {
        wrong.push(format!("{}: does harm: {harm}", chromium.here().await));
    }
    if !chromium.sees("//main").await {
        wrong.push(format!("{}: is not shown: {}", chromium.here().await, chromium.text().await));
    }
    for width in [PHONE, DESK] {
        chromium.set_width(width).await;
        if let Some(overflow) = chromium.overflow().await {
            wrong.push(format!("{}: {overflow}", chromium.here().await));
        }
    }
    wrong
}

in_chromium!(
    async fn what_was_not_meant_kindly_stays_inert(chromium: &Chromium) {
        let app = TestApp::new(Engine::Sqlite).await;
        let corpus = corpus();
        let listed = [
            "/",
            "/check-in",
            "/map",
            "/departments",
            "/objectives",
            "/kpis",
            "/model",
            "/model/edit",
            "/model/versions",
            "/model/publish",
            "/cycles",
            "/people",
            "/what-if",
            "/how",
            "/search?q=W",
            "/search?q=%3Cscript%3E",
            "/settings",
            "/settings/people",
            "/settings/departments",
            "/settings/policy",
            "/settings/changes",
        ];
        let mut pages: Vec<String> = listed.iter().map(|page| (*page).to_owned()).collect();
        pages.push(format!("/cycles/{}", app.company.cycle));
        pages.push(format!("/cycles/{}/close", app.company.cycle));
        for (_, text) in &corpus {
            pages.extend(plant(&app, text).await);
        }
        name_the_rest(&app, &corpus).await;
        chromium.sign_in(&app, &app.company.admin, Language::English).await;
        let mut wrong = Vec::new();
        for page in &pages {
            wrong.extend(look_at(chromium, page).await);
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
);
