//! Runs work that may take milliseconds (rendering, compressing, parsing large bodies) on threads of its own, so that
//! the other requests of an async worker do not wait for it. Half the cores do such work at a time; the rest queues.
//! The database has its own threads, in `store/engine/worker.rs`.

use std::{sync::LazyLock, thread};

use tokio::sync::Semaphore;

use crate::app::error::{Error, Result};

static CORES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2))));

/// Bodies of more bytes are worth another thread.
const LARGE: usize = 16_384;

/// What the work returns: done at once on a small body, else as by [`offload`].
///
/// # Errors
/// As [`offload`].
pub async fn offload_large<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    if bytes > LARGE { offload(work).await } else { Ok(work()) }
}

/// What the work returns.
///
/// # Errors
/// `internal` when the work panics.
pub async fn offload<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = CORES.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}
