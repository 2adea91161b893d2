//! People and what is kept about them: `users.rs` adds, invites and changes them, `names.rs` tells who is called what,
//! `reassignment.rs` hands over what they are in charge of, `personal_data.rs` gives it out and anonymises it.
//! Who signs in, and how, is in `app/sign_in`.

pub mod command;
pub mod names;
pub mod personal_data;
pub mod reassignment;
pub mod users;
