//! Everybody's confidence in the key results of a meeting: the handlers. PUT replaces the caller's own ratings.
//! What others rated is in no answer until the meeting shows it.
//! The rules are in `app/meetings/confidence.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, Tagged, derived, ok, replaced},
        call::AuthenticatedRequest,
    },
    app::meetings::confidence::{self, ConfidenceView},
};

impl Tagged for ConfidenceView {
    fn tag(&self) -> String {
        derived(self.version, self.as_of.revision, self.as_of.day)
    }
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("meeting_id")?;
    call.read(move |reader| confidence::show(reader, id)).await.answer_with(|view| ok(&view))
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let id = call.id("meeting_id")?;
    let ratings = call.command().await?;
    call.write(move |tx| confidence::replace(tx, id, &ratings)).await.answer_with(replaced)
}
