//! Getting in: the first run on an empty database, invitations, and the own account with its sessions.

use perno::app::SignUp;
use serde_json::json;

use crate::support::{TestApp, browser::Browser, client::id, company::PASSWORD, engine::on_both_engines, html::NONE};

const NEW: &str = "incorrect donkey battery";

/// The address of a new invitation, with the token from the API.
async fn invited(app: &TestApp) -> String {
    let person = json!({"name": "Ugo", "email": "ugo@rossi.example", "role": "viewer", "language": "it"});
    let invited = app.admin().post("/users", person).await.created();
    format!("/invites/{}", invited["invite_token"].as_str().unwrap())
}

on_both_engines!(
    async fn first_visitor_sets_up_and_is_in(app: TestApp) {
        let empty = TestApp::empty(app.engine, SignUp::Closed).await;
        let browser = Browser::new(&empty).reading("it");
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
        assert_eq!(browser.get("/sign-in").await.sent_to(), "/set-up");
        assert_eq!(browser.get("/set-up").await.ok().value("time_zone"), "Europe/Rome");
        let name = ("name", "Verdi & figli");
        let admin = [("admin/name", "Ada"), ("admin/email", "ada@verdi.example"), ("admin/password", "short")];
        let refused = browser.submit("/set-up", &[&[name], admin.as_slice()].concat()).await.refused(422);
        assert_eq!(refused.wrongs(), [["admin/password", "La password deve avere almeno 12 caratteri."]]);
        let kept = [name.0, admin[0].0, admin[1].0, admin[2].0].map(|field| refused.value(field));
        assert_eq!(kept, [name.1, admin[0].1, admin[1].1, ""]);
        let admin = [admin[0], admin[1], ("admin/password", PASSWORD)];
        let zone = [name, ("time_zone", "Europe/Rome"), ("language", "it")];
        assert_eq!(browser.submit("/set-up", &[zone.as_slice(), &admin].concat()).await.sent_to(), "/");
        assert_eq!(browser.get("/settings").await.ok().value("name"), "Verdi & figli");
        assert_eq!(Browser::new(&empty).get("/set-up").await.sent_to(), "/sign-in");
    }

    async fn invited_person_chooses_a_password_and_is_in(app: TestApp) {
        let link = invited(&app).await;
        let browser = Browser::new(&app);
        let page = browser.get(&link).await.ok();
        assert_eq!(page.attr("html", "lang"), "it");
        assert_eq!(page.text("main h1"), "Ti diamo il benvenuto, Ugo");
        let told = "Rossi ti invita su Perno. D’ora in poi accedi con ugo@rossi.example e questa password.";
        assert_eq!(page.text("main h1 + p"), told);
        let refused = browser.submit(&link, &[("password", "short")]).await.refused(422);
        assert_eq!(refused.wrongs(), [["password", "La password deve avere almeno 12 caratteri."]]);
        assert_eq!(refused.attrs("main input:not([type=hidden])", "value"), ["ugo@rossi.example", ""]);
        assert_eq!(refused.mentions("short"), NONE);
        assert_eq!(browser.submit(&link, &[("password", PASSWORD)]).await.sent_to(), "/");
        assert_eq!(browser.get("/account").await.ok().text("main h1 + p"), "ugo@rossi.example · Lettore");
        for link in [link.as_str(), "/invites/made-up"] {
            let over = Browser::new(&app).get(link).await.refused(404);
            assert_eq!(over.text("main h1"), "This invitation is no longer valid");
        }
    }

    async fn person_changes_name_language_and_password(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let named = [("name", "Vito Viola"), ("language", "it")];
        let page = browser.get(&browser.submit("/account", &named).await.sent_to()).await.ok();
        assert_eq!(page.done(), "Salvato.");
        assert_eq!(named.map(|(name, _)| page.value(name)), named.map(|(_, value)| value));
        let wrong = [("current_password", "wrong horse"), ("new_password", NEW)];
        let refused = browser.submit("/account", &wrong).await.refused(422);
        assert_eq!(refused.wrongs(), [["current_password", "Non è la password attuale."]]);
        let right = [("current_password", PASSWORD), ("new_password", NEW)];
        assert_eq!(browser.submit("/account", &right).await.sent_to(), "/account?done=password-changed");
        let login = json!({"email": app.company.viewer.email, "password": NEW});
        app.anonymous().post("/auth/login", login).await.ok();
    }

    async fn person_sees_and_ends_their_sessions(app: TestApp) {
        let (here, there) =
            (Browser::of(&app, &app.company.viewer).await, Browser::of(&app, &app.company.viewer).await);
        let page = here.get("/account").await.ok();
        let own = page.texts("main ul.rows > li strong");
        assert_eq!(own[..2], ["An unknown program"; 2]);
        assert_eq!(page.texts("main ul.rows > li .tag"), ["this one"]);
        let sessions = app.viewer().get("/me/sessions").await.ok();
        let sessions: Vec<&serde_json::Value> = sessions["items"].as_array().unwrap().iter().collect();
        let newest = format!("/account/sessions/{}/end", id(sessions[0]));
        let pairs = [("token".to_owned(), page.token())];
        here.post(&newest, &pairs, false).await.refused(403);
        assert_eq!(here.post(&newest, &pairs, true).await.sent_to(), "/account?done=session-ended#sessions");
        let left = here.get("/account").await.ok().texts("main ul.rows > li strong");
        assert_eq!(left, own[1..]);
        assert_eq!(there.get("/account").await.sent_to(), "/sign-in?next=%2Faccount");
        assert_eq!(here.post("/account/sessions/end", &pairs, true).await.sent_to(), "/sign-in");
        assert_eq!(here.get("/").await.sent_to(), "/sign-in");
    }
);
