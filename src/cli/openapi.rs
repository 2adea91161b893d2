//! `perno openapi`: prints the contract, for generating a client without a running server. The server sends
//! the same text at `/api/v1/openapi.yaml` (`api/contract.rs`), and a page to read it at
//! `/api/docs`.

use std::io::{self, Write};

use super::Outcome;
use crate::api::contract::CONTRACT;

pub fn run() -> Outcome {
    io::stdout().write_all(CONTRACT.as_bytes()).map_err(|error| format!("cannot write the contract: {error}"))
}
