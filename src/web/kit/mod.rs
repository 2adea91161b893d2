//! What every page is built with: `visit.rs` authenticates, `frame.rs` has the navigation around the content, `form.rs`
//! reads and shows forms, `draft.rs` keeps what is typed, `page.rs` renders, `web/kit/failure` renders errors, `confirm.rs` asks before an action. The
//! pages themselves are in the other folders; what several pages draw is in `parts`.

pub mod assets;
pub mod confirm;
pub mod cookies;
pub mod draft;
pub mod failure;
pub mod form;
pub mod frame;
pub mod live;
pub mod page;
pub mod pairs;
pub mod visit;
