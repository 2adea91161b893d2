//! The page of a key result, its form and its state changes, and the pages of people: what they show and do, and for
//! whom. The rules are tested in `api_key_results.rs` and `api_promises.rs`.

use serde_json::json;

use crate::support::{
    browser::Browser,
    client::id,
    engine::on_both_engines,
    html::{NONE, Page},
    results::{step_ids, two_steps},
};

on_both_engines!(
    async fn reader_sees_where_a_key_result_stands(app: TestApp) {
        let company = &app.company;
        let check_in = json!({"value": 30, "confidence": 3, "note": "<script>alert(1)</script>"});
        app.member().post(&format!("/key-results/{}/check-ins", company.key_result), check_in).await.created();
        let page = format!("/key-results/{}", company.key_result);
        let read = Browser::of(&app, &company.viewer).await.get(&page).await.ok();
        assert_eq!(read.texts("main .where a"), ["Sales", "Be where customers are"]);
        assert_eq!(read.text("main .stands .big"), "30\u{a0}visits");
        assert_eq!(read.text("main .stands small"), "from 0 to 100\u{a0}visits");
        assert_eq!(read.count("main figure.course svg[role=img]"), 1, "{read}");
        let check_in = ["15 February 2026", "30\u{a0}visits", "3 of 10", "<script>alert(1)</script>", "Mia", ""];
        assert_eq!(read.rows("table.history"), [check_in]);
        assert_eq!(read.deeds(), NONE);
        assert_eq!(read.mentions("/edit"), NONE);
        read.assert_inert();
        let own = Browser::of(&app, &company.member).await;
        let mine = own.get(&page).await.ok();
        assert_eq!(mine.deeds(), [format!("{page}/edit"), format!("{page}/check-in")]);
        assert_eq!(mine.mentions("/edit"), ["a"]);
        let value = format!("{}/value", company.key_result);
        let sent = own.submit(&page, &[(&value, "50")]).await.sent_to();
        let told = ["Sales 30 → 50 · Company 8 → 13 (+5.0)"];
        assert_eq!(own.get(&sent).await.ok().texts("main > .batch .moved"), told);
        let refused = own.submit(&page, &[(&value, "many")]).await.refused(422);
        assert_eq!(refused.wrongs(), [[value.as_str(), "Must be one number, such as 1,234.5 or 12k."]]);
        assert_eq!(refused.value(&value), "many");
    }

    async fn page_offers_to_correct_what_may_be_corrected(app: TestApp) {
        let company = &app.company;
        let page = format!("/key-results/{}", company.key_result);
        let made = id(&app.member().post(&format!("{page}/check-ins"), json!({"value": 30})).await.created());
        let correct = format!("{page}/check-ins/{made}");
        let (author, lead) = (Browser::of(&app, &company.member).await, Browser::of(&app, &company.manager).await);
        assert_eq!(author.get(&page).await.ok().mentions(&correct), ["a"]);
        app.admin().patch(&page, json!({"owner_id": null})).await.ok();
        app.admin().delete(&format!("/departments/{}/members/{}", company.sales, company.member.id)).await.no_content();
        assert_eq!(author.get(&page).await.ok().mentions(&correct), NONE);
        author.get(&correct).await.refused(403);
        let shared = json!({"shared_with": [company.logistics]});
        app.admin().patch_because(&format!("/objectives/{}", company.objective), shared).await.ok();
        let shown = lead.get(&page).await.ok();
        assert_eq!((shown.mentions(&correct), shown.mentions("/cancel")), (vec!["a"], vec![]));
        lead.get(&correct).await.ok();
    }

    async fn author_corrects_and_deletes_a_check_in(app: TestApp) {
        let company = &app.company;
        let path = format!("/key-results/{}/check-ins", company.key_result);
        let made = id(&app.member().post(&path, json!({"value": 30})).await.created());
        let page = format!("{path}/{made}");
        let browser = Browser::of(&app, &company.member).await;
        browser.submit(&page, &[("value", "31"), ("observed_on", "2026-01-20"), ("confidence", "")]).await.sent_to();
        assert_eq!(app.member().get(&format!("{path}/{made}")).await.ok()["value"], 31.0);
        Browser::of(&app, &company.viewer).await.get(&page).await.refused(403);
        let asked = browser.get(&format!("{page}/delete")).await.ok().text("main h1 + p");
        assert!(asked.starts_with("The check-in of 20 January 2026 will be deleted"), "{asked}");
        browser.submit(&format!("{page}/delete"), &[]).await.sent_to();
        app.member().get(&page).await.problem(404, "not_found");
    }

    async fn key_result_without_check_ins_is_deleted_after_asking(app: TestApp) {
        let page = format!("/key-results/{}", id(&app.key_result(json!({})).await));
        let browser = Browser::of(&app, &app.company.manager).await;
        let refused = browser.submit(&format!("{page}/delete"), &[("reason", "")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        browser.submit(&format!("{page}/delete"), &[("reason", "Entered twice")]).await.sent_to();
        app.admin().get(&page).await.problem(404, "not_found");
    }

    async fn correction_keeps_a_step_that_was_taken_out_since(app: TestApp) {
        let key_result = app.key_result(two_steps()).await;
        let (one, steps) = (id(&key_result), step_ids(&key_result));
        let made = id(&app.check_in(&one, json!({"steps_done": [steps[0]], "observed_on": "2026-01-10"})).await);
        let rest =
            json!({"measure": {"kind": "milestones", "steps": [{"id": steps[1], "title": "B"}]}, "reason": "No"});
        app.admin().patch(&format!("/key-results/{one}"), rest).await.ok();
        let page = format!("/key-results/{one}/check-ins/{made}");
        let browser = Browser::of(&app, &app.company.admin).await;
        let form = browser.get(&page).await.ok();
        let steps_done = form.texts("fieldset#steps_done label");
        assert_eq!(steps_done, ["B", "A step that the key result no longer has"]);
        assert_eq!(form.attrs("fieldset#steps_done [checked]", "value"), [steps[0].as_str()]);
        let kept = [("observed_on", "2026-01-12"), ("steps_done[]", steps[0].as_str())];
        browser.submit(&page, &kept).await.sent_to();
        assert_eq!(app.admin().get(&page).await.ok()["steps_done"], json!([steps[0]]));
    }

    async fn lead_adds_changes_and_cancels_with_a_reason(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.manager).await;
        let add = format!("/key-results/new?objective={}", company.objective);
        let fields = [
            ("title", "Stock in range"),
            ("owner_id", company.member.id.as_str()),
            ("measure/kind", "range"),
            ("measure/low", "2"),
            ("measure/high", "x"),
            ("measure/unit", "weeks"),
            ("measure/start", "5"),
        ];
        let refused = browser.submit(&add, &fields).await.refused(422);
        assert_eq!(refused.wrongs(), [["measure/high", "Must be one number, such as 1,234.5 or 12k."]]);
        assert_eq!(refused.attr("[name=\"measure/kind\"][checked]", "value"), "range");
        for (name, typed) in fields.iter().filter(|(name, _)| *name != "measure/kind") {
            assert_eq!(refused.value(name), *typed, "{name}");
        }
        let mut fields = fields.to_vec();
        fields[4].1 = "4";
        let made = browser.submit(&add, &fields).await.sent_to();
        let page = made.split('?').next().unwrap().to_owned();
        let shown = browser.get(&made).await.ok();
        assert_eq!(shown.text("main .stands small"), "between 2 and 4\u{a0}weeks");
        let deeds = ["edit", "move", "status", "cancel", "delete", "check-in"].map(|deed| format!("{page}/{deed}"));
        let offered =
            |page: &Page| page.deeds().into_iter().filter(|deed| !deed.contains("&like=")).collect::<Vec<_>>();
        assert_eq!(offered(&shown), deeds);
        let cancel = format!("{page}/cancel");
        let refused = browser.submit(&cancel, &[("reason", "")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        browser.submit(&cancel, &[("reason", "Sold out.")]).await.sent_to();
        let cancelled = browser.get(&page).await.ok();
        assert_eq!(cancelled.text("main p.state"), "Cancelled: it is out of the score.");
        assert_eq!(offered(&cancelled), ["activate", "edit", "move", "delete"].map(|deed| format!("{page}/{deed}")));
        browser.submit(&format!("{page}/status"), &[("status", "at_risk"), ("reason", "")]).await.refused(422);
        browser.submit(&format!("{page}/status"), &[("status", "at_risk"), ("reason", "I know.")]).await.sent_to();
        let saved = app.admin().get(&page).await.ok();
        assert_eq!(saved["status_override"], json!({"status": "at_risk", "reason": "I know."}));
        browser.submit(&format!("{page}/status"), &[("status", ""), ("reason", "")]).await.sent_to();
        assert_eq!(app.admin().get(&page).await.ok()["status_override"], json!(null));
    }

    async fn steps_are_added_and_taken_out(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.manager).await;
        let add = format!("/key-results/new?objective={}", company.objective);
        let fields = [
            ("title", "Drivers trained"),
            ("measure/kind", "milestones"),
            ("measure/steps/0/title", "Guide"),
            ("measure/steps/2/title", "Group"),
            ("measure/steps/2/due_on", "2026-03-01"),
        ];
        let made = browser.submit(&add, &fields).await.sent_to();
        let page = made.split('?').next().unwrap().to_owned();
        let steps = app.admin().get(&page).await.ok()["measure"]["steps"].clone();
        assert_eq!((steps[0]["title"].as_str(), steps[1]["due_on"].as_str()), (Some("Guide"), Some("2026-03-01")));
        let fields = [
            ("title", "Drivers trained"),
            ("measure/kind", "milestones"),
            ("measure/steps/0/title", "Guide, printed"),
            ("measure/steps/1/title", ""),
            ("measure/steps/1/id", ""),
            ("reason", "Fewer drivers."),
        ];
        browser.submit(&format!("{page}/edit"), &fields).await.sent_to();
        let left = app.admin().get(&page).await.ok()["measure"]["steps"].clone();
        assert_eq!((left.as_array().unwrap().len(), &left[0]["id"]), (1, &steps[0]["id"]));
    }

    async fn reader_finds_key_results_in_one_list(app: TestApp) {
        let late = json!({"title": "Late", "owner_id": app.company.manager.id});
        let late = id(&app.key_result(late).await);
        app.key_result(json!({"title": "Maybe", "state": "proposed"})).await;
        app.check_in(&late, json!({"value": 80})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let titles = async |query: &str| {
            browser.get(&format!("/key-results{query}")).await.ok().texts("main table.list th[scope=row] > a")
        };
        assert_eq!(titles("").await, ["Late", "Maybe", "Visits"]);
        assert_eq!(titles("?sort=score").await, ["Visits", "Late", "Maybe"]);
        assert_eq!(titles("?sort=-score").await, ["Late", "Visits", "Maybe"]);
        assert_eq!(titles("?state=proposed").await, ["Maybe"]);
        assert_eq!(titles("?due=true").await, ["Visits"]);
        assert_eq!(titles(&format!("?owner={}", app.company.manager.id)).await, ["Late"]);
        assert_eq!(titles("?q=VIS&sort=title").await, ["Visits"]);
        let none = browser.get("/key-results?flag=regressed").await.ok();
        assert_eq!(none.text("main p.empty"), "No key result matches. Show all");
        let page = browser.get("/key-results?q=a&sort=-due").await.ok();
        assert_eq!(page.value("sort"), "-due");
        assert_eq!(page.hrefs("main th a.sort")[0], "/key-results?q=a&sort=title");
        assert_eq!(page.hrefs("main nav.views a"), ["/objectives", "/objectives/tree", "/key-results"]);
    }

    async fn lead_moves_a_key_result_and_takes_it_as_a_model(app: TestApp) {
        let other = app.objective(json!({"title": "Be heard"})).await;
        let page = format!("/key-results/{}", app.company.key_result);
        let lead = Browser::of(&app, &app.company.manager).await;
        let shown = lead.get(&page).await.ok();
        assert_eq!(shown.mentions("/move"), ["a"]);
        let asked = lead.get(&format!("{page}/move")).await.ok();
        assert_eq!(asked.texts("#objective_id option"), ["Be heard"]);
        let refused = lead.submit(&format!("{page}/move"), &[("objective_id", &other)]).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        let fields = [("objective_id", other.as_str()), ("reason", "It belongs there.")];
        let moved = lead.submit(&format!("{page}/move"), &fields).await.sent_to();
        assert_eq!(lead.get(&moved).await.ok().done(), "The key result is moved.");
        assert_eq!(app.admin().get(&page).await.ok()["objective_id"], json!(other));
        let like = format!("/key-results/new?objective={other}&like={}", app.company.key_result);
        let form = lead.get(&like).await.ok();
        assert_eq!(
            ["title", "measure/target", "measure/unit"].map(|name| form.value(name)),
            ["Visits", "100", "visits"]
        );
        Browser::of(&app, &app.company.viewer).await.get(&format!("{page}/move")).await.refused(403);
    }

    async fn member_proposes_and_lead_confirms(app: TestApp) {
        let company = &app.company;
        let member = Browser::of(&app, &company.member).await;
        let add = format!("/key-results/new?objective={}", company.objective);
        let fields = [
            ("title", "Letters"),
            ("owner_id", company.member.id.as_str()),
            ("measure/kind", "number"),
            ("measure/start", "0"),
            ("measure/target", "12"),
            ("measure/unit", ""),
        ];
        let made = member.submit(&add, &fields).await.sent_to();
        let page = made.split('?').next().unwrap().to_owned();
        let deeds = |all: &[&str]| all.iter().map(|deed| format!("{page}/{deed}")).collect::<Vec<_>>();
        let proposed = member.get(&made).await.ok();
        assert_eq!(proposed.deeds(), deeds(&["edit", "delete", "check-in"]));
        assert_eq!(proposed.mentions("/activate"), NONE);
        let lead = Browser::of(&app, &company.manager).await;
        let asked = lead.get(&page).await.ok();
        let like =
            format!("/key-results/new?objective={}&like={}", company.objective, page.rsplit('/').next().unwrap());
        let mut offered = deeds(&["activate", "edit", "move", "cancel", "delete", "check-in"]);
        offered.insert(3, like);
        assert_eq!(asked.deeds(), offered);
        assert_eq!(asked.mentions("/activate"), ["form"]);
        lead.submit(&page, &[("version", "1")]).await.sent_to();
        assert_eq!(app.admin().get(&page).await.ok()["state"], "active");
    }

    async fn person_is_shown_with_what_they_own(app: TestApp) {
        let company = &app.company;
        let browser = Browser::of(&app, &company.viewer).await;
        let page = browser.get(&format!("/people/{}", company.member.id)).await.ok();
        assert_eq!(page.text("main h1"), "Mia");
        assert_eq!(page.text("main h1 + .sub"), "Member · Sales mia@rossi.example");
        assert_eq!(page.texts("main ul.owned > li a"), ["Visits"]);
        let parts = "100% of the objective · 100% of Sales · 50% of the company";
        assert_eq!(page.texts("main ul.owned > li small"), [parts]);
        let people = browser.get("/people").await.ok();
        assert_eq!(people.texts("main th[scope=row] a"), ["Ada", "Elena", "Marco", "Mia", "Vito"]);
        assert_eq!(people.mentions("Vera"), NONE);
        browser.get(&format!("/people/{}", company.stranger.id)).await.refused(404);
    }
);
