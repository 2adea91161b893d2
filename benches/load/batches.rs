//! Ten batches of 1,000 check-ins, one after the other, compared with ten transactions that insert the same rows one by
//! one with prepared statements, on a copy of the database.

use std::time::Instant;

use crate::{
    Measure, Outcome,
    check_ins::{BUSY, founded},
    client::{Connection, request},
    company::Company,
    database::{Database, Engine},
    raw::Raw,
    server::Server,
    table::{Aim, Line, Table, tell},
};

const BATCHES: usize = 10;
const ITEMS: usize = 1_000;

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("batches, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "batches")?;
        let companies = founded(&database, &[BUSY]).await?;
        let company = companies.first().ok_or("no organisation")?;
        let copy = database.copy("raw")?;
        let server = Server::perno(&measure.perno, &database.setting()).await?;
        let mut raw = Raw::open(&copy, company)?;
        let what = format!("{BATCHES} batches of {ITEMS} check-ins, {}", engine.name());
        let mut line = Line::new(what, "ms", Some(Aim::AtMost(2.0)));
        for _ in 0..measure.rounds() {
            let mut connection = Connection::open(server.address).await?;
            let batch = request("POST", "/api/v1/check-ins/batch", &company.token(0)?, Some(&items(company)));
            let began = Instant::now();
            for _ in 0..BATCHES {
                let length = connection.send(&batch).await?;
                let done = String::from_utf8_lossy(connection.body(length)).matches("201").count();
                if done < ITEMS {
                    return Err(format!("only {done} of {ITEMS} items were done").into());
                }
            }
            let ours = began.elapsed().as_secs_f64() * 1_000.0;
            let began = Instant::now();
            for _ in 0..BATCHES {
                raw.commit(ITEMS)?;
            }
            line.round(ours, began.elapsed().as_secs_f64() * 1_000.0);
        }
        table.add(line);
    }
    Ok(())
}

fn items(company: &Company) -> String {
    let of = |id| format!(r#"{{"key_result_id": "{id}", "value": 42.5, "confidence": 7}}"#);
    let all: Vec<String> = company.key_results_of(0).map(of).collect();
    let items: Vec<&str> = all.iter().map(String::as_str).cycle().take(ITEMS).collect();
    format!(r#"{{"items": [{}]}}"#, items.join(","))
}
