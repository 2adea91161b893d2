//! A light HTTP client: kept-alive connections that send prepared requests, one at a time each, and read only the
//! status and the length of a response. One thread serves all connections, because it shares the machine with the
//! server it measures. Any status other than 2xx ends the run.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Outcome;

/// A request, ready to send.
pub type Request = Vec<u8>;

/// A request with a bearer token.
pub fn request(method: &str, path: &str, token: &str, body: Option<&str>) -> Request {
    let head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n");
    let rest = match body {
        Some(body) => format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
        None => "\r\n".to_owned(),
    };
    (head + &rest).into_bytes()
}

/// A kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self::on(stream))
    }

    pub fn on(stream: TcpStream) -> Self {
        Self { stream, buffer: Vec::with_capacity(65_536) }
    }

    /// Sends a request that must succeed and returns the length of the body, which is at the end of the buffer.
    pub async fn send(&mut self, request: &[u8]) -> Outcome<usize> {
        let length = self.exchange(request).await?;
        if self.buffer.starts_with(b"HTTP/1.1 2") {
            Ok(length)
        } else {
            Err(String::from_utf8_lossy(&self.buffer).into_owned().into())
        }
    }

    /// Sends a request and accepts any status; returns the length of the body.
    pub async fn exchange(&mut self, request: &[u8]) -> Outcome<usize> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (head, length) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(head) = end_of_head(&self.buffer) {
                break (head, content_length(&self.buffer, head));
            }
        };
        self.buffer.reserve(length);
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection within an answer".into());
            }
        }
        Ok(length)
    }

    /// The last response, head and body.
    pub fn answer(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.buffer)
    }

    /// The body of the last response.
    pub fn body(&self, length: usize) -> &[u8] {
        self.buffer.get(self.buffer.len().saturating_sub(length)..).unwrap_or_default()
    }
}

fn end_of_head(buffer: &[u8]) -> Option<usize> {
    buffer.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn content_length(buffer: &[u8], head: usize) -> usize {
    let lines = buffer.get(..head).unwrap_or_default().split(|byte| *byte == b'\n');
    let mut value = lines.filter_map(|line| {
        let (name, value) = line.split_at_checked(15)?;
        name.eq_ignore_ascii_case(b"content-length:").then(|| String::from_utf8_lossy(value).trim().parse().ok())?
    });
    value.next().unwrap_or(0)
}

/// Loads the server for a while: each client repeats its own requests. Returns the requests per second.
pub async fn load(address: SocketAddr, clients: &[Vec<Request>], duration: Duration) -> Outcome<f64> {
    let mut connections = Vec::new();
    for requests in clients {
        connections.push((Connection::open(address).await?, requests.clone()));
    }
    let began = Instant::now();
    let end = began + duration;
    let under_way: Vec<_> = connections
        .into_iter()
        .map(|(mut connection, requests)| {
            tokio::spawn(async move {
                let mut answered = 0_u32;
                for request in requests.iter().cycle() {
                    if Instant::now() >= end {
                        break;
                    }
                    connection.send(request).await?;
                    answered += 1;
                }
                Outcome::Ok(answered)
            })
        })
        .collect();
    let mut answered = 0.0;
    for one in under_way {
        answered += f64::from(one.await??);
    }
    Ok(answered / began.elapsed().as_secs_f64())
}
