//! What a person does on a page: follows links, presses buttons, fills in fields and reads, all by the words they see.
//! Starting the browser and checking its errors is in `chromium.rs`.

use std::time::{Duration, Instant};

use perno::domain::organisation::Language;
use serde_json::{Value, json};
use thirtyfour::{By, WebElement};

use super::{
    app::TestApp,
    chromium::Chromium,
    company::{PASSWORD, Person, sign_in_with},
};

const PATIENCE: Duration = Duration::from_secs(20);
/// The whole text of a page, including folded parts, with single spaces.
const TEXT: &str = "return document.body.textContent.replace(/\\s+/g, ' ')";

impl Chromium {
    /// Opens an application in a language, in a browser that it does not know.
    pub async fn open(&self, app: &TestApp, language: Language) {
        app.address.clone_into(&mut self.origin.borrow_mut());
        self.set_language(language).await;
        self.tell("Network.clearBrowserCookies", json!({})).await;
    }

    /// Signs in a person of the small company who reads that language.
    pub async fn sign_in(&self, app: &TestApp, person: &Person, language: Language) {
        self.sign_in_with(app, &person.email, PASSWORD, language).await;
    }

    pub async fn sign_in_with(&self, app: &TestApp, email: &str, password: &str, language: Language) {
        let token = sign_in_with(app, email, password).await;
        app.with_token(&token).patch("/me", json!({"language": language.as_str()})).await.ok();
        self.open(app, language).await;
        self.go("/sign-in").await;
        self.fill(&self.say("email"), email).await;
        self.fill(&self.say("password"), password).await;
        self.press(&self.say("sign-in")).await;
        self.is_at("/").await;
    }

    pub fn say(&self, key: &str) -> String {
        self.words.get().say(key)
    }

    pub async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.origin.borrow());
        self.session.goto(url).await.unwrap();
    }

    pub async fn path(&self) -> String {
        self.session.current_url().await.unwrap().path().to_owned()
    }

    pub async fn is_at(&self, path: &str) {
        assert_eq!(self.path().await, path, "{}: {}", self.here().await, self.text().await);
    }

    pub async fn text(&self) -> String {
        self.ask(TEXT).await.as_str().unwrap().to_owned()
    }

    /// Asserts that a text is on the page, folded or not.
    pub async fn see(&self, text: &str) {
        let page = self.text().await;
        assert!(page.contains(text), "{}: {text:?} is not in {page}", self.here().await);
    }

    /// The first element for an `XPath`, for tests in which words do not tell elements apart.
    pub async fn find(&self, path: &str) -> WebElement {
        match self.session.find(By::XPath(path)).await {
            Ok(element) => element,
            Err(error) => panic!("{}: {error}: there is no {path} in {}", self.here().await, self.text().await),
        }
    }

    pub async fn sees(&self, path: &str) -> bool {
        !self.session.find_all(By::XPath(path)).await.unwrap().is_empty()
    }

    /// A field by its label.
    pub async fn field(&self, label: &str) -> WebElement {
        self.find(&format!("//*[@id=//label[normalize-space()=\"{label}\"]/@for]")).await
    }

    /// Replaces the contents of a field; a date is given in ISO format.
    pub async fn fill(&self, label: &str, value: &str) {
        let field = self.field(label).await;
        if field.attr("type").await.unwrap().as_deref() == Some("date") {
            self.session
                .execute("arguments[0].value = arguments[1]", vec![field.to_json().unwrap(), json!(value)])
                .await
                .unwrap();
            return;
        }
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Chooses an option by its text.
    pub async fn choose(&self, label: &str, option: &str) {
        let path =
            format!("//*[@id=//label[normalize-space()=\"{label}\"]/@for]/option[normalize-space()=\"{option}\"]");
        self.find(&path).await.click().await.unwrap();
    }

    /// Ticks a check box or a radio button.
    pub async fn tick(&self, label: &str) {
        self.find(&format!("//label[normalize-space()=\"{label}\"]")).await.click().await.unwrap();
    }

    /// Follows a link in the page's content and waits for the page.
    pub async fn follow(&self, link: &str) {
        self.leave_by(&format!("//main//a[normalize-space()=\"{link}\"]")).await;
    }

    /// Presses a button that submits a form.
    pub async fn press(&self, button: &str) {
        self.leave_by(&format!("//main//button[normalize-space()=\"{button}\"]")).await;
    }

    /// Clicks something that leads to another page, and waits for it.
    pub async fn leave_by(&self, path: &str) {
        let door = self.find(path).await;
        self.leave(async || door.click().await.unwrap()).await;
    }

    /// Does something that leads to another page, and waits for it.
    pub async fn leave(&self, deed: impl AsyncFnOnce()) {
        let before = self.session.find(By::Css("html")).await.unwrap();
        deed().await;
        let begun = Instant::now();
        while matches!(before.is_present().await, Ok(true)) {
            assert!(begun.elapsed() < PATIENCE, "{}: nothing happens: {}", self.here().await, self.text().await);
            actix_web::rt::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Presses Tab, wherever the focus is.
    pub async fn tab(&self) {
        self.strike(json!({"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9})).await;
    }

    /// Presses Enter where it leads to no other page.
    pub async fn enter_here(&self) {
        self.strike(json!({"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"})).await;
    }

    /// Presses Enter, which leads to another page; chromedriver's own command would press it again on that page.
    pub async fn enter(&self) {
        let key = json!({"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"});
        self.leave(async || self.strike(key).await).await;
    }

    async fn strike(&self, mut key: Value) {
        key["type"] = "keyDown".into();
        self.tell("Input.dispatchKeyEvent", key.clone()).await;
        key["type"] = "keyUp".into();
        self.tell("Input.dispatchKeyEvent", key).await;
    }

    pub async fn type_text(&self, text: &str) {
        self.session.action_chain().send_keys(text).perform().await.unwrap();
    }

    /// How much wider the page is than the window, and which elements stick out.
    pub async fn overflow(&self) -> Option<String> {
        let script = "const wide = document.scrollingElement.scrollWidth - innerWidth;
            if (wide <= 0) return null;
            const beyond = (one) => one.getBoundingClientRect().right > innerWidth + 1;
            const out = [...document.querySelectorAll('main *')].filter((one) => beyond(one) && ![...one.children].some(beyond));
            const told = (one) => one.parentElement.outerHTML.slice(0, 60) + ' … ' + one.outerHTML.slice(0, 90);
            return (wide + ' px too wide: ' + out.slice(0, 4).map(told).join(' | ')).replace(/\\s+/g, ' ').toWellFormed();";
        match self.ask(script).await {
            Value::String(told) => Some(told),
            _ => None,
        }
    }
}
