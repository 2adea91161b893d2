//! Backups that are refused, and databases and folders that refuse a backup: nothing is half written on either side,
//! and the message says why.

use perno::app::SignUp;
use serde_json::{Value, json};

use crate::support::{TestApp, backup::Backup, engine::on_both_engines, process::run};

/// A path for a database file that does not exist yet.
fn new_file(backup: &Backup) -> (String, std::path::PathBuf) {
    let path = backup.path().with_file_name("new.db");
    (format!("sqlite://{}", path.display()), path)
}

#[track_caller]
fn refused_before_anything_is_written(bytes: &[u8], why: &str) {
    let backup = Backup::with_bytes(bytes);
    let (url, path) = new_file(&backup);
    backup.refused(&url, why);
    assert!(!path.exists());
}

on_both_engines!(
    async fn truncated_backup_is_refused(app: TestApp) {
        let whole = Backup::of(&app.database_url()).bytes();
        for kept in [whole.len() / 2, whole.len() - 9, whole.len() - 8, whole.len() - 1] {
            refused_before_anything_is_written(&whole[..kept], "the backup is damaged");
        }
        refused_before_anything_is_written(&whole[..300], "the backup is damaged: it ends too early");
    }

    async fn changed_backup_is_refused(app: TestApp) {
        let whole = Backup::of(&app.database_url()).bytes();
        for place in (200..whole.len() - 9).step_by(whole.len() / 12) {
            let mut changed = whole.clone();
            changed[place] ^= 4;
            refused_before_anything_is_written(&changed, "nothing was restored");
        }
        refused_before_anything_is_written(&[&whole[..], b"and more"].concat(), "the backup is damaged");
        refused_before_anything_is_written(&[whole.clone(), whole].concat(), "something follows its end");
    }

    async fn backup_whose_lines_were_edited_is_refused(app: TestApp) {
        let backup = Backup::of(&app.database_url());
        let lines = backup.lines();
        let edited: Vec<String> = lines.iter().map(|line| line.replace("Elena", "Elenb")).collect();
        assert_ne!(lines, edited);
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, format!("{}\n", edited.join("\n")).as_bytes()).unwrap();
        refused_before_anything_is_written(&encoder.finish().unwrap(), "its checksum does not match");
    }

    async fn backup_that_fails_halfway_leaves_the_database_empty(app: TestApp) {
        let backup = Backup::of(&app.database_url());
        let empty = TestApp::empty(app.engine, SignUp::Closed).await;
        let lines = backup.lines();
        let start = lines.iter().position(|line| line == r#"{"table":"brands"}"#).unwrap();
        let mut dangling = lines.clone();
        let mut header = backup.header();
        let brands =
            header["tables"].as_array_mut().unwrap().iter_mut().find(|table| table["name"] == "brands").unwrap();
        brands["rows"] = json!(brands["rows"].as_u64().unwrap() - 1);
        dangling[0] = header.to_string();
        dangling.remove(start + 1);
        let mut footer: Value = serde_json::from_str(dangling.last().unwrap()).unwrap();
        footer["rows"] = json!(footer["rows"].as_u64().unwrap() - 1);
        *dangling.last_mut().unwrap() = footer.to_string();
        Backup::forged(&dangling).refused(&empty.database_url(), "refer");
        let mut twice = lines.clone();
        let second = twice[start + 2].clone();
        second.clone_into(&mut twice[start + 1]);
        Backup::forged(&twice).refused(&empty.database_url(), "exists already");
        let mut null = lines;
        "[null,null,null,null,null,null,null]".clone_into(&mut null[start + 1]);
        Backup::forged(&null).refused(&empty.database_url(), "");
        backup.restored(&empty.database_url());
    }

    async fn backup_of_a_newer_program_is_refused(app: TestApp) {
        let backup = Backup::of(&app.database_url());
        let (url, path) = new_file(&backup);
        for (name, value) in [("perno_backup", json!(2)), ("migrations", json!(["20261121000001", "20991231000001"]))] {
            let (mut lines, mut header) = (backup.lines(), backup.header());
            header[name] = value;
            lines[0] = header.to_string();
            Backup::forged(&lines).refused(&url, "newer Perno");
        }
        assert!(!path.exists());
    }

    async fn database_that_holds_data_is_left_alone(app: TestApp) {
        let backup = Backup::of(&app.database_url());
        let before = app.admin().get("/changes?limit=200").await.ok();
        backup.refused(&app.database_url(), "the database holds data already");
        assert_eq!(app.admin().get("/changes?limit=200").await.ok(), before);
        app.admin().post("/brands", json!({"name": "Still writing"})).await.created();
    }

    async fn file_that_is_there_is_replaced_only_when_asked(app: TestApp) {
        let backup = Backup::with_bytes(b"precious");
        let done = backup.take(&app.database_url(), &[]);
        assert!(!done.success && done.errors.contains("--force"), "{}", done.errors);
        assert_eq!(backup.bytes(), b"precious");
        assert!(backup.take(&app.database_url(), &["--force"]).success);
        assert_eq!(backup.header()["perno_backup"], 1);
    }

    async fn full_disk_leaves_no_half_file(app: TestApp) {
        let backup = Backup::with_bytes(b"precious");
        let path = backup.path().to_string_lossy().into_owned();
        let done = run(&app.database_url(), &["backup", &path, "--force"], Some(1));
        assert!(!done.success && done.errors.contains("no backup was made"), "{}", done.errors);
        assert_eq!(backup.bytes(), b"precious");
        assert_eq!(backup.files(), ["company.backup"]);
    }

    async fn folder_that_takes_no_file_is_told(app: TestApp) {
        let backup = Backup::with_bytes(b"a file, no folder");
        for path in ["/proc/company.backup".to_owned(), format!("{}/below", backup.path().display()), "/".to_owned()] {
            let done = run(&app.database_url(), &["backup", &path, "--force"], None);
            assert!(!done.success && done.errors.contains("cannot write"), "{path}: {}", done.errors);
        }
    }
);

#[test]
fn what_is_no_backup_is_refused() {
    let lines = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for bytes in [&b""[..], b"\n", b"-- PostgreSQL database dump", &[0x1f, 0x8b], &[7; 5_000], &lines.finish().unwrap()]
    {
        refused_before_anything_is_written(bytes, "this is no backup of Perno");
    }
    let nowhere = Backup::nowhere();
    let done = nowhere.restore(&new_file(&nowhere).0);
    assert!(!done.success && done.errors.contains("cannot read"), "{}", done.errors);
}

#[test]
fn database_that_is_not_there_is_told() {
    let backup = Backup::nowhere();
    let (url, path) = new_file(&backup);
    let done = backup.take(&url, &[]);
    assert!(!done.success && done.errors.contains("there is no database at"), "{}", done.errors);
    std::fs::write(path, b"").unwrap();
    let done = backup.take(&url, &[]);
    assert!(!done.success && done.errors.contains("nothing of Perno"), "{}", done.errors);
    assert_eq!(backup.files(), ["new.db"]);
}
