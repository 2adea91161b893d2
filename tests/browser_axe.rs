//! axe-core finds no violation of WCAG 2.2 AA or of good practice on any page, light or dark: the pages of the
//! demonstration company for its admin, those of an empty organisation, and those for people who are not signed in.

use perno::{app::SignUp, cli::demo::PASSWORD, domain::organisation::Language};
use serde_json::{Value, json};

use crate::support::{
    Chromium, Engine, TestApp,
    chromium::{DESK, PHONE, Theme, in_chromium},
    client::id,
    company::{self, sign_in_with},
    engine::axe_file,
    pages,
};

const ADMIN: &str = "elena.tarsi@selvargenta.example";
/// An invitation that is not valid.
const OVER: &str = "/invites/over";
const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}).then((found) =>
      done(found.violations.map((one) => one.id + ': ' + one.help + one.nodes.slice(0, 3).map((node) =>
        '\\n    ' + node.target + ' ' + node.html.slice(0, 160) + ' ' + [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ')).join(''))),
      (error) => done([String(error)]));";

async fn look_at(chromium: &Chromium, pages: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for page in pages {
        chromium.go(page).await;
        let status = chromium.loaded().await.status;
        if status != 200 && page != OVER {
            found.push(format!("{page}: answered {status}: {}", chromium.text().await));
        }
        for (theme, width) in [(Theme::Light, DESK), (Theme::Dark, PHONE)] {
            chromium.set_theme(theme).await;
            chromium.set_width(width).await;
            let told = chromium.session.execute_async(RUN, vec![]).await.unwrap();
            let Value::Array(told) = told.json() else { panic!("{told:?}") };
            let here = chromium.here().await;
            found.extend(told.iter().map(|one| format!("{here}: {}", one.as_str().unwrap())));
        }
    }
    found
}

/// The pages of an organisation that has nothing but its admin.
async fn nothing_yet(chromium: &Chromium) -> Vec<String> {
    let app = TestApp::empty(Engine::Sqlite, SignUp::Open).await;
    chromium.open(&app, Language::English).await;
    let mut found = look_at(chromium, &["/set-up".to_owned()]).await;
    let (admin, _) = company::sign_up(&app, "Bianchi", "ada@bianchi.example").await;
    chromium.sign_in(&app, &admin, Language::English).await;
    found.extend(look_at(chromium, &pages::plain()).await);
    found
}

in_chromium!(
    async fn no_page_violates_what_axe_knows(chromium: &Chromium) {
        let axe = std::fs::read_to_string(axe_file()).unwrap();
        chromium.tell("Page.addScriptToEvaluateOnNewDocument", json!({"source": axe})).await;
        let app = TestApp::demo(Engine::Sqlite).await;
        let token = sign_in_with(&app, ADMIN, PASSWORD).await;
        let admin = app.with_token(&token);
        let person = json!({"name": "Ugo", "email": "ugo@selvargenta.example", "role": "viewer"});
        let invited = admin.post("/users", person).await.created();
        let invitation = format!("/invites/{}", invited["invite_token"].as_str().unwrap());
        chromium.open(&app, Language::English).await;
        let mut found = look_at(chromium, &["/sign-in".to_owned(), invitation, OVER.to_owned()]).await;
        chromium.sign_in_with(&app, ADMIN, PASSWORD, Language::English).await;
        let mut pages = pages::of_demo(&admin).await;
        pages.push(format!("/settings/people/{}", id(&invited)));
        found.extend(look_at(chromium, &pages).await);
        found.extend(nothing_yet(chromium).await);
        assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    }
);
