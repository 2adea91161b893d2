//! Searches the database itself for a word that no request may show: the bytes of SQLite's files after a checkpoint,
//! and every column of every PostgreSQL table, with the tables read from its catalogue.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use perno::store::engine::connection::AnyConnection;

use super::{Engine, TestApp};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const TABLES: &str = "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'";

impl TestApp {
    /// The places where the database contains a word, in any case.
    pub fn traces(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        let all = if self.engine == Engine::Sqlite { self.files() } else { self.tables() };
        let found = |(place, text): (String, String)| {
            let text = text.to_lowercase();
            let (before, after) = text.split_once(&word)?;
            let before: Vec<char> = before.chars().rev().take(60).collect();
            let before: String = before.into_iter().rev().collect();
            let after: String = after.chars().take(60).collect();
            Some(format!("{place}: {before}[{word}]{after}"))
        };
        all.into_iter().filter_map(found).collect()
    }

    fn files(&self) -> Vec<(String, String)> {
        self.app.db.checkpoint().unwrap();
        let url = self.database_url();
        let path = url.strip_prefix("sqlite://").unwrap();
        let files = ["", "-wal", "-shm"].map(|ending| format!("{path}{ending}"));
        let read =
            |file: String| std::fs::read(&file).ok().map(|bytes| (file, String::from_utf8_lossy(&bytes).into_owned()));
        files.into_iter().filter_map(read).collect()
    }

    fn tables(&self) -> Vec<(String, String)> {
        let mut connection = self.app.db.url().connect().unwrap();
        let AnyConnection::Postgres(postgres) = &mut connection else { return Vec::new() };
        let tables: Vec<Line> = sql_query(TABLES).load(postgres).unwrap();
        assert!(tables.len() > 20);
        let mut rows = Vec::new();
        for table in tables {
            let lines: Vec<Line> =
                sql_query(format!("SELECT t::text AS line FROM {} t", table.line)).load(postgres).unwrap();
            rows.extend(lines.into_iter().map(|row| (table.line.clone(), row.line)));
        }
        rows
    }
}
