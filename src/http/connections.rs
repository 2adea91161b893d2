//! Bounds what one client can do with its connections: how many it has, how long a request's head may take also on a
//! kept connection, and how slowly answers may be read. The framework times out only the first head; bodies have their
//! time-out in `body.rs`. Health checks get through also from an address that has all its connections.

use std::{
    any::Any,
    collections::HashMap,
    net::IpAddr,
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use actix_web::{
    Error as ActixError, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Extensions, ServiceRequest, ServiceResponse},
    http::header::{CONNECTION, HeaderValue},
    middleware::Next,
    rt::{self, net::TcpStream},
};
use socket2::{SockRef, Socket};

use super::problem::Problem;
use crate::{
    app::error::{Code, Error},
    metrics::Metrics,
};

/// How often connections are looked through.
const LOOK_THROUGH: Duration = Duration::from_secs(1);

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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: None,
            between: Duration::from_secs(15),
            unread: Duration::from_secs(30),
            slowest_reader: 16_384,
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
    connections: Connections,
}

impl Connections {
    #[must_use]
    pub fn new(limits: Limits, metrics: Metrics) -> Self {
        Self(Arc::new(Shared { limits, metrics, open: Mutex::default() }))
    }

    /// Registers a connection that was just accepted; it is counted until its extensions are dropped.
    pub fn opened(&self, stream: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let socket = SockRef::from(stream).try_clone();
        let (Ok(socket), Ok(peer)) = (socket, stream.peer_addr()) else { return };
        let address = peer.ip().to_canonical();
        let mut open = self.open();
        let count = open.by_address.entry(address).or_default();
        *count += 1;
        let most = self.0.limits.per_address.map_or(usize::MAX, NonZeroUsize::get);
        let (excess, far_too_many) = (*count > most, *count > most.saturating_mul(2));
        let deadline = Mutex::new(Some(Instant::now() + self.0.limits.between));
        let connection = Arc::new(Connection { socket, address, excess, deadline, connections: self.clone() });
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

    /// Ends the connection; the framework notices and drops it.
    fn close(&self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }

    /// Expects the next request, once an answer of this size was read.
    fn answered(&self, size: BodySize) {
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
    Ok(response)
}
