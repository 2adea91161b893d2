//! A member is refused what they may not do: a page by its address, and a form that they were allowed to send when it
//! was loaded. Permissions are in `roles.rs`.

use serde_json::json;

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{LANGUAGES, in_chromium},
};

in_chromium!(
    async fn member_is_refused_what_is_not_theirs(chromium: &Chromium) {
        for language in LANGUAGES {
            let app = TestApp::new(Engine::Sqlite).await;
            let company = &app.company;
            chromium.sign_in(&app, &company.member, language).await;
            let words = chromium.words.get();
            for page in [
                format!("/cycles/{}/close", company.cycle),
                format!("/objectives/{}/edit", company.objective),
                format!("/departments/{}/edit", company.sales),
                "/settings/people/new".to_owned(),
                "/settings/api-keys".to_owned(),
            ] {
                chromium.go(&page).await;
                chromium.see(&words.say("failure-forbidden")).await;
                chromium.follow(&words.say("failure-home")).await;
            }
            chromium.go(&format!("/key-results/{}", company.key_result)).await;
            let owner = json!({"owner_id": company.manager.id});
            app.admin().patch(&format!("/key-results/{}", company.key_result), owner).await.ok();
            let seat = format!("/departments/{}/members/{}", company.sales, company.member.id);
            app.admin().delete(&seat).await.no_content();
            chromium.fill("Visits", "70").await;
            chromium.press(&words.say("save")).await;
            chromium.find("//*[@class='refused' and @role='alert']").await;
            let key_result = app.read_key_result(&company.key_result).await;
            assert!(key_result["current_value"].is_null(), "{key_result}");
            chromium.leave_by("//header//a[@href='/check-in']").await;
            chromium.see(&words.say("check-in-empty")).await;
        }
    }
);
