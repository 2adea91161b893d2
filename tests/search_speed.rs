//! How fast search is among 100,000 documents, and how long its index takes to build. Not run with the other tests:
//! `tests/run`'s program with `search_speed --ignored --nocapture` prints the times on both engines.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use perno::store::engine::connection::AnyConnection;
use serde_json::json;

use crate::support::{Engine, TestApp};

const DOCUMENTS: u64 = 100_000;
const WORDS_OF_A_NOTE: u64 = 20;
const VOCABULARY: u64 = 20_000;
const ROUNDS: usize = 40;

/// Searches of each kind; the first word is in nearly every note, the last ones in few.
const SEARCHES: [(&str, &str); 7] = [
    ("a rare word", "balabidu"),
    ("three words", "ba be babola"),
    ("a frequent word", "baba"),
    ("two letters", "ba"),
    ("a typing error", "bolabidv"),
    ("a wrong first letter", "xolabidu"),
    ("nothing", "qqqqqqq"),
];

/// A word for a number: smaller numbers are shorter.
fn word(mut number: u64) -> String {
    let mut word = String::new();
    loop {
        let (consonant, vowel) = (number % 12, number / 12 % 4);
        word.extend([
            char::from(b"bcdfglmnprst"[usize::try_from(consonant).unwrap()]),
            char::from(b"aeio"[usize::try_from(vowel).unwrap()]),
        ]);
        number /= 48;
        if number == 0 {
            return word;
        }
    }
}

/// Notes whose words are distributed as in a language: few are frequent.
fn note(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let words = (0..WORDS_OF_A_NOTE).map(|_| {
        let (spread, place) = (next() % 15, next());
        word(place % (VOCABULARY >> spread).max(1))
    });
    words.collect::<Vec<_>>().join(" ")
}

async fn fill(app: &TestApp) {
    let organisation = app.admin().get("/organisation").await.ok()["id"].as_str().unwrap().to_owned();
    let mut connection = app.app.db.url().connect().unwrap();
    let is_sqlite = app.engine == Engine::Sqlite;
    let id = |id: &str| if is_sqlite { format!("x'{}'", id.replace('-', "")) } else { format!("'{id}'") };
    let at = if is_sqlite { "1770000000000000" } else { "'2026-02-02T00:00:00Z'" };
    for part in 0..DOCUMENTS / 500 {
        let row = |number: u64| {
            let own = id(&format!("01985f3a-7c1e-7b2a-9d44-{number:012x}"));
            let (organisation, key_result) = (id(&organisation), id(&app.company.key_result));
            format!(
                "({organisation}, {own}, {key_result}, 1, '[]', '[]', '2026-02-01', '{}', 1, {at}, {at})",
                note(number)
            )
        };
        let rows: Vec<String> = (part * 500..(part + 1) * 500).map(row).collect();
        let names = "organisation_id, id, key_result_id, value, steps_done, steps_undone, observed_on, note, version, created_at, updated_at";
        execute(&mut connection, &format!("INSERT INTO check_ins ({names}) VALUES {}", rows.join(", ")));
    }
    execute(&mut connection, "DELETE FROM search_documents; DELETE FROM search_words");
    if is_sqlite {
        execute(&mut connection, "INSERT INTO search_index (search_index) VALUES ('delete-all')");
    }
}

fn execute(connection: &mut AnyConnection, sql: &str) {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite.batch_execute(sql).unwrap(),
        AnyConnection::Postgres(postgres) => postgres.batch_execute(sql).unwrap(),
    }
}

#[expect(clippy::print_stderr, reason = "a measurement, which is read by a person")]
async fn measure(engine: Engine) {
    let app = TestApp::new(engine).await;
    for (what, has_note) in [("without a note", false), ("with a note", true)] {
        let path = format!("/key-results/{}/check-ins", app.company.key_result);
        let mut times = Vec::new();
        for number in 0..300 {
            let words = has_note.then(|| note(number));
            let start = Instant::now();
            app.admin()
                .post(&path, json!({"value": number, "note": words, "observed_on": "2026-02-01"}))
                .await
                .created();
            times.push(start.elapsed());
        }
        times.sort();
        eprintln!("{engine:?}: a check-in {what}: {:.2?}", times[times.len() / 2]);
    }
    fill(&app).await;
    let start = Instant::now();
    let app = app.another_node();
    eprintln!("{engine:?}: the index of {DOCUMENTS} documents took {:?}", start.elapsed());
    for (what, q) in SEARCHES {
        let path = format!("/search?q={}", q.replace(' ', "+"));
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            found = app.viewer().get(&path).await.ok()["items"].as_array().unwrap().len();
            times.push(start.elapsed());
        }
        times.sort();
        let (median, worst) = (times[ROUNDS / 2], times[ROUNDS - 1]);
        eprintln!("{engine:?}: {what} ({q}): {median:.1?}, at worst {worst:.1?}; {found} results");
        assert!(median < Duration::from_millis(500), "{what}: {median:?}");
    }
}

#[actix_web::test]
#[ignore = "a measurement of minutes"]
async fn among_100_000_documents_on_sqlite() {
    measure(Engine::Sqlite).await;
}

#[actix_web::test]
#[ignore = "a measurement of minutes"]
async fn among_100_000_documents_on_postgres() {
    measure(Engine::Postgres).await;
}
