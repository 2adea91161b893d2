//! Settings and search: what they show, what their forms do, and who may use them.

use serde_json::json;

use crate::support::{
    browser::Browser,
    client::id,
    engine::on_both_engines,
    html::{NONE, Page},
};

/// The sentences of the change log, the newest first.
fn sentences(page: &Page) -> Vec<String> {
    page.texts("main ul.changes > li > div > span")
}

on_both_engines!(
    async fn admin_adds_a_person_and_passes_on_the_link(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let taken = [("name", "Ugo"), ("email", app.company.viewer.email.as_str()), ("role", "member")];
        let refused = browser.submit("/settings/people/new", &taken).await.refused(409);
        assert_eq!(refused.refusal(), "Somebody signs in with this address already.");
        assert_eq!(taken.map(|(name, _)| refused.value(name)), taken.map(|(_, value)| value));
        let ugo = [("name", "Ugo <b>"), ("email", "ugo@rossi.example"), ("role", "member"), ("language", "en")];
        let made = browser.submit("/settings/people/new", &ugo).await.ok();
        assert_eq!(made.text("main h1"), "Invitation for Ugo <b>");
        made.assert_inert();
        let link = made.attr("input#invite-link", "value");
        Browser::new(&app).get(link.strip_prefix(&app.address).unwrap()).await.ok();
        let found = browser.get("/settings/people?q=ugo").await.ok();
        let row = ["Ugo <b> invited Member", "ugo@rossi.example", "Member", ""];
        assert_eq!(found.rows("main table"), [row]);
        assert_eq!(found.mentions(&app.company.viewer.email), NONE);
    }

    async fn admin_hands_over_deactivates_and_anonymises(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let page = format!("/settings/people/{}", app.company.member.id);
        let to = [("to", app.company.manager.id.as_str())];
        assert!(browser.submit(&format!("{page}/reassign"), &to).await.sent_to().ends_with("done=reassigned"));
        let key_result = app.admin().get(&format!("/key-results/{}", app.company.key_result)).await.ok();
        assert_eq!(key_result["owner_id"], app.company.manager.id);
        let away = [("name", "Mia"), ("email", "mia@rossi.example"), ("role", "member"), ("language", "en")];
        browser.submit(&page, &away).await.sent_to();
        let shown = browser.get(&page).await.ok();
        assert_eq!(shown.text("main h1 + p.sub"), "Member · deactivated · Their key results");
        let refused = browser.submit(&format!("{page}/anonymise"), &[("confirm", "Mio")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["confirm", "Type Mia to confirm."]]);
        browser.submit(&format!("{page}/anonymise"), &[("confirm", "Mia")]).await.sent_to();
        let list = browser.get("/settings/people").await.ok();
        assert_eq!(list.texts("main th[scope=row] a"), ["Ada", "Elena", "Marco", "Former member 1", "Vito"]);
        let addresses = [
            "ada@rossi.example",
            "elena@rossi.example",
            "marco@rossi.example",
            "former-member-1@anonymised.invalid",
            "vito@rossi.example",
        ];
        assert_eq!(list.texts("main td:nth-child(2)"), addresses);
        assert_eq!(list.mentions("Mia"), NONE);
    }

    async fn admin_seats_people(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let page = format!("/settings/departments/{}", app.company.logistics);
        let refused = browser.submit(&page, &[("user_id", "")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["user_id", "Choose somebody."]]);
        let lead = [("user_id", app.company.viewer.id.as_str()), ("lead", "true")];
        let refused = browser.submit(&page, &lead).await.refused(422);
        assert_eq!(refused.wrongs(), [["lead", "Vito is a viewer; only managers and above may lead."]]);
        let seat = [("user_id", app.company.viewer.id.as_str()), ("ambassador", "true")];
        browser.submit(&page, &seat).await.sent_to();
        let members = app.admin().get(&format!("/departments/{}/members", app.company.logistics)).await.ok();
        assert_eq!((&members["items"][0]["lead"], &members["items"][0]["ambassador"]), (&json!(false), &json!(true)));
        let again = [("user_id", app.company.manager.id.as_str()), ("ambassador", "true")];
        let mut pairs = browser.get(&page).await.ok().hidden(&format!("form[action=\"{page}\"]"));
        app.admin()
            .put(&format!("{}/members/{}", page.replace("/settings", ""), again[0].1), json!({}))
            .await
            .created();
        pairs.extend(again.map(|(name, value)| (name.to_owned(), value.to_owned())));
        browser.post(&page, &pairs, true).await.refused(412);
        let remove = format!("{page}/members/{}/remove", app.company.viewer.id);
        for asked in [browser.submit(&remove, &[("version", "7")]).await.refused(412), browser.get(&remove).await.ok()]
        {
            assert_eq!(asked.text("main h1"), "Remove Vito from Logistics?");
        }
        browser.submit(&remove, &[]).await.sent_to();
        let members = app.admin().get(&format!("/departments/{}/members", app.company.logistics)).await.ok();
        assert_eq!(members["items"].as_array().unwrap().len(), 1);
    }

    async fn admin_renames_the_organisation(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let named = |name| [("name", name), ("time_zone", "Europe/Rome"), ("language", "it")];
        let refused = browser.submit("/settings", &named("")).await.refused(422);
        assert_eq!(refused.wrongs(), [["name", "Must not be empty."]]);
        browser.submit("/settings", &named("Rossi & figli")).await.sent_to();
        let read = app.admin().get("/organisation").await.ok();
        assert_eq!((&read["name"], &read["language"]), (&json!("Rossi & figli"), &json!("it")));
    }

    async fn admin_invites_again_and_hands_out_what_is_held(app: TestApp) {
        let person = app.company.member.id.as_str();
        let page = format!("/settings/people/{person}");
        let browser = Browser::of(&app, &app.company.admin).await;
        let invited = browser.press(&page, &format!("{page}/invite")).await.ok();
        let link = invited.attr("input#invite-link", "value");
        assert!(link.starts_with(&format!("{}/invites/", app.address)), "{link}");
        let held = browser.press(&page, &format!("{page}/export")).await;
        assert!(held.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(held.status, 200);
        assert!(held.body.contains(&app.company.member.email));
    }

    async fn admin_changes_a_seat(app: TestApp) {
        let (department, person) = (&app.company.sales, &app.company.member.id);
        let page = format!("/settings/departments/{department}");
        let browser = Browser::of(&app, &app.company.admin).await;
        let seat = |lead: &str| {
            let html = format!("{page}/members/{person}");
            (html, vec![("lead".to_owned(), lead.to_owned()), ("ambassador".to_owned(), "true".to_owned())])
        };
        let form = browser.get(&page).await.ok().hidden(&format!("form[action=\"{page}/members/{person}\"]"));
        let send = async |lead: &str| {
            let (address, fields) = seat(lead);
            let mut pairs = form.clone();
            pairs.retain(|(name, _)| name == "token" || name == "version");
            pairs.extend(fields);
            browser.post(&address, &pairs, true).await
        };
        let refused = send("true").await.refused(422);
        let why = refused.texts("main div.refused[role=alert] li");
        assert!(why.len() == 1 && why[0].ends_with("is a member; only managers and above may lead."), "{why:?}");
        send("false").await.sent_to();
        let seat = app.admin().get(&format!("/departments/{department}/members")).await.ok();
        let seat = seat["items"].as_array().unwrap().iter().find(|one| one["user_id"] == **person).unwrap().clone();
        assert_eq!((&seat["lead"], &seat["ambassador"]), (&json!(false), &json!(true)));
    }

    async fn key_is_shown_once_and_ended_after_asking(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let refused = browser.submit("/settings/api-keys/new", &[("name", "CRM")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["scopes[]", "Choose at least one."]]);
        assert_eq!(refused.value("name"), "CRM");
        let made = browser.submit("/settings/api-keys/new", &[("name", "CRM"), ("scopes[]", "read")]).await.ok();
        let key = made.attr("main input", "value");
        assert!(key.starts_with("perno_"), "{key}");
        assert_eq!(made.mentions("perno_"), ["input"]);
        app.with_token(&key).get("/departments").await.ok();
        let list = browser.get("/settings/api-keys").await.ok();
        let used = "CRM Read everything last used 15 February 2026, 12:00 · no expiry Revoke the key CRM";
        assert_eq!(list.texts("main ul.rows > li"), [used]);
        assert_eq!(list.mentions("perno_"), NONE);
        let ask = list.attr("main ul.rows > li a", "href");
        assert_eq!(browser.get(&ask).await.ok().text("main h1"), "Revoke the key “CRM”?");
        browser.submit(&ask, &[]).await.sent_to();
        app.with_token(&key).get("/departments").await.problem(401, "unauthenticated");
    }

    async fn executive_tries_a_policy_before_saving_it(app: TestApp) {
        app.admin()
            .post(&format!("/key-results/{}/check-ins", app.company.key_result), json!({"value": 80}))
            .await
            .created();
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = browser.get("/settings/policy").await.ok();
        assert_eq!(page.value("balance"), "50");
        assert_eq!(page.texts("form.policy .weights label"), ["Sales", "Logistics"]);
        let policy = |balance: &'static str, then: &'static str| {
            [
                ("method", "balanced"),
                ("balance", balance),
                ("revenue_weight", "50"),
                ("department_bar", "70"),
                ("revenue_bar", "100"),
                ("green_from", "70"),
                ("amber_from", "40"),
                ("aspirational_target", "70"),
                ("reason", ""),
                ("then", then),
            ]
        };
        let path = format!("/brands/{}/scoring-policy/{}", app.company.brand, app.company.cycle);
        let tried = browser.submit("/settings/policy", &policy("0", "preview")).await.ok();
        assert_eq!(tried.text("#preview > p:last-child"), "Nothing is saved yet.");
        assert_eq!(tried.value("balance"), "0");
        assert_eq!(app.admin().get(&path).await.ok()["version"], 0);
        let tried = browser.submit("/settings/policy", &policy("200", "preview")).await.ok();
        assert_eq!(tried.wrongs(), [["balance", "Use a number from 0 to 100."]]);
        let refused = browser.submit("/settings/policy", &policy("0", "save")).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        let mut told = policy("0", "save");
        told[8].1 = "We try the plain average.";
        browser.submit("/settings/policy", &told).await.sent_to();
        let stored = app.admin().get(&path).await.ok();
        assert_eq!((&stored["balance"], &stored["department_weights"]), (&json!(0.0), &json!({})));
        let log = browser.get("/settings/changes?entity=scoring_policy").await.ok();
        assert_eq!(sentences(&log), ["Elena set the scoring of “Rossi” in Q1"]);
        let told = log.facts("main ul.changes dl");
        assert!(told.contains(&["Reason", "We try the plain average."].map(str::to_owned)), "{told:?}");
    }

    async fn change_log_is_told_in_sentences_and_searched(app: TestApp) {
        let department = format!("/departments/{}", app.company.logistics);
        app.admin().patch(&department, json!({"name": "Transport"})).await.ok();
        let browser = Browser::of(&app, &app.company.executive).await;
        let log = browser.get("/settings/changes").await.ok();
        assert_eq!(sentences(&log)[0], "Ada changed the department “Transport”");
        assert_eq!(log.hrefs("main ul.changes > li:first-child a"), [department]);
        assert_eq!(log.text("main ul.changes > li:first-child del"), "Logistics");
        assert_eq!(log.text("main ul.changes > li:first-child ins"), "Transport");
        let found = browser.get("/settings/changes?entity=member&actor=ADA&day=2026-02-15").await.ok();
        assert_eq!(sentences(&found), ["Ada added Mia to “Sales”", "Ada added Marco to “Sales”"]);
        assert_eq!(found.mentions("Transport"), NONE);
        let none = browser.get("/settings/changes?day=2026-02-14").await.ok();
        let told = "No change matches. Choose another kind, person or day, or show all.";
        assert_eq!(none.text("main p.empty"), told);
        assert_eq!(sentences(&none), NONE);
        Browser::of(&app, &app.company.manager).await.get("/settings/changes").await.refused(403);
    }

    async fn change_log_names_what_ids_stand_for_and_shows_where_long_texts_differ(app: TestApp) {
        let objective = format!("/objectives/{}", app.company.objective);
        let model = format!("/brands/{}/model", app.company.brand);
        let body = "The promise is kept only when the parcel is open on the table. ".repeat(6);
        let principle = |end: &str| json!({"title": "Keep promises", "body": format!("{body}{end}")});
        app.admin().put(&model, json!({"principles": [principle("So says Sales.")]})).await;
        let stored = app.admin().get(&model).await.ok();
        let mut kept = stored["principles"][0].clone();
        app.admin().patch(&objective, json!({"principle_ids": [kept["id"]]})).await.ok();
        kept["body"] = json!(format!("{body}So says Logistics."));
        app.admin().put(&model, json!({"principles": [kept]})).await.ok();
        let browser = Browser::of(&app, &app.company.executive).await;
        let log = browser.get("/settings/changes").await.ok();
        let newest = ["Ada changed the Model of “Rossi”", "Ada changed the objective “Be where customers are”"];
        assert_eq!(sentences(&log)[..2], newest);
        assert_eq!(log.text("main ul.changes > li:first-child dt"), "Principle · “Keep promises” · Text");
        let text = |who: &str| format!("…the parcel is open on the table. So says {who}.");
        assert_eq!(log.text("main ul.changes > li:first-child del"), text("Sales"));
        assert_eq!(log.text("main ul.changes > li:first-child ins"), text("Logistics"));
        assert_eq!(log.facts("main ul.changes > li:nth-child(2) dl"), [["Principles", "Keep promises"]]);
    }

    async fn who_may_not_change_something_is_told_before_typing(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let cycle = format!("/cycles/{}/edit", app.company.cycle);
        let new = ["/kpis/new", "/cycles/new", "/objectives/new", "/key-results/new", "/departments/new"];
        for page in new.into_iter().chain([cycle.as_str()]) {
            browser.get(page).await.refused(403);
        }
        let member = Browser::of(&app, &app.company.member).await;
        member.get("/objectives/new").await.refused(403);
        member.get("/key-results/new").await.ok();
        Browser::of(&app, &app.company.manager).await.get("/objectives/new").await.ok();
    }

    async fn who_may_not_change_settings_reads_them(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let admin = Browser::of(&app, &app.company.admin).await;
        let all = ["", "/people", "/departments", "/brands", "/policy", "/api-keys", "/changes"];
        let tabs = all.map(|tab| format!("/settings{tab}"));
        let policy = format!("/settings/policy/{}/{}", app.company.brand, app.company.cycle);
        let policy = format!("{policy}?brand={}&cycle={}", app.company.brand, app.company.cycle);
        for (page, deed) in
            tabs.iter().zip(["/settings", "/settings/people/new", "/departments/new", "/settings/brands/new", &policy])
        {
            let (read, changed) = (browser.get(page).await.ok(), admin.get(page).await.ok());
            assert_eq!(read.hrefs("main nav.tabs a"), tabs[..5], "{page}");
            assert_eq!(changed.hrefs("main nav.tabs a"), tabs, "{page}");
            assert_eq!(changed.deeds(), [deed], "{page}");
            let buttons = "main form[method=post] button, main .actions";
            assert_ne!(changed.texts(buttons), NONE, "{page}");
            assert_eq!(read.texts(buttons), NONE, "{page}");
            for hidden in &tabs[5..] {
                assert_eq!(changed.mentions(hidden), ["a"], "{page}");
                assert_eq!(read.mentions(hidden), NONE, "{page}");
            }
        }
        assert_eq!(browser.get("/settings/policy").await.ok().count("form.policy > .settings > fieldset[disabled]"), 1);
        for page in ["/settings/people/new", "/settings/api-keys", "/settings/api-keys/new", "/settings/brands/new"] {
            browser.get(page).await.refused(403);
        }
    }

    async fn executive_renames_and_archives_a_brand(app: TestApp) {
        let browser = Browser::of(&app, &app.company.executive).await;
        browser.submit("/settings/brands/new", &[("name", "Verdi")]).await.sent_to();
        let brands = app.admin().get("/brands?q=verdi").await.ok();
        let page = format!("/settings/brands/{}", id(&brands["items"][0]));
        browser.submit(&page, &[("name", "Viola"), ("archived", "true")]).await.sent_to();
        let list = browser.get("/settings/brands").await.ok();
        assert_eq!(list.texts("main ul.rows > li > div:first-child"), ["Rossi", "Viola Archived"]);
        assert_eq!(list.mentions("Verdi"), NONE);
    }

    async fn anybody_finds_things_by_a_part_of_their_name(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let found = browser.get("/search?q=VIS").await.ok();
        assert_eq!(found.text("main p[role=status]"), "One result");
        assert_eq!(found.texts("main ul.rows > li"), ["Visits Be where customers are · Q1"]);
        assert_eq!(found.hrefs("main ul.rows a"), [format!("/key-results/{}", app.company.key_result)]);
        let none = browser.get("/search?q=%3Cb%3Enothing").await.ok();
        let told = "Nothing found for “<b>nothing”. Try fewer or other words.";
        assert_eq!(none.text("main p.empty[role=status]"), told);
        assert_eq!(none.attr("main input#search", "value"), "<b>nothing");
        assert_eq!(none.texts("main ul.rows > li"), NONE);
        none.assert_inert();
        browser.get("/search").await.ok();
    }
);
