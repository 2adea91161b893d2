//! Settings and search: what they show, what their forms do, who may.

use serde_json::json;

use crate::support::{
    browser::{Browser, hidden},
    client::id,
    engine::on_both_engines,
};

/// A page without its tags.
fn text(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

on_both_engines!(
    async fn admin_adds_a_person_and_passes_on_the_link(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let taken = [("name", "Ugo"), ("email", app.company.viewer.email.as_str()), ("role", "member")];
        let html = browser.submit("/settings/people/new", &taken).await.refused(409);
        assert!(html.contains("value=\"Ugo\"") && html.contains("Somebody signs in with this address"), "{html}");
        let ugo = [("name", "Ugo <b>"), ("email", "ugo@rossi.example"), ("role", "member"), ("language", "en")];
        let html = browser.submit("/settings/people/new", &ugo).await.ok();
        let link = html.split("/invites/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(html.contains("Ugo &#60;b&#62;") && !html.contains("<b>"), "{html}");
        let invited = Browser::new(&app);
        invited.get(&format!("/invites/{link}")).await.ok();
        let html = browser.get("/settings/people?q=ugo").await.ok();
        assert!(text(&html).contains("invited"), "{html}");
        assert!(html.contains("ugo@rossi.example") && !html.contains(&app.company.viewer.email), "{html}");
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
        assert!(browser.get(&page).await.ok().contains("deactivated"));
        let html = browser.submit(&format!("{page}/anonymise"), &[("confirm", "Mio")]).await.refused(422);
        assert!(html.contains("Type Mia to confirm."), "{html}");
        browser.submit(&format!("{page}/anonymise"), &[("confirm", "Mia")]).await.sent_to();
        assert!(!browser.get("/settings/people").await.ok().contains("Mia"));
    }

    async fn admin_seats_people(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let page = format!("/settings/departments/{}", app.company.logistics);
        let html = browser.submit(&page, &[("user_id", "")]).await.refused(422);
        assert!(html.contains("Choose somebody."), "{html}");
        let lead = [("user_id", app.company.viewer.id.as_str()), ("lead", "true")];
        let html = browser.submit(&page, &lead).await.refused(422);
        assert!(html.contains("only managers and above may lead"), "{html}");
        let seat = [("user_id", app.company.viewer.id.as_str()), ("ambassador", "true")];
        browser.submit(&page, &seat).await.sent_to();
        let members = app.admin().get(&format!("/departments/{}/members", app.company.logistics)).await.ok();
        assert_eq!((&members["items"][0]["lead"], &members["items"][0]["ambassador"]), (&json!(false), &json!(true)));
        let again = [("user_id", app.company.manager.id.as_str()), ("ambassador", "true")];
        let html = browser.get(&page).await.ok();
        app.admin()
            .put(&format!("{}/members/{}", page.replace("/settings", ""), again[0].1), json!({}))
            .await
            .created();
        let form = html.split("<form method=\"post\"").find(|form| form.contains("user_id")).unwrap();
        let mut pairs = hidden(form);
        pairs.extend(again.map(|(name, value)| (name.to_owned(), value.to_owned())));
        browser.post(&page, &pairs, true).await.refused(412);
        let remove = format!("{page}/members/{}/remove", app.company.viewer.id);
        let html = browser.submit(&remove, &[("version", "7")]).await.refused(412);
        assert!(html.contains("Remove Vito from Logistics?"), "{html}");
        assert!(browser.get(&remove).await.ok().contains("Remove Vito from Logistics?"));
        browser.submit(&remove, &[]).await.sent_to();
        let members = app.admin().get(&format!("/departments/{}/members", app.company.logistics)).await.ok();
        assert_eq!(members["items"].as_array().unwrap().len(), 1);
    }

    async fn admin_renames_the_organisation(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let named = |name| [("name", name), ("time_zone", "Europe/Rome"), ("language", "it")];
        let html = browser.submit("/settings", &named("")).await.refused(422);
        assert!(html.contains("id=\"name-wrong\""), "{html}");
        browser.submit("/settings", &named("Rossi & figli")).await.sent_to();
        let read = app.admin().get("/organisation").await.ok();
        assert_eq!((&read["name"], &read["language"]), (&json!("Rossi & figli"), &json!("it")));
    }

    async fn admin_invites_again_and_hands_out_what_is_held(app: TestApp) {
        let person = app.company.member.id.as_str();
        let page = format!("/settings/people/{person}");
        let browser = Browser::of(&app, &app.company.admin).await;
        assert!(browser.press(&page, &format!("{page}/invite")).await.ok().contains("/invites/"));
        let held = browser.press(&page, &format!("{page}/export")).await;
        assert!(held.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
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
        let html = browser.get(&page).await.ok();
        let form = html.split("<form ").find(|form| form.contains(&format!("/members/{person}\""))).unwrap();
        let send = async |lead: &str| {
            let (address, fields) = seat(lead);
            let mut pairs = hidden(form);
            pairs.retain(|(name, _)| name == "token" || name == "version");
            pairs.extend(fields);
            browser.post(&address, &pairs, true).await
        };
        assert!(send("true").await.refused(422).contains("only managers and above may lead"));
        send("false").await.sent_to();
        let seat = app.admin().get(&format!("/departments/{department}/members")).await.ok();
        let seat = seat["items"].as_array().unwrap().iter().find(|one| one["user_id"] == **person).unwrap().clone();
        assert_eq!((&seat["lead"], &seat["ambassador"]), (&json!(false), &json!(true)));
    }

    async fn key_is_shown_once_and_ended_after_asking(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let html = browser.submit("/settings/api-keys/new", &[("name", "CRM")]).await.refused(422);
        assert!(html.contains("value=\"CRM\"") && html.contains("Choose at least one."), "{html}");
        let html = browser.submit("/settings/api-keys/new", &[("name", "CRM"), ("scopes[]", "read")]).await.ok();
        let key = format!("perno_{}", html.split("value=\"perno_").nth(1).unwrap().split('"').next().unwrap());
        app.with_token(&key).get("/departments").await.ok();
        let html = browser.get("/settings/api-keys").await.ok();
        assert!(!html.contains("perno_") && html.contains("CRM"), "{html}");
        let ask = html.split("href=\"/settings/api-keys/").find(|rest| rest.contains("/delete\"")).unwrap();
        let ask = format!("/settings/api-keys/{}", ask.split('"').next().unwrap());
        let html = browser.get(&ask).await.ok();
        assert!(html.contains("Revoke the key “CRM”?"), "{html}");
        browser.submit(&ask, &[]).await.sent_to();
        app.with_token(&key).get("/departments").await.problem(401, "unauthenticated");
    }

    async fn executive_tries_a_policy_before_saving_it(app: TestApp) {
        app.admin()
            .post(&format!("/key-results/{}/check-ins", app.company.key_result), json!({"value": 80}))
            .await
            .created();
        let browser = Browser::of(&app, &app.company.executive).await;
        let html = browser.get("/settings/policy").await.ok();
        assert!(html.contains("name=\"balance\"") && html.contains("Sales"), "{html}");
        let policy = |balance: &'static str, then: &'static str| {
            [
                ("method", "balanced"),
                ("balance", balance),
                ("revenue_weight", "0.5"),
                ("department_bar", "0.7"),
                ("revenue_bar", "1"),
                ("green_from", "0.7"),
                ("amber_from", "0.4"),
                ("aspirational_target", "0.7"),
                ("reason", ""),
                ("then", then),
            ]
        };
        let path = format!("/brands/{}/scoring-policy/{}", app.company.brand, app.company.cycle);
        let html = browser.submit("/settings/policy", &policy("0", "preview")).await.ok();
        assert!(html.contains("Nothing is saved yet.") && html.contains("value=\"0\""), "{html}");
        assert_eq!(app.admin().get(&path).await.ok()["version"], 0);
        let html = browser.submit("/settings/policy", &policy("2", "preview")).await.ok();
        assert!(html.contains("id=\"balance-wrong\""), "{html}");
        let html = browser.submit("/settings/policy", &policy("0", "save")).await.refused(422);
        assert!(html.contains("id=\"reason-wrong\""), "{html}");
        let mut told = policy("0", "save");
        told[8].1 = "We try the plain average.";
        browser.submit("/settings/policy", &told).await.sent_to();
        let stored = app.admin().get(&path).await.ok();
        assert_eq!((&stored["balance"], &stored["department_weights"]), (&json!(0.0), &json!({})));
        let html = browser.get("/settings/changes?entity=scoring_policy").await.ok();
        let told = text(&html);
        assert!(
            told.contains("We try the plain average.") && told.contains("Elena set the scoring of “Rossi” in Q1"),
            "{told}"
        );
    }

    async fn change_log_is_told_in_sentences_and_searched(app: TestApp) {
        let department = format!("/departments/{}", app.company.logistics);
        app.admin().patch(&department, json!({"name": "Transport"})).await.ok();
        let browser = Browser::of(&app, &app.company.executive).await;
        let html = browser.get("/settings/changes").await.ok();
        assert!(text(&html).contains("Ada changed the department “Transport”"), "{html}");
        assert!(html.contains(&format!("<a href=\"{department}\"><bdi>Transport</bdi></a>")), "{html}");
        assert!(html.contains("<del>Logistics</del>") && html.contains("<ins>Transport</ins>"), "{html}");
        let html = browser.get("/settings/changes?entity=member&actor=ADA&day=2026-02-15").await.ok();
        assert!(text(&html).contains("Ada added Marco to “Sales”") && !html.contains("Transport"), "{html}");
        let html = browser.get("/settings/changes?day=2026-02-14").await.ok();
        assert!(html.contains("No change matches"), "{html}");
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
        let html = browser.get("/settings/changes").await.ok();
        assert!(html.contains("<ins>Keep promises</ins>"), "{html}");
        assert!(html.contains("Principle · “Keep promises” · Text"), "{html}");
        assert!(html.contains("So says Sales.</del>") && html.contains("So says Logistics.</ins>"), "{html}");
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
        for page in ["/settings", "/settings/people", "/settings/departments", "/settings/brands", "/settings/policy"] {
            let html = browser.get(page).await.ok();
            assert!(!html.contains("/settings/api-keys\"") && !html.contains("/settings/changes\""), "{page}");
        }
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
        let html = browser.get("/settings/brands").await.ok();
        assert!(html.contains("Viola") && html.contains("Archived") && !html.contains("Verdi"), "{html}");
    }

    async fn anybody_finds_things_by_a_part_of_their_name(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let html = browser.get("/search?q=VIS").await.ok();
        assert!(
            html.contains(&format!("/key-results/{}\"", app.company.key_result)) && html.contains("One result"),
            "{html}"
        );
        assert!(html.contains("Be where customers are") && html.contains("Q1"), "{html}");
        let html = browser.get("/search?q=%3Cb%3Enothing").await.ok();
        assert!(html.contains("&#60;b&#62;nothing") && !html.contains("<b>"), "{html}");
        browser.get("/search").await.ok();
    }
);
