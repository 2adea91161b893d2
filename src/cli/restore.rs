//! `perno restore`: loads a backup into an empty database. A backup from the standard input is first saved to a
//! temporary file, since it is read twice: it is checked to its end before anything is written. How it is loaded is
//! decided in `store/backup`; progress is shown by `progress.rs`.

use std::{
    fs::File,
    io::{self, BufReader, IsTerminal, Write},
    path::Path,
};

use super::{Outcome, progress::ProgressBar, setup};
use crate::{config::Settings, store::backup};

pub fn run(settings: &Settings, file: &Path) -> Outcome {
    let url = setup::database_url(settings, "perno.db");
    let cannot = |error: io::Error| format!("cannot read {}: {error}", file.display());
    let input = if file == Path::new("-") { from_input() } else { File::open(file) }.map_err(cannot)?;
    let mut told = ProgressBar::new();
    let restored = backup::restore(&url, &mut BufReader::new(input), &mut |progress| told.tell(&progress));
    told.end();
    let header = restored.map_err(|error| format!("nothing was restored: {error}"))?;
    let (rows, tables, at, by) = (header.rows(), header.tables.len(), header.taken_at, header.program);
    let _ = writeln!(io::stderr(), "Restored {rows} rows of {tables} tables, as they were at {at} (perno {by}).");
    Ok(())
}

fn from_input() -> io::Result<File> {
    let mut input = io::stdin().lock();
    if input.is_terminal() {
        return Err(io::Error::other("a backup is not typed; name a file, or pipe it in"));
    }
    let mut kept = tempfile::tempfile()?;
    io::copy(&mut input, &mut kept)?;
    Ok(kept)
}
