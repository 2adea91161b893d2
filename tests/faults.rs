//! Placeholder head.
//!
//! To be filled.
