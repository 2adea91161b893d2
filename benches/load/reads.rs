//! Reading the scorecard, by 64 people at once, compared with an empty route that serves as many bytes from memory.

use crate::{
    CLIENTS, Measure, Outcome,
    check_ins::{BUSY, founded},
    client::{self, Connection, request},
    database::{Database, Engine},
    server::Server,
    table::{Aim, Line, Table, tell},
};

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        tell(&format!("scorecard reads, {}: preparing", engine.name()));
        let database = Database::create(measure, engine, "reads")?;
        let companies = founded(&database, &[BUSY]).await?;
        let company = companies.first().ok_or("no organisation")?;
        let server = Server::perno(&measure.perno, &database.setting()).await?;
        let read = request("GET", &company.scorecard(), &company.token(0)?, None);
        let bytes = Connection::open(server.address).await?.send(&read).await?;
        let empty = Server::empty(bytes).await?;
        let unread = vec![vec![request("GET", "/", &company.token(0)?, None)]; CLIENTS];
        let what = format!("scorecard reads, {}, {} KB", engine.name(), bytes.div_ceil(1_000));
        let mut line = Line::new(what, "/s", Some(Aim::AtLeast(0.7)));
        for _ in 0..measure.rounds() {
            let mut clients = Vec::new();
            for person in 0..CLIENTS {
                clients.push(vec![request("GET", &company.scorecard(), &company.token(person)?, None)]);
            }
            let ours = client::load(server.address, &clients, measure.round()).await?;
            line.round(ours, client::load(empty.address, &unread, measure.round()).await?);
        }
        table.add(line);
    }
    Ok(())
}
