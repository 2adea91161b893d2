//! `perno backup`: writes the whole database to one file. The file gets its name only when it is complete and synced to
//! disk; until then it is a temporary file in the same folder, readable only by its owner, which is deleted when the
//! backup fails. Its contents are decided in `store/backup`; progress is shown by `progress.rs`.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

use super::{Outcome, progress::ProgressBar, setup};
use crate::{
    config::Settings,
    store::{
        backup::{self, Header},
        engine::connection::DatabaseUrl,
    },
};

pub fn run(settings: &Settings, file: &Path, force: bool) -> Outcome {
    let url = setup::database_url(settings, "perno.db");
    if let DatabaseUrl::Sqlite(path) = &url
        && !path.exists()
    {
        return Err(format!("there is no database at {}", path.display()));
    }
    let header = if file == Path::new("-") { to_output(&url)? } else { to_file(&url, file, force)? };
    let (rows, tables) = (header.rows(), header.tables.len());
    let _ = writeln!(io::stderr(), "Wrote {rows} rows of {tables} tables to {}.", file.display());
    Ok(())
}

fn to_output(url: &DatabaseUrl) -> Result<Header, String> {
    let output = io::stdout().lock();
    if output.is_terminal() {
        return Err("a backup is no text for a terminal; name a file, or pipe it on".to_owned());
    }
    taken(url, output)
}

fn to_file(url: &DatabaseUrl, file: &Path, force: bool) -> Result<Header, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("cannot write {}: {error}", file.display());
    let exists = || format!("{} exists already; choose another name, or replace it with --force", file.display());
    if !force && file.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let name = file.file_name().ok_or_else(|| cannot(&"it is not the name of a file"))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let partial = Builder::new()
        .prefix(&format!(".{}.", name.to_string_lossy()))
        .suffix(".partial")
        .tempfile_in(folder)
        .map_err(|error| cannot(&error))?;
    let header = taken(url, BufWriter::new(partial.as_file()))?;
    partial.as_file().sync_all().map_err(|error| cannot(&error))?;
    place(partial, file, force).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(),
        _ => cannot(&error),
    })?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| cannot(&error))?;
    Ok(header)
}

fn place(partial: NamedTempFile, file: &Path, force: bool) -> io::Result<()> {
    let placed = if force { partial.persist(file) } else { partial.persist_noclobber(file) };
    placed.map(drop).map_err(|error| error.error)
}

fn taken(url: &DatabaseUrl, out: impl Write) -> Result<Header, String> {
    let now = setup::clock().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut told = ProgressBar::new();
    let taken = backup::take(url, &now, out, &mut |progress| told.tell(&progress));
    told.end();
    taken.map_err(|error| format!("no backup was made: {error}"))
}
