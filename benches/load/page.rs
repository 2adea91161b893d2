//! The time for the Scorecard page of the demo company, from the request to the last byte of the response, right after
//! a check-in, when nothing is cached. The reference is the aim itself.

use std::time::Instant;

use crate::{
    Measure, Outcome,
    client::{Connection, Request},
    database::{Database, Engine},
    server::Server,
    table::{Aim, Line, Table, tell},
};

const AIM: f64 = 20.0;
const BY_ROUND: u32 = 20;
const EXECUTIVE: &str = "email=lorenzo.ardenghi%40selvargenta.example&password=olive-oil-demo";

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("page, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "page")?;
        let server = Server::demo(&measure.perno, &database.setting()).await?;
        let mut browser = Browser::signed_in(&server).await?;
        let key_result = browser.key_result().await?;
        let what = format!("the page of the Scorecard after a check-in, {}", engine.name());
        let mut line = Line::new(what, "ms", Some(Aim::AtMost(1.0)));
        for round in 0..measure.rounds() {
            let mut taken = 0.0;
            for number in 0..BY_ROUND {
                browser.check_in(&key_result, f64::from(number) + f64::from(u32::try_from(round)?) / 10.0).await?;
                let began = Instant::now();
                browser.get("/").await?;
                taken += began.elapsed().as_secs_f64() * 1_000.0;
            }
            line.round(taken / f64::from(BY_ROUND), AIM);
        }
        table.add(line);
    }
    Ok(())
}

/// A client with a session cookie.
struct Browser {
    connection: Connection,
    host: String,
    cookies: String,
    token: String,
}

impl Browser {
    async fn signed_in(server: &Server) -> Outcome<Self> {
        let connection = Connection::open(server.address).await?;
        let mut browser =
            Self { connection, host: server.address.to_string(), cookies: String::new(), token: String::new() };
        browser.get("/sign-in").await?;
        browser.post("/sign-in", EXECUTIVE).await?;
        Ok(browser)
    }

    /// The id of a key result linked on the Scorecard whose form takes a value.
    async fn key_result(&mut self) -> Outcome<String> {
        let page = self.get("/").await?;
        for link in page.split("href=\"/key-results/").skip(1) {
            let id = link.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect::<String>();
            if self.get(&format!("/key-results/{id}")).await?.contains(&format!("name=\"{id}/value\"")) {
                return Ok(id);
            }
        }
        Err("no key result to check in".into())
    }

    async fn check_in(&mut self, key_result: &str, value: f64) -> Outcome {
        self.post(&format!("/key-results/{key_result}/check-in"), &format!("{key_result}%2Fvalue={value}")).await
    }

    /// Loads a page and keeps the token of its forms.
    async fn get(&mut self, path: &str) -> Outcome<String> {
        let request = self.request("GET", path, "");
        self.connection.send(&request).await?;
        let page = self.keep();
        if let Some(token) = between(&page, "name=\"token\" value=\"", "\"") {
            token.clone_into(&mut self.token);
        }
        Ok(page)
    }

    /// Posts a form, which must redirect (303).
    async fn post(&mut self, path: &str, fields: &str) -> Outcome {
        let request = self.request("POST", path, &format!("token={}&{fields}", self.token));
        self.connection.exchange(&request).await?;
        let answer = self.keep();
        if answer.starts_with("HTTP/1.1 303") { Ok(()) } else { Err(answer.into()) }
    }

    /// Keeps the cookies of the last response and returns it.
    fn keep(&mut self) -> String {
        let answer = self.connection.answer().into_owned();
        for line in answer.lines().take_while(|line| !line.is_empty()) {
            if let Some(cookie) = line.strip_prefix("set-cookie: ").and_then(|cookie| cookie.split(';').next()) {
                self.cookies = format!("{}; {cookie}", self.cookies);
            }
        }
        answer
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Request {
        let Self { host, cookies, .. } = self;
        let form = "content-type: application/x-www-form-urlencoded";
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: {cookies}\r\n");
        format!("{head}{form}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
