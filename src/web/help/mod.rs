//! The help page: every idea of Perno in one paragraph with an example. The same texts open in place from the question
//! marks beside headings and labels (`help` in `web/parts/marks.html`); they are in the messages
//! of the language. How the present score was computed is in `web/how_scores_work`.

use actix_web::web::{ServiceConfig, get, resource};

use crate::language::words::Words;

mod page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/help").route(get().to(page::show)));
}

/// The paragraph that explains an idea.
pub fn text(w: Words, idea: &str) -> String {
    w.say(&format!("idea-{idea}-text"))
}

pub fn example(w: Words, idea: &str) -> String {
    w.say(&format!("idea-{idea}-example"))
}
