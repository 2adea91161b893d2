//! A real browser: headless Chromium, driven by a chromedriver of its own, in the language, theme and width that a test
//! wants. `in_chromium!` runs a test in one and fails it at the end if the console reported an error or a request went
//! to another server. Actions of a person on a page are in `person.rs`.
//!
//! Needs Debian's packages chromium and chromium-driver; `tests/run` installs them, `tests/run quick` leaves these
//! tests out.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
};

use perno::{domain::organisation::Language, language::words::Words};
use serde_json::{Value, json};
use thirtyfour::{CapabilitiesHelper as _, ChromeCapabilities, ChromiumLikeCapabilities as _, WebDriver};

const PROGRAM: &str = "/usr/bin/chromium";
const DRIVER: &str = "chromedriver";
pub const LANGUAGES: [Language; 2] = [Language::English, Language::Italian];
/// The widths of a desktop screen and of a small phone.
pub const DESK: u32 = 1440;
pub const PHONE: u32 = 360;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

pub struct Chromium {
    pub session: WebDriver,
    /// The driver process; it ends after the session, with everything it started.
    _driver: Driver,
    /// The address of the application under test.
    pub origin: RefCell<String>,
    pub words: Cell<Words>,
    theme: Cell<Theme>,
    width: Cell<u32>,
    /// Errors of the console and the network that were read so far.
    wrong: RefCell<Vec<String>>,
    documents: RefCell<BTreeSet<String>>,
}

/// A loaded document: its status, and the bytes transferred for it.
#[derive(Debug, Default)]
pub struct Load {
    pub status: u64,
    pub bytes: f64,
}

impl Chromium {
    pub async fn start() -> Self {
        let driver = Driver::start();
        let session = WebDriver::new(&driver.url, capabilities(&driver)).await.unwrap();
        let chromium = Self {
            session,
            _driver: driver,
            origin: RefCell::default(),
            words: Cell::new(Words(Language::English)),
            theme: Cell::new(Theme::Light),
            width: Cell::new(DESK),
            wrong: RefCell::default(),
            documents: RefCell::default(),
        };
        chromium.set_theme(Theme::Light).await;
        chromium.set_width(DESK).await;
        chromium
    }

    /// Sends a command of the developer tools protocol of Chromium.
    pub async fn tell(&self, command: &str, parameters: Value) {
        self.session.cdp().send_raw(command, parameters).await.unwrap();
    }

    pub async fn set_theme(&self, theme: Theme) {
        let features = json!([{"name": "prefers-color-scheme", "value": theme.as_str()},
            {"name": "prefers-reduced-motion", "value": "reduce"}]);
        self.tell("Emulation.setEmulatedMedia", json!({"features": features})).await;
        self.theme.set(theme);
    }

    pub async fn set_width(&self, width: u32) {
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
        self.width.set(width);
    }

    /// Sets the language that the browser prefers; signed-in people get their own.
    pub async fn set_language(&self, language: Language) {
        self.tell("Network.setExtraHTTPHeaders", json!({"headers": {"Accept-Language": language.as_str()}})).await;
        self.words.set(Words(language));
    }

    pub async fn run_scripts(&self, wanted: bool) {
        self.tell("Emulation.setScriptExecutionDisabled", json!({"value": !wanted})).await;
    }

    /// Returns the result of a script; works even if the page's scripts are disabled.
    pub async fn ask(&self, script: &str) -> Value {
        self.session.execute(script, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// The address and the settings, for failure messages.
    pub async fn here(&self) -> String {
        let url = self.session.current_url().await.unwrap();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let (language, theme) = (self.words.get().code(), self.theme.get().as_str());
        format!("{}{query} [{language}, {theme}, {} px]", url.path(), self.width.get())
    }

    /// The bytes transferred since the last call, and the status of the last document.
    pub async fn loaded(&self) -> Load {
        let mut load = Load::default();
        for entry in self.session.get_log("performance").await.unwrap() {
            let entry: Value = serde_json::from_str(&entry.message).unwrap();
            let parameters = &entry["message"]["params"];
            match entry["message"]["method"].as_str().unwrap() {
                "Network.requestWillBeSent" => self.note_request(parameters),
                "Network.loadingFinished" => load.bytes += parameters["encodedDataLength"].as_f64().unwrap(),
                "Network.responseReceived" if parameters["type"] == "Document" => {
                    load.status = parameters["response"]["status"].as_u64().unwrap();
                }
                _ => {}
            }
        }
        for entry in self.session.browser_log().await.unwrap() {
            let document = entry.message.split(" - ").next().is_some_and(|url| self.documents.borrow().contains(url));
            let refused = entry.source.as_deref() == Some("network") && document;
            // The browser's own pages, such as that of a new tab, are none of ours.
            let own = ["chrome:", "chrome-untrusted:"].iter().any(|page| entry.message.starts_with(page));
            if entry.level == "SEVERE" && !refused && !own {
                self.wrong.borrow_mut().push(format!("the console says: {}", entry.message));
            }
        }
        load
    }

    fn note_request(&self, parameters: &Value) {
        let url = parameters["request"]["url"].as_str().unwrap();
        if parameters["type"] == "Document" {
            self.documents.borrow_mut().insert(url.to_owned());
        }
        if !["http://127.0.0.1:", "data:", "chrome:", "chrome-untrusted:"].iter().any(|ours| url.starts_with(ours)) {
            self.wrong.borrow_mut().push(format!("a request to another origin: {url}"));
        }
    }

    /// Ends the browser, and fails the test if anything went wrong.
    pub async fn end(self) {
        self.loaded().await;
        let wrong = self.wrong.take();
        self.session.clone().quit().await.unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

fn capabilities(driver: &Driver) -> ChromeCapabilities {
    let mut wanted = ChromeCapabilities::new();
    wanted.set_binary(PROGRAM).unwrap();
    let profile = format!("--user-data-dir={}", driver.profile.path().display());
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        &profile,
    ];
    for argument in arguments {
        wanted.add_arg(argument).unwrap();
    }
    wanted.set("goog:loggingPrefs", json!({"browser": "ALL", "performance": "ALL"})).unwrap();
    wanted
}

/// After a failed test, the browser is not closed by command: it ends with its driver.
impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.session.clone().leak();
    }
}

/// A chromedriver on a free port, with a browser profile of its own.
struct Driver {
    process: Child,
    url: String,
    profile: tempfile::TempDir,
}

impl Driver {
    fn start() -> Self {
        let mut command = Command::new(DRIVER);
        command.arg("--port=0").process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap_or_else(|error| {
            panic!(
                "{DRIVER}: {error}; `tests/run` installs it, `tests/run quick` runs only the tests without a browser"
            )
        });
        let mut told = BufReader::new(process.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        let port = told.find_map(|line| {
            Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned())
        });
        let url = format!("http://127.0.0.1:{}", port.expect("chromedriver says its port"));
        Self { process, url, profile: tempfile::tempdir().unwrap() }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.process.id())]).status();
        let _ = self.process.wait();
    }
}

/// `in_chromium!(async fn executive_drills_down(chromium: &Chromium) { ... } ...);`, once per file.
macro_rules! in_chromium {
    ($($(#[$attribute:meta])* async fn $name:ident($chromium:ident: $kind:ty) $body:block)+) => {
        $(
            $(#[$attribute])*
            async fn $name($chromium: $kind) $body
        )+

        mod chromium {
            $(
                #[::actix_web::test]
                async fn $name() {
                    let chromium = $crate::support::Chromium::start().await;
                    super::$name(&chromium).await;
                    chromium.end().await;
                }
            )+
        }
    };
}

pub(crate) use in_chromium;
