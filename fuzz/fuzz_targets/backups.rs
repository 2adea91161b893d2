//! Backups from elsewhere: the bytes of a file, and the lines in it with a checksum that is right.

#![no_main]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use perno::store::backup::{Header, verify};
use sha2::{Digest, Sha256};

fuzz_target!(|bytes: &[u8]| {
    let _ = checked(bytes);
    let _ = checked(&compressed(bytes));
    let rows = bytes.iter().filter(|byte| **byte == b'\n').count().saturating_sub(2);
    for rows in [0, 1, rows] {
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let end = format!("{{\"rows\":{rows},\"sha256\":\"{digest}\"}}\n");
        if let Some(header) = checked(&compressed(&[bytes, end.as_bytes()].concat())) {
            assert_eq!(usize::try_from(header.rows()), Ok(rows));
        }
    }
});

/// The header of a file that is whole; a damaged one says so in a line.
fn checked(file: &[u8]) -> Option<Header> {
    verify(file).map_err(|error| assert!(!error.to_string().is_empty())).ok()
}

fn compressed(text: &[u8]) -> Vec<u8> {
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    file.write_all(text).unwrap();
    file.finish().unwrap()
}
