//! The pages of meetings without scripts: planning, opening, everybody's confidence, blockers, decisions, minutes, and
//! what each page leaves out. Held by two browsers it is in `browser_meeting.rs`; the rules are in `api_meetings.rs`.

use serde_json::json;

use crate::support::{
    TestApp,
    browser::{Browser, Shown},
    engine::on_both_engines,
};

/// A meeting of Sales, planned by its lead; its address.
async fn planned(app: &TestApp, lead: &Browser) -> String {
    let typed = [("title", "Weekly"), ("held_on", "2026-02-15"), ("department_id", app.company.sales.as_str())];
    lead.submit("/meetings/new", &typed).await.sent_to()
}

/// Sends a form of the meeting's page by its address, with these fields.
async fn send(browser: &Browser, meeting: &str, action: &str, fields: &[(&str, &str)]) -> Shown {
    let token = browser.get(meeting).await.ok().token();
    let mut pairs = vec![("token".to_owned(), token)];
    pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    browser.post(action, &pairs, true).await
}

on_both_engines!(
    async fn lead_plans_changes_and_deletes_a_meeting(app: TestApp) {
        let lead = Browser::of(&app, &app.company.manager).await;
        let wrong = [("title", ""), ("held_on", "2026-02-15"), ("department_id", app.company.sales.as_str())];
        let refused = lead.submit("/meetings/new", &wrong).await.refused(422);
        assert_eq!(refused.wrongs()[0][0], "title");
        let meeting = planned(&app, &lead).await;
        let edit = format!("{meeting}/edit");
        lead.submit(&edit, &[("title", "Mondays"), ("held_on", "2026-02-16")]).await.sent_to();
        let page = lead.get("/meetings").await.ok();
        assert_eq!(page.texts(".meetings a"), ["Mondays"]);
        lead.submit(&edit, &[("title", "")]).await.refused(422);
        let viewer = Browser::of(&app, &app.company.viewer).await;
        viewer.get(&edit).await.refused(403);
        viewer.get("/meetings/new").await.refused(403);
        assert_eq!(viewer.get(&meeting).await.ok().count("form"), 0);
        lead.submit(&format!("{meeting}/delete"), &[]).await.sent_to();
        lead.get(&meeting).await.refused(404);
    }

    async fn confidence_is_on_no_page_of_others_before_it_is_shown(app: TestApp) {
        let lead = Browser::of(&app, &app.company.manager).await;
        let meeting = planned(&app, &lead).await;
        let member = Browser::of(&app, &app.company.member).await;
        let action = format!("{meeting}/confidence");
        let rated = [("ratings/0/key_result_id", app.company.key_result.as_str()), ("ratings/0/confidence", "7")];
        send(&member, &meeting, &action, &rated).await.sent_to();
        assert_eq!(member.get(&meeting).await.ok().attrs("input[checked]", "value"), ["7"]);
        for page in [meeting.clone(), format!("{meeting}/minutes")] {
            let page = lead.get(&page).await.ok();
            assert_eq!((page.count("input[checked]"), page.count(".people")), (0, 0));
            assert!(!page.text("main").contains("Mia 7"));
        }
        assert!(lead.get(&meeting).await.ok().text("[data-live=given]").contains("Mia"));
        send(&lead, &meeting, &meeting, &[("confidence_shown", "true")]).await.sent_to();
        assert_eq!(lead.get(&meeting).await.ok().texts(".people"), ["Mia 7"]);
        let refused = send(&member, &meeting, &action, &rated).await.refused(409);
        assert!(refused.text(".refused").contains("does not change any more"));
    }

    async fn blockers_and_decisions_are_noted_corrected_and_kept_with_the_minutes(app: TestApp) {
        let lead = Browser::of(&app, &app.company.manager).await;
        let meeting = planned(&app, &lead).await;
        send(&lead, &meeting, &meeting, &[("state", "open")]).await.sent_to();
        let member = Browser::of(&app, &app.company.member).await;
        let blockers = format!("{meeting}/blockers");
        let refused =
            send(&member, &meeting, &blockers, &[("blocker/text", ""), ("blocker/due_on", "2026-02-20")]).await;
        let refused = refused.refused(422);
        assert_eq!(refused.wrongs()[0][0], "blocker/text");
        assert_eq!(refused.value("blocker/due_on"), "2026-02-20");
        let blocker = [("blocker/text", "No van"), ("blocker/key_result_id", app.company.key_result.as_str())];
        send(&member, &meeting, &blockers, &blocker).await.sent_to();
        let about = format!("key_result_id:{}", app.company.key_result);
        let decision = [("decision/text", "Rent one"), ("decision/about", about.as_str())];
        let decisions = format!("{meeting}/decisions");
        send(&member, &meeting, &decisions, &[("decision/text", "")]).await.refused(422);
        send(&member, &meeting, &decisions, &decision).await.sent_to();
        let page = member.get(&meeting).await.ok();
        let edits = page.hrefs(".note-actions a");
        member.submit(&edits[0], &[("text", "No van at all")]).await.sent_to();
        member.submit(&edits[0], &[("text", "")]).await.refused(422);
        member.submit(&edits[1], &[("text", "Rent two")]).await.sent_to();
        member.submit(&edits[1], &[("text", "")]).await.refused(422);
        let key_result = member.get(&format!("/key-results/{}", app.company.key_result)).await.ok();
        assert!(key_result.text(".decided").contains("Rent two"));
        send(&member, &meeting, &edits[0].replace("/edit", "/state"), &[("state", "resolved")]).await.sent_to();
        let minutes = [("minutes", "We met."), ("state", "ended")];
        let shown = send(&lead, &meeting, &meeting, &minutes).await.sent_to();
        let page = lead.get(&shown).await.ok();
        for text in ["We met.", "No van at all", "Rent two", "Resolved on 15 February 2026"] {
            assert!(page.text("main").contains(text), "{text}");
        }
        send(&lead, &meeting, &meeting, &[("minutes", "Other")]).await.refused(409);
        send(&member, &meeting, &edits[0].replace("/edit", "/delete"), &[]).await.refused(409);
        send(&member, &meeting, &edits[1].replace("/edit", "/delete"), &[]).await.refused(409);
        send(&lead, &meeting, &meeting, &[("state", "open")]).await.sent_to();
        send(&member, &meeting, &edits[0].replace("/edit", "/delete"), &[]).await.sent_to();
        send(&member, &meeting, &edits[1].replace("/edit", "/delete"), &[]).await.sent_to();
        let cycle = lead.get(&format!("/cycles/{}", app.company.cycle)).await.ok();
        assert_eq!(cycle.texts(".meetings a"), ["Weekly"]);
    }

    async fn open_blocker_of_an_earlier_meeting_is_on_the_next_ones_list(app: TestApp) {
        let lead = Browser::of(&app, &app.company.manager).await;
        let first = planned(&app, &lead).await;
        app.policy(json!({"department_weights": {app.company.sales.as_str(): 1}, "correction": true})).await;
        let blocker = [
            ("blocker/text", "No van"),
            ("blocker/owner_id", app.company.member.id.as_str()),
            ("blocker/key_result_id", app.company.key_result.as_str()),
        ];
        send(&lead, &first, &format!("{first}/blockers"), &blocker).await.sent_to();
        let owner = lead.get(&format!("/people/{}", app.company.member.id)).await.ok();
        assert!(owner.hrefs("main ul.rows a").contains(&format!("{first}#blockers")), "{owner}");
        assert_eq!(lead.get("/").await.ok().text("main .first .blocked"), "Blocker: No van");
        send(&lead, &first, &first, &[("state", "ended")]).await.sent_to();
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let second = planned(&app, &lead).await;
        let page = lead.get(&second).await.ok();
        assert!(page.text("#blockers").contains("No van"));
        assert!(page.text("#why").contains("Since the last meeting on 15 February 2026"));
        assert!(page.text("#why").contains("Visits"));
        assert!(lead.get("/present").await.ok().text("main").contains("Visits"));
    }
);
