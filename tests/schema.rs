//! The database schema: both migrated databases are equal, the Diesel schema (`store/engine/schema/mod.rs`) describes
//! both, rows of an organisation cannot be reached from another, and every migration can be undone.
//!
//! Reading a database's own schema is in `schema/introspection.rs`. The meaning of rows is tested through the API.

use std::collections::{BTreeMap, BTreeSet};

use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use perno::{
    app::SignUp,
    store::{
        engine::{connection::AnyConnection, migrate},
        people::anonymise::REWRITTEN,
    },
};
use serde_json::json;

use crate::support::{Engine, TestApp, company::since_january};

use self::introspection::{Column, ForeignKey, Index, columns, foreign_keys, indexes};

pub mod introspection;

/// Tables whose rows belong to no organisation, or are read before it is known.
const GLOBAL: [&str; 3] = ["organisations", "emails", "failed_sign_ins"];

/// A type in the Diesel schema, and the column type on each engine.
const TYPES: [(&str, &str, &str); 8] = [
    ("Key", "BLOB", "uuid"),
    ("Instant", "BIGINT", "timestamp with time zone"),
    ("Text", "TEXT", "text"),
    ("BigInt", "BIGINT", "bigint"),
    ("Bool", "BOOLEAN", "boolean"),
    ("Double", "DOUBLE", "double precision"),
    ("Date", "DATE", "date"),
    ("Binary", "BLOB", "bytea"),
];

/// Text columns that anonymising leaves alone: enumerations, ids, names of the company's things, and columns that are
/// handled row by row, or built anew.
const NOT_REWRITTEN: [(&str, &[&str]); 24] = [
    ("api_keys", &["scopes"]),
    ("blockers", &["state"]),
    ("meetings", &["state", "key_result_ids"]),
    ("meeting_confidences", &["ratings"]),
    ("brands", &["name"]),
    ("changes", &["actor_kind", "actor_name", "action", "entity", "entity_id", "before", "after"]),
    ("check_ins", &["steps_done", "steps_undone"]),
    ("cycles", &["state"]),
    ("drafts", &["form"]),
    ("emails", &["email"]),
    ("idempotency_keys", &["path", "key", "location", "tag"]),
    ("key_results", &["ambition", "state", "override_status"]),
    ("kpis", &["category", "aggregation", "better"]),
    ("objectives", &["principle_ids", "state"]),
    ("organisations", &["name", "time_zone", "language"]),
    ("scoring_policies", &["policy"]),
    ("search_documents", &["entity", "entity_id", "part", "cycle", "texts", "terms"]),
    ("search_words", &["word"]),
    ("snapshots", &["part"]),
    ("targets", &["waypoints"]),
    ("users", &["name", "email", "role", "language", "password_hash", "department_order"]),
    ("saved_views", &["list"]),
    ("sessions", &["kind", "user_agent"]),
    ("stars", &["entity"]),
];

/// A migrated database without rows.
async fn migrated(engine: Engine) -> (TestApp, AnyConnection) {
    let app = TestApp::empty(engine, SignUp::Closed).await;
    let connection = app.app.db.url().connect().unwrap();
    (app, connection)
}

async fn both() -> [(TestApp, AnyConnection); 2] {
    [migrated(Engine::Sqlite).await, migrated(Engine::Postgres).await]
}

/// The tables of the Diesel schema, each with its primary key and columns.
fn described(engine: Engine) -> BTreeMap<String, (Vec<String>, Vec<Column>)> {
    let source = concat!(
        include_str!("../src/store/engine/schema/mod.rs"),
        include_str!("../src/store/engine/schema/meeting_tables.rs"),
        include_str!("../src/store/engine/schema/system.rs")
    );
    let tables = source.split("diesel::table! {").skip(1);
    tables
        .map(|table| {
            let lines = table.lines().map(str::trim).take_while(|line| *line != "}");
            let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with("use "));
            let (name, key) = lines.next().unwrap().trim_end_matches(") {").split_once(" (").unwrap();
            let columns = lines.map(|line| described_column(line, engine)).collect();
            (name.to_owned(), (key.split(", ").map(ToOwned::to_owned).collect(), columns))
        })
        .collect()
}

/// A line such as `description -> Nullable<Text>,`.
fn described_column(line: &str, engine: Engine) -> Column {
    let (name, described) = line.trim_end_matches(',').split_once(" -> ").unwrap();
    let inner = described.strip_prefix("Nullable<").map(|rest| rest.trim_end_matches('>'));
    let wanted = inner.unwrap_or(described);
    let (_, sqlite, postgres) = TYPES.into_iter().find(|(known, _, _)| *known == wanted).unwrap();
    let kind = if engine == Engine::Sqlite { sqlite } else { postgres };
    Column { name: name.to_owned(), kind: kind.to_owned(), nullable: inner.is_some() }
}

/// The columns without their types, whose names differ between the engines.
fn without_types(tables: &BTreeMap<String, Vec<Column>>) -> BTreeMap<String, Vec<(String, bool)>> {
    let plain = |columns: &Vec<Column>| columns.iter().map(|one| (one.name.clone(), one.nullable)).collect();
    tables.iter().map(|(name, columns)| (name.clone(), plain(columns))).collect()
}

#[actix_web::test]
async fn both_engines_have_the_same_tables_columns_and_nullability() {
    let [(_a, mut sqlite), (_b, mut postgres)] = both().await;
    let (sqlite, postgres) = (columns(&mut sqlite), columns(&mut postgres));
    assert!(sqlite.len() >= 19);
    assert_eq!(without_types(&sqlite), without_types(&postgres));
}

#[actix_web::test]
async fn both_engines_have_the_same_keys_and_indexes() {
    let [(_a, mut sqlite), (_b, mut postgres)] = both().await;
    assert_eq!(foreign_keys(&mut sqlite), foreign_keys(&mut postgres));
    assert_eq!(indexes(&mut sqlite), indexes(&mut postgres));
}

#[actix_web::test]
async fn schema_rs_describes_both_engines() {
    for (app, mut connection) in both().await {
        let described = described(app.engine);
        let has: BTreeMap<_, _> =
            described.iter().map(|(name, (_, columns))| (name.clone(), columns.clone())).collect();
        assert_eq!(has, columns(&mut connection), "{:?}", app.engine);
        let keys: BTreeSet<Index> = described
            .into_iter()
            .map(|(table, (key, _))| Index { table, kind: "primary".to_owned(), columns: key })
            .collect();
        let primary = indexes(&mut connection).into_iter().filter(|index| index.kind == "primary").collect();
        assert_eq!(keys, primary, "{:?}", app.engine);
    }
}

#[actix_web::test]
async fn every_table_of_an_organisation_begins_with_it() {
    for (_app, mut connection) in both().await {
        for (table, columns) in columns(&mut connection).into_iter().filter(|(table, _)| !is_global(table)) {
            assert_eq!((columns[0].name.as_str(), columns[0].nullable), ("organisation_id", false), "{table}");
        }
    }
}

#[actix_web::test]
async fn every_key_and_index_of_an_organisation_begins_with_it() {
    for (_app, mut connection) in both().await {
        for index in indexes(&mut connection).into_iter().filter(|index| !is_global(&index.table)) {
            assert_eq!(index.columns[0], "organisation_id", "{index:?}");
        }
    }
}

#[actix_web::test]
async fn no_row_can_point_into_another_organisation() {
    for (_app, mut connection) in both().await {
        let keys = foreign_keys(&mut connection);
        assert!(keys.len() > 20);
        for key in keys {
            let ForeignKey { columns, target, target_columns, on_delete, .. } = &key;
            let to = if target == "organisations" { "id" } else { "organisation_id" };
            assert_eq!((columns[0].as_str(), target_columns[0].as_str()), ("organisation_id", to), "{key:?}");
            assert!(["CASCADE", "RESTRICT", "NO ACTION"].contains(&on_delete.as_str()), "{key:?}");
        }
    }
}

#[actix_web::test]
async fn every_id_of_something_else_is_a_foreign_key() {
    let (_app, mut connection) = migrated(Engine::Sqlite).await;
    let keys = foreign_keys(&mut connection);
    let tables = columns(&mut connection);
    let free =
        [("changes", "actor_id"), ("changes", "entity_id"), ("search_documents", "entity_id"), ("stars", "entity_id")];
    for (table, columns) in tables.iter().filter(|(table, _)| !is_global(table)) {
        for column in columns.iter().filter(|column| column.name.ends_with("_id")) {
            let is_held = keys.iter().any(|key| key.table == *table && key.columns.contains(&column.name));
            assert!(is_held || free.contains(&(table, &column.name)), "{table}.{} refers to nothing", column.name);
        }
    }
}

#[test]
fn every_text_is_rewritten_when_somebody_is_anonymised_or_known_not_to_name_anybody() {
    let texts: BTreeSet<(String, String)> = described(Engine::Sqlite)
        .into_iter()
        .flat_map(|(table, (_, columns))| columns.into_iter().map(move |column| (table.clone(), column)))
        .filter(|(_, column)| column.kind == "TEXT")
        .map(|(table, column)| (table, column.name))
        .collect();
    let told: Vec<(String, String)> = REWRITTEN
        .iter()
        .chain(&NOT_REWRITTEN)
        .flat_map(|(table, columns)| columns.iter().map(|column| ((*table).to_owned(), (*column).to_owned())))
        .collect();
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), texts);
    assert_eq!(told.len(), texts.len(), "a column is told of twice");
}

#[actix_web::test]
async fn every_migration_can_be_undone_and_done_again() {
    for (app, mut connection) in both().await {
        let (before, keys) = (columns(&mut connection), indexes(&mut connection));
        match &mut connection {
            AnyConnection::Sqlite(sqlite) => {
                let migrations = FileBasedMigrations::from_path("migrations/sqlite").unwrap();
                sqlite.revert_all_migrations(migrations).unwrap();
            }
            AnyConnection::Postgres(postgres) => {
                let migrations = FileBasedMigrations::from_path("migrations/postgres").unwrap();
                postgres.revert_all_migrations(migrations).unwrap();
            }
        }
        assert_eq!(columns(&mut connection), BTreeMap::new(), "{:?}", app.engine);
        let url = app.app.db.url();
        let applied: BTreeSet<String> = migrate::run(url).unwrap().into_iter().collect();
        let folders = files(app.engine.as_str());
        assert_eq!(applied, folders.iter().map(|file| file.split_once('/').unwrap().0.to_owned()).collect());
        assert_eq!((columns(&mut connection), indexes(&mut connection)), (before, keys));
        assert_eq!(migrate::run(url).unwrap(), Vec::<String>::new());
    }
}

/// SQLite recreates tables to add foreign keys to them.
#[actix_web::test]
async fn rows_outlive_the_tables_that_are_made_again() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = TestApp::new(engine).await;
        let over = json!({"shared_with": [app.company.logistics], "parent_id": app.company.objective, "position": 0});
        app.objective(since_january(over)).await;
        app.check_in(&app.company.key_result, json!({"value": 40})).await;
        let mut before = Vec::new();
        let hiring = app.kpi(json!({"better": "lower"})).await;
        app.target(&hiring, since_january(json!({"baseline": 80, "target": 50}))).await;
        app.target(&app.company.kpi, since_january(json!({"target": 100}))).await;
        let lists = ["/objectives", "/key-results", "/cycles", "/kpis", "/targets"];
        for list in lists {
            before.push(app.viewer().get(list).await.ok());
        }
        undo_closing(&mut app.app.db.url().connect().unwrap());
        migrate::run(app.app.db.url()).unwrap();
        for (list, before) in lists.into_iter().zip(before) {
            assert_eq!(app.viewer().get(list).await.ok(), before, "{engine:?} {list}");
        }
        app.check_in(&app.company.key_result, json!({"value": 50})).await;
    }
}

/// Undoes migrations down to the one that recreated tables.
fn undo_closing(connection: &mut AnyConnection) {
    let mut undone = String::new();
    while undone != "20261121000003" {
        undone = match connection {
            AnyConnection::Sqlite(sqlite) => {
                let migrations = FileBasedMigrations::from_path("migrations/sqlite").unwrap();
                sqlite.revert_last_migration(migrations).unwrap().to_string()
            }
            AnyConnection::Postgres(postgres) => {
                let migrations = FileBasedMigrations::from_path("migrations/postgres").unwrap();
                postgres.revert_last_migration(migrations).unwrap().to_string()
            }
        };
    }
}

/// The files of an engine's migrations, each with its folder.
fn files(engine: &str) -> BTreeSet<String> {
    let folders = std::fs::read_dir(format!("migrations/{engine}")).unwrap();
    let folders = folders.map(|folder| folder.unwrap().path());
    folders
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|file| file.unwrap().path().strip_prefix(format!("migrations/{engine}")).unwrap().display().to_string())
        .collect()
}

#[test]
fn both_engines_have_the_same_migrations() {
    let sqlite = files("sqlite");
    assert_eq!(sqlite, files("postgres"));
    assert_eq!(sqlite.iter().filter(|file| file.ends_with("/down.sql")).count() * 2, sqlite.len());
}

fn is_global(table: &str) -> bool {
    GLOBAL.contains(&table)
}
