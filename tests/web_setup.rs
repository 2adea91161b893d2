//! Coming in: the first run on an empty database, invitations, and one's account with its sessions.

use perno::app::SignUp;
use serde_json::json;

use crate::support::{TestApp, browser::Browser, client::id, company::PASSWORD, engine::on_both_engines};

const NEW: &str = "incorrect donkey battery";

/// The address of a new invitation, as the API gives its token.
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
        let html = browser.get("/set-up").await.ok();
        assert!(html.contains("<option value=\"Europe/Rome\" selected>"), "{html}");
        let name = ("name", "Verdi & figli");
        let admin = [("admin/name", "Ada"), ("admin/email", "ada@verdi.example"), ("admin/password", "short")];
        let html = browser.submit("/set-up", &[&[name], admin.as_slice()].concat()).await.refused(422);
        assert!(html.contains("Verdi &#38; figli") && html.contains("almeno 8 caratteri"), "{html}");
        let admin = [admin[0], admin[1], ("admin/password", PASSWORD)];
        let zone = [name, ("time_zone", "Europe/Rome"), ("language", "it")];
        assert_eq!(browser.submit("/set-up", &[zone.as_slice(), &admin].concat()).await.sent_to(), "/");
        assert!(browser.get("/settings").await.ok().contains("value=\"Verdi &#38; figli\""));
        assert_eq!(Browser::new(&empty).get("/set-up").await.sent_to(), "/sign-in");
    }

    async fn invited_person_chooses_a_password_and_is_in(app: TestApp) {
        let link = invited(&app).await;
        let browser = Browser::new(&app);
        let html = browser.get(&link).await.ok();
        assert!(html.contains("Ugo") && html.contains("Rossi") && html.contains("lang=\"it\""), "{html}");
        let html = browser.submit(&link, &[("password", "short")]).await.refused(422);
        assert!(html.contains("almeno 8 caratteri") && !html.contains("value=\"short\""), "{html}");
        assert_eq!(browser.submit(&link, &[("password", PASSWORD)]).await.sent_to(), "/");
        assert!(browser.get("/account").await.ok().contains("ugo@rossi.example"));
        for link in [link.as_str(), "/invites/made-up"] {
            let html = Browser::new(&app).get(link).await.refused(404);
            assert!(html.contains("This invitation is no longer valid"), "{html}");
        }
    }

    async fn person_changes_name_language_and_password(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let named = [("name", "Vito Viola"), ("language", "it")];
        let html = browser.get(&browser.submit("/account", &named).await.sent_to()).await.ok();
        assert!(html.contains("Salvato.") && html.contains("value=\"Vito Viola\""), "{html}");
        let wrong = [("current_password", "wrong horse"), ("new_password", NEW)];
        let html = browser.submit("/account", &wrong).await.refused(422);
        assert!(
            html.contains("Non è la password attuale.") && html.contains("id=\"current_password-wrong\""),
            "{html}"
        );
        let right = [("current_password", PASSWORD), ("new_password", NEW)];
        assert_eq!(browser.submit("/account", &right).await.sent_to(), "/account?done=password-changed");
        let login = json!({"email": app.company.viewer.email, "password": NEW});
        app.anonymous().post("/auth/login", login).await.ok();
    }

    async fn person_sees_and_ends_their_sessions(app: TestApp) {
        let (here, there) =
            (Browser::of(&app, &app.company.viewer).await, Browser::of(&app, &app.company.viewer).await);
        let html = here.get("/account").await.ok();
        assert_eq!(html.matches("this one").count(), 1);
        let sessions = app.viewer().get("/me/sessions").await.ok();
        let sessions: Vec<&serde_json::Value> = sessions["items"].as_array().unwrap().iter().collect();
        let newest = format!("/account/sessions/{}/end", id(sessions[0]));
        let token = html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let pairs = [("token".to_owned(), token.to_owned())];
        here.post(&newest, &pairs, false).await.refused(403);
        assert_eq!(here.post(&newest, &pairs, true).await.sent_to(), "/account?done=session-ended#sessions");
        assert_eq!(there.get("/account").await.sent_to(), "/sign-in?next=%2Faccount");
        assert_eq!(here.post("/account/sessions/end", &pairs, true).await.sent_to(), "/sign-in");
        assert_eq!(here.get("/").await.sent_to(), "/sign-in");
    }
);
