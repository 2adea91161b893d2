//! The Scorecard, its explanation, what-if, the purpose map and the page of a department: what they show and do. The
//! figures are tested with the REST API and the domain, the looks of pages in a real browser.

use diesel::{Connection as _, PgConnection, SqliteConnection, connection::SimpleConnection as _};
use serde_json::json;

use crate::support::{
    Engine,
    browser::Browser,
    client::id,
    engine::on_both_engines,
    html::{NONE, Page},
};

/// The name of a slider: a letter and the end of an id.
fn short(letter: char, id: &str) -> String {
    format!("{letter}{}", &id[id.len() - 8..])
}

/// The sections of the Scorecard that have a heading.
fn sections(page: &Page) -> Vec<String> {
    page.attrs("main section[aria-labelledby]", "aria-labelledby")
}

on_both_engines!(
    async fn empty_organisation_is_led_to_its_first_score(app: TestApp) {
        let browser = Browser::of(&app, &app.company.stranger).await;
        let steps = ["/guide/purpose", "/departments/new", "/cycles/new", "/objectives/new", "/check-in", "/kpis/new"];
        let page = browser.get("/").await.ok();
        assert_eq!(page.hrefs("main .guide li a"), [&steps[..], &["/settings/people/new"]].concat());
        assert_eq!(page.attrs("main .guide li", "class"), ["next-step", "", "", "", "", "", ""]);
        assert!(browser.get("/model/edit").await.sent_to().contains("/model/edit?brand="));
        app.stranger().post("/departments", json!({"name": "Sales"})).await.created();
        let page = browser.get("/").await.ok();
        assert_eq!(page.attrs("main .guide li", "class"), ["next-step", "done-step", "", "", "", "", ""]);
        assert_eq!(page.texts("main .guide li.done-step h3"), ["Add the departments (done)"]);
        for path in ["/map", "/what-if", "/how", "/departments"] {
            browser.get(path).await.ok();
        }
    }

    async fn guide_stands_on_top_until_an_admin_closes_it(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let all = ["guide", "fall", "departments", "levers", "trend", "trust"];
        let page = browser.get("/").await.ok();
        assert_eq!(sections(&page), all);
        assert!(page.text("main a.trusted").starts_with("Figures are missing: the score could be 0 to 100"));
        let model = json!({"purpose": "Bread that brings a street together."});
        app.admin().put(&format!("/brands/{}/model", app.company.brand), model).await.ok();
        app.check_in(&app.company.key_result, json!({"value": 10})).await;
        let page = browser.get("/").await.ok();
        let all = ["guide", "fall", "departments", "levers", "trend", "news", "trust"];
        assert_eq!(sections(&page), all);
        assert_eq!(page.text("main .guide li.next-step h3"), "Measure revenue");
        assert_eq!(sections(&Browser::of(&app, &app.company.executive).await.get("/").await.ok()), all[1..]);
        browser.press("/", "/guide/close").await.sent_to();
        let page = browser.get("/").await.ok();
        assert_eq!(sections(&page), all[1..]);
        assert_eq!(page.text("main p.purpose"), "Bread that brings a street together.");
        assert!(page.text("main a.trusted").starts_with("Departments are missing: the score could be"));
    }

    async fn scorecard_says_why_it_is_not_the_average_and_where_to_push(app: TestApp) {
        let other = app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let page = browser.get("/").await.ok();
        let why = "A simple average would be 60. It is 50 because Logistics is at 40 and the weakest counts extra.";
        assert_eq!(page.text("main p.why"), why);
        let fall = [
            ["Logistics", "", "\u{2212}30.0"],
            ["Sales", "", "\u{2212}10.0"],
            ["Simple average", "", "60"],
            ["Logistics lags behind the others", "", "\u{2212}10.0"],
            ["Score", "", "50"],
        ];
        assert_eq!(page.rows("table.fall"), fall);
        let levers = [format!("/key-results/{other}"), format!("/key-results/{}", app.company.key_result)];
        assert_eq!(page.hrefs("main ol.levers a"), levers);
        let trust = [
            "All 2 departments are measured. All figures are in: every key result has been reported at least once. \
                Without a revenue KPI there is no verdict on revenue. \
                If the cycle ended now: “partly reached”. Slightly different weights would give 45 to 59, with the same \
                result in all 20 trials. In every trial the best next move is in Logistics.",
            "No figure calls for a second look.",
        ];
        assert_eq!(page.texts("section[aria-labelledby=trust] > p"), trust);
        let told = browser.get("/how").await.ok().texts("main ol.how > li:nth-child(3) p");
        let mean = "The weighted average of the departments is 60.0; the weakest, Logistics, is at 40.0.";
        assert_eq!(told, [mean, "50% of 60.0 and 50% of 40.0 give 50.0."]);
    }

    async fn scorecard_tells_another_day_in_the_readers_language(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 10, "observed_on": "2026-01-10"})).await;
        app.check_in(&app.company.key_result, json!({"value": 90, "observed_on": "2026-02-10"})).await;
        app.viewer().patch("/me", json!({"language": "it"})).await.ok();
        let browser = Browser::of(&app, &app.company.viewer).await;
        let page = browser.get("/?as_of=2026-01-20").await.ok();
        assert_eq!(page.attr("html", "lang"), "it");
        assert_eq!(page.texts("main p.when bdi"), ["Rossi", "Q1", "al 20 gennaio 2026", "settimana 3 di 13"]);
        let why = "La media sarebbe 5; scende a 3 perché Logistics è a 0 e chi è più indietro pesa di più.";
        assert_eq!(page.text("main p.why"), why);
        let departments = [&app.company.logistics, &app.company.sales];
        let links = departments.map(|department| format!("/departments/{department}?as_of=2026-01-20"));
        assert_eq!(page.hrefs("main table.departments a"), links);
        browser.get("/?as_of=nonsense&cycle=nonsense&brand=nonsense").await.ok();
        let before = browser.get("/?as_of=2025-12-01").await.ok();
        assert!(before.text("main .pace").starts_with("Non ancora iniziato"));
        let first = browser.get("/?as_of=2026-02-01").await.ok();
        assert_eq!(first.texts("main p.when bdi")[2], "al 1° febbraio 2026");
    }

    async fn pages_below_the_scorecard_show_the_same_day(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 10, "observed_on": "2026-01-10"})).await;
        app.check_in(&app.company.key_result, json!({"value": 90, "observed_on": "2026-02-10"})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let company = &app.company;
        for (path, unit) in [
            (format!("/objectives/{}", company.objective), ""),
            (format!("/key-results/{}", company.key_result), "\u{a0}visits"),
        ] {
            let page = browser.get(&format!("{path}?as_of=2026-01-20")).await.ok();
            assert_eq!(page.texts("main p.sub"), ["as it stood on 20 January 2026 · back to today"], "{path}");
            assert_eq!(page.texts("main .big"), [format!("10{unit}")], "{path}");
            let links = page.hrefs("main .where a");
            assert!(links[0].ends_with("?as_of=2026-01-20"), "{path}: {links:?}");
            let page = browser.get(&path).await.ok();
            assert_eq!(page.texts("main p.sub"), NONE, "{path}");
            assert_eq!(page.texts("main .big"), [format!("90{unit}")], "{path}");
        }
    }

    async fn scorecard_chooses_cycle_and_day_in_one_form(app: TestApp) {
        let next = json!({"name": "Next", "starts_on": "2027-01-01", "ends_on": "2027-03-31"});
        let next = app.admin().post("/cycles", next).await.created();
        app.check_in(&app.company.key_result, json!({"value": 10})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let page = browser.get("/").await.ok();
        assert_eq!(page.fields("main form.switch"), ["cycle", "as_of"]);
        assert_eq!(page.texts("main form.switch button"), ["Show"]);
        assert_eq!(["cycle", "as_of"].map(|name| page.value(name)), [&app.company.cycle, "2026-02-15"]);
        let bar = |kept: &str| {
            let pages = ["", "meetings", "map", "departments", "objectives", "kpis", "model", "cycles"];
            pages.map(|page| format!("/{page}?{kept}"))
        };
        let page = browser.get("/?as_of=2026-02-10").await.ok();
        assert_eq!(page.hrefs("header nav a"), bar("as_of=2026-02-10"));
        assert!(page.mentions("as_of=2026-02-10").len() > 8, "{page}");
        let page = browser.get(&format!("/?cycle={}&as_of=2026-02-10", id(&next))).await.ok();
        assert_eq!(page.hrefs("header nav a"), bar(&format!("cycle={}", id(&next))));
        assert_eq!(["cycle", "as_of"].map(|name| page.value(name)), [&id(&next), ""]);
        assert_eq!(page.mentions("as_of=2026-02-10"), NONE);
    }

    async fn what_if_tells_the_score_that_would_be_and_stores_nothing(app: TestApp) {
        let other = app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let field = short('k', &other);
        let page = browser.get(&format!("/what-if?{field}=80")).await.ok();
        assert_eq!(page.text("#outcome .score"), "80 +30");
        assert_eq!(page.text("#outcome .score .up"), "+30");
        assert_eq!(page.rows("#outcome table"), [["Purpose", "50", "80", "+30"], ["Logistics", "40", "80", "+40"]]);
        assert_eq!(page.value(&field), "80");
        assert_eq!(page.attr(&format!("[name=\"{field}\"]"), "data-was"), "40");
        let page = browser.get("/what-if?b=0").await.ok();
        assert_eq!(page.text("#outcome .score"), "60 +10");
        assert_eq!(page.rows("#outcome table"), [["Purpose", "50", "60", "+10"]]);
        browser.get(&format!("/what-if?{field}=900&rw=much&k0=1")).await.ok();
        assert_eq!(browser.get("/").await.ok().text("main .verdict p.score"), "50 / 100");
    }

    async fn what_if_moves_a_department_and_a_link_keeps_it(app: TestApp) {
        let other = app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let (logistics, key_result) = (short('d', &app.company.logistics), short('k', &other));
        let page = browser.get(&format!("/what-if?{logistics}=60")).await.ok();
        assert_eq!(page.rows("#outcome table"), [["Purpose", "50", "65", "+15"], ["Logistics", "40", "60", "+20"]]);
        assert_eq!(
            page.attrs(&format!("[name=\"{key_result}\"]"), "disabled").len(),
            1,
            "it moves with the department"
        );
        assert_eq!(page.value(&key_result), "60");
        let link = page.attr("#what-if-link a", "href");
        assert_eq!(link, format!("/what-if?cycle={}&{logistics}=60", app.company.cycle));
        let shared = Browser::of(&app, &app.company.viewer).await.get(&link).await.ok();
        assert_eq!(shared.text("#outcome .score"), page.text("#outcome .score"));
        assert_eq!(shared.hrefs(".moved-values a").len(), 1, "a viewer sets no targets");
        let target = page.hrefs(".moved-values a").pop().unwrap();
        assert_eq!(browser.get(&target).await.ok().value("measure/target"), "60");
        // Without a script the form sends every slider; what was not moved leaves the address.
        let sent = browser.get(&format!("/what-if?cycle={}&b=50&rw=50&{logistics}=60", app.company.cycle)).await;
        let long = format!("/what-if?cycle={}&b=50&rw=50&{logistics}=60&x=1&y=2&z=3", app.company.cycle);
        assert_eq!(sent.status, 200);
        assert_eq!(browser.get(&long).await.sent_to(), link);
    }

    async fn what_if_keeps_the_scenario_when_all_key_results_are_shown(app: TestApp) {
        let other = app.sales_and_logistics_at(80.0, 40.0).await;
        let objective = app.read_key_result(&other).await["objective_id"].clone();
        for number in 1..6 {
            app.key_result(json!({"objective_id": objective, "title": format!("Way {number}")})).await;
        }
        let browser = Browser::of(&app, &app.company.executive).await;
        let logistics = short('d', &app.company.logistics);
        let page = browser.get(&format!("/what-if?{logistics}=60")).await.ok();
        assert_eq!(page.count(".moved-values li"), 6, "also those without a slider");
        assert_eq!(page.count(&format!("[data-of=\"{logistics}\"]")), 4);
        let more = page.attr("button[name=department]", "value");
        assert_eq!(page.text("button[name=department]"), "Show 2 more key results");
        let all = browser.get(&format!("/what-if?{logistics}=60&department={more}")).await.ok();
        assert_eq!((all.value(&logistics), all.count(&format!("[data-of=\"{logistics}\"]"))), ("60".to_owned(), 6));
    }

    async fn what_if_names_departments_without_anything_that_counts(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 80})).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = browser.get("/what-if").await.ok();
        assert_eq!(page.texts(".sliders legend")[0], "Logistics", "the weakest first");
        let add = format!("/objectives/new?department={}", app.company.logistics);
        assert!(page.hrefs(".sliders a").contains(&add), "{:?}", page.hrefs(".sliders a"));
        let first = browser.get("/").await.ok();
        assert!(first.text("main p.first").contains("An objective for Logistics"), "{}", first.text("main p.first"));
        assert_eq!(first.hrefs("main p.first a"), [add]);
    }

    async fn what_if_takes_steps_and_ranges(app: TestApp) {
        let steps = json!({"kind": "milestones", "steps": [{"title": "One"}, {"title": "Two"}]});
        let steps = app.key_result(json!({"measure": steps})).await;
        let range = json!({"kind": "range", "low": 10, "high": 20, "tolerance": 5, "unit": "h"});
        let range = app.key_result(json!({"measure": range})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let (steps, range) = (short('k', &id(&steps)), short('k', &id(&range)));
        let visits = short('k', &app.company.key_result);
        let page = browser.get(&format!("/what-if?{visits}=100&{steps}=2&{range}=20")).await.ok();
        assert_eq!(page.rows("#outcome table"), [["Purpose", "0", "25", "+25"], ["Sales", "0", "100", "+100"]]);
        assert_eq!(page.text(&format!("output[for={steps}]")), "2 of 2 steps");
        let page = browser.get(&format!("/what-if?{steps}=1&{range}=22.5")).await.ok();
        assert_eq!(page.rows("#outcome table"), [["Purpose", "0", "8", "+8"], ["Sales", "0", "33", "+33"]]);
    }

    async fn map_names_every_sector_and_looks_at_one_department(app: TestApp) {
        app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let page = browser.get("/map").await.ok();
        let company = &app.company;
        let titles = [
            "Logistics – at risk, 40",
            "Be where customers are – at risk, 40",
            "Calls – at risk, 40",
            "Sales – on track, 80",
            "Be where customers are – on track, 80",
            "Visits – on track, 80",
        ];
        assert_eq!(page.texts("main svg a > title"), titles);
        let links = page.hrefs("main svg a");
        let sales = [("map?department=", &company.sales), ("objectives/", &company.objective)];
        let sales = sales.into_iter().chain([("key-results/", &company.key_result)]);
        assert_eq!(links[3..], sales.map(|(path, id)| format!("/{path}{id}")).collect::<Vec<_>>());
        assert_eq!(page.hrefs("table.map-table a"), links);
        assert_eq!(page.mentions(&links[5]), ["a", "a"]);
        let page = browser.get(&format!("/map?department={}", company.logistics)).await.ok();
        assert_eq!(page.text("main h1"), "Logistics");
        assert_eq!(page.texts("main svg a > title"), titles[1..3]);
        assert_eq!(page.hrefs("table.map-table a"), links[1..3]);
        assert_eq!(page.mentions(&links[5]), NONE);
        browser.get("/map?department=nonsense").await.ok();
    }

    async fn department_shows_its_branch_its_people_and_its_kpis(app: TestApp) {
        app.check_in(&app.company.key_result, json!({"value": 25})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let page = browser.get(&format!("/departments/{}", app.company.sales)).await.ok();
        let company = &app.company;
        let link = |path: &str, id: &str| format!("/{path}/{id}");
        assert_eq!(page.hrefs("article.objective h3 a"), [link("objectives", &company.objective)]);
        let row = ["Visits Mia", "■ off track", "25", "", "51", "37.5", "Would bring +18.8"];
        assert_eq!(page.rows("article.objective table"), [row]);
        let linked = [link("key-results", &company.key_result), link("people", &company.member.id)];
        assert_eq!(page.hrefs("article.objective table a"), linked);
        assert_eq!(page.texts("section[aria-labelledby=people] li"), ["Marco leads it", "Mia"]);
        let people = [&company.manager, &company.member].map(|person| link("people", &person.id));
        assert_eq!(page.hrefs("section[aria-labelledby=people] li a"), people);
        assert_eq!(page.hrefs("section[aria-labelledby=kpis] li a"), [link("kpis", &company.kpi)]);
        let page = browser.get(&format!("/departments/{}", company.logistics)).await.ok();
        let nothing =
            ["Objectives It has no objective in this cycle.", "People It has no members yet.", "KPIs It has no KPI."];
        assert_eq!(page.texts("main section"), nothing);
        let foreign = app.stranger().post("/departments", json!({"name": "Theirs"})).await.created();
        browser.get(&format!("/departments/{}", id(&foreign))).await.refused(404);
    }

    async fn revision_beyond_32_bits_is_told(app: TestApp) {
        let far = "UPDATE organisations SET revision = 3000000000";
        match app.engine {
            Engine::Sqlite => {
                let url = app.database_url();
                SqliteConnection::establish(url.strip_prefix("sqlite://").unwrap()).unwrap().batch_execute(far)
            }
            Engine::Postgres => PgConnection::establish(&app.database_url()).unwrap().batch_execute(far),
        }
        .unwrap();
        let page = Browser::of(&app, &app.company.admin).await.get("/").await.ok();
        let told = page.text("footer p");
        assert!(told.contains("3,000,000,00"), "{told}");
    }

    async fn hostile_names_stay_inert(app: TestApp) {
        let name = format!("<script>alert(1)</script>\u{202e}{}", "W".repeat(120));
        app.admin().patch(&format!("/departments/{}", app.company.logistics), json!({"name": name})).await.ok();
        app.admin().patch(&format!("/key-results/{}", app.company.key_result), json!({"title": name})).await.ok();
        app.sales_and_logistics_at(80.0, 40.0).await;
        let browser = Browser::of(&app, &app.company.admin).await;
        let department = format!("/departments/{}", app.company.logistics);
        let (name, sales, all) = (name.as_str(), "Sales", "Be where customers are");
        for (path, named, names) in [
            ("/", "table.departments th[scope=row]", [name, sales].as_slice()),
            ("/how", "table.weighed th[scope=row]", &[name, sales]),
            ("/map", "table.map-table a", &[name, all, "Calls", sales, all, name]),
            ("/what-if", ".slider label[for^=k]", &["Calls", name]),
            ("/departments", "table.departments th[scope=row]", &[name, sales]),
            (&department, "main h1", &[name]),
        ] {
            let page = browser.get(path).await.ok();
            assert_eq!(page.texts(named), names, "{path}");
            page.assert_inert();
        }
    }
);
