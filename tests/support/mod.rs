//! What the tests share: the engines, the contract, and the project's own source as text.
//!
//! `app` is the application under test with the small `company` in it, `client` calls it, `results` sets up and reads
//! results, `conformance` compares scores, `traces` searches the database itself for words, `backup` makes and restores
//! backups; `browser` loads pages and `html` parses them, `chromium` is a real browser and `person` acts in it, `pages`
//! lists all pages; `requests` has a valid request for each operation; `engine` runs a test on both databases;
//! `contract` checks requests and answers against `openapi.yaml`, with the operations of `operation` and the schemas of
//! `openapi`; `process` runs the program itself; `source` reads the Rust files for `architecture.rs` and lists files of
//! any kind.

pub mod app;
pub mod backup;
pub mod browser;
pub mod chromium;
pub mod client;
pub mod company;
pub mod conformance;
pub mod contract;
pub mod engine;
pub mod exercised;
pub mod html;
pub mod metrics;
pub mod openapi;
pub mod operation;
pub mod pages;
pub mod person;
pub mod process;
pub mod requests;
pub mod results;
pub mod source;
pub mod traces;

pub use app::TestApp;
pub use chromium::Chromium;
pub use engine::Engine;
