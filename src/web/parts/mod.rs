//! What several pages draw: how something stands, how far it has come, what it measures, who is called what, the table of
//! departments.
//! What only one page draws is in the folder of that page; charts are in `charts`.

pub mod changes;
pub mod choices;
pub mod departments;
pub mod markdown;
pub mod measures;
pub mod names;
pub mod progress;
pub mod status;
