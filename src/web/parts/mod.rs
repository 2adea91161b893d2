//! Drawings and texts that several pages share: standings, progress, measures, names, the table
//! of departments. What only one page needs is in the folder of that page; charts are in
//! `charts`.

pub mod actions;
pub mod changes;
pub mod choices;
pub mod departments;
pub mod markdown;
pub mod measures;
pub mod names;
pub mod pager;
pub mod progress;
pub mod sorting;
pub mod status;
