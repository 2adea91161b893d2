//! Shows the progress of a long command on the standard error: a progress bar on a terminal; else, since the output may
//! be a log, a line for each table and one now and then for a large table. Commands report progress through `store`'s
//! `Progress`, and print their results themselves.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use crate::store::backup::Progress;

const WIDTH: u64 = 30;
const REDRAWN: Duration = Duration::from_millis(100);
const RETOLD: Duration = Duration::from_secs(5);

pub struct ProgressBar {
    terminal: bool,
    last: Instant,
    drawn: bool,
}

impl ProgressBar {
    pub fn new() -> Self {
        Self { terminal: io::stderr().is_terminal(), last: Instant::now(), drawn: false }
    }

    pub fn tell(&mut self, progress: &Progress<'_>) {
        let pause = if self.terminal { REDRAWN } else { RETOLD };
        let due = self.last.elapsed() >= pause;
        if self.terminal && due {
            let _ = write!(io::stderr(), "\r{}\x1b[K", bar(progress));
            self.drawn = true;
        } else if !self.terminal && (due || (progress.table_done && progress.rows > 0)) {
            let _ = writeln!(io::stderr(), "{}: {} rows", progress.table, progress.rows);
        }
        if due {
            self.last = Instant::now();
        }
    }

    /// Removes the bar.
    pub fn end(&mut self) {
        if self.drawn {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn bar(progress: &Progress<'_>) -> String {
    let Progress { table, done, total, .. } = progress;
    let full = (done * WIDTH).checked_div(*total).unwrap_or(WIDTH);
    let marks: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
    format!("[{marks}] {done} of {total} rows, {table}")
}
