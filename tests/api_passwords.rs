//! Which new passwords are refused, wherever one is chosen: signing up, accepting an invitation, changing one's own.
//! What a changed password ends is in `api_me.rs`.

use perno::{
    app::SignUp,
    domain::{context::Ctx, values::text::Password},
    store::people::users,
};
use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, client::Answer, company::PASSWORD, engine::on_both_engines};

/// Passwords of twelve characters and more that are among the first to be tried.
const GUESSABLE: [&str; 11] = [
    "password1234",
    "Password1234!",
    "qwertyuiop12",
    "123456789012",
    "            ",
    "aaaaaaaaaaaa",
    "abcdefghijkl",
    "iloveyou2026",
    "letmeinletmein",
    "1qaz2wsx3edc",
    "P@ssw0rd2026!",
];

async fn change(app: &TestApp, new: &str) -> Answer {
    app.viewer().put("/me/password", json!({"current_password": PASSWORD, "new_password": new})).await
}

/// The only fault of a refused password.
fn why(refused: Answer, pointer: &str) -> String {
    let problem = refused.problem(422, "invalid");
    let [fault] = problem["errors"].as_array().unwrap().as_slice() else { panic!("{problem}") };
    assert_eq!((&fault["pointer"], &fault["code"]), (&json!(pointer), &json!("not_allowed")), "{problem}");
    fault["detail"].as_str().unwrap().to_owned()
}

on_both_engines!(
    async fn person_cannot_choose_a_password_that_everybody_tries(app: TestApp) {
        for new in GUESSABLE {
            let told = why(change(&app, new).await, "/new_password");
            assert_eq!(told, "is easy to guess; choose a few unrelated words", "{new}");
        }
        change(&app, "three lazy otters").await.no_content();
    }

    async fn person_cannot_choose_their_own_name_or_that_of_the_organisation(app: TestApp) {
        app.admin().patch("/organisation", json!({"name": "Caffè Bellariva"})).await.ok();
        app.viewer().patch("/me", json!({"name": "Vito Scaramuzzino"})).await.ok();
        for new in [
            "bellariva2026",
            "caffebellariva",
            "Caffè Bellariva 26",
            "Bellariva-2026",
            "scaramuzzino7",
            "Vito.Scaramuzzino",
            "vito@rossi.example",
        ] {
            let told = why(change(&app, new).await, "/new_password");
            assert!(told.starts_with("is easy to guess"), "{new}: {told}");
        }
        let told = why(change(&app, "Caffè Bellariva 26").await, "/new_password");
        assert!(told.contains("from a name or address of yours or the organisation's"), "{told}");
    }

    async fn person_who_signs_up_reads_everything_that_is_wrong_at_once(app: TestApp) {
        let empty = TestApp::empty(app.engine, SignUp::Closed).await;
        let sign_up = |name: Value, email: &str, password: &str| json!({"name": name, "admin": {"name": "Ada Rossi", "email": email, "password": password}});
        let anonymous = empty.anonymous();
        let body = sign_up(json!("Caffè Bellariva"), "ada@rossi.example", "bellariva2026");
        why(anonymous.post("/organisations", body).await, "/admin/password");
        let body = sign_up(json!(1), "ada", "password1234");
        let expected = ["/admin/email bad_format", "/admin/password not_allowed", "/name wrong_type"];
        anonymous.post("/organisations", body).await.invalid(&expected);
        let body = sign_up(json!("Caffè Bellariva"), "ada@rossi.example", "eleven long");
        anonymous.post("/organisations", body).await.invalid(&["/admin/password too_short"]);
        let body = sign_up(json!("Caffè Bellariva"), "ada@rossi.example", PASSWORD);
        anonymous.post("/organisations", body).await.created();
        let body = sign_up(json!("Another"), "vera@verdi.example", "password1234");
        anonymous.post("/organisations", body).await.problem(403, "signup_closed");
    }

    async fn invitation_survives_a_password_that_is_easy_to_guess(app: TestApp) {
        let ugo = json!({"name": "Ugo Montanelli", "email": "ugo@rossi.example", "role": "viewer"});
        let invited = app.admin().post("/users", ugo).await.created();
        let path = format!("/invites/{}/accept", invited["invite_token"].as_str().unwrap());
        for password in ["montanelli26", "qwertyuiop12", "ugo@rossi.example"] {
            why(app.anonymous().post(&path, json!({"password": password})).await, "/password");
        }
        app.anonymous().post(&path, json!({"password": "eleven long"})).await.invalid(&["/password too_short"]);
        app.anonymous().post(&path, json!({"password": "three lazy otters"})).await.ok();
    }

    async fn reader_is_told_in_their_language_why_a_password_is_refused(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        browser.submit("/account", &[("name", "Vito Scaramuzzino"), ("language", "it")]).await.sent_to();
        for (new, told) in [
            ("qwertyuiop12", "È facile da indovinare: scegli alcune parole senza legame fra loro."),
            (
                "Scaramuzzino",
                "Si indovina dal tuo nome, dal tuo indirizzo o dal nome dell’organizzazione: scegli alcune parole senza \
                 legame fra loro.",
            ),
        ] {
            let typed = [("current_password", PASSWORD), ("new_password", new)];
            assert_eq!(browser.submit("/account", &typed).await.refused(422).wrongs(), [["new_password", told]]);
        }
    }

    async fn password_that_was_set_under_earlier_rules_keeps_working(app: TestApp) {
        let hash = app.app.passwords.hash(Password::parse("password").unwrap()).await.unwrap();
        let organisation = app.admin().get("/organisation").await.ok()["id"].as_str().unwrap().parse().unwrap();
        let ctx = Ctx::system(organisation, "2026-02-15T12:00:00Z".parse().unwrap(), String::new());
        let viewer = app.company.viewer.id.parse().unwrap();
        app.app.db.housekeeping(ctx, move |writer| users::set_password_hash(writer, viewer, &hash)).await.unwrap();
        let login = json!({"email": app.company.viewer.email, "password": "password"});
        app.anonymous().post("/auth/login", login).await.ok();
        let change = json!({"current_password": "password", "new_password": "three lazy otters"});
        app.viewer().put("/me/password", change).await.no_content();
    }
);
