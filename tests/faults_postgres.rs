//! Faults of a PostgreSQL server: it goes away and comes back, hangs, or aborts a transaction for a deadlock or a
//! serialization failure. Requests are retried, or refused with 503 and `Retry-After`; refused writes are not stored,
//! and no restart is needed.
//!
//! Faults of the machine and of clients are in `faults.rs`, a killed program in `faults_killed.rs`.

use std::{sync::Arc, time::Duration};

use actix_web::rt::{spawn, task::spawn_blocking, time::sleep};
use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};
use serde_json::{Value, json};

use crate::{
    faults::{assert_unavailable, last_revision},
    support::{Engine, TestApp, engine::postgres_url, process::Process},
};

/// Closes a database to new connections and ends the open ones; or opens it again.
fn close(database: &str, closed: bool) {
    let mut server = PgConnection::establish(&postgres_url()).unwrap();
    server.batch_execute(&format!("ALTER DATABASE {database} WITH ALLOW_CONNECTIONS {}", !closed)).unwrap();
    if closed {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
        server.batch_execute(&format!("{end} '{database}'")).unwrap();
    }
}

fn database(app: &TestApp) -> String {
    app.database_url().rsplit_once('/').unwrap().1.to_owned()
}

/// A deadlock between the program and another client; either the program's transaction is aborted or the other one.
async fn deadlock(program_gives_way: bool) {
    let app = Arc::new(TestApp::new(Engine::Postgres).await);
    let mut other = PgConnection::establish(&app.database_url()).unwrap();
    let (program, patience) = if program_gives_way { ("500ms", "60s") } else { ("60s", "50ms") };
    let database = database(&app);
    other.batch_execute(&format!("ALTER DATABASE {database} SET deadlock_timeout = '{program}'")).unwrap();
    let brand = app.company.brand.clone();
    let begin =
        format!("SET deadlock_timeout = '{patience}'; BEGIN; SELECT 1 FROM brands WHERE id = '{brand}' FOR UPDATE");
    other.batch_execute(&begin).unwrap();
    let patching = spawn({
        let app = Arc::clone(&app);
        async move { app.admin().patch(&format!("/brands/{}", app.company.brand), json!({"name": "Renamed"})).await }
    });
    until_somebody_waits(&app).await;
    let second = spawn_blocking(move || {
        let won = other.batch_execute("SELECT 1 FROM organisations FOR UPDATE").is_ok();
        other.batch_execute(if won { "COMMIT" } else { "ROLLBACK" }).unwrap();
        won
    });
    assert_eq!(second.await.unwrap(), program_gives_way);
    let patched = patching.await.unwrap().ok();
    assert_eq!((&patched["name"], &patched["version"]), (&json!("Renamed"), &json!(2)));
    assert_eq!(app.admin().get(&format!("/brands/{brand}")).await.ok(), patched);
    last_revision(&app).await;
}

async fn until_somebody_waits(app: &TestApp) {
    use diesel::{RunQueryDsl as _, dsl::sql, sql_types::Bool};
    let mut watcher = PgConnection::establish(&app.database_url()).unwrap();
    let waits =
        "EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
    for _ in 0..1_000 {
        if diesel::select(sql::<Bool>(waits)).get_result(&mut watcher).unwrap() {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("nobody waits for a lock");
}

/// A lock blocks queries in the database until it is released.
async fn hanging() {
    let mut app = TestApp::new(Engine::Postgres).await;
    let mut other = PgConnection::establish(&app.database_url()).unwrap();
    let _process = Process::start_with(&mut app, ("PERNO_DATABASE_TIMEOUT", "1")).await;
    other.batch_execute("BEGIN; LOCK TABLE organisations").unwrap();
    let app = Arc::new(app);
    let posts: Vec<_> = (0..12)
        .map(|_| {
            let app = Arc::clone(&app);
            spawn(async move { app.admin().post("/brands", json!({"name": "Meanwhile"})).await })
        })
        .collect();
    for post in posts {
        assert_unavailable(post.await.unwrap());
    }
    assert_unavailable(app.anonymous().get("//readyz").await);
    app.anonymous().get("//healthz").await.ok();
    other.batch_execute("ROLLBACK").unwrap();
    app.admin().post("/brands", json!({"name": "After"})).await.created();
    let found = app.admin().get("/brands?q=Meanwhile").await.ok();
    assert_eq!(found["items"], json!([]));
    app.anonymous().get("//readyz").await.ok();
    last_revision(&app).await;
}

/// Makes the first writes of a brand fail with a serialization failure; the counter is a sequence, which a rollback
/// does not reset.
fn collide(app: &TestApp, times: u32) {
    let mut other = PgConnection::establish(&app.database_url()).unwrap();
    let trigger = format!(
        "CREATE SEQUENCE attempts;
         CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF nextval('attempts') <= {times} THEN
             RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001';
           END IF;
           RETURN NEW;
         END $$;
         CREATE TRIGGER collide BEFORE INSERT ON brands FOR EACH ROW EXECUTE FUNCTION collide()"
    );
    other.batch_execute(&trigger).unwrap();
}

mod postgres {
    use super::{
        Engine, TestApp, Value, assert_unavailable, close, collide, database, deadlock, hanging, json, last_revision,
    };

    #[actix_web::test]
    async fn database_goes_away_and_comes_back() {
        let app = TestApp::new(Engine::Postgres).await;
        app.admin().post("/brands", json!({"name": "Before"})).await.created();
        close(&database(&app), true);
        for _ in 0..4 {
            assert_unavailable(app.admin().get("/brands").await);
            assert_unavailable(app.admin().post("/brands", json!({"name": "Between"})).await);
            assert_unavailable(app.anonymous().get("//readyz").await);
            app.anonymous().get("//healthz").await.ok();
        }
        close(&database(&app), false);
        app.anonymous().get("//readyz").await.ok();
        app.admin().post("/brands", json!({"name": "After"})).await.created();
        let brands = app.admin().get("/brands").await.ok();
        let names: Vec<&Value> = brands["items"].as_array().unwrap().iter().map(|brand| &brand["name"]).collect();
        assert_eq!(names[1..], ["Before", "After"]);
        last_revision(&app).await;
    }

    #[actix_web::test]
    async fn collision_is_tried_again_three_times() {
        let app = TestApp::new(Engine::Postgres).await;
        collide(&app, 3);
        app.admin().post("/brands", json!({"name": "Fourth time lucky"})).await.created();
        last_revision(&app).await;
    }

    #[actix_web::test]
    async fn collision_without_end_is_refused() {
        let app = TestApp::new(Engine::Postgres).await;
        collide(&app, 4);
        let before = last_revision(&app).await;
        assert_unavailable(app.admin().post("/brands", json!({"name": "Unlucky"})).await);
        assert_eq!(last_revision(&app).await, before);
        app.anonymous().get("//readyz").await.ok();
        app.admin().post("/brands", json!({"name": "Later"})).await.created();
    }

    #[actix_web::test]
    async fn database_that_hangs_is_not_waited_for_without_end() {
        hanging().await;
    }

    #[actix_web::test]
    async fn one_lost_connection_renews_all() {
        let app = TestApp::new(Engine::Postgres).await;
        for _ in 0..8 {
            app.admin().get("/brands").await.ok();
        }
        close(&database(&app), true);
        close(&database(&app), false);
        assert_unavailable(app.anonymous().get("//readyz").await);
        for _ in 0..8 {
            app.admin().get("/brands").await.ok();
        }
    }

    #[actix_web::test]
    async fn deadlock_in_which_the_program_gives_way_is_tried_again() {
        deadlock(true).await;
    }

    #[actix_web::test]
    async fn deadlock_in_which_another_gives_way_is_waited_for() {
        deadlock(false).await;
    }
}
