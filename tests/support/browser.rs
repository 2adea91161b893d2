//! A browser without rendering: keeps cookies, sends `Origin`, fills in forms as a page provides them, and does not
//! follow redirects. The looks of pages are tested in a real browser; tests with this one check what pages say and do.

use std::{cell::RefCell, collections::BTreeMap};

use reqwest::{Method, header, redirect::Policy};

use super::{
    app::{TestApp, http},
    company::{PASSWORD, Person},
    engine::Engine,
    exercised,
    html::Page,
};

pub struct Browser {
    engine: Engine,
    address: String,
    http: reqwest::Client,
    cookies: RefCell<BTreeMap<String, String>>,
    language: &'static str,
}

/// A response of the server.
pub struct Shown {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
    pub headers: header::HeaderMap,
}

impl Shown {
    #[track_caller]
    pub fn ok(self) -> Page {
        self.refused(200)
    }

    /// The address that a form redirects to.
    #[track_caller]
    pub fn sent_to(self) -> String {
        assert_eq!(self.status, 303, "{}", self.body);
        self.location.unwrap()
    }

    #[track_caller]
    pub fn refused(self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}", self.body);
        Page::new(self.body)
    }
}

impl Browser {
    /// A browser that is not signed in and prefers English.
    pub fn new(app: &TestApp) -> Self {
        let http = http().redirect(Policy::none()).build().unwrap();
        Self { engine: app.engine, address: app.address.clone(), http, cookies: RefCell::default(), language: "en" }
    }

    pub fn reading(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    /// A browser of a person who has just signed in.
    pub async fn of(app: &TestApp, person: &Person) -> Self {
        let browser = Self::new(app);
        let sent = browser.submit("/sign-in", &[("email", &person.email), ("password", PASSWORD)]).await;
        assert_eq!(sent.sent_to(), "/");
        browser
    }

    /// The value of a stored cookie.
    pub fn kept(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Stores a cookie.
    pub fn keep(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&self, path: &str) -> Shown {
        self.send(Method::GET, path, None, true).await
    }

    /// Loads the page with the form, fills in the fields, keeps the hidden ones, and posts the form to its address.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let page = self.get(path).await.ok();
        let (action, mut pairs) = page.form_with(fields.first().map(|(name, _)| *name), path);
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(&action, &pairs, true).await
    }

    /// Submits a form without fields, found by the address that it is sent to.
    pub async fn press(&self, page: &str, action: &str) -> Shown {
        let hidden = self.get(page).await.ok().hidden(&format!("form[action=\"{action}\"]"));
        self.post(action, &hidden, true).await
    }

    /// Fills in the form and presses the button of it that posts to another address.
    pub async fn submit_to(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Shown {
        let mut pairs = self.get(page).await.ok().hidden(&format!("form:has([formaction=\"{action}\"])"));
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(action, &pairs, true).await
    }

    /// Fills in the form that is sent to an address, and keeps its hidden fields.
    pub async fn submit_at(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Shown {
        let mut pairs = self.get(page).await.ok().hidden(&format!("form[action=\"{action}\"]"));
        pairs.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(action, &pairs, true).await
    }

    /// Posts pairs as they are; the `Origin` is our own if `ours`, else that of another site.
    pub async fn post(&self, path: &str, pairs: &[(String, String)], ours: bool) -> Shown {
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        self.send(Method::POST, path, Some(body.join("&")), ours).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>, ours: bool) -> Shown {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let origin = if ours { self.address.as_str() } else { "https://elsewhere.example" };
        let is_form = method == Method::POST;
        let mut request = self.http.request(method, format!("{}{path}", self.address));
        request = request.header(header::ACCEPT_LANGUAGE, self.language).header(header::COOKIE, cookies.join("; "));
        if let Some(body) = body {
            request = request
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            if attributes.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if is_form {
            exercised::note_form(self.engine, path, status);
        }
        Shown { status, location, headers, body: response.text().await.unwrap() }
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
