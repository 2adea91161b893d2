//! PostgreSQL behind a real PgBouncer in transaction mode, where each transaction may run on another connection: with
//! `PERNO_PREPARED_STATEMENTS=off` everything works, and without it the program says at its start what is wrong.
//!
//! PgBouncer is installed by `tests/run`; it listens on a free port of this machine and ends with the test.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::MetadataExt,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use actix_web::rt::spawn;
use perno::store::engine::{connection::DatabaseUrl, db::Db};
use serde_json::json;

use crate::support::{Engine, TestApp};

/// The server, with two connections to PostgreSQL for all of its clients.
struct PgBouncer {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl PgBouncer {
    fn start(app: &TestApp) -> Self {
        let url = app.database_url();
        let (server, _) = url.strip_prefix("postgres://perno@").unwrap().rsplit_once('/').unwrap();
        let socket = server.replace("%2F", "/");
        let owner = fs::metadata(&socket).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::chown(folder.path(), Some(owner.uid()), Some(owner.gid())).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[databases]\n* = host={socket} user=perno\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let program = fs::metadata("/usr/sbin/pgbouncer").map_or("pgbouncer", |_| "/usr/sbin/pgbouncer");
        let mut command = Command::new("setpriv");
        let (uid, gid) = (owner.uid().to_string(), owner.gid().to_string());
        command.args(["--reuid", &uid, "--regid", &gid, "--clear-groups", program]).arg(&file);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let bouncer = Self { child, folder, port };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return bouncer;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("PgBouncer does not answer: {:?}", fs::read_dir(bouncer.folder.path()));
    }

    fn url(&self, app: &TestApp) -> DatabaseUrl {
        let url = app.database_url();
        let (_, database) = url.rsplit_once('/').unwrap();
        format!("postgres://perno@127.0.0.1:{}/{database}", self.port).parse().unwrap()
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

mod postgres {
    use super::*;

    #[actix_web::test]
    async fn program_works_behind_pgbouncer_without_prepared_statements() {
        let app = TestApp::new(Engine::Postgres).await;
        let bouncer = PgBouncer::start(&app);
        let node = std::rc::Rc::new(app.node_through(&bouncer.url(&app).pooled(true)));
        let path = format!("/key-results/{}/check-ins", app.company.key_result);
        for value in 1..=20 {
            node.member().post(&path, json!({"value": value})).await.created();
            let get = |path: &'static str| {
                let node = std::rc::Rc::clone(&node);
                spawn(async move { node.admin().get(path).await.status })
            };
            for read in ["/brands", "/users", "/key-results", "/changes"].map(get) {
                assert_eq!(read.await.unwrap(), 200);
            }
        }
        let scorecard = format!("/brands/{}/scorecard?cycle_id={}", app.company.brand, app.company.cycle);
        let through = node.admin().get(&scorecard).await.ok();
        assert_eq!(through["overall"], app.admin().get(&scorecard).await.ok()["overall"]);
        node.anonymous().get("//readyz").await.ok();
    }

    #[actix_web::test]
    async fn program_says_at_its_start_which_setting_a_pooler_needs() {
        let app = TestApp::new(Engine::Postgres).await;
        let bouncer = PgBouncer::start(&app);
        let why = Db::open(&bouncer.url(&app), 2).map(drop).unwrap_err().to_string();
        assert!(why.contains("PERNO_PREPARED_STATEMENTS=off"), "{why}");
    }
}
