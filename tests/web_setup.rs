//! Getting in: the first run on an empty database, from set-up through the guide to a first score; invitations, and the
//! own account with its sessions. `browser_first_run.rs` walks the guide in Chromium.

use perno::app::SignUp;
use serde_json::json;

use crate::support::{TestApp, browser::Browser, client::id, company::PASSWORD, engine::on_both_engines, html::NONE};

const NEW: &str = "incorrect donkey battery";

/// The address of a new invitation, with the token from the API.
async fn invited(app: &TestApp) -> String {
    let person = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer", "language": "it"});
    let invited = app.admin().post("/users", person).await.created();
    format!("/invites/{}", invited["invite_token"].as_str().unwrap())
}

/// A browser on an empty database whose organisation was just set up, with its admin signed in.
async fn set_up(app: &TestApp) -> (TestApp, Browser) {
    let empty = TestApp::empty(app.engine, SignUp::Closed).await;
    let browser = Browser::new(&empty);
    let admin = [("admin/name", "Ada"), ("admin/email", "ada@verdi.example"), ("admin/password", PASSWORD)];
    let organisation = [("name", "Verdi"), ("time_zone", "Europe/Rome"), ("language", "en")];
    assert_eq!(browser.submit("/set-up", &[organisation.as_slice(), &admin].concat()).await.sent_to(), "/");
    (empty, browser)
}

/// Opens the guide's next step, fills in some fields of its form, sends the others as they are proposed, and says where
/// that leads.
async fn take_step(browser: &Browser, fields: &[(&str, &str)], proposed: &[&str]) -> String {
    let next = browser.get("/").await.ok().attr("main .guide li.next-step h3 a", "href");
    fill_in(browser, &next, fields, proposed).await
}

async fn fill_in(browser: &Browser, path: &str, fields: &[(&str, &str)], proposed: &[&str]) -> String {
    let shown = browser.get(path).await;
    let path = shown.location.clone().unwrap_or_else(|| path.to_owned());
    let page = if shown.status == 303 { browser.get(&path).await.ok() } else { shown.ok() };
    let values: Vec<String> = proposed.iter().map(|name| page.value(name)).collect();
    let kept = proposed.iter().copied().zip(values.iter().map(String::as_str));
    browser.submit(&path, &fields.iter().copied().chain(kept).collect::<Vec<_>>()).await.sent_to()
}

/// Takes the steps up to an objective without a key result.
async fn plan(browser: &Browser) {
    take_step(browser, &[("purpose", "So that people eat well.")], &[]).await;
    take_step(browser, &[("name", "Logistics")], &[]).await;
    take_step(browser, &[("name", "This quarter")], &["starts_on", "ends_on", "state"]).await;
    let objective = [("title", "Arrive when we said"), ("contribution", "Whoever waits for us cooks with us.")];
    take_step(browser, &objective, &["department_id"]).await;
}

const KEY_RESULT: [(&str, &str); 5] = [
    ("title", "Deliveries on time"),
    ("measure/kind", "number"),
    ("measure/start", "0"),
    ("measure/target", "80"),
    ("measure/unit", ""),
];

/// Checks in on the one key result that the guide's last step shows as due, and reads the score.
async fn check_in_and_see_the_score(browser: &Browser) {
    let last = browser.get("/").await.ok().attr("main .guide li.next-step h3 a", "href");
    let page = browser.get(&last).await.ok();
    assert_eq!(page.text("main h1"), "One check-in is due.");
    let fields = page.fields("form.report");
    let value = fields.iter().find(|name| name.ends_with("/value")).unwrap();
    browser.submit(&last, &[(value.as_str(), "40")]).await.sent_to();
    let page = browser.get("/").await.ok();
    assert_eq!(page.text("main .score"), "50 / 100");
    assert_eq!(page.text("main .guide li.next-step h3"), "Measure revenue", "the guide goes on");
}

on_both_engines!(
    async fn newcomer_who_follows_the_page_comes_to_a_first_score(app: TestApp) {
        let (_empty, browser) = set_up(&app).await;
        plan(&browser).await;
        let proposed = ["owner_id", "weight", "check_in_every_days", "ambition"];
        take_step(&browser, &KEY_RESULT, &proposed).await;
        check_in_and_see_the_score(&browser).await;
    }

    async fn newcomer_whose_key_result_nobody_owns_is_led_to_the_department(app: TestApp) {
        let (_empty, browser) = set_up(&app).await;
        plan(&browser).await;
        take_step(&browser, &[&[("owner_id", "")], KEY_RESULT.as_slice()].concat(), &["weight", "ambition"]).await;
        check_in_and_see_the_score(&browser).await;
    }

    async fn newcomer_who_planned_a_cycle_is_asked_to_start_it(app: TestApp) {
        let (empty, browser) = set_up(&app).await;
        take_step(&browser, &[("purpose", "So that people eat well.")], &[]).await;
        take_step(&browser, &[("name", "Logistics")], &[]).await;
        let planned = [("name", "Q1"), ("state", "planned")];
        let cycle = take_step(&browser, &planned, &["starts_on", "ends_on"]).await;
        let page = browser.get("/").await.ok();
        let classes = ["done-step", "done-step", "next-step", "", "", "", ""];
        assert_eq!(page.attrs("main .guide li", "class"), classes);
        assert_eq!(page.text("main .guide li.next-step h3"), "Start the cycle");
        let start = format!("{}/activate", cycle.split('?').next().unwrap());
        browser.press("/", &start).await.sent_to();
        let page = browser.get("/").await.ok();
        let classes = ["done-step", "done-step", "done-step", "next-step", "", "", ""];
        assert_eq!(page.attrs("main .guide li", "class"), classes);
        // Only the first cycle is proposed as active.
        assert_eq!(browser.get("/cycles/new").await.ok().value("state"), "planned");
        drop(empty);
    }

    async fn first_visitor_sets_up_and_is_in(app: TestApp) {
        let empty = TestApp::empty(app.engine, SignUp::Closed).await;
        let browser = Browser::new(&empty).reading("it");
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
        assert_eq!(browser.get("/sign-in").await.sent_to(), "/set-up");
        assert_eq!(browser.get("/set-up").await.ok().value("time_zone"), "Europe/Rome");
        let name = ("name", "Verdi & figli");
        let admin = [("admin/name", "Ada"), ("admin/email", "ada@verdi.example"), ("admin/password", "short")];
        let refused = browser.submit("/set-up", &[&[name], admin.as_slice()].concat()).await.refused(422);
        assert_eq!(refused.wrongs(), [["admin/password", "La password deve avere almeno 12 caratteri."]]);
        let kept = [name.0, admin[0].0, admin[1].0, admin[2].0].map(|field| refused.value(field));
        assert_eq!(kept, [name.1, admin[0].1, admin[1].1, ""]);
        let nameless = [("name", ""), ("admin/name", ""), admin[1], ("admin/password", PASSWORD)];
        let refused = browser.submit("/set-up", &nameless).await.refused(422);
        let told = refused.texts(".refused li a");
        assert!(told.len() == 2 && told[0] != told[1], "each field by its own name: {told:?}");
        let admin = [admin[0], admin[1], ("admin/password", PASSWORD)];
        let zone = [name, ("time_zone", "Europe/Rome"), ("language", "it")];
        assert_eq!(browser.submit("/set-up", &[zone.as_slice(), &admin].concat()).await.sent_to(), "/");
        assert_eq!(browser.get("/settings").await.ok().value("name"), "Verdi & figli");
        assert_eq!(Browser::new(&empty).get("/set-up").await.sent_to(), "/sign-in");
    }

    async fn invited_person_chooses_a_password_and_is_in(app: TestApp) {
        let link = invited(&app).await;
        let browser = Browser::new(&app);
        let page = browser.get(&link).await.ok();
        assert_eq!(page.attr("html", "lang"), "it");
        assert_eq!(page.text("main h1"), "Ti diamo il benvenuto, Ugo");
        let told = "Rossi ti invita su Perno. D’ora in poi accedi con ugo@rossi.example e questa password.";
        assert_eq!(page.text("main h1 + p"), told);
        let refused = browser.submit(&link, &[("password", "short")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["password", "La password deve avere almeno 12 caratteri."]]);
        assert_eq!(refused.attrs("main input:not([type=hidden])", "value"), ["ugo@rossi.example", ""]);
        assert_eq!(refused.mentions("short"), NONE);
        assert_eq!(browser.submit(&link, &[("password", PASSWORD)]).await.sent_to(), "/");
        assert_eq!(browser.get("/account").await.ok().text("main h1 + p"), "ugo@rossi.example · Lettore");
        for link in [link.as_str(), "/invites/made-up"] {
            let over = Browser::new(&app).get(link).await.refused(404);
            assert_eq!(over.text("main h1"), "This invitation is no longer valid");
        }
    }

    async fn person_chooses_a_theme_for_this_browser(app: TestApp) {
        let here = Browser::of(&app, &app.company.viewer).await;
        assert_eq!(here.get("/kpis").await.ok().attrs("html[data-theme]", "lang"), NONE);
        for theme in ["dark", "light"] {
            assert_eq!(here.submit("/kpis", &[("theme", theme)]).await.sent_to(), "/");
            let page = here.get("/kpis").await.ok();
            assert_eq!(page.attr("html", "data-theme"), theme);
            assert_eq!(page.texts(".themes [aria-pressed=true]"), [if theme == "dark" { "Dark" } else { "Light" }]);
        }
        assert_eq!(here.get("/no-such-page").await.refused(404).attr("html", "data-theme"), "light");
        let signed_out = Browser::new(&app);
        signed_out.keep("perno-theme", "dark");
        assert_eq!(signed_out.get("/sign-in").await.ok().attr("html", "data-theme"), "dark");
        let there = Browser::of(&app, &app.company.viewer).await;
        assert_eq!(there.get("/kpis").await.ok().attrs("html[data-theme]", "lang"), NONE);
        here.submit("/kpis", &[("theme", "pink")]).await.sent_to();
        assert_eq!(here.get("/kpis").await.ok().attrs("html[data-theme]", "lang"), NONE);
    }

    async fn person_changes_name_language_and_password(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let named = [("name", "Vito Viola"), ("language", "it")];
        let page = browser.get(&browser.submit("/account", &named).await.sent_to()).await.ok();
        assert_eq!(page.done(), "Salvato.");
        assert_eq!(named.map(|(name, _)| page.value(name)), named.map(|(_, value)| value));
        let wrong = [("current_password", "wrong horse"), ("new_password", NEW)];
        let refused = browser.submit("/account", &wrong).await.refused(422);
        assert_eq!(refused.wrongs(), [["current_password", "Non è la password attuale."]]);
        let right = [("current_password", PASSWORD), ("new_password", NEW)];
        assert_eq!(browser.submit("/account", &right).await.sent_to(), "/account?done=password-changed");
        let login = json!({"email": app.company.viewer.email, "password": NEW});
        app.anonymous().post("/auth/login", login).await.ok();
    }

    async fn person_sees_and_ends_their_sessions(app: TestApp) {
        let (here, there) =
            (Browser::of(&app, &app.company.viewer).await, Browser::of(&app, &app.company.viewer).await);
        let page = here.get("/account").await.ok();
        let own = page.texts("main ul.rows > li strong");
        assert_eq!(own[..2], ["An unknown program"; 2]);
        assert_eq!(page.texts("main ul.rows > li .tag"), ["this one"]);
        let sessions = app.viewer().get("/me/sessions").await.ok();
        let sessions: Vec<&serde_json::Value> = sessions["items"].as_array().unwrap().iter().collect();
        let newest = format!("/account/sessions/{}/end", id(sessions[0]));
        let pairs = [("token".to_owned(), page.token())];
        here.post(&newest, &pairs, false).await.refused(403);
        assert_eq!(here.post(&newest, &pairs, true).await.sent_to(), "/account?done=session-ended#sessions");
        let left = here.get("/account").await.ok().texts("main ul.rows > li strong");
        assert_eq!(left, own[1..]);
        assert_eq!(there.get("/account").await.sent_to(), "/sign-in?next=%2Faccount");
        assert_eq!(here.post("/account/sessions/end", &pairs, true).await.sent_to(), "/sign-in");
        assert_eq!(here.get("/").await.sent_to(), "/sign-in");
    }
);
