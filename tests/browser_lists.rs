//! Lists in the browser: several rows changed at once, an order made with the keyboard alone, filters and sorting that
//! the address keeps, a view that is saved. What the forms refuse is in `api_bulk_changes.rs` and `web_ordering.rs`.

use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
    client::id,
};

in_chromium!(
    async fn lead_marks_two_key_results_and_changes_both(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            let calls = id(&app.key_result(json!({"title": "Calls"})).await);
            app.key_result(json!({"title": "Letters"})).await;
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            chromium.go("/key-results").await;
            chromium.find("//details[@class='bulk']/summary").await.click().await.unwrap();
            for title in ["Calls", "Visits"] {
                chromium.find(&format!("//td/input[@aria-label='{title}']")).await.click().await.unwrap();
            }
            chromium.find("//input[@id='bulk-weight']").await.send_keys(words.number(2.5)).await.unwrap();
            chromium.find("//input[@id='bulk-reason']").await.send_keys("Agreed").await.unwrap();
            chromium.press(&words.say("bulk-apply")).await;
            chromium.see(&words.say("done-changed-several")).await;
            for key_result in [&calls, &app.company.key_result] {
                assert_eq!(app.read_key_result(key_result).await["weight"], 2.5, "{}", chromium.here().await);
            }
        }
    }

    async fn lead_orders_key_results_with_the_keyboard(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            for title in ["Calls", "Letters"] {
                app.key_result(json!({"title": title})).await;
            }
            chromium.sign_in(&app, &app.company.manager, language).await;
            let words = chromium.words.get();
            chromium.go(&format!("/objectives/{}", app.company.objective)).await;
            chromium.follow(&words.say("reorder")).await;
            chromium.ask("document.querySelector('form.ordering button[name=down]').focus()").await;
            for _ in 0..2 {
                let focus = chromium.ask("return document.activeElement.closest('li').textContent").await;
                assert!(focus.as_str().unwrap().contains("Visits"), "{}: {focus}", chromium.here().await);
                chromium.enter().await;
            }
            chromium.follow(&words.say("order-done")).await;
            let order = "return [...document.querySelectorAll('.key-result bdi')].map((one) => one.textContent)";
            assert_eq!(chromium.ask(order).await, json!(["Calls", "Letters", "Visits"]), "{}", chromium.here().await);
        }
    }

    async fn long_select_is_narrowed_by_typing(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            for number in 1..25 {
                let body = json!({"name": format!("Zoë Person {number}"), "email": format!("zoe{number}@rossi.example"),
                    "role": "member"});
                app.admin().post("/users", body).await.created();
            }
            chromium.sign_in(&app, &app.company.manager, language).await;
            chromium.go(&format!("/objectives/{}/edit", app.company.objective)).await;
            let field = chromium.find("//select[@id='owner_id']/preceding-sibling::input").await;
            field.send_keys("person zoe 21").await.unwrap();
            let left = "return [...document.querySelector('#owner_id').options].map((one) => one.text)";
            assert_eq!(chromium.ask(left).await, json!(["Zoë Person 21"]), "{}", chromium.here().await);
            field.send_keys(" nobody").await.unwrap();
            let all = chromium.ask(left).await;
            assert!(all.as_array().unwrap().len() > 24, "{all}");
            chromium.press(&chromium.words.get().say("save")).await;
        }
    }

    async fn reader_sorts_filters_and_keeps_the_view(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            app.key_result(json!({"title": "Calls"})).await;
            chromium.sign_in(&app, &app.company.viewer, language).await;
            let words = chromium.words.get();
            chromium.go("/key-results").await;
            chromium.follow(&words.say("key-result")).await;
            chromium.leave_by("//th[@aria-sort='ascending']/a").await;
            assert!(chromium.here().await.contains("sort=-title"), "{}", chromium.here().await);
            let due = words.say("due-now");
            chromium.leave(async || chromium.choose(&words.say("next-check-in"), &due).await).await;
            let here = chromium.here().await;
            assert!(here.contains("sort=-title") && here.contains("due=true"), "{here}");
            chromium.find("//div[@class='saved-views']//summary").await.click().await.unwrap();
            chromium.find("//input[@id='view-name']").await.send_keys("Z to A").await.unwrap();
            chromium.leave_by("//div[@class='saved-views']//button").await;
            chromium.go("/key-results").await;
            chromium.follow("Z to A").await;
            let here = chromium.here().await;
            assert!(here.contains("sort=-title") && here.contains("due=true"), "{here}");
            let rows =
                "return [...document.querySelectorAll('tbody th bdi:first-of-type')].map((one) => one.textContent)";
            let rows = chromium.ask(rows).await.to_string();
            assert!(rows.find("Visits") < rows.find("Calls"), "{here}: {rows}");
        }
    }
);
