//! The measured processes: `perno serve` on a database, and a server with one route that serves bytes from memory. Both
//! listen on a free local port and are killed when their values are dropped.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use actix_web::{HttpResponse, HttpServer, rt, web};

use crate::{
    Outcome,
    client::{Connection, request},
};

/// The secret from which the server derives its keys; the benchmark issues tokens with it.
pub const SECRET: &str = "only for benchmarks, where nothing is worth protecting";

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// The time from the start of the process until it reports that it is ready.
    pub took: Duration,
}

impl Server {
    /// Starts `perno serve`. It logs only warnings, since the reference logs nothing.
    pub async fn perno(program: &Path, database: &str) -> Outcome<Self> {
        Self::with(program, "serve", database).await
    }

    /// Starts `perno demo`, which first creates the demo company.
    pub async fn demo(program: &Path, database: &str) -> Outcome<Self> {
        Self::with(program, "demo", database).await
    }

    async fn with(program: &Path, command: &str, database: &str) -> Outcome<Self> {
        let address = free()?;
        let mut perno = Command::new(program);
        perno
            .args([command, "--log", "warn", "--listen", &address.to_string()])
            .env("PERNO_DATABASE_URL", database)
            .env("PERNO_SECRET", SECRET);
        Self::started(perno, address, "/readyz").await
    }

    /// Starts this program as a server with the empty route.
    pub async fn empty(bytes: usize) -> Outcome<Self> {
        let address = free()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["empty", &address.to_string(), &bytes.to_string()]);
        Self::started(command, address, "/").await
    }

    async fn started(mut command: Command, address: SocketAddr, path: &str) -> Outcome<Self> {
        let began = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut server = Self { child, address, took: Duration::ZERO };
        let ready = request("GET", path, "", None);
        while began.elapsed() < Duration::from_mins(1) {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.send(&ready).await.is_ok()
            {
                server.took = began.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Err("the server does not become ready".into())
    }

    /// The resident memory of the process in MB: now, and the peak so far.
    pub fn memory(&self) -> Outcome<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let megabytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
        };
        Ok((megabytes("VmRSS:").ok_or("no VmRSS")?, megabytes("VmHWM:").ok_or("no VmHWM")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Serves so many bytes at `/` until the process is killed.
pub fn serve_bytes(address: SocketAddr, bytes: usize) -> Outcome {
    let body = web::Bytes::from(vec![b' '; bytes]);
    rt::System::new().block_on(async move {
        let app = move || {
            let body = body.clone();
            let route = web::get().to(move || {
                let body = body.clone();
                async move { HttpResponse::Ok().content_type("application/json").body(body) }
            });
            actix_web::App::new().route("/", route)
        };
        HttpServer::new(app).workers(2).tcp_nodelay(true).bind(address)?.run().await
    })?;
    Ok(())
}
