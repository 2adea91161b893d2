//! What every page is made with: `visit.rs` says who asks, `frame.rs` what is around the content, `form.rs` reads what was
//! typed and shows it again, `page.rs` renders, `web/kit/failure` tells why there is no page, `confirm.rs` asks before
//! a deed. No page is in here; words are in `language`, what several pages draw in `parts`.

pub mod assets;
pub mod confirm;
pub mod cookies;
pub mod failure;
pub mod form;
pub mod frame;
pub mod live;
pub mod page;
pub mod visit;
