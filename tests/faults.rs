//! Faults that must not bring the service down: a full disk, a lost transaction, slow or too many clients. At worst,
//! requests are refused with 503 and `Retry-After`; acknowledged writes are never lost, refused ones never stored, and
//! no restart is needed.
//!
//! Faults of a database server are in `faults_postgres.rs`, a killed program in `faults_killed.rs`.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use actix_web::rt::{
    spawn,
    task::spawn_blocking,
    time::{sleep, timeout},
};
use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};
use serde_json::json;

use crate::support::{
    Engine, TestApp,
    client::{Answer, id},
    company::PASSWORD,
    process::Process,
};

/// Asserts a 503 that asks the client to retry.
#[track_caller]
pub fn assert_unavailable(answer: Answer) {
    assert!(answer.header("retry-after").is_some(), "{}", answer.body);
    answer.problem(503, "unavailable");
}

/// Reads the whole log, asserts that it has no gap, and returns the last revision.
pub async fn last_revision(app: &TestApp) -> u64 {
    let mut last = 0;
    loop {
        let page = app.admin().get(&format!("/changes?limit=200&after={last}")).await.ok();
        for item in page["items"].as_array().unwrap() {
            let revision = item["revision"].as_u64().unwrap();
            assert!(revision == last || revision == last + 1, "{revision} after {last}");
            last = revision;
        }
        if page["next_cursor"].is_null() {
            return last;
        }
    }
}

/// The ids of all items of a list.
async fn all_ids(app: &TestApp, path: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = app.admin().get(&format!("{path}?limit=200{cursor}")).await.ok();
        found.extend(page["items"].as_array().unwrap().iter().map(id));
        let Some(next) = page["next_cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

/// Checks in, one by one or in batches, until it is refused a few times; returns the ids of acknowledged check-ins.
async fn fill(app: Arc<TestApp>, batch: usize) -> Vec<String> {
    let (mut stored, mut refused) = (Vec::new(), 0);
    let key_result = &app.company.key_result;
    let check_in = json!({"value": 1, "observed_on": "2026-01-05", "note": "n".repeat(1_500)});
    for _ in 0..2_000 {
        let answer = if batch == 1 {
            app.admin().post(&format!("/key-results/{key_result}/check-ins"), check_in.clone()).await
        } else {
            let mut item = check_in.clone();
            item["key_result_id"] = json!(key_result);
            app.admin().post("/check-ins/batch", json!({"items": vec![item; batch]})).await
        };
        match (answer.status, answer.body["items"].as_array()) {
            (200, Some(items)) => stored.extend(items.iter().map(id)),
            (201, _) => stored.push(id(&answer.body)),
            _ => {
                assert_unavailable(answer);
                refused += 1;
            }
        }
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3, "the disk was never full");
    stored
}

/// Runs several clients at once, so that a failing write shares its group with others.
async fn filled(app: &Arc<TestApp>, batches: &[usize]) -> BTreeSet<String> {
    let clients: Vec<_> = batches.iter().map(|batch| spawn(fill(Arc::clone(app), *batch))).collect();
    let mut stored = BTreeSet::new();
    for client in clients {
        stored.extend(client.await.unwrap());
    }
    stored
}

async fn disk_fills_up() {
    let mut app = TestApp::new(Engine::Sqlite).await;
    let file = app.database_url().strip_prefix("sqlite://").unwrap().to_owned();
    let used = std::fs::metadata(file).unwrap().len() / 1024;
    let process = Process::start_with_file_limit(&mut app, used + 256).await;
    let app = Arc::new(app);
    let stored = filled(&app, &[1, 1, 1, 1, 5]).await;
    let path = format!("/key-results/{}/check-ins", app.company.key_result);
    assert_eq!(all_ids(&app, &path).await, stored);
    app.anonymous().get("//healthz").await.ok();
    let large = json!({"items": vec![json!({"key_result_id": app.company.key_result, "value": 1, "observed_on": "2026-01-05",
        "note": "n".repeat(15_000)}); 20]});
    assert_unavailable(app.admin().post("/check-ins/batch", large).await);
    assert_unavailable(app.anonymous().get("//readyz").await);
    app.admin().get("/brands").await.ok();
    process.lift_file_limit();
    let revision = last_revision(&app).await;
    let answer = app.admin().post(&path, json!({"value": 7, "observed_on": "2026-01-05"})).await.created();
    app.anonymous().get("//readyz").await.ok();
    assert_eq!(last_revision(&app).await, revision + 1);
    let mut stored = stored;
    stored.insert(id(&answer));
    assert_eq!(all_ids(&app, &path).await, stored);
}

/// The engine rolls back the whole transaction in the middle of some writes, as SQLite may when the disk is full.
async fn transaction_is_lost_within_a_group() {
    let app = Arc::new(TestApp::new(Engine::Sqlite).await);
    let mut other = SqliteConnection::establish(app.database_url().strip_prefix("sqlite://").unwrap()).unwrap();
    let trigger = "CREATE TRIGGER spoil BEFORE INSERT ON brands WHEN NEW.name LIKE 'Spoiler%'
        BEGIN SELECT RAISE(ROLLBACK, 'disk I/O error'); END";
    other.batch_execute(trigger).unwrap();
    let mut stored = all_ids(&app, "/brands").await;
    let posts: Vec<_> = (0..200)
        .map(|number| {
            let app = Arc::clone(&app);
            let name = format!("{} {number}", if number % 10 == 0 { "Spoiler" } else { "Brand" });
            spawn(async move { app.admin().post("/brands", json!({"name": name})).await })
        })
        .collect();
    for post in posts {
        let answer = post.await.unwrap();
        if answer.status == 201 {
            stored.insert(id(&answer.body));
        } else {
            assert_unavailable(answer);
        }
    }
    assert_eq!(all_ids(&app, "/brands").await, stored);
    app.admin().post("/brands", json!({"name": "After"})).await.created();
    last_revision(&app).await;
}

/// Sends one byte a second on every connection until it is stopped.
fn drip(mut connections: Vec<TcpStream>, stop: Arc<AtomicBool>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        while !stop.load(Ordering::SeqCst) {
            connections.retain_mut(|connection| connection.write_all(b"x").is_ok());
            thread::sleep(Duration::from_secs(1));
        }
    })
}

/// Opens a connection and sends the beginning of a request.
fn connected(app: &TestApp, begun: &str) -> TcpStream {
    let mut connection = TcpStream::connect(app.address.strip_prefix("http://").unwrap()).unwrap();
    connection.write_all(begun.as_bytes()).unwrap();
    connection
}

/// Reads what the server answers until it closes the connection.
async fn answered(mut connection: TcpStream) -> String {
    let reading = spawn_blocking(move || {
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answer = [0; 4096];
        let length = connection.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    });
    reading.await.unwrap()
}

async fn slow_clients(engine: Engine) {
    let app = TestApp::new(engine).await;
    let host = "Host: perno\r\n";
    let head = format!("POST /api/v1/auth/login HTTP/1.1\r\n{host}X-Slow: ");
    let body = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n\""
    );
    let connections: Vec<_> = (0..100).map(|n| connected(&app, if n % 2 == 0 { &head } else { &body })).collect();
    let watched: Vec<_> = connections[..6].iter().map(|one| one.try_clone().unwrap()).collect();
    let stop = Arc::new(AtomicBool::new(false));
    let dripping = drip(connections, Arc::clone(&stop));
    sleep(Duration::from_millis(1_500)).await;
    for path in ["//healthz", "//readyz", "/brands"] {
        timeout(Duration::from_secs(1), app.admin().get(path)).await.expect("others wait for slow clients").ok();
    }
    for connection in watched {
        let answer = answered(connection).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
    stop.store(true, Ordering::SeqCst);
    dripping.join().unwrap();
}

/// How many of a hundred sign-ins are done when another request, without a password, is answered.
async fn sign_ins_before_another(engine: Engine) {
    let app = Arc::new(TestApp::new(engine).await);
    let done = Arc::new(AtomicUsize::new(0));
    let sign_ins: Vec<_> = (0..100)
        .map(|number| {
            let (app, done) = (Arc::clone(&app), Arc::clone(&done));
            spawn(async move {
                let (email, status) = match number % 2 {
                    0 => (app.company.admin.email.clone(), 200),
                    _ => (format!("nobody{number}@rossi.example"), 401),
                };
                let body = json!({"email": email, "password": PASSWORD});
                app.anonymous().post("/auth/login", body).await.with(status);
                done.fetch_add(1, Ordering::SeqCst);
            })
        })
        .collect();
    while done.load(Ordering::SeqCst) == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    app.anonymous().get("//healthz").await.ok();
    app.admin().get("/brands").await.ok();
    assert!(done.load(Ordering::SeqCst) < 100, "the other requests came last");
    for sign_in in sign_ins {
        sign_in.await.unwrap();
    }
}

mod sqlite {
    use super::{Engine, disk_fills_up, sign_ins_before_another, slow_clients, transaction_is_lost_within_a_group};

    #[actix_web::test]
    async fn full_disk_refuses_writes_until_there_is_room() {
        disk_fills_up().await;
    }

    #[actix_web::test]
    async fn lost_transaction_takes_with_it_only_what_was_refused() {
        transaction_is_lost_within_a_group().await;
    }

    #[actix_web::test]
    async fn slow_clients_delay_nobody_and_are_cut_off() {
        slow_clients(Engine::Sqlite).await;
    }

    #[actix_web::test]
    async fn hundred_sign_ins_hold_up_nobody_else() {
        sign_ins_before_another(Engine::Sqlite).await;
    }
}

mod postgres {
    use super::{Engine, sign_ins_before_another};

    #[actix_web::test]
    async fn hundred_sign_ins_hold_up_nobody_else() {
        sign_ins_before_another(Engine::Postgres).await;
    }
}
