//! The entry point: runs the command line. It also sets the memory allocator to mimalloc, which makes writing
//! JSON faster. Commands and exit status are in `cli`, flags in `config.rs`; `lib.rs` has the map of the
//! modules.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    perno::cli::run()
}
