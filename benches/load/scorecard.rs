//! The scorecard right after a check-in, when it is not cached: how long one client waits for it with 1,000, 10,000 and
//! 100,000 key results in the cycle, in turns. The response lists every objective, so it grows with the plan.

use std::time::Instant;

use crate::{
    Measure, Outcome,
    check_ins::founded,
    client::{Connection, request},
    company::{Company, Shape},
    database::{Database, Engine},
    server::Server,
    table::{Aim, Line, Table, tell},
};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("scorecard after a check-in, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "scorecard")?;
        let sizes = SIZES.into_iter().filter(|size| *size <= measure.most_key_results());
        let companies = founded(&database, &sizes.clone().map(shape).collect::<Vec<_>>()).await?;
        let server = Server::perno(&measure.perno, &database.setting()).await?;
        let mut connection = Connection::open(server.address).await?;
        let what = |bytes: usize, size| {
            format!("scorecard after a check-in, {}, {size} ({} KB)", engine.name(), bytes / 1_000)
        };
        let mut lines: Vec<Line> = Vec::new();
        for (company, size) in companies.iter().zip(sizes) {
            let bytes = connection.send(&request("GET", &company.scorecard(), &company.token(0)?, None)).await?;
            lines.push(Line::new(what(bytes, size), "ms", (size == 100_000).then_some(Aim::AtMost(2.0))));
        }
        for round in 0..measure.rounds() * 2 {
            let mut taken = Vec::new();
            for company in &companies {
                taken.push(after_a_check_in(&mut connection, company, round).await?);
            }
            let least = taken.first().copied().unwrap_or(f64::NAN);
            for (line, taken) in lines.iter_mut().zip(taken) {
                line.round(taken, least);
            }
        }
        for line in lines {
            table.add(line);
        }
    }
    Ok(())
}

pub const fn shape(key_results: usize) -> Shape {
    Shape { departments: 40, people: 100, key_results, check_ins: 3 }
}

/// Checks in and then reads the scorecard; returns the time of the read in milliseconds.
pub async fn after_a_check_in(connection: &mut Connection, company: &Company, round: usize) -> Outcome<f64> {
    let token = company.token(round)?;
    let id = company.key_results_of(round).nth(round % 20).ok_or("no key result")?;
    let path = format!("/api/v1/key-results/{id}/check-ins");
    let body = format!(r#"{{"value": {}}}"#, 20 + round);
    connection.send(&request("POST", &path, &token, Some(&body))).await?;
    let read = request("GET", &company.scorecard(), &token, None);
    let began = Instant::now();
    connection.send(&read).await?;
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}
