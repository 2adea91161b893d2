//! `perno serve`: serves until it gets a signal to stop, then finishes running requests. `cli/demo` also calls `serve`,
//! which reports the address only once the socket is bound, so that port 0 works. Signals are handled only here.
//! Middleware and routes are set up in `http_server.rs`; database and keys in `setup.rs`.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    num::NonZeroUsize,
    thread,
};

use actix_web::{dev::ServerHandle, rt};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::signal::unix::{SignalKind, signal};

use super::{
    Outcome,
    http_server::{Options, server},
    setup,
};
use crate::{app::App, config::Settings, http::connections::Limits, jobs::runner};

/// The default of `PERNO_CONNECTIONS_PER_ADDRESS` without proxies.
const CONNECTIONS_PER_ADDRESS: usize = 256;

/// How many connections may wait to be accepted; the system lowers it to what it allows.
const BACKLOG: i32 = 4_096;

pub fn run(settings: &Settings) -> Outcome {
    let app = setup::app(settings, "perno.db")?;
    if settings.secret.is_none() {
        tracing::warn!("PERNO_SECRET is not set: access tokens end with this process and hold on this node only");
    }
    serve(settings, app, |address| tracing::info!(%address, "serving"))
}

/// With proxies, all connections come from their addresses.
fn connections_per_address(settings: &Settings) -> Option<NonZeroUsize> {
    let otherwise = if settings.proxies == 0 { CONNECTIONS_PER_ADDRESS } else { 0 };
    NonZeroUsize::new(settings.connections_per_address.unwrap_or(otherwise))
}

/// Serves the application; `ready` is called with the address once connections are accepted.
pub fn serve(settings: &Settings, app: App, ready: impl FnOnce(&str)) -> Outcome {
    let listener = listen(settings.listen).map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let db = app.db.clone();
    let options = Options {
        workers: thread::available_parallelism().map_or(2, usize::from),
        cors_origins: settings.cors_origins.clone(),
        requests_per_minute: settings.rate_limit,
        public_url: settings.public_url.clone(),
        metrics_token: settings.metrics_token.clone(),
        connections: Limits { per_address: connections_per_address(settings), ..Limits::default() },
    };
    rt::System::new().block_on(async move {
        runner::start(&app);
        let server = server(app, listener, &options).map_err(|error| error.to_string())?;
        stop_on_signal(server.handle())?;
        ready(&format!("http://{address}"));
        server.await.map_err(|error| error.to_string())
    })?;
    if let Err(error) = db.checkpoint() {
        tracing::warn!(%error, "the write-ahead log was left beside the database; keep both files together");
    }
    tracing::info!("stopped");
    Ok(())
}

/// As `TcpListener::bind`, but with room for many connections that arrive at once.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

fn stop_on_signal(handle: ServerHandle) -> Outcome {
    let listen = |kind| signal(kind).map_err(|error| format!("cannot wait for signals: {error}"));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: finishing what is under way");
        handle.stop(true).await;
    });
    Ok(())
}
