//! PostgreSQL's own benchmark, pgbench, with a transaction that writes the rows of a check-in in the order that locks
//! the organisation's row for the shortest time. There is a script for each organisation; pgbench picks one at random
//! each time.

use std::{path::PathBuf, process::Command, time::Duration};

use crate::{CLIENTS, Measure, Outcome, company::Company, database::Database, raw::LOGGED};

pub struct Pgbench {
    program: PathBuf,
    scripts: Vec<PathBuf>,
    database: String,
}

impl Pgbench {
    pub fn new(measure: &Measure, database: &Database, companies: &[Company]) -> Outcome<Self> {
        let program = measure.pgbench.clone().ok_or("no pgbench")?;
        let mut scripts = Vec::new();
        for (number, company) in companies.iter().enumerate() {
            let script = measure.folder.join(format!("check-in-{number}.sql"));
            std::fs::write(&script, transaction(company)?)?;
            scripts.push(script);
        }
        Ok(Self { program, scripts, database: database.setting() })
    }

    /// Returns the transactions per second.
    pub fn load(&self, duration: Duration) -> Outcome<f64> {
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
        command.arg(format!("--client={CLIENTS}")).arg(format!("--time={}", duration.as_secs().max(1)));
        for script in &self.scripts {
            command.arg("--file").arg(script);
        }
        let output = command.arg(&self.database).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let figure = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        figure.ok_or_else(|| format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn transaction(company: &Company) -> Outcome<String> {
    let organisation = company.organisation;
    let key_result = company.key_results.first().ok_or("no key result")?;
    let (author, _) = company.people.first().ok_or("nobody")?;
    Ok(format!(
        "BEGIN;
INSERT INTO check_ins (organisation_id, id, key_result_id, author_id, value, steps_done, steps_undone, observed_on, \
         confidence, version, created_at, updated_at) VALUES ('{organisation}', gen_random_uuid(), '{key_result}', \
         '{author}', 42, '[]', '[]', current_date, 7, 1, now(), now());
UPDATE organisations SET revision = revision + 1 WHERE id = '{organisation}' RETURNING revision \\gset
INSERT INTO changes (organisation_id, revision, ordinal, at, actor_kind, actor_id, actor_name, action, entity, \
         entity_id, after) VALUES ('{organisation}', :revision, 1, now(), 'user', '{author}', 'Person 1', 'created', \
         'check_in', gen_random_uuid()::text, '{}');
COMMIT;
",
        LOGGED.replace(':', "\\u003a")
    ))
}
