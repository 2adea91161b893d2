//! Drafts of the check-in form and of the form that closes a cycle: they are filled in again for their owner alone, go
//! away when they are saved or discarded, and belong to the personal data. How a browser stores them while somebody
//! types is tested in `browser_check_in.rs`, the clean-up in `jobs_clean_up.rs`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    browser::Browser,
    client::id,
    company::sign_in,
    engine::on_both_engines,
    html::{NONE, Page},
};

/// Stores what is typed, as the script of the page does.
async fn keep(browser: &Browser, page: &str, action: &str, fields: &[(&str, &str)]) {
    let token = browser.get(page).await.ok().token();
    let all = [&[("token", token.as_str())], fields].concat();
    let pairs: Vec<_> = all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(browser.post(action, &pairs, true).await.status, 204);
}

fn note(page: &Page) -> Vec<String> {
    page.texts("main form.draft-note:not([hidden]) span")
}

/// Another key result of the member, with steps.
async fn steps(app: &TestApp) -> (String, [String; 2]) {
    let measure = json!({"kind": "milestones", "steps": [{"title": "Plan"}, {"title": "Build"}]});
    let made = app.key_result(json!({"title": "Steps", "owner_id": app.company.member.id, "measure": measure})).await;
    let step = |place: usize| made["measure"]["steps"][place]["id"].as_str().unwrap().to_owned();
    (id(&made), [step(0), step(1)])
}

on_both_engines!(
    async fn draft_survives_another_sign_in_and_is_nobody_elses(app: TestApp) {
        let company = &app.company;
        let (other, [plan, build]) = steps(&app).await;
        let names = [format!("{}/value", company.key_result), format!("{}/note", company.key_result)];
        let (kind, ticked) = (format!("{other}/kind"), format!("{other}/steps[]"));
        let typed = [
            (names[0].as_str(), "a lot"),
            (names[1].as_str(), "<b>late</b>"),
            (kind.as_str(), "milestones"),
            (ticked.as_str(), build.as_str()),
        ];
        keep(&Browser::of(&app, &company.member).await, "/check-in", "/check-in/draft", &typed).await;
        let browser = Browser::of(&app, &company.member).await;
        let page = browser.get("/check-in").await.ok();
        assert_eq!(note(&page), ["Your draft from 12:00 is restored."]);
        assert_eq!(names.each_ref().map(|name| page.value(name)), ["a lot", "<b>late</b>"]);
        assert_eq!(page.attrs("li.due .steps input[checked]", "value"), std::slice::from_ref(&build));
        app.check_in(&other, json!({"steps_done": [plan]})).await;
        let page = browser.get("/check-in").await.ok();
        assert_eq!(page.attrs("li.due .steps input[checked]", "value"), [plan, build]);
        let lead = Browser::of(&app, &company.manager).await;
        let theirs = lead.get(&format!("/check-in?whose={}", company.sales)).await.ok();
        assert_eq!(note(&theirs), NONE);
        assert_eq!(theirs.value(&names[0]), "");
        browser.press("/check-in", "/check-in/draft/discard").await.sent_to();
        let page = browser.get("/check-in").await.ok();
        assert_eq!(note(&page), NONE);
        assert_eq!(page.value(&names[0]), "");
        Browser::of(&app, &company.viewer).await.get("/check-in").await.ok();
    }

    async fn saved_rows_leave_the_draft_and_refused_ones_stay(app: TestApp) {
        let company = &app.company;
        let (other, [_, build]) = steps(&app).await;
        let third = id(&app.key_result(json!({"title": "Third", "owner_id": company.member.id})).await);
        let browser = Browser::of(&app, &company.member).await;
        let (visits, thirds) = (format!("{}/value", company.key_result), format!("{third}/value"));
        let (kind, ticked) = (format!("{other}/kind"), format!("{other}/steps[]"));
        keep(&browser, "/check-in", "/check-in/draft", &[(&kind, "milestones"), (&ticked, &build)]).await;
        keep(&browser, "/check-in", "/check-in/draft", &[(&visits, "40"), (&thirds, "many")]).await;
        let token = browser.get("/check-in").await.ok().token();
        let pairs = [("token", token.as_str()), (&visits, "40"), (&thirds, "many")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        browser.post("/check-in", &pairs, true).await.refused(422);
        let page = browser.get("/check-in").await.ok();
        assert_eq!([&visits, &thirds].map(|name| page.value(name)), ["", "many"]);
        assert_eq!(page.attrs("li.due .steps input[checked]", "value"), [build]);
        browser
            .submit("/check-in", &[(&thirds, "7"), (&ticked, &page.attrs(".steps input[checked]", "value")[0])])
            .await
            .sent_to();
        assert_eq!(note(&browser.get("/check-in").await.ok()), NONE);
    }

    async fn grades_are_kept_section_by_section_until_the_cycle_is_closed(app: TestApp) {
        let company = &app.company;
        let objective = app.objective(json!({"department_id": company.logistics})).await;
        app.key_result(json!({"objective_id": objective, "title": "Parcels"})).await;
        let path = format!("/cycles/{}/close", company.cycle);
        let browser = Browser::of(&app, &company.executive).await;
        let page = browser.get(&path).await.ok();
        assert_eq!(page.texts("h3.of-grades"), ["Logistics", "Sales"]);
        assert_eq!(page.texts("button[value^=draft]"), ["Save these grades Logistics", "Save these grades Sales"]);
        let typed = [("grades/1/grade", "70"), ("grades/1/comment", "Nearly"), ("then", "draft-0")];
        let sent = browser.submit(&path, &typed).await.sent_to();
        assert_eq!(sent, format!("{path}?kept=0#grades-0"));
        let page = Browser::of(&app, &company.executive).await.get(&sent).await.ok();
        assert_eq!(note(&page), ["Your draft from 12:00 is restored."]);
        assert_eq!(page.texts("#grades-0 [role=status]"), ["Saved as your draft."]);
        let grades = page.attrs("main input.number", "value");
        assert_eq!(grades, ["70", ""]);
        assert_eq!(app.read_key_result(&company.key_result).await["grade"], Value::Null);
        app.advance(24 * 3_600);
        keep(&browser, &path, &format!("{path}/draft"), &[("retrospective", "We learnt.")]).await;
        let page = browser.get(&path).await.ok();
        assert_eq!(
            (page.value("retrospective"), page.attrs("main input.number", "value")),
            ("We learnt.".to_owned(), vec![String::new(); 2])
        );
        app.advance(24 * 3_600);
        assert_eq!(note(&browser.get(&path).await.ok()), ["Your draft from 16 February 2026, 12:00 is restored."]);
        browser.submit(&path, &[("retrospective", "We learnt."), ("then", "close")]).await.sent_to();
        let admin = sign_in(&app, &company.admin.id, &company.admin.email).await;
        let export = format!("/users/{}/export", company.executive.id);
        let data = app.with_token(&admin.token).post_nothing(&export).await.ok();
        assert_eq!(data["drafts"], json!([]));
        let manager = Browser::of(&app, &company.manager).await;
        let token = manager.get("/check-in").await.ok().token();
        manager.post(&format!("{path}/draft"), &[("token".to_owned(), token)], true).await.refused(403);
    }

    async fn discarded_grades_are_gone(app: TestApp) {
        let path = format!("/cycles/{}/close", app.company.cycle);
        let browser = Browser::of(&app, &app.company.executive).await;
        keep(&browser, &path, &format!("{path}/draft"), &[("retrospective", "We learnt.")]).await;
        browser.press(&path, &format!("{path}/draft/discard")).await.sent_to();
        assert_eq!(browser.get(&path).await.ok().value("retrospective"), "");
    }

    async fn draft_is_personal_data(app: TestApp) {
        let company = &app.company;
        let name = format!("{}/note", company.key_result);
        let note = [(name.as_str(), "mia@rossi.example was ill.")];
        keep(&Browser::of(&app, &company.member).await, "/check-in", "/check-in/draft", &note).await;
        let lead = Browser::of(&app, &company.manager).await;
        let whose = format!("/check-in?whose={}", company.sales);
        keep(&lead, &whose, "/check-in/draft", &note).await;
        let drafts = async || {
            app.admin().post_nothing(&format!("/users/{}/export", company.member.id)).await.ok()["drafts"].clone()
        };
        let fields = json!([{"name": name, "value": "mia@rossi.example was ill."}]);
        let expected = json!([{"form": "check-in", "fields": fields, "updated_at": "2026-02-15T12:00:00.000000Z"}]);
        assert_eq!(drafts().await, expected);
        let person = format!("/users/{}", company.member.id);
        app.admin().post(&format!("{person}/reassign"), json!({"to": company.manager.id})).await.ok();
        app.admin().patch(&person, json!({"active": false})).await.ok();
        app.admin().post_nothing(&format!("{person}/anonymise")).await.ok();
        assert_eq!(drafts().await, json!([]));
        let kept = lead.get(&whose).await.ok().value(&name);
        assert!(kept.ends_with("was ill.") && !kept.contains("mia@"), "{kept}");
    }
);
