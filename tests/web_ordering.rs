//! The order of objectives and key results that is chosen by hand, through the API and on the pages, and the tree of
//! objectives by what they are aligned to.

use serde_json::json;

use crate::support::{browser::Browser, client::id, engine::on_both_engines, html::Page};

fn rows(page: &Page) -> Vec<String> {
    page.texts("form.ordering li > span")
}

on_both_engines!(
    async fn new_ones_come_last_and_the_api_moves_them(app: TestApp) {
        let calls = app.key_result(json!({"title": "Calls"})).await;
        assert_eq!(calls["position"], 1);
        let path = format!("/key-results/{}", id(&calls));
        let first = format!("/objectives/{}", app.company.objective);
        let titles = async || {
            let page = Browser::of(&app, &app.company.viewer).await.get(&first).await.ok();
            page.texts("ol.key-result-list .key-result a")
        };
        assert_eq!(titles().await, ["Visits", "Calls"]);
        app.manager().patch(&format!("/key-results/{}", app.company.key_result), json!({"position": 7})).await.ok();
        assert_eq!(titles().await, ["Calls", "Visits"]);
        app.manager().patch(&path, json!({"position": -1})).await.invalid(&["/position too_small"]);
        app.viewer().patch(&path, json!({"position": 2})).await.problem(403, "forbidden");
    }

    async fn lead_orders_the_key_results_of_an_objective_by_buttons(app: TestApp) {
        for title in ["Calls", "Letters"] {
            app.key_result(json!({"title": title})).await;
        }
        let page = format!("/objectives/{}/order", app.company.objective);
        let lead = Browser::of(&app, &app.company.manager).await;
        let shown = lead.get(&page).await.ok();
        assert_eq!(rows(&shown), ["Visits", "Calls", "Letters"]);
        let ids = shown.attrs("form.ordering input[name='order[]']", "value");
        let sent = lead.submit_at(&page, &page, &[("down", &ids[0])]).await.sent_to();
        let moved = lead.get(&sent).await.ok();
        assert_eq!(rows(&moved), ["Calls", "Visits", "Letters"]);
        assert_eq!(moved.attrs("form.ordering button[autofocus]", "name"), ["down"]);
        let department = lead.get(&format!("/departments/{}", app.company.sales)).await.ok();
        assert_eq!(department.texts("table.key-results th[scope=row] a bdi").first().unwrap(), "Calls");
        Browser::of(&app, &app.company.viewer).await.get(&page).await.refused(403);
    }

    async fn lead_orders_the_objectives_of_a_department(app: TestApp) {
        let other = app.objective(json!({"title": "Be heard"})).await;
        let page = format!("/departments/{}/order", app.company.sales);
        let lead = Browser::of(&app, &app.company.manager).await;
        assert_eq!(rows(&lead.get(&page).await.ok()), ["Be where customers are", "Be heard"]);
        let order = [("order[]", other.as_str()), ("order[]", &app.company.objective)];
        lead.submit_at(&page, &page, &order).await.sent_to();
        assert_eq!(rows(&lead.get(&page).await.ok()), ["Be heard", "Be where customers are"]);
        let list = lead.get("/objectives").await.ok();
        assert_eq!(list.texts("section.of-department th[scope=row] a"), ["Be heard", "Be where customers are"]);
    }

    async fn reader_sees_objectives_as_a_tree(app: TestApp) {
        let top = &app.company.objective;
        let child = app.objective(json!({"title": "Be heard", "parent_id": top})).await;
        app.objective(json!({"title": "Answer at once", "parent_id": child})).await;
        app.objective(json!({"title": "Be read", "parent_id": top})).await;
        app.objective(json!({"title": "Alone"})).await;
        let page = Browser::of(&app, &app.company.viewer).await.get("/objectives/tree").await.ok();
        let titles = ["Be where customers are", "Be heard", "Answer at once", "Be read", "Alone"];
        assert_eq!(page.texts("ul.tree .tree-row a"), titles);
        assert_eq!(page.texts("ul.tree > li > .tree-row a"), ["Be where customers are", "Alone"]);
        let below = "ul.tree > li > details > ul > li > .tree-row a";
        assert_eq!(page.texts(below), ["Be heard", "Be read"]);
        assert_eq!(page.texts("ul.tree summary"), ["2 objectives aligned to it", "1 objective aligned to it"]);
        assert_eq!(page.hrefs("main nav.views a"), ["/objectives", "/objectives/tree", "/key-results"]);
    }
);
