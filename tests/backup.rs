//! `perno backup` and `perno restore`, run as the program on real databases: the restored data equals the original, on
//! both engines, also while others write. Damaged files, full disks and wrong databases are in `backup/refusals.rs`.

use std::{
    collections::BTreeSet,
    os::unix::fs::PermissionsExt as _,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use perno::{app::SignUp, store::backup::LEFT_OUT};
use serde_json::{Value, json};

use crate::{
    schema::introspection::columns,
    support::{
        Engine, TestApp,
        backup::{Backup, dump},
        client::id,
        company::sign_in,
        engine::on_both_engines,
    },
    upgrade,
};

mod refusals;

fn other(engine: Engine) -> Engine {
    if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite }
}

/// Writes values that are easily damaged: doubles with many digits, multi-byte letters, rows that refer to later rows.
async fn fill(app: &TestApp) {
    let admin = app.admin();
    for (day, value) in [(1, 0.1 + 0.2), (2, -1e15), (3, 5e-324), (4, 1.0 / 3.0), (5, 12_345_678.912_345_67)] {
        let path = format!("/kpis/{}/measurements/2026-02-{day:02}", app.company.kpi);
        admin.put(&path, json!({"value": value, "note": "Zwölf Boote 🚣\n\t\"tab\" \\ '"})).await.created();
    }
    let target = format!("/kpis/{}/targets/{}", app.company.kpi, app.company.cycle);
    admin.put(&target, json!({"target": 1e15, "weight": 0.3})).await.created();
    let mut later = app.company.new_objective();
    later["shared_with"] = json!([app.company.logistics]);
    let later = id(&admin.post("/objectives", later).await.created());
    admin.patch(&format!("/objectives/{}", app.company.objective), json!({"parent_id": later})).await.ok();
    let check_ins = format!("/key-results/{}/check-ins", app.company.key_result);
    for value in [10.7, 55.0, 60.000_000_000_000_01] {
        let body = json!({"value": value, "observed_on": "2026-02-10", "confidence": 7});
        app.member().post(&check_ins, body).await.created();
    }
    let policy = format!("/brands/{}/scoring-policy/{}", app.company.brand, app.company.cycle);
    admin.put(&policy, json!({"method": "geometric", "reason": "We tried it."})).await.ok();
    admin.put(&format!("/brands/{}/model", app.company.brand), json!({"purpose": "Good coffee"})).await.ok();
    admin.post("/api-keys", json!({"name": "CRM", "scopes": ["read"]})).await.created();
    admin.post("/users", json!({"name": "Pia", "email": "pia@rossi.example", "role": "viewer"})).await.created();
}

async fn scorecard(app: &TestApp, company: &TestApp) -> Vec<u8> {
    let person = sign_in(app, "", &company.company.admin.email).await;
    let url = format!("{}/api/v1{}", app.address, company.scorecard_path(""));
    app.http.get(url).bearer_auth(person.token).send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// The contents of a backup, without the time it was taken.
fn content(backup: &Backup) -> (Value, Vec<String>) {
    let mut header = backup.header();
    header["taken_at"] = Value::Null;
    let lines = backup.lines();
    (header, lines[1..lines.len() - 1].to_vec())
}

/// Checks that the log has no gap; returns the organisation's revision and the number of check-ins in the log.
async fn assert_gapless(app: &TestApp, email: &str, path: &str) -> (i64, u64) {
    let admin = app.with_token(&sign_in(app, "", email).await.token);
    let (mut last, mut created) = (0, 0);
    loop {
        let page = admin.get(&format!("/changes?limit=200&after={last}")).await.ok();
        let items = page["items"].as_array().unwrap();
        for item in items {
            let revision = item["revision"].as_i64().unwrap();
            assert!(revision == last || revision == last + 1, "{revision} after {last}");
            last = revision;
            created += u64::from(item["entity"] == "check_in");
        }
        if page["next_cursor"].is_null() {
            break;
        }
    }
    assert_eq!(admin.get(path).await.ok()["revision"], last);
    (last, created)
}

on_both_engines!(
    async fn admin_moves_to_the_other_engine_and_back_without_losing_a_bit(app: TestApp) {
        fill(&app).await;
        let there = TestApp::empty(other(app.engine), SignUp::Closed).await;
        let back = TestApp::empty(app.engine, SignUp::Closed).await;
        let first = Backup::of(&app.database_url());
        first.restored(&there.database_url());
        let second = Backup::of(&there.database_url());
        second.restored(&back.database_url());
        let third = Backup::of(&back.database_url());
        assert_eq!(content(&first), content(&second));
        assert_eq!(content(&first), content(&third));
        let before = scorecard(&app, &app).await;
        assert!(before.starts_with(b"{\"brand_id\""), "{}", String::from_utf8_lossy(&before));
        assert_eq!(scorecard(&there, &app).await, before);
        assert_eq!(scorecard(&back, &app).await, before);
        if app.engine == Engine::Sqlite {
            let file = |app: &TestApp| app.database_url().strip_prefix("sqlite://").unwrap().to_owned();
            let (mut was, mut is) = (dump(&file(&app)), dump(&file(&back)));
            for (table, _) in LEFT_OUT {
                was.remove(table);
                is.remove(table);
            }
            assert!(was.len() >= 19 && was["objective_shares"].len() == 1, "{was:?}");
            assert_eq!(was, is);
        }
    }

    async fn backup_taken_while_people_write_is_one_moment(app: TestApp) {
        let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let writers: Vec<_> = (0..3)
            .map(|_| {
                let (stop, written) = (Arc::clone(&stop), Arc::clone(&written));
                let (http, token) = (app.http.clone(), app.company.admin.token.clone());
                let url = format!("{}/api/v1/key-results/{}/check-ins", app.address, app.company.key_result);
                actix_web::rt::spawn(async move {
                    while !stop.load(Ordering::SeqCst) {
                        let body = json!({"value": 1, "observed_on": "2026-02-01"});
                        assert_eq!(http.post(&url).bearer_auth(&token).json(&body).send().await.unwrap().status(), 201);
                        written.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        let (url, path) = (app.database_url(), app.scorecard_path(""));
        let take = move || {
            let after = |known: usize| {
                while written.load(Ordering::SeqCst) < known + 3 {
                    std::thread::sleep(Duration::from_millis(5));
                }
            };
            let one = |_| {
                after(written.load(Ordering::SeqCst));
                Backup::of(&url)
            };
            (0..3).map(one).collect::<Vec<_>>()
        };
        let backups = actix_web::rt::task::spawn_blocking(take).await.unwrap();
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        let mut seen = Vec::new();
        for backup in backups {
            let copy = TestApp::empty(app.engine, SignUp::Closed).await;
            backup.restored(&copy.database_url());
            let (revision, created) = assert_gapless(&copy, &app.company.admin.email, &path).await;
            assert_eq!(backup.rows_of("check_ins"), created);
            seen.push(revision);
        }
        assert!(seen[0] < seen[1] && seen[1] < seen[2], "nobody wrote meanwhile: {seen:?}");
    }

    async fn backup_of_an_older_schema_is_restored_and_brought_up_to_date(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("first.db");
        std::fs::write(&file, upgrade::first_schema()).unwrap();
        let backup = Backup::of(&format!("sqlite://{}", file.display()));
        assert_eq!(backup.header()["migrations"], json!(["20261121000001"]));
        let now = TestApp::empty(app.engine, SignUp::Closed).await;
        backup.restored(&now.database_url());
        let token = upgrade::sign_in(&now).await;
        upgrade::assert_scores_as_then(&now, &token).await;
        assert_eq!(
            Backup::of(&now.database_url()).header()["migrations"],
            Backup::of(&app.database_url()).header()["migrations"]
        );
        let mut connection = now.app.db.url().connect().unwrap();
        let mut wanted = app.app.db.url().connect().unwrap();
        assert_eq!(columns(&mut connection), columns(&mut wanted));
        assert_eq!(
            crate::schema::introspection::foreign_keys(&mut connection),
            crate::schema::introspection::foreign_keys(&mut wanted)
        );
    }

    async fn every_table_is_in_the_backup_or_left_out_for_a_reason(app: TestApp) {
        let header = Backup::of(&app.database_url()).header();
        let held = header["tables"].as_array().unwrap().iter().map(|table| table["name"].as_str().unwrap().to_owned());
        let left_out: BTreeSet<String> = LEFT_OUT.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mut known: BTreeSet<String> = held.collect();
        assert!(known.is_disjoint(&left_out));
        known.extend(left_out);
        let mut connection = app.app.db.url().connect().unwrap();
        let technical = ["migration_lock", "__diesel_schema_migrations"].map(ToOwned::to_owned);
        let there: BTreeSet<String> = columns(&mut connection).into_keys().chain(technical).collect();
        assert_eq!(known, there);
        assert!(LEFT_OUT.iter().all(|(_, why)| why.len() > 10));
    }

    async fn nobody_is_signed_in_by_a_copy(app: TestApp) {
        let copy = TestApp::empty(app.engine, SignUp::Closed).await;
        Backup::of(&app.database_url()).restored(&copy.database_url());
        copy.with_token(&app.company.admin.token).get("/me").await.problem(401, "unauthenticated");
        let refresh = json!({"refresh_token": app.company.admin.refresh_token});
        copy.anonymous().post("/auth/refresh", refresh).await.problem(401, "invalid_token");
        sign_in(&copy, "", &app.company.admin.email).await;
    }

    async fn backup_is_for_its_owner_alone_and_tells_how_far_it_is(app: TestApp) {
        let backup = Backup::nowhere();
        let done = backup.take(&app.database_url(), &[]);
        assert!(done.success && done.output.is_empty(), "{}", done.errors);
        assert!(done.errors.contains("changes: ") && done.errors.contains("users: 6 rows"), "{}", done.errors);
        assert!(done.errors.contains("Wrote ") && !done.errors.contains('\r'), "{}", done.errors);
        assert_eq!(std::fs::metadata(backup.path()).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(backup.files(), ["company.backup"]);
    }
);

/// Through a pipe, without a file.
#[actix_web::test]
async fn backup_flows_from_one_program_into_the_other() {
    let app = TestApp::new(Engine::Sqlite).await;
    let copy = TestApp::empty(Engine::Sqlite, SignUp::Closed).await;
    let script = format!(
        "PERNO_DATABASE_URL='{}' \"$0\" backup - | PERNO_DATABASE_URL='{}' \"$0\" restore -",
        app.database_url(),
        copy.database_url()
    );
    let shell = std::process::Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script, env!("CARGO_BIN_EXE_perno")])
        .output()
        .unwrap();
    assert!(shell.status.success(), "{}", String::from_utf8_lossy(&shell.stderr));
    assert_eq!(content(&Backup::of(&app.database_url())), content(&Backup::of(&copy.database_url())));
}
