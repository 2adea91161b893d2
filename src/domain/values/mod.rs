//! What everything else is made of: ids, numbers, texts, words of a fixed list, stored records, faults of single values.
//! Each is parsed once, where it comes in.
//! Nothing in here knows an OKR.

pub mod fault;
pub mod id;
pub mod message;
pub mod numbers;
pub mod record;
pub mod text;
pub mod wire_enum;
