//! The file format: gzipped lines of JSON, so that `zcat` shows it. The first line is the header: format, program
//! version, time, migrations, tables with their columns and row counts. Then for each table there is a line with its
//! name and one line per row, an array in the order of the columns. The last line holds the number of rows and the
//! SHA-256 of all lines before it. `verify` reads a whole file before anything is restored from it. How values are
//! written is in `values.rs`.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::{
    BackupError,
    tables::BackupTable,
    values::{Value, to_hex},
};

/// The format version; raised when older programs can no longer read the file.
const FORMAT: u32 = 1;

/// The beginning of every decompressed file.
const BEGINNING: &[u8] = b"{\"perno_backup\":";

/// The longest line, in bytes: longer than any row, since texts are bounded and the change log holds each at most
/// twice.
const LINE_MAX: u64 = 256 * 1_048_576;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    perno_backup: u32,
    /// The version of the program that wrote it.
    pub program: String,
    pub taken_at: String,
    /// The versions of the applied migrations, in order.
    pub migrations: Vec<String>,
    pub tables: Vec<BackupTable>,
}

impl Header {
    pub(super) fn new(taken_at: &str, migrations: Vec<String>, tables: Vec<BackupTable>) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { perno_backup: FORMAT, program, taken_at: taken_at.to_owned(), migrations, tables }
    }

    /// The number of rows in all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

#[derive(Serialize, Deserialize)]
struct Title {
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Footer {
    rows: u64,
    sha256: String,
}

pub struct BackupWriter<W: Write> {
    out: GzEncoder<W>,
    digest: Sha256,
    line: Vec<u8>,
    rows: u64,
}

impl<W: Write> BackupWriter<W> {
    pub fn new(out: W, header: &Header) -> Result<Self, BackupError> {
        let out = GzEncoder::new(out, Compression::default());
        let mut writer = Self { out, digest: Sha256::new(), line: Vec::new(), rows: 0 };
        writer.line(header)?;
        Ok(writer)
    }

    pub fn table(&mut self, name: &str) -> Result<(), BackupError> {
        self.line(&Title { table: name.to_owned() })
    }

    pub fn row(&mut self, values: &[Value]) -> Result<(), BackupError> {
        self.rows += 1;
        self.line(&values)
    }

    /// Writes the footer; without it the file is incomplete.
    pub fn finish(mut self, header: &Header) -> Result<(), BackupError> {
        if self.rows != header.rows() {
            return Err(BackupError::Damaged("the rows changed while they were read".to_owned()));
        }
        let footer = Footer { rows: self.rows, sha256: hex(self.digest.clone()) };
        self.line(&footer)?;
        self.out.finish()?.flush()?;
        Ok(())
    }

    fn line(&mut self, content: &impl Serialize) -> Result<(), BackupError> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, content).map_err(std::io::Error::from)?;
        self.line.push(b'\n');
        self.digest.update(&self.line);
        Ok(self.out.write_all(&self.line)?)
    }
}

pub struct BackupReader<R: Read> {
    lines: BufReader<MultiGzDecoder<R>>,
    digest: Sha256,
    line: Vec<u8>,
    pub header: Header,
}

impl<R: Read> BackupReader<R> {
    pub fn new(input: R) -> Result<Self, BackupError> {
        let mut lines = BufReader::new(MultiGzDecoder::new(input));
        let mut line = Vec::new();
        let foreign = |_| BackupError::Foreign("it does not begin as one".to_owned());
        read_line(&mut lines, &mut line).map_err(|error| match error {
            BackupError::Damaged(_) if !line.starts_with(BEGINNING) => {
                BackupError::Foreign("it is not compressed as one".to_owned())
            }
            other => other,
        })?;
        let first: Json = serde_json::from_slice(&line).map_err(foreign)?;
        match first.get("perno_backup").and_then(Json::as_u64) {
            Some(format) if format > u64::from(FORMAT) => return Err(BackupError::Newer("the backup")),
            Some(_) => {}
            None => return Err(BackupError::Foreign("it does not begin as one".to_owned())),
        }
        let header = serde_json::from_value(first).map_err(|error| damaged("its header", &error))?;
        Ok(Self { lines, digest: Sha256::new_with_prefix(&line), line, header })
    }

    /// The next row of the table.
    pub fn row(&mut self, table: &BackupTable) -> Result<Vec<Value>, BackupError> {
        self.next()?;
        let values: Vec<Json> = self.parsed(&table.name)?;
        let wrong = || BackupError::Damaged(format!("a row of {} does not fit its columns", table.name));
        if values.len() != table.columns.len() {
            return Err(wrong());
        }
        let columns = values.into_iter().zip(&table.columns);
        columns.map(|(value, column)| Value::read(value, column.kind?)).collect::<Option<_>>().ok_or_else(wrong)
    }

    /// The line that begins a table.
    pub fn table(&mut self, name: &str) -> Result<(), BackupError> {
        self.next()?;
        let title: Title = self.parsed(name)?;
        if title.table == name { Ok(()) } else { Err(BackupError::Damaged(format!("{name} is missing"))) }
    }

    /// Reads the last line and checks the number of rows and the checksum.
    pub fn finish(mut self) -> Result<Header, BackupError> {
        let digest = hex(self.digest.clone());
        self.next()?;
        let footer: Footer = self.parsed("its end")?;
        if footer.rows != self.header.rows() || footer.sha256 != digest {
            return Err(BackupError::Damaged("its checksum does not match what it holds".to_owned()));
        }
        if read_line(&mut self.lines, &mut self.line)? {
            return Err(BackupError::Damaged("something follows its end".to_owned()));
        }
        Ok(self.header)
    }

    fn next(&mut self) -> Result<(), BackupError> {
        if !read_line(&mut self.lines, &mut self.line)? {
            return Err(too_early());
        }
        self.digest.update(&self.line);
        Ok(())
    }

    fn parsed<T: DeserializeOwned>(&self, what: &str) -> Result<T, BackupError> {
        serde_json::from_slice(&self.line).map_err(|error| damaged(what, &error))
    }
}

/// Reads a line including its line break; false at the end of the file.
fn read_line(lines: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, BackupError> {
    line.clear();
    lines.by_ref().take(LINE_MAX).read_until(b'\n', line).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => too_early(),
        ErrorKind::InvalidInput | ErrorKind::InvalidData => {
            BackupError::Damaged("it cannot be decompressed".to_owned())
        }
        _ => BackupError::File(error),
    })?;
    if line.is_empty() || line.ends_with(b"\n") { Ok(!line.is_empty()) } else { Err(too_early()) }
}

fn too_early() -> BackupError {
    BackupError::Damaged("it ends too early".to_owned())
}

fn damaged(what: &str, error: &serde_json::Error) -> BackupError {
    BackupError::Damaged(format!("{what} cannot be read ({error})"))
}

fn hex(digest: Sha256) -> String {
    to_hex(&digest.finalize())
}

/// Reads a backup to its end.
///
/// # Errors
/// If it is not a backup, is incomplete or damaged, or was written by a newer program.
pub fn verify(input: impl Read) -> Result<Header, BackupError> {
    let mut reader = BackupReader::new(input)?;
    for table in reader.header.tables.clone() {
        reader.table(&table.name)?;
        for _ in 0..table.rows {
            reader.next()?;
        }
    }
    reader.finish()
}
