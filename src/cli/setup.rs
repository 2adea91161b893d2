//! What all commands share: logging, the database, the application. Only here does the program read the system clock;
//! the other layers get the time from `App`. Without a configured secret a random one is generated for this process.
//! Settings are parsed and checked in `config.rs`; what the system actor of the command line may do is in
//! `domain/access.rs`, the web server is in `http_server.rs`.

use std::{io, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tracing_subscriber::EnvFilter;

use crate::{
    app::{
        App, SignUp,
        sign_in::{secrets, tokens::Tokens},
    },
    config::{LogFormat, OnOff, Settings, SignUpSetting},
    domain::{
        context::Ctx,
        organisation::{Language, Tenant},
    },
    http::{detail::detail, redaction::Redacting},
    language::words::Words,
    store::engine::{connection::DatabaseUrl, db::Db},
};

/// Starts logging to standard error.
pub fn log(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let logger = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Redacting(io::stderr()));
    let started = match settings.log_format {
        LogFormat::Text => logger.try_init(),
        LogFormat::Json => logger.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logging was started before");
    }
}

/// The URL of the database: the setting, or the command's own default file.
pub fn database_url(settings: &Settings, default: &str) -> DatabaseUrl {
    let url = settings.database_url.clone().unwrap_or_else(|| DatabaseUrl::Sqlite(default.into()));
    url.pooled(settings.prepared_statements == OnOff::Off)
}

/// Opens the database, migrates its schema, and builds the application.
pub fn app(settings: &Settings, default_file: &str) -> Result<App, String> {
    let url = database_url(settings, default_file);
    let threads = match (settings.database_threads, &url) {
        (Some(threads), _) => usize::from(threads),
        (None, DatabaseUrl::Sqlite(_)) => 2,
        (None, DatabaseUrl::Postgres(_)) => 8,
    };
    let db = Db::open(&url, threads).map_err(|error| format!("cannot open {url:?}: {error}"))?;
    let db = db.with_timeout(Duration::from_secs(settings.database_timeout));
    let tokens = match &settings.secret {
        Some(secret) => Tokens::new(secret.as_bytes()),
        None => secrets::random::<32>().and_then(|secret| Tokens::new(&secret)),
    }
    .map_err(|error| detail(Words(Language::English), &error))?;
    let sign_up = match settings.signup {
        SignUpSetting::Closed => SignUp::Closed,
        SignUpSetting::Open => SignUp::Open,
    };
    Ok(App::new(db, Arc::new(clock), tokens, sign_up, usize::from(settings.proxies)))
}

#[expect(clippy::disallowed_methods, reason = "here the program gets its clock")]
pub fn clock() -> DateTime<Utc> {
    Utc::now()
}

/// The context of the command line, which acts as the system.
pub fn system(app: &App, organisation: Tenant) -> Ctx {
    Ctx::system(organisation, app.now(), "command-line".to_owned())
}
