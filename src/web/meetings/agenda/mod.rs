//! What a meeting looks at: `data.rs` reads it, `view.rs` puts it into words for the pages of the meeting, in the rows
//! of `rows.rs`; `why.rs` tells why the score changed, for the presentation of the Scorecard too.
//! The pages are in the folder above.

pub mod data;
pub mod rows;
pub mod view;
pub mod why;
