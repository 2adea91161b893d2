//! `kill -9` while many clients write, again and again: acknowledged writes are never lost, nothing is half written,
//! and the change log has no gap. `PERNO_TEST_KILLS` sets the number of rounds; on PostgreSQL only the program is
//! killed.
//!
//! Faults of the database and of clients are in `faults.rs`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use actix_web::rt::{spawn, time::sleep};
use serde_json::{Value, json};

use crate::support::{Engine, TestApp, client::id, engine::kills, process::Process};

const WRITERS: usize = 6;
const BATCH: usize = 5;

/// Counts over all rounds.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    answered: usize,
    /// Requests repeated with their key: those that had been executed but not answered, and all.
    done_before: usize,
    retried: usize,
    lost: usize,
    revisions: u64,
}

/// A request, and the ids in its answer, if it was answered before the kill.
struct Sent {
    path: String,
    body: Value,
    key: Option<String>,
    ids: Option<Vec<String>>,
}

/// One of three kinds of writes in turn: a check-in, a check-in with a key, a batch.
fn request(writer: usize, number: usize, key_result: &str) -> Sent {
    let note = format!("{writer}/{number}");
    let check_in = json!({"value": number, "observed_on": "2026-01-05", "note": note});
    let path = format!("/key-results/{key_result}/check-ins");
    match writer % 3 {
        0 => Sent { path, body: check_in, key: None, ids: None },
        1 => Sent { path, body: check_in, key: Some(note), ids: None },
        _ => {
            let mut item = check_in;
            item["key_result_id"] = json!(key_result);
            Sent {
                path: "/check-ins/batch".to_owned(),
                body: json!({"items": vec![item; BATCH]}),
                key: None,
                ids: None,
            }
        }
    }
}

/// Writes until the server is killed.
async fn write(http: reqwest::Client, root: String, token: String, writer: usize, key_result: String) -> Vec<Sent> {
    let mut sent = Vec::new();
    for number in 0.. {
        let mut request = request(writer, number, &key_result);
        let mut post = http.post(format!("{root}{}", request.path)).bearer_auth(&token).json(&request.body);
        if let Some(key) = &request.key {
            post = post.header("idempotency-key", key);
        }
        let Ok(response) = post.send().await else {
            sent.push(request);
            break;
        };
        let status = response.status();
        assert!(status.is_success(), "{status}: {}", response.text().await.unwrap_or_default());
        request.ids = response.json::<Value>().await.ok().map(|body| match body["items"].as_array() {
            Some(items) => items.iter().map(id).collect(),
            None => vec![id(&body)],
        });
        sent.push(request);
    }
    sent
}

/// Kills the program during writes.
async fn interrupted(app: &TestApp, process: Process, key_result: &str) -> Vec<Sent> {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let root = format!("{}/api/v1", app.address);
            let token = app.company.admin.token.clone();
            spawn(write(app.http.clone(), root, token, writer, key_result.to_owned()))
        })
        .collect();
    sleep(Duration::from_millis(u64::from(50 + getrandom::u32().unwrap() % 351))).await;
    process.kill();
    let mut sent = Vec::new();
    for writer in writers {
        sent.extend(writer.await.unwrap());
    }
    sent
}

/// Repeats, twice, the requests that had a key and were not answered.
async fn retry(app: &TestApp, sent: &mut [Sent], tally: &mut Tally) {
    for request in sent.iter_mut().filter(|request| request.ids.is_none()) {
        let Some(key) = &request.key else { continue };
        let client = app.admin().with_header("idempotency-key", key);
        let first = client.post(&request.path, request.body.clone()).await;
        tally.done_before += usize::from(first.header("idempotent-replayed").is_some());
        let first = first.created();
        let again = client.post(&request.path, request.body.clone()).await.created();
        assert_eq!(first, again);
        request.ids = Some(vec![id(&first)]);
        tally.retried += 1;
    }
}

/// The stored check-ins: note by id.
async fn stored(app: &TestApp, key_result: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let path = format!("/key-results/{key_result}/check-ins?limit=200");
    let mut page = app.admin().get(&path).await.ok();
    loop {
        for item in page["items"].as_array().unwrap() {
            found.insert(id(item), item["note"].as_str().unwrap().to_owned());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { return found };
        page = app.admin().get(&format!("{path}&cursor={cursor}")).await.ok();
    }
}

/// Reads the log from a revision on; asserts that it has no gap and ends at the organisation's revision. Returns the
/// revision of each created check-in.
async fn log(app: &TestApp, last: &mut u64) -> BTreeMap<String, u64> {
    let mut created = BTreeMap::new();
    loop {
        let page = app.admin().get(&format!("/changes?limit=200&after={last}")).await.ok();
        for item in page["items"].as_array().unwrap() {
            let revision = item["revision"].as_u64().unwrap();
            assert!(revision == *last || revision == *last + 1, "{revision} after {last}");
            *last = revision;
            if item["entity"] == "check_in" {
                created.insert(item["entity_id"].as_str().unwrap().to_owned(), revision);
            }
        }
        if page["next_cursor"].is_null() {
            break;
        }
    }
    let path = app.scorecard_path("");
    assert_eq!(app.admin().get(&path).await.ok()["revision"], *last);
    created
}

async fn check(app: &TestApp, key_result: &str, sent: &[Sent], tally: &mut Tally) {
    let stored = stored(app, key_result).await;
    for ids in sent.iter().filter_map(|request| request.ids.as_ref()) {
        tally.answered += 1;
        tally.lost += usize::from(!ids.iter().all(|id| stored.contains_key(id)));
    }
    let logged = log(app, &mut tally.revisions).await;
    assert!(logged.keys().eq(stored.keys()), "the log and the rows differ");
    let mut by_note: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (id, note) in &stored {
        by_note.entry(note).or_default().push(logged[id]);
    }
    for (note, revisions) in by_note {
        let batch = note.split_once('/').unwrap().0.parse::<usize>().unwrap() % 3 == 2;
        assert_eq!(revisions.len(), if batch { BATCH } else { 1 }, "{note}");
        assert_eq!(revisions.iter().collect::<BTreeSet<_>>().len(), 1, "{note}");
    }
}

async fn killed(engine: Engine) -> Tally {
    let mut app = TestApp::new(engine).await;
    let mut process = Process::start(&mut app).await;
    let mut tally = Tally::default();
    for _ in 0..kills() {
        let key_result = id(&app.key_result(json!({})).await);
        let mut sent = interrupted(&app, process, &key_result).await;
        process = Process::start(&mut app).await;
        tally.kills += 1;
        retry(&app, &mut sent, &mut tally).await;
        check(&app, &key_result, &sent, &mut tally).await;
    }
    assert_eq!(tally.lost, 0, "{tally:?}");
    assert!(tally.answered > 0, "{tally:?}");
    tally
}

mod sqlite {
    #[actix_web::test]
    async fn killed_program_has_lost_nothing_that_was_answered() {
        println!("{:?}", super::killed(crate::support::Engine::Sqlite).await);
    }
}

mod postgres {
    #[actix_web::test]
    async fn killed_program_has_lost_nothing_that_was_answered() {
        println!("{:?}", super::killed(crate::support::Engine::Postgres).await);
    }
}
