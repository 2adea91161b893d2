//! The web server of an application: middleware, routes, workers and socket options, the same for `serve.rs` and the
//! tests. `tcp_nodelay` is on, because answers on kept-alive connections are delayed by 40 ms without it; the server's
//! own signal handling is off, because `serve.rs` does it. Operations are in `api/routes.rs`, the middleware of every
//! request in `http/telemetry.rs`.

use std::{io, net::TcpListener, num::NonZeroU32, time::Duration};

use actix_cors::Cors;
use actix_http::{HttpService, error::DispatchError};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App as Web,
    dev::AppConfig,
    middleware::{Condition, from_fn},
    rt::{self, net::TcpStream},
    web,
};
use socket2::SockRef;

use crate::{
    api::{metrics::Token, routes::routes},
    app::App,
    config::Secret,
    http::{
        compression,
        connections::{self, Connections},
        origin::PublicUrl,
        paced_stream::PacedStream,
        rate_limit::{self, Allowance},
        telemetry,
    },
    metrics::Metrics,
    web as pages,
};

/// How long running requests may take after the signal to stop, in seconds.
const SHUTDOWN_SECONDS: u64 = 10;

/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a closed connection may take to acknowledge that.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How much of an answer is kept for a reader that does not take it, in bytes.
const WRITE_BUFFER: usize = 8_192;

/// What the system keeps of a body that is not read yet, in bytes; the framework reads as much of it as there is into
/// memory, also while the body waits.
const RECEIVE_BUFFER: usize = 16_384;

/// What the system keeps of answers that a reader does not take, in bytes; without a bound it is megabytes for each
/// connection, and copying them holds up the others.
const SEND_BUFFER: usize = 65_536;

/// How often histograms are aggregated.
const ADD_UP: Duration = Duration::from_secs(5);

/// The options of the server.
#[derive(Debug, Clone)]
pub struct Options {
    pub workers: usize,
    /// The CORS origins whose pages may call the API; none by default.
    pub cors_origins: Vec<String>,
    /// How many requests each caller may send in a minute; unlimited by default.
    pub requests_per_minute: Option<NonZeroU32>,
    /// The public URL of the pages, when it differs from the host that requests name.
    pub public_url: Option<String>,
    /// The token for reading the metrics; nobody may by default.
    pub metrics_token: Option<Secret>,
    /// How many connections clients have, and how slow they may be.
    pub connections: connections::Limits,
}

impl Default for Options {
    /// One worker, and nothing that settings turn on.
    fn default() -> Self {
        Self {
            workers: 1,
            cors_origins: Vec::new(),
            requests_per_minute: None,
            public_url: None,
            metrics_token: None,
            connections: connections::Limits::default(),
        }
    }
}

/// The CORS rules: what pages of the configured origins may send and read.
fn cors(origins: &[String]) -> Cors {
    let cors = origins.iter().fold(Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers(["authorization", "content-type", "if-match", "if-none-match", "idempotency-key"])
        .expose_headers([
            "etag",
            "link",
            "location",
            "retry-after",
            "idempotent-replayed",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "x-request-id",
        ])
        .max_age(3_600)
}

/// Aggregates histograms regularly, so that they stay small, for as long as the runtime lives.
async fn add_up(metrics: Metrics) {
    loop {
        rt::time::sleep(ADD_UP).await;
        metrics.add_up();
    }
}

/// Builds the server on a listener; it runs when awaited.
pub fn server(app: App, listener: TcpListener, options: &Options) -> io::Result<Server> {
    let socket = SockRef::from(&listener);
    socket.set_tcp_user_timeout(Some(options.connections.unread))?;
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    let connections = Connections::new(options.connections, app.metrics.clone());
    rt::spawn(connections.clone().close_idle());
    rt::spawn(add_up(app.metrics.clone()));
    let app = web::Data::new(app);
    let metrics_token: web::Data<Token> = web::Data::new(options.metrics_token.clone());
    let allowance = web::Data::new(options.requests_per_minute.map(Allowance::per_minute));
    let public_url = web::Data::new(PublicUrl(options.public_url.clone()));
    let origins = options.cors_origins.clone();
    let service = move || {
        Web::new()
            .app_data(app.clone())
            .app_data(allowance.clone())
            .app_data(public_url.clone())
            .app_data(metrics_token.clone())
            .wrap(from_fn(rate_limit::middleware))
            .wrap(from_fn(telemetry::middleware))
            .wrap(from_fn(compression::middleware))
            .wrap(Condition::new(!origins.is_empty(), cors(&origins)))
            .wrap(from_fn(connections::middleware))
            .configure(routes)
            .configure(pages::routes::routes)
    };
    let builder = Server::build().workers(options.workers).shutdown_timeout(SHUTDOWN_SECONDS).disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let listening = builder.listen("perno", listener, move || {
        let (stopping, connections) = (stopping.clone(), connections.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .h1_write_buffer_size(WRITE_BUFFER)
            .on_connect_ext(move |stream: &PacedStream, extensions| connections.opened(stream, extensions))
            .h1(map_config(service().into_factory().map_err(|error| error.error_response()), |()| {
                AppConfig::default()
            }));
        fn_service(|stream: TcpStream| async move {
            let peer = stream.peer_addr().ok();
            stream.set_nodelay(true).map_err(DispatchError::Io)?;
            Ok::<_, DispatchError>((PacedStream::new(stream), peer))
        })
        .and_then(http)
    })?;
    Ok(listening.run())
}
