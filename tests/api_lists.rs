//! Lists: pages, cursors, unknown parameters. Every list of the contract is tested the same way; filters are tested
//! with each resource, pages of the change log in `api_changes.rs`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Client, id},
    contract::Contract,
    engine::on_both_engines,
    operation::Spec,
    requests::Place,
};

/// The lists that are paged by a cursor.
fn paged() -> impl Iterator<Item = &'static Spec> {
    let has_cursor = |spec: &&Spec| spec.parameters.iter().any(|known| known.name == "cursor");
    Contract::operations().iter().filter(has_cursor)
}

fn operation(id: &str) -> &'static Spec {
    Contract::operations().iter().find(|spec| spec.id == id).unwrap()
}

/// Creates three more of everything that can be listed.
async fn furnished(app: &TestApp) -> Place {
    let admin = app.admin();
    let place = Place::new(&admin, &app.company.sales, None).await;
    let of_place = |spec: &&Spec| spec.method == "POST" && spec.id.ends_with(".create") && !spec.anonymous;
    for spec in Contract::operations().iter().filter(of_place) {
        for _ in 0..3 {
            let request = place.request(&admin, spec).await;
            admin.post(&request.path, request.body.unwrap()).await.created();
        }
    }
    for day in 10..13 {
        let path = format!("/kpis/{}/measurements/2026-02-{day}", place.get("kpi_id"));
        admin.put(&path, json!({"value": day})).await.created();
    }
    for _ in 0..3 {
        let kpi = place.request(&admin, operation("kpis.create")).await;
        let kpi = id(&admin.post(&kpi.path, kpi.body.unwrap()).await.created());
        let path = format!("/kpis/{kpi}/targets/{}", place.get("cycle_id"));
        admin.put(&path, json!({"target": 8})).await.created();
    }
    for person in [&app.company.viewer, &app.company.executive] {
        admin.put(&format!("/departments/{}/members/{}", app.company.sales, person.id), json!({})).await.created();
    }
    place
}

async fn page(client: &Client<'_>, path: &str, query: &str) -> Value {
    client.get(&format!("{path}?{query}")).await.ok()
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().clone()
}

async fn walked(client: &Client<'_>, path: &str, query: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut at = page(client, path, query).await;
    loop {
        all.extend(items(&at));
        match at["next_cursor"].as_str() {
            Some(cursor) => at = page(client, path, &format!("{query}&cursor={cursor}")).await,
            None => return all,
        }
    }
}

on_both_engines!(
    async fn cursors_lead_through_every_list_once_and_in_order(app: TestApp) {
        let place = furnished(&app).await;
        for spec in paged() {
            let (viewer, path) = (app.admin(), place.path(spec));
            let all = page(&viewer, &path, "limit=200").await;
            assert_eq!(all["next_cursor"], Value::Null, "{}", spec.id);
            assert!(items(&all).len() >= 4, "{}: {all}", spec.id);
            for limit in [1, 2, 3, items(&all).len()] {
                assert_eq!(walked(&viewer, &path, &format!("limit={limit}")).await, items(&all), "{}", spec.id);
            }
        }
    }

    async fn status_picks_among_more_than_a_page(app: TestApp) {
        let mut reached = Vec::new();
        for number in 0..210 {
            let made = app.key_result(json!({"title": format!("Number {number}")})).await;
            if number % 100 == 5 {
                app.check_in(&id(&made), json!({"value": 1_000_000})).await;
                reached.push(id(&made));
            }
        }
        for limit in [1, 2, 3, 200] {
            let found = walked(&app.viewer(), "/key-results", &format!("status=achieved&limit={limit}")).await;
            assert_eq!(found.iter().map(id).collect::<Vec<_>>(), reached, "{limit}");
        }
        let objective = app.objective(json!({"title": "Nothing under it"})).await;
        let found = walked(&app.viewer(), "/objectives", "status=no_data").await;
        assert_eq!(found.iter().map(id).collect::<Vec<_>>(), [objective]);
        let path = format!("/objectives?status=no_data&department_id={}", app.company.logistics);
        assert_eq!(items(&app.viewer().get(&path).await.ok()), Vec::<Value>::new());
        let either = walked(&app.viewer(), "/key-results", "status=achieved&status=no_data&limit=200").await;
        assert_eq!(either.len(), 211);
        let twice = walked(&app.viewer(), "/key-results", "status=achieved&status=achieved").await;
        assert_eq!(twice.len(), reached.len());
        app.viewer().get("/key-results?status=achieved&status=red").await.invalid(&["/status not_one_of"]);
        app.viewer().get("/key-results?due=true&due=true").await.invalid(&["/due duplicate"]);
        app.viewer().get("/key-results?status=red").await.invalid(&["/status not_one_of"]);
        app.viewer().get("/objectives?status=").await.invalid(&["/status not_one_of"]);
    }

    async fn flag_and_external_reference_pick_what_they_name(app: TestApp) {
        let viewer = app.viewer();
        let made = app.key_result(json!({"external_ref": "crm-1"})).await;
        app.check_in(&id(&made), json!({"value": -5})).await;
        let flags = viewer.get(&format!("/key-results/{}", id(&made))).await.ok()["flags"].clone();
        assert_eq!(flags, json!(["regressed"]));
        for filter in ["flag=regressed", "external_ref=crm-1", "flag=regressed&external_ref=crm-1"] {
            let found = items(&viewer.get(&format!("/key-results?{filter}")).await.ok());
            assert_eq!(found.iter().map(id).collect::<Vec<_>>(), [id(&made)], "{filter}");
        }
        assert_eq!(items(&viewer.get("/key-results?flag=stale&external_ref=crm-1").await.ok()), Vec::<Value>::new());
        viewer.get("/key-results?flag=odd").await.invalid(&["/flag not_one_of"]);
        app.admin().patch(&format!("/kpis/{}", app.company.kpi), json!({"external_ref": "erp-1"})).await.ok();
        assert_eq!(items(&viewer.get("/kpis?external_ref=erp-1").await.ok()).len(), 1);
        assert_eq!(items(&viewer.get("/kpis?external_ref=erp").await.ok()).len(), 0);
    }

    async fn page_has_from_one_to_two_hundred_items(app: TestApp) {
        let place = furnished(&app).await;
        for spec in paged() {
            let path = place.path(spec);
            for (limit, code) in [
                ("0", "too_small"),
                ("-1", "too_small"),
                ("201", "too_large"),
                ("99999999999999999999", "wrong_type"),
                ("ten", "wrong_type"),
                ("1.5", "wrong_type"),
                ("", "wrong_type"),
            ] {
                let answer = app.admin().get(&format!("{path}?limit={limit}")).await;
                answer.invalid(&[&format!("/limit {code}")]);
            }
            assert_eq!(items(&page(&app.admin(), &path, "limit=1").await).len(), 1, "{}", spec.id);
        }
    }

    async fn page_has_fifty_items_unless_asked_otherwise(app: TestApp) {
        for number in 0..51 {
            app.admin().post("/brands", json!({"name": format!("Brand {number}")})).await.created();
        }
        let first = app.admin().get("/brands").await.ok();
        assert_eq!(items(&first).len(), 50);
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = app.admin().get(&format!("/brands?cursor={cursor}")).await.ok();
        assert_eq!((items(&rest).len(), &rest["next_cursor"]), (2, &Value::Null));
    }

    async fn unknown_parameter_of_any_list_is_refused(app: TestApp) {
        let place = furnished(&app).await;
        for spec in paged() {
            let path = place.path(spec);
            let answer = app.admin().get(&format!("{path}?colour=red&limit=0")).await;
            answer.invalid(&["/colour unknown_field", "/limit too_small"]);
            app.admin().get(&format!("{path}?limit=5&limit=6")).await.invalid(&["/limit duplicate"]);
        }
    }

    async fn changed_cursor_of_any_list_is_refused(app: TestApp) {
        let place = furnished(&app).await;
        for spec in paged() {
            let path = place.path(spec);
            let first = page(&app.admin(), &path, "limit=1").await;
            let cursor = first["next_cursor"].as_str().unwrap();
            let (start, end) = (&cursor[1..], &cursor[..cursor.len() - 1]);
            let other = |text: &str, good: char| if text.starts_with(good) { 'B' } else { good };
            let swapped = format!("{}{start}", other(cursor, 'A'));
            for bad in [swapped.as_str(), end, "AAAA", "%25%25", "", "%C3%A8", "x%00"] {
                let answer = app.admin().get(&format!("{path}?cursor={bad}")).await;
                answer.invalid(&["/cursor bad_format"]);
            }
            let twice = format!("{path}?cursor={cursor}&cursor={cursor}");
            assert_eq!(app.admin().get(&twice).await.status, 422, "{}", spec.id);
        }
    }

    async fn cursor_belongs_to_one_list_of_one_organisation(app: TestApp) {
        furnished(&app).await;
        let first = app.admin().get("/brands?limit=1").await.ok();
        let cursor = first["next_cursor"].as_str().unwrap();
        for (client, path) in [
            (app.admin(), "/departments?"),
            (app.admin(), "/brands?q=r&"),
            (app.admin(), "/brands?archived=false&"),
            (app.stranger(), "/brands?"),
        ] {
            client.get(&format!("{path}cursor={cursor}")).await.invalid(&["/cursor bad_format"]);
        }
        app.admin().get(&format!("/brands?limit=2&cursor={cursor}")).await.ok();
    }

    async fn cursor_keeps_to_its_filters(app: TestApp) {
        for name in ["Alpha", "Beta", "Alphabet"] {
            app.admin().post("/brands", json!({"name": name})).await.created();
        }
        let viewer = app.admin();
        let found = walked(&viewer, "/brands", "limit=1&q=alpha&archived=false").await;
        assert_eq!(found.iter().map(|one| one["name"].clone()).collect::<Vec<_>>(), ["Alpha", "Alphabet"]);
        let first = page(&viewer, "/brands", "limit=1&q=alpha&archived=false").await;
        let cursor = first["next_cursor"].as_str().unwrap();
        let in_another_order = format!("archived=false&cursor={cursor}&q=alpha");
        assert_eq!(items(&page(&viewer, "/brands", &in_another_order).await).len(), 1);
    }

    async fn cursor_survives_the_deletion_of_its_item(app: TestApp) {
        let names = ["One", "Two", "Three"];
        let mut ids = Vec::new();
        for name in names {
            ids.push(id(&app.admin().post("/brands", json!({"name": name})).await.created()));
        }
        let first = page(&app.admin(), "/brands", "limit=2").await;
        assert_eq!(id(&items(&first)[1]), ids[0]);
        app.admin().delete(&format!("/brands/{}", ids[0])).await.no_content();
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = page(&app.admin(), "/brands", &format!("cursor={cursor}")).await;
        assert_eq!(items(&rest).iter().map(id).collect::<Vec<_>>(), ids[1..]);
    }

    async fn text_to_search_for_keeps_to_the_rules_of_names(app: TestApp) {
        let viewer = app.admin();
        viewer.get("/brands?q=%00").await.invalid(&["/q control_character"]);
        viewer.get("/brands?q=").await.invalid(&["/q too_short"]);
        viewer.get(&format!("/brands?q={}", "x".repeat(201))).await.invalid(&["/q too_long"]);
        assert_eq!(items(&viewer.get("/brands?q=%FF%5C").await.ok()), Vec::<Value>::new());
        assert_eq!(items(&viewer.get("/brands?q=+ROSS+").await.ok()).len(), 1);
    }

    async fn truth_values_are_true_or_false(app: TestApp) {
        for word in ["yes", "1", "TRUE", ""] {
            app.admin().get(&format!("/brands?archived={word}")).await.invalid(&["/archived wrong_type"]);
        }
    }

    async fn parameters_of_what_is_no_list_are_refused_too(app: TestApp) {
        let path = format!("/brands/{}/scorecard?cycle_id={}&colour=red", app.company.brand, app.company.cycle);
        app.admin().get(&path).await.invalid(&["/colour unknown_field"]);
        app.admin().get("/changes?colour=red").await.invalid(&["/colour unknown_field"]);
    }
);
