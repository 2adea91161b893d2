//! Bounds what clients can do with their connections: how many an address has, how long a request's head may take also
//! on a kept connection, how slowly answers may be read, and how much memory unread answers hold together. The
//! framework times out only the first head; bodies have their time-out in `body.rs`. Health checks get through also
//! from an address that has all its connections.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::IpAddr,
    num::NonZeroUsize,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_web::{
    Error as ActixError, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Extensions, ServiceRequest, ServiceResponse},
    http::header::{CONNECTION, HeaderValue},
    middleware::Next,
    rt,
    web::Bytes,
};
use socket2::{SockRef, Socket};

use super::{
    paced_stream::{PacedStream, Waiting},
    problem::Problem,
};
use crate::{
    app::error::{Code, Error},
    metrics::Metrics,
};

/// How often connections are looked through.
const LOOK_THROUGH: Duration = Duration::from_secs(1);

/// A long answer is handed over in parts of so many bytes, so that the framework buffers no more of it for a slow reader.
const PART: usize = 8_192;

/// An answer of at most so many bytes is handed over at once, since every part costs the server a system call and the
/// reader another turn.
const AT_ONCE: usize = 4 * PART;

/// A reader is stuck when it has taken nothing for so long.
const STUCK: Duration = Duration::from_secs(1);

/// The bounds of connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most connections of an address; any number by default.
    pub per_address: Option<NonZeroUsize>,
    /// How long a connection may be open between two requests, the head of the second included.
    pub between: Duration,
    /// How long sent data may stay unread.
    pub unread: Duration,
    /// Bytes a second that every client must be able to read; not 0.
    pub slowest_reader: u64,
    /// How many bytes the answers may have together that are not read yet.
    pub answers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: None,
            between: Duration::from_secs(15),
            unread: Duration::from_secs(30),
            slowest_reader: 16_384,
            answers: 32 * 1_048_576,
        }
    }
}

/// The open connections of the server; clones share them.
#[derive(Clone)]
pub struct Connections(Arc<Shared>);

struct Shared {
    limits: Limits,
    metrics: Metrics,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    by_address: HashMap<IpAddr, usize>,
    all: Vec<Weak<Connection>>,
    /// The bytes of all answers that are not read yet.
    held: usize,
}

/// An open connection.
pub struct Connection {
    /// A second handle of the socket, to close it.
    socket: Socket,
    address: IpAddr,
    /// Whether the address had all its connections already.
    excess: bool,
    /// When it is closed unless a request arrives; `None` while one is answered.
    deadline: Mutex<Option<Instant>>,
    /// When a part of its answer was last taken; `None` while there is no answer.
    taken: Mutex<Option<Instant>>,
    waiting: Waiting,
    connections: Connections,
}

impl Connections {
    #[must_use]
    pub fn new(limits: Limits, metrics: Metrics) -> Self {
        Self(Arc::new(Shared { limits, metrics, open: Mutex::default() }))
    }

    /// Registers a connection that was just accepted; it is counted until its extensions are dropped.
    pub fn opened(&self, stream: &PacedStream, extensions: &mut Extensions) {
        let (waiting, stream) = (stream.waiting(), stream.tcp());
        let socket = SockRef::from(stream).try_clone();
        let (Ok(socket), Ok(peer)) = (socket, stream.peer_addr()) else { return };
        let address = peer.ip().to_canonical();
        let mut open = self.open();
        let count = open.by_address.entry(address).or_default();
        *count += 1;
        let most = self.0.limits.per_address.map_or(usize::MAX, NonZeroUsize::get);
        let (excess, far_too_many) = (*count > most, *count > most.saturating_mul(2));
        let deadline = Mutex::new(Some(Instant::now() + self.0.limits.between));
        let taken = Mutex::default();
        let connections = self.clone();
        let connection = Arc::new(Connection { socket, address, excess, deadline, taken, waiting, connections });
        open.all.push(Arc::downgrade(&connection));
        drop(open);
        self.0.metrics.connections.increment(1.0);
        if far_too_many {
            connection.close();
        }
        extensions.insert(connection);
    }

    /// Closes connections whose deadline has passed, for as long as the runtime lives.
    pub async fn close_idle(self) {
        loop {
            rt::time::sleep(LOOK_THROUGH).await;
            let now = Instant::now();
            let mut open = self.open();
            open.all.retain(|one| one.strong_count() > 0);
            let all: Vec<Arc<Connection>> = open.all.iter().filter_map(Weak::upgrade).collect();
            drop(open);
            for connection in all.iter().filter(|one| one.deadline().is_some_and(|deadline| deadline < now)) {
                connection.close();
            }
        }
    }

    /// Whether there is room for an answer; if not, the connections of readers that are stuck are closed.
    fn hold(&self, bytes: usize) -> bool {
        let mut open = self.open();
        if open.held + bytes > self.0.limits.answers {
            let all: Vec<Arc<Connection>> = open.all.iter().filter_map(Weak::upgrade).collect();
            drop(open);
            all.iter().filter(|one| one.is_stuck()).for_each(|one| one.close());
            return false;
        }
        open.held += bytes;
        true
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    fn deadline(&self) -> Option<Instant> {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_deadline(&self, deadline: Option<Instant>) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    fn take(&self, taken: Option<Instant>) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = taken;
    }

    fn is_stuck(&self) -> bool {
        let taken = *self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.is_some_and(|taken| taken.elapsed() > STUCK)
    }

    /// Ends the connection; the framework notices and drops it.
    fn close(&self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }

    /// Expects the next request, once an answer of this size was read.
    fn answered(&self, size: BodySize) {
        self.waiting.answered();
        let bytes = if let BodySize::Sized(bytes) = size { bytes } else { 0 };
        let Limits { between, slowest_reader, .. } = self.connections.0.limits;
        let read = Duration::from_secs(bytes / slowest_reader.max(1));
        self.set_deadline(Some(Instant::now() + between + read));
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.0.metrics.connections.decrement(1.0);
        let mut open = self.connections.open();
        if let Some(count) = open.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&self.address);
            }
        }
    }
}

/// An answer that is handed over in parts.
struct InParts {
    left: Bytes,
    /// How many bytes a part has.
    part: usize,
    /// What it counts for until it is dropped: nothing if others have the same bytes.
    held: usize,
    connection: Arc<Connection>,
}

impl InParts {
    /// `None` when unread answers take too much memory already.
    fn new(bytes: Bytes, connection: Arc<Connection>) -> Option<Self> {
        let held = if bytes.is_unique() { bytes.len() } else { 0 };
        connection.connections.hold(held).then(|| {
            connection.take(Some(Instant::now()));
            let part = if bytes.len() <= AT_ONCE { AT_ONCE } else { PART };
            Self { left: bytes, part, held, connection }
        })
    }
}

impl MessageBody for InParts {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.left.len()).unwrap_or(u64::MAX))
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        self.connection.take(Some(Instant::now()));
        let part = self.left.len().min(self.part);
        Poll::Ready(Some(Ok(self.left.split_to(part))))
    }
}

impl Drop for InParts {
    fn drop(&mut self) {
        self.connection.take(None);
        self.connection.connections.open().held -= self.held;
    }
}

/// The middleware: nothing times out while a request is answered, and excess connections are refused all but health
/// checks.
pub async fn middleware(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let Some(connection) = request.conn_data::<Arc<Connection>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    connection.set_deadline(None);
    let probe = matches!(request.path(), "/healthz" | "/readyz");
    let mut response = if connection.excess && !probe {
        let error = Error::new(Code::Unavailable, "error-too-many-connections");
        let (request, _) = request.into_parts();
        ServiceResponse::new(request, HttpResponse::from_error(Problem(error)))
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    if connection.excess {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    connection.answered(response.response().body().size());
    Ok(in_parts(response, connection))
}

/// Hands a long answer over in parts, or refuses it when there is no room.
fn in_parts(response: ServiceResponse<BoxBody>, connection: Arc<Connection>) -> ServiceResponse<BoxBody> {
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let response = match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > PART => InParts::new(bytes, connection).map_or_else(
            || HttpResponse::from_error(Problem(Error::new(Code::Unavailable, "error-too-many-answers"))),
            |body| head.set_body(BoxBody::new(body)),
        ),
        Ok(bytes) => head.set_body(BoxBody::new(bytes)),
        Err(body) => head.set_body(body),
    };
    ServiceResponse::new(request, response)
}
