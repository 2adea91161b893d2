//! The program: reads its arguments and hands them to the command line. Also chooses the memory allocator,
//! mimalloc, which helps where JSON is written. Commands and the exit status are in `cli`, flags in
//! `config.rs`; the map of the modules is in `lib.rs`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    perno::cli::run()
}
