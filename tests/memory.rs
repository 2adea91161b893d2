//! How much memory strangers' connections take, measured on the program as a process of its own. The figures of whole
//! attacks are printed by `benches/run attack`; the time-outs of connections are tested in `connections.rs`.

use std::time::Duration;

use actix_web::rt::{spawn, time::sleep};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{Engine, TestApp, process::Process};

/// Sends the same bytes on many connections, for as long as the program takes them, and keeps the connections.
async fn send(app: &TestApp, connections: usize, bytes: &str) -> Vec<TcpStream> {
    let mut sending = Vec::new();
    for _ in 0..connections {
        let (address, bytes) = (app.address.strip_prefix("http://").unwrap().to_owned(), bytes.to_owned());
        sending.push(spawn(async move {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            let _ = timeout(Duration::from_secs(1), stream.write_all(bytes.as_bytes())).await;
            stream
        }));
    }
    let mut open = Vec::new();
    for one in sending {
        open.push(one.await.unwrap());
    }
    sleep(Duration::from_millis(500)).await;
    open
}

mod sqlite {
    use super::*;

    #[actix_web::test]
    async fn requests_that_wait_behind_others_take_little() {
        let mut app = TestApp::new(Engine::Sqlite).await;
        let process = Process::start(&mut app).await;
        let before = process.megabytes();
        let unread = "GET /api/v1/openapi.yaml HTTP/1.1\r\nhost: a\r\n\r\n".repeat(20);
        let waiting = "GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(20_000);
        let open = send(&app, 20, &(unread + &*waiting)).await;
        let taken = process.megabytes() - before;
        assert!(taken < 60.0, "{taken} MB for {} connections", open.len());
    }

    #[actix_web::test]
    async fn bodies_that_do_not_end_take_little_and_small_ones_get_through() {
        let mut app = TestApp::new(Engine::Sqlite).await;
        let process = Process::start(&mut app).await;
        let before = process.megabytes();
        let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
        let open = send(&app, 200, &format!("{head}content-length: 1000000\r\n\r\n{}", " ".repeat(999_000))).await;
        let taken = process.megabytes() - before;
        assert!(taken < 120.0, "{taken} MB for {} connections", open.len());
        let small =
            serde_json::json!({"email": app.company.member.email, "password": crate::support::company::PASSWORD});
        app.anonymous().post("/auth/login", small).await.ok();
    }

    #[actix_web::test]
    async fn requests_in_one_packet_are_all_answered() {
        let app = TestApp::new(Engine::Sqlite).await;
        let requests = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n".repeat(999);
        let last = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        let mut stream = TcpStream::connect(app.address.strip_prefix("http://").unwrap()).await.unwrap();
        stream.write_all((requests + last).as_bytes()).await.unwrap();
        let mut answers = String::new();
        timeout(Duration::from_secs(20), stream.read_to_string(&mut answers)).await.unwrap().unwrap();
        assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 1_000);
    }
}
