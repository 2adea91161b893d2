//! The reference for commits: the rows of a check-in (itself, the organisation's next revision, the entry of the change
//! log) written without the program, by prepared statements on one connection with the program's own settings. On
//! PostgreSQL, single commits are made by many concurrent clients, with pgbench.

use std::time::{Duration, Instant};

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, connection::SimpleConnection};
use perno::{
    domain::{check_in::CheckIn, key_result::KeyResult, values::id::Id},
    store::engine::{
        connection::AnyConnection,
        schema::{changes, check_ins, organisations},
        tx::new_id,
        types::At,
    },
};

use crate::{
    Outcome,
    company::{Company, now},
    database::Database,
};

/// A check-in as the change log stores it.
pub const LOGGED: &str = r#"{"id":"019a5b7e-7c1e-7a3b-9d52-0f6c2f5b8a11","key_result_id":"019a5b7e-7c1e-7a3b-9d52-0f6c2f5b8a12","author_id":"019a5b7e-7c1e-7a3b-9d52-0f6c2f5b8a13","value":42.0,"steps_done":[],"steps_undone":[],"observed_on":"2026-02-15","confidence":7,"note":null,"source":null,"version":1,"created_at":"2026-02-15T12:00:00.000000Z","updated_at":"2026-02-15T12:00:00.000000Z"}"#;

pub struct Raw {
    connection: AnyConnection,
    company: Company,
    written: usize,
}

macro_rules! on_either {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            AnyConnection::Postgres($inner) => $body,
            AnyConnection::Sqlite($inner) => $body,
        }
    };
}

impl Raw {
    pub fn open(database: &Database, company: &Company) -> Outcome<Self> {
        Ok(Self { connection: database.url()?.connect()?, company: company.clone(), written: 0 })
    }

    /// Commits one by one for a while; returns the commits per second.
    pub fn commits(&mut self, duration: Duration) -> Outcome<f64> {
        let (began, mut count) = (Instant::now(), 0_u32);
        while began.elapsed() < duration {
            self.commit(1)?;
            count += 1;
        }
        Ok(f64::from(count) / began.elapsed().as_secs_f64())
    }

    /// Commits one transaction with the rows of that many check-ins, which share one revision.
    pub fn commit(&mut self, check_ins: usize) -> Outcome {
        self.connection.batch_execute(match self.connection {
            AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
            AnyConnection::Postgres(_) => "BEGIN",
        })?;
        let organisation = self.company.organisation;
        let row = organisations::table.filter(organisations::id.eq(organisation));
        let revision: i64 = on_either!(&mut self.connection, inner => {
            diesel::update(row)
                .set(organisations::revision.eq(organisations::revision + 1))
                .returning(organisations::revision)
                .get_result(inner)?
        });
        for ordinal in 1..=check_ins {
            self.write(revision, i64::try_from(ordinal)?)?;
        }
        self.connection.batch_execute("COMMIT")?;
        Ok(())
    }

    fn write(&mut self, revision: i64, ordinal: i64) -> Outcome {
        let at = now();
        let (organisation, id) = (self.company.organisation, new_id::<CheckIn>(at));
        let number = self.written;
        self.written += 1;
        let key_result: Id<KeyResult> =
            *self.company.key_results.get(number % self.company.key_results.len()).ok_or("no key result")?;
        let (author, _) = *self.company.people.get(number % self.company.people.len()).ok_or("nobody")?;
        let check_in = (
            check_ins::organisation_id.eq(organisation),
            check_ins::id.eq(id),
            check_ins::key_result_id.eq(key_result),
            check_ins::author_id.eq(Some(author)),
            check_ins::value.eq(Some(42.0)),
            check_ins::steps_done.eq("[]"),
            check_ins::steps_undone.eq("[]"),
            check_ins::observed_on.eq(at.date_naive()),
            check_ins::confidence.eq(Some(7_i64)),
            check_ins::version.eq(1_i64),
            check_ins::created_at.eq(At(at)),
            check_ins::updated_at.eq(At(at)),
        );
        let change = (
            changes::organisation_id.eq(organisation),
            changes::revision.eq(revision),
            changes::ordinal.eq(ordinal),
            changes::at.eq(At(at)),
            changes::actor_kind.eq("user"),
            changes::actor_id.eq(Some(author)),
            changes::actor_name.eq("Person 1"),
            changes::action.eq("created"),
            changes::entity.eq("check_in"),
            changes::entity_id.eq(id.to_string()),
            changes::after.eq(Some(LOGGED)),
        );
        on_either!(&mut self.connection, inner => {
            diesel::insert_into(check_ins::table).values(check_in).execute(inner)?;
            diesel::insert_into(changes::table).values(change).execute(inner)?;
        });
        Ok(())
    }
}
