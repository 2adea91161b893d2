//! Backups as files in a folder of their own: made and restored by the program itself, read and forged line by line.
//! Databases are compared independently of the backup code: `dump` reads every value from SQLite.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    path::PathBuf,
};

use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query, sql_types::Text};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::process::{Done, run};

pub struct Backup {
    folder: TempDir,
}

impl Backup {
    /// A folder without a backup.
    pub fn nowhere() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A backup of the database at a URL.
    pub fn of(url: &str) -> Self {
        let backup = Self::nowhere();
        let done = backup.take(url, &[]);
        assert!(done.success, "{}", done.errors);
        backup
    }

    pub fn take(&self, url: &str, flags: &[&str]) -> Done {
        run(url, &[&["backup", &self.path().to_string_lossy()], flags].concat(), None)
    }

    pub fn restore(&self, url: &str) -> Done {
        run(url, &["restore", &self.path().to_string_lossy()], None)
    }

    #[track_caller]
    pub fn restored(&self, url: &str) {
        let done = self.restore(url);
        assert!(done.success, "{}", done.errors);
    }

    /// Asserts that restoring fails with this reason.
    #[track_caller]
    pub fn refused(&self, url: &str, why: &str) {
        let done = self.restore(url);
        assert!(!done.success);
        assert!(done.errors.contains("nothing was restored") && done.errors.contains(why), "{}", done.errors);
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("company.backup")
    }

    /// The names of all files in the folder.
    pub fn files(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap()
    }

    pub fn with_bytes(bytes: &[u8]) -> Self {
        let backup = Self::nowhere();
        std::fs::write(backup.path(), bytes).unwrap();
        backup
    }

    pub fn lines(&self) -> Vec<String> {
        let mut text = String::new();
        GzDecoder::new(&*self.bytes()).read_to_string(&mut text).unwrap();
        text.lines().map(ToOwned::to_owned).collect()
    }

    pub fn header(&self) -> Value {
        serde_json::from_str(&self.lines()[0]).unwrap()
    }

    /// How many rows of a table the backup has.
    pub fn rows_of(&self, table: &str) -> u64 {
        let header = self.header();
        let tables = header["tables"].as_array().unwrap();
        tables.iter().find(|one| one["name"] == table).unwrap()["rows"].as_u64().unwrap()
    }

    /// A backup with these lines; the last one gets a checksum that fits the others.
    pub fn forged(lines: &[String]) -> Self {
        let (last, others) = lines.split_last().unwrap();
        let text = [&others.join("\n"), "\n"].concat();
        let mut footer: Value = serde_json::from_str(last).unwrap();
        footer["sha256"] = json!(hex(&Sha256::digest(text.as_bytes())));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        writeln!(encoder, "{text}{footer}").unwrap();
        Self::with_bytes(&encoder.finish().unwrap())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + format!("{byte:02x}").as_str())
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of every table of an SQLite file, doubles with all digits.
pub fn dump(path: &str) -> BTreeMap<String, Vec<String>> {
    let mut connection = SqliteConnection::establish(path).unwrap();
    let mut lines = |query: String| -> Vec<String> {
        let rows: Vec<Line> = sql_query(query).load(&mut connection).unwrap();
        rows.into_iter().map(|row| row.line).collect()
    };
    let tables =
        lines("SELECT name AS line FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'".to_owned());
    let mut dump = BTreeMap::new();
    for table in tables {
        let value = "CASE WHEN typeof(%1$s) = 'real' THEN printf('%%!.20g', %1$s) ELSE quote(%1$s) END";
        let columns = lines(format!("SELECT name AS line FROM pragma_table_info('{table}')"));
        let values: Vec<String> = columns.iter().map(|name| value.replace("%1$s", name).replace("%%", "%")).collect();
        let rows = lines(format!("SELECT {} AS line FROM {table} ORDER BY 1", values.join(" || ',' || ")));
        dump.insert(table, rows);
    }
    dump
}
