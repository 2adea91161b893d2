//! What every page shares: signing in and out, the origin of forms, refused forms, languages, the content security
//! policy, error pages. Single pages are in `web_<area>.rs`.

use std::{io, sync::Mutex};

use reqwest::redirect::Policy;
use serde_json::json;

use crate::support::{
    browser::Browser,
    client::id,
    company::PASSWORD,
    engine::on_both_engines,
    html::{NONE, Page},
};

/// The departments on the list.
fn departments(page: &Page) -> Vec<String> {
    page.texts("main table.departments th[scope=row] a")
}

/// What this process warns of; the server runs in it.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Log {
    fn begin() {
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_ansi(false).with_writer(|| Self);
        // The test of the other engine may have begun it.
        drop(log.try_init());
    }

    /// The line that contains a text.
    fn line_with(text: &str) -> String {
        let logged = String::from_utf8(LOGGED.lock().unwrap().clone()).unwrap();
        logged.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{text} in {logged}")).to_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

on_both_engines!(
    async fn reader_signs_in_and_comes_to_where_they_wanted(app: TestApp) {
        let browser = Browser::new(&app);
        let wanted = browser.get("/departments?brand=x").await.sent_to();
        assert_eq!(wanted, "/sign-in?next=%2Fdepartments%3Fbrand%3Dx");
        let viewer = &app.company.viewer;
        let sent = browser.submit(&wanted, &[("email", &viewer.email), ("password", PASSWORD)]).await;
        assert_eq!(sent.sent_to(), "/departments?brand=x");
        assert_eq!(departments(&browser.get("/departments").await.ok()), ["Logistics", "Sales"]);
        assert_eq!(browser.press("/departments", "/sign-out").await.sent_to(), "/sign-in");
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
    }

    async fn reader_is_met_in_the_first_language_that_there_is(app: TestApp) {
        for (accepted, language) in [
            ("it", "it"),
            ("IT-ch, en;q=0.9", "it"),
            ("en;q=0.5, it;q=0.8", "it"),
            ("de, *;q=0.1", "en"),
            ("it;q=0, en;q=0.1", "en"),
            ("it;q=7, ;;=, @", "en"),
            ("-", "en"),
            ("", "en"),
        ] {
            let page = Browser::new(&app).reading(accepted).get("/sign-in").await.ok();
            assert_eq!(page.attr("html", "lang"), language, "{accepted}");
        }
    }

    async fn page_is_compressed_for_who_takes_that(app: TestApp) {
        for (accepted, coding) in [
            ("gzip, deflate, br", Some("gzip")),
            ("identity;q=0.5, gzip", Some("gzip")),
            ("gzip;q=0", None),
            ("gzip;q=0.2, identity", None),
            ("br", None),
            (";q=, ,gzip;q=x", None),
            ("", None),
        ] {
            let asked = app.http.get(format!("{}/sign-in", app.address)).header("accept-encoding", accepted);
            let headers = asked.send().await.unwrap().headers().clone();
            let sent = headers.get("content-encoding").map(|coding| coding.to_str().unwrap());
            assert_eq!(sent, coding, "{accepted}");
        }
    }

    async fn wrong_password_is_told_in_the_readers_language_and_keeps_the_address(app: TestApp) {
        let browser = Browser::new(&app).reading("it-IT,it;q=0.9,en;q=0.5");
        let sent = browser.submit("/sign-in", &[("email", &app.company.viewer.email), ("password", "wrong")]).await;
        let page = sent.refused(401);
        assert_eq!(page.refusal(), "E-mail o password non sono giuste.");
        assert_eq!(page.fields("main form"), ["email", "password"]);
        assert_eq!(page.value("email"), app.company.viewer.email);
        assert_eq!(page.value("password"), "");
        assert_eq!(page.mentions("wrong"), NONE);
        assert_eq!(page.hidden("main form"), [("token".to_owned(), page.token()), ("next".to_owned(), "/".to_owned())]);
    }

    async fn nobody_is_sent_on_to_another_site(app: TestApp) {
        for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"] {
            let browser = Browser::new(&app);
            let page = format!("/sign-in?next={}", next.replace('/', "%2F").replace(':', "%3A").replace('\\', "%5C"));
            let page = page.replace('\t', "%09");
            let viewer = &app.company.viewer;
            let sent = browser.submit(&page, &[("email", &viewer.email), ("password", PASSWORD)]).await;
            assert_eq!(sent.sent_to(), "/");
        }
    }

    async fn form_from_elsewhere_does_nothing(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let pairs =
            |token: &str| vec![("token".to_owned(), token.to_owned()), ("name".to_owned(), "Sneaky".to_owned())];
        let token = browser.get("/departments/new").await.ok().token();
        let foreign = Browser::of(&app, &app.company.executive).await.get("/").await.ok().token();
        for token in ["made-up", &foreign] {
            let refused = browser.post("/departments/new", &pairs(token), true).await.refused(403);
            let why = "This form did not come from here, or is too old; load the page again.";
            assert_eq!(refused.text("main h1 + p"), why);
        }
        let refused = browser.post("/departments/new", &pairs(&token), false).await.refused(403);
        assert!(refused.text("main h1 + p").starts_with("This form was sent from https://elsewhere.example, but"));
        let page = browser.get("/departments").await.ok();
        assert_eq!(departments(&page), ["Logistics", "Sales"]);
        assert_eq!(page.mentions("Sneaky"), NONE);
        browser.post("/departments/new", &pairs(&token), true).await.sent_to();
        let page = browser.get("/departments").await.ok();
        assert_eq!(departments(&page), ["Logistics", "Sales", "Sneaky"]);
        assert_eq!(page.mentions("Sneaky"), ["bdi"]);
    }

    async fn form_passes_a_proxy_on_another_port_and_a_lost_port_names_the_setting(app: TestApp) {
        Log::begin();
        let viewer = &app.company.viewer;
        for (host, origin, expected) in [
            ("perno.example:8443", "https://perno.example:8443", 303),
            ("Perno.example:443", "https://perno.example", 303),
            ("perno.example", "https://perno.example:8443", 403),
        ] {
            let url = format!("{}/sign-in", app.address);
            let shown = app.http.get(&url).header("host", host).send().await.unwrap();
            let cookie = shown.headers()["set-cookie"].to_str().unwrap().split_once(';').unwrap().0.to_owned();
            assert!(cookie.starts_with("__Host-perno-form="), "{cookie}");
            let token = Page::new(shown.text().await.unwrap()).token();
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("token", token.as_str()), ("email", &viewer.email), ("password", PASSWORD)])
                .finish();
            let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
            let request = http.post(&url).header("host", host).header("origin", origin).header("cookie", cookie);
            let sent = request.header("content-type", "application/x-www-form-urlencoded").body(body);
            let sent = sent.send().await.unwrap();
            assert_eq!(sent.status().as_u16(), expected, "{host} {origin}");
            if expected == 403 {
                let why = Page::new(sent.text().await.unwrap()).text("main h1 + p");
                for named in [origin, "https://perno.example. If", "PERNO_PUBLIC_URL"] {
                    assert!(why.contains(named), "{why}");
                }
            }
        }
        let line = Log::line_with("https://perno.example:8443");
        assert!(line.contains("set PERNO_PUBLIC_URL to the address that browsers show"), "{line}");
    }

    async fn form_that_is_none_of_ours_is_refused_and_the_server_lives(app: TestApp) {
        let browser = Browser::new(&app);
        let token = browser.get("/sign-in").await.ok().token();
        let many = |name: &dyn Fn(usize) -> String| {
            let mut pairs: Vec<(String, String)> = (0..50_000).map(|number| (name(number), "1".to_owned())).collect();
            pairs.insert(0, ("token".to_owned(), token.clone()));
            pairs
        };
        let deep = vec![("token".to_owned(), token.clone()), (vec!["a"; 100_000].join("/"), "1".to_owned())];
        browser.post("/sign-in", &deep, true).await.refused(413);
        browser.post("/sign-in", &many(&|number| format!("a/{number}/b")), true).await.refused(413);
        browser.post("/sign-in", &many(&|number| format!("a{number}")), true).await.refused(413);
        let far = vec![("token".to_owned(), token.clone()), ("a/4000000000/4000000000".to_owned(), "1".to_owned())];
        browser.post("/sign-in", &far, true).await.refused(422);
        assert_eq!(Browser::of(&app, &app.company.viewer).await.get("/").await.status, 200);
    }

    async fn session_of_a_browser_is_no_token_and_a_token_no_session(app: TestApp) {
        let viewer = &app.company.viewer;
        let login = json!({"email": viewer.email, "password": PASSWORD});
        let tokens = app.anonymous().post("/auth/login", login).await.ok();
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let browser = Browser::new(&app);
        browser.keep("perno", refresh);
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
        let browser = Browser::of(&app, viewer).await;
        let cookie = browser.kept("perno").unwrap();
        let refused = app.anonymous().post("/auth/refresh", json!({"refresh_token": cookie})).await;
        refused.problem(401, "invalid_token");
        browser.get("/").await.ok();
    }

    async fn session_in_use_keeps_its_cookie(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        browser.get("/").await.ok();
        assert!(!browser.get("/").await.headers.contains_key("set-cookie"));
        for _ in 0..3 {
            app.advance(20 * 86_400);
            let shown = browser.get("/").await;
            assert!(shown.headers["set-cookie"].to_str().unwrap().contains("Max-Age=2592000"));
            shown.ok();
        }
        app.advance(31 * 86_400);
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
    }

    async fn page_that_looks_for_changes_by_itself_does_not_prolong_the_session(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        browser.get("/").await.ok();
        for _ in 0..29 {
            app.advance(86_400);
            let shown = browser.get("/revision").await;
            assert!(shown.status == 200 && !shown.headers.contains_key("set-cookie"));
        }
        app.advance(86_400);
        assert_eq!(browser.get("/revision").await.sent_to(), "/sign-in?next=%2Frevision");
    }

    async fn deactivated_person_is_out_at_the_next_page(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        app.admin().patch(&format!("/users/{}", app.company.viewer.id), json!({"active": false})).await.ok();
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
    }

    async fn refused_form_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let long = "<script>alert(1)</script>".repeat(20);
        let typed = [("name", long.as_str()), ("code", "LOG\"><b>")];
        let page = browser.submit("/departments/new", &typed).await.refused(422);
        assert_eq!(page.wrongs(), [["name", "Must have at most 200 characters; it has 500."]]);
        assert_eq!(typed.map(|(name, _)| page.value(name)), typed.map(|(_, value)| value));
        assert_eq!(page.fields("main form"), ["name", "code", "description"]);
        page.assert_inert();
        let made = browser.submit("/departments/new", &[("name", "Purchasing"), ("code", "")]).await.sent_to();
        assert_eq!(browser.get(&made).await.ok().done(), "The department is added.");
    }

    async fn who_is_overtaken_reads_what_the_other_changed(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let department = app.admin().post("/departments", json!({"name": "Buying"})).await.created();
        let page = format!("/departments/{}/edit", id(&department));
        let seen = browser.get(&page).await.ok();
        assert_eq!(seen.value("version"), "1");
        let token = seen.token();
        app.admin().patch(&format!("/departments/{}", id(&department)), json!({"name": "Procurement"})).await.ok();
        let mine = [("token", token.as_str()), ("version", "1"), ("name", "Purchasing")];
        let pairs: Vec<_> = mine.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let told = browser.post(&page, &pairs, true).await.refused(412);
        assert_eq!(told.wrongs(), [["name", "Name: it was “Buying”, now it is “Procurement”."]]);
        assert_eq!(told.value("name"), "Purchasing");
        assert_eq!(told.value("version"), "2");
        let mine = [("token", token.as_str()), ("version", "2"), ("name", "Purchasing")];
        let pairs: Vec<_> = mine.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        browser.post(&page, &pairs, true).await.sent_to();
    }

    async fn what_is_not_there_or_not_theirs_is_told_as_a_page(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        for (path, status) in [("/nowhere", 404), ("/departments/malformed", 404)] {
            let shown = browser.get(path).await;
            let kind = shown.headers["content-type"].to_str().unwrap().to_owned();
            assert!(kind.starts_with("text/html"), "{path}: {kind}");
            assert_eq!(shown.refused(status).text("main h1"), "There is nothing here", "{path}");
        }
        let page = browser.get("/departments/new").await.refused(403);
        assert_eq!(page.text("main h1 + p"), "Only admins may do this.");
        app.anonymous().get("/nowhere").await.problem(404, "not_found");
    }

    async fn browser_loads_nothing_from_elsewhere_and_keeps_assets(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let shown = browser.get("/").await;
        let policy = shown.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(shown.headers["cache-control"], "no-store");
        let page = shown.ok();
        page.assert_inert();
        assert_eq!(page.mentions("://"), NONE);
        let loaded = page.attrs("link, script", "href").into_iter().chain(page.attrs("link, script", "src"));
        let assets: Vec<String> = loaded.collect();
        assert_eq!(assets.len(), 3, "{assets:?}");
        for asset in assets {
            assert!(asset.starts_with("/assets/"), "{asset}");
            let shown = browser.get(&asset).await;
            assert_eq!(shown.headers["cache-control"], "public, max-age=31536000, immutable");
            assert_eq!(shown.status, 200, "{asset}");
        }
    }
);
