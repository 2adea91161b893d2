//! What belongs to one person alone: what they follow and the views of lists that they keep, through the API and on the
//! pages; both are exported with their personal data and go when they are anonymised.

use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, client::id, engine::on_both_engines, html::NONE};

async fn starred(app: &TestApp) -> Vec<String> {
    let stars = app.manager().get("/me/stars").await.ok();
    stars["items"].as_array().unwrap().iter().map(|star| star["title"].as_str().unwrap().to_owned()).collect()
}

fn view(name: &str, query: &Value) -> Value {
    json!({"list": "key_results", "name": name, "query": query})
}

on_both_engines!(
    async fn person_follows_things_and_only_they_see_it(app: TestApp) {
        let company = &app.company;
        let things = [
            format!("objective/{}", company.objective),
            format!("key_result/{}", company.key_result),
            format!("kpi/{}", company.kpi),
            format!("department/{}", company.sales),
            format!("user/{}", company.viewer.id),
        ];
        let before = app.admin().get("/changes?limit=200").await.ok()["items"].as_array().unwrap().len();
        for thing in &things {
            app.manager().put(&format!("/me/stars/{thing}"), json!({})).await.no_content();
            app.manager().put(&format!("/me/stars/{thing}"), json!({})).await.no_content();
            app.advance(1);
        }
        assert_eq!(starred(&app).await, ["Be where customers are", "Visits", "Revenue", "Sales", "Vito"]);
        assert_eq!(app.admin().get("/changes?limit=200").await.ok()["items"].as_array().unwrap().len(), before);
        assert_eq!(app.viewer().get("/me/stars").await.ok()["items"], json!([]));
        app.manager().delete(&format!("/me/stars/{}", things[1])).await.no_content();
        app.manager().delete(&format!("/me/stars/{}", things[1])).await.no_content();
        assert_eq!(starred(&app).await.len(), 4);
        app.manager().put(&format!("/me/stars/kpi/{}", company.sales), json!({})).await.problem(404, "not_found");
        app.manager().put(&format!("/me/stars/cycle/{}", company.cycle), json!({})).await.problem(404, "not_found");
        let own = app.objective(json!({"title": "Soon gone"})).await;
        app.manager().put(&format!("/me/stars/objective/{own}"), json!({})).await.no_content();
        app.admin().delete_because(&format!("/objectives/{own}")).await.no_content();
        assert_eq!(starred(&app).await.len(), 4);
    }

    async fn followed_things_stand_first_and_on_the_own_page(app: TestApp) {
        let later = app.objective(json!({"title": "Wait and see"})).await;
        let (page, me) = (format!("/objectives/{later}"), format!("/people/{}", app.company.viewer.id));
        let browser = Browser::of(&app, &app.company.viewer).await;
        let shown = browser.get(&page).await.ok();
        assert_eq!(shown.attrs("main .actions button", "aria-pressed"), ["false"]);
        let fields = [("entity", "objective"), ("id", later.as_str()), ("on", "true"), ("then", page.as_str())];
        assert_eq!(browser.submit_at(&page, "/stars", &fields).await.sent_to(), page);
        assert_eq!(browser.get(&page).await.ok().attrs("main .actions button", "aria-pressed"), ["true"]);
        let list = browser.get("/objectives").await.ok();
        assert_eq!(list.texts("section.of-department th[scope=row] a"), ["Wait and see", "Be where customers are"]);
        assert_eq!(list.texts("section.followed a"), ["Wait and see"]);
        let sorted = browser.get("/objectives?sort=title").await.ok();
        assert_eq!(sorted.texts("section.of-department th[scope=row] a"), ["Be where customers are", "Wait and see"]);
        assert_eq!(browser.get(&me).await.ok().texts("section.followed a"), ["Wait and see"]);
        let other = Browser::of(&app, &app.company.manager).await;
        assert_eq!(other.get(&me).await.ok().texts("section.followed a"), NONE);
        assert_eq!(other.get("/objectives").await.ok().texts("section.followed a"), NONE);
    }

    async fn person_keeps_views_of_lists(app: TestApp) {
        let late = view("Late ones", &json!({"status": "off_track", "sort": "-due"}));
        let kept = app.manager().put("/me/views", json!({"items": [late, view("All", &json!({}))]})).await.ok();
        assert_eq!(kept["items"][0]["query"], json!({"status": "off_track", "sort": "-due"}));
        let read = app.manager().get("/me/views").await.ok();
        assert_eq!(read, kept);
        assert_eq!(app.viewer().get("/me/views").await.ok()["items"], json!([]));
        let wrong = json!({"items": [{"list": "cycles", "name": ""}, view("X", &json!({"sort": 3}))]});
        let faults = ["/items/0/list not_one_of", "/items/0/name too_short", "/items/1/query/sort bad_format"];
        app.manager().put("/me/views", wrong).await.invalid(&faults);
        assert_eq!(app.manager().get("/me/views").await.ok(), kept);
        let key = app.admin().post("/api-keys", json!({"name": "BI", "scopes": ["admin"]})).await.created();
        let key = app.with_token(key["key"].as_str().unwrap());
        key.get("/me/views").await.problem(403, "forbidden");
        key.get("/me/stars").await.problem(403, "forbidden");
    }

    async fn person_saves_picks_renames_and_deletes_a_view_on_the_page(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        assert_eq!(browser.get("/key-results").await.ok().count(".saved-views"), 0);
        let narrow = "/key-results?due=true&sort=-score";
        let saved = browser.submit_at(narrow, "/views", &[("name", "Due ones")]).await.sent_to();
        assert_eq!(saved, narrow);
        let page = browser.get(&saved).await.ok();
        assert_eq!(page.texts(".saved-views a[aria-current]"), ["Due ones"]);
        assert_eq!(page.count(".saved-views details"), 0);
        let list = browser.get("/key-results").await.ok();
        assert_eq!(list.hrefs(".saved-views a")[0], narrow);
        let own = id(&app.viewer().get("/me/views").await.ok()["items"][0]);
        browser.submit_at("/views", &format!("/views/{own}"), &[("name", "Now")]).await.sent_to();
        assert_eq!(browser.get("/views").await.ok().texts("main ul.rows a"), ["Now"]);
        let other = Browser::of(&app, &app.company.manager).await;
        assert_eq!(other.get("/views").await.ok().texts("main ul.rows a"), NONE);
        browser.submit_at("/views", &format!("/views/{own}/delete"), &[]).await.sent_to();
        assert_eq!(app.viewer().get("/me/views").await.ok()["items"], json!([]));
    }

    async fn stars_and_views_are_exported_and_go_with_the_person(app: TestApp) {
        let company = &app.company;
        app.viewer().put(&format!("/me/stars/department/{}", company.sales), json!({})).await.no_content();
        app.viewer().put("/me/views", json!({"items": [view("Mine", &json!({}))]})).await.ok();
        let leaver = json!({"name": "Vera Neri", "email": "vera@rossi.example", "role": "viewer", "active": false});
        let leaver = format!("/users/{}", id(&app.admin().post("/users", leaver).await.created()));
        let about = view("Of Vera Neri", &json!({"q": "Vera Neri"}));
        app.manager().put("/me/views", json!({"items": [about]})).await.ok();
        let path = format!("/users/{}", company.viewer.id);
        let data = app.admin().post_nothing(&format!("{path}/export")).await.ok();
        assert_eq!(data["stars"][0]["id"], json!(company.sales));
        assert_eq!(data["saved_views"][0]["name"], "Mine");
        app.admin().patch(&path, json!({"active": false})).await.ok();
        app.admin().post_nothing(&format!("{path}/anonymise")).await.ok();
        let data = app.admin().post_nothing(&format!("{path}/export")).await.ok();
        assert_eq!((&data["stars"], &data["saved_views"]), (&json!([]), &json!([])));
        app.admin().post_nothing(&format!("{leaver}/anonymise")).await.ok();
        let others = app.manager().get("/me/views").await.ok().to_string();
        assert!(!others.contains("Vera"), "{others}");
    }
);
