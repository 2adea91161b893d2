//! The pages of objectives: the list, one objective, the form, what is refused, and for whom. What an objective may be
//! is tested in `api_objectives`.

use serde_json::json;

use crate::support::{
    TestApp,
    browser::Browser,
    client::id,
    engine::on_both_engines,
    html::{NONE, Page},
};

fn form<'a>(app: &'a TestApp, title: &'a str, contribution: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("title", title), ("contribution", contribution), ("department_id", &app.company.sales), ("weight", "2")]
}

/// The titles on the list, below each department.
fn titles(page: &Page) -> Vec<String> {
    page.texts("main section.of-department th[scope=row] a")
}

on_both_engines!(
    async fn reader_finds_objectives_by_department_owner_status_and_words(app: TestApp) {
        app.objective(json!({"title": "Deliver on the day", "owner_id": app.company.manager.id,
            "department_id": app.company.logistics, "shared_with": [app.company.sales]}))
            .await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let (place, promise) = ("Be where customers are", "Deliver on the day");
        let page = browser.get("/objectives").await.ok();
        assert_eq!(page.texts("main section.of-department h2"), ["Logistics", "Sales"]);
        assert_eq!(titles(&page), [promise, place, promise]);
        let beside = ["no key results · shared with Sales", "1 key result", "no key results · shared by Logistics"];
        assert_eq!(page.texts("main section.of-department th[scope=row] small"), beside);
        assert_eq!(page.deeds(), NONE);
        assert_eq!(page.mentions("/objectives/new"), NONE);
        let steered = Browser::of(&app, &app.company.manager).await.get("/objectives").await.ok();
        assert_eq!(steered.deeds(), ["/objectives/new", "/objectives/bulk"]);
        assert_eq!(steered.mentions("/objectives/new"), ["a"]);
        let (sales, marco) = (&app.company.sales, &app.company.manager.id);
        for (query, found) in [
            (format!("department={sales}"), [place, promise].as_slice()),
            (format!("owner={marco}"), &[promise, promise]),
            ("q=WHERE".to_owned(), &[place]),
        ] {
            assert_eq!(titles(&browser.get(&format!("/objectives?{query}")).await.ok()), found, "{query}");
        }
        for query in ["status=achieved", "q=nothing-like-that"] {
            let page = browser.get(&format!("/objectives?{query}")).await.ok();
            assert_eq!(page.text("main > p.empty"), "No objective matches. Show all", "{query}");
            assert_eq!(titles(&page), NONE, "{query}");
        }
    }

    async fn list_is_sorted_by_its_columns_and_the_address_keeps_it(app: TestApp) {
        for title in ["Answer at once", "Come back"] {
            app.objective(json!({"title": title, "owner_id": app.company.manager.id})).await;
        }
        let browser = Browser::of(&app, &app.company.viewer).await;
        let place = "Be where customers are";
        let page = browser.get("/objectives?sort=-title").await.ok();
        assert_eq!(titles(&page), ["Come back", place, "Answer at once"]);
        assert_eq!(page.attrs("main th[aria-sort]", "aria-sort"), ["descending"]);
        assert_eq!(page.value("sort"), "-title");
        let department = &app.company.sales;
        let narrow = browser.get(&format!("/objectives?q=a&department={department}&sort=title")).await.ok();
        assert_eq!(titles(&narrow), ["Answer at once", place, "Come back"]);
        let links = narrow.hrefs("main th a.sort");
        assert_eq!(links[0], format!("/objectives?q=a&department={department}&sort=-title"));
        assert_eq!(links[3], format!("/objectives?q=a&department={department}&sort=score"));
        assert_eq!(titles(&browser.get("/objectives?sort=nothing").await.ok()).len(), 3);
    }

    async fn departments_stand_in_the_order_that_a_person_chose(app: TestApp) {
        let press = json!({"title": "Be read", "department_id": app.company.logistics});
        app.objective(press).await;
        let (browser, other) =
            (Browser::of(&app, &app.company.executive).await, Browser::of(&app, &app.company.viewer).await);
        let heads =
            async |browser: &Browser, path: &str| browser.get(path).await.ok().texts("main section.of-department h2");
        app.check_in(&app.company.key_result, json!({"value": 50})).await;
        assert_eq!(heads(&other, "/objectives").await, ["Logistics", "Sales"]);
        let order = [("department_order", "as_added"), ("then", "/objectives?q=e")];
        let sent = browser.submit_at("/objectives", "/account/department-order", &order).await.sent_to();
        assert_eq!(sent, "/objectives?q=e");
        assert_eq!(heads(&browser, "/objectives").await, ["Sales", "Logistics"]);
        assert_eq!(heads(&other, "/objectives").await, ["Logistics", "Sales"]);
        let listed = browser.get("/departments").await.ok();
        assert_eq!(listed.texts("table.departments th[scope=row] a"), ["Sales", "Logistics"]);
        let away = [("department_order", "by_name"), ("then", "//evil.example")];
        assert_eq!(
            browser.submit_at("/departments", "/account/department-order", &away).await.sent_to(),
            "/departments"
        );
        let me = app.executive().get("/me").await.ok();
        assert_eq!(me["department_order"], "by_name");
        app.executive()
            .patch("/me", json!({"department_order": "best"}))
            .await
            .invalid(&["/department_order not_one_of"]);
    }

    async fn lead_adds_an_objective_that_says_how_it_serves_the_purpose(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let page = format!("/objectives/new?department={}", app.company.sales);
        let refused = browser.submit(&page, &form(&app, "Listen <b>first</b>", "")).await.refused(422);
        assert_eq!(refused.wrongs(), [["contribution", "Must not be empty."]]);
        assert_eq!(refused.value("title"), "Listen <b>first</b>");
        refused.assert_inert();
        let contribution = "We sell **what helps**.\n\n<script>alert(1)</script>";
        let shown = browser.submit(&page, &form(&app, "Listen first", contribution)).await.sent_to();
        let page = browser.get(&shown).await.ok();
        assert!(page.done().starts_with("The objective is added."), "{page}");
        let paragraphs = ["We sell what helps.", "<script>alert(1)</script>"];
        assert_eq!(page.texts("main blockquote.contribution p"), paragraphs);
        assert_eq!(page.text("main blockquote.contribution strong"), "what helps");
        page.assert_inert();
        let path = shown.split('?').next().unwrap();
        let add = format!("/key-results/new?objective={}", path.rsplit('/').next().unwrap());
        assert_eq!(
            page.deeds(),
            [
                add,
                format!("{path}/edit"),
                format!("{path}/duplicate"),
                format!("{path}/cancel"),
                format!("{path}/delete")
            ]
        );
        assert_eq!(page.mentions("/edit"), ["a"]);
    }

    async fn lead_finds_the_actions_at_the_top_of_the_department(app: TestApp) {
        let sales = &app.company.sales;
        let page = format!("/departments/{sales}");
        let map = format!("/map?department={sales}");
        let meetings = format!("/meetings?department={sales}");
        let read = Browser::of(&app, &app.company.viewer).await.get(&page).await.ok();
        assert_eq!(read.deeds(), [map.as_str(), meetings.as_str()]);
        let steered = Browser::of(&app, &app.company.manager).await.get(&page).await.ok();
        let add = format!("/objectives/new?department={sales}");
        assert_eq!(steered.deeds(), [add.as_str(), &format!("/check-in?whose={sales}"), &map, &meetings]);
        let form = Browser::of(&app, &app.company.executive).await.get(&add).await.ok();
        assert_eq!(form.texts("#shared_with .choice:not([hidden]) label"), ["Logistics"]);
        assert_eq!(form.count("details.more-fields[open]"), 0, "{form}");
    }

    async fn objective_says_what_it_is_tied_to(app: TestApp) {
        let model = json!({"purpose": "To feed people well.", "principles": [{"title": "Honest", "body": "Say it."}]});
        let model = app.admin().put(&format!("/brands/{}/model", app.company.brand), model).await.ok();
        let principle = id(&model["principles"][0]);
        let parent = &app.company.objective;
        let child =
            app.objective(json!({"title": "Say it plainly", "parent_id": parent, "principle_ids": [principle]})).await;
        let browser = Browser::of(&app, &app.company.member).await;
        let page = browser.get(&format!("/objectives/{child}")).await.ok();
        let brand = &app.company.brand;
        assert_eq!(page.texts("main ul.principles a"), ["Honest"]);
        assert_eq!(page.hrefs("main ul.principles a"), [format!("/model?brand={brand}#principle-{principle}")]);
        assert_eq!(page.hrefs("main dl.facts a"), [format!("/objectives/{parent}")]);
        assert!(page.facts("main dl.facts").contains(&["Aligned to", "Be where customers are"].map(str::to_owned)));
        let page = browser.get(&format!("/objectives/{parent}")).await.ok();
        assert_eq!(page.hrefs("main dl.facts a"), [format!("/objectives/{child}")]);
        assert_eq!(page.texts("main ol.key-result-list .key-result a"), ["Visits"]);
        assert_eq!(page.texts("main .actions a"), ["Propose a key result"]);
        assert_eq!(page.deeds(), [format!("/key-results/new?objective={parent}")]);
        assert_eq!(page.mentions("/edit"), NONE);
    }

    async fn change_keeps_what_the_form_does_not_show_and_is_for_leads(app: TestApp) {
        let path = format!("/objectives/{}/edit", app.company.objective);
        let browser = Browser::of(&app, &app.company.manager).await;
        let page = browser.get(&path).await.ok();
        assert_eq!(page.value("version"), "1");
        let shown = [
            "department_id",
            "title",
            "contribution",
            "owner_id",
            "description",
            "parent_id",
            "weight",
            "counts_from",
            "reason",
            "correction",
        ];
        assert_eq!(page.fields("main form"), shown);
        assert_eq!(page.attrs("main form input[type=hidden]", "name"), ["token", "version"]);
        let typed = form(&app, "Be near", "Near is heard.");
        let typed = [&typed[..], &[("reason", "Twice as much depends on it")]].concat();
        browser.submit(&path, &typed).await.sent_to();
        let objective = app.viewer().get(&format!("/objectives/{}", app.company.objective)).await.ok();
        assert_eq!((&objective["title"], &objective["weight"]), (&json!("Be near"), &json!(2.0)));
        let browser = Browser::of(&app, &app.company.member).await;
        browser.get(&path).await.refused(403);
    }

    async fn objective_is_deleted_after_asking_unless_there_are_check_ins(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let path = format!("/objectives/{}/delete", app.company.objective);
        assert_eq!(browser.get(&path).await.ok().texts("main > ul li"), ["Visits"]);
        app.check_in(&app.company.key_result, json!({"value": 1})).await;
        let refused = browser.submit(&path, &[]).await.refused(409);
        assert_eq!(refused.refusal(), "“Visits” has check-ins; cancel it instead, so that its history stays.");
        let other = app.objective(json!({"title": "Empty"})).await;
        let sent = browser.submit(&format!("/objectives/{other}/delete"), &[]).await.sent_to();
        let page = browser.get(&sent).await.ok();
        assert_eq!(page.done(), "The objective is deleted.");
        assert_eq!(titles(&page), ["Be where customers are"]);
        browser.get(&format!("/objectives/{other}")).await.refused(404);
    }
    async fn lead_cancels_an_objective_and_takes_that_back(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let page = format!("/objectives/{}", app.company.objective);
        let refused = browser.submit(&format!("{page}/cancel"), &[("reason", "")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        browser.submit(&format!("{page}/cancel"), &[("reason", "Another way is better")]).await.sent_to();
        let shown = browser.get(&page).await.ok();
        assert!(shown.text("main p.state").starts_with("Cancelled on 15"), "{shown}");
        assert_eq!(shown.deeds(), ["edit", "duplicate", "activate", "delete"].map(|deed| format!("{page}/{deed}")));
        let list = browser.get("/objectives").await.ok();
        assert_eq!(
            list.texts("section[aria-labelledby=cancelled] li"),
            ["Be where customers are since 15 February 2026"]
        );
        browser.submit(&format!("{page}/activate"), &[("reason", "It is not")]).await.sent_to();
        assert_eq!(app.viewer().get(&page).await.ok()["state"], "active");
        Browser::of(&app, &app.company.member).await.get(&format!("{page}/cancel")).await.refused(403);
    }

    async fn page_of_an_earlier_day_shows_what_stood_then(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let page = format!("/objectives/{}", app.company.objective);
        browser.submit(&format!("{page}/cancel"), &[("reason", "Another way is better")]).await.sent_to();
        app.set_day("2026-02-20");
        let before = browser.get(&format!("{page}?as_of=2026-02-14")).await.ok();
        assert_eq!(before.count("main p.state"), 0, "{before}");
        let after = browser.get(&format!("{page}?as_of=2026-02-17")).await.ok();
        assert!(after.text("main p.state").starts_with("Cancelled on 15"), "{after}");
    }

    async fn lead_moves_a_key_result_and_makes_a_cancelled_one_active(app: TestApp) {
        let browser = Browser::of(&app, &app.company.manager).await;
        let other = app.objective(json!({"title": "Another"})).await;
        let page = format!("/key-results/{}", app.company.key_result);
        let form = browser.get(&format!("{page}/edit")).await.ok();
        assert_eq!(form.value("objective_id"), app.company.objective);
        let typed = [("objective_id", other.as_str()), ("title", "Visits"), ("reason", "It serves that one")];
        let kept = [("measure/kind", "number"), ("measure/start", "0"), ("measure/target", "100")];
        browser.submit(&format!("{page}/edit"), &[&typed[..], &kept].concat()).await.sent_to();
        assert_eq!(app.viewer().get(&page).await.ok()["objective_id"], other.as_str());
        browser.submit(&format!("{page}/cancel"), &[("reason", "Too late")]).await.sent_to();
        let asked = browser.press(&page, &format!("{page}/activate")).await.refused(422);
        assert_eq!(asked.wrongs(), [["reason", "The cycle is active: say why this changes."]]);
        let mut pairs = asked.hidden(&format!("form[action=\"{page}/activate\"]"));
        pairs.push(("reason".to_owned(), "After all".to_owned()));
        browser.post(&format!("{page}/activate"), &pairs, true).await.sent_to();
        assert_eq!(app.viewer().get(&page).await.ok()["state"], "active");
    }
);
