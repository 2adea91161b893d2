//! What one client can do with its connections: heads that never end, answers that are never read, too many at once.
//! The time-outs are shortened, so that the tests need not wait for the real ones.

use std::{num::NonZeroUsize, time::Duration};

use perno::{cli::http_server::Options, http::connections::Limits};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::support::{TestApp, app::METRICS_TOKEN, engine::on_both_engines, metrics::Figures};

fn serve(app: &TestApp, limits: Limits) -> String {
    let options = Options { connections: limits, metrics_token: METRICS_TOKEN.parse().ok(), ..Options::default() };
    app.serve_with(&options).strip_prefix("http://").unwrap().to_owned()
}

async fn ask(stream: &mut TcpStream, path: &str) -> u16 {
    let request = format!("GET {path} HTTP/1.1\r\nHost: perno\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    status(stream).await
}

async fn status(stream: &mut TcpStream) -> u16 {
    let mut answer = [0; 4_096];
    let length = stream.read(&mut answer).await.unwrap();
    std::str::from_utf8(&answer[9..12.min(length)]).unwrap().parse().unwrap()
}

/// Whether the server ends the connection within five seconds.
async fn is_ended(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.is_ok()
}

on_both_engines!(
    async fn second_head_that_never_ends_is_cut_off(app: TestApp) {
        let address = serve(&app, Limits { between: Duration::from_secs(1), ..Limits::default() });
        let mut stream = TcpStream::connect(&address).await.unwrap();
        assert_eq!(ask(&mut stream, "/healthz").await, 200);
        stream.write_all(b"GET /healthz HTTP/1.1\r\nX: ").await.unwrap();
        let drip = async {
            while stream.write_all(b"y").await.is_ok() {
                sleep(Duration::from_millis(200)).await;
            }
        };
        timeout(Duration::from_secs(8), drip).await.expect("the server closes the connection");
    }

    async fn busy_connection_stays_open(app: TestApp) {
        let address = serve(&app, Limits { between: Duration::from_secs(2), ..Limits::default() });
        let mut stream = TcpStream::connect(&address).await.unwrap();
        for _ in 0..5 {
            assert_eq!(ask(&mut stream, "/healthz").await, 200);
            sleep(Duration::from_millis(800)).await;
        }
    }

    async fn answers_that_nobody_reads_do_not_keep_their_connection(app: TestApp) {
        let limits = Limits { between: Duration::from_secs(1), slowest_reader: 1_000_000, ..Limits::default() };
        let address = serve(&app, limits);
        let before = Figures::of(&app).await.get("perno_http_connections", &[]);
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let request = "GET /api/docs HTTP/1.1\r\nHost: perno\r\n\r\n".repeat(60);
        stream.write_all(request.as_bytes()).await.unwrap();
        for _ in 0..60 {
            sleep(Duration::from_millis(500)).await;
            if Figures::of(&app).await.get("perno_http_connections", &[]) <= before {
                return;
            }
        }
        panic!("the connection is still open");
    }

    async fn answers_that_nobody_reads_are_bounded_together(app: TestApp) {
        let address = serve(&app, Limits { answers: 10_000, ..Limits::default() });
        let mut stream = TcpStream::connect(&address).await.unwrap();
        assert_eq!(ask(&mut stream, "/healthz").await, 200);
        let unknown: Vec<String> = (0..200).map(|number| format!("\"{}{number}\": 1", "m".repeat(90))).collect();
        let body = format!("{{{}}}", unknown.join(","));
        let faulty = format!(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: perno\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(faulty.as_bytes()).await.unwrap();
        assert_eq!(status(&mut stream).await, 503, "more than 10,000 bytes of faults");
        let mut other = TcpStream::connect(&address).await.unwrap();
        assert_eq!(ask(&mut other, "/api/v1/openapi.yaml").await, 200, "what all readers share takes no memory");
    }

    async fn address_has_a_most_of_connections_and_probes_get_through(app: TestApp) {
        let per_address = NonZeroUsize::new(3);
        let address = serve(&app, Limits { per_address, ..Limits::default() });
        let mut open = Vec::new();
        for number in 0..3 {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            assert_eq!(ask(&mut stream, "/api/v1/me").await, 401, "{number}");
            open.push(stream);
        }
        let mut excess = TcpStream::connect(&address).await.unwrap();
        assert_eq!(ask(&mut excess, "/api/v1/me").await, 503);
        assert!(is_ended(&mut excess).await);
        let mut probe = TcpStream::connect(&address).await.unwrap();
        assert_eq!(ask(&mut probe, "/healthz").await, 200);
        assert!(is_ended(&mut probe).await);
        drop(open);
        sleep(Duration::from_millis(300)).await;
        let mut again = TcpStream::connect(&address).await.unwrap();
        assert_eq!(ask(&mut again, "/api/v1/me").await, 401);
    }
);
