//! SQLite's file under a running program: moved away, replaced, damaged, or of a newer program; and who may read it.
//!
//! Full disks and slow clients are tested in `faults.rs`, PostgreSQL's failures in `faults_postgres.rs`.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
};

use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use perno::store::engine::{db::Db, migrate};
use serde_json::json;

use crate::{
    faults::assert_unavailable,
    support::{Engine, TestApp},
};

fn file(app: &TestApp) -> PathBuf {
    app.database_url().strip_prefix("sqlite://").unwrap().into()
}

#[actix_web::test]
async fn database_file_that_is_moved_away_or_replaced_is_told_by_readiness() {
    let app = TestApp::new(Engine::Sqlite).await;
    let (path, away) = (file(&app), file(&app).with_extension("away"));
    app.anonymous().get("//readyz").await.ok();
    fs::rename(&path, &away).unwrap();
    assert_unavailable(app.anonymous().get("//readyz").await);
    fs::copy(&away, &path).unwrap();
    assert_unavailable(app.anonymous().get("//readyz").await);
    fs::rename(&away, &path).unwrap();
    app.anonymous().get("//readyz").await.ok();
    app.anonymous().get("//healthz").await.ok();
}

#[actix_web::test]
async fn damaged_database_file_is_told_by_readiness() {
    let app = TestApp::new(Engine::Sqlite).await;
    app.app.db.checkpoint().unwrap();
    let mut damaged = OpenOptions::new().write(true).open(file(&app)).unwrap();
    damaged.write_all(&[b'x'; 8_192]).unwrap();
    damaged.sync_all().unwrap();
    assert_unavailable(app.anonymous().get("//readyz").await);
    app.anonymous().get("//healthz").await.ok();
}

#[actix_web::test]
async fn key_is_not_called_wrong_when_the_database_fails() {
    let app = TestApp::new(Engine::Sqlite).await;
    let key = app.admin().post("/api-keys", json!({"name": "CRM", "scopes": ["read"]})).await.created();
    let key = key["key"].as_str().unwrap();
    app.with_token(key).get("/brands").await.ok();
    let mut other = SqliteConnection::establish(&file(&app).to_string_lossy()).unwrap();
    sql_query("ALTER TABLE api_keys RENAME TO api_keys_gone").execute(&mut other).unwrap();
    let answer = app.with_token(key).get("/brands").await;
    assert!([500, 503].contains(&answer.status), "{}: {}", answer.status, answer.body);
    sql_query("ALTER TABLE api_keys_gone RENAME TO api_keys").execute(&mut other).unwrap();
    app.with_token(key).get("/brands").await.ok();
}

#[actix_web::test]
async fn schema_of_a_newer_program_is_refused() {
    let app = TestApp::new(Engine::Sqlite).await;
    let mut other = SqliteConnection::establish(&file(&app).to_string_lossy()).unwrap();
    sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')")
        .execute(&mut other)
        .unwrap();
    let url = app.app.db.url();
    for refused in [migrate::run(url).map(drop), Db::open(url, 1).map(drop)] {
        let why = refused.unwrap_err().to_string();
        assert!(why.contains("newer version of this program"), "{why}");
    }
}

#[actix_web::test]
async fn new_database_file_is_for_its_owner_alone() {
    let app = TestApp::empty(Engine::Sqlite, perno::app::SignUp::Closed).await;
    app.anonymous()
        .post(
            "/organisations",
            json!({"name": "O", "admin": {"name": "A", "email": "a@example.org",
        "password": crate::support::company::PASSWORD}}),
        )
        .await
        .created();
    let folder = file(&app).parent().unwrap().to_owned();
    let name = file(&app).file_name().unwrap().to_string_lossy().into_owned();
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let ours: Vec<_> = files.filter(|one| one.file_name().to_string_lossy().starts_with(&name)).collect();
    assert!(ours.len() >= 2, "the file and its log");
    for one in ours {
        assert_eq!(one.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", one.file_name());
    }
    let kept = Permissions::from_mode(0o640);
    fs::set_permissions(file(&app), kept.clone()).unwrap();
    drop(Db::open(app.app.db.url(), 1).unwrap());
    assert_eq!(fs::metadata(file(&app)).unwrap().permissions().mode() & 0o777, 0o640, "an owner's own choice stays");
}
