//! Starting points: the handlers. The list is the same for everybody; taking one adds departments, objectives, key
//! results and KPIs at once. What is added, and what is there already, is decided in `app/starting_points`. The pages
//! offer the same (`web/starting_points`).

use super::kit::{
    answer::{Answer, AnswerWith, plain},
    call::AuthenticatedRequest,
    list::list_until,
};
use crate::app::starting_points;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.filter();
    call.read(move |reader| starting_points::list(reader, &query))
        .await
        .answer_with(|all| list_until(all.iter().collect(), None))
}

pub async fn take(call: AuthenticatedRequest) -> Answer {
    let key = call.path::<String>("starting_point")?;
    let taking = call.command().await?;
    call.once(move |tx| starting_points::take(tx, &key, &taking), |taken| plain(&taken)).await
}
