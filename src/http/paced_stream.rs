//! A connection that hands what it receives to the framework in pieces: at most one head of a request, or a few
//! kilobytes of a body, and slowly while many requests wait. The framework decodes all that it can read, and keeps a
//! few kilobytes for each request that waits behind another, so that thousands in one packet would take memory without
//! bound.

use std::{
    io, mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::rt::net::TcpStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

const BUFFER: usize = 8_192;

/// How many heads may wait for an answer before the next ones are handed over slowly.
const WAITING_MAX: usize = 8;

const SLOWLY: Duration = Duration::from_millis(100);

/// How many heads of a connection wait for an answer; clones share it. Empty lines in bodies are taken for heads, too,
/// which only makes the rest of a body slower.
#[derive(Debug, Clone, Default)]
pub struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    /// One of them is answered.
    pub fn answered(&self) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_sub(1));
    }
}

pub struct PacedStream {
    stream: TcpStream,
    buffer: Box<[u8; BUFFER]>,
    /// What of the buffer was received and not handed over.
    from: usize,
    to: usize,
    /// Whether the last byte handed over ended a line.
    at_line_start: bool,
    /// Whether the framework must decode the last piece before it gets the rest of the buffer.
    handed_over: bool,
    waiting: Waiting,
    pause: Option<Pin<Box<Sleep>>>,
}

impl PacedStream {
    #[must_use]
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            buffer: Box::new([0; BUFFER]),
            from: 0,
            to: 0,
            at_line_start: false,
            handed_over: false,
            waiting: Waiting::default(),
            pause: None,
        }
    }

    #[must_use]
    pub fn waiting(&self) -> Waiting {
        self.waiting.clone()
    }

    #[must_use]
    pub const fn tcp(&self) -> &TcpStream {
        &self.stream
    }

    /// The length of the next piece: up to the first empty line, which ends a head.
    fn piece(&mut self, most: usize) -> usize {
        let received = self.buffer.get(self.from..self.to).unwrap_or_default();
        for (position, byte) in received.iter().take(most).enumerate() {
            match byte {
                b'\n' if mem::replace(&mut self.at_line_start, true) => {
                    self.waiting.0.fetch_add(1, Ordering::Relaxed);
                    return position + 1;
                }
                b'\n' | b'\r' => {}
                _ => self.at_line_start = false,
            }
        }
        received.len().min(most)
    }
}

impl AsyncRead for PacedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if mem::take(&mut self.handed_over) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let this = &mut *self;
        if let Some(pause) = &mut this.pause {
            ready!(pause.as_mut().poll(context));
            this.pause = None;
        }
        if this.from == this.to {
            let mut received = ReadBuf::new(&mut this.buffer[..]);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut received))?;
            (this.from, this.to) = (0, received.filled().len());
        }
        let piece = this.piece(target.remaining());
        target.put_slice(this.buffer.get(this.from..this.from + piece).unwrap_or_default());
        this.from += piece;
        this.handed_over = this.from < this.to;
        if this.waiting.0.load(Ordering::Relaxed) > WAITING_MAX {
            this.pause = Some(Box::pin(sleep(SLOWLY)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for PacedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
