//! Starts the jobs when the program begins to serve, and repeats each after a pause until the program ends.
//! A job that fails is logged and runs again at its next turn.
//! What the jobs do is in the other files of this folder.

use std::time::Duration;

use crate::{
    app::App,
    jobs::clean_up::{self, Removed},
};

/// The pause between two clean-ups.
const CLEAN_UP_PAUSE: Duration = Duration::from_hours(1);

/// Runs the jobs in the background, on the runtime of the caller.
pub fn start(app: &App) {
    tokio::task::spawn_local(repeat_clean_up(app.clone()));
}

async fn repeat_clean_up(app: App) {
    loop {
        match clean_up::run(&app).await {
            Ok(removed) if removed.is_nothing() => {}
            Ok(Removed { sessions, invitations, answers, failed_sign_ins, drafts }) => {
                tracing::info!(sessions, invitations, answers, failed_sign_ins, drafts, "cleaned up");
            }
            Err(error) => tracing::warn!(cause = error.why(), "the clean-up failed; it is tried again in an hour"),
        }
        tokio::time::sleep(CLEAN_UP_PAUSE).await;
    }
}
