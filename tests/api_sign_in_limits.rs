//! The limits of failed sign-ins: nobody tries many passwords, from one network or from many, and nobody locks the
//! owner of an account out. What a sign-in answers is in `api_auth.rs`.

use perno::{
    app::{
        error::Code,
        input::Input,
        sign_in::{failed_sign_ins::Source, sessions},
    },
    cli::http_server::Options,
};
use serde_json::json;

use crate::support::{TestApp, browser::Browser, client::Answer, company::PASSWORD, engine::on_both_engines};

const WRONG: &str = "not the password";
const NEW: &str = "incorrect donkey battery";
const DEVICES: &str = "perno-devices";

/// The application behind one reverse proxy.
fn behind_a_proxy(mut app: TestApp) -> TestApp {
    app.app.proxies = 1;
    app.address = app.serve_with(&Options::default());
    app
}

/// A sign-in from an address that the proxy saw.
async fn sign_in_from(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let client = app.anonymous().with_header("x-forwarded-for", address);
    client.post("/auth/login", json!({"email": email, "password": password})).await
}

async fn fail_from(app: &TestApp, address: &str, email: &str, times: usize) {
    for _ in 0..times {
        sign_in_from(app, address, email, WRONG).await.problem(401, "invalid_credentials");
    }
}

/// A sign-in on the page, in a browser that is signed out.
async fn status_of_sign_in(browser: &Browser, email: &str, password: &str) -> u16 {
    browser.submit("/sign-in", &[("email", email), ("password", password)]).await.status
}

/// How many of so many wrong passwords for one account, from 200 networks, are looked at; the others are refused.
async fn attack(app: &TestApp, email: &str, tries: u32) -> u64 {
    let before = app.app.passwords.computed();
    for number in 0..tries {
        let address = format!("198.51.{}.{}", number / 100 % 2, number % 100).parse().unwrap();
        let source = Source { address: Some(address), devices: None };
        let wrong = Input::json(json!({"email": email, "password": format!("{WRONG} {number}")})).command();
        let refused = sessions::sign_in(&app.app, wrong, source, "attack".to_owned()).await.err().unwrap();
        assert!(matches!(refused.code, Code::InvalidCredentials | Code::TooManyRequests), "{refused:?}");
    }
    app.app.passwords.computed() - before
}

on_both_engines!(
    async fn owner_in_a_known_browser_gets_in_during_ten_thousand_wrong_passwords(app: TestApp) {
        let viewer = &app.company.viewer;
        let browser = Browser::of(&app, viewer).await;
        browser.press("/account", "/sign-out").await.sent_to();
        let mut looked_at = 0;
        for _ in 0..10 {
            looked_at += attack(&app, &viewer.email, 1_000).await;
            let path = format!("{}/api/v1/auth/login", app.address);
            let stranger = app.http.post(path).json(&json!({"email": viewer.email, "password": PASSWORD}));
            assert_eq!(stranger.send().await.unwrap().status().as_u16(), 429);
            assert_eq!(status_of_sign_in(&browser, &viewer.email, PASSWORD).await, 303);
            browser.press("/account", "/sign-out").await.sent_to();
        }
        assert_eq!(looked_at, 100);
        assert_eq!(status_of_sign_in(&Browser::new(&app), &app.company.member.email, PASSWORD).await, 303);
        app.advance(15 * 60);
        assert_eq!(status_of_sign_in(&Browser::new(&app), &viewer.email, PASSWORD).await, 303);
    }

    async fn stranger_in_one_network_locks_nobody_out_in_another(app: TestApp) {
        let app = behind_a_proxy(app);
        let email = app.company.viewer.email.clone();
        fail_from(&app, "203.0.113.7", &email, 10).await;
        sign_in_from(&app, "203.0.113.7", &email, PASSWORD).await.problem(429, "too_many_requests");
        sign_in_from(&app, "203.0.113.8", &email, PASSWORD).await.ok();
        sign_in_from(&app, "203.0.113.7", &app.company.member.email, PASSWORD).await.ok();
    }

    async fn addresses_of_one_ipv6_network_count_together(app: TestApp) {
        let app = behind_a_proxy(app);
        let email = app.company.viewer.email.clone();
        for host in 1..=10 {
            fail_from(&app, &format!("2001:db8:7:1::{host:x}:1"), &email, 1).await;
        }
        sign_in_from(&app, "2001:db8:7:1:ffff::1", &email, PASSWORD).await.problem(429, "too_many_requests");
        sign_in_from(&app, "2001:db8:7:2::1", &email, PASSWORD).await.ok();
        fail_from(&app, "203.0.113.7", &email, 10).await;
        sign_in_from(&app, "::ffff:203.0.113.7", &email, PASSWORD).await.problem(429, "too_many_requests");
    }

    async fn network_waits_after_a_hundred_failures_whoever_was_tried(app: TestApp) {
        let app = behind_a_proxy(app);
        let browser = Browser::of(&app, &app.company.viewer).await;
        for number in 0..100 {
            fail_from(&app, "127.0.0.1", &format!("nobody{number}@rossi.example"), 1).await;
        }
        let member = &app.company.member;
        let refused = sign_in_from(&app, "127.0.0.1", &member.email, PASSWORD).await;
        let seconds: i64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=901).contains(&seconds), "{seconds}");
        refused.problem(429, "too_many_requests");
        sign_in_from(&app, "203.0.113.8", &member.email, PASSWORD).await.ok();
        browser.press("/account", "/sign-out").await.sent_to();
        assert_eq!(status_of_sign_in(&browser, &app.company.viewer.email, PASSWORD).await, 303);
    }

    async fn account_tried_from_many_networks_waits_whether_it_exists_or_not(app: TestApp) {
        let app = behind_a_proxy(app);
        for (net, email) in [(1, app.company.viewer.email.as_str()), (2, "nobody@rossi.example")] {
            for host in 0..10 {
                fail_from(&app, &format!("198.51.{net}.{host}"), email, 10).await;
            }
            let before = app.app.passwords.computed();
            let refused = sign_in_from(&app, "203.0.113.9", email, PASSWORD).await;
            refused.problem(429, "too_many_requests");
            assert_eq!(app.app.passwords.computed(), before);
        }
    }

    async fn failures_count_on_every_node(app: TestApp) {
        let node = app.another_node();
        let login = |on: &TestApp, password: &str| {
            let path = format!("{}/api/v1/auth/login", on.address);
            on.http.post(path).json(&json!({"email": app.company.viewer.email, "password": password})).send()
        };
        for one in [&app, &node, &app, &node, &app, &node, &app, &node, &app, &node] {
            assert_eq!(login(one, WRONG).await.unwrap().status().as_u16(), 401);
        }
        for one in [&app, &node] {
            assert_eq!(login(one, PASSWORD).await.unwrap().status().as_u16(), 429);
        }
    }

    async fn known_browser_waits_after_ten_failures_of_its_own(app: TestApp) {
        let viewer = &app.company.viewer;
        let (one, other) = (Browser::of(&app, viewer).await, Browser::of(&app, viewer).await);
        for browser in [&one, &other] {
            browser.press("/account", "/sign-out").await.sent_to();
        }
        for _ in 0..10 {
            assert_eq!(status_of_sign_in(&one, &viewer.email, WRONG).await, 401);
        }
        assert_eq!(status_of_sign_in(&one, &viewer.email, PASSWORD).await, 429);
        assert_eq!(status_of_sign_in(&other, &viewer.email, PASSWORD).await, 303);
        app.anonymous().post("/auth/login", json!({"email": viewer.email, "password": PASSWORD})).await.ok();
        app.advance(15 * 60);
        assert_eq!(status_of_sign_in(&one, &viewer.email, PASSWORD).await, 303);
    }

    async fn browser_is_known_only_to_whom_it_was_used_by(app: TestApp) {
        let (viewer, member) = (&app.company.viewer, &app.company.member);
        let browser = Browser::of(&app, member).await;
        let cookie = browser.kept(DEVICES).unwrap();
        browser.press("/account", "/sign-out").await.sent_to();
        assert_eq!(browser.kept(DEVICES).unwrap(), cookie);
        for _ in 0..10 {
            assert_eq!(status_of_sign_in(&Browser::new(&app), &viewer.email, WRONG).await, 401);
        }
        let start = if cookie.starts_with('A') { "B" } else { "A" };
        for value in [cookie.clone(), format!("{start}{}", &cookie[1..]), "...".to_owned(), "x".repeat(4_000)] {
            browser.keep(DEVICES, &value);
            assert_eq!(status_of_sign_in(&browser, &viewer.email, PASSWORD).await, 429, "{value}");
        }
        app.advance(15 * 60);
        browser.keep(DEVICES, &cookie);
        assert_eq!(status_of_sign_in(&browser, &viewer.email, PASSWORD).await, 303);
        let both = browser.kept(DEVICES).unwrap();
        assert!(both.ends_with(&format!(".{cookie}")), "{both}");
        for _ in 0..10 {
            for person in [viewer, member] {
                assert_eq!(status_of_sign_in(&Browser::new(&app), &person.email, WRONG).await, 401);
            }
        }
        for person in [viewer, member] {
            browser.press("/account", "/sign-out").await.sent_to();
            assert_eq!(status_of_sign_in(&browser, &person.email, PASSWORD).await, 303);
        }
    }

    async fn cookie_of_known_browsers_is_for_the_server_alone_and_lasts(app: TestApp) {
        let public = Options { public_url: Some("https://perno.rossi.example".to_owned()), ..Options::default() };
        for (address, name) in [(app.address.clone(), DEVICES), (app.serve_with(&public), "__Host-perno-devices")] {
            let local = name == DEVICES;
            let origin = if local { address.clone() } else { "https://perno.rossi.example".to_owned() };
            let page = app.http.get(format!("{address}/sign-in")).send().await.unwrap();
            let bound_to = page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
            let token = crate::support::html::Page::new(page.text().await.unwrap()).token();
            let body = format!(
                "token={token}&email={}&password={}",
                app.company.viewer.email.replace('@', "%40"),
                PASSWORD.replace(' ', "+")
            );
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
            let sent = client.post(format!("{address}/sign-in")).header("origin", origin).header("cookie", bound_to);
            let sent =
                sent.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
            let cookies = sent.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
            let ours: Vec<_> = cookies.filter(|cookie| cookie.starts_with(&format!("{name}="))).collect();
            let [cookie] = ours[..] else { panic!("{ours:?}") };
            assert!(["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"].iter().all(|one| cookie.contains(one)));
            assert_eq!(cookie.contains("Secure"), !local, "{cookie}");
        }
    }

    async fn person_changes_their_password_whatever_strangers_do(app: TestApp) {
        let viewer = &app.company.viewer;
        for _ in 0..10 {
            let wrong = json!({"email": viewer.email, "password": WRONG});
            app.anonymous().post("/auth/login", wrong).await.problem(401, "invalid_credentials");
        }
        let change = |current: &str| json!({"current_password": current, "new_password": NEW});
        app.viewer().put("/me/password", change(PASSWORD)).await.no_content();
    }

    async fn session_that_tries_passwords_waits_after_ten_failures(app: TestApp) {
        let change = |current: &str| json!({"current_password": current, "new_password": NEW});
        for _ in 0..10 {
            app.viewer().put("/me/password", change(WRONG)).await.invalid(&["/current_password not_allowed"]);
        }
        let refused = app.viewer().put("/me/password", change(PASSWORD)).await;
        assert!(refused.header("retry-after").is_some());
        refused.problem(429, "too_many_requests");
        let login = json!({"email": app.company.viewer.email, "password": PASSWORD});
        let other = app.anonymous().post("/auth/login", login).await.ok();
        let other = app.with_token(other["access_token"].as_str().unwrap());
        other.put("/me/password", change(PASSWORD)).await.no_content();
    }

    async fn person_who_sets_a_new_password_by_a_link_gets_in_at_once(app: TestApp) {
        let viewer = &app.company.viewer;
        let browser = Browser::new(&app);
        for _ in 0..10 {
            assert_eq!(status_of_sign_in(&browser, &viewer.email, WRONG).await, 401);
        }
        attack(&app, &viewer.email, 200).await;
        assert_eq!(status_of_sign_in(&browser, &viewer.email, PASSWORD).await, 429);
        let invited = app.admin().post_nothing(&format!("/users/{}/invite", viewer.id)).await.ok();
        let token = invited["invite_token"].as_str().unwrap();
        app.anonymous().post(&format!("/invites/{token}/accept"), json!({"password": NEW})).await.ok();
        app.anonymous().post("/auth/login", json!({"email": viewer.email, "password": NEW})).await.ok();
    }

    async fn person_who_opens_a_link_in_a_network_that_waits_gets_in(app: TestApp) {
        let app = behind_a_proxy(app);
        let viewer = &app.company.viewer;
        for number in 0..100 {
            fail_from(&app, "127.0.0.1", &format!("nobody{number}@rossi.example"), 1).await;
        }
        let invited = app.admin().post_nothing(&format!("/users/{}/invite", viewer.id)).await.ok();
        let link = format!("/invites/{}", invited["invite_token"].as_str().unwrap());
        assert_eq!(Browser::new(&app).submit(&link, &[("password", NEW)]).await.sent_to(), "/");
    }
);
