//! The web server around an application: middleware, routes, workers and socket options, the same for `serve.rs` and
//! for the tests. `tcp_nodelay` is on, since kept-alive answers stall for 40 ms without it; signals are off, since
//! `serve.rs` waits for them. Operations are in `api/routes.rs`, what goes around each request in `api/telemetry.rs`.

use std::{io, net::TcpListener};

use actix_web::{App as Web, HttpServer, dev::Server, middleware::from_fn, web};

use crate::{
    api::{routes::routes, telemetry},
    app::App,
};

/// How long requests under way may take after the signal to stop, in seconds.
const SHUTDOWN_SECONDS: u64 = 10;

/// A server on the listener; it runs when awaited.
pub fn server(app: App, listener: TcpListener, workers: usize) -> io::Result<Server> {
    let app = web::Data::new(app);
    let server =
        HttpServer::new(move || Web::new().app_data(app.clone()).wrap(from_fn(telemetry::around)).configure(routes))
            .workers(workers)
            .tcp_nodelay(true)
            .shutdown_timeout(SHUTDOWN_SECONDS)
            .disable_signals()
            .listen(listener)?;
    Ok(server.run())
}
