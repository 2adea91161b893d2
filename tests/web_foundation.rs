//! What every page shares: signing in and out, where a form may come from, what refused forms show, languages, what a browser
//! may load, errors told as pages. What single pages say is in `web_<area>.rs`.

use serde_json::json;

use crate::support::{browser::Browser, client::id, company::PASSWORD, engine::on_both_engines};

on_both_engines!(
    async fn reader_signs_in_and_comes_to_where_they_wanted(app: TestApp) {
        let browser = Browser::new(&app);
        let wanted = browser.get("/departments?brand=x").await.sent_to();
        assert_eq!(wanted, "/sign-in?next=%2Fdepartments%3Fbrand%3Dx");
        let viewer = &app.company.viewer;
        let sent = browser.submit(&wanted, &[("email", &viewer.email), ("password", PASSWORD)]).await;
        assert_eq!(sent.sent_to(), "/departments?brand=x");
        assert!(browser.get("/departments").await.ok().contains("Logistics"));
        assert_eq!(browser.submit("/departments", &[]).await.sent_to(), "/sign-in");
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
    }

    async fn wrong_password_is_told_in_the_readers_language_and_keeps_the_address(app: TestApp) {
        let browser = Browser::new(&app).reading("it-IT,it;q=0.9,en;q=0.5");
        let sent = browser.submit("/sign-in", &[("email", &app.company.viewer.email), ("password", "wrong")]).await;
        let html = sent.refused(401);
        assert!(html.contains("E-mail o password non sono giuste."), "{html}");
        assert!(
            html.contains(&format!("value=\"{}\"", app.company.viewer.email)) && !html.contains("wrong\""),
            "{html}"
        );
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
        let html = browser.get("/departments/new").await.ok();
        let token = html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        browser.post("/departments/new", &pairs(token), false).await.refused(403);
        browser.post("/departments/new", &pairs("made-up"), true).await.refused(403);
        let other = Browser::of(&app, &app.company.executive).await;
        let html = other.get("/").await.ok();
        let foreign = html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        browser.post("/departments/new", &pairs(foreign), true).await.refused(403);
        assert!(!browser.get("/departments").await.ok().contains("Sneaky"));
        browser.post("/departments/new", &pairs(token), true).await.sent_to();
    }

    async fn form_that_is_none_of_ours_is_refused_and_the_server_lives(app: TestApp) {
        let browser = Browser::new(&app);
        let html = browser.get("/sign-in").await.ok();
        let token = html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let many = |name: &dyn Fn(usize) -> String| {
            let mut pairs: Vec<(String, String)> = (0..50_000).map(|number| (name(number), "1".to_owned())).collect();
            pairs.insert(0, ("token".to_owned(), token.to_owned()));
            pairs
        };
        let deep = vec![("token".to_owned(), token.to_owned()), (vec!["a"; 100_000].join("/"), "1".to_owned())];
        browser.post("/sign-in", &deep, true).await.refused(413);
        browser.post("/sign-in", &many(&|number| format!("a/{number}/b")), true).await.refused(413);
        browser.post("/sign-in", &many(&|number| format!("a{number}")), true).await.refused(413);
        let far = vec![("token".to_owned(), token.to_owned()), ("a/4000000000/4000000000".to_owned(), "1".to_owned())];
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

    async fn deactivated_person_is_out_at_the_next_page(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        app.admin().patch(&format!("/users/{}", app.company.viewer.id), json!({"active": false})).await.ok();
        assert_eq!(browser.get("/").await.sent_to(), "/sign-in");
    }

    async fn refused_form_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let long = "<script>alert(1)</script>".repeat(20);
        let html = browser.submit("/departments/new", &[("name", &long), ("code", "LOG\"><b>")]).await.refused(422);
        assert!(html.contains("id=\"name\" name=\"name\"") && html.contains("aria-invalid=\"true\""), "{html}");
        assert!(html.contains("id=\"name-wrong\"") && html.contains("LOG&#34;&#62;&#60;b&#62;"), "{html}");
        assert!(!html.contains("<script>alert") && !html.contains("<b>"), "{html}");
        let made = browser.submit("/departments/new", &[("name", "Purchasing"), ("code", "")]).await.sent_to();
        assert!(browser.get(&made).await.ok().contains("role=\"status\""));
    }

    async fn who_is_overtaken_reads_what_the_other_changed(app: TestApp) {
        let browser = Browser::of(&app, &app.company.admin).await;
        let department = app.admin().post("/departments", json!({"name": "Buying"})).await.created();
        let page = format!("/departments/{}/edit", id(&department));
        let html = browser.get(&page).await.ok();
        assert!(html.contains("name=\"version\" value=\"1\""), "{html}");
        let token = html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        app.admin().patch(&format!("/departments/{}", id(&department)), json!({"name": "Procurement"})).await.ok();
        let mine = [("token", token.as_str()), ("version", "1"), ("name", "Purchasing")];
        let pairs: Vec<_> = mine.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let html = browser.post(&page, &pairs, true).await.refused(412);
        assert!(
            html.contains("Name: it was “Buying”, now it is “Procurement”.") && html.contains("value=\"Purchasing\""),
            "{html}"
        );
        assert!(html.contains("name=\"version\" value=\"2\""), "{html}");
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
            assert!(shown.refused(status).contains("<h1>There is nothing here</h1>"), "{path}");
        }
        let html = browser.get("/departments/new").await.refused(403);
        assert!(html.contains("Only admins may do this."), "{html}");
        app.anonymous().get("/nowhere").await.problem(404, "not_found");
    }

    async fn browser_loads_nothing_from_elsewhere_and_keeps_assets(app: TestApp) {
        let browser = Browser::of(&app, &app.company.viewer).await;
        let shown = browser.get("/").await;
        let policy = shown.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(shown.headers["cache-control"], "no-store");
        let html = shown.ok();
        assert!(!html.contains("http://") && !html.contains("https://") && !html.contains(" style="), "{html}");
        for asset in html.split("\"/assets/").skip(1) {
            let shown = browser.get(&format!("/assets/{}", asset.split('"').next().unwrap())).await;
            assert_eq!(shown.headers["cache-control"], "public, max-age=31536000, immutable");
            shown.ok();
        }
    }
);
