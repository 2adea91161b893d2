//! The time until the program is ready, on an empty database and on one with 10,000 key results, and its memory: idle,
//! and after reading scorecards of 100,000 key results between check-ins. The references are the aims themselves.

use std::time::Duration;

use crate::{
    Measure, Outcome,
    check_ins::founded,
    client::Connection,
    database::{Database, Engine},
    scorecard::{after_a_check_in, shape},
    server::Server,
    table::{Aim, Line, Table, tell},
};

const READY: f64 = 200.0;
const IDLE: f64 = 60.0;
const LARGE: f64 = 300.0;

pub async fn start(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        for (what, size) in [("empty", 0), ("10,000 key results", 10_000)] {
            tell(&format!("start, {}, {what}: preparing", engine.name()));
            let database = Database::create(measure, engine, "start")?;
            if size > 0 {
                founded(&database, &[shape(size)]).await?;
            }
            drop(Server::perno(&measure.perno, &database.setting()).await?);
            let what = format!("start to ready, {}, {what}", engine.name());
            let mut line = Line::new(what, "ms", Some(Aim::AtMost(1.0)));
            for _ in 0..measure.rounds() {
                let server = Server::perno(&measure.perno, &database.setting()).await?;
                line.round(server.took.as_secs_f64() * 1_000.0, READY);
            }
            table.add(line);
        }
    }
    Ok(())
}

pub async fn memory(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("memory, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "memory")?;
        let size = measure.most_key_results();
        let companies = founded(&database, &[shape(size)]).await?;
        let company = companies.first().ok_or("no organisation")?;
        let server = Server::perno(&measure.perno, &database.setting()).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut idle = Line::new(format!("memory idle, {}", engine.name()), "MB", Some(Aim::AtMost(1.0)));
        idle.round(server.memory()?.0, IDLE);
        table.add(idle);
        let mut connection = Connection::open(server.address).await?;
        for round in 0..10 {
            after_a_check_in(&mut connection, company, round).await?;
        }
        let (now, most) = server.memory()?;
        for (what, taken) in [("", now), (", at most", most)] {
            let what = format!("memory with {size} key results, {}{what}", engine.name());
            let mut line = Line::new(what, "MB", Some(Aim::AtMost(1.0)));
            line.round(taken, LARGE);
            table.add(line);
        }
    }
    Ok(())
}
