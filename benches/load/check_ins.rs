//! Check-ins by 64 clients, compared with commits of the same rows: one by one on SQLite, by pgbench with as many
//! clients on PostgreSQL, for one busy organisation and spread over 50.

use perno::store::engine::db::Db;

use crate::{
    CLIENTS, Measure, Outcome,
    client::{self, Request, request},
    company::{Company, Shape},
    database::{Database, Engine},
    pgbench::Pgbench,
    raw::Raw,
    server::Server,
    table::{Aim, Line, Table, tell},
};

/// A large organisation with 300 key results.
pub const BUSY: Shape = Shape { departments: 12, people: CLIENTS, key_results: 300, check_ins: 3 };
const SMALL: Shape = Shape { departments: 3, people: 2, key_results: 30, check_ins: 3 };

pub async fn measure(measure: &Measure, table: &mut Table) -> Outcome {
    for engine in Engine::available(measure) {
        let aim = Aim::AtLeast(if engine == Engine::Sqlite { 1.5 } else { 3.0 });
        table.add(compared(measure, engine, &[BUSY], "one organisation", aim).await?);
    }
    if measure.postgres.is_some() {
        table.add(compared(measure, Engine::Postgres, &[SMALL; 50], "50 organisations", Aim::AtLeast(0.7)).await?);
    }
    Ok(())
}

async fn compared(measure: &Measure, engine: Engine, shapes: &[Shape], of: &str, aim: Aim) -> Outcome<Line> {
    tell(&format!("check-ins, {}, {of}: preparing", engine.name()));
    let database = Database::create(measure, engine, "check_ins")?;
    let companies = founded(&database, shapes).await?;
    let copy = database.copy("raw")?;
    let server = Server::perno(&measure.perno, &database.setting()).await?;
    let mut reference = Reference::new(measure, engine, &copy, &companies)?;
    let mut line = Line::new(format!("check-ins, {}, {of}", engine.name()), "/s", Some(aim));
    for _ in 0..measure.rounds() {
        let ours = client::load(server.address, &clients(&companies)?, measure.round()).await?;
        line.round(ours, reference.load(measure)?);
    }
    Ok(line)
}

/// Creates organisations in an empty database.
pub async fn founded(database: &Database, shapes: &[Shape]) -> Outcome<Vec<Company>> {
    let db = Db::open(&database.url()?, 2)?;
    let mut companies = Vec::new();
    for shape in shapes {
        companies.push(Company::found(&db, *shape).await?);
    }
    db.checkpoint()?;
    database.analyse()?;
    Ok(companies)
}

enum Reference {
    Sqlite(Box<Raw>),
    Postgres(Pgbench),
}

impl Reference {
    fn new(measure: &Measure, engine: Engine, copy: &Database, companies: &[Company]) -> Outcome<Self> {
        Ok(match engine {
            Engine::Sqlite => Self::Sqlite(Box::new(Raw::open(copy, companies.first().ok_or("nobody")?)?)),
            Engine::Postgres => Self::Postgres(Pgbench::new(measure, copy, companies)?),
        })
    }

    fn load(&mut self, measure: &Measure) -> Outcome<f64> {
        match self {
            Self::Sqlite(raw) => raw.commits(measure.round()),
            Self::Postgres(pgbench) => pgbench.load(measure.round()),
        }
    }
}

/// The requests of each client: a person of one of the organisations, who checks in on the key results of their
/// department.
fn clients(companies: &[Company]) -> Outcome<Vec<Vec<Request>>> {
    let mut clients = Vec::new();
    for (number, company) in (0..CLIENTS).zip(companies.iter().cycle()) {
        let person = number / companies.len();
        let token = company.token(person)?;
        let of = |id| {
            let path = format!("/api/v1/key-results/{id}/check-ins");
            request("POST", &path, &token, Some(r#"{"value": 42.5, "confidence": 7}"#))
        };
        clients.push(company.key_results_of(person).map(of).collect());
    }
    Ok(clients)
}
