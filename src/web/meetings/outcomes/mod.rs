//! What meetings leave behind, as other pages show it.
//! Decisions stand on the pages of key results and objectives, blockers on those of people.
//! A meeting's own page is `web/meetings/page.rs`.

pub mod blockers;
pub mod decided;
