//! The basic value types: ids, numbers, texts, enumerations, stored records, and faults of single values.
//! Each is parsed once, where it enters the program.
//! Nothing in here knows about OKRs.

pub mod fault;
pub mod id;
pub mod message;
pub mod numbers;
pub mod record;
pub mod text;
pub mod unit;
pub mod wire_enum;
