//! The real application on a real database, as every API test uses it: a small company with a person in every role,
//! served over TCP. The company is created once per engine, through the API; every test works on a copy of its own.
//!
//! The clock stands at noon of 15 February 2026 unless a test moves it.

use std::{
    net::TcpListener,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use diesel::{Connection as _, PgConnection, SqliteConnection, connection::SimpleConnection as _};
use perno::{
    app::{App, SignUp, sign_in::tokens::Tokens},
    cli::{
        demo::seed,
        http_server::{Options, server},
    },
    domain::organisation::Language,
    store::engine::{connection::DatabaseUrl, db::Db},
};
use tokio::sync::{Mutex, OnceCell};

use super::{
    client::Client,
    company::Company,
    engine::{Engine, postgres_url},
};

const NOON: &str = "2026-02-15T12:00:00Z";
pub const SECRET: &[u8] = b"only for tests, where nothing is worth protecting";

pub const METRICS_TOKEN: &str = "only Prometheus knows this, and the tests";

static NUMBER: AtomicU32 = AtomicU32::new(1);
static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();
static SQLITE_DEMO: OnceCell<String> = OnceCell::const_new();
static POSTGRES_DEMO: OnceCell<String> = OnceCell::const_new();
/// PostgreSQL copies a template only while nobody is connected to it, so copies are made one at a time.
static COPYING: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);

/// A database with the company in it, and the company's ids.
struct Template {
    database: String,
    company: Company,
}

/// The application under test.
pub struct TestApp {
    pub engine: Engine,
    pub address: String,
    pub http: reqwest::Client,
    pub company: Company,
    pub app: App,
    clock: Arc<AtomicI64>,
    database: String,
}

impl TestApp {
    /// An application with the company.
    pub async fn new(engine: Engine) -> Self {
        let cell = if engine == Engine::Sqlite { &SQLITE } else { &POSTGRES };
        let template = cell.get_or_init(|| template(engine)).await;
        let database = fresh(engine, Some(&template.database)).await;
        Self::start(engine, database, template.company.clone(), SignUp::Closed)
    }

    /// An application with an empty database.
    pub async fn empty(engine: Engine, sign_up: SignUp) -> Self {
        let database = fresh(engine, None).await;
        Self::start(engine, database, Company::default(), sign_up)
    }

    /// An application with the demonstration company in English, created at noon.
    pub async fn demo(engine: Engine) -> Self {
        let cell = if engine == Engine::Sqlite { &SQLITE_DEMO } else { &POSTGRES_DEMO };
        let database = cell
            .get_or_init(|| async {
                let app = Self::empty(engine, SignUp::Closed).await;
                assert!(seed(&app.app, Language::English, |_| ()).await.unwrap());
                kept(&app).await
            })
            .await;
        Self::start(engine, fresh(engine, Some(database)).await, Company::default(), SignUp::Closed)
    }

    /// An application on an SQLite file with these bytes, migrated to the current schema.
    pub async fn on_file(bytes: &[u8]) -> Self {
        let database = fresh(Engine::Sqlite, None).await;
        std::fs::write(&database, bytes).unwrap();
        Self::start(Engine::Sqlite, database, Company::default(), SignUp::Closed)
    }

    fn start(engine: Engine, database: String, company: Company, sign_up: SignUp) -> Self {
        let url = url(engine, &database).parse().unwrap();
        Self::start_on(&url, engine, database, company, sign_up)
    }

    fn start_on(url: &DatabaseUrl, engine: Engine, database: String, company: Company, sign_up: SignUp) -> Self {
        let noon: DateTime<Utc> = NOON.parse().unwrap();
        let clock = Arc::new(AtomicI64::new(noon.timestamp()));
        let hand = Arc::clone(&clock);
        let clock_hand = Arc::new(move || DateTime::from_timestamp(hand.load(Ordering::SeqCst), 0).unwrap());
        let app = App::new(Db::open(url, 2).unwrap(), clock_hand, Tokens::new(SECRET).unwrap(), sign_up, 0);
        let address = serve(&app, &Options { metrics_token: METRICS_TOKEN.parse().ok(), ..Options::default() });
        Self { engine, address, http: http().build().unwrap(), company, app, clock, database }
    }

    /// Serves the same application and company with other options; returns the address.
    pub fn serve_with(&self, options: &Options) -> String {
        serve(&self.app, options)
    }

    /// Another node of the same service, with caches of its own.
    pub fn another_node(&self) -> Self {
        Self::start(self.engine, self.database.clone(), self.company.clone(), self.app.sign_up)
    }

    /// Another node that reaches the same database by another URL, as through a pooler.
    pub fn node_through(&self, url: &DatabaseUrl) -> Self {
        Self::start_on(url, self.engine, self.database.clone(), self.company.clone(), self.app.sign_up)
    }

    /// The database's URL, as a setting of the program.
    pub fn database_url(&self) -> String {
        url(self.engine, &self.database)
    }

    /// Sets the clock to noon of a day.
    pub fn set_day(&self, day: &str) {
        let noon: DateTime<Utc> = format!("{day}T12:00:00Z").parse().unwrap();
        self.clock.store(noon.timestamp(), Ordering::SeqCst);
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A client without a token.
    pub fn anonymous(&self) -> Client<'_> {
        Client::new(self, None)
    }

    pub fn with_token(&self, token: &str) -> Client<'_> {
        Client::new(self, Some(token.to_owned()))
    }

    pub fn admin(&self) -> Client<'_> {
        self.with_token(&self.company.admin.token)
    }

    pub fn executive(&self) -> Client<'_> {
        self.with_token(&self.company.executive.token)
    }

    /// The manager, who leads Sales.
    pub fn manager(&self) -> Client<'_> {
        self.with_token(&self.company.manager.token)
    }

    /// The member, who belongs to Sales.
    pub fn member(&self) -> Client<'_> {
        self.with_token(&self.company.member.token)
    }

    pub fn viewer(&self) -> Client<'_> {
        self.with_token(&self.company.viewer.token)
    }

    /// The admin of another organisation in the same database.
    pub fn stranger(&self) -> Client<'_> {
        self.with_token(&self.company.stranger.token)
    }
}

/// An HTTP client that keeps no connection so long that the server might close it just when a request is sent.
pub fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(2))
}

/// Serves the application; returns its address.
fn serve(app: &App, options: &Options) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    actix_web::rt::spawn(server(app.clone(), listener, options).unwrap());
    address
}

impl Drop for TestApp {
    fn drop(&mut self) {
        match self.engine {
            Engine::Sqlite => {
                for ending in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", self.database));
                }
            }
            Engine::Postgres => {
                if let Ok(mut connection) = PgConnection::establish(&postgres_url()) {
                    let _ = connection.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.database));
                }
            }
        }
    }
}

async fn template(engine: Engine) -> Template {
    let app = TestApp::empty(engine, SignUp::Open).await;
    let company = Company::found(&app).await;
    Template { database: kept(&app).await, company }
}

/// Copies the application's database to a template.
async fn kept(app: &TestApp) -> String {
    match app.engine {
        Engine::Sqlite => {
            let copy = format!("{}.template", app.database);
            let _ = std::fs::remove_file(&copy);
            let mut connection = SqliteConnection::establish(&app.database).unwrap();
            connection.batch_execute(&format!("VACUUM INTO '{copy}'")).unwrap();
            copy
        }
        Engine::Postgres => {
            let copy = format!("{}_template", app.database);
            let mut connection = PgConnection::establish(&postgres_url()).unwrap();
            let end =
                format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", app.database);
            connection.batch_execute(&end).unwrap();
            create(&mut connection, &format!("CREATE DATABASE {copy} TEMPLATE {}", app.database)).await;
            copy
        }
    }
}

/// Creates a new database, empty or copied from a template; returns its name.
async fn fresh(engine: Engine, template: Option<&str>) -> String {
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    match engine {
        Engine::Sqlite => {
            let path = std::env::temp_dir().join(format!("perno-test-{}-{number}.db", std::process::id()));
            let _ = std::fs::remove_file(&path);
            if let Some(template) = template {
                std::fs::copy(template, &path).unwrap();
            }
            path.to_string_lossy().into_owned()
        }
        Engine::Postgres => {
            let name = format!("perno_test_{}_{number}", std::process::id());
            let mut connection = PgConnection::establish(&postgres_url()).unwrap();
            let statement = match template {
                Some(template) => format!("CREATE DATABASE {name} TEMPLATE {template}"),
                None => format!("CREATE DATABASE {name}"),
            };
            create(&mut connection, &statement).await;
            name
        }
    }
}

/// Creates a database, waiting until the template is free.
async fn create(connection: &mut PgConnection, statement: &str) {
    let _turn = COPYING.lock().await;
    for _ in 0..200 {
        match connection.batch_execute(statement) {
            Ok(()) => return,
            Err(error) if error.to_string().contains("being accessed") => {
                actix_web::rt::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => panic!("{statement}: {error}"),
        }
    }
    panic!("{statement}: the template stays in use");
}

/// The URL of a database on the test server, or of a file.
fn url(engine: Engine, database: &str) -> String {
    match engine {
        Engine::Sqlite => format!("sqlite://{database}"),
        Engine::Postgres => {
            let server = postgres_url();
            let (server, _) = server.rsplit_once('/').unwrap();
            format!("{server}/{database}")
        }
    }
}
