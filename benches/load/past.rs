//! The past of 10,000 key results: the scorecard of a month ago and the trend of a quarter beside the scorecard of today,
//! each right after a check-in, when 200 changes of the plan must be taken back; and the scorecard as it was known before
//! 100,000 check-ins.

use std::time::Instant;

use chrono::Days;
use serde_json::Value;

use crate::{
    Measure, Outcome,
    check_ins::founded,
    client::{Connection, request},
    company::{Company, now},
    database::{Database, Engine},
    scorecard::{after_a_check_in, shape},
    server::Server,
    table::{Aim, Line, Table, tell},
};

const KEY_RESULTS: usize = 10_000;
const CHANGES: usize = 200;
const LATER_CHECK_INS: usize = 100_000;
const BATCH: usize = 1_000;

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("past, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "past")?;
        let companies = founded(&database, &[shape(KEY_RESULTS)]).await?;
        let company = companies.first().ok_or("no company")?;
        let server = Server::perno(&measure.perno, &database.setting()).await?;
        let mut connection = Connection::open(server.address).await?;
        change(&mut connection, company).await?;
        let month_ago = now().date_naive().checked_sub_days(Days::new(30)).ok_or("no such day")?;
        let past = format!("{}&as_of={month_ago}", company.scorecard());
        let trend = company.scorecard().replace("/scorecard?", "/scorecard/trend?");
        let mut as_of = Line::new(
            format!("scorecard of a month ago beside today's, {}", engine.name()),
            "ms",
            Some(Aim::AtMost(2.0)),
        );
        let mut weeks = Line::new(format!("trend of the quarter beside the scorecard, {}", engine.name()), "ms", None);
        for round in 0..measure.rounds() * 2 {
            let today = after_a_check_in(&mut connection, company, round).await?;
            as_of.round(read_after_a_check_in(&mut connection, company, round, &past).await?, today);
            weeks.round(read_after_a_check_in(&mut connection, company, round, &trend).await?, today);
        }
        let known_at = revision(&mut connection, company).await?;
        tell(&format!("past, {}: {LATER_CHECK_INS} check-ins", engine.name()));
        check_in(&mut connection, company).await?;
        let then = format!("{}&known_at={known_at}", company.scorecard());
        let mut known = Line::new(
            format!("scorecard as known 100,000 changes ago, {}", engine.name()),
            "ms",
            Some(Aim::AtMost(1_000.0)),
        );
        for round in 0..measure.rounds() * 2 {
            known.round(read_after_a_check_in(&mut connection, company, round, &then).await?, 1.0);
        }
        for line in [as_of, weeks, known] {
            table.add(line);
        }
    }
    Ok(())
}

/// Reads something after a check-in; returns the time in milliseconds.
async fn read_after_a_check_in(
    connection: &mut Connection,
    company: &Company,
    round: usize,
    path: &str,
) -> Outcome<f64> {
    after_a_check_in(connection, company, round).await?;
    let token = company.token(round)?;
    let id = company.key_results_of(round).nth(round % 20).ok_or("no key result")?;
    let check_in = format!("/api/v1/key-results/{id}/check-ins");
    connection.send(&request("POST", &check_in, &token, Some(r#"{"value": 9}"#))).await?;
    let read = request("GET", path, &token, None);
    let began = Instant::now();
    connection.send(&read).await?;
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}

/// Changes the weights of some key results, which holds from today on.
async fn change(connection: &mut Connection, company: &Company) -> Outcome {
    for (place, id) in company.key_results.iter().step_by(KEY_RESULTS / CHANGES).enumerate() {
        let body = format!(r#"{{"weight": {}, "reason": "Agreed"}}"#, 2 + place % 3);
        let path = format!("/api/v1/key-results/{id}");
        connection.send(&request("PATCH", &path, &company.executive()?, Some(&body))).await?;
    }
    Ok(())
}

async fn revision(connection: &mut Connection, company: &Company) -> Outcome<i64> {
    let read = request("GET", &company.scorecard(), &company.executive()?, None);
    let length = connection.send(&read).await?;
    let card: Value = serde_json::from_slice(connection.body(length))?;
    Ok(card.get("known_at").and_then(Value::as_i64).ok_or("no revision")?)
}

async fn check_in(connection: &mut Connection, company: &Company) -> Outcome {
    for batch in 0..LATER_CHECK_INS / BATCH {
        let ids = company.key_results.iter().cycle().skip(batch * BATCH).take(BATCH);
        let items: Vec<String> = ids.map(|id| format!(r#"{{"key_result_id": "{id}", "value": {batch}}}"#)).collect();
        let body = format!(r#"{{"items": [{}]}}"#, items.join(","));
        connection.send(&request("POST", "/api/v1/check-ins/batch", &company.executive()?, Some(&body))).await?;
    }
    Ok(())
}
