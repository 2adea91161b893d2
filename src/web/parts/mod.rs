//! What several pages draw: how something stands, how far it has come, what it measures, who is called what, the table of
//! departments.
//! What only one page draws is in the folder of that page; charts are in `charts`.

pub mod choices;
pub mod departments;
pub mod measures;
pub mod names;
pub mod reached;
pub mod standing;
