//! Search over the API: words in any order, with typing errors, in every text; current results first; only one's own
//! organisation. The same on both engines. What a person sees of it is in `web_search.rs`.

use serde_json::{Value, json};

use crate::support::{Engine, TestApp, backup::Backup, client::id, engine::on_both_engines, results::with};

async fn found(app: &TestApp, q: &str) -> Vec<Value> {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).append_pair("limit", "50").finish();
    app.viewer().get(&format!("/search?{query}")).await.ok()["items"].as_array().unwrap().clone()
}

/// The results as "entity title field".
async fn told(app: &TestApp, q: &str) -> Vec<String> {
    let text = |hit: &Value, name: &str| hit[name].as_str().unwrap().to_owned();
    let tell = |hit: &Value| format!("{} {} {}", text(hit, "entity"), text(hit, "title"), text(hit, "field"));
    found(app, q).await.iter().map(tell).collect()
}

/// The excerpt with the marked words in brackets.
fn excerpt(hit: &Value) -> String {
    let piece = |one: &Value| {
        let text = one["text"].as_str().unwrap();
        if one["marked"] == true { format!("[{text}]") } else { text.to_owned() }
    };
    hit["excerpt"].as_array().unwrap().iter().map(piece).collect()
}

const NONE: [String; 0] = [];

/// A text in every kind of entity that has one, each with a word of its own.
async fn written(app: &TestApp) -> String {
    let (admin, company) = (app.admin(), &app.company);
    admin.patch(&format!("/users/{}", company.member.id), json!({"name": "Zeno Zucchi"})).await.ok();
    let place = json!({"name": "Zenith desk", "code": "ZEN", "description": "Zebra crossing"});
    admin.post("/departments", place).await.created();
    admin.post("/brands", json!({"name": "Zinnia"})).await.created();
    let model = json!({"purpose": "Zest for life", "strategic_heart": "Zeal", "values": ["Zen"],
        "principles": [{"title": "Zero waste", "body": "Nothing is zapped."}],
        "canvases": [{"phase": 1, "title": "Zones", "body": "All zippers."}]});
    admin.put(&format!("/brands/{}/model", company.brand), model).await.ok();
    let objective = app
        .objective(json!({"title": "Zoom in", "description": "Zirconium roofs", "contribution": "Zealous service"}))
        .await;
    let key_result = app
        .key_result(json!({"objective_id": objective, "title": "Zips sold", "description": "Zigzag seams",
            "measure": {"kind": "milestones", "steps": [{"title": "Zodiac signs", "weight": 1}]}}))
        .await;
    let steps = &key_result["measure"]["steps"];
    app.check_in(&id(&key_result), json!({"steps_done": [id(&steps[0])], "note": "Zulu time"})).await;
    let kpi = app.kpi(json!({"name": "Zoning", "channel": "Zine", "market": "Zurich"})).await;
    admin.put(&format!("/kpis/{kpi}/measurements/2026-02-01"), json!({"value": 1, "note": "Zapata"})).await.created();
    admin
        .post("/cycles", json!({"name": "Zest quarter", "starts_on": "2027-01-01", "ends_on": "2027-03-31"}))
        .await
        .created();
    let meeting = json!({"brand_id": company.brand, "cycle_id": company.cycle, "title": "Zigurat round",
        "held_on": "2026-02-15"});
    let meeting = id(&admin.post("/meetings", meeting).await.created());
    admin.patch(&format!("/meetings/{meeting}"), json!({"minutes": "Zipped through."})).await.ok();
    admin.post("/decisions", json!({"meeting_id": meeting, "text": "Buy zinc."})).await.created();
    let blocker = json!({"meeting_id": meeting, "text": "No zeppelin.", "owner_id": company.admin.id});
    admin.post("/blockers", with(blocker, &json!({"due_on": "2026-02-20"}))).await.created();
    kpi
}

const WORDS: [(&str, &str); 28] = [
    ("zucchi", "user Zeno Zucchi name"),
    ("zenith", "department Zenith desk name"),
    ("zebra", "department Zenith desk description"),
    ("zinnia", "brand Zinnia name"),
    ("life zest", "model Rossi purpose"),
    ("zeal", "model Rossi strategic_heart"),
    ("zero", "model Zero waste principles"),
    ("zapped", "model Zero waste principles"),
    ("zones", "model Zones canvases"),
    ("zippers", "model Zones canvases"),
    ("zoom", "objective Zoom in title"),
    ("zirconium", "objective Zoom in description"),
    ("zealous", "objective Zoom in contribution"),
    ("zips", "key_result Zips sold title"),
    ("zigzag", "key_result Zips sold description"),
    ("zodiac", "key_result Zips sold measure"),
    ("zulu", "check_in Zips sold note"),
    ("zoning", "kpi Zoning name"),
    ("zine", "kpi Zoning channel"),
    ("zurich", "kpi Zoning market"),
    ("zapata", "measurement Zoning note"),
    ("quarter zest", "cycle Zest quarter name"),
    ("zigurat", "meeting Zigurat round title"),
    ("zipped", "meeting Zigurat round minutes"),
    ("zinc", "decision Zigurat round text"),
    ("zeppelin", "blocker Zigurat round text"),
    ("desk zen", "department Zenith desk name"),
    ("ZAPATA", "measurement Zoning note"),
];

on_both_engines!(
    async fn every_text_is_found_with_where_it_is(app: TestApp) {
        written(&app).await;
        let mut wrong = Vec::new();
        for (q, wanted) in WORDS {
            let told = told(&app, q).await;
            if told.first().map(String::as_str) != Some(wanted) {
                wrong.push(format!("{q}: {told:?}, not {wanted}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(told(&app, "zen").await.contains(&"model Zen values".to_owned()));
    }

    async fn what_was_changed_or_deleted_is_found_as_it_is_now(app: TestApp) {
        let kpi = written(&app).await;
        let objective = &found(&app, "zirconium").await[0];
        app.admin().patch(&format!("/objectives/{}", id(objective)), json!({"description": "Copper roofs"})).await.ok();
        assert_eq!(told(&app, "zirconium").await, NONE);
        assert_eq!(told(&app, "copper").await, ["objective Zoom in description"]);
        assert_eq!(told(&app, "zoom roofs").await, ["objective Zoom in title"]);
        let note = &found(&app, "zulu").await[0];
        let of = format!("/key-results/{}/check-ins/{}", note["parent_id"].as_str().unwrap(), id(note));
        app.admin().patch(&of, json!({"note": "Local time"})).await.ok();
        assert_eq!((told(&app, "zulu").await, told(&app, "local time").await.len()), (NONE.to_vec(), 1));
        app.admin().delete(&of).await.no_content();
        assert_eq!(told(&app, "local").await, NONE);
        app.admin().delete(&format!("/kpis/{kpi}/measurements/2026-02-01")).await.no_content();
        assert_eq!(told(&app, "zapata").await, NONE);
        app.admin().put(&format!("/brands/{}/model", app.company.brand), json!({"purpose": "Calm"})).await.ok();
        assert_eq!(told(&app, "zippers").await, NONE);
        assert_eq!(told(&app, "calm").await, ["model Rossi purpose"]);
        let brand = &found(&app, "zinnia").await[0];
        app.admin().delete(&format!("/brands/{}", id(brand))).await.no_content();
        assert_eq!(told(&app, "zinnia").await, NONE);
    }

    async fn words_are_found_in_any_order_without_case_and_accents_and_by_their_beginning(app: TestApp) {
        app.objective(json!({"title": "Città più vicine al caffè"})).await;
        for q in ["caffe citta", "CAFFÈ", "vicin citt", "piu", "l’caffè, città!"] {
            let expected: &[&str] =
                if q.starts_with('l') { &[] } else { &["objective Città più vicine al caffè title"] };
            assert_eq!(told(&app, q).await, expected, "{q}");
        }
        for q in ["cine", "caffe tè", "%", "\" OR *", "' | !"] {
            assert_eq!(told(&app, q).await, NONE, "{q}");
        }
    }

    async fn words_are_found_in_singular_and_plural(app: TestApp) {
        app.objective(json!({"title": "Accordi con il primo corriere"})).await;
        app.objective(json!({"title": "Deliveries to all growers and alberghi"})).await;
        for q in ["corrieri", "accordo", "primi corrieri"] {
            assert_eq!(told(&app, q).await, ["objective Accordi con il primo corriere title"], "{q}");
        }
        for q in ["delivery", "grower", "albergo", "growers deliveries"] {
            assert_eq!(told(&app, q).await, ["objective Deliveries to all growers and alberghi title"], "{q}");
        }
    }

    async fn words_with_typing_errors_are_found_if_nothing_else_is(app: TestApp) {
        app.objective(json!({"title": "Parcels that arrive late"})).await;
        app.objective(json!({"title": "Sustainable packaging"})).await;
        let (parcels, packaging) =
            (["objective Parcels that arrive late title"], ["objective Sustainable packaging title"]);
        for q in [
            "late parcels",
            "parcel late",
            "lat parcl",
            "lite parcels",
            "parecls",
            "arive",
            "prcels",
            "xarcels",
            "arrrivve",
        ] {
            assert_eq!(told(&app, q).await, parcels, "{q}");
        }
        for q in ["sustianable", "susteinabel", "pakaging sustainable", "packagin", "sustanab"] {
            assert_eq!(told(&app, q).await, packaging, "{q}");
        }
        for q in ["prcls", "let", "lte", "sostanibile pack", "packet"] {
            assert_eq!(told(&app, q).await, NONE, "{q}");
        }
        let hit = &found(&app, "parecls").await[0];
        assert_eq!(excerpt(hit), "[Parcels] that arrive late");
    }

    async fn results_of_the_current_cycle_and_titles_come_first(app: TestApp) {
        let company = &app.company;
        let old = json!({"name": "Last", "starts_on": "2025-10-01", "ends_on": "2025-12-31"});
        let old = id(&app.admin().post("/cycles", old).await.created());
        let of = |cycle: &str, title: &str, contribution: &str| json!({"cycle_id": cycle, "title": title, "contribution": contribution});
        app.objective(of(&old, "Olives in oil", "Old and good")).await;
        app.objective(of(&company.cycle, "Fresh fruit", "Also olives")).await;
        app.objective(of(&company.cycle, "Olives", "Here")).await;
        let key_result = app.key_result(json!({"title": "Trees"})).await;
        app.check_in(&id(&key_result), json!({"value": 1, "note": "Few olives this year"})).await;
        let wanted = [
            "objective Olives title",
            "objective Fresh fruit contribution",
            "check_in Trees note",
            "objective Olives in oil title",
        ];
        assert_eq!(told(&app, "olives").await, wanted);
        let asked = app.viewer().get(&format!("/search?q=olives&limit=2&cycle_id={old}")).await.ok();
        let titles: Vec<&Value> = asked["items"].as_array().unwrap().iter().map(|hit| &hit["title"]).collect();
        assert_eq!(titles, ["Olives in oil", "Olives"]);
        assert_eq!((&asked["items"][0]["cycle_id"], &asked["items"][0]["closed"]), (&json!(old), &json!(false)));
        let note = &found(&app, "few olives").await[0];
        assert_eq!((&note["parent_id"], &note["cycle_id"]), (&key_result["id"], &json!(company.cycle)));
    }

    async fn excerpt_is_around_the_words_and_marks_them(app: TestApp) {
        let text = format!(
            "{} the **second** <b>bridge</b>\nis built of stone {}",
            "Words before. ".repeat(30),
            "and after ".repeat(30)
        );
        app.objective(json!({"title": "Roads", "description": text})).await;
        let hit = &found(&app, "bridge stone second").await[0];
        let told = excerpt(hit);
        assert!(told.starts_with("… "), "{told}");
        assert!(told.contains("the [second] <b>[bridge]</b> is built of [stone] and after"), "{told}");
        assert!(told.ends_with(" …") && told.chars().count() < 260, "{told}");
        assert_eq!((&hit["field"], &hit["title"]), (&json!("description"), &json!("Roads")));
    }

    async fn nobody_finds_anything_of_another_organisation(app: TestApp) {
        app.objective(json!({"title": "Secret garden"})).await;
        for q in ["secret", "secert", "o", "w", "rossi"] {
            let items = app.stranger().get(&format!("/search?q={q}")).await.ok()["items"].clone();
            assert!(!items.to_string().contains("Secret") && !items.to_string().contains("Rossi"), "{q}: {items}");
        }
    }

    async fn index_is_built_for_a_copy_and_for_a_database_without_one(app: TestApp) {
        written(&app).await;
        let copy = TestApp::empty(app.engine, perno::app::SignUp::Closed).await;
        Backup::of(&app.database_url()).restored(&copy.database_url());
        let token = crate::support::company::sign_in(&copy, "", &app.company.admin.email).await.token;
        for (q, _) in WORDS.into_iter().chain([("zipprs", "")]) {
            let path = format!("/search?q={}", q.replace(' ', "+"));
            let (here, there) = (app.viewer().get(&path).await.ok(), copy.with_token(&token).get(&path).await.ok());
            assert_eq!(there["items"], here["items"], "{q}");
            assert!(!here["items"].as_array().unwrap().is_empty(), "{q}");
        }
    }

    async fn nobody_who_was_anonymised_is_found(app: TestApp) {
        let gone = crate::support::company::invite(&app, &app.admin(), "Quirina", "member").await;
        app.admin().patch(&format!("/users/{}", gone.id), json!({"name": "Quirina Quaglia"})).await.ok();
        let key_result = app.key_result(json!({"title": "Quick"})).await;
        let note = json!({"value": 1, "note": "Says Quirina Quaglia"});
        app.check_in(&id(&key_result), note).await;
        assert_eq!(told(&app, "quirina").await.len(), 2);
        let path = format!("/users/{}", gone.id);
        app.admin().patch(&path, json!({"active": false})).await.ok();
        app.admin().post_nothing(&format!("{path}/anonymise")).await.ok();
        assert_eq!((told(&app, "quirina").await, told(&app, "qirina").await), (NONE.to_vec(), NONE.to_vec()));
        assert_eq!(told(&app, "former member").await.len(), 2);
    }
);

/// An older database, which has no index.
#[actix_web::test]
async fn index_is_built_at_the_start() {
    let app = TestApp::new(Engine::Sqlite).await;
    written(&app).await;
    let path = app.database_url();
    let mut connection = app.app.db.url().connect().unwrap();
    let perno::store::engine::connection::AnyConnection::Sqlite(sqlite) = &mut connection else { panic!("{path}") };
    diesel::connection::SimpleConnection::batch_execute(
        sqlite,
        "DELETE FROM search_documents; DELETE FROM search_words; INSERT INTO search_index (search_index) VALUES ('delete-all')",
    )
    .unwrap();
    assert_eq!(told(&app, "zulu").await, NONE);
    perno::store::engine::db::Db::open(app.app.db.url(), 1).unwrap();
    assert_eq!(told(&app, "zulu").await, ["check_in Zips sold note"]);
    assert_eq!(told(&app, "zippres").await, ["model Zones canvases"]);
}
