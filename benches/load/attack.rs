//! What an attack leaves of the service: the slowest `/healthz` and the most memory while clients send heads and bodies
//! slowly, read slowly, or send the largest bodies that are allowed as fast as they can. The attackers come from several
//! local addresses, since the connections of an address are bounded. The references are the aims themselves.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream as BlockingStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::{
    Measure, Outcome,
    check_ins::founded,
    client::{Request, request},
    company::{Company, Shape},
    database::{Database, Engine},
    server::Server,
    table::{Aim, Line, Table, tell},
};

const HEALTHY: f64 = 200.0;
const MEMORY: f64 = 150.0;
const SLOW_CLIENTS: usize = 800;
const FAST_CLIENTS: usize = 64;
/// Members who send the largest inputs.
const MEMBERS: usize = 8;
const ADDRESSES: usize = 2;
/// How far apart clients begin.
const BETWEEN: Duration = Duration::from_millis(2);
/// As much as a body may have, nearly.
const LARGE: usize = 1_040_000;

#[derive(Debug, Clone)]
enum Attack {
    /// A byte of a head that never ends, twice a second.
    SlowHead,
    /// Most of a large body at once, then a byte twice a second.
    SlowBody,
    /// Many requests at once whose answers are read a byte twice a second.
    SlowReader(Request),
    /// Thousands of requests in one packet, behind one whose answer is not read.
    Pipelined,
    /// Requests of so many clients, one after the other, whose answers are read.
    Fast(usize, Vec<Request>),
}

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("attack, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "attack")?;
        let shape = Shape { departments: 5, people: FAST_CLIENTS, key_results: 1_000, check_ins: 3 };
        let companies = founded(&database, &[shape]).await?;
        let company = companies.first().ok_or("no organisation")?;
        for (what, attack) in attacks(company)? {
            let server = Server::perno(&measure.perno, &database.setting()).await?;
            let slowest = attacked(&server, &attack, measure.round() * 5).await?;
            let mut line =
                Line::new(format!("slowest /healthz, {what}, {}", engine.name()), "ms", Some(Aim::AtMost(1.0)));
            line.round(slowest, HEALTHY);
            table.add(line);
            let mut line = Line::new(format!("most memory, {what}, {}", engine.name()), "MB", Some(Aim::AtMost(1.0)));
            line.round(server.memory()?.1, MEMORY);
            table.add(line);
        }
    }
    Ok(())
}

/// What members send is refused, so that only its size counts and not what it adds. Each is on a server of its own,
/// whose memory is the most that the process ever had.
fn attacks(company: &Company) -> Outcome<Vec<(&'static str, Attack)>> {
    let token = company.token(0)?;
    let members: Map<String, Value> = (0..100_000).map(|number| (format!("{number}"), Value::Null)).collect();
    let nested = format!("{{\"email\": {}1{}}}", "[".repeat(100), "]".repeat(100));
    let login = |body: &str| request("POST", "/api/v1/auth/login", "", Some(body));
    let key_results = company.key_results_of(0).collect::<Vec<_>>();
    let check_in = |id| json!({"key_result_id": id, "value": "refused", "note": "n".repeat(900)});
    let items: Vec<Value> = key_results.iter().cycle().take(1_000).map(check_in).collect();
    let batch = json!({"items": items}).to_string();
    let objective = json!({"description": "*a* ".repeat(LARGE / 4)}).to_string();
    let numbers = json!({"email": vec![0; LARGE / 2]}).to_string();
    Ok(vec![
        ("slow heads", Attack::SlowHead),
        ("slow bodies", Attack::SlowBody),
        ("slow readers", Attack::SlowReader(request("GET", "/api/v1/openapi.yaml", "", None))),
        ("pipelined requests", Attack::Pipelined),
        ("100,000 members", Attack::Fast(FAST_CLIENTS, vec![login(&Value::Object(members).to_string())])),
        ("deep and long bodies", Attack::Fast(FAST_CLIENTS, vec![login(&nested), login(&numbers)])),
        (
            "largest batches, texts and lists",
            Attack::Fast(
                MEMBERS,
                vec![
                    request("POST", "/api/v1/check-ins/batch", &token, Some(&batch)),
                    request("POST", "/api/v1/objectives", &token, Some(&objective)),
                    request("GET", "/api/v1/key-results?limit=200", &token, None),
                    request("GET", &company.scorecard(), &token, None),
                ],
            ),
        ),
    ])
}

/// The slowest health check in milliseconds during the attack and until the server is rid of it.
async fn attacked(server: &Server, attack: &Attack, duration: Duration) -> Outcome<f64> {
    let over = Arc::new(AtomicBool::new(false));
    let health = watch(server.address, Arc::clone(&over));
    let clients = if let Attack::Fast(clients, _) = attack { *clients } else { SLOW_CLIENTS };
    let end = Instant::now() + duration;
    let attackers: Vec<_> = (0..clients)
        .map(|number| {
            let (attack, address) = (attack.clone(), server.address);
            tokio::spawn(async move {
                tokio::time::sleep(BETWEEN * u32::try_from(number).unwrap_or(0)).await;
                while Instant::now() < end {
                    let strike = strike(&attack, address, number);
                    // Being refused or cut off is the answer that an attack deserves.
                    let _ = tokio::time::timeout_at(end.into(), strike).await;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            })
        })
        .collect();
    for attacker in attackers {
        attacker.await?;
    }
    over.store(true, Ordering::Relaxed);
    health.join().map_err(|_| "the health checks ended early")?
}

/// Does with one connection what the attack does, until the server closes it.
async fn strike(attack: &Attack, server: SocketAddr, number: usize) -> Outcome {
    let mut stream = connect(server, number).await?;
    match attack {
        Attack::SlowHead => {
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ").await?;
            trickle(&mut stream).await
        }
        Attack::SlowBody => {
            let head = format!(
                "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {LARGE}\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&vec![b' '; LARGE - 1_000]).await?;
            trickle(&mut stream).await
        }
        Attack::SlowReader(request) => {
            for _ in 0..100 {
                stream.write_all(request).await?;
            }
            loop {
                tokio::time::sleep(Duration::from_millis(500)).await;
                stream.read_u8().await?;
            }
        }
        Attack::Pipelined => {
            stream.write_all(&request("GET", "/api/v1/openapi.yaml", "", None).repeat(20)).await?;
            stream.write_all(&request("GET", "/", "", None).repeat(2_000)).await?;
            tokio::time::sleep(Duration::from_mins(1)).await;
            Ok(())
        }
        Attack::Fast(_, requests) => {
            let mut connection = crate::client::Connection::on(stream);
            for request in requests.iter().cycle() {
                connection.exchange(request).await?;
            }
            Ok(())
        }
    }
}

async fn connect(server: SocketAddr, number: usize) -> Outcome<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(4_096)?;
    let last = u8::try_from(number % ADDRESSES)?;
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 1, last + 1)), 0))?;
    Ok(socket.connect(server).await?)
}

/// Ends when the server answers or closes the connection.
async fn trickle(stream: &mut TcpStream) -> Outcome {
    let mut answer = [0; 64];
    loop {
        match tokio::time::timeout(Duration::from_millis(500), stream.read(&mut answer)).await {
            Ok(_) => return Ok(()),
            Err(_) => stream.write_all(b" ").await?,
        }
    }
}

/// Asks `/healthz` on a new connection twenty times a second; the longest time in milliseconds. A thread of its own, so
/// that the attackers do not hold it up.
fn watch(server: SocketAddr, over: Arc<AtomicBool>) -> JoinHandle<Outcome<f64>> {
    thread::spawn(move || {
        let mut slowest = 0.0_f64;
        while !over.load(Ordering::Relaxed) {
            let began = Instant::now();
            let mut stream = BlockingStream::connect(server)?;
            stream.set_read_timeout(Some(Duration::from_secs(10)))?;
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            if !answer.starts_with("HTTP/1.1 200") {
                return Err(format!("/healthz: {answer}").into());
            }
            slowest = slowest.max(began.elapsed().as_secs_f64() * 1_000.0);
            thread::sleep(Duration::from_millis(50));
        }
        Ok(slowest)
    })
}
