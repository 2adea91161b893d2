//! Creates the demonstration company in an empty database: its whole history in one transaction, so that an interrupted
//! first start leaves nothing behind, with one revision for each deed. A database that holds any organisation is left
//! as it is. The deeds are listed in `history` and run by `runner`.

use super::{
    calendar::Calendar,
    company::{Company, company},
    history::history,
    runner::{Secret, Stage},
};
use crate::{
    app::{
        App,
        error::{Error, Result},
    },
    cli::setup,
    domain::{
        organisation::{Language, TimeZone},
        values::{id::Id, text::Password},
    },
    store::{engine::db::Series, organisations},
};

/// The password of everybody in the company.
pub const PASSWORD: &str = "olive-oil-demo";

/// The number of changes after which progress is shown.
const STEP: usize = 200;

/// Creates the company: its current cycle began ten weeks ago, the one before is closed. Returns whether it did: a
/// database that holds an organisation is left as it is. `say` is called with the progress.
///
/// # Errors
/// Those of the database.
pub async fn seed(app: &App, language: Language, say: fn(&str)) -> Result<bool> {
    let nowhere = setup::system(app, Id::new(uuid::Uuid::nil()));
    let existing = app.db.read(nowhere, |reader| organisations::all(reader).map_err(Error::from)).await?;
    if !existing.is_empty() {
        return Ok(false);
    }
    let company = company().map_err(Error::internal)?;
    let broken = |fault: crate::domain::values::fault::Fault| Error::internal(format!("{fault:?}"));
    let time_zone = TimeZone::parse(&company.organisation.time_zone).map_err(broken)?;
    let calendar = Calendar::new(time_zone, company.today, app.now());
    let hash = app.passwords.hash(Password::parse(PASSWORD).map_err(broken)?).await?;
    say(&introduction(&company));
    let happened = move |series: &mut Series<'_>| happen(series, &company, &calendar, language, &hash, say);
    app.db.write_series(happened).await?;
    Ok(true)
}

fn happen(
    series: &mut Series<'_>,
    company: &Company,
    calendar: &Calendar,
    language: Language,
    hash: &str,
    say: fn(&str),
) -> Result<()> {
    let deeds = history(company, calendar);
    let secret = Secret { password: PASSWORD, hash };
    let Some((founded, _)) = deeds.first().copied() else { return Ok(()) };
    let mut stage = Stage::new(series, (company, calendar), language, &secret, founded);
    for (&(at, deed), done) in deeds.iter().zip(1_usize..) {
        stage
            .perform(at, deed)
            .inspect_err(|error| tracing::error!(%at, ?error, "the demonstration's history broke"))?;
        if done.is_multiple_of(STEP) {
            say(&format!("  {done} of {} steps", deeds.len()));
        }
    }
    Ok(())
}

fn introduction(company: &Company) -> String {
    format!(
        "Creating {}, a demonstration company: {} people in {} departments, {} objectives with {} key results, {} KPIs, \
         five months of history.",
        company.organisation.name,
        company.people.len(),
        company.departments.len(),
        company.quarters().count(),
        company.quarters().map(|(_, objective)| objective.key_results.len()).sum::<usize>(),
        company.kpis.len(),
    )
}
